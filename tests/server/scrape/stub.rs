//! Servers that answer as Overpass and Nominatim do, on good days and on bad ones, and a
//! clock that does not wait.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use futures::{FutureExt, StreamExt, future::BoxFuture};
use leadwire::server::scrape::Clock;
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::task::JoinHandle;

/// A clock that jumps: whoever sleeps wakes at once, later.
#[derive(Debug)]
pub struct Jumping(AtomicI64);

impl Default for Jumping {
    fn default() -> Self {
        Self(AtomicI64::new(1_800_000_000_000))
    }
}

impl Clock for Jumping {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        let ms = i64::try_from(time.as_millis()).expect("a short time");
        self.0.fetch_add(ms, Ordering::SeqCst);
        tokio::task::yield_now().boxed()
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    /// All that lies in the box.
    Well,
    /// 429 with `Retry-After`.
    Enough(u32),
    /// 429 without: its status tells.
    EnoughSlots,
    /// 504, with its page.
    Busy,
    /// Never.
    Hangs,
    /// Some of it, and a remark that it took too long.
    Partial,
    /// A page of XML with the status of a good answer.
    Page,
    /// 400: it does not understand.
    Refuses,
    /// Without an end.
    Endless,
    /// Half an answer.
    CutOff,
}

/// A question as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// When, by the jumping clock.
    pub at: i64,
    /// The path.
    pub path: String,
    /// The form or the query.
    pub question: String,
    /// Who asked.
    pub user_agent: String,
    /// How it was answered.
    pub mood: Mood,
}

/// What a stub does.
pub struct Play {
    /// The clock of its log.
    pub clock: Arc<Jumping>,
    /// How the next questions are answered; well after that.
    pub moods: Mutex<VecDeque<Mood>>,
    /// Boxes that hold a point are answered so.
    pub trouble: Mutex<Option<((f64, f64), Mood)>>,
    /// Boxes higher than so many degrees are answered in part only.
    pub too_high: Mutex<f64>,
    /// What came.
    pub log: Mutex<Vec<Asked>>,
    objects: Vec<Value>,
    now: AtomicUsize,
    /// Questions at the same time, at most.
    pub most: AtomicUsize,
}

