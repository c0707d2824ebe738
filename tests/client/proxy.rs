//! A way to the server on which sockets can be cut while calls still get through.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Stands before a server; gone when it is dropped.
pub struct Proxy {
    addr: SocketAddr,
    cut: watch::Sender<bool>,
    asked: Arc<Asked>,
    running: JoinHandle<()>,
}

/// How often each path was asked for.
#[derive(Default)]
struct Asked {
    paths: Mutex<HashMap<String, usize>>,
    more: tokio::sync::Notify,
}

impl Proxy {
    /// Stands before the server at `server`.
    pub async fn before(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let addr = listener.local_addr().expect("an address");
        let (cut, is_cut) = watch::channel(false);
        let asked = Arc::<Asked>::default();
        let noted = asked.clone();
        let running = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, is_cut.clone(), noted.clone()));
            }
        });
        Self {
            addr,
            cut,
            asked,
            running,
        }
    }

    /// Where clients find it.
    pub fn base(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Ends all sockets, and lets no new one through.
    pub fn cut_sockets(&self) {
        self.cut.send_replace(true);
    }

    /// Lets sockets through again.
    pub fn mend_sockets(&self) {
        self.cut.send_replace(false);
    }

    /// How often `path` was asked for.
    pub fn asked(&self, path: &str) -> usize {
        let paths = self.asked.paths.lock().expect("nothing panics in it");
        paths.get(path).copied().unwrap_or_default()
    }

    /// Waits until `path` was asked for so often.
    pub async fn asked_again(&self, path: &str, times: usize) {
        while self.asked(path) < times {
            self.asked.more.notified().await;
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn carry(
    mut client: TcpStream,
    server: SocketAddr,
    mut is_cut: watch::Receiver<bool>,
    asked: Arc<Asked>,
) {
    let Ok(mut server) = TcpStream::connect(server).await else {
        return;
    };
    let (mut from, mut to) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut is_socket = false;
    let is_cut_now = is_cut.clone();
    loop {
        tokio::select! {
            read = client.read(&mut from) => {
                let Ok(count @ 1..) = read else { return };
                // Requests of the client begin with what it writes at once.
                let text = String::from_utf8_lossy(&from[..count]);
                if let Some(path) = text.strip_prefix("GET ").and_then(|rest| rest.split(' ').next()) {
                    is_socket = path.starts_with("/api/v1/ws");
                    let mut paths = asked.paths.lock().expect("nothing panics in it");
                    *paths.entry(path.to_owned()).or_default() += 1;
                    asked.more.notify_one();
                }
                if is_socket && *is_cut_now.borrow() {
                    return;
                }
                if server.write_all(&from[..count]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut to) => {
                let Ok(count @ 1..) = read else { return };
                if client.write_all(&to[..count]).await.is_err() {
                    return;
                }
            }
            () = async { drop(is_cut.wait_for(|cut| *cut).await) }, if is_socket => return,
        }
    }
}
