//! What a session may do with an application now: asked of the rules themselves, with a command that says just enough.

use std::collections::BTreeMap;

use domain::calendar::jst_date;
use domain::{
    ApplicationCommand, Circumstances, CorrectionItem, CorrectionReason, CorrectionTarget, Judgement, OfficeCommand,
    Refusal, Staff,
};
use shared::desk::Desk;
use shared::web::Session;

use crate::messages;

/// The names of all that may be done.
pub(crate) fn allowed(session: &Session<Staff>, desk: &Desk) -> Vec<&'static str> {
    let today = jst_date(desk.now());
    let said = || "-".to_owned();
    let commands = [
        OfficeCommand::Receive { officer: said() },
        OfficeCommand::Assign { officer: said() },
        OfficeCommand::Check(BTreeMap::new()),
        OfficeCommand::Note(said()),
        OfficeCommand::ExtendCorrection { due: today },
        correction(desk),
        OfficeCommand::Judge { judgement: Judgement::Hold { reason: said() }, holds_training: false },
        OfficeCommand::Withdraw { reason: said() },
    ];
    let possible = commands.into_iter().map(|command| (messages::action(&command), attempt(session, desk, command)));
    possible.filter_map(|(name, attempt)| attempt.is_ok().then_some(name)).collect()
}

/// Why a correction may not be asked for now; an error for those who never may.
pub(crate) fn correction_refused(session: &Session<Staff>, desk: &Desk) -> Result<Option<Refusal>, Refusal> {
    match attempt(session, desk, correction(desk)) {
        Err(Refusal::NotPermitted) => Err(Refusal::NotPermitted),
        attempt => Ok(attempt.err()),
    }
}

fn correction(desk: &Desk) -> OfficeCommand {
    let (target, reason) = (CorrectionTarget::Certificate, CorrectionReason::Said("-".to_owned()));
    let items = vec![CorrectionItem { target, label: String::new(), reason }];
    OfficeCommand::RequestCorrection { items, due: jst_date(desk.now()) }
}

fn attempt(session: &Session<Staff>, desk: &Desk, command: OfficeCommand) -> Result<(), Refusal> {
    let around = Circumstances { role: session.actor().role(), ..desk.around() };
    desk.file.application.value.clone().decide(ApplicationCommand::Office(command), around).map(|_| ())
}
