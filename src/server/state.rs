//! What every request handler and every job can reach.

use super::{
    auth::{Hasher, Sessions, SignInThrottle},
    config::Config,
    db::Db,
    enrich::Enricher,
    events::PresenceBoard,
    jobs::JobQueue,
    scrape::Scraper,
    vitals::Vitals,
};
use std::sync::Arc;
use tokio::sync::watch;

/// Shared by reference; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The database, and through it the event log.
    pub db: Arc<Db>,
    /// How the server was asked to run.
    pub config: Arc<Config>,
    /// Who is signed in.
    pub sessions: Arc<Sessions>,
    /// Who looks at which lead.
    pub presence: Arc<PresenceBoard>,
    /// How it is doing.
    pub vitals: Arc<Vitals>,
    /// Makes and checks password hashes.
    pub hasher: Hasher,
    /// Slows guessing down.
    pub throttle: Arc<SignInThrottle>,
    /// Wakes what works jobs off.
    pub jobs: Arc<JobQueue>,
    /// What searches share.
    pub scraper: Arc<Scraper>,
    /// What look-ups of contacts share.
    pub enricher: Arc<Enricher>,
    /// Becomes true when the server stops.
    pub shutdown: watch::Receiver<bool>,
}

impl AppState {
    /// The state of a server that begins, over a database that is open and indexed.
    pub fn new(db: Db, config: Config, hasher: Hasher, shutdown: watch::Receiver<bool>) -> Self {
        let scraper = Arc::new(Scraper::new(
            &config.outside,
            &config.uploads.join("extract"),
        ));
        let enricher = Arc::new(Enricher::new(&config.outside));
        Self {
            db: Arc::new(db),
            config: Arc::new(config),
            sessions: Arc::default(),
            presence: Arc::default(),
            vitals: Arc::default(),
            hasher,
            throttle: Arc::new(SignInThrottle::default()),
            jobs: Arc::default(),
            scraper,
            enricher,
            shutdown,
        }
    }
}
