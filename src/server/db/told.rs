//! How far clients were told, beside the database: who puts a backup in its place takes
//! the event log back, and positions that clients hold would mean other events.

use super::file_of;
use crate::model::Seq;
use std::{
    fs::File,
    io::{self, Read, Seek, Write},
};

/// Characters of a position, so that the next one lies over it.
const WIDTH: usize = 20;

/// A file that holds the newest position that anybody may have heard of. It is never
/// ahead of the log, whose commits are on the disk before it is written.
pub struct Told(File);

impl Told {
    /// The file beside the database at `url`; `None` if that is in memory.
    ///
    /// # Errors
    /// When it cannot be opened or made.
    pub fn beside(url: &str) -> io::Result<Option<Self>> {
        let Some(path) = file_of(url) else {
            return Ok(None);
        };
        let mut name = path.into_os_string();
        name.push(".told");
        let file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(name)?;
        Ok(Some(Self(file)))
    }

    /// What was told; `None` if nobody noted it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self) -> io::Result<Option<Seq>> {
        let mut file = &self.0;
        file.rewind()?;
        let mut text = String::new();
        file.take(WIDTH as u64).read_to_string(&mut text)?;
        Ok(text.trim().parse().ok())
    }

    /// Notes it: in the system's memory, which outlives this process. After a power cut
    /// it may be what was told a while before, which is less than the log holds.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, seq: Seq) -> io::Result<()> {
        let mut file = &self.0;
        file.rewind()?;
        file.write_all(format!("{seq:WIDTH$}").as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}/x.db", folder.path().display());
        let told = Told::beside(&url).expect("opens").expect("a file");
        assert_eq!(told.read().expect("reads"), None);
        for seq in [0, 123_456, 7] {
            told.write(seq).expect("writes");
            assert_eq!(told.read().expect("reads"), Some(seq));
        }
        let again = Told::beside(&url).expect("opens").expect("a file");
        assert_eq!(again.read().expect("reads"), Some(7));
        assert!(Told::beside("sqlite::memory:").expect("none").is_none());
    }
}
