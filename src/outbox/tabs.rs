//! Tabs that share what is kept on disk: which of them leads, and what they tell
//! each other.
//!
//! [`Alone`] is an app with the disk to itself, [`Browser`] a browser's tabs within
//! one process, for tests; a real browser's are in `platform`.

mod browser;

pub use browser::{Browser, Tab};

use futures::{StreamExt, stream::LocalBoxStream};
use std::rc::Rc;

/// What a tab hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// It leads from now on, or no longer.
    Leads(bool),
    /// What another tab says. It may be lost on the way: it saves others a look at
    /// the disk, which has the truth.
    Heard(String),
}

/// A tab among those that have joined the same group.
pub struct Joined {
    /// What it hears; dropping this leaves the group, and lets another lead.
    pub news: LocalBoxStream<'static, News>,
    /// Tells all others.
    pub say: Rc<dyn Fn(String)>,
}

/// The tabs of a browser, seen from one of them.
pub trait Tabs {
    /// Joins the tabs that use `group`. One of them leads; when it leaves, closes
    /// or crashes, another does.
    fn join(&self, group: &str) -> Joined;

    /// Whether there can be no others: nobody need be told, nor heard.
    fn is_alone(&self) -> bool {
        false
    }
}

/// An app that has the disk to itself: it always leads.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Tabs for Alone {
    fn join(&self, _: &str) -> Joined {
        let leads = futures::stream::iter([News::Leads(true)]);
        Joined {
            news: leads.chain(futures::stream::pending()).boxed_local(),
            say: Rc::new(drop),
        }
    }

    fn is_alone(&self) -> bool {
        true
    }
}