/// A stub that answers until it is dropped.
pub struct Stub {
    /// Where.
    pub url: String,
    /// What it does.
    pub play: Arc<Play>,
    serving: JoinHandle<()>,
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Stub {
    /// A stub with a business every hundredth of a degree of a box.
    pub async fn start(clock: Arc<Jumping>, moods: &[Mood]) -> Self {
        let mut objects = Vec::new();
        for row in 0..10 {
            for column in 0..40 {
                let (lat, lon) = (
                    60.105 + f64::from(row) * 0.01,
                    24.805 + f64::from(column) * 0.01,
                );
                let id = row * 100 + column + 1;
                let shop = if column % 2 == 0 { "bakery" } else { "florist" };
                objects.push(json!({
                    "type": "node", "id": id, "lat": lat, "lon": lon,
                    "tags": {"name": format!("Shop {id}"), "shop": shop}
                }));
            }
        }
        let play = Arc::new(Play {
            clock,
            moods: Mutex::new(moods.iter().copied().collect()),
            trouble: Mutex::default(),
            too_high: Mutex::new(f64::MAX),
            log: Mutex::default(),
            objects,
            now: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let app = Router::new().fallback(any(answer)).with_state(play.clone());
        let serving =
            tokio::spawn(async move { axum::serve(listener, app).await.expect("serves") });
        Self { url, play, serving }
    }

    /// Where its Overpass is.
    pub fn overpass(&self) -> String {
        format!("{}/api/interpreter", self.url)
    }

    /// What it was asked on a path.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        let log = self.play.log.lock().expect("the log");
        log.iter()
            .filter(|asked| asked.path == path)
            .cloned()
            .collect()
    }
}

async fn answer(State(play): State<Arc<Play>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let user_agent = request.headers().get(header::USER_AGENT);
    let user_agent = user_agent
        .and_then(|name| name.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20)
        .await
        .expect("a body");
    let question = decode(&format!("{query}{}", String::from_utf8_lossy(&body)));
    let is_status = path == "/api/status";
    let bounds = bounds(&question);
    let mut mood = Mood::Well;
    if !is_status {
        if let Some(next) = play.moods.lock().expect("moods").pop_front() {
            mood = next;
        } else if let Some([south, west, north, east]) = bounds {
            let trouble = *play.trouble.lock().expect("trouble");
            if let Some(((lat, lon), so)) = trouble
                && (south..=north).contains(&lat)
                && (west..=east).contains(&lon)
            {
                mood = so;
            }
            if north - south > *play.too_high.lock().expect("a height") {
                mood = Mood::Partial;
            }
        }
    }
    play.log.lock().expect("the log").push(Asked {
        at: play.clock.now(),
        path: path.clone(),
        question: question.clone(),
        user_agent,
        mood,
    });
    if is_status {
        let text = "Connected as: 1\nCurrent time: 2027-01-15T08:00:00Z\nRate limit: 2\n\
                    Slot available after: 2027-01-15T08:00:07Z, in 7 seconds.\n";
        // Free once somebody has waited.
        let statuses = play
            .log
            .lock()
            .expect("the log")
            .iter()
            .filter(|a| a.path == path)
            .count();
        let free = "Rate limit: 2\n2 slots available now.\n";
        return if statuses % 2 == 1 { text } else { free }.into_response();
    }
    if mood == Mood::Hangs {
        // Nobody waits for it any more when the next question comes.
        return std::future::pending().await;
    }
    let now = play.now.fetch_add(1, Ordering::SeqCst) + 1;
    play.most.fetch_max(now, Ordering::SeqCst);
    let response = respond(&play, mood, &path, &question, bounds).await;
    play.now.fetch_sub(1, Ordering::SeqCst);
    response
}

async fn respond(
    play: &Play,
    mood: Mood,
    path: &str,
    question: &str,
    bounds: Option<[f64; 4]>,
) -> Response {
    let page = |what: &str| {
        format!(
            "<?xml version=\"1.0\"?><html><body><p>The data</p><p><strong>Error</strong>: {what} \
             </p></body></html>"
        )
    };
    match mood {
        Mood::Enough(seconds) => {
            let after = [(header::RETRY_AFTER, seconds.to_string())];
            (StatusCode::TOO_MANY_REQUESTS, after, "").into_response()
        }
        Mood::EnoughSlots => (StatusCode::TOO_MANY_REQUESTS, page("rate_limited")).into_response(),
        Mood::Busy => {
            let what = "runtime error: Dispatcher_Client::request_read_and_idx::timeout. The server \
                        is probably too busy to handle your request.";
            (StatusCode::GATEWAY_TIMEOUT, page(what)).into_response()
        }
        Mood::Hangs => unreachable!("it never comes here"),
        Mood::Page => page("runtime error: Query timed out in \"query\"").into_response(),
        Mood::Refuses => {
            let what = page("line 1: parse error: Unknown type");
            (StatusCode::BAD_REQUEST, what).into_response()
        }
        Mood::Endless => {
            let more = Bytes::from(vec![b' '; 1 << 20]);
            let chunks = futures::stream::repeat(more).map(Ok::<_, std::io::Error>);
            Body::from_stream(chunks).into_response()
        }
        Mood::CutOff => "{\"elements\":[{\"type\":\"node\"".into_response(),
        Mood::Well | Mood::Partial if path == "/search" => {
            let place = json!([{
                "lat": "60.15", "lon": "25.0", "name": "Somewhere",
                "display_name": "Somewhere, Finland",
                "boundingbox": ["60.14", "60.16", "24.98", "25.02"]
            }]);
            let nowhere = question.contains("Nowhere");
            let mut place = if nowhere { json!([]) } else { place };
            if question.contains("Bounded") && question.contains("polygon_geojson=1") {
                place[0]["geojson"] = json!({"type": "Polygon", "coordinates":
                    [[[24.98, 60.14], [25.02, 60.14], [25.0, 60.16], [24.98, 60.14]]]});
            }
            axum::Json(place).into_response()
        }
        Mood::Well | Mood::Partial => {
            let ids: Vec<i64> = ids(question);
            let within = play.objects.iter().filter(|object| {
                let is_between = |field: &str, from: f64, to: f64| {
                    object[field]
                        .as_f64()
                        .is_some_and(|d| (from..=to).contains(&d))
                };
                match bounds {
                    Some([south, west, north, east]) => {
                        let kind = object["tags"]["shop"].as_str().expect("a shop");
                        let wanted = question.contains("[\"shop\"]") || question.contains(kind);
                        wanted && is_between("lat", south, north) && is_between("lon", west, east)
                    }
                    None => ids.contains(&object["id"].as_i64().expect("an id")),
                }
            });
            let mut elements: Vec<&Value> = within.collect();
            let mut page = json!({"version": 0.6, "generator": "Overpass API"});
            if mood == Mood::Partial {
                elements.truncate(elements.len() / 2);
                page["remark"] =
                    "runtime error: Query timed out in \"query\" at line 3 after 2 seconds.".into();
            }
            page["elements"] = json!(elements);
            axum::Json(page).into_response()
        }
    }
}

/// South, west, north, east of the first box of a question.
fn bounds(question: &str) -> Option<[f64; 4]> {
    let (_, rest) = question.split_once("[\"name\"](")?;
    let (numbers, _) = rest.split_once(')')?;
    let numbers: Vec<f64> = numbers.split(',').filter_map(|n| n.parse().ok()).collect();
    numbers.try_into().ok()
}

fn ids(question: &str) -> Vec<i64> {
    let part = question.split_once("node(id:").map_or("", |(_, rest)| rest);
    let list = part.split(')').next().unwrap_or_default();
    list.split(',').filter_map(|id| id.parse().ok()).collect()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut plain = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).expect("UTF-8")
}
