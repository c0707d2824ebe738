//! The browser.

pub use super::frames::{clock, frame};
use super::{OnProgress, Wake};
use crate::{
    model::{ClientKind, Failure, IDEMPOTENCY_HEADER, Job, Seq, Timestamp, Uuid},
    net::{Http, read_problem},
    store::{IndexedDb, Store},
};
use dioxus::{html::FileData, web::WebFileExt};
use futures::{StreamExt, channel::mpsc, channel::oneshot, stream::LocalBoxStream};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, ProgressEvent, XmlHttpRequest};

/// How the session travels.
pub const CLIENT: ClientKind = ClientKind::Browser;

const THEME: &str = "theme";

/// Starts the app on the page.
pub fn start(app: fn() -> dioxus::prelude::Element) {
    dioxus::launch(app);
}

/// The page links its styles itself.
pub const fn stylesheet() -> Option<&'static str> {
    None
}

/// Unix milliseconds.
pub fn now() -> Timestamp {
    js_sys::Date::now() as Timestamp
}

/// How far local time is ahead of UTC at a time, in milliseconds.
pub fn utc_offset(at: Timestamp) -> i64 {
    let date = js_sys::Date::new(&(at as f64).into());
    // Minutes, and the other way round (ECMA-262, 21.4.4.11).
    -(date.get_timezone_offset() * 60_000.0) as i64
}

/// 0 to 1.
pub fn random() -> f64 {
    js_sys::Math::random()
}

/// Waits.
pub async fn sleep(time: Duration) {
    gloo_timers::future::TimeoutFuture::new(u32::try_from(time.as_millis()).unwrap_or(u32::MAX))
        .await;
}

/// What this browser keeps.
pub fn open_store() -> Rc<dyn Store> {
    Rc::new(IndexedDb::named("leadwire"))
}

/// Where this browser keeps what can be had again.
pub fn open_cache() -> Rc<dyn Store> {
    Rc::new(IndexedDb::named("leadwire-cache"))
}

/// The server that the page came from.
pub fn saved_server() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}

/// A page has the server that it came from.
pub fn save_server(_: &str) {}

/// The session is in a cookie that scripts do not see.
pub async fn saved_token() -> Option<String> {
    None
}

/// The session is in a cookie that scripts do not see.
pub async fn save_token(_: &str) {}

/// The session is in a cookie that scripts do not see.
pub async fn forget_token() {}

fn settings() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// A small setting, by name.
pub fn saved(name: &str) -> Option<String> {
    settings()?.get_item(&format!("leadwire.{name}")).ok()?
}

/// Keeps a small setting, or forgets it.
pub fn save(name: &str, value: Option<&str>) {
    let Some(settings) = settings() else { return };
    let name = format!("leadwire.{name}");
    // What a browser does not keep is asked for again.
    let _ = match value {
        Some(value) => settings.set_item(&name, value),
        None => settings.remove_item(&name),
    };
}

/// Says that what is kept changed: a picture of what was shown before is old. It is
/// what the next start shows until the app is there; platforms/web/picture.js takes it.
pub fn renew_picture() {
    let document = web_sys::window().and_then(|window| window.document());
    if let (Some(document), Ok(kept)) = (document, web_sys::Event::new("leadwire-kept")) {
        // Nobody cancels it.
        let _ = document.dispatch_event(&kept);
    }
}

/// Takes the picture away of what was shown.
pub fn forget_picture() {
    save("picture", None);
}

/// `light`, `dark`, or nothing for the system's choice.
pub fn saved_theme() -> Option<String> {
    saved(THEME)
}

/// Keeps the choice, and shows it at once.
pub fn save_theme(theme: Option<&str>) {
    save(THEME, theme);
    if let Some(root) = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element())
    {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// How long after an event the page says so: to change its root costs more than the event.
const MARK_AFTER: Duration = Duration::from_millis(120);

thread_local! {
    /// What the page is about to say.
    static TO_MARK: Cell<Option<[i64; 3]>> = const { Cell::new(None) };
    /// What it says.
    static MARKED: Cell<Option<[i64; 3]>> = const { Cell::new(None) };
}

/// Says on the page how far the event log was taken, for tests and the curious.
pub fn mark_progress(position: Seq, applied: u64, repeated: u64) {
    let now = [position, applied.cast_signed(), repeated.cast_signed()];
    if TO_MARK.replace(Some(now)).is_none() {
        wasm_bindgen_futures::spawn_local(async {
            sleep(MARK_AFTER).await;
            mark(TO_MARK.take());
        });
    }
}

fn mark(progress: Option<[i64; 3]>) {
    let root = web_sys::window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element());
    let names = ["data-seq", "data-applied", "data-repeated"];
    if let Some((root, progress)) = root.zip(progress) {
        let before = MARKED.replace(Some(progress));
        for (at, name) in names.into_iter().enumerate() {
            if before.is_none_or(|before| before[at] != progress[at]) {
                let _ = root.set_attribute(name, &progress[at].to_string());
            }
        }
    }
}

