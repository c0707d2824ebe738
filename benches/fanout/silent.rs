//! Clients that subscribe and then read nothing.

use crate::{
    Failure,
    connect::{Socket, connect},
};
use futures::StreamExt;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

/// A client that is cut off for taking nothing: see the contract's close codes.
const TOO_SLOW: u16 = 4408;

/// Connects `count` of them.
pub async fn silent(addr: &str, token: &str, count: usize) -> Result<Vec<Socket>, Failure> {
    futures::future::try_join_all((0..count).map(|_| connect(addr, token, Some(4096)))).await
}

/// How many of them the server has cut off: they read at last, up to the code that says so.
pub async fn count_cut_off(sockets: Vec<Socket>) -> usize {
    let cut_off = sockets.into_iter().map(|mut socket| async move {
        let reading = async {
            while let Some(message) = socket.next().await {
                match message {
                    Ok(Message::Close(Some(frame))) => return u16::from(frame.code) == TOO_SLOW,
                    // Reset: it was not told why, but is gone.
                    Err(_) => return true,
                    Ok(_) => {}
                }
            }
            true
        };
        let patience = Duration::from_secs(2);
        tokio::time::timeout(patience, reading)
            .await
            .unwrap_or(false)
    });
    let cut_off = futures::future::join_all(cut_off).await;
    cut_off.into_iter().filter(|cut| *cut).count()
}
