//! What an import would do, row by row: pure. Nothing that is there is changed by it (E100), and no address is given to two
//! facilities (E6).

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::slash_date;
use domain::{AccountId, Accreditation, AccreditationKind, Registration, names};
use form::FormKind;
use serde::Serialize;
use shared::registry::import::Row;
use shared::store::keys;

/// A kind and a number, as they are compared.
pub(super) type Place = (AccreditationKind, String);

/// Where an accreditation stands.
pub(super) fn place(kind: AccreditationKind, number: &str) -> Place {
    (kind, number.to_ascii_lowercase())
}

/// What the portal knows about the rows of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The whole register.
    pub(super) accreditations: BTreeMap<Place, Accreditation>,
    /// What is on file for those that the file names.
    pub(super) registrations: BTreeMap<Place, Registration>,
    /// Who has the addresses of the file.
    pub(super) logins: BTreeMap<String, AccountId>,
}

/// What would be done with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Outcome {
    /// A new account with this accreditation.
    NewAccount,
    /// This accreditation, on an account that is there.
    OnAccount,
    /// Nothing: it is there, and just so.
    Known,
    /// Nothing: it is there, and says something else.
    Differs {
        /// What.
        differences: Vec<String>,
    },
    /// Nothing: it cannot be entered.
    Refused {
        /// Why.
        reason: String,
    },
}

/// A row with what would be done with it.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) row: Row,
    /// The facility's account, where it has one.
    pub(super) account: Option<AccountId>,
    pub(super) outcome: Outcome,
}

impl Planned {
    /// Whether it would be entered.
    pub(super) const fn is_new(&self) -> bool {
        matches!(self.outcome, Outcome::NewAccount | Outcome::OnAccount)
    }
}

/// What would be done with each row, in the order of the file.
pub(super) fn plan(rows: Vec<Row>, known: &Known) -> Vec<Planned> {
    let mut facilities: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        facilities.entry(row.email.canonical()).or_default().push(row);
    }
    let mut planned: Vec<Planned> =
        facilities.into_iter().flat_map(|(email, rows)| of_facility(&email, rows, known)).collect();
    planned.sort_by_key(|planned| planned.row.line);
    planned
}

/// One name for all that was shown: if it is another one when the import is confirmed, something has changed meanwhile.
pub(super) fn digest(file: &[u8], planned: &[Planned]) -> String {
    let lines = planned.iter().map(|planned| {
        let account = planned.account.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{}|{account}|{:?}", planned.row.line, planned.outcome)
    });
    keys::sha256_hex(format!("{}\n{}", keys::sha256_hex(file), lines.collect::<Vec<_>>().join("\n")))
}

/// The rows of one address, which is one facility.
fn of_facility(email: &str, rows: Vec<Row>, known: &Known) -> Vec<Planned> {
    let there = |row: &Row| known.accreditations.get(&place(row.kind, &row.number));
    let owners: BTreeSet<&AccountId> = rows.iter().filter_map(there).map(|held| &held.account).collect();
    let login = known.logins.get(email);
    // a facility that is there is known by its number, even if its address has changed since
    let account = owners.first().copied().or(login).cloned();
    let held: Vec<&Accreditation> =
        known.accreditations.values().filter(|held| Some(&held.account) == account.as_ref()).collect();
    let outcome = |row: &Row| match there(row) {
        Some(there) => compared(row, there, known),
        None if owners.len() > 1 => refused("同じメールアドレスの行が、登録では別々の施設になっています。"),
        // the facility has left the address, or this account: nobody but a person can tell which is meant
        None if login.is_some_and(|login| Some(login) != account.as_ref()) => {
            refused("このメールアドレスは、登録されている施設とは別のアカウントで使用されています。")
        }
        None => new(row, owners.is_empty(), account.is_some(), &held),
    };
    let planned = |row: Row| {
        let account = there(&row).map(|there| there.account.clone()).or_else(|| account.clone());
        Planned { outcome: outcome(&row), account, row }
    };
    rows.into_iter().map(planned).collect()
}

fn refused(reason: impl Into<String>) -> Outcome {
    Outcome::Refused { reason: reason.into() }
}

/// A row that is not in the register. `by_address` where its account is known by nothing but the address.
fn new(row: &Row, by_address: bool, has_account: bool, held: &[&Accreditation]) -> Outcome {
    let name = names(&row.record).facility_name;
    if let Some(other) = held.first().filter(|_| by_address && held.iter().all(|held| !is_named(held, &name))) {
        return refused(format!(
            "このメールアドレスは、別の施設「{}」で使用されています。施設ごとに別のメールアドレスが必要です。",
            other.facility_name
        ));
    }
    let overlaps = |held: &&&Accreditation| {
        held.kind == row.kind && held.valid_from <= row.valid_to && row.valid_from <= held.last_day()
    };
    if let Some(other) = held.iter().find(overlaps) {
        return refused(format!("この施設には、認定期間の重なる認定（認定番号 {}）がすでにあります。", other.number));
    }
    if has_account { Outcome::OnAccount } else { Outcome::NewAccount }
}

/// Whether a facility has or had a name.
fn is_named(held: &Accreditation, name: &str) -> bool {
    let former = held.former.iter().map(|former| &former.names.facility_name);
    former.chain([&held.facility_name]).any(|known| crate::search::fold(known) == crate::search::fold(name))
}

/// A row that is in the register: all that it says otherwise.
fn compared(row: &Row, there: &Accreditation, known: &Known) -> Outcome {
    let mut differences = Vec::new();
    for (label, registered, file) in
        [("認定開始日", there.valid_from, row.valid_from), ("認定終了日", there.valid_to, row.valid_to)]
    {
        if registered != file {
            differences.push(difference(label, &slash_date(registered), &slash_date(file)));
        }
    }
    if let Some(registration) = known.registrations.get(&place(row.kind, &row.number)) {
        differences.extend(of_record(row, registration));
    }
    if known.logins.get(&row.email.canonical()) != Some(&there.account) {
        differences
            .push("メールアドレス：登録されているログイン用メールアドレスと異なります（変更しません）".to_owned());
    }
    if differences.is_empty() { Outcome::Known } else { Outcome::Differs { differences } }
}

fn of_record(row: &Row, registration: &Registration) -> Vec<String> {
    let form = form::by_version(&registration.definition).map(|definition| definition.form(FormKind::ApplicationForm));
    let label = |key: &str| {
        let field = form.and_then(|form| form.field(key));
        field.map_or_else(|| key.to_owned(), |field| field.label.clone())
    };
    let differs = row.record.iter().filter(|(key, text)| registration.text(key) != text.as_str());
    let said = |(key, text): (&String, &String)| match key.as_str() {
        // not in lists (rules 4.11)
        "responsible_birth_date" => format!("{}：登録と異なります", label(key)),
        key => difference(&label(key), registration.text(key), text),
    };
    differs.map(said).collect()
}

fn difference(label: &str, registered: &str, file: &str) -> String {
    let registered = if registered.is_empty() { "未入力" } else { registered };
    format!("{label}：登録「{registered}」／ファイル「{file}」")
}
