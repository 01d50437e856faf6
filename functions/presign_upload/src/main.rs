//! The Lambda function `presign_upload`.

use std::process::ExitCode;

use presign_upload::{Deps, router};

fn main() -> ExitCode {
    shared::run::http(|settings| {
        let deps = Deps::new(settings);
        let store = Some(deps.store.clone());
        (router(deps), store)
    })
}
