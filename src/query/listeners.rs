//! Who is told what happens in the cache.

use super::CacheEvent;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

type Listener = Rc<dyn Fn(&CacheEvent)>;

/// Who is told what happens in the cache; clones share it.
#[derive(Clone, Default)]
pub(super) struct Listeners(Rc<Registered>);

#[derive(Default)]
struct Registered {
    next: Cell<u64>,
    all: RefCell<Vec<(u64, Listener)>>,
}

/// Listens to the cache until it is dropped.
pub struct Listening {
    id: u64,
    listeners: Listeners,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut all = self.listeners.0.all.borrow_mut();
        all.retain(|(id, _)| *id != self.id);
    }
}

impl Listeners {
    pub fn add(&self, listener: Listener) -> Listening {
        let id = self.0.next.get();
        self.0.next.set(id + 1);
        self.0.all.borrow_mut().push((id, listener));
        Listening {
            id,
            listeners: self.clone(),
        }
    }

    pub fn len(&self) -> usize {
        self.0.all.borrow().len()
    }

    pub fn tell(&self, event: impl FnOnce() -> CacheEvent) {
        let all: Vec<Listener> = {
            let all = self.0.all.borrow();
            if all.is_empty() {
                return;
            }
            all.iter().map(|(_, one)| one.clone()).collect()
        };
        let event = event();
        all.iter().for_each(|listener| listener(&event));
    }
}
