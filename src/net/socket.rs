//! The socket as a pair of streams of text.

use futures::{Sink, Stream};
use std::pin::Pin;

/// Why a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The close code (RFC 6455, 7.4); 1006 if the connection just broke.
    pub code: u16,
}

/// An open socket.
pub struct Socket {
    /// Frames to the server.
    pub sink: Pin<Box<dyn Sink<String, Error = Closed>>>,
    /// Frames from the server; ends after the first error.
    pub stream: Pin<Box<dyn Stream<Item = Result<String, Closed>>>>,
}

#[cfg(not(feature = "native"))]
pub use web::connect;

#[cfg(feature = "native")]
pub use native::connect;

/// The socket's address for an API at `base`.
fn address(base: &str) -> String {
    let base = base.replacen("http", "ws", 1);
    format!("{base}{}/ws", crate::model::API_BASE)
}

#[cfg(not(feature = "native"))]
mod web {
    use super::{Closed, Socket, address};
    use futures::{SinkExt, StreamExt, future::ready};
    use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};

    /// Opens the socket; the browser adds its cookie.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn connect(base: &str, _token: Option<&str>) -> Result<Socket, Closed> {
        let broken = Closed { code: 1006 };
        let socket = WebSocket::open(&address(base)).map_err(|_| broken)?;
        let (sink, stream) = socket.split();
        let sink = sink
            .with(|text: String| ready(Ok::<_, WebSocketError>(Message::Text(text))))
            .sink_map_err(|error| closed(&error));
        let stream = stream.filter_map(|message| {
            ready(match message {
                Ok(Message::Text(text)) => Some(Ok(text)),
                Ok(Message::Bytes(_)) => None,
                Err(error) => Some(Err(closed(&error))),
            })
        });
        Ok(Socket {
            sink: Box::pin(sink),
            stream: Box::pin(stream),
        })
    }

    fn closed(error: &WebSocketError) -> Closed {
        match error {
            WebSocketError::ConnectionClose(event) => Closed { code: event.code },
            _ => Closed { code: 1006 },
        }
    }
}

#[cfg(feature = "native")]
mod native {
    use super::{Closed, Socket, address};
    use futures::{SinkExt, StreamExt, future::ready};
    use tokio_tungstenite::{
        connect_async,
        tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
    };

    const BROKEN: Closed = Closed { code: 1006 };

    /// Opens the socket with an app's token.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn connect(base: &str, token: Option<&str>) -> Result<Socket, Closed> {
        let mut request = address(base).into_client_request().map_err(|_| BROKEN)?;
        if let Some(token) = token {
            let value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| BROKEN)?;
            request.headers_mut().insert("authorization", value);
        }
        let (socket, _) = connect_async(request).await.map_err(|error| match error {
            Error::Http(response) if response.status() == 401 => Closed {
                code: crate::model::close::SIGNED_OUT,
            },
            _ => BROKEN,
        })?;
        let (sink, stream) = socket.split();
        let sink = sink
            .with(|text: String| ready(Ok::<_, Error>(Message::text(text))))
            .sink_map_err(|_| BROKEN);
        let stream = stream.filter_map(|message| {
            ready(match message {
                Ok(Message::Text(text)) => Some(Ok(text.to_string())),
                Ok(Message::Close(frame)) => Some(Err(Closed {
                    code: frame.map_or(1005, |frame| frame.code.into()),
                })),
                Ok(_) => None,
                Err(_) => Some(Err(BROKEN)),
            })
        });
        Ok(Socket {
            sink: Box::pin(sink),
            stream: Box::pin(stream),
        })
    }
}
