//! An application at the secretariat's desk, and what follows from it: values that the tests share.

use chrono::{DateTime, Utc};

use super::fixture::*;
use crate::*;

pub(super) const JUDGE: Role = Role::Staff(StaffRole::Judge);

/// The secretariat at work after the window: what is decided there knows no window.
pub(super) fn at_work() -> DateTime<Utc> {
    jst("2027-03-03 10:00:00")
}

/// What somebody of the secretariat who may do everything makes of `application` at `now`.
pub(super) fn office_at(
    application: Application,
    command: OfficeCommand,
    now: DateTime<Utc>,
) -> Result<Decided<Application>, Refusal> {
    application.decide(ApplicationCommand::Office(command), around(JUDGE, now))
}

/// The same [`at_work`].
pub(super) fn office(application: Application, command: OfficeCommand) -> Result<Decided<Application>, Refusal> {
    office_at(application, command, at_work())
}

/// Submitted with these particulars, and received.
pub(super) fn received_with(particulars: Particulars) -> Application {
    let submit = ApplicationCommand::Submit(Submission { particulars, ..submission() });
    let submitted = a_draft().decide(submit, around(Role::Facility, now())).unwrap().state;
    office(submitted, receive()).unwrap().state
}

/// Submitted and received.
pub(super) fn under_review() -> Application {
    received_with(particulars())
}

/// Submitted and received with claims about itself.
pub(super) fn claiming(claims: Claims) -> Application {
    received_with(Particulars { claims, ..particulars() })
}

pub(super) fn receive() -> OfficeCommand {
    OfficeCommand::Receive { officer: "仮名　一郎".to_owned() }
}

/// One field of a form, with a reason.
pub(super) fn of_field(form: &str, field: &str) -> CorrectionItem {
    let target = CorrectionTarget::Field { form: form.to_owned(), field: field.to_owned() };
    said(target, "電話番号")
}

/// The certificate, with a reason.
pub(super) fn of_certificate() -> CorrectionItem {
    said(CorrectionTarget::Certificate, CERTIFICATE_LABEL)
}

fn said(target: CorrectionTarget, label: &str) -> CorrectionItem {
    let reason = CorrectionReason::Said("ご確認ください。".to_owned());
    CorrectionItem { target, label: label.to_owned(), reason }
}

/// Fourteen days after [`at_work`].
pub(super) const DUE: &str = "2027-03-17";

pub(super) fn request(items: Vec<CorrectionItem>) -> OfficeCommand {
    OfficeCommand::RequestCorrection { items, due: day(DUE) }
}

/// 修正依頼 by the secretariat, the certificate being attached.
pub(super) fn asked(items: Vec<CorrectionItem>) -> Application {
    office(under_review(), request(items)).unwrap().state
}

pub(super) fn pass() -> Judgement {
    Judgement::Pass { number: "K-0042".to_owned(), valid_from: day("2027-04-01"), valid_to: day("2032-03-31") }
}

pub(super) fn fail() -> Judgement {
    Judgement::Fail { reason: "募集要項の条件を満たしていません。".to_owned() }
}

pub(super) fn hold() -> Judgement {
    Judgement::Hold { reason: "資格の登録を待っています。".to_owned() }
}

/// 判定 of a facility that holds no 認定研修施設.
pub(super) fn judge(judgement: Judgement) -> OfficeCommand {
    OfficeCommand::Judge { judgement, holds_training: false }
}

pub(super) fn judged(judgement: Judgement) -> Application {
    office(under_review(), judge(judgement)).unwrap().state
}

pub(super) fn withdraw() -> OfficeCommand {
    OfficeCommand::Withdraw { reason: "申請者の申し出による。".to_owned() }
}

pub(super) fn withdrawn() -> Application {
    office(under_review(), withdraw()).unwrap().state
}

/// The account of a core facility.
pub(super) fn core() -> AccountId {
    ulid("C0RE")
}

pub(super) fn a_core_link() -> CoreLink {
    CoreLink { core: core(), primary: true }
}

