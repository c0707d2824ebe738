//! Asks websites, politely and safely. One request is one [`Fetcher::ask`]: redirects
//! are answered, not followed, so that whoever follows them has each looked at here.

mod body;
mod error;
mod guard;
mod polite;
mod resolve;
mod robots;
mod slots;
mod target;
mod wanted;

pub use error::FetchError;
pub use guard::{Class, Guard};
pub use resolve::{Lookup, Names};

use super::super::Outside;
use polite::Hosts;
use reqwest::{
    Client, Response, StatusCode,
    header::{self, HeaderMap, HeaderValue},
    redirect::Policy,
};
use resolve::Checked;
use robots::{KnownRules, Rules};
use slots::{Slot, Slots};
use std::{sync::Arc, time::Duration};
use target::Target;
use url::Url;
use wanted::Wanted;

/// What a request may take at most.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Time until there is a connection.
    pub connect: Duration,
    /// Time until all of an answer is there.
    pub request: Duration,
    /// Bytes of a page, unpacked. What comes after is not read.
    pub body: usize,
    /// The longest pause between two requests that a site may ask for.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            request: Duration::from_secs(20),
            body: 2 * 1024 * 1024,
            pause: Duration::from_secs(10),
        }
    }
}

/// By what a page that is known already can be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let get = |name| {
            let value: &HeaderValue = headers.get(name)?;
            value
                .to_str()
                .ok()
                .filter(|text| text.len() <= 500)
                .map(str::to_owned)
        };
        Self {
            etag: get(header::ETAG),
            last_modified: get(header::LAST_MODIFIED),
        }
    }

    /// Whether there is nothing to ask by.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What came of a request.
#[derive(Debug)]
pub enum Answer {
    /// A page.
    Page(Page),
    /// It is elsewhere.
    Moved(Url),
    /// It is as it was.
    Unchanged,
}

/// A page as it came.
#[derive(Debug)]
pub struct Page {
    /// Its bytes, unpacked.
    pub body: Vec<u8>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// By what to ask for it next time.
    pub validators: Validators,
    /// Kept until it is read: pages that wait for that take memory.
    _slot: Slot,
}

/// Asks websites for pages. A clone shares what is known of hosts, and whose turn it is.
#[derive(Clone)]
pub struct Fetcher {
    /// For the ports where websites are.
    usual: Client,
    /// For other ports, in networks that are named.
    odd: Client,
    guard: Guard,
    hosts: Arc<Hosts>,
    rules: Arc<KnownRules>,
    limits: Limits,
    pause: Duration,
    slots: Slots,
}

impl Fetcher {
    /// One for a server that was asked to run so.
    ///
    /// # Errors
    /// If there is no TLS.
    pub fn new(outside: &Outside) -> Result<Self, FetchError> {
        // HTTP clients take the process's provider; only fails if there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let websites = &outside.websites;
        let guard = Guard::allowing(&websites.allow_networks);
        let limits = websites.limits.clone();
        let agent = match &outside.contact {
            Some(contact) => format!("Leadwire/{} (+{contact})", env!("CARGO_PKG_VERSION")),
            None => format!("Leadwire/{}", env!("CARGO_PKG_VERSION")),
        };
        let client = |named_only| {
            let names = Checked::new(websites.names.clone(), guard.clone(), named_only);
            Client::builder()
                .user_agent(agent.clone())
                // Whatever the environment says: a proxy would look names up elsewhere.
                .no_proxy()
                .redirect(Policy::none())
                .referer(false)
                .dns_resolver(Arc::new(names))
                .connect_timeout(limits.connect)
                .timeout(limits.request)
                .pool_max_idle_per_host(1)
                .pool_idle_timeout(Duration::from_secs(15))
                .build()
                .map_err(|error| FetchError::Client(error.to_string()))
        };
        Ok(Self {
            usual: client(false)?,
            odd: client(true)?,
            guard,
            hosts: Arc::default(),
            rules: Arc::default(),
            limits,
            pause: Duration::from_millis(websites.host_pause_ms),
            slots: Slots::default(),
        })
    }

    /// One that asks so many at a time at most; clones of it share that.
    pub fn at_most(&self, count: usize) -> Self {
        Self {
            slots: Slots::of(count),
            ..self.clone()
        }
    }

