//! The Lambda function `site`.

use std::process::ExitCode;

use site::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, _| {
        let deps = Deps::new(settings);
        let store = None;
        (router(deps), store)
    })
}
