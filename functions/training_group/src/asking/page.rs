//! 連携の申請 as it is shown.

use askama::Template;
use chrono::NaiveDate;
use domain::{Accreditation, MOST_LINKS};
use form::{Choice, FieldView, PREFECTURES};
use serde::Serialize;
use shared::web::{Chrome, ErrorLink, FieldError, Session, Web, error_links, mypage, with_errors};

use super::typed::{Filter, Typed};
use super::{File, measure_ends};

/// A 基幹施設 that can be asked.
#[derive(Debug, Serialize)]
struct Core {
    account: String,
    facility_name: String,
    prefecture: String,
    number: String,
    responsible_name: String,
}

/// 連携の申請
#[derive(Debug, Template, Serialize)]
#[template(path = "asking.html")]
pub(crate) struct AskingPage {
    #[serde(flatten)]
    chrome: Chrome,
    /// Why nothing can be asked for; empty if it can.
    obstacle: String,
    cores: Vec<Core>,
    #[serde(skip)]
    filter: Filter,
    #[serde(skip)]
    filters: Vec<FieldView>,
    #[serde(skip)]
    fields: Vec<FieldView>,
    #[serde(skip)]
    measure: Option<String>,
    #[serde(skip)]
    errors: Vec<ErrorLink>,
}

impl AskingPage {
    pub(super) fn new(
        web: &Web,
        session: &Session,
        file: &File,
        today: NaiveDate,
        filter: &Filter,
        typed: &Typed,
    ) -> Self {
        let cores: Vec<Core> = offered(file, today).filter(|core| kept(core, filter, typed)).map(Core::of).collect();
        Self {
            chrome: mypage::chrome(web, session, "連携の申請", &file.held, mypage::TRAINING_GROUP),
            obstacle: obstacle(file, today),
            filter: filter.clone(),
            filters: filters(filter),
            fields: fields(&cores, typed, file.offers_primary(today)),
            cores,
            measure: file.own(today).and_then(|own| measure_ends(own, today)),
            errors: Vec::new(),
        }
    }

    pub(super) fn with_errors(self, errors: &[FieldError]) -> Self {
        Self {
            chrome: self.chrome.with_errors(),
            fields: with_errors(self.fields, errors),
            errors: error_links(errors),
            ..self
        }
    }
}

/// Those of the register that are not linked or asked, and not the facility itself.
fn offered(file: &File, today: NaiveDate) -> impl Iterator<Item = &Accreditation> {
    let is_open = move |core: &Accreditation| {
        file.links.iter().any(|link| link.id.core == core.account && link.standing(today).is_open())
    };
    let own = file.held.first().map(|held| &held.account);
    file.cores.iter().filter(move |core| Some(&core.account) != own && !is_open(core))
}

/// What was chosen stays, whatever the list is narrowed down to.
fn kept(core: &Accreditation, filter: &Filter, typed: &Typed) -> bool {
    filter.lets_pass(core) || core.account.to_string() == typed.core
}

fn obstacle(file: &File, today: NaiveDate) -> String {
    let open = file.links.iter().filter(|link| link.standing(today).is_open()).count();
    if file.own(today).is_none() {
        "連携施設の認定期間外のため、連携は申請できません。ご不明な点は事務局までお問い合わせください。".to_owned()
    } else if open >= MOST_LINKS {
        format!(
            "連携できる基幹施設は、承認待ちを含めて{MOST_LINKS}施設までです。いずれかの連携が終了してから申請してください。"
        )
    } else {
        String::new()
    }
}

fn filters(filter: &Filter) -> Vec<FieldView> {
    let all = std::iter::once((String::new(), "すべて"));
    let prefectures = PREFECTURES.iter().zip(1..).map(|(name, code)| (format!("{code:02}"), *name));
    let options = all.chain(prefectures).map(|(value, label)| Choice {
        checked: value == filter.prefecture,
        value,
        label: label.to_owned(),
    });
    let prefecture = FieldView::new("prefecture", "都道府県", "select").value(&*filter.prefecture);
    vec![
        FieldView { options: options.collect(), ..prefecture },
        FieldView::new("q", "施設名・施設責任者", "text").value(&*filter.q).width(16),
    ]
}

fn fields(cores: &[Core], typed: &Typed, offers_primary: bool) -> Vec<FieldView> {
    let nothing =
        Choice { value: String::new(), label: "選択してください".to_owned(), checked: typed.core.is_empty() };
    let choice = |core: &Core| Choice {
        value: core.account.clone(),
        label: core.in_words(),
        checked: core.account == typed.core,
    };
    let options = std::iter::once(nothing).chain(cores.iter().map(choice)).collect();
    let core = FieldView::new("core", "連携する基幹施設", "select").required().value(&*typed.core);
    let consulted = FieldView::checkbox("consulted", "事前相談済み", typed.consulted).required();
    let primary = FieldView::checkbox("primary", "主たる基幹施設", typed.primary);
    let primary = primary.hint("現在、主たる基幹施設が登録されていません。");
    [FieldView { options, ..core }, consulted].into_iter().chain(offers_primary.then_some(primary)).collect()
}

impl Core {
    fn of(core: &Accreditation) -> Self {
        Self {
            account: core.account.to_string(),
            facility_name: core.facility_name.clone(),
            prefecture: form::prefecture_in_words(&core.prefecture).to_owned(),
            number: core.number.clone(),
            responsible_name: core.responsible_name.clone(),
        }
    }

    fn in_words(&self) -> String {
        let Self { facility_name, prefecture, number, responsible_name, .. } = self;
        format!("{facility_name}（{prefecture}・{number}・{responsible_name}）")
    }
}