/// What makes it worth trying the network again, or not, as it happens.
pub fn wake_ups() -> LocalBoxStream<'static, Wake> {
    let (sender, receiver) = mpsc::unbounded();
    if let Some(window) = web_sys::window() {
        listen(&window, "online", sender.clone(), || Wake::Online(true));
        listen(&window, "offline", sender.clone(), || Wake::Online(false));
        listen(&window, "focus", sender.clone(), || Wake::Focus);
        listen(&window, "pageshow", sender.clone(), || Wake::Focus);
        if let Some(document) = window.document() {
            let seen = document.clone();
            listen(&document, "visibilitychange", sender, move || {
                Wake::Visible(!seen.hidden())
            });
        }
    }
    receiver.boxed_local()
}

/// Something whenever another tab may have changed a setting.
pub fn settings_changes() -> LocalBoxStream<'static, ()> {
    let (sender, receiver) = mpsc::unbounded();
    if let Some(window) = web_sys::window() {
        listen(&window, "storage", sender, || ());
    }
    receiver.boxed_local()
}

/// Tells of an event as long as the page lives.
fn listen<T: 'static>(
    target: &EventTarget,
    name: &str,
    told: mpsc::UnboundedSender<T>,
    what: impl Fn() -> T + 'static,
) {
    let hear = Closure::<dyn Fn()>::new(move || {
        // Nobody listens once the page goes.
        let _ = told.unbounded_send(what());
    });
    // No browser refuses.
    let _ = target.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
    hear.forget();
}

/// How a file begins: at most so many bytes.
///
/// # Errors
/// When it cannot be read.
pub async fn read_head(file: &FileData, most: usize) -> Result<Vec<u8>, Failure> {
    let unreadable = || Failure::Unreadable("the file could not be read".into());
    let blob = file.get_web_file().ok_or_else(unreadable)?;
    let head = blob.slice_with_f64_and_f64(0.0, most as f64);
    let bytes = head.map(|head| JsFuture::from(head.array_buffer()));
    let bytes = bytes.map_err(|_| unreadable())?.await;
    let bytes = bytes.map_err(|_| unreadable())?;
    Ok(js_sys::Uint8Array::new(&bytes).to_vec())
}

/// Sends a file, telling how far it is.
///
/// # Errors
/// When the server cannot be reached or refuses the file.
pub async fn upload(
    _: &Http,
    url: String,
    key: Uuid,
    file: &FileData,
    on_progress: OnProgress,
) -> Result<Job, Failure> {
    let unreadable = || Failure::Unreadable("the file could not be read".into());
    let blob = file.get_web_file().ok_or_else(unreadable)?;
    let request = XmlHttpRequest::new().map_err(|_| unreadable())?;
    request.open("POST", &url).map_err(|_| unreadable())?;
    let _ = request.set_request_header("content-type", "application/octet-stream");
    let _ = request.set_request_header(IDEMPOTENCY_HEADER, &key.to_string());
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        on_progress(event.loaded() as u64, event.total() as u64);
    });
    if let Ok(target) = request.upload() {
        target.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    }
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let done = Closure::<dyn Fn()>::new(move || {
        if let Some(sender) = sender.borrow_mut().take() {
            let _ = sender.send(());
        }
    });
    request.set_onloadend(Some(done.as_ref().unchecked_ref()));
    request
        .send_with_opt_blob(Some(&blob))
        .map_err(|_| Failure::Unreachable)?;
    receiver.await.map_err(|_| Failure::Unreachable)?;
    let status = request.status().unwrap_or_default();
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match status {
        0 => Err(Failure::Unreachable),
        200..300 => serde_json::from_slice(text.as_bytes())
            .map_err(|error| Failure::Unreadable(error.to_string())),
        status => Err(read_problem(status, text.as_bytes())),
    }
}
