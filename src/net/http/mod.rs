//! Calls of the API: base address, session, errors, tracing.
//!
//! The browser's half stands on `fetch` itself: what reqwest brings there, such as
//! a parser of addresses with all of Unicode, was a tenth of the download.

#[cfg(not(feature = "native"))]
mod web;
#[cfg(not(feature = "native"))]
use web as target;

#[cfg(feature = "native")]
mod native;
#[cfg(feature = "native")]
use native as target;

use crate::model::{
    API_BASE, Failure, IDEMPOTENCY_HEADER, Problem, SENT_HEADER, Seq, USER_HEADER, Uuid,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// What a call does (RFC 9110, 9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes, or starts.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Takes away.
    Delete,
}

impl Method {
    /// As it is sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request header.
type Header = (&'static str, String);

/// An answer that is not read yet.
struct Raw {
    status: u16,
    seq: Option<Seq>,
    epoch: Option<Uuid>,
    is_repeat: bool,
    body: Vec<u8>,
}

/// What the server answered.
pub struct Answer<T> {
    /// The body.
    pub data: T,
    /// The position in the event log that it reflects.
    pub seq: Option<Seq>,
    /// Whether it was given before, to the same write: it tells of what was then.
    pub is_repeat: bool,
}

/// Told of every position that an answer reflects, and in which event log; says whether
/// that log still counts.
type OnSeq = Rc<dyn Fn(Uuid, Seq) -> bool>;
/// Told when the server no longer knows the session.
type OnSignedOut = Rc<dyn Fn()>;

/// A way to call the server; clones share the session.
#[derive(Clone)]
pub struct Http {
    client: target::Client,
    base: Rc<RefCell<String>>,
    token: Rc<RefCell<Option<String>>>,
    user: Rc<Cell<Option<Uuid>>>,
    /// Grows when somebody else uses it, or the same person anew.
    turn: Rc<Cell<u32>>,
    on_seq: Rc<RefCell<Option<OnSeq>>>,
    on_signed_out: Rc<RefCell<Option<OnSignedOut>>>,
    #[cfg(debug_assertions)]
    workbench: super::workbench::Workbench,
}

impl Http {
    /// Calls go to `base`, such as `https://leads.example.com`; an app's carry `token`.
    pub fn new(base: String, token: Option<String>) -> Self {
        Self {
            client: target::Client::default(),
            base: Rc::new(RefCell::new(base)),
            token: Rc::new(RefCell::new(token)),
            user: Rc::default(),
            turn: Rc::default(),
            on_seq: Rc::default(),
            on_signed_out: Rc::default(),
            #[cfg(debug_assertions)]
            workbench: Default::default(),
        }
    }

    /// What a developer does to the wire.
    #[cfg(debug_assertions)]
    pub fn workbench(&self) -> &super::workbench::Workbench {
        &self.workbench
    }

    /// The server's address.
    pub fn base(&self) -> String {
        self.base.borrow().clone()
    }

    /// Calls go elsewhere from now on.
    pub fn set_base(&self, base: String) {
        *self.base.borrow_mut() = base;
    }

    /// The bearer token of an app.
    pub fn token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    /// Calls carry another token from now on.
    pub fn set_token(&self, token: Option<String>) {
        *self.token.borrow_mut() = token;
    }

    /// Calls are made as `user` from now on: a session that is somebody else's is
    /// refused like one that has ended. What was asked before in another's name, or
    /// before signing out, is not answered any more.
    pub fn set_user(&self, user: Option<Uuid>) {
        if self.user.replace(user) != user {
            self.turn.set(self.turn.get().wrapping_add(1));
        }
    }

    /// Who is told of the positions that answers reflect, and says whether they still
    /// mean anything: an answer of a database that was left for another is asked for again.
    pub fn on_seq(&self, told: impl Fn(Uuid, Seq) -> bool + 'static) {
        *self.on_seq.borrow_mut() = Some(Rc::new(told));
    }

    /// Who is told when the session has ended.
    pub fn on_signed_out(&self, told: impl Fn() + 'static) {
        *self.on_signed_out.borrow_mut() = Some(Rc::new(told));
    }

    /// The full address of a call.
    pub fn url(&self, path: &str) -> String {
        format!("{}{API_BASE}{path}", self.base.borrow())
    }

    /// Asks.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<Answer<T>, Failure> {
        let text = serde_urlencoded::to_string(query)
            .map_err(|error| Failure::Unreadable(error.to_string()))?;
        let mut url = self.url(path);
        if !text.is_empty() {
            url = format!("{url}?{text}");
        }
        let turn = self.turn.get();
        let answer = self.call(Method::Get, url, self.as_user(), None).await;
        // What was known then is put away: what this answer reflects would be taken
        // for what the one who signs in next has, and nobody tells of what came after.
        self.read(answer.filter(|_| self.turn.get() == turn), path)
    }

    /// Asks, whoever the session belongs to.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn get_as_anybody<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let answer = self
            .call(Method::Get, self.url(path), Vec::new(), None)
            .await;
        Ok(self.read(answer, path)?.data)
    }

