//! All leads as CSV in a folder, once a night: for whoever takes them from there, and
//! as a copy that any spreadsheet can read.

use super::{
    AppState,
    db::{Db, businesses, now},
    export::{self, Columns},
};
use crate::model::Timestamp;
use futures::{TryStreamExt, future::BoxFuture};
use jiff::{ToSpan, civil, tz::TimeZone};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::{AsyncWriteExt, BufWriter},
    task::JoinHandle,
};

/// An export that failed is tried again after so long, in milliseconds.
const RETRY: Timestamp = 600_000;
/// How often the clock is looked at: it may be set, and a machine may sleep.
const LOOK: Timestamp = 60_000;

/// Settings of the export of every night.
#[derive(Clone, Debug, clap::Args)]
pub struct NightlyConfig {
    /// Folder for all leads as CSV, once a night; none is written if absent.
    #[arg(long = "export-dir", env = "LEADWIRE_EXPORT_DIR")]
    pub dir: Option<PathBuf>,
    /// Time of day of that export, such as 02:30.
    #[arg(long = "export-at", env = "LEADWIRE_EXPORT_AT", default_value = "02:30", value_parser = time_of_day)]
    pub at: civil::Time,
    /// Time zone of that time, such as Europe/Helsinki; the machine's if absent.
    #[arg(long = "export-zone", env = "LEADWIRE_EXPORT_ZONE", value_parser = zone)]
    pub zone: Option<TimeZone>,
    /// How many of those exports are kept.
    #[arg(long = "export-keep", env = "LEADWIRE_EXPORT_KEEP", default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..))]
    pub keep: u32,
}

impl Default for NightlyConfig {
    /// None is written.
    fn default() -> Self {
        Self {
            dir: None,
            at: civil::Time::midnight(),
            zone: None,
            keep: 14,
        }
    }
}

fn time_of_day(text: &str) -> Result<civil::Time, String> {
    let time = civil::Time::strptime("%H:%M", text);
    time.map_err(|_| format!("no time of day {text:?}; such as 02:30"))
}

fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| format!("no time zone {text:?}; such as Europe/Helsinki"))
}

/// What time it is, and waiting.
#[derive(Clone)]
pub struct Clock {
    /// Unix milliseconds.
    pub now: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Waits for so many milliseconds.
    pub sleep: Arc<dyn Fn(Timestamp) -> BoxFuture<'static, ()> + Send + Sync>,
}

impl Default for Clock {
    /// The system's.
    fn default() -> Self {
        Self {
            now: Arc::new(now),
            sleep: Arc::new(|ms| {
                let time = Duration::from_millis(ms.unsigned_abs());
                Box::pin(tokio::time::sleep(time))
            }),
        }
    }
}

/// Exports every night, if that is asked for, until it is aborted.
pub fn start(state: &AppState) -> JoinHandle<()> {
    let (db, config) = (state.db.clone(), state.config.nightly.clone());
    tokio::spawn(run(db, config, Clock::default()))
}

/// Exports once a night, by `clock`. A night that was missed is made up for at once.
pub async fn run(db: Arc<Db>, config: NightlyConfig, clock: Clock) {
    let Some(dir) = config.dir else { return };
    let nights = Nights {
        at: config.at,
        zone: config.zone.unwrap_or_else(TimeZone::system),
    };
    let mut not_before = Timestamp::MIN;
    loop {
        let now = (clock.now)();
        let (night, next) = nights.at(now);
        let path = dir.join(file_name(night));
        let mut wake = next;
        if !path.exists() {
            if now >= not_before {
                not_before = Timestamp::MIN;
                match write(&db, &path).await {
                    Ok(leads) => {
                        tracing::info!(leads, path = %path.display(), "leads exported");
                        prune(&dir, config.keep).await;
                    }
                    Err(error) => {
                        not_before = now + RETRY;
                        tracing::error!(%error, path = %path.display(), "leads not exported");
                    }
                }
            }
            if not_before > now {
                wake = wake.min(not_before);
            }
        }
        (clock.sleep)((wake - now).clamp(1, LOOK)).await;
    }
}

/// When nights are.
struct Nights {
    at: civil::Time,
    zone: TimeZone,
}

impl Nights {
    /// The day of the newest night whose time has come, and when the next one's comes.
    fn at(&self, now: Timestamp) -> (civil::Date, Timestamp) {
        let at = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
        let today = at.to_zoned(self.zone.clone()).date();
        // A time that a change of clocks leaves out comes when they are set; one that
        // comes twice, the first time (RFC 5545, 3.3.5).
        let due = |date: civil::Date| {
            let due = date.to_datetime(self.at).to_zoned(self.zone.clone());
            due.map_or(Timestamp::MAX, |due| due.timestamp().as_millisecond())
        };
        let day = |days: i32| today.saturating_add(days.days());
        if due(today) <= now {
            (today, due(day(1)))
        } else {
            (day(-1), due(today))
        }
    }
}

