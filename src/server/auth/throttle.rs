//! Guessing passwords is slow, whoever guesses, and locks nobody else out.

use crate::server::api::ApiError;
use axum::http::HeaderMap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock, clock::DefaultClock};
use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

/// Limits attempts by address and account together, and by each alone more loosely.
pub struct SignInThrottle {
    by_pair: DefaultKeyedRateLimiter<(IpAddr, String)>,
    by_ip: DefaultKeyedRateLimiter<IpAddr>,
    by_email: DefaultKeyedRateLimiter<String>,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        let quota = |burst: u32, seconds: u64| {
            Quota::with_period(Duration::from_secs(seconds))
                .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
                .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
        };
        Self {
            by_pair: RateLimiter::keyed(quota(8, 15)),
            by_ip: RateLimiter::keyed(quota(60, 2)),
            by_email: RateLimiter::keyed(quota(60, 5)),
        }
    }
}

impl SignInThrottle {
    /// Counts an attempt.
    ///
    /// # Errors
    /// 429 with the time to wait, when there were too many.
    pub fn check(&self, ip: IpAddr, email: &str) -> Result<(), ApiError> {
        let email = email.to_lowercase();
        let now = DefaultClock::default().now();
        let refused = self
            .by_pair
            .check_key(&(ip, email.clone()))
            .and_then(|()| self.by_ip.check_key(&ip))
            .and_then(|()| self.by_email.check_key(&email));
        refused.map_err(|until| ApiError::rate_limited(until.wait_time_from(now).as_secs() + 1))
    }

    /// Forgets who has been quiet, so that memory does not grow.
    pub fn sweep(&self) {
        self.by_pair.retain_recent();
        self.by_ip.retain_recent();
        self.by_email.retain_recent();
    }
}

/// The client's address: the last hop's word if a trusted proxy stands before us.
pub fn client_ip(peer: SocketAddr, headers: &HeaderMap, behind_proxy: bool) -> IpAddr {
    let forwarded = headers
        .get("x-forwarded-for")
        .filter(|_| behind_proxy)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|ip| ip.trim().parse().ok());
    forwarded.unwrap_or(peer.ip())
}
