//! What a site lets robots read: RFC 9309.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use texting_robots::Robot;
use tokio::time::Instant;
use url::Url;

/// How long rules count (RFC 9309, 2.4).
const KEPT: Duration = Duration::from_secs(24 * 3_600);
/// How long it counts that a site could not say.
const KEPT_UNKNOWN: Duration = Duration::from_secs(300);
/// Sites whose rules are remembered.
const MAX_SITES: usize = 4_096;
/// Bytes of rules that are read (RFC 9309, 2.5 asks for at least so many).
pub const MAX_BYTES: usize = 500 * 1024;
/// The name that rules call this robot by.
pub const AGENT: &str = "leadwire";

/// The rules of a site.
pub enum Rules {
    /// It has none.
    None,
    /// It could not say: everything is refused until it can (RFC 9309, 2.3.1.4).
    Unknown,
    /// These.
    Some(Box<Robot>),
}

impl Rules {
    /// Reads the file of a site.
    pub fn parse(text: &[u8]) -> Self {
        match Robot::new(AGENT, text) {
            Ok(robot) => Self::Some(Box::new(robot)),
            // Not even robots can read it: as if there were none.
            Err(_) => Self::None,
        }
    }

    /// Whether a page may be read.
    pub fn allow(&self, url: &Url) -> bool {
        match self {
            Self::None => true,
            Self::Unknown => false,
            Self::Some(robot) => robot.allowed(url.as_str()),
        }
    }

    /// How long to wait between two requests, if it says so.
    pub fn delay(&self) -> Option<Duration> {
        match self {
            Self::Some(robot) => robot
                .delay
                .and_then(|seconds| Duration::try_from_secs_f32(seconds).ok()),
            Self::None | Self::Unknown => None,
        }
    }

    fn kept(&self) -> Duration {
        match self {
            Self::Unknown => KEPT_UNKNOWN,
            Self::None | Self::Some(_) => KEPT,
        }
    }
}

/// The rules of the sites that were asked lately.
#[derive(Default)]
pub struct KnownRules(Mutex<HashMap<String, (Instant, Arc<Rules>)>>);

impl KnownRules {
    /// Those of the site that keeps them at `url`, unless they are too old.
    pub fn get(&self, url: &Url) -> Option<Arc<Rules>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (read, rules) = known.get(url.as_str())?;
        (read.elapsed() < rules.kept()).then(|| rules.clone())
    }

    /// Remembers them.
    pub fn put(&self, url: &Url, rules: Rules) -> Arc<Rules> {
        let rules = Arc::new(rules);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MAX_SITES {
            known.retain(|_, (read, rules)| read.elapsed() < rules.kept() / 24);
            if known.len() >= MAX_SITES {
                known.clear();
            }
        }
        known.insert(url.to_string(), (Instant::now(), rules.clone()));
        rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(path: &str) -> Url {
        Url::parse(&format!("https://firma.fi{path}")).expect("a URL")
    }

    #[test]
    fn rules_for_this_robot_come_before_those_for_all() {
        let rules = Rules::parse(
            b"User-agent: *\nDisallow: /\n\nUser-agent: Leadwire\nDisallow: /tiimi\nCrawl-delay: 2.5\n",
        );
        assert!(rules.allow(&url("/")) && rules.allow(&url("/yhteys")));
        assert!(!rules.allow(&url("/tiimi/anna")));
        assert_eq!(rules.delay(), Some(Duration::from_millis(2_500)));
        assert!(!Rules::parse(b"User-agent: *\nDisallow: /").allow(&url("/")));
    }

    #[test]
    fn nonsense_forbids_nothing_and_no_answer_everything() {
        assert!(Rules::parse(b"<html>404</html>").allow(&url("/")));
        assert!(Rules::parse(&[0xff; 1_000]).allow(&url("/")));
        assert!(Rules::None.allow(&url("/")) && !Rules::Unknown.allow(&url("/")));
        let odd = Rules::parse(b"User-agent: *\nCrawl-delay: -5\n");
        assert_eq!(odd.delay().unwrap_or_default(), Duration::ZERO);
    }
}
