//! The command line of `cargo run`.

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Context, bail};
use lexopt::Arg::{Long, Short};

use crate::standins::Data;

/// What `--help` prints.
pub const HELP: &str = "\
nintei: the whole portal on this machine, at http://localhost:8080

Usage: cargo run -- [OPTIONS]

Options:
  --port N      listen on port N of 127.0.0.1 (default 8080)
  --data DIR    keep everything in DIR (default .nintei)
  --memory      keep nothing
  -h, --help    print this
";

/// What the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Start the portal.
    Start(Options),
    /// Print [`HELP`].
    Help,
}

/// How to start the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// Where the data is kept.
    pub data: Data,
}

/// Reads the arguments, the program's name not among them.
pub fn parse<I>(arguments: I) -> anyhow::Result<Command>
where
    I: IntoIterator<Item: Into<OsString>>,
{
    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut port, mut folder, mut memory) = (8080, None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("memory") => memory = true,
            Long("port") => port = read_port(&parser.value().context("--port needs a number")?)?,
            Long("data") => {
                folder = Some(PathBuf::from(parser.value().context("--data needs a folder")?));
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            other => bail!("{}; see --help", other.unexpected()),
        }
    }
    let data = match (memory, folder) {
        (true, Some(_)) => bail!("--memory keeps nothing, so --data has no meaning with it"),
        (true, None) => Data::Memory,
        (false, folder) => Data::Dir(folder.unwrap_or_else(|| PathBuf::from(".nintei"))),
    };
    Ok(Command::Start(Options { port, data }))
}

fn read_port(value: &OsString) -> anyhow::Result<u16> {
    let port = value.to_str().and_then(|text| text.parse().ok()).filter(|port| *port != 0);
    port.with_context(|| format!("--port must be a number from 1 to 65535, not {}", value.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(port: u16, data: Data) -> Command {
        Command::Start(Options { port, data })
    }

    #[test]
    fn what_is_not_said_has_its_default() {
        let folder = Data::Dir(PathBuf::from(".nintei"));
        assert_eq!(parse([""; 0]).expect("valid"), start(8080, folder));
        let elsewhere = parse(["--port", "9000", "--data=/tmp/x"]).expect("valid");
        assert_eq!(elsewhere, start(9000, Data::Dir(PathBuf::from("/tmp/x"))));
        assert_eq!(parse(["--memory"]).expect("valid"), start(8080, Data::Memory));
        assert_eq!(parse(["-h"]).expect("valid"), Command::Help);
    }

    #[test]
    fn mistakes_are_named() {
        for (arguments, said) in [
            (vec!["--port", "80800"], "1 to 65535, not 80800"),
            (vec!["--port", "0"], "1 to 65535, not 0"),
            (vec!["--port"], "--port needs a number"),
            (vec!["--data"], "--data needs a folder"),
            (vec!["--memory", "--data", "x"], "--memory keeps nothing"),
            (vec!["--prot", "1"], "--prot"),
            (vec!["stray"], "stray"),
        ] {
            let error = parse(arguments).expect_err("a mistake");
            assert!(format!("{error:#}").contains(said), "{error:#}");
        }
    }
}
