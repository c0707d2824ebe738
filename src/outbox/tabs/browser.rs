//! A browser's tabs within one process: for tests, and the simulation.

use super::{Joined, News, Tabs};
use futures::{
    StreamExt,
    channel::mpsc::{UnboundedSender, unbounded},
};
use std::{
    cell::RefCell,
    collections::HashMap,
    rc::{Rc, Weak},
};

/// Whether an announcement arrives.
type Fate = Rc<dyn Fn(&str) -> bool>;

/// Tabs that share a disk; clones are the same browser.
#[derive(Clone, Default)]
pub struct Browser(Rc<RefCell<Shared>>);

#[derive(Default)]
struct Shared {
    groups: HashMap<String, Vec<Member>>,
    joined: u64,
    fate: Option<Fate>,
}

/// One that has joined a group; the first of them leads.
struct Member {
    id: u64,
    tab: Weak<()>,
    sender: UnboundedSender<News>,
}

/// One tab. It closes, or crashes, when whatever runs in it is dropped.
pub struct Tab {
    browser: Browser,
    name: Rc<()>,
}

impl Browser {
    /// Opens a tab.
    pub fn tab(&self) -> Rc<Tab> {
        Rc::new(Tab {
            browser: self.clone(),
            name: Rc::new(()),
        })
    }

    /// Lets `arrives` decide which announcements arrive: each is asked about once
    /// for every tab that would hear it.
    pub fn lose_announcements(&self, arrives: impl Fn(&str) -> bool + 'static) {
        self.0.borrow_mut().fate = Some(Rc::new(arrives));
    }

    fn say(&self, group: &str, from: u64, text: &str) {
        let (others, fate) = {
            let shared = self.0.borrow();
            let members = shared.groups.get(group).into_iter().flatten();
            let others = members.filter(|member| member.id != from);
            let others: Vec<_> = others.map(|member| member.sender.clone()).collect();
            (others, shared.fate.clone())
        };
        for other in others {
            if fate.as_ref().is_none_or(|arrives| arrives(text)) {
                // It may have closed meanwhile.
                let _ = other.unbounded_send(News::Heard(text.to_owned()));
            }
        }
    }

    fn leave(&self, group: &str, id: u64) {
        let mut shared = self.0.borrow_mut();
        let Some(members) = shared.groups.get_mut(group) else {
            return;
        };
        let led = members.first().is_some_and(|leader| leader.id == id);
        members.retain(|member| member.id != id);
        if let (true, Some(next)) = (led, members.first()) {
            let _ = next.sender.unbounded_send(News::Leads(true));
        }
    }
}

impl Tab {
    /// Takes the lead from whichever tab has it, as a lock that is stolen does.
    pub fn steal(&self) {
        let mut shared = self.browser.0.borrow_mut();
        for members in shared.groups.values_mut() {
            let is_mine = |member: &Member| member.tab.as_ptr() == Rc::as_ptr(&self.name);
            let Some(mine) = members.iter().position(is_mine) else {
                continue;
            };
            if mine > 0 {
                let _ = members[0].sender.unbounded_send(News::Leads(false));
                let _ = members[mine].sender.unbounded_send(News::Leads(true));
                let thief = members.remove(mine);
                members.insert(0, thief);
            }
        }
    }
}

impl Tabs for Tab {
    fn join(&self, group: &str) -> Joined {
        let (sender, news) = unbounded();
        let id = {
            let mut shared = self.browser.0.borrow_mut();
            shared.joined += 1;
            let id = shared.joined;
            let members = shared.groups.entry(group.to_owned()).or_default();
            if members.is_empty() {
                let _ = sender.unbounded_send(News::Leads(true));
            }
            members.push(Member {
                id,
                tab: Rc::downgrade(&self.name),
                sender,
            });
            id
        };
        let membership = Membership {
            browser: self.browser.clone(),
            group: group.to_owned(),
            id,
        };
        let (browser, group) = (self.browser.clone(), group.to_owned());
        Joined {
            news: news
                .map(move |news| {
                    let _as_long_as_the_stream = &membership;
                    news
                })
                .boxed_local(),
            say: Rc::new(move |text| browser.say(&group, id, &text)),
        }
    }
}

/// Leaves the group when it is dropped.
struct Membership {
    browser: Browser,
    group: String,
    id: u64,
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.browser.leave(&self.group, self.id);
    }
}
