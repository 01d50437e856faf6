//! 単体による研修 at a partner facility: whether it counts today, why or why not, and the day on which that changes (S136–S140,
//! E73, E79, E84–E88).

use chrono::NaiveDate;
use domain::calendar::slash_date;
use domain::{Accreditation, Partnership, SingleSiteTraining, Standing, TRANSITION_END};
use serde::Serialize;

/// 単体による研修 in words.
#[derive(Debug, Serialize)]
pub(crate) struct SingleSite {
    #[serde(flatten)]
    state: SingleSiteTraining,
    allowed: bool,
    /// The first day of this, where a day can be named.
    since: Option<NaiveDate>,
    #[serde(skip)]
    pub(crate) tone: &'static str,
    pub(crate) title: String,
    pub(crate) reasons: Vec<String>,
}

/// Who is meant by a 施設責任者 that qualifies (S134, S145).
const QUALIFIED: &str = "指導医・専門医・研修指導者資格を有する認定医のいずれ";

impl SingleSite {
    pub(crate) fn of(partner: &Accreditation, links: &[&Partnership], today: NaiveDate) -> Self {
        let all: Vec<Partnership> = links.iter().map(|link| (*link).clone()).collect();
        let state = SingleSiteTraining::on(partner, &all, today);
        let counting = links.iter().filter(|link| link.counts_on(today)).min_by_key(|link| link.link_start);
        let (since, title, mut reasons) = match state {
            SingleSiteTraining::Allowed { until } => allowed(until),
            SingleSiteTraining::NotAccredited => not_accredited(partner, today),
            SingleSiteTraining::MeasureOver => measure_over(),
            SingleSiteTraining::NotUnderTheMeasure => not_under_the_measure(),
            SingleSiteTraining::NotQualified => not_qualified(partner, today),
            SingleSiteTraining::Linked => linked(partner, links, counting.copied(), today),
        };
        if counting.is_none()
            && !matches!(state, SingleSiteTraining::Allowed { .. } | SingleSiteTraining::NotAccredited)
        {
            reasons.push(NEEDED.to_owned());
        }
        let tone = match state {
            SingleSiteTraining::Allowed { .. } => "success",
            SingleSiteTraining::Linked | SingleSiteTraining::NotAccredited => "info",
            _ if counting.is_some() => "info",
            _ => "warning",
        };
        Self { state, allowed: state.is_allowed(), since, tone, title, reasons }
    }

    /// Whether a link is wanting: it trains neither alone nor with a 基幹施設.
    pub(crate) fn needs_a_link(&self) -> bool {
        self.tone == "warning"
    }
}

type Told = (Option<NaiveDate>, String, Vec<String>);

const RECOMMENDED: &str = "※ただし、こちらは移行期間による特別措置となり、学会の新制度としてできるだけ早い基幹施設との連携を強く推奨いたします。";
const NEEDED: &str = "連携が必要です。基幹施設との連携について、お手続きをお願いいたします。";

fn allowed(until: NaiveDate) -> Told {
    let title = format!("単体による研修ができます（{}まで）", slash_date(until));
    let why = "移行措置により、連携施設単体での研修によっても専門医申請は可能です。".to_owned();
    (None, title, vec![why, RECOMMENDED.to_owned()])
}

fn not_accredited(partner: &Accreditation, today: NaiveDate) -> Told {
    let title = "単体による研修はできません（認定期間外）".to_owned();
    if partner.standing(today) == Standing::Scheduled {
        let start = slash_date(partner.valid_from);
        return (
            None,
            title,
            vec![format!("認定は{start}に開始します。認定開始日から、単体による研修の可否をここに表示します。")],
        );
    }
    let last = partner.last_day();
    (last.succ_opt(), title, vec![format!("認定は{}に終了しました。", slash_date(last))])
}

fn measure_over() -> Told {
    let title = "単体による研修はできません（移行期間の終了）".to_owned();
    let over = format!(
        "移行期間は{}に終了しました。移行期間終了後は単体での研修による専門医申請は不可となります。",
        slash_date(TRANSITION_END)
    );
    (TRANSITION_END.succ_opt(), title, vec![over])
}

fn not_under_the_measure() -> Told {
    let title = "単体による研修はできません（移行措置の対象外）".to_owned();
    let reason = "移行措置を利用した認定ではないため、単体による研修はできません。".to_owned();
    (None, title, vec![reason])
}

/// E84: named is the day from which the responsible physician does not qualify.
fn not_qualified(partner: &Accreditation, today: NaiveDate) -> Told {
    let lost = partner.former.iter().filter(|former| former.until < today && former.names.qualified);
    let since = lost.map(|former| former.until).max().and_then(|until| until.succ_opt());
    let title = "単体による研修はできません（施設責任者の資格）".to_owned();
    let from = since.map(|day| format!("{}から、", slash_date(day))).unwrap_or_default();
    let reason = format!("{from}施設責任者が{QUALIFIED}にも該当しないため、移行措置の対象外です。");
    (since, title, vec![reason])
}

fn linked(partner: &Accreditation, links: &[&Partnership], counting: Option<&Partnership>, today: NaiveDate) -> Told {
    let since = counting.map(|link| link.link_start);
    let title = "単体による研修はできません（基幹施設と連携中）".to_owned();
    let rule =
        "基幹施設と連携中は単体による研修はできません。専攻医は基幹施設の指導医の指導を受けて下さい。".to_owned();
    let named =
        counting.map(|link| format!("{}から、{}と連携中です。", slash_date(link.link_start), link.core.facility_name));
    // what is known to end: after the last link that counts
    let last = links.iter().filter(|link| link.counts_on(today)).map(|link| link.last_day()).max();
    let again = last.filter(|last| *last < TRANSITION_END.min(partner.last_day())).and_then(|last| last.succ_opt());
    let resumes = if let Some(day) = again {
        format!(
            "連携は{}に終了します。移行期間中は、{}から単体による研修の再開が可能です。",
            slash_date(day.pred_opt().unwrap_or(day)),
            slash_date(day)
        )
    } else {
        let several = links.iter().filter(|link| link.counts_on(today)).count() > 1;
        let all = if several { "すべての基幹施設との" } else { "" };
        format!(
            "移行期間中（{}まで）、何らかの理由で{all}連携が解除されてしまった場合、単体による研修の再開が可能です。",
            slash_date(TRANSITION_END)
        )
    };
    (since, title, named.into_iter().chain([rule, resumes]).collect())
}
