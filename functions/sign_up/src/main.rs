//! The Lambda function `sign_up`.

use std::process::ExitCode;

use sign_up::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings| {
        let deps = Deps::new(settings);
        let store = Some(deps.store.clone());
        (router(deps), store)
    })
}
