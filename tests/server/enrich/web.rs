//! Websites on the loopback interface: answers bytes as they are told, and remembers who
//! asked for what, when.

use std::{
    collections::{HashMap, HashSet},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Instant,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The host of the `Host` header, without the port.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// Headers by lower-case name.
    pub headers: HashMap<String, String>,
    /// When it had come.
    pub at: Instant,
    /// When its answer had gone.
    pub answered: Option<Instant>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Kept back until this lets it through.
    pub gate: Option<Gate>,
    /// Sent a byte at a time.
    pub drips: bool,
}

/// Keeps answers back until a test lets them through: so many hosts' each time.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    hosts: Mutex<Through>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Through {
    most: usize,
    /// Those that were let through, which are for ever.
    hosts: HashSet<String>,
}

impl Gate {
    /// Lets the answers of so many further hosts through, whichever are first.
    pub fn let_through(&self, hosts: usize) {
        let mut through = self.0.hosts.lock().unwrap();
        through.most = through.most.saturating_add(hosts);
        drop(through);
        self.0.changed.notify_waiters();
    }

    /// Lets everything through.
    pub fn open(&self) {
        self.let_through(usize::MAX);
    }

    async fn pass(&self, host: &str) {
        loop {
            let mut changed = std::pin::pin!(self.0.changed.notified());
            // Whatever changes from here on is heard of.
            changed.as_mut().enable();
            let may = {
                let mut through = self.0.hosts.lock().unwrap();
                let is_new = !through.hosts.contains(host);
                let may = !is_new || through.hosts.len() < through.most;
                if may && is_new {
                    through.hosts.insert(host.to_owned());
                }
                may
            };
            if may {
                return;
            }
            changed.await;
        }
    }
}

impl Reply {
    /// A page.
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body).with("content-type", "text/html; charset=utf-8")
    }

    /// Any answer.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            gate: None,
            drips: false,
        }
    }

    /// «It is there.»
    pub fn moved(to: &str) -> Self {
        Self::new(302, "").with("location", to)
    }

    /// Adds a header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Is kept back until `gate` lets its host through.
    pub fn behind(mut self, gate: &Gate) -> Self {
        self.gate = Some(gate.clone());
        self
    }
}

type Handler = dyn Fn(&Asked) -> Reply + Send + Sync;

/// Websites at one address. They are gone when dropped.
pub struct Web {
    pub addr: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<Mutex<usize>>,
    running: JoinHandle<()>,
}

impl Drop for Web {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Web {
    /// On any port of 127.0.0.1.
    pub async fn start(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(([127, 0, 0, 1], 0).into(), answer).await
    }

    /// On a certain address.
    pub async fn start_at(
        addr: SocketAddr,
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(addr).await.unwrap();
        let addr = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let connections: Arc<Mutex<usize>> = Arc::default();
        let answer: Arc<Handler> = Arc::new(answer);
        let (log, count) = (asked.clone(), connections.clone());
        let running = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                open.spawn(serve(stream, log.clone(), answer.clone()));
            }
        });
        Self {
            addr,
            asked,
            connections,
            running,
        }
    }

    /// Everything that was asked for, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The paths that were asked for of a host, but for robots.txt.
    pub fn paths(&self, host: &str) -> Vec<String> {
        let asked = self.asked().into_iter();
        asked
            .filter(|asked| asked.host == host && asked.path != "/robots.txt")
            .map(|asked| asked.path)
            .collect()
    }

    /// Connections that were made.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }

    /// The address of a page of a host here.
    pub fn url(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.addr.port())
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<Asked>>>, answer: Arc<Handler>) {
    let _ = stream.set_nodelay(true);
    let mut read = Vec::new();
    loop {
        let end = loop {
            if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
                break end;
            }
            let mut some = [0; 4096];
            match stream.read(&mut some).await {
                Ok(0) | Err(_) => return,
                Ok(n) => read.extend_from_slice(&some[..n]),
            }
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        read.drain(..end + 4);
        let mut lines = head.lines();
        let path = lines.next().unwrap_or_default();
        let path = path.split(' ').nth(1).unwrap_or_default().to_owned();
        let headers: HashMap<String, String> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let host = headers.get("host").cloned().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host.as_str(), |(h, _)| h);
        let asked = Asked {
            host: host.to_owned(),
            path,
            headers,
            at: Instant::now(),
            answered: None,
        };
        let place = {
            let mut log = log.lock().unwrap();
            log.push(asked.clone());
            log.len() - 1
        };
        let reply = answer(&asked);
        if let Some(gate) = &reply.gate {
            gate.pass(&asked.host).await;
        }
        if send(&mut stream, &reply).await.is_err() {
            return;
        }
        log.lock().unwrap()[place].answered = Some(Instant::now());
    }
}

async fn send(stream: &mut TcpStream, reply: &Reply) -> std::io::Result<()> {
    let mut head = format!(
        "HTTP/1.1 {} X\r\ncontent-length: {}\r\n",
        reply.status,
        reply.body.len()
    );
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).await?;
    if !reply.drips {
        return stream.write_all(&reply.body).await;
    }
    for byte in &reply.body {
        stream.write_all(&[*byte]).await?;
        tokio::task::yield_now().await;
    }
    Ok(())
}

/// A resolver that knows what it is told: each host's answers in turn, the last for ever.
#[derive(Clone, Default)]
pub struct Stub(Arc<Mutex<HashMap<String, Vec<Vec<IpAddr>>>>>);

impl Stub {
    /// Every name leads to 127.0.0.1.
    pub fn here() -> Self {
        Self::default().leads("*", &["127.0.0.1"])
    }

    /// A name leads there from the next question on.
    pub fn leads(self, host: &str, addresses: &[&str]) -> Self {
        let addresses = addresses.iter().map(|a| a.parse().unwrap()).collect();
        let mut known = self.0.lock().unwrap();
        known.entry(host.to_owned()).or_default().push(addresses);
        drop(known);
        self
    }
}

impl leadwire::server::enrich::Lookup for Stub {
    fn lookup(
        &self,
        host: String,
    ) -> futures::future::BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let mut known = self.0.lock().unwrap();
        let name = if known.contains_key(&host) {
            host
        } else {
            "*".into()
        };
        let found = known.get_mut(&name).map(|answers| {
            if answers.len() > 1 {
                answers.remove(0)
            } else {
                answers[0].clone()
            }
        });
        Box::pin(async move { found.ok_or_else(|| std::io::Error::other("no such name")) })
    }
}
