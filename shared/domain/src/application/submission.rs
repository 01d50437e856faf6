//! What a submission brings.

use crate::Particulars;

/// What 申請 brings with it.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The facility holds this kind of accreditation beyond the day on which a new one would start (E45).
    pub already_held: bool,
    /// Both forms are 登録済み.
    pub forms_registered: bool,
    /// A fresh receipt number, used for the first submission.
    pub receipt_no: String,
    /// Who applies.
    pub particulars: Particulars,
    /// SHA-256 of the snapshot, hex.
    pub digest: String,
    /// In a correction: all that is not open, as it was submitted before and as it is now.
    pub rest: Option<Rest>,
}

/// SHA-256, hex, over everything that a correction leaves closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// As it was submitted before.
    pub before: String,
    /// As it is submitted now.
    pub now: String,
}
