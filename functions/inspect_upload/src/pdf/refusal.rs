//! Why a file is refused.

use serde::{Deserialize, Serialize};

/// Why a file is refused. Stored with the upload and sent to API clients under [`PdfRefusal::code`], so a variant's
/// name is never reused for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum PdfRefusal {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// More than [`super::MAX_BYTES`].
    #[error("the file is larger than 20 MiB")]
    TooLarge,
    /// No PDF header where a reader looks for it: another kind of file under this name.
    #[error("the file is not a PDF")]
    NotPdf,
    /// Protected by a password or by permissions, even where no password is asked for.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// Damaged or cut off: at least one object that belongs to the file could not be read.
    #[error("the PDF is damaged")]
    Unreadable,
    /// A document without a single page.
    #[error("the PDF has no pages")]
    NoPages,
    /// More than [`super::MAX_PAGES`].
    #[error("the PDF has more than 20 pages")]
    TooManyPages,
    /// Scripts, attachments, forms that send themselves, media, or actions that run on opening.
    #[error("the PDF contains scripts, attachments, media or automatic actions")]
    ActiveContent,
    /// More objects, or objects that unfold to more bytes, than any form or scan needs.
    #[error("the PDF is too complex")]
    TooComplex,
}

impl PdfRefusal {
    /// Every reason, for tables of messages.
    pub const ALL: [Self; 9] = [
        Self::Empty,
        Self::TooLarge,
        Self::NotPdf,
        Self::Encrypted,
        Self::Unreadable,
        Self::NoPages,
        Self::TooManyPages,
        Self::ActiveContent,
        Self::TooComplex,
    ];

    /// The stable name of the reason, the same that serde writes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::NotPdf => "not_pdf",
            Self::Encrypted => "encrypted",
            Self::Unreadable => "unreadable",
            Self::NoPages => "no_pages",
            Self::TooManyPages => "too_many_pages",
            Self::ActiveContent => "active_content",
            Self::TooComplex => "too_complex",
        }
    }

    /// Whether a more forgiving reading of the same bytes may come to another answer.
    pub(super) fn is_damage(self) -> bool {
        matches!(self, Self::Unreadable | Self::NoPages)
    }
}

impl From<lopdf::Error> for PdfRefusal {
    fn from(error: lopdf::Error) -> Self {
        use lopdf::{DecompressError, Error};
        match error {
            Error::Decryption(_)
            | Error::InvalidPassword
            | Error::UnsupportedSecurityHandler(_) => Self::Encrypted,
            Error::Decompress(
                DecompressError::MemoryLimitExceeded { .. }
                | DecompressError::TooManyFilters { .. },
            )
            | Error::RecursionLimit => Self::TooComplex,
            _ => Self::Unreadable,
        }
    }
}
