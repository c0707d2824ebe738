//! The server as a process, to be killed.

use crate::{
    importer::User,
    support::{ADMIN, PASSWORD, database_url},
};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

/// A server that is killed when the test ends, if not before.
pub struct Process {
    child: Child,
    base: String,
    /// Kept open: the server writes on.
    _out: BufReader<ChildStdout>,
}

/// The program, in `folder`.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadwire-server"));
    command
        .current_dir(folder)
        .env("LEADWIRE_ADDR", "127.0.0.1:0")
        .env("LEADWIRE_DATABASE_URL", database_url(folder))
        .env("LEADWIRE_ADMIN_EMAIL", ADMIN)
        .env("LEADWIRE_ADMIN_PASSWORD", PASSWORD)
        .stderr(Stdio::null());
    command
}

impl Process {
    /// Starts it and waits until it listens.
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same, with more in its environment.
    pub fn start_with(folder: &Path, environment: &[(&'static str, String)]) -> Self {
        let mut child = program(folder)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .arg("serve")
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        let base = out
            .by_ref()
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("Leadwire is at ").map(str::to_owned))
            .expect("it tells where it is");
        Self {
            child,
            base,
            _out: out,
        }
    }

    /// Where it is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Signs in.
    pub async fn user(&self) -> User {
        User::admin_at(&self.base).await
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().expect("is killed");
        self.child.wait().expect("is gone");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
