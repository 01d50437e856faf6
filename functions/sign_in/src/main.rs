//! The Lambda function `sign_in`.

use std::process::ExitCode;

use sign_in::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings| {
        let deps = Deps::new(settings);
        let store = Some(deps.store.clone());
        (router(deps), store)
    })
}
