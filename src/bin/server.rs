//! The server's command line.

use clap::Parser;
use leadwire::server::Cli;
use std::process::ExitCode;

// Many small values of the list index come and go between those that stay: with the
// system's allocator a million leads imported took 600 MB, with this one 230.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What is free goes back to the system within half a second: a server is idle
/// most of the time, and a million leads then fit into 150 MB.
#[cfg(not(target_env = "msvc"))]
#[expect(unsafe_code, reason = "the name by which jemalloc finds its settings")]
#[unsafe(export_name = "_rjem_malloc_conf")]
pub static MALLOC_CONF: &[u8; 69] =
    b"narenas:4,dirty_decay_ms:500,muzzy_decay_ms:0,background_thread:true\0";

#[tokio::main]
async fn main() -> ExitCode {
    leadwire::server::memory::tune();
    leadwire::server::raise_open_files();
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("leadwire-server: {error}");
            ExitCode::FAILURE
        }
    }
}
