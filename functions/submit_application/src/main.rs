//! The Lambda function `submit_application`.

use std::process::ExitCode;

use submit_application::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings| {
        let deps = Deps::new(settings);
        let store = Some(deps.store.clone());
        (router(deps), store)
    })
}
