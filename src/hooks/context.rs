//! What the providers put at the root, and how components reach it.

use super::imports::Draft;
use crate::{
    live::Link,
    model::{User, Uuid},
    net::Http,
    outbox::{Counts, Outbox},
    query::QueryClient,
    store::Keeper,
};
use dioxus::{html::FileData, prelude::*};
use std::rc::Rc;

/// The data layer; clones share it.
#[derive(Clone)]
pub struct Leadwire {
    /// The cache.
    pub client: QueryClient,
    /// Calls of the API.
    pub http: Http,
    /// Changes on their way.
    pub outbox: Outbox,
    /// What keeps the cache on disk.
    pub keeper: Keeper,
    /// The connection; there is one while somebody is signed in.
    pub link: Signal<Option<Link>>,
    /// Changes that wait or are parked.
    pub pending: Signal<Counts>,
    /// The connection as it is shown.
    pub connection: Signal<crate::live::Connection>,
    /// Who is signed in.
    pub session: Signal<SessionState>,
    /// How often the server said that it does not know the session, or knows another's.
    pub doubts: Signal<u32>,
    /// The file that was sent last; it goes on whatever screen is open.
    pub upload: Signal<Option<Upload>>,
    /// Files that wait behind it.
    pub files: Signal<Vec<FileData>>,
    /// Short messages.
    pub toasts: Toasts,
    /// Opens a path of the app; there is one while its screens are.
    pub open: Signal<Option<Callback<String>>>,
}

impl Leadwire {
    /// What a toast offers that opens a path of the app, such as `/leads`.
    pub fn action_to(&self, label: &str, path: &str) -> ToastAction {
        open_action(self.open, label, path)
    }
}

/// What a toast offers that opens a path of the app by `open`.
pub fn open_action(open: Signal<Option<Callback<String>>>, label: &str, path: &str) -> ToastAction {
    let path = path.to_owned();
    ToastAction {
        label: label.into(),
        is_undo: false,
        run: Rc::new(move || {
            if let Some(open) = *open.peek() {
                open.call(path.clone());
            }
        }),
    }
}

/// How far a file is on its way in.
#[derive(Clone, Debug)]
pub enum Upload {
    /// A file of this name is looked at.
    Looking(String),
    /// It waits for somebody to say what its columns are.
    Draft(Rc<Draft>),
    /// Bytes sent, bytes in all.
    Sending(u64, u64),
    /// The job that it became.
    Started(Uuid),
    /// Why it did not.
    Failed(String),
}

/// Who is signed in, as far as is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SessionState {
    /// Not known yet.
    #[default]
    Loading,
    /// An app that does not know its server.
    NoServer,
    /// Nobody.
    SignedOut,
    /// The server does not answer; nobody can say.
    Unreachable,
    /// Somebody.
    SignedIn(Rc<User>),
}

impl SessionState {
    /// Whoever is signed in.
    pub fn user(&self) -> Option<Rc<User>> {
        match self {
            Self::SignedIn(user) => Some(user.clone()),
            _ => None,
        }
    }
}

/// What a toast is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// It went well.
    Success,
    /// It did not.
    Error,
    /// Worth knowing.
    Info,
    /// Under way: stays until it is dismissed.
    Busy,
}

/// What can be done about a toast.
#[derive(Clone)]
pub struct ToastAction {
    /// The button.
    pub label: String,
    /// Whether it takes back what was done.
    pub is_undo: bool,
    /// What it does. No `Callback`: those belong to a component, and the toast
    /// outlives the screen that showed it.
    pub run: Rc<dyn Fn()>,
}

impl PartialEq for ToastAction {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && Rc::ptr_eq(&self.run, &other.run)
    }
}

/// A short message.
#[derive(Clone, PartialEq)]
pub struct Toast {
    /// Its name.
    pub id: Uuid,
    /// What it is about.
    pub kind: ToastKind,
    /// What happened.
    pub title: String,
    /// What was kept, and what to do.
    pub detail: Option<String>,
    /// What can be done about it.
    pub action: Option<ToastAction>,
}

/// The messages that are shown, newest last.
#[derive(Clone, Copy, PartialEq)]
pub struct Toasts(pub Signal<Vec<Toast>>);

impl Toasts {
    /// Shows a message.
    pub fn push(
        self,
        kind: ToastKind,
        title: impl Into<String>,
        detail: Option<String>,
        action: Option<ToastAction>,
    ) {
        self.add(kind, title.into(), detail, action);
    }

    /// Shows that something is under way, until it is dismissed by the name that this
    /// answers.
    pub fn push_busy(self, title: impl Into<String>) -> Uuid {
        self.add(ToastKind::Busy, title.into(), None, None)
    }

    fn add(
        mut self,
        kind: ToastKind,
        title: String,
        detail: Option<String>,
        action: Option<ToastAction>,
    ) -> Uuid {
        let id = Uuid::now_v7();
        let toast = Toast {
            id,
            kind,
            title,
            detail,
            action,
        };
        let mut all = self.0.write();
        if all.len() >= 4 {
            all.remove(0);
        }
        all.push(toast);
        id
    }

    /// Takes a message away.
    pub fn dismiss(mut self, id: Uuid) {
        self.0.write().retain(|toast| toast.id != id);
    }

    /// Takes back what the newest message offers to take back.
    pub fn undo_newest(self) {
        let newest = self
            .0
            .peek()
            .iter()
            .rev()
            .find(|toast| toast.action.as_ref().is_some_and(|action| action.is_undo))
            .cloned();
        if let Some(Toast {
            id,
            action: Some(action),
            ..
        }) = newest
        {
            self.dismiss(id);
            (action.run)();
        }
    }
}

/// Sets a signal from where it is only shared: a signal is a handle, and copies are the same one.
pub fn put<T: 'static>(mut signal: Signal<T>, value: T) {
    signal.set(value);
}

/// Adds one to a signal from where it is only shared.
pub fn count_up(signal: Signal<u32>) {
    let next = signal.peek().wrapping_add(1);
    put(signal, next);
}

/// `signal` for those who only read it, made once: each that is made stays as long as
/// the component, so that one which is drawn again and again would pile them up.
pub(super) fn use_reading<T: 'static>(signal: Signal<T>) -> ReadSignal<T> {
    use_hook(|| signal.into())
}

/// The data layer.
pub fn use_leadwire() -> Leadwire {
    use_context()
}

/// Who is signed in.
pub fn use_session() -> ReadSignal<SessionState> {
    use_reading(use_leadwire().session)
}

/// Lets toasts open screens by `open`, as long as the component is there.
pub fn use_open_provider(open: Callback<String>) {
    let known = use_leadwire().open;
    use_hook(|| put(known, Some(open)));
    use_drop(move || put(known, None));
}

/// Short messages.
pub fn use_toasts() -> Toasts {
    use_leadwire().toasts
}
