//! Names to addresses: the one place where both are seen, right before the connection.
//! A name that is checked first and looked up again to connect may lead elsewhere by
//! then.

use super::guard::{Class, Guard};
use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

/// Looks names up.
pub trait Lookup: Send + Sync {
    /// The addresses of a host.
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// How names are looked up: as the system does unless told otherwise.
#[derive(Clone)]
pub struct Names(Arc<dyn Lookup>);

impl Names {
    /// By something else than the system.
    pub fn by(lookup: impl Lookup + 'static) -> Self {
        Self(Arc::new(lookup))
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::by(System)
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

/// `getaddrinfo`.
struct System;

impl Lookup for System {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            let found = tokio::net::lookup_host((host, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    }
}

/// Why a name leads nowhere. Found again in the chain of what a request failed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// There is no such name, or nobody knows now.
    #[error("the name is not known")]
    Unknown,
    /// One of its addresses is refused.
    #[error("the name leads to {}", .0.as_str())]
    Refused(Class),
    /// None of its addresses is in a network that may be asked at such a port.
    #[error("not a port that is asked")]
    Port,
}

/// The resolver of a client: gives out only addresses that may be connected to.
pub struct Checked {
    names: Names,
    guard: Guard,
    /// Whether only networks that are named will do.
    named_only: bool,
}

impl Checked {
    /// One for usual ports, or for `named_only` odd ones.
    pub fn new(names: Names, guard: Guard, named_only: bool) -> Self {
        Self {
            names,
            guard,
            named_only,
        }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let found = self.names.0.lookup(name.as_str().to_owned());
        let (guard, named_only) = (self.guard.clone(), self.named_only);
        Box::pin(async move {
            let found = found.await.map_err(|_| NameError::Unknown)?;
            if found.is_empty() {
                return Err(NameError::Unknown.into());
            }
            // All of them: a name that also leads inside is a trick.
            for address in &found {
                guard.check(*address).map_err(NameError::Refused)?;
                if named_only && !guard.is_named(*address) {
                    return Err(NameError::Port.into());
                }
            }
            let addresses = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(addresses) as Addrs)
        })
    }
}
