//! The part of the table that is about the settings.

use super::super::fixture::now;
use super::super::portal_settings::{a_form, a_notice, filled, guidance, with};
use super::{Legend, Machine, ROLES};
use crate::{FormFile, Guidance, PortalSettings, SettingsCommand, TopNotice};

pub(super) fn table(legend: &mut Legend) -> Machine {
    let over = TopNotice { until: a_notice().from.pred_opt(), from: a_notice().from.pred_opt().unwrap(), ..a_notice() };
    let states = [
        ("nothing set", PortalSettings::default()),
        ("set", PortalSettings { form: Some(a_form()), ..with(a_notice()) }),
        ("a notice that is over", with(over)),
        ("full", filled()),
    ];
    let plain = Guidance { core_guide_url: Some("http://www.example.jp/".to_owned()), ..guidance() };
    let changed = TopNotice { title: "変更後のご案内".to_owned(), ..a_notice() };
    let backwards = TopNotice { until: a_notice().from.pred_opt(), ..a_notice() };
    let commands = [
        ("guidance elsewhere", SettingsCommand::SetGuidance(guidance())),
        ("guidance as it is", SettingsCommand::SetGuidance(Guidance::default())),
        ("guidance at an address without https", SettingsCommand::SetGuidance(plain)),
        ("another form", SettingsCommand::ReplaceForm(FormFile { sha256: "cd".repeat(32), ..a_form() })),
        ("the same form", SettingsCommand::ReplaceForm(a_form())),
        ("another form without a name", SettingsCommand::ReplaceForm(FormFile { version: String::new(), ..a_form() })),
        ("a notice", SettingsCommand::AddNotice(a_notice())),
        ("a notice that ends before it begins", SettingsCommand::AddNotice(backwards)),
        ("a notice that is too long", SettingsCommand::AddNotice(TopNotice { text: "あ".repeat(1001), ..a_notice() })),
        ("change notice 1", SettingsCommand::ChangeNotice(changed)),
        ("end notice 1", SettingsCommand::EndNotice(1)),
    ];
    let about = "`PortalSettings::decide`, with notices by number.";
    Machine::of(("Settings and notices", about), &states, &commands, &ROLES, |settings, command, role| {
        legend.cell(settings.clone().decide(command.clone(), role, now()), |decided| {
            let (before, after) = (settings.notices.len(), decided.state.notices.len());
            if before == after {
                "set".to_owned()
            } else {
                format!("{after} notices, last {}", decided.state.last_notice)
            }
        })
    })
}
