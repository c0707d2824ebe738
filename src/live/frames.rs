//! Events by the frame: the first after a quiet one at once, those that follow
//! within it together.

use futures::future::{Fuse, FutureExt, LocalBoxFuture};

/// What tells of events, and waits for the frame to end: it is read when that has come,
/// as less is to be read then. Nothing waits while it is quiet.
pub(super) struct Frames {
    waiting: Vec<String>,
    /// Done when the frame that began with the last application ends.
    pub over: Fuse<LocalBoxFuture<'static, ()>>,
    is_open: bool,
}

impl Frames {
    /// Quiet.
    pub fn new() -> Self {
        Self {
            waiting: Vec::new(),
            over: Fuse::terminated(),
            is_open: false,
        }
    }

    /// Takes what tells of events as it comes.
    pub fn take(&mut self, told: String) {
        self.waiting.push(told);
    }

    /// What to apply of them now: a frame [begins](Self::begin) with it.
    pub fn due(&mut self) -> Vec<String> {
        if self.is_open {
            return Vec::new();
        }
        self.flush()
    }

    /// What to apply as the frame is over: the next begins with it.
    pub fn end(&mut self) -> Vec<String> {
        self.is_open = false;
        self.flush()
    }

    /// What waits, to be applied before the frame is over.
    pub fn flush(&mut self) -> Vec<String> {
        std::mem::take(&mut self.waiting)
    }

    /// Something was applied: what comes until `over` is done waits for that.
    pub fn begin(&mut self, over: LocalBoxFuture<'static, ()>) {
        self.is_open = true;
        self.over = over.fuse();
    }
}
