//! Trying again: the loop that queries and mutations share.

use super::{Conditions, Env, Failure, RetryKind, backoff};
use futures::future::LocalBoxFuture;
use std::{cell::Cell, fmt, rc::Rc, time::Duration};

/// Decides whether a failure is worth another try, from the number of those
/// before it and the failure itself.
pub type ShouldRetry = Rc<dyn Fn(u32, &Failure) -> bool>;
/// Decides how long to wait before it.
pub type DelayOf = Rc<dyn Fn(u32, &Failure) -> Duration>;

/// Whether a failed attempt is tried again. Refusals that would come again (4xx
/// but 408 and 429, and 401, which needs somebody to sign in) are not, whatever
/// the number; only [`Retry::When`] may see that differently.
#[derive(Clone)]
pub enum Retry {
    /// Not at all.
    Never,
    /// This many times after the first.
    Times(u32),
    /// For ever.
    Always,
    /// As the function says.
    When(ShouldRetry),
}

/// How long to wait before the next try.
#[derive(Clone)]
pub enum RetryDelay {
    /// min(1000 · 2ⁿ, 30 000) ms with up to a fifth of jitter, or what `Retry-After` says.
    Backoff,
    /// Always the same, or longer if `Retry-After` says so.
    Fixed(Duration),
    /// As the function says.
    With(DelayOf),
}

impl Retry {
    /// Whether to try again after `failure`, the first of which has `failures` 0.
    pub fn allows(&self, failures: u32, failure: &Failure) -> bool {
        let is_transient = matches!(failure.retry_kind(), RetryKind::Transient(_));
        match self {
            Self::Never => false,
            Self::Times(times) => is_transient && failures < *times,
            Self::Always => is_transient,
            Self::When(decide) => decide(failures, failure),
        }
    }
}

impl RetryDelay {
    /// The wait after `failure`, the first of which has `failures` 0. `random` is 0 to 1.
    pub fn after(&self, failures: u32, failure: &Failure, random: f64) -> Duration {
        let asked_for = match failure.retry_kind() {
            RetryKind::Transient(wait) => wait,
            _ => None,
        };
        match self {
            Self::Backoff => asked_for.unwrap_or_else(|| backoff(failures, random)),
            Self::Fixed(wait) => asked_for.unwrap_or_default().max(*wait),
            Self::With(decide) => decide(failures, failure),
        }
    }
}

/// What the network has to do with an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkMode {
    /// Needs it: waits, paused, while there is none.
    #[default]
    Online,
    /// Doesn't care.
    Always,
    /// The first attempt runs anyway (something between may answer), further ones wait for it.
    OfflineFirst,
}

impl NetworkMode {
    /// Whether a first attempt may be made.
    pub fn may_start(self, conditions: &Conditions) -> bool {
        self != Self::Online || conditions.online()
    }

    /// Whether a further attempt may be made.
    pub fn may_continue(self, conditions: &Conditions) -> bool {
        conditions.focused() && (self == Self::Always || conditions.online())
    }
}

/// How attempts are made.
#[derive(Clone)]
pub struct Attempts {
    /// Whether to try again.
    pub retry: Retry,
    /// And when.
    pub delay: RetryDelay,
    /// What the network has to do with it.
    pub network: NetworkMode,
}

impl Default for Attempts {
    /// TanStack Query's: three more tries, with back-off, online.
    fn default() -> Self {
        Self {
            retry: Retry::Times(3),
            delay: RetryDelay::Backoff,
            network: NetworkMode::Online,
        }
    }
}

impl fmt::Debug for Attempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempts")
            .field("network", &self.network)
            .finish_non_exhaustive()
    }
}

/// What is told while attempts are made.
pub trait Progress {
    /// An attempt failed and another follows; `failures` counts from 1.
    fn failed(&self, failures: u32, failure: &Rc<Failure>);
    /// It waits for the network or for somebody to look.
    fn paused(&self);
    /// It goes on.
    fn continued(&self);
    /// Whether it may run at all, besides what the network says: a mutation waits
    /// for its turn. Whoever changes this calls [`QueryClient::wake`](super::QueryClient::wake).
    fn may_run(&self) -> bool {
        true
    }
}

/// Lets somebody else end the trying: the attempt under way is still awaited.
#[derive(Clone, Default)]
pub struct Patience(Rc<Cell<bool>>);

impl Patience {
    /// No further attempt.
    pub fn end(&self) {
        self.0.set(true);
    }

    /// Further attempts after all.
    pub fn renew(&self) {
        self.0.set(false);
    }

    fn is_over(&self) -> bool {
        self.0.get()
    }
}

/// Makes attempts until one succeeds or no further one is due. Dropping the
/// future cancels it. Pauses before the first attempt while there is no network,
/// and before further ones while nobody looks, too.
///
/// # Errors
/// The last failure.
pub async fn attempt<T>(
    env: &Env,
    conditions: &Conditions,
    attempts: &Attempts,
    patience: &Patience,
    progress: &dyn Progress,
    mut run: impl FnMut() -> LocalBoxFuture<'static, Result<T, Failure>>,
) -> Result<T, Rc<Failure>> {
    let network = attempts.network;
    let may_start = |now: &Conditions| network.may_start(now) && progress.may_run();
    let may_continue = |now: &Conditions| network.may_continue(now) && progress.may_run();
    if !may_start(conditions) {
        progress.paused();
        // A paused start goes on as a further attempt would: when somebody looks, too.
        conditions.until(may_continue).await;
        progress.continued();
    }
    let mut failures = 0;
    loop {
        let failure = match run().await {
            Ok(data) => return Ok(data),
            Err(failure) => Rc::new(failure),
        };
        if patience.is_over() || !attempts.retry.allows(failures, &failure) {
            return Err(failure);
        }
        let wait = attempts.delay.after(failures, &failure, (env.random)());
        failures += 1;
        progress.failed(failures, &failure);
        (env.sleep)(wait).await;
        if !may_continue(conditions) {
            progress.paused();
            conditions.until(may_continue).await;
            progress.continued();
        }
        if patience.is_over() {
            return Err(failure);
        }
    }
}
