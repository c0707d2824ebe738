//! Where somebody was in an app, to go back to. The renderer's own history keeps every screen
//! that was ever open, for as long as the app runs; a browser keeps fifty.

use dioxus::{core::provide_root_context, prelude::*};
use std::{cell::RefCell, collections::VecDeque, rc::Rc};

/// Screens that can be gone back to.
const KEPT: usize = 50;

/// Has the router keep no more screens than somebody goes back to. At the root, in place of
/// the renderer's: what goes on when its screen is closed looks for it there.
pub fn use_short_history() {
    use_hook(|| provide_root_context(Rc::new(ShortHistory::default()) as Rc<dyn History>));
}

struct ShortHistory(RefCell<Places>);

struct Places {
    now: String,
    before: VecDeque<String>,
    after: Vec<String>,
}

impl Default for ShortHistory {
    fn default() -> Self {
        Self(RefCell::new(Places {
            now: "/".into(),
            before: VecDeque::new(),
            after: Vec::new(),
        }))
    }
}

impl History for ShortHistory {
    fn current_route(&self) -> String {
        self.0.borrow().now.clone()
    }

    fn can_go_back(&self) -> bool {
        !self.0.borrow().before.is_empty()
    }

    fn go_back(&self) {
        let places = &mut *self.0.borrow_mut();
        if let Some(before) = places.before.pop_back() {
            places
                .after
                .push(std::mem::replace(&mut places.now, before));
        }
    }

    fn can_go_forward(&self) -> bool {
        !self.0.borrow().after.is_empty()
    }

    fn go_forward(&self) {
        let places = &mut *self.0.borrow_mut();
        if let Some(after) = places.after.pop() {
            places
                .before
                .push_back(std::mem::replace(&mut places.now, after));
        }
    }

    fn push(&self, route: String) {
        let places = &mut *self.0.borrow_mut();
        if places.now == route {
            return;
        }
        if places.before.len() == KEPT {
            places.before.pop_front();
        }
        places
            .before
            .push_back(std::mem::replace(&mut places.now, route));
        places.after.clear();
    }

    fn replace(&self, route: String) {
        self.0.borrow_mut().now = route;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_places_are_kept_and_gone_through_both_ways() {
        let history = ShortHistory::default();
        for screen in 0..1_000 {
            history.push(format!("/{screen}"));
            history.push(format!("/{screen}"));
        }
        let mut back = 0;
        while history.can_go_back() {
            history.go_back();
            back += 1;
        }
        assert_eq!((back, history.current_route()), (KEPT, "/949".into()));
        history.go_forward();
        assert_eq!(history.current_route(), "/950");
        history.replace("/x".into());
        history.go_back();
        history.go_forward();
        assert_eq!(history.current_route(), "/x");
        history.go_back();
        history.push("/y".into());
        assert!(!history.can_go_forward());
    }
}
