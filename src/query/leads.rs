//! Leads in the cache: each once, and every loaded list after it.

use super::{
    Entities, Key, List, News, Overlay, QueryClient, Slot, Target, followers::Follower,
    list::Arrival,
};
use crate::model::{Business, BusinessFilter, Page, Seq, Sort, Timestamp, Uuid};
use rustc_hash::FxHashMap;
use std::{cell::Ref, collections::HashSet, rc::Rc};

impl QueryClient {
    /// A lead as it is to be shown.
    pub fn business(&self, id: Uuid) -> Option<Rc<Business>> {
        self.inner.borrow().entities.get(id)
    }

    /// All leads.
    pub fn entities(&self) -> Ref<'_, Entities> {
        Ref::map(self.inner.borrow(), |inner| &inner.entities)
    }

    /// Says who tells of the changes that follow, until something else is said.
    pub fn hear(&self, news: News) {
        self.inner.borrow_mut().entities.hear(news);
    }

    /// A connection begins that tells of what came after a position of the server's log,
    /// up to which every event since `from` has been heard.
    pub fn hear_from(&self, from: Seq, position: Seq) {
        let mut inner = self.inner.borrow_mut();
        inner.entities.heard().resume(from, position);
    }

    /// Goes on from a position of the server's log: what came before it is never told.
    pub fn skip_to(&self, seq: Seq) {
        self.inner.borrow_mut().entities.skip_to(seq);
    }

    /// Takes leads as the server has them now; loaded lists follow.
    pub fn upsert_businesses(&self, businesses: impl IntoIterator<Item = Business>) {
        let news = |business: &Business| match business.version {
            1 => News::Created(None),
            _ => News::Changed(None),
        };
        self.take_news(businesses.into_iter().map(|it| (news(&it), it)));
    }

    /// Takes leads of which events told; loaded lists follow.
    pub fn take_news(&self, news: impl IntoIterator<Item = (News, Business)>) {
        let news: Vec<_> = news.into_iter().collect();
        let mut inner = self.inner.borrow_mut();
        let mut followers = inner.followers(news.len());
        let last = last_of_each(&news, followers.iter().filter_map(Follower::reflects).max());
        for (at, (news, business)) in news.into_iter().enumerate() {
            let id = business.id;
            inner.entities.hear(news);
            if last.as_ref().is_some_and(|last| last[&id] != at) {
                continue;
            }
            inner.change_next(&mut followers, id, |entities| entities.upsert(business));
        }
        inner.entities.hear(News::Own);
        inner.settle(followers);
        drop(inner);
        self.follow();
    }

    /// The newest position that the answers of a loaded list reflect.
    pub fn reflected(&self) -> Option<Seq> {
        let lists = self.inner.borrow().followers(0);
        lists.iter().filter_map(Follower::reflects).max()
    }

    /// Takes a lead of an answer that reflects `seq`; lists follow as far as they do
    /// not reflect it already.
    pub fn take_answer(&self, business: Business, seq: Option<Seq>) {
        self.take_news([(News::Answer(seq), business)]);
    }

    /// Takes leads of an answer: lists follow those that were known. Of others an
    /// answer does not tell whether lists counted them.
    pub fn learn_businesses(&self, businesses: &[Business]) {
        self.learn(businesses, None);
        self.follow();
    }

    /// Tells observers, and asks again for lists of which it is not known how many
    /// rows they have.
    fn follow(&self) {
        let doubtful = std::mem::take(&mut self.inner.borrow_mut().doubtful);
        self.batch(|| {
            for (number, key) in doubtful.iter().enumerate() {
                // One answer may raise a doubt twice: by its leads, and by its rows.
                let is_first = !doubtful[..number].contains(key);
                if let Some(list) = self.entry(key).filter(|_| is_first) {
                    self.doubt(&list);
                }
            }
        });
    }

    /// Takes the news that a lead was deleted.
    pub fn bury_business(&self, id: Uuid, version: i64, at: Timestamp) {
        self.inner
            .borrow_mut()
            .change_business(id, |entities| entities.bury(id, version, at));
        self.follow();
    }

    /// Forgets what the server said of leads, as another database speaks now; changes
    /// that wait stay.
    pub fn forget_businesses(&self) {
        let mut inner = self.inner.borrow_mut();
        for id in inner.entities.forget() {
            inner.dirty.insert(Target::Business(id));
        }
        drop(inner);
        self.notify();
    }

    /// Shows a change of a lead before it is confirmed.
    pub fn push_overlay(&self, id: Uuid, mutation: Uuid, overlay: Overlay) {
        self.inner.borrow_mut().change_business(id, |entities| {
            entities.push(id, mutation, overlay);
            true
        });
        self.follow();
    }

    /// Lets go of a pending change that was confirmed (with the lead as it is now) or refused.
    pub fn settle_overlay(&self, id: Uuid, mutation: Uuid, confirmed: Option<Business>) {
        let mut inner = self.inner.borrow_mut();
        let is_answer = confirmed.is_some() && inner.entities.news() == News::Own;
        // An answer that the server gave again may be an old one: events correct what is
        // known of a lead, but of one that is not known they may have been missed.
        let confirmed = confirmed.filter(|_| !is_answer || inner.entities.get(id).is_some());
        if is_answer {
            inner.entities.hear(News::Answer(None));
        }
        inner.change_business(id, |entities| {
            let newer = confirmed.is_some_and(|business| match is_answer {
                true => entities.confirm(business),
                false => entities.upsert(business),
            });
            if !newer {
                // It only goes from what is shown here: the server told nothing by it.
                entities.hear(News::Own);
            }
            entities.drop_pending(id, mutation) || newer
        });
        if is_answer {
            inner.entities.hear(News::Own);
        }
        drop(inner);
        self.follow();
    }

    // Lists

    /// How many changes of leads there were: noted when a page is asked for, and
    /// handed back with it, so that what happened meanwhile is not lost to it.
    pub fn changes(&self) -> u64 {
        self.inner.borrow().entities.changes()
    }

    /// A list of which the first page came: asked for when there had been so many
    /// changes, and reflecting a position.
    pub fn first_page(
        &self,
        filter: BusinessFilter,
        sort: Sort,
        page: &Page<Business>,
        asked: (u64, Option<Seq>),
    ) -> List {
        let list = {
            let arrival = self.arrive(page, asked);
            List::first(filter, sort, &arrival, &self.inner.borrow().entities)
        };
        if list.is_doubtful() {
            let key = Key::business_list(&list.filter, sort);
            self.inner.borrow_mut().doubtful.push(key);
        }
        self.follow();
        list
    }

    /// Puts the page that begins at `cursor` behind the loaded rows of a list, unless
    /// that was begun anew meanwhile: then it is not its next one.
    pub fn next_page(
        &self,
        key: &Key,
        cursor: &str,
        page: &Page<Business>,
        asked: (u64, Option<Seq>),
    ) {
        self.batch(|| {
            let arrival = self.arrive(page, asked);
            self.amend::<List>(key, |list| {
                if list.next_cursor.as_deref() == Some(cursor) {
                    list.append(&arrival, &self.inner.borrow().entities);
                }
            });
            let list = self.get::<List>(key);
            if list.is_some_and(|list| list.is_doubtful()) {
                self.inner.borrow_mut().doubtful.push(key.clone());
            }
            self.follow();
        });
    }

    /// The list of what is known, without asking: what there is to see with no
    /// network, and everything there is if [`Self::knows_all`].
    pub fn known_list(&self, filter: BusinessFilter, sort: Sort) -> List {
        List::of_known(filter, sort, &self.inner.borrow().entities)
    }

    /// Whether every lead of the server is known: a list without a filter has been
    /// loaded to its end, and events keep it.
    pub fn knows_all(&self) -> bool {
        let lists = self.get_matching::<List>(Key::business_lists());
        lists.iter().any(|(key, list)| {
            list.filter == BusinessFilter::default()
                && list.is_complete()
                && self.state(key).is_some_and(|state| !state.is_invalidated)
        })
    }

    fn arrive<'a>(
        &self,
        page: &'a Page<Business>,
        (since, seq): (u64, Option<Seq>),
    ) -> Arrival<'a> {
        let changed = {
            let mut inner = self.inner.borrow_mut();
            inner.entities.heard().hold(seq);
            inner.entities.changed_since(since)
        };
        let known = self.learn(&page.data, seq);
        Arrival {
            page,
            known,
            changed,
            seq,
        }
    }

    /// Takes leads of an answer. Which of them were known.
    fn learn(&self, businesses: &[Business], seq: Option<Seq>) -> HashSet<Slot> {
        let mut inner = self.inner.borrow_mut();
        inner.entities.hear(News::Answer(seq));
        let mut known = HashSet::new();
        let mut followers = inner.followers(businesses.len());
        for business in businesses {
            let id = business.id;
            if let Some(slot) = inner.entities.slots().find(id) {
                known.insert(slot);
            }
            let upsert = |entities: &mut Entities| entities.upsert(business.clone());
            inner.change_next(&mut followers, id, upsert);
        }
        inner.entities.hear(News::Own);
        inner.settle(followers);
        known
    }
}

/// Where each lead is told of last, if some are told of more than once: in a storm most
/// changes of a lead are over before anybody could see them. Only if all of them were
/// there before, and no list `reflects` what is told: what comes or goes is counted.
fn last_of_each(
    news: &[(News, Business)],
    reflects: Option<Seq>,
) -> Option<FxHashMap<Uuid, usize>> {
    let is_change = |(news, lead): &(News, Business)| {
        let is_new = news.seq().is_none() || news.seq() > reflects;
        is_new && matches!(news, News::Changed(_)) && lead.deleted_at.is_none()
    };
    if news.len() < 2 || !news.iter().all(is_change) {
        return None;
    }
    let mut last = FxHashMap::default();
    last.reserve(news.len());
    for (at, (_, lead)) in news.iter().enumerate() {
        let newest = last.entry(lead.id).or_insert(at);
        if news[*newest].1.version < lead.version {
            *newest = at;
        }
    }
    (last.len() < news.len()).then_some(last)
}

#[cfg(test)]
#[path = "leads_test.rs"]
mod tests;
