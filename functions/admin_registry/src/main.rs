//! The Lambda function `admin_registry`.

use std::process::ExitCode;

use admin_registry::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, aws| {
        let deps = Deps::new(settings, aws);
        let store = deps.store.clone();
        (router(deps), store)
    })
}
