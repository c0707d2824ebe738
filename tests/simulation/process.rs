//! A process for each world: all begin alike, and one that hangs or dies takes no
//! other with it.
#![expect(unsafe_code, reason = "std has no fork")]

use super::{plan::Plan, template::Template, world::World};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    io::{PipeReader, Read, Write, pipe},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
    time::Duration,
};
use tempfile::TempDir;

/// How long a world may take, really.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a world ended.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub trace: u64,
    pub wrong: Option<String>,
    pub steps: u64,
}

/// A world that runs.
pub struct Child {
    pub seed: u64,
    process: i32,
    told: PipeReader,
    /// Its files.
    _folder: TempDir,
}

/// A folder in memory, if the system has such.
pub fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = match memory.is_dir() {
        true => tempfile::tempdir_in(memory),
        false => tempfile::tempdir(),
    };
    made.expect("a folder")
}

impl Child {
    /// Begins a world.
    pub fn start(plan: &Plan, template: &Template) -> Self {
        let folder = folder();
        let (process, told) = fork(|| {
            let run = || World::run(plan, template, folder.path());
            catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).into()));
                Report {
                    trace: 0,
                    wrong: Some(format!("panicked: {}", said.unwrap_or_default())),
                    steps: 0,
                }
            })
        });
        Self {
            seed: plan.seed,
            process,
            told,
            _folder: folder,
        }
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Report {
        let told = collect(self.process, &mut self.told);
        told.unwrap_or_else(|wrong| Report {
            trace: 0,
            wrong: Some(wrong),
            steps: 0,
        })
    }
}

/// Does something in a process of its own: this one stays as it is.
pub fn apart<T: Serialize + DeserializeOwned + Send>(work: impl FnOnce() -> T + Send) -> T {
    let (process, mut told) = fork(work);
    collect(process, &mut told).expect("it works")
}

/// Starts a process that does `work` on a new thread and tells what came of it.
fn fork<T: Serialize + Send>(work: impl FnOnce() -> T + Send) -> (i32, PipeReader) {
    let (told, mut tell) = pipe().expect("a pipe");
    // SAFETY: this process has one thread, so the other begins with all its locks free.
    let process = unsafe { libc::fork() };
    assert!(process >= 0, "a process");
    if process > 0 {
        return (process, told);
    }
    // SAFETY: only sets a timer, whose signal ends this process.
    unsafe { libc::alarm(PATIENCE.as_secs() as u32) };
    // On a thread that has drawn nothing from the system yet.
    let done = thread::scope(|scope| scope.spawn(work).join());
    let text = done.ok().and_then(|done| serde_json::to_vec(&done).ok());
    let is_well = text.is_some_and(|text| tell.write_all(&text).is_ok());
    // SAFETY: ends this process without running what the other has registered.
    unsafe { libc::_exit(i32::from(!is_well)) }
}

/// Waits until a process has told what came of its work.
fn collect<T: DeserializeOwned>(process: i32, told: &mut PipeReader) -> Result<T, String> {
    let mut text = Vec::new();
    told.read_to_end(&mut text)
        .map_err(|error| error.to_string())?;
    let mut status = 0;
    // SAFETY: `status` is written to; the process is ours and is waited for once.
    unsafe { libc::waitpid(process, &mut status, 0) };
    if status != 0 {
        return Err(format!("it died with status {status:#x}"));
    }
    serde_json::from_slice(&text).map_err(|error| error.to_string())
}
