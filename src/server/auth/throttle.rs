//! Guessing passwords is slow, whoever guesses, and locks nobody else out.

use crate::server::api::ApiError;
use axum::http::HeaderMap;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
    state::keyed::DefaultKeyedStateStore,
};
use std::{
    hash::{BuildHasher, Hash, RandomState},
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroU32,
    time::Duration,
};

/// A hash of an account's name: names of any length take the same room.
type Account = u64;

/// Counts what each key does.
type Limiter<K, C> =
    RateLimiter<K, DefaultKeyedStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// Limits attempts by address and account together, and by each alone more loosely.
pub struct SignInThrottle<C: Clock = DefaultClock> {
    /// Asked first and very loose, so that a flood of made-up accounts is not kept in mind.
    flood: Limiter<IpAddr, C>,
    by_pair: Limiter<(IpAddr, Account), C>,
    by_ip: Limiter<IpAddr, C>,
    by_email: Limiter<Account, C>,
    hasher: RandomState,
    clock: C,
}

impl Default for SignInThrottle {
    fn default() -> Self {
        Self::by(DefaultClock::default())
    }
}

impl<C: Clock + Clone> SignInThrottle<C> {
    /// One that goes by `clock`.
    fn by(clock: C) -> Self {
        let quota = |burst: u32, period_ms: u64| {
            Quota::with_period(Duration::from_millis(period_ms))
                .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
                .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
        };
        Self {
            flood: limiter(quota(600, 50), &clock),
            by_pair: limiter(quota(8, 15_000), &clock),
            by_ip: limiter(quota(60, 2_000), &clock),
            by_email: limiter(quota(60, 5_000), &clock),
            hasher: RandomState::new(),
            clock,
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// 429 with the time to wait, when there were too many.
    pub fn check(&self, ip: IpAddr, email: &str) -> Result<(), ApiError> {
        let ip = subscriber(ip);
        // As `users::by_email` reads it: no other spelling is another account.
        let account = self.hasher.hash_one(email.trim().to_lowercase());
        let now = self.clock.now();
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

fn limiter<K: Clone + Eq + Hash, C: Clock + Clone>(quota: Quota, clock: &C) -> Limiter<K, C> {
    RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone())
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
    use axum::{http::header, response::IntoResponse};
    use governor::clock::FakeRelativeClock;

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
    fn the_wait_that_is_told_is_long_enough_and_gives_one_try() {
        let clock = FakeRelativeClock::default();
        let throttle = SignInThrottle::by(clock.clone());
        let ip = IpAddr::from([192, 0, 2, 1]);
        let mut refused = None;
        for _ in 0..9 {
            refused = throttle.check(ip, "ada@a.fi").err();
        }
        let answer = refused.unwrap().into_response();
        let wait = answer.headers()[header::RETRY_AFTER].to_str().unwrap();
        let wait: u64 = wait.parse().unwrap();
        clock.advance(Duration::from_secs(wait - 2));
        assert!(throttle.check(ip, "ada@a.fi").is_err(), "not yet");
        clock.advance(Duration::from_secs(2));
        assert!(throttle.check(ip, "ada@a.fi").is_ok());
        assert!(throttle.check(ip, "ada@a.fi").is_err(), "one at a time");
        clock.advance(Duration::from_secs(120));
        let tries = (0..9).filter(|_| throttle.check(ip, "ada@a.fi").is_ok());
        assert_eq!(tries.count(), 8, "as if nothing had been");
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
