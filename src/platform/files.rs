//! Small settings in files that only their owner can read.

use std::{cell::RefCell, fs, io::Write, path::PathBuf};

thread_local! {
    static FOLDER: RefCell<Option<PathBuf>> =
        RefCell::new(std::env::var_os("LEADWIRE_HOME").map(PathBuf::from));
}

/// Keeps everything of the app that runs on this thread in `folder`, and nothing
/// elsewhere on the device, as `LEADWIRE_HOME` does for the process: several apps
/// side by side each have their own.
pub fn keep_in(folder: PathBuf) {
    FOLDER.set(Some(folder));
}

/// Whether a folder was named for everything.
#[cfg(feature = "desktop")]
pub fn is_portable() -> bool {
    FOLDER.with_borrow(Option::is_some)
}

/// Where `name` is kept.
pub fn path(name: &str) -> Option<PathBuf> {
    let folder = match FOLDER.with_borrow(Clone::clone) {
        Some(folder) => folder,
        None => directories::ProjectDirs::from("", "", "leadwire")?
            .config_dir()
            .to_owned(),
    };
    Some(folder.join(name))
}

/// What was kept under `name`.
pub fn read(name: &str) -> Option<String> {
    let text = fs::read_to_string(path(name)?).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Keeps `value` under `name`, or forgets it. What cannot be kept is asked for again.
pub fn write(name: &str, value: Option<&str>) {
    let Some(path) = path(name) else { return };
    let done = match value {
        Some(value) => create(&path).and_then(|mut file| file.write_all(value.as_bytes())),
        None => fs::remove_file(&path).or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        }),
    };
    if let Err(error) = done {
        tracing::warn!(%error, name, "setting not kept");
    }
}

fn create(path: &PathBuf) -> std::io::Result<fs::File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