    /// Asks for a page, once its host's robots.txt allows it and its turn has come.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn ask(&self, url: Url, known: &Validators) -> Result<Answer, FetchError> {
        self.get(url, known, &Wanted::page(self.limits.body)).await
    }

    /// Asks for a picture of at most `most` bytes, in the same way. Whether it is one is
    /// for the caller to see.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn picture(&self, url: Url, most: usize) -> Result<Answer, FetchError> {
        let wanted = Wanted::picture(most);
        self.get(url, &Validators::default(), &wanted).await
    }

    async fn get(
        &self,
        url: Url,
        known: &Validators,
        wanted: &Wanted,
    ) -> Result<Answer, FetchError> {
        let target = Target::check(url, &self.guard)?;
        let rules = self.rules(&target).await?;
        if !rules.allow(&target.url) {
            return Err(match *rules {
                Rules::Unknown => FetchError::RobotsUnknown,
                _ => FetchError::Robots,
            });
        }
        let pause = rules.delay().unwrap_or_default().min(self.limits.pause);
        let turn = self.hosts.turn(&target.host, self.pause.max(pause)).await;
        let slot = self.slots.one().await;
        let response = self.send(&target, known, wanted).await?;
        let answer = self.read(&target, response, wanted, slot).await;
        drop(turn);
        answer
    }

    async fn send(
        &self,
        target: &Target,
        known: &Validators,
        wanted: &Wanted,
    ) -> Result<Response, FetchError> {
        let client = if target.is_odd {
            &self.odd
        } else {
            &self.usual
        };
        let mut request = client
            .get(target.url.clone())
            .header(header::ACCEPT, wanted.accept)
            .header(header::ACCEPT_ENCODING, body::ACCEPTED);
        if let Some(etag) = &known.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(at) = &known.last_modified {
            request = request.header(header::IF_MODIFIED_SINCE, at);
        }
        request
            .send()
            .await
            .map_err(|error| match FetchError::of(&error) {
                FetchError::Port(_) => {
                    FetchError::Port(target.url.port_or_known_default().unwrap_or_default())
                }
                other => other,
            })
    }

    async fn read(
        &self,
        target: &Target,
        response: Response,
        wanted: &Wanted,
        slot: Slot,
    ) -> Result<Answer, FetchError> {
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(Answer::Unchanged);
        }
        if status.is_redirection() {
            return moved(target, response.headers()).map(Answer::Moved);
        }
        if !status.is_success() {
            return Err(FetchError::Status(status.as_u16()));
        }
        let headers = response.headers();
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        if content_type
            .as_deref()
            .is_some_and(|kind| !(wanted.takes)(kind))
        {
            return Err(wanted.otherwise.clone());
        }
        let validators = Validators::of(headers);
        let (body, has_more) = body::read(response, wanted.most).await?;
        if has_more && !wanted.is_cut {
            return Err(wanted.otherwise.clone());
        }
        Ok(Answer::Page(Page {
            body,
            content_type,
            validators,
            _slot: slot,
        }))
    }

    /// The rules for robots of the site that a page is of.
    async fn rules(&self, target: &Target) -> Result<Arc<Rules>, FetchError> {
        let at = target.robots();
        if let Some(known) = self.rules.get(&at) {
            return Ok(known);
        }
        let turn = self.hosts.turn(&target.host, self.pause).await;
        // Somebody else may have asked while this waited.
        if let Some(known) = self.rules.get(&at) {
            return Ok(known);
        }
        let slot = self.slots.one().await;
        let found = self.read_rules(at.clone()).await;
        drop((slot, turn));
        Ok(self.rules.put(&at, found?))
    }

    /// Follows redirects, as RFC 9309, 2.3.1.2 asks, but not to a page: each is one more
    /// request in the same turn, to where it may lead alone.
    async fn read_rules(&self, mut url: Url) -> Result<Rules, FetchError> {
        for _ in 0..5 {
            let target = Target::check(url, &self.guard)?;
            let wanted = Wanted::page(robots::MAX_BYTES);
            let response = match self.send(&target, &Validators::default(), &wanted).await {
                Ok(response) => response,
                // Nobody there to ask for the page either: say so rather than blame the rules.
                Err(error @ (FetchError::TimedOut | FetchError::Broken)) => {
                    tracing::debug!(%error, host = target.host, "robots.txt");
                    return Ok(Rules::Unknown);
                }
                Err(error) => return Err(error),
            };
            let status = response.status();
            if status.is_redirection() {
                match moved(&target, response.headers()) {
                    Ok(next) => url = next,
                    Err(_) => return Ok(Rules::None),
                }
                continue;
            }
            if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                return Ok(Rules::Unknown);
            }
            if !status.is_success() {
                return Ok(Rules::None);
            }
            let (text, _more) = body::read(response, robots::MAX_BYTES).await?;
            let parsed = tokio::task::spawn_blocking(move || Rules::parse(&text)).await;
            return Ok(parsed.unwrap_or(Rules::Unknown));
        }
        // Too many redirects: as if there were no rules.
        Ok(Rules::None)
    }
}

/// Where a redirect leads.
fn moved(from: &Target, headers: &HeaderMap) -> Result<Url, FetchError> {
    let to = headers
        .get(header::LOCATION)
        .ok_or(FetchError::Broken)?
        .as_bytes();
    let to = String::from_utf8_lossy(to);
    from.url.join(&to).map_err(|_| FetchError::NotWeb)
}
