//! A socket, as a client has it.

use super::Person;
use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::{collections::VecDeque, time::Duration};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::client::Request},
};

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// What came together with what was read last.
    together: VecDeque<Value>,
}

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
            Ok((stream, _)) => Ok(Self {
                stream,
                together: VecDeque::new(),
            }),
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
        let _ = self.stream.send(message).await;
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

    /// The next frame, those of a batch one by one, or the code with which the server closes.
    pub async fn next(&mut self) -> Result<Value, u16> {
        if let Some(frame) = self.together.pop_front() {
            return Ok(frame);
        }
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            match message.expect("something comes") {
                Some(Ok(Message::Text(text))) => {
                    let mut frame: Value = serde_json::from_str(&text).unwrap();
                    if frame["type"] != "batch" {
                        return Ok(frame);
                    }
                    let Value::Array(events) = frame["events"].take() else {
                        panic!("no batch: {text}");
                    };
                    self.together.extend(events.into_iter().map(|mut event| {
                        event["type"] = "event".into();
                        event
                    }));
                    if let Some(first) = self.together.pop_front() {
                        return Ok(first);
                    }
                }
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }
}
