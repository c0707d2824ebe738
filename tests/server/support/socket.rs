//! A socket, as a client has it.

use super::Person;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::client::Request},
};

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

/// The request that opens a person's socket.
pub fn request(person: &Person) -> Request {
    let url = format!("{}/api/v1/ws", person.server.replacen("http", "ws", 1));
    let mut request = url.into_client_request().unwrap();
    if let Some(token) = &person.token {
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", bearer);
    }
    request
}

impl Socket {
    /// Opens one.
    ///
    /// # Errors
    /// The status with which the server refuses.
    pub async fn open(request: Request) -> Result<Self, u16> {
        let addr = request.uri().authority().unwrap().as_str().parse().unwrap();
        let socket = TcpSocket::new_v4().unwrap();
        // So that one that does not read is full soon.
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        let stream = socket.connect(addr).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Opens a person's, and hears its greeting.
    pub async fn of(person: &Person) -> Self {
        let mut socket = Self::open(request(person)).await.unwrap();
        assert_eq!(socket.frame().await["type"], "hello");
        socket
    }

    /// Listens; what was missed since then is returned.
    pub async fn subscribe(&mut self, topics: &[&str], since: Option<i64>) -> Vec<Value> {
        self.send(json!({"type": "subscribe", "topics": topics, "since": since}))
            .await;
        let mut missed = Vec::new();
        loop {
            let frame = self.frame().await;
            match frame["type"].as_str().unwrap() {
                "subscribed" => return missed,
                "batch" => missed.extend(frame["events"].as_array().unwrap().iter().cloned()),
                _ => missed.push(frame),
            }
        }
    }

    /// Sends an object.
    pub async fn send(&mut self, frame: Value) {
        self.send_raw(Message::text(frame.to_string())).await;
    }

    /// Sends anything.
    pub async fn send_raw(&mut self, message: Message) {
        // A server that has closed says why; that is read, not written.
        let _ = self.0.send(message).await;
    }

    /// The next frame.
    pub async fn frame(&mut self) -> Value {
        self.next()
            .await
            .unwrap_or_else(|code| panic!("closed with {code}"))
    }

    /// The next event.
    pub async fn event(&mut self) -> Value {
        loop {
            let frame = self.frame().await;
            if frame["type"] == "event" {
                return frame;
            }
        }
    }

    /// Reads to the end; the code with which the server closes.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }

    /// The next frame, or the code with which the server closes.
    pub async fn next(&mut self) -> Result<Value, u16> {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await;
            match message.expect("something comes") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }
}
