//! Code and template say the same. What the template says beyond that is checked in `infra/checks`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use portal_tests::template::{Function, functions, root};
use shared::aws::Aws;
use shared::config::Settings;

fn folders() -> BTreeSet<String> {
    let entries = std::fs::read_dir(root().join("functions")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_folders_of_functions_are_the_functions_of_the_template() {
    let named: BTreeSet<_> = functions().into_iter().map(|function| function.name).collect();
    assert_eq!(named, folders());
}

/// The paths that a function's code has.
fn paths(name: &str) -> Vec<&'static str> {
    match name {
        "site" => site::routes().paths().to_vec(),
        "sign_up" => sign_up::routes().paths().to_vec(),
        "issue_password" => issue_password::routes().paths().to_vec(),
        "sign_in" => sign_in::routes().paths().to_vec(),
        "save_application" => save_application::routes().paths().to_vec(),
        "presign_upload" => presign_upload::routes().paths().to_vec(),
        "submit_application" => submit_application::routes().paths().to_vec(),
        "my_page" => my_page::routes().paths().to_vec(),
        "training_group" => training_group::routes().paths().to_vec(),
        "roster" => roster::routes().paths().to_vec(),
        "admin_sign_in" => admin_sign_in::routes().paths().to_vec(),
        "admin_applications" => admin_applications::routes().paths().to_vec(),
        "admin_decisions" => admin_decisions::routes().paths().to_vec(),
        "admin_registry" => admin_registry::routes().paths().to_vec(),
        "admin_settings" => admin_settings::routes().paths().to_vec(),
        "inspect_upload" | "deliver_mail" | "invite_staff" | "notify_partnerships" | "remind" => Vec::new(),
        other => panic!("{other} is a new function: name its paths here"),
    }
}

#[test]
fn each_path_is_in_the_code_and_in_the_template() {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for function in functions() {
        let coded: BTreeSet<_> = paths(&function.name).into_iter().collect();
        let declared: BTreeSet<_> = function.paths.iter().map(String::as_str).collect();
        assert_eq!(coded, declared, "{}", function.name);
        for path in &function.paths {
            let other = owners.insert(path.clone(), function.name.clone());
            assert_eq!(other, None, "{path} belongs to one function");
        }
    }
    assert!(owners.len() >= 20, "{owners:?}");
}

#[test]
fn everything_else_goes_to_site() {
    let default: Vec<_> =
        functions().into_iter().filter(|function| function.is_default).map(|function| function.name).collect();
    assert_eq!(default, ["site"]);
}

/// Builds what a function needs; says which settings it asks for, and which of them it cannot do without.
fn settings(name: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let asked = RefCell::new(BTreeSet::new());
    let lookup = |setting: &str| {
        asked.borrow_mut().insert(setting.to_owned());
        None
    };
    let problems = Settings::build(&lookup, |settings| {
        let aws = Aws::new(settings);
        match name {
            "site" => drop(site::Deps::new(settings, &aws)),
            "sign_up" => drop(sign_up::Deps::new(settings, &aws)),
            "issue_password" => drop(issue_password::Deps::new(settings, &aws)),
            "sign_in" => drop(sign_in::Deps::new(settings, &aws)),
            "save_application" => drop(save_application::Deps::new(settings, &aws)),
            "presign_upload" => drop(presign_upload::Deps::new(settings, &aws)),
            "inspect_upload" => drop(inspect_upload::Deps::new(settings, &aws)),
            "submit_application" => drop(submit_application::Deps::new(settings, &aws)),
            "deliver_mail" => drop(deliver_mail::Deps::new(settings, &aws)),
            "my_page" => drop(my_page::Deps::new(settings, &aws)),
            "training_group" => drop(training_group::Deps::new(settings, &aws)),
            "roster" => drop(roster::Deps::new(settings, &aws)),
            "admin_sign_in" => drop(admin_sign_in::Deps::new(settings, &aws)),
            "admin_applications" => drop(admin_applications::Deps::new(settings, &aws)),
            "admin_decisions" => drop(admin_decisions::Deps::new(settings, &aws)),
            "admin_registry" => drop(admin_registry::Deps::new(settings, &aws)),
            "admin_settings" => drop(admin_settings::Deps::new(settings, &aws)),
            "invite_staff" => drop(invite_staff::Deps::new(settings, &aws)),
            "notify_partnerships" => drop(notify_partnerships::Deps::new(settings, &aws)),
            "remind" => drop(remind::Deps::new(settings, &aws)),
            other => panic!("{other} is a new function: build it here"),
        }
    });
    let problems = problems.unwrap_err().to_string();
    let is_missing = |setting: &String| problems.contains(&format!("{setting} is missing"));
    let required = asked.borrow().iter().filter(|setting| is_missing(setting)).cloned().collect();
    (asked.into_inner(), required)
}

#[test]
fn a_function_is_given_all_that_it_cannot_do_without_and_no_key_that_it_does_not_use() {
    let everybody = ["PORTAL_TABLE", "SESSIONS_TABLE", "PUBLIC_BASE_URL", "UPLOAD_ORIGIN"];
    for Function { name, variables, .. } in functions() {
        let (asked, required) = settings(&name);
        for setting in required.iter().filter(|setting| !setting.starts_with("AWS_")) {
            assert!(variables.contains(setting), "{name} is not given {setting}");
        }
        for given in variables.iter().filter(|given| !everybody.contains(&given.as_str())) {
            assert!(asked.contains(given), "{name} is given {given} and never reads it");
        }
    }
}

/// What a schedule's expression is on one machine.
fn every(schedule: &str) -> String {
    if let Some(rest) = schedule.strip_prefix("rate(") {
        assert!(rest.contains("minute"), "{schedule}");
        return format!("Every::Minutes({})", rest.split(' ').next().unwrap());
    }
    let hour = schedule.strip_prefix("cron(0 ").and_then(|rest| rest.strip_suffix(" * * ? *)"));
    format!("Every::DayAt({})", hour.unwrap())
}

#[test]
fn the_local_schedules_are_those_of_the_template() {
    let app = std::fs::read_to_string(root().join("infra/local/src/app.rs")).unwrap();
    let mut scheduled = 0;
    for Function { name, schedules, .. } in functions() {
        let job = app.lines().find(|line| line.contains(&format!("Job {{ function: \"{name}\"")));
        assert_eq!(job.is_some(), !schedules.is_empty(), "{name}");
        let (Some(job), [schedule]) = (job, schedules.as_slice()) else { continue };
        assert!(job.contains(&every(schedule)), "{name}: {schedule}, {job}");
        scheduled += 1;
    }
    assert_eq!(scheduled, 4);
}