/// An accreditation of [`facility`] from 2023-04-01 to 2028-03-31.
pub(super) fn an_accreditation(kind: AccreditationKind) -> Accreditation {
    let id = AccreditationId { account: facility(), kind, number: "K-0001".to_owned() };
    let names = Names {
        facility_name: "架空中央病院".to_owned(),
        prefecture: "13".to_owned(),
        responsible_name: "架空　太郎".to_owned(),
        qualified: true,
    };
    Accreditation::new(id, names, day("2023-04-01"), day("2028-03-31"))
}

/// The accreditation of [`core`], from 2023-04-01 to 2028-03-31.
pub(super) fn the_core() -> Accreditation {
    Accreditation { account: core(), ..an_accreditation(AccreditationKind::Core) }
}

/// The accreditation of [`facility`] as a partner, from 2027-04-01 on.
pub(super) fn the_partner() -> Accreditation {
    Accreditation {
        number: "R-0042".to_owned(),
        facility_name: "架空かわべ病院".to_owned(),
        valid_from: day("2027-04-01"),
        valid_to: day("2032-03-31"),
        ..an_accreditation(AccreditationKind::Partner)
    }
}

/// The link of [`the_partner`] to [`the_core`], as it is made by 合格.
pub(super) fn a_partnership() -> Partnership {
    let start = day("2027-04-01");
    Partnership::scheduled(
        PartnershipId { partner: facility(), start, core: core() },
        Party::of(&the_partner(), "架空　次郎 03-0000-0000".to_owned()),
        Party::of(&the_core(), String::new()),
    )
}

/// Its start date, at nine.
pub(super) fn on_the_day() -> DateTime<Utc> {
    jst("2027-04-01 09:00:00")
}

/// Its day has come, with these accreditations in force.
pub(super) fn begin_with(core: Option<Accreditation>, partner: Option<Accreditation>) -> PartnershipCommand {
    PartnershipCommand::Begin { core: core.map(Box::new), partner: partner.map(Box::new) }
}

pub(super) fn begin() -> PartnershipCommand {
    begin_with(Some(the_core()), Some(the_partner()))
}

/// The link, asked for on its day.
pub(super) fn requested() -> Partnership {
    a_partnership().decide(begin(), Side::System, on_the_day()).unwrap().state
}

/// The link as its core facility answered on its day.
pub(super) fn answered(answer: PartnershipCommand) -> Partnership {
    requested().decide(answer, Side::Core, on_the_day()).unwrap().state
}

/// The same link, asked for on 2027-04-10 by the partner itself.
pub(super) fn asked_for_later() -> Partnership {
    let contact = a_partnership().partner.contact;
    let asked = ask_for_link(&the_partner(), contact, &the_core(), &[], false, jst("2027-04-10 10:00:00"));
    asked.unwrap().state
}

/// Approved on 2027-04-15.
pub(super) fn approved_later() -> Partnership {
    asked_for_later().decide(approve(), Side::Core, jst("2027-04-15 10:00:00")).unwrap().state
}

/// 解除申請 with that last day.
pub(super) fn ask_to_dissolve(on: &str) -> PartnershipCommand {
    let reason = "診療体制の変更のため。".to_owned();
    PartnershipCommand::Dissolution(DissolutionCommand::Ask { on: day(on), reason })
}

pub(super) fn approve() -> PartnershipCommand {
    PartnershipCommand::Approve(InForce { core: true, partner: true })
}

pub(super) fn decline() -> PartnershipCommand {
    PartnershipCommand::Decline { reason: "事前の相談がありませんでした。".to_owned() }
}

/// One of the staff, with password and authenticator.
pub(super) fn a_member(role: StaffRole) -> Staff {
    Staff {
        id: ulid("STAFF"),
        email: EmailAddress::parse("jimukyoku@gakkai.example").unwrap(),
        name: "仮名　一郎".to_owned(),
        role,
        state: StaffState::Active,
        epoch: 1,
    }
}
