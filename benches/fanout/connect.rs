//! Sockets that are subscribed to `businesses`.

use crate::{Failure, PATIENCE};
use futures::{SinkExt, StreamExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

/// A connection.
pub type Socket = WebSocketStream<TcpStream>;

/// A socket that is subscribed; `buffer`: bytes that the system takes for it unasked.
pub async fn connect(addr: &str, token: &str, buffer: Option<u32>) -> Result<Socket, Failure> {
    let mut request = format!("ws://{addr}/api/v1/ws").into_client_request()?;
    let bearer = format!("Bearer {token}").parse()?;
    request.headers_mut().insert("authorization", bearer);
    let tcp = TcpSocket::new_v4()?;
    if let Some(bytes) = buffer {
        tcp.set_recv_buffer_size(bytes)?;
    }
    let stream = tcp.connect(addr.parse()?).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    let (mut socket, _) = client_async_with_config(request, stream, Some(config)).await?;
    socket
        .send(Message::text(
            r#"{"type":"subscribe","topics":["businesses"]}"#,
        ))
        .await?;
    tokio::time::timeout(PATIENCE, async {
        while let Some(message) = socket.next().await {
            if message?.to_text()?.contains(r#""subscribed""#) {
                return Ok(socket);
            }
        }
        Err("a listener was turned away".into())
    })
    .await?
}
