//! The Lambda function `site`.

use std::process::ExitCode;

use site::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, aws| {
        let deps = Deps::new(settings, aws);
        let store = deps.store.clone();
        (router(deps), store)
    })
}
