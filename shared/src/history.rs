//! A history in words: every event of an application, an account or a facility, who and when.

use std::collections::BTreeMap;

use domain::calendar::{long_date, long_minute, period, slash_date};
use domain::{Check, CorrectionRequest, Event, Finding, Identity, LoginEvent};
use form::FormKind;
use serde::Serialize;

use crate::store::EventRecord;
use crate::web::messages;
use crate::words;

/// One line of the history.
#[derive(Debug, Serialize)]
pub struct Line {
    /// The event's number in its chain.
    pub number: u64,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What happened.
    pub what: String,
    /// What there is to say about it; empty where the title says all.
    pub detail: String,
}

impl Line {
    /// An event in words.
    pub fn of(record: &EventRecord) -> Self {
        Self {
            number: record.number,
            at: long_minute(record.at),
            who: words::who(&record.actor).to_owned(),
            what: what(&record.event),
            detail: detail(&record.event),
        }
    }
}

/// What happened.
#[rustfmt::skip]
fn what(event: &Event) -> String {
    match event {
        Event::AccountOpened { .. } => "アカウントの登録",
        Event::SignUpRepeated => "登録済みアドレスでの新規登録",
        Event::Login(event) => of_a_login(event),
        Event::LinkIssued { .. } => "パスワード設定用URLの発行",
        Event::PasswordSet { .. } => "パスワードの設定",
        Event::FormRegistered { .. } => "書類の登録",
        Event::CertificateAnnounced { .. } => "PDFのアップロード開始",
        Event::CertificateReceived { .. } => "PDFの受信",
        Event::CertificateAttached { .. } => "PDFの確認完了",
        Event::CertificateRefused { .. } => "PDFの受付不可",
        Event::Submitted { submission: 0 | 1, .. } => "申請",
        Event::Submitted { submission, .. } => return format!("再申請（{submission}回目の申請）"),
        Event::CorrectionRequested(request) => return format!("修正依頼（第{}回）", request.round),
        Event::Received => "受付",
        Event::OfficerAssigned { .. } => "担当者の変更",
        Event::Checked { .. } => "確認項目の更新",
        Event::Noted { .. } => "メモ",
        Event::CoreFacilityAttached { core: Some(_) } => "基幹施設の登録（事務局）",
        Event::CoreFacilityAttached { core: None } => "基幹施設の登録の取消（事務局）",
        Event::CorrectionExtended { round, .. } => return format!("修正期限の変更（第{round}回）"),
        Event::Judged { judgement } => return format!("判定：{}", judgement.label()),
        Event::Withdrawn { .. } => "取下げ",
        Event::AccreditationGranted { .. } => "認定の登録",
        Event::AccreditationEnded { .. } => "認定の終了",
        Event::PartnershipRequested { .. } => "連携申請の送信",
        Event::PartnershipBlocked { .. } => "連携申請の不成立",
        Event::PartnershipApproved { .. } => "連携の承認",
        Event::PartnershipDeclined { .. } => "連携の不承認",
        Event::WindowSet { .. } => "申請期間の設定",
        Event::SettingsChanged { .. } => "設定の変更",
        Event::StaffInvited { .. } => "職員の招待",
        Event::StaffEnrolled => "職員の登録完了",
        Event::ReturnRequested { .. } => "認定返上申請",
        Event::ReturnCancelled => "認定返上申請の取下げ",
        Event::ReturnRefused { .. } => "認定返上申請の不承認",
        Event::LinksTold => "連携先への通知完了",
        Event::Reminded { .. } => "お知らせの送信",
        Event::IdentityChecked { matched: true, .. } => "本人確認（一致）",
        Event::IdentityChecked { matched: false, .. } => "本人確認（不一致）",
        Event::AddressTold { .. } => "ログイン用メールアドレスの表示",
        Event::BirthDateShown => "生年月日の表示",
        Event::RegistrationEntered => "登録内容の登録",
        Event::AccreditationRenamed { .. } | Event::RegistrationChanged { .. } => "登録内容の変更",
        Event::ChangeRequested { .. } => "変更申請",
        Event::ChangeCancelled => "変更申請の取下げ",
        Event::ChangeApproved { .. } => "変更申請の承認",
        Event::ChangeRefused { .. } => "変更申請の不承認",
        Event::PartnershipStartSet { .. } => "連携開始日の変更",
        Event::DissolutionRequested { .. } => "連携の解除申請",
        Event::DissolutionCancelled => "連携の解除申請の取下げ",
        Event::DissolutionRefused { .. } => "連携の解除申請の不承認",
        Event::PartnershipEnded { .. } => "連携の終了",
    }
    .to_owned()
}

