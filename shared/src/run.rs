//! How a function's binary runs: settings, logs, and the Lambda runtime around its router or its `run`.

use std::future::Future;
use std::process::ExitCode;

use axum::Router;
use lambda_http::request::LambdaRequest;
use lambda_runtime::LambdaEvent;
use mimalloc::MiMalloc;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::answer::answer;
use crate::aws::Aws;
use crate::config::{Settings, environment};
use crate::store::Store;
use crate::telemetry;

/// A page is thousands of small strings; the system's allocator was a sixth of its instructions.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Runs an HTTP function. The connection of its store is opened before the first request.
pub fn http(build: impl FnOnce(&Settings<'_>, &Aws) -> (Router, Store)) -> ExitCode {
    start(
        |settings| build(settings, &Aws::new(settings)),
        async |(router, store)| {
            store.warm().await;
            let handler = lambda_runtime::service_fn(async |event: LambdaEvent<LambdaRequest>| {
                let Ok(response) = router.clone().oneshot(lambda_http::Request::from(event.payload)).await;
                answer(response).await.map_err(|error| told(&error))
            });
            lambda_runtime::run(handler).await
        },
    )
}

/// Runs a function that is woken by events. What an event says is only a hint, so `run` decides what to take from it.
pub fn events<D, F>(build: impl FnOnce(&Settings<'_>, &Aws) -> D, run: impl Fn(D, Value) -> F) -> ExitCode
where
    D: Clone,
    F: Future<Output = anyhow::Result<Value>>,
{
    start(
        |settings| build(settings, &Aws::new(settings)),
        async |deps| {
            let handler = lambda_runtime::service_fn(async |event: LambdaEvent<Value>| {
                run(deps.clone(), event.payload).await.map_err(|error| told(&error))
            });
            lambda_runtime::run(handler).await
        },
    )
}

/// An error with all its causes, for the runtime's report.
fn told(error: &anyhow::Error) -> lambda_runtime::Error {
    format!("{error:#}").into()
}

fn start<D>(
    build: impl FnOnce(&Settings<'_>) -> D,
    serve: impl AsyncFnOnce(D) -> Result<(), lambda_runtime::Error>,
) -> ExitCode {
    telemetry::init();
    let deps = match Settings::build(&environment, build) {
        Ok(deps) => deps,
        Err(error) => {
            tracing::error!(%error, "cannot start");
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(serve(deps))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "stopped");
            ExitCode::FAILURE
        }
    }
}
