//! The Lambda function `admin_settings`.

use std::process::ExitCode;

use admin_settings::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, aws| {
        let deps = Deps::new(settings, aws);
        let store = deps.store.clone();
        (router(deps), store)
    })
}