    /// Writes, once however often it is sent with the same `key`.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Uuid,
        body: Option<&impl Serialize>,
    ) -> Result<T, Failure> {
        Ok(self.write_answer(method, path, key, body).await?.data)
    }

    /// The same, with what came besides the body.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn write_answer<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        key: Uuid,
        body: Option<&impl Serialize>,
    ) -> Result<Answer<T>, Failure> {
        let mut headers = self.as_user();
        headers.push((IDEMPOTENCY_HEADER, key.to_string()));
        headers.extend(sent_now());
        let body = body
            .map(serde_json::to_vec)
            .transpose()
            .map_err(|error| Failure::Unreadable(error.to_string()))?;
        if body.is_some() {
            headers.push(("content-type", "application/json".into()));
        }
        let answer = self.call(method, self.url(path), headers, body).await;
        self.read(answer, path)
    }

    /// Asks about bytes, which changes nothing.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub async fn post_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Vec<u8>,
    ) -> Result<T, Failure> {
        let mut headers = self.as_user();
        headers.push(("content-type", "application/octet-stream".into()));
        let answer = self.call(Method::Post, self.url(path), headers, Some(body));
        Ok(self.read(answer.await, path)?.data)
    }

    /// Sends, with the session; nothing if there is no answer.
    async fn call(
        &self,
        method: Method,
        url: String,
        mut headers: Vec<Header>,
        body: Option<Vec<u8>>,
    ) -> Option<Raw> {
        if let Some(token) = self.token() {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        #[cfg(debug_assertions)]
        self.workbench.pass().ok()?;
        let answer = target::send(&self.client, method, url, headers, body).await;
        #[cfg(debug_assertions)]
        self.workbench.wait().await;
        answer
    }

    /// Says who the session is taken for.
    fn as_user(&self) -> Vec<Header> {
        let user = self.user.get().into_iter();
        user.map(|user| (USER_HEADER, user.to_string())).collect()
    }

    fn read<T: DeserializeOwned>(
        &self,
        answer: Option<Raw>,
        path: &str,
    ) -> Result<Answer<T>, Failure> {
        let raw = self.check(answer, path)?;
        // From bytes, as everywhere in the client: reading texts too would be another
        // copy of every reader in the download.
        let body: &[u8] = if raw.status == 204 {
            b"null"
        } else {
            &raw.body
        };
        let data =
            serde_json::from_slice(body).map_err(|error| Failure::Unreadable(error.to_string()))?;
        Ok(Answer {
            data,
            seq: raw.seq,
            is_repeat: raw.is_repeat,
        })
    }

    /// Refuses what is no success, and tells of positions and sessions: apart from
    /// reading the body, of which there is a copy for each type.
    fn check(&self, answer: Option<Raw>, path: &str) -> Result<Raw, Failure> {
        let Some(raw) = answer else {
            tracing::debug!(path, "no answer");
            return Err(Failure::Unreachable);
        };
        tracing::debug!(path, status = raw.status, seq = raw.seq, "answer");
        if !(200..300).contains(&raw.status) {
            let failure = read_problem(raw.status, &raw.body);
            let told = self.on_signed_out.borrow().clone();
            if let (401, Some(told)) = (raw.status, told) {
                told();
            }
            return Err(failure);
        }
        let told = self.on_seq.borrow().clone();
        if let (Some(told), Some(epoch), Some(seq)) = (told, raw.epoch, raw.seq)
            && !told(epoch, seq)
        {
            tracing::debug!(path, "answer of a database that was left");
            return Err(Failure::Unreachable);
        }
        Ok(raw)
    }
}

/// Says when something is sent, by the clock that its key was made by.
fn sent_now() -> Option<Header> {
    let (seconds, nanos) = Uuid::now_v7().get_timestamp()?.to_unix();
    let now = seconds * 1000 + u64::from(nanos / 1_000_000);
    Some((SENT_HEADER, now.to_string()))
}

/// A refusal from its body. One that is no problem comes from something in
/// between, such as a proxy whose server is away.
pub fn read_problem(status: u16, body: &[u8]) -> Failure {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => Failure::Refused(Box::new(problem)),
        Err(_) if status >= 500 => Failure::Unreachable,
        Err(_) => Failure::Unreadable(format!("status {status}")),
    }
}
