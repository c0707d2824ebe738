//! Websites on loopback: as many as are asked for, each with a name of its own.

use super::Failure;
use futures::future::BoxFuture;
use leadwire::server::enrich::Lookup;
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// How long every answer takes.
const LATENCY: Duration = Duration::from_millis(50);
/// The picture that phones show, and the one that the pages do.
const TOUCH: &str = "/apple-touch-icon.png";
const LOGO: &str = "/kuvat/logo.png";

/// Every name leads to this machine.
pub struct Here;

impl Lookup for Here {
    fn lookup(&self, _host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async { Ok(vec![Ipv4Addr::LOCALHOST.into()]) })
    }
}

#[derive(Default)]
struct Log {
    asked: AtomicUsize,
    /// Of those, for pictures.
    pictures: AtomicUsize,
    /// When each host was last asked, and the least time between two.
    hosts: Mutex<(HashMap<String, Instant>, Option<Duration>)>,
}

/// The websites.
pub struct Farm {
    addr: SocketAddr,
    log: Arc<Log>,
    with_logos: bool,
}

impl Farm {
    /// Opens them, on a thread of their own: they are not the server's work. Each has a logo,
    /// or none has.
    pub fn start(with_logos: bool) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let addr = listener.local_addr()?;
        let log: Arc<Log> = Arc::default();
        let kept = log.clone();
        std::thread::spawn(move || {
            runtime.block_on(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let log = kept.clone();
                    tokio::spawn(async move {
                        // Whoever hangs up has had enough.
                        let _ = serve(stream, &log, with_logos).await;
                    });
                }
            });
        });
        Ok(Self {
            addr,
            log,
            with_logos,
        })
    }

    /// Whether each has a logo.
    pub fn with_logos(&self) -> bool {
        self.with_logos
    }

    /// Where the `n`th is.
    pub fn url(&self, n: usize) -> String {
        format!("http://www.kahvila{n}.fi:{}/", self.addr.port())
    }

    /// Pictures that were asked for so far.
    pub fn pictures(&self) -> usize {
        self.log.pictures.load(Ordering::Relaxed)
    }

    /// Requests so far.
    pub fn asked(&self) -> usize {
        self.log.asked.load(Ordering::Relaxed)
    }

    /// The least time between two requests to the same host.
    pub fn least_pause(&self) -> Duration {
        let hosts = self
            .log
            .hosts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        hosts.1.unwrap_or_default()
    }
}

impl Log {
    fn note(&self, host: &str) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let now = Instant::now();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = hosts.0.insert(host.to_owned(), now) {
            let pause = now - last;
            hosts.1 = Some(hosts.1.map_or(pause, |least| least.min(pause)));
        }
    }
}

async fn serve(mut stream: TcpStream, log: &Log, with_logos: bool) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut read = Vec::new();
    loop {
        while !read.ends_with(b"\r\n\r\n") {
            let mut some = [0; 2048];
            let n = stream.read(&mut some).await?;
            if n == 0 {
                return Ok(());
            }
            read.extend_from_slice(&some[..n]);
        }
        let head = String::from_utf8_lossy(&read).into_owned();
        read.clear();
        let path = head.split(' ').nth(1).unwrap_or_default();
        let host = head
            .lines()
            .find_map(|line| line.strip_prefix("host: "))
            .unwrap_or_default();
        log.note(host);
        let site = host.split(':').next().unwrap_or_default();
        let (status, kind, body) = match path {
            TOUCH | LOGO if with_logos => {
                log.pictures.fetch_add(1, Ordering::Relaxed);
                (200, "image/png", picture())
            }
            _ => {
                let (status, text) = page(site.trim_start_matches("www."), path, with_logos);
                (status, "text/html; charset=utf-8", text.into_bytes())
            }
        };
        tokio::time::sleep(LATENCY).await;
        let mut answer = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        answer.extend(body);
        stream.write_all(&answer).await?;
    }
}

/// A PNG of 180 pixels a side, as far as anybody who does not draw it can tell: about as
/// large as such icons are.
fn picture() -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend([180_u32.to_be_bytes(); 2].concat());
    bytes.extend([8, 6, 0, 0, 0]);
    bytes.resize(6_000, 7);
    bytes
}

/// About as large as the pages of small companies are, once pictures are left out.
fn page(site: &str, path: &str, with_logos: bool) -> (u16, String) {
    let filler = "<div class=\"card\"><h3>Päivän kahvi</h3><p>Paahdamme itse pienissä erissä, \
                  ja leivomme joka aamu.</p><a href=\"/tuotteet\">Lue lisää</a></div>\n"
        .repeat(120);
    let own = match path {
        "/" => "<p>Tervetuloa kahvilaan!</p>".to_owned(),
        "/yhteystiedot" => format!(
            "<p>Fleminginkatu 7, 00530 Helsinki</p><p>Puh. 09 765 4321</p>\
             <a href=\"mailto:info@{site}\">info@{site}</a>"
        ),
        "/tiimi" => format!(
            "<h1>Tiimi</h1><h3>Anna Virtanen</h3><p>Toimitusjohtaja</p>\
             <a href=\"mailto:anna@{site}\">anna@{site}</a>"
        ),
        _ => return (404, String::new()),
    };
    let (links, logo) = if with_logos {
        (
            format!(
                "<link rel=\"apple-touch-icon\" sizes=\"180x180\" href=\"{TOUCH}\">\
                 <meta property=\"og:image\" content=\"{LOGO}\">"
            ),
            format!("<a href=\"/\"><img class=\"logo\" src=\"{LOGO}\" alt=\"{site}\"></a>"),
        )
    } else {
        Default::default()
    };
    let body = format!(
        "<!DOCTYPE html><html lang=\"fi\"><head><title>{site}</title>{links}</head><body>{logo}<nav>\
         <a href=\"/yhteystiedot\">Yhteystiedot</a> <a href=\"/tiimi\">Tiimi</a></nav>\
         {own}{filler}</body></html>"
    );
    (200, body)
}
