//! What is taken from the answers at submission, so that nothing that follows needs the forms again.

use domain::{ApplicationKind, Claims, CoreLink, Particulars};
use form::{Answers, Cell, Row};
use shared::desk::Desk;

/// Who applies, what they claim, and which 基幹施設 they name.
pub(crate) fn particulars(desk: &Desk) -> Particulars {
    let (answers, overview) = (&desk.file.application_form.answers, &desk.file.overview.answers);
    let partner = desk.id().kind == ApplicationKind::Partner;
    Particulars {
        facility_name: answers.text("facility_name").to_owned(),
        prefecture: answers.text("prefecture").to_owned(),
        responsible_name: full_name(answers, "responsible"),
        qualified: domain::qualifies(
            answers.text("responsible_qualification"),
            answers.text("responsible_trainer_qualified"),
        ),
        contact: format!("{} {}", full_name(answers, "contact"), answers.text("contact_phone")),
        claims: Claims {
            transition: partner && form::transition_claimed(answers, desk.id().cycle),
            qualification_pending: answers.flag("responsible_qualification_pending"),
            unlisted_core: partner && !overview.text("core_link_other").is_empty(),
        },
        core_links: if partner { core_links(overview) } else { Vec::new() },
    }
}

/// 姓 and 名 with a full-width blank.
fn full_name(answers: &Answers, who: &str) -> String {
    let part = |part: &str| answers.text(&format!("{who}_{part}_name")).to_owned();
    format!("{}\u{3000}{}", part("last"), part("first"))
}

fn core_links(overview: &Answers) -> Vec<CoreLink> {
    let rows: Vec<&Row> = overview.filled_rows("core_links").map(|(_, row)| row).collect();
    let alone = rows.len() == 1;
    let link = |row: &&Row| {
        let Some(Cell::Text(core)) = row.get("core_facility_id") else { return None };
        let ticked = row.get("primary") == Some(Cell::Flag(true));
        Some(CoreLink { core: core.parse().ok()?, primary: alone || ticked })
    };
    rows.iter().filter_map(link).collect()
}
