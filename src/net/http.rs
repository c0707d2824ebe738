//! Calls of the API: base address, session, errors, tracing.

use crate::model::{
    API_BASE, Failure, IDEMPOTENCY_HEADER, Problem, SEQ_HEADER, Seq, USER_HEADER, Uuid,
};
use reqwest::{Client, Method, Response, StatusCode};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// What the server answered.
pub struct Answer<T> {
    /// The body.
    pub data: T,
    /// The position in the event log that it reflects.
    pub seq: Option<Seq>,
}

/// Told of every position that an answer reflects.
type OnSeq = Rc<dyn Fn(Seq)>;
/// Told when the server no longer knows the session.
type OnSignedOut = Rc<dyn Fn()>;

/// A way to call the server; clones share the session.
#[derive(Clone)]
pub struct Http {
    client: Client,
    base: Rc<RefCell<String>>,
    token: Rc<RefCell<Option<String>>>,
    user: Rc<Cell<Option<Uuid>>>,
    on_seq: Rc<RefCell<Option<OnSeq>>>,
    on_signed_out: Rc<RefCell<Option<OnSignedOut>>>,
    #[cfg(debug_assertions)]
    workbench: super::workbench::Workbench,
}

impl Http {
    /// Calls go to `base`, such as `https://leads.example.com`; an app's carry `token`.
    pub fn new(base: String, token: Option<String>) -> Self {
        Self {
            client: Client::new(),
            base: Rc::new(RefCell::new(base)),
            token: Rc::new(RefCell::new(token)),
            user: Rc::default(),
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
    /// refused like one that has ended.
    pub fn set_user(&self, user: Option<Uuid>) {
        self.user.set(user);
    }

    /// Who is told of the positions that answers reflect.
    pub fn on_seq(&self, told: impl Fn(Seq) + 'static) {
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
        let request = self.client.get(self.url(path)).query(query);
        self.send(request, path).await
    }

    /// Asks, whoever the session belongs to.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn get_as_anybody<T: DeserializeOwned>(&self, path: &str) -> Result<T, Failure> {
        let request = self.client.get(self.url(path));
        Ok(self.call(request, path).await?.data)
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
        let mut request = self.client.request(method, self.url(path));
        request = request.header(IDEMPOTENCY_HEADER, key.to_string());
        if let Some(body) = body {
            request = request.json(body);
        }
        Ok(self.send(request, path).await?.data)
    }

    /// A request of one's own making, such as an upload, with the session added.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses, or is not understood.
    pub async fn send<T: DeserializeOwned>(
        &self,
        mut request: reqwest::RequestBuilder,
        path: &str,
    ) -> Result<Answer<T>, Failure> {
        if let Some(user) = self.user.get() {
            request = request.header(USER_HEADER, user.to_string());
        }
        self.call(request, path).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        mut request: reqwest::RequestBuilder,
        path: &str,
    ) -> Result<Answer<T>, Failure> {
        if let Some(token) = &*self.token.borrow() {
            request = request.bearer_auth(token);
        }
        #[cfg(debug_assertions)]
        self.workbench.pass()?;
        let response = request.send().await.map_err(|error| {
            tracing::debug!(path, %error, "no answer");
            Failure::Unreachable
        })?;
        #[cfg(debug_assertions)]
        self.workbench.wait().await;
        let seq = response.headers().get(SEQ_HEADER);
        let seq = seq
            .and_then(|seq| seq.to_str().ok())
            .and_then(|seq| seq.parse().ok());
        tracing::debug!(path, status = response.status().as_u16(), seq, "answer");
        if !response.status().is_success() {
            return Err(self.refused(response).await);
        }
        let told = self.on_seq.borrow().clone();
        if let (Some(told), Some(seq)) = (told, seq) {
            told(seq);
        }
        let is_empty = response.status() == StatusCode::NO_CONTENT;
        let bytes = response.bytes().await.map_err(|_| Failure::Unreachable)?;
        let bytes: &[u8] = if is_empty { b"null" } else { &bytes };
        let data = serde_json::from_slice(bytes)
            .map_err(|error| Failure::Unreadable(error.to_string()))?;
        Ok(Answer { data, seq })
    }

    async fn refused(&self, response: Response) -> Failure {
        let status = response.status();
        let body = response.bytes().await.unwrap_or_default();
        let failure = read_problem(status.as_u16(), &body);
        let is_sign_in = status == StatusCode::UNAUTHORIZED;
        let told = self.on_signed_out.borrow().clone();
        if let (true, Some(told)) = (is_sign_in, told) {
            told();
        }
        failure
    }
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
