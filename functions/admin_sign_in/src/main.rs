//! The Lambda function `admin_sign_in`.

use std::process::ExitCode;

use admin_sign_in::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings, aws| {
        let deps = Deps::new(settings, aws);
        let store = deps.store.clone();
        (router(deps), store)
    })
}
