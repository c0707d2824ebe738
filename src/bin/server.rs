//! The server's command line.

use clap::Parser;
use leadwire::server::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    leadwire::server::memory::tune();
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("leadwire-server: {error}");
            ExitCode::FAILURE
        }
    }
}
