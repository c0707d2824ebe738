//! Guessing passwords is slow, whoever guesses, and locks nobody else out.

use crate::server::api::ApiError;
use axum::http::HeaderMap;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter, clock::Clock, clock::DefaultClock};
use std::{
    hash::{BuildHasher, RandomState},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

/// A hash of an account's name: names of any length take the same room.
type Account = u64;

/// Limits attempts by address and account together, and by each alone more loosely.
pub struct SignInThrottle {
    /// Asked first and very loose, so that a flood of made-up accounts is not kept in mind.
    flood: DefaultKeyedRateLimiter<IpAddr>,
    by_pair: DefaultKeyedRateLimiter<(IpAddr, Account)>,
    by_ip: DefaultKeyedRateLimiter<IpAddr>,
    by_email: DefaultKeyedRateLimiter<Account>,
    hasher: RandomState,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        let quota = |burst: u32, period_ms: u64| {
            Quota::with_period(Duration::from_millis(period_ms))
                .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
                .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
        };
        Self {
            flood: RateLimiter::keyed(quota(600, 50)),
            by_pair: RateLimiter::keyed(quota(8, 15_000)),
            by_ip: RateLimiter::keyed(quota(60, 2_000)),
            by_email: RateLimiter::keyed(quota(60, 5_000)),
            hasher: RandomState::new(),
        }
    }
}

impl SignInThrottle {
    /// Counts an attempt.
    ///
    /// # Errors
    /// 429 with the time to wait, when there were too many.
    pub fn check(&self, ip: IpAddr, email: &str) -> Result<(), ApiError> {
        let ip = subscriber(ip);
        // As `users::by_email` reads it: no other spelling is another account.
        let account = self.hasher.hash_one(email.trim().to_lowercase());
        let now = DefaultClock::default().now();
        let refused = self
            .flood
            .check_key(&ip)
            .and_then(|()| self.by_pair.check_key(&(ip, account)))
            .and_then(|()| self.by_ip.check_key(&ip))
            .and_then(|()| self.by_email.check_key(&account));
        refused.map_err(|until| ApiError::rate_limited(until.wait_time_from(now).as_secs() + 1))
    }

    /// Forgets who has been quiet, so that memory does not grow.
    pub fn sweep(&self) {
        self.flood.retain_recent();
        self.by_pair.retain_recent();
        self.by_ip.retain_recent();
        self.by_email.retain_recent();
    }
}

/// Who stands behind an address: of IPv6, a subscriber has at least a /64 (RFC 6177).
fn subscriber(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX)).into(),
        ip => ip,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_addresses_of_one_network_do_not_help() {
        let throttle = SignInThrottle::default();
        let tries = (0..9).map(|n| {
            let ip = Ipv6Addr::new(0x2001, 0xdb8, 0, 1, n, 0, 0, n).into();
            let email = format!("{}ADA@a.fi", " ".repeat(usize::from(n)));
            throttle.check(ip, &email).is_ok()
        });
        assert_eq!(tries.filter(|fine| *fine).count(), 8);
        let elsewhere = Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 0);
        assert!(throttle.check(elsewhere.into(), "ada@a.fi").is_ok());
    }

    #[test]
    fn made_up_accounts_are_not_kept_in_mind() {
        let throttle = SignInThrottle::default();
        let ip = IpAddr::from([192, 0, 2, 1]);
        for n in 0..10_000 {
            let _ = throttle.check(ip, &format!("{n}@a.fi"));
        }
        assert!(throttle.by_pair.len() < 2_000, "{}", throttle.by_pair.len());
    }
}
