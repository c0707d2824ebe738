//! Starting and stopping.

use super::{
    AppState, api,
    auth::{Hasher, users},
    by_hand,
    config::Config,
    db::{Db, DbError, WriteLock, audit},
    events::log,
    jobs::{JobRunner, sweep},
    nightly,
    vitals::measure,
};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, sync::watch};

/// Why the server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database could not be opened.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The administrator could not be made.
    #[error("first administrator: {0}")]
    Admin(#[from] users::UserError),
    /// The hash function refused its parameters.
    #[error(transparent)]
    Password(#[from] super::auth::PasswordError),
    /// The address could not be listened on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// Another process writes to the database.
    #[error("the database is in use: another leadwire-server runs or imports")]
    InUse,
    /// A file or socket failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// A server that listens.
pub struct Server {
    /// What its handlers share.
    pub state: AppState,
    /// Where it listens; with port 0 asked for, the one that it got.
    pub addr: SocketAddr,
    /// The first administrator, if this start made one, and the password if it was made too.
    pub first_admin: Option<(String, Option<String>)>,
    listener: TcpListener,
    stop: watch::Sender<bool>,
    /// Given back when the server is gone.
    lock: WriteLock,
}

impl Server {
    /// Opens the database and the port. Nothing is answered before [`run`](Self::run).
    ///
    /// # Errors
    /// When either cannot be opened.
    pub async fn bind(config: Config, database_url: &str) -> Result<Self, ServeError> {
        api::recorder();
        let lock = WriteLock::try_take(database_url)?.ok_or(ServeError::InUse)?;
        let db = Db::open_locked(database_url, &lock).await?;
        let started = std::time::Instant::now();
        db.index.load(db.readers()).await?;
        // In the background: what waits for it are jobs with new leads.
        db.twins.start(db.readers(), config.outside.country.clone());
        api::announce_unfinished(&db).await?;
        super::memory::give_back();
        let leads = db.index.stats(0).total;
        tracing::info!(
            leads,
            took_ms = started.elapsed().as_millis(),
            bytes = db.index.bytes(),
            "leads indexed"
        );
        let hasher = Hasher::new()?;
        let password = config.admin_password.as_deref();
        let first_admin =
            users::ensure_admin(&db, &hasher, Some(&config.admin_email), password).await?;
        let listener = TcpListener::bind(config.addr)
            .await
            .map_err(|error| ServeError::Listen(config.addr, error))?;
        let addr = listener.local_addr()?;
        let (stop, shutdown) = watch::channel(false);
        let state = AppState::new(db, config, hasher, shutdown);
        Ok(Self {
            state,
            addr,
            first_admin,
            listener,
            stop,
            lock,
        })
    }

    /// Answers until `until` is done; then finishes what is under way.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(
        self,
        until: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let upkeep = tokio::spawn(keep_up(self.state.clone()));
        let jobs = JobRunner::start(&self.state);
        tokio::spawn(index_extract(self.state.clone()));
        let stats = tokio::spawn(api::stats::tell(self.state.clone()));
        let vitals = tokio::spawn(measure(self.state.clone()));
        let nightly = nightly::start(&self.state);
        let by_hand = tokio::spawn(by_hand::compare(self.state.clone()));
        let app =
            api::router(self.state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.stop;
        let mut stopping = self.state.shutdown.clone();
        let listener = axum::serve::ListenerExt::tap_io(self.listener, |stream| {
            // An event is one small packet: send it at once.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY");
            }
        });
        let serve = axum::serve(listener, app).with_graceful_shutdown(async move {
            until.await;
            // All receivers are gone: nothing left to stop.
            let _ = stop.send(true);
        });
        let grace = async move {
            let _ = stopping.wait_for(|down| *down).await;
            tokio::time::sleep(api::GRACE).await;
        };
        tokio::select! {
            done = async { serve.await } => done?,
            () = grace => tracing::warn!("stopped with requests under way"),
        }
        upkeep.abort();
        jobs.stopped().await;
        if let Err(error) = by_hand.await {
            tracing::error!(%error, "comparing leads that were typed in");
        }
        stats.abort();
        vitals.abort();
        nightly.abort();
        self.state.db.close().await;
        drop(self.lock);
        Ok(())
    }
}

/// The counts are held against the table in every so manieth round of upkeep: once an hour.
const AUDITED: u64 = 6;

/// Says so in the log and to operators if counts that are kept up are wrong.
async fn audit_counts(state: &AppState) {
    match audit::differences(&state.db).await {
        Ok(different) => {
            metrics::gauge!("leadwire_counts_wrong").set(different.len() as f64);
            for what in different {
                tracing::error!(what, "a count is wrong until the next start");
            }
        }
        Err(error) => tracing::error!(%error, "counts not checked"),
    }
}

/// Makes the index of the extract, if there is one, before a search asks for it.
async fn index_extract(state: AppState) {
    let extract = &state.scraper.extract;
    if extract.file().is_some()
        && let Err(error) = extract.open(state.shutdown.clone()).await
    {
        tracing::warn!(%error, "extract");
    }
}

/// What has to be done now and then.
async fn keep_up(state: AppState) {
    let mut every = tokio::time::interval(Duration::from_secs(600));
    for round in 0u64.. {
        every.tick().await;
        if round % AUDITED == AUDITED - 1 {
            audit_counts(&state).await;
        }
        state.throttle.sweep();
        super::memory::give_back();
        match sweep(&state.db, &state.config.uploads).await {
            0 => {}
            files => tracing::info!(files, "uploads removed"),
        }
        match log::trim(&state.db).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "event log trimmed"),
            Err(error) => tracing::error!(%error, "event log not trimmed"),
        }
        if let Err(error) = super::enrich::sweep(&state.db).await {
            tracing::error!(%error, "old pages not forgotten");
        }
        if let Err(error) = api::idempotency::purge(&state.db).await {
            tracing::error!(%error, "old idempotency keys not forgotten");
        }
    }
}
