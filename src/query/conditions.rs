//! What work may have to wait for: the network, and somebody who looks.

use futures::channel::oneshot;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Whether the device is online and the page in sight; clones share it. Both are
/// taken for true until somebody says otherwise, as in TanStack Query's
/// `onlineManager` and `focusManager`.
#[derive(Clone)]
pub struct Conditions(Rc<State>);

struct State {
    online: Cell<bool>,
    focused: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
}

impl Default for Conditions {
    fn default() -> Self {
        Self(Rc::new(State {
            online: Cell::new(true),
            focused: Cell::new(true),
            waiting: RefCell::default(),
        }))
    }
}

impl Conditions {
    /// Whether there is a network.
    pub fn online(&self) -> bool {
        self.0.online.get()
    }

    /// Whether somebody looks.
    pub fn focused(&self) -> bool {
        self.0.focused.get()
    }

    /// Says whether there is a network. Whether that is news.
    pub(super) fn set_online(&self, online: bool) -> bool {
        self.0.online.replace(online) != online
    }

    /// Says whether somebody looks. Whether that is news.
    pub(super) fn set_focused(&self, focused: bool) -> bool {
        self.0.focused.replace(focused) != focused
    }

    /// Lets everybody who waits look again whether they may go on.
    pub(super) fn wake(&self) {
        for waiting in self.0.waiting.take() {
            // Whoever gave up waiting is gone.
            let _ = waiting.send(());
        }
    }

    /// Waits until `holds` does. It is asked at once, and after each change.
    pub async fn until(&self, holds: impl Fn(&Self) -> bool) {
        while !holds(self) {
            let (sender, changed) = oneshot::channel();
            {
                let mut waiting = self.0.waiting.borrow_mut();
                waiting.retain(|sender| !sender.is_canceled());
                waiting.push(sender);
            }
            // The sender is kept until it is used.
            let _ = changed.await;
        }
    }
}
