//! `cargo run`: the whole portal on this machine.

fn main() -> std::process::ExitCode {
    local::run()
}
