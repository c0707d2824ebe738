//! Clients that listen, and some that do not.

use crate::{
    Failure, PATIENCE,
    changes::{Sent, marked},
    times::Times,
};
use futures::{SinkExt, StreamExt, TryStreamExt};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{net::TcpSocket, sync::watch, task::JoinSet};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

type Socket = WebSocketStream<tokio::net::TcpStream>;

/// Connections that are being made at once.
const AT_ONCE: usize = 64;
/// How many take a turn in counting together.
const COUNT_BY: u64 = 16;
/// A client that is cut off for taking nothing: see the contract's close codes.
const TOO_SLOW: u16 = 4408;

/// Clients that listen to `businesses`, each a task of its own.
pub struct Listeners {
    tasks: JoinSet<Result<Times, Failure>>,
    heard: Arc<AtomicU64>,
    expected: u64,
    stop: watch::Sender<bool>,
}

impl Listeners {
    /// Connects `count` of them.
    pub async fn connect(
        addr: &str,
        token: &str,
        count: usize,
        sent: &Sent,
    ) -> Result<Self, Failure> {
        let sockets: Vec<Socket> = futures::stream::iter(0..count)
            .map(|_| connect(addr, token, None))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let (stop, stopped) = watch::channel(false);
        let heard = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        for socket in sockets {
            tasks.spawn(listen(socket, sent.clone(), heard.clone(), stopped.clone()));
        }
        Ok(Self {
            tasks,
            heard,
            expected: (count * sent.len()) as u64,
            stop,
        })
    }

    /// Waits until all changes have arrived everywhere, or nothing comes any more.
    pub async fn heard_all(&mut self) -> Result<(), Failure> {
        let mut heard = self.heard.load(Ordering::Relaxed);
        let mut since = Instant::now();
        while heard < self.expected && since.elapsed() < Duration::from_secs(5) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let now = self.heard.load(Ordering::Relaxed);
            if now != heard {
                (heard, since) = (now, Instant::now());
            }
        }
        Ok(())
    }

    /// Closes; how long each change took to each of them.
    pub async fn stop(mut self) -> Result<Times, Failure> {
        self.stop.send(true)?;
        let mut all = Times::default();
        while let Some(done) = self.tasks.join_next().await {
            all.extend(&done??);
        }
        Ok(all)
    }
}

async fn listen(
    mut socket: Socket,
    sent: Sent,
    heard: Arc<AtomicU64>,
    mut stopped: watch::Receiver<bool>,
) -> Result<Times, Failure> {
    let mut times = Times::default();
    let mut uncounted = 0;
    let stopped = stopped.wait_for(|stop| *stop);
    tokio::pin!(stopped);
    loop {
        let message = tokio::select! {
            message = socket.next() => message.ok_or("a listener was cut off")??,
            _ = &mut stopped => return Ok(times),
        };
        let Message::Text(text) = message else {
            return Err(format!("a listener got {message:?}").into());
        };
        let now = Instant::now();
        for sent in marked(&text).filter_map(|n| sent.get(n)?.get()) {
            times.push(now - *sent);
            uncounted += 1;
        }
        let done = times.len() == sent.len();
        if uncounted >= COUNT_BY || done {
            heard.fetch_add(uncounted, Ordering::Relaxed);
            uncounted = 0;
        }
    }
}

/// A socket that is subscribed; `buffer`: bytes that the system takes for it unasked.
async fn connect(addr: &str, token: &str, buffer: Option<u32>) -> Result<Socket, Failure> {
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

/// Clients that subscribe and then read nothing.
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
