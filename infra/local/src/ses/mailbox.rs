//! The mails that were sent, kept in memory and, beside the data, one JSON file each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const ID_PREFIX: &str = "local-";

/// One mail that SES accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The id that the sender was told.
    pub id: String,
    /// Recipients, separated by comma and blank.
    pub to: String,
    /// The sender as given, an RFC 2047 name included.
    pub from: String,
    /// Where answers go.
    pub reply_to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The tags it was sent with.
    pub tags: BTreeMap<String, String>,
    /// The configuration set it was sent with.
    pub configuration_set: Option<String>,
    /// When it was sent, by the portal's clock.
    pub sent_at: DateTime<Utc>,
    /// Whether it was accepted and then bounced.
    pub bounced: bool,
}

/// All mails; a clone is the same mailbox.
#[derive(Clone)]
pub struct Mailbox {
    shelf: Arc<Mutex<Shelf>>,
    folder: Option<Arc<PathBuf>>,
}

#[derive(Default)]
struct Shelf {
    mails: Vec<Mail>,
    last: u64,
}

impl Mailbox {
    /// A mailbox that is gone with the process, or one that is kept in `folder`.
    pub fn open(folder: Option<PathBuf>) -> anyhow::Result<Self> {
        let shelf = folder.as_deref().map(read).transpose()?.unwrap_or_default();
        Ok(Self { shelf: Arc::new(Mutex::new(shelf)), folder: folder.map(Arc::new) })
    }

    /// Every mail, newest first.
    pub fn all(&self) -> Vec<Mail> {
        self.open_shelf().mails.iter().rev().cloned().collect()
    }

    /// Throws every mail away. Ids go on counting.
    pub fn clear(&self) -> anyhow::Result<()> {
        let mut kept = self.open_shelf();
        if let Some(folder) = &self.folder {
            for mail in &kept.mails {
                std::fs::remove_file(folder.join(file_name(&mail.id)))
                    .with_context(|| format!("removing mail {}", mail.id))?;
            }
        }
        kept.mails.clear();
        Ok(())
    }

    /// Keeps the mail that `make` makes of its id; on return it is on the disk.
    pub(super) fn add(&self, make: impl FnOnce(String) -> Mail) -> anyhow::Result<String> {
        let mut kept = self.open_shelf();
        let number = kept.last + 1;
        let id = format!("{ID_PREFIX}{number:06}");
        let mail = make(id.clone());
        if let Some(folder) = &self.folder {
            write(folder, &mail)?;
        }
        kept.last = number;
        kept.mails.push(mail);
        Ok(id)
    }

    fn open_shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn file_name(id: &str) -> String {
    format!("{id}.json")
}

/// Written under another name first, so that a kill leaves a whole mail or none.
fn write(folder: &Path, mail: &Mail) -> anyhow::Result<()> {
    let draft = folder.join("mail.tmp");
    std::fs::write(&draft, serde_json::to_vec_pretty(mail)?).context("writing a mail")?;
    std::fs::rename(&draft, folder.join(file_name(&mail.id))).context("keeping a mail")
}

fn read(folder: &Path) -> anyhow::Result<Shelf> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut numbered = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let number = stem.strip_prefix(ID_PREFIX).and_then(|digits| digits.parse::<u64>().ok());
        let Some(number) = number else { continue };
        let mail: Mail =
            serde_json::from_slice(&std::fs::read(&path)?).with_context(|| format!("{} is no mail", path.display()))?;
        numbered.push((number, mail));
    }
    numbered.sort_by_key(|(number, _)| *number);
    let last = numbered.last().map_or(0, |(number, _)| *number);
    Ok(Shelf { mails: numbered.into_iter().map(|(_, mail)| mail).collect(), last })
}