fn file_name(night: civil::Date) -> String {
    format!("leads-{night}.csv")
}

/// Whether a file is one of ours.
fn is_export(name: &str) -> bool {
    let date = name
        .strip_prefix("leads-")
        .and_then(|name| name.strip_suffix(".csv"));
    date.is_some_and(|date| date.parse::<civil::Date>().is_ok() && date.len() == 10)
}

/// Writes all leads of one moment; the file is there whole or not at all. How many.
async fn write(db: &Db, path: &Path) -> io::Result<u64> {
    let folder = path.parent().unwrap_or(Path::new("."));
    tokio::fs::create_dir_all(folder).await?;
    let part = path.with_extension("csv.part");
    let written = write_all(db, &part).await;
    let leads = match written {
        Ok(leads) => leads,
        Err(error) => {
            // What there is of it helps nobody.
            let _ = tokio::fs::remove_file(&part).await;
            return Err(error);
        }
    };
    tokio::fs::rename(&part, path).await?;
    // The name too is on the disk before another one goes.
    if let Ok(folder) = tokio::fs::File::open(folder).await {
        folder.sync_all().await?;
    }
    Ok(leads)
}

async fn write_all(db: &Db, path: &Path) -> io::Result<u64> {
    let columns = Columns::default();
    let file = tokio::fs::File::create(path).await?;
    let mut file = BufWriter::with_capacity(256 * 1024, file);
    file.write_all(&export::header(false, &columns)).await?;
    let mut leads = 0;
    let mut all = businesses::stream_all(db.readers());
    while let Some(stored) = all.try_next().await.map_err(io::Error::other)? {
        if let Some(lead) = export::live(&stored) {
            file.write_all(&export::lines([lead], &columns)).await?;
            leads += 1;
        }
    }
    file.flush().await?;
    file.get_ref().sync_all().await?;
    Ok(leads)
}

/// Lets go of all but the newest `keep`.
async fn prune(dir: &Path, keep: u32) {
    let Ok(mut files) = tokio::fs::read_dir(dir).await else {
        return;
    };
    let mut names = Vec::new();
    while let Ok(Some(file)) = files.next_entry().await {
        if let Some(name) = file.file_name().to_str().filter(|name| is_export(name)) {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    let beyond = names.len().saturating_sub(keep as usize);
    for name in &names[..beyond] {
        if let Err(error) = tokio::fs::remove_file(dir.join(name)).await {
            tracing::warn!(%error, name, "an old export is not removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(text: &str) -> Timestamp {
        let at: jiff::Timestamp = text.parse().expect("a time");
        at.as_millisecond()
    }

    #[test]
    fn a_night_is_of_its_zone_also_when_clocks_are_set() {
        let nights = Nights {
            at: civil::time(3, 30, 0, 0),
            zone: TimeZone::posix("EET-2EEST,M3.5.0/3,M10.5.0/4").expect("a zone"),
        };
        for (now, night, next) in [
            // 03:29 and 03:30 in winter.
            ("2026-01-15T01:29:59Z", "2026-01-14", "2026-01-15T01:30:00Z"),
            ("2026-01-15T01:30:00Z", "2026-01-15", "2026-01-16T01:30:00Z"),
            // 03:30 does not come on 29 March: 04:30 does, at the same moment.
            ("2026-03-28T12:00:00Z", "2026-03-28", "2026-03-29T01:30:00Z"),
            ("2026-03-29T01:30:00Z", "2026-03-29", "2026-03-30T00:30:00Z"),
            // It comes twice on 25 October: once is enough.
            ("2026-10-25T00:30:00Z", "2026-10-25", "2026-10-26T01:30:00Z"),
            ("2026-10-25T01:30:00Z", "2026-10-25", "2026-10-26T01:30:00Z"),
        ] {
            let (day, due) = nights.at(ms(now));
            assert_eq!((day.to_string().as_str(), due), (night, ms(next)), "{now}");
        }
    }

    #[test]
    fn only_our_own_files_are_taken_for_exports() {
        assert!(is_export("leads-2026-11-21.csv"));
        for other in [
            "leads.csv",
            "leads-2026-11-21.csv.part",
            "leads-2026-13-01.csv",
            "x-2026-11-21.csv",
        ] {
            assert!(!is_export(other), "{other}");
        }
    }

    #[test]
    fn settings_are_refused_with_an_example() {
        assert_eq!(time_of_day("02:30"), Ok(civil::time(2, 30, 0, 0)));
        assert!(time_of_day("25:00").is_err_and(|why| why.contains("02:30")));
        assert!(zone("Mars/Base").is_err_and(|why| why.contains("Europe/Helsinki")));
    }
}