/// What there is to say about it; empty where the title says all.
fn detail(event: &Event) -> String {
    match event {
        Event::FormRegistered { form, .. } => {
            form.parse().map_or_else(|_| form.clone(), |form: FormKind| form.label().to_owned())
        }
        Event::CertificateAttached { pages, lenient: false, .. } => format!("{pages}ページ"),
        Event::CertificateAttached { pages, .. } => {
            format!("{pages}ページ（PDFの構造に誤りがあり、補正して開きました）")
        }
        Event::CertificateRefused { reason, .. } => messages::upload(*reason).to_owned(),
        Event::Submitted { receipt_no, digest, .. } => format!("受付番号 {receipt_no}\n照合値 {digest}"),
        Event::CorrectionRequested(request) => correction(request),
        Event::OfficerAssigned { officer } => officer.clone(),
        Event::Checked { findings } => checks(findings),
        Event::CorrectionExtended { due, .. } => format!("新しい期限 {}", long_date(*due)),
        Event::Judged { judgement } => words::judgement(judgement),
        Event::CoreFacilityAttached { core } => core.as_ref().map(ToString::to_string).unwrap_or_default(),
        Event::Noted { text: said }
        | Event::Withdrawn { reason: said }
        | Event::PartnershipDeclined { reason: said }
        | Event::ReturnRefused { reason: said }
        | Event::ChangeRefused { reason: said }
        | Event::DissolutionRefused { reason: said } => said.clone(),
        Event::WindowSet { opens, closes, reason } => format!("{}\n{reason}", period(*opens, *closes)),
        _ => detail_of_the_accredited(event),
    }
}

/// The same of a login.
const fn of_a_login(event: &LoginEvent) -> &'static str {
    match event {
        LoginEvent::AddressAsked { .. } => "メールアドレス変更のお手続き",
        LoginEvent::AddressCancelled => "メールアドレス変更のお手続きの取消",
        LoginEvent::AddressChanged { .. } => "メールアドレスの変更",
        LoginEvent::AddressRestored { .. } => "メールアドレスの変更の取消（以前のメールアドレスから）",
        LoginEvent::AddressReplaced { .. } => "メールアドレスの変更（事務局）",
        LoginEvent::SessionsEnded => "全端末のログイン解除（事務局）",
        LoginEvent::SessionsEndedByReturn => "全端末のログイン解除（認定返上の承認）",
        LoginEvent::Closed { .. } => "アカウントの終了（新規登録による）",
        LoginEvent::Succeeded { .. } => "アカウントの登録（終了したアカウントのメールアドレス）",
    }
}

/// The same of accreditations, links, and what is on file.
fn detail_of_the_accredited(event: &Event) -> String {
    match event {
        Event::AccreditationGranted { valid_from, valid_to, .. } => {
            format!("{} ~ {}", slash_date(*valid_from), slash_date(*valid_to))
        }
        Event::AccreditationEnded { on, note, .. } => format!("最終日 {}\n{note}", slash_date(*on)),
        Event::PartnershipRequested { link_start } | Event::PartnershipApproved { link_start, .. } => {
            format!("連携開始日 {}", slash_date(*link_start))
        }
        Event::AccreditationRenamed { from, names } => {
            format!("変更日 {}\n{}\n{}", slash_date(*from), names.facility_name, names.responsible_name)
        }
        Event::IdentityChecked { identity, .. } => compared(identity),
        Event::Login(LoginEvent::AddressReplaced { requester, reason, .. }) => {
            format!("依頼者 {requester}\n理由 {reason}")
        }
        Event::AddressTold { requester } => format!("依頼者 {requester}"),
        Event::ReturnRequested { on, reason } | Event::DissolutionRequested { on, reason, .. } => {
            format!("希望日 {}\n{reason}", slash_date(*on))
        }
        Event::PartnershipStartSet { on, reason } => format!("連携開始日 {}\n{reason}", slash_date(*on)),
        Event::PartnershipEnded { on, reason, .. } => format!("最終日 {}\n{reason}", slash_date(*on)),
        Event::ChangeRequested { from, reason, .. } => format!("変更日 {}\n{reason}", slash_date(*from)),
        Event::ChangeApproved { from, .. } => format!("変更日 {}", slash_date(*from)),
        _ => String::new(),
    }
}

/// Who asked, and what was compared.
fn compared(identity: &Identity) -> String {
    let compared = [(identity.member_no, "会員番号"), (identity.birth_date, "生年月日")];
    let compared: Vec<_> = compared.into_iter().filter(|(was, _)| *was).map(|(_, what)| what).collect();
    format!("依頼者 {}\n照合した項目 {}", identity.requester, compared.join("、"))
}

/// Each thing to correct on a line of its own.
fn correction(request: &CorrectionRequest) -> String {
    let item = |label: &str, reason: &str| format!("{label}：{reason}");
    let items = request.items.iter().map(|one| item(&one.label, messages::correction(&one.reason)));
    let due = std::iter::once(format!("期限 {}", long_date(request.due)));
    due.chain(items).collect::<Vec<_>>().join("\n")
}

fn checks(findings: &BTreeMap<Check, Finding>) -> String {
    let line = |(check, finding): (&Check, &Finding)| format!("{}：{}", check.label(), words::finding(Some(*finding)));
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}
