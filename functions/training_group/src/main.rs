//! The Lambda function `training_group`.

use std::process::ExitCode;

use training_group::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, aws| {
        let deps = Deps::new(settings, aws);
        let store = deps.store.clone();
        (router(deps), store)
    })
}
