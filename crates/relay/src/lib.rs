//! The dps-playground binary as a library, so that tests can run it on port 0.
//!
//! [`server`] is the relay as a whole, [`tunnel`] its heart, [`practice`] the practice service beside it;
//! [`command_line`] says what the program can be asked for and [`run`] does it.

pub mod check;
pub mod command_line;
pub mod explain;
pub mod file_limit;
pub mod grade;
pub mod practice;
pub mod register;
pub mod serve;
pub mod server;
pub mod tunnel;

mod core_dumps;
mod diagnosis;
mod http;
mod listening;
mod output;
mod prose;
mod xml;

pub use crate::http::Page;

use std::process::ExitCode;

use relay_protocol::limits;

use crate::command_line::{Command, CommandLine};

/// Does what the command line asks for.
pub fn run(command_line: CommandLine) -> ExitCode {
    if let Some(Command::Check(_) | Command::Explain(_) | Command::Register(_)) =
        command_line.command
    {
        core_dumps::refuse();
    }
    // Nothing to wait for: files in, a report out, on all cores.
    if let Some(Command::Check(options)) = &command_line.command {
        return check::check(options);
    }
    if let Some(Command::Explain(options)) = &command_line.command {
        return explain::explain(options);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Those of handshakes: as soon gone as everything else of a session.
        .thread_keep_alive(limits::RELEASE_TIMEOUT)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output::say(format_args!("error: starting the runtime: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let exit = runtime.block_on(async {
        let result = match command_line.command {
            Some(Command::Register(options)) => return register::register(options).await,
            Some(Command::Check(options)) => return check::check(&options),
            Some(Command::Explain(options)) => return explain::explain(&options),
            Some(Command::Grade(options)) => return grade::grade(options).await,
            Some(Command::Practice(options)) => serve::practice(options).await,
            Some(Command::Serve(options)) => serve::serve(options).await,
            None => serve::serve(command_line.serve).await,
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                output::say(format_args!("error: {error:#}"));
                ExitCode::FAILURE
            }
        }
    });
    // Threads that wait for stdin or a resolver need not be waited for.
    runtime.shutdown_background();
    exit
}
