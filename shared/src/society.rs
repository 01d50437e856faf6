//! The society that this portal serves: names, addresses, URLs and the texts of `society.json`. Another society changes
//! that file, not the code.

use std::sync::LazyLock;

use domain::Guidance;
use domain::calendar::long_date;
use serde::{Deserialize, Serialize};

/// What is particular to one society.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Society {
    /// 特定非営利活動法人
    pub corporate_form: String,
    /// The society's name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// How the office that runs the accreditation is called.
    pub secretariat: String,
    /// Its address for questions (S55).
    pub contact_email: String,
    /// The society's web site (S77).
    pub site_url: String,
    /// 基幹施設 新規募集要項 (S118)
    pub core_guide_url: String,
    /// 連携施設 新規募集要項 (S121)
    pub partner_guide_url: String,
    /// 基幹施設名簿 (S125)
    pub roster_url: String,
    /// What the portal's own 名簿 says of a facility, in this order.
    pub roster_columns: Vec<RosterColumn>,
    /// What applicants are to note.
    pub notices: Notices,
    /// When 個人情報の取扱い was last changed: the version that an applicant agrees to.
    pub privacy_updated: String,
    /// 書式版: the version of the template of 申請書・在籍証明書.
    pub certificate_form_version: String,
    /// When the guidance was last changed (S3).
    pub guidance_updated: String,
    /// How every subject begins (S37).
    pub mail_prefix: String,
    /// How a subject begins that goes to the secretariat itself.
    pub office_mail_prefix: String,
    /// The name that mails come from.
    pub sender_name: String,
}

/// A column of the portal's 名簿.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterColumn {
    /// 認定番号
    Number,
    /// 診療施設名
    Name,
    /// 都道府県
    Prefecture,
    /// 施設責任者
    Responsible,
    /// 認定期間
    Period,
}

impl RosterColumn {
    /// Its heading.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Number => "認定番号",
            Self::Name => "診療施設名",
            Self::Prefecture => "都道府県",
            Self::Responsible => "施設責任者",
            Self::Period => "認定期間",
        }
    }
}

/// Notices of the manual, where they stand on pages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Apply with time to spare (S9).
    pub in_good_time: String,
    /// Below the button 申請 (S89–S91).
    pub before_submission: Vec<String>,
    /// How one sees that an application is complete (S113–S115).
    pub after_submission: Vec<String>,
}

static SOCIETY: LazyLock<Society> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../society.json"))
        .unwrap_or_else(|error| unreachable!("society.json is checked by a test: {error}"))
});

impl Society {
    /// The society of this build.
    pub fn current() -> &'static Self {
        &SOCIETY
    }
}

/// Where the society's guidance is: as the secretariat has set it, else as this build has it (S3, S118, S121, S125).
#[derive(Clone, Debug, Serialize)]
pub struct GuidanceNow {
    /// 基幹施設 新規募集要項
    pub core_guide_url: String,
    /// 連携施設 新規募集要項
    pub partner_guide_url: String,
    /// 名簿
    pub roster_url: String,
    /// When the guidance was last changed.
    pub guidance_updated: String,
}

impl GuidanceNow {
    /// What holds, given what was set.
    pub fn of(set: &Guidance) -> Self {
        let society = Society::current();
        let or = |set: &Option<String>, built_in: &String| set.as_ref().unwrap_or(built_in).clone();
        Self {
            core_guide_url: or(&set.core_guide_url, &society.core_guide_url),
            partner_guide_url: or(&set.partner_guide_url, &society.partner_guide_url),
            roster_url: or(&set.roster_url, &society.roster_url),
            guidance_updated: set.updated.map_or_else(|| society.guidance_updated.clone(), long_date),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_is_complete() {
        assert_eq!(super::Society::current().name, "日本緩和医療学会");
    }
}
