//! The command line.

mod check;
mod columns;
mod export;
mod import;
mod run;
mod seed;
mod user;

use super::config::Config;
use clap::{Parser, Subcommand};
use std::io::Write;

/// The Leadwire server: leads, live.
///
/// Without a command it serves. Everything is kept in one SQLite database;
/// back it up with `sqlite3 data/leadwire.db ".backup copy.db"`.
#[derive(Debug, Parser)]
#[command(name = "leadwire-server", version, max_term_width = 100)]
pub struct Cli {
    /// The database.
    #[arg(
        long,
        global = true,
        env = "LEADWIRE_DATABASE_URL",
        default_value = "sqlite://data/leadwire.db"
    )]
    database_url: String,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    config: Config,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and the web app (the default).
    Serve,
    /// Take leads from a file: OpenStreetMap (.osm.pbf), GeoJSON or CSV.
    ///
    /// The same file again changes nothing. A server that runs on the database does
    /// the work, so that everybody sees it live; else it is done here.
    Import(import::ImportCommand),
    /// Write leads as CSV.
    Export(export::ExportCommand),
    /// People.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Make up leads that look like real ones, for trying things out.
    Seed(seed::SeedCommand),
    /// Bring the database up to date, and do nothing else.
    Migrate,
    /// See whether the database is whole and the counts over it are right.
    ///
    /// Changes nothing; a server may run on it meanwhile.
    Check,
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// What went wrong, for people.
    pub async fn run(self) -> Result<(), Box<dyn std::error::Error>> {
        run::make_folder(&self.database_url)?;
        match self.command {
            None | Some(Command::Serve) => run::serve(self.config, &self.database_url).await,
            Some(Command::Import(command)) => command.run(&self.database_url).await,
            Some(Command::Export(command)) => command.run(&self.database_url).await,
            Some(Command::User(command)) => command.run(&self.database_url).await,
            Some(Command::Seed(command)) => command.run(&self.database_url).await,
            Some(Command::Check) => check::run(&self.database_url).await,
            Some(Command::Migrate) => run::migrate(&self.database_url).await,
        }
    }
}

/// Prints a line. Whoever stopped reading (`… | head`) stops no server.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
