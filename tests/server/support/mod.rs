//! A server to test, and people who use it.

pub mod socket;

use leadwire::{
    model::{Business, Role},
    server::{AppState, Config, Server, auth::users},
};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use std::{net::SocketAddr, path::Path};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

/// A server on a free port of the loopback interface, with an empty database. It
/// stops when dropped.
pub struct TestApp {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What its handlers share.
    pub state: AppState,
    admin: String,
    stop: Option<oneshot::Sender<()>>,
    running: Option<JoinHandle<()>>,
    folder: Option<TempDir>,
}

/// The administrator.
pub const ADMIN: &str = "admin@leadwire.test";

/// The administrator's password.
pub const PASSWORD: &str = "correct horse battery staple";

/// The address of the database in a folder.
pub fn database_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("test.db").display())
}

impl TestApp {
    /// Starts one.
    pub async fn start() -> Self {
        Self::start_in(tempfile::tempdir().unwrap()).await
    }

    /// Starts one in a folder, with the database that is there if any.
    pub async fn start_in(folder: TempDir) -> Self {
        Self::start_with(folder, |_| {}).await
    }

    /// Starts one in a folder, with other settings.
    pub async fn start_with(folder: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_changed(folder, change, |_| {}).await
    }

    /// Starts one in a folder, with other settings and other parts.
    pub async fn start_changed(
        folder: TempDir,
        change: impl FnOnce(&mut Config),
        swap: impl FnOnce(&mut AppState),
    ) -> Self {
        let url = database_url(folder.path());
        let mut config = Config {
            addr: ([127, 0, 0, 1], 0).into(),
            admin_email: ADMIN.into(),
            admin_password: Some(PASSWORD.into()),
            max_upload_mib: 64,
            uploads: folder.path().join("uploads"),
            behind_proxy: false,
            nightly: Default::default(),
            log_json: false,
            outside: Default::default(),
        };
        change(&mut config);
        let mut server = Server::bind(config, &url).await.unwrap();
        swap(&mut server.state);
        let (addr, state) = (server.addr, server.state.clone());
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            let until = async {
                let _ = stopped.await;
            };
            server.run(until).await.unwrap();
        });
        Self {
            addr,
            state,
            admin: ADMIN.into(),
            stop: Some(stop),
            running: Some(running),
            folder: Some(folder),
        }
    }

    /// Stops it and gives back its folder, for another start.
    pub async fn stop(mut self) -> TempDir {
        self.stop.take().unwrap().send(()).unwrap();
        self.running.take().unwrap().await.unwrap();
        self.folder.take().unwrap()
    }

    /// The first administrator, signed in.
    pub async fn admin(&self) -> Person {
        let email = self.admin.clone();
        self.sign_in(&email).await
    }

    /// A new person, signed in.
    pub async fn person(&self, name: &str, role: Role) -> Person {
        let email = format!("{name}@leadwire.test");
        let state = &self.state;
        users::add(&state.db, &state.hasher, &email, name, role, PASSWORD)
            .await
            .unwrap();
        self.sign_in(&email).await
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Person {
        Person::at(&format!("http://{}", self.addr))
    }

    /// Where its files are.
    pub fn folder(&self) -> &Path {
        self.folder.as_ref().unwrap().path()
    }

    async fn sign_in(&self, email: &str) -> Person {
        let mut person = self.stranger();
        person.sign_in(email).await;
        person
    }
}

/// Somebody who uses the API.
#[derive(Clone)]
pub struct Person {
    /// The server's address.
    pub server: String,
    http: reqwest::Client,
    /// The bearer token, if signed in.
    pub token: Option<String>,
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body; null if it is no JSON.
    pub json: Value,
}

impl Answer {
    /// The body as a business.
    #[track_caller]
    pub fn business(&self) -> Business {
        assert!(self.status.is_success(), "{self:?}");
        serde_json::from_value(self.json.clone()).unwrap()
    }

    /// Asserts status and code of a refusal.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Value {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.json["code"], code, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json");
        &self.json
    }
}

impl Person {
    /// Somebody who is not signed in at a server.
    pub fn at(server: &str) -> Self {
        // HTTP clients take the process's provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            server: server.to_owned(),
            http: reqwest::Client::new(),
            token: None,
        }
    }

    /// Signs in.
    pub async fn sign_in(&mut self, email: &str) {
        let body = serde_json::json!({"email": email, "password": PASSWORD, "client": "app"});
        let answer = self.post("/session", body).await;
        self.token = Some(answer.json["token"].as_str().unwrap().to_owned());
    }

    /// A request in their name.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self
            .http
            .request(method, format!("{}/api/v1{path}", self.server));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends anything.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request
                .header("content-type", "application/json")
                .body(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            json,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// `POST`.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string()), &[])
            .await
    }

    /// `PATCH`.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body.to_string()), &[])
            .await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None, &[]).await
    }

    /// Creates a lead.
    pub async fn create(&self, body: Value) -> Business {
        self.post("/businesses", body).await.business()
    }
}
