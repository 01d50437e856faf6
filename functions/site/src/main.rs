//! The Lambda function `site`.

use std::process::ExitCode;

use site::{Deps, router};

fn main() -> ExitCode {
    shared::run::pages(|settings| router(Deps::new(settings)))
}
