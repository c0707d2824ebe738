//! `serve` and `migrate`.

use super::say;
use crate::server::{
    Config, Server,
    db::{Db, file_of},
};
use std::{error::Error, path::Path};
use tracing_subscriber::EnvFilter;

/// Makes the folder that the database file is to lie in.
pub fn make_folder(database_url: &str) -> Result<(), Box<dyn Error>> {
    let path = file_of(database_url);
    if let Some(folder) = path.as_deref().and_then(Path::parent) {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    Ok(())
}

/// Serves until it is told to stop.
pub async fn serve(config: Config, database_url: &str) -> Result<(), Box<dyn Error>> {
    log_to_stderr(config.log_json);
    let server = Server::bind(config, database_url).await?;
    say(format_args!("Leadwire is at http://{}", server.addr));
    match &server.first_admin {
        Some((email, Some(password))) => {
            say(format_args!(
                "Sign in as {email} with the password {password}"
            ));
            say(format_args!(
                "It is shown this once; change it with: leadwire-server user set-password {email}"
            ));
        }
        Some((email, None)) => say(format_args!(
            "Sign in as {email} with the password that you set."
        )),
        None => say(format_args!(
            "Sign in with your account; `leadwire-server user --help` tells how to add people."
        )),
    }
    match server.state.scraper.extract.file() {
        Some(path) => say(format_args!("Searches use the extract {}", path.display())),
        None => say(format_args!(
            "To search with no internet, start with LEADWIRE_EXTRACT=FILE.osm.pbf, or upload an extract as an admin."
        )),
    }
    server.run(stop_signal()).await?;
    Ok(())
}

/// Brings the database up to date.
pub async fn migrate(database_url: &str) -> Result<(), Box<dyn Error>> {
    Db::open(database_url).await?.close().await;
    say(format_args!("The database is up to date."));
    Ok(())
}

fn log_to_stderr(json: bool) {
    let filter = EnvFilter::try_from_env("LEADWIRE_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A log that is set up already stays as it is.
    let _ = if json {
        log.json().try_init()
    } else {
        log.try_init()
    };
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => tracing::warn!(%error, "SIGTERM will not be heard"),
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
