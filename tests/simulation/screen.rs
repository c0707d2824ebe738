//! What is on a device's screen: lists of leads, kept right by a connection.

use super::{
    device::{Device, Run, upgrade},
    network::Call,
};
use leadwire::{
    live::{Wire, drive},
    model::{Business, BusinessFilter, Page, Sort, Topic, Uuid},
    net::Closed,
    query::{Key, List, Query, StaleTime},
    store::Position,
};
use std::{rc::Rc, time::Duration};

/// Rows that are asked for at a time: few, so that lists have several pages.
const PAGE: u32 = 4;

impl Device {
    pub(super) fn connect(self: &Rc<Self>, run: &Rc<Run>) {
        if run.live.borrow().is_some() {
            return;
        }
        let [a, b, c, d] = [(); 4].map(|()| Rc::downgrade(self));
        let executor = self.executor.clone();
        let (begun, watched, noticed) = (run.clone(), run.clone(), run.clone());
        let wire = Wire {
            connect: Rc::new(move || {
                let this = a.clone();
                begun.watch.begin_link();
                Box::pin(async move {
                    let broken = Closed { code: 1006 };
                    let this = this.upgrade().ok_or(broken)?;
                    let token = this.token();
                    this.line.connect(&token).await
                })
            }),
            poll: Rc::new(move |since, topics| {
                let this = b.clone();
                Box::pin(async move { upgrade(&this)?.poll(since, topics).await })
            }),
            signed_out: Rc::new(move || {
                if let Some(this) = c.upgrade() {
                    this.doubt();
                }
            }),
            session_changed: Rc::new(move || {
                if let Some(this) = d.upgrade() {
                    this.doubt();
                }
            }),
            // Nothing that is worked takes time here.
            clock: Rc::new(|| Duration::ZERO),
            frame: Rc::new(move |_| {
                let over = executor.sleep(Duration::from_millis(16));
                Box::pin(async move {
                    over.await;
                    Duration::ZERO
                })
            }),
            notice: Rc::new(move |_| noticed.watch.notice()),
            applied: Rc::new(move |link| watched.watch.applied(link)),
        };
        let (link, driver) = drive(run.client.clone(), wire);
        link.listen(Topic::Businesses);
        link.listen(Topic::Stats);
        if let Some(Position { epoch, seq }) = run.keeper.position() {
            link.note(epoch, seq);
        }
        let followed = link.clone();
        run.keeper.follow(move || {
            let tally = followed.tally();
            let (epoch, seq) = tally.epoch.zip(tally.position)?;
            Some(Position { epoch, seq })
        });
        *run.noted.borrow_mut() = Some(link.clone());
        let group = self.executor.group(self.skew.clone());
        self.executor.spawn(&group, driver);
        if self.follows {
            self.follow_streams(run, &group);
        }
        *run.live.borrow_mut() = Some((link, group));
        for (filter, sort) in &self.lists {
            let list = self.list(filter, *sort);
            run.watch.observe(&run.client, list);
        }
    }

    fn list(self: &Rc<Self>, filter: &BusinessFilter, sort: Sort) -> Query<List> {
        let (this, key) = (Rc::downgrade(self), Key::business_list(filter, sort));
        let filter = filter.clone();
        let query = Query::new(key, move |context| {
            let (this, filter, client) = (this.clone(), filter.clone(), context.client);
            async move {
                let call = Call::get(list_path(&filter, sort, None));
                let since = client.changes();
                let (page, seq) = upgrade(&this)?.get::<Page<Business>>(call).await?;
                Ok(client.first_page(filter, sort, &page, (since, seq)))
            }
        });
        query.stale_time(StaleTime::Never)
    }

    /// Loads the next page of a list, as scrolling does.
    pub fn load_next(self: &Rc<Self>, list: usize) {
        let Some(run) = self.run() else { return };
        let (filter, sort) = &self.lists[list % self.lists.len()];
        let key = Key::business_list(filter, *sort);
        let Some(list) = run.client.get::<List>(&key) else {
            return;
        };
        let Some(cursor) = list.next_cursor.clone() else {
            return;
        };
        let (this, client) = (self.clone(), run.client.clone());
        self.executor.spawn(&run.group, async move {
            let call = Call::get(list_path(&list.filter, list.sort, Some(&cursor)));
            let since = client.changes();
            let Ok((page, seq)) = this.get::<Page<Business>>(call).await else {
                return;
            };
            client.next_page(&key, &cursor, &page, (since, seq));
        });
    }

    /// Whether a lead is a row of a list.
    pub fn shows(&self, run: &Run, id: Uuid) -> bool {
        let mut lists = self.lists.iter().filter_map(|(filter, sort)| {
            let key = Key::business_list(filter, *sort);
            run.client.get::<List>(&key)
        });
        lists.any(|list| list.iter().any(|row| row == id))
    }

    /// Opens a lead: fetched if it is not known or perhaps out of date.
    pub fn open(self: &Rc<Self>, id: Uuid) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = Rc::downgrade(self);
        let query = Query::new(Key::business(id), move |context| {
            let (this, client) = (this.clone(), context.client);
            async move {
                if client.entities().is_pending(id) {
                    return Ok(());
                }
                let call = Call::get(format!("/businesses/{id}"));
                let (lead, seq) = upgrade(&this)?.get::<Business>(call).await?;
                client.take_answer(lead, seq);
                Ok(())
            }
        });
        let query = query.stale_time(StaleTime::Never).retry(3);
        drop(run.client.fetch(&query));
    }
}

/// Where a list is asked for.
pub fn list_path(filter: &BusinessFilter, sort: Sort, cursor: Option<&str>) -> String {
    let mut path = format!("/businesses?sort={sort}&limit={PAGE}");
    if let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(filter) {
        for (name, value) in fields {
            let value = value.as_str().map_or(value.to_string(), str::to_owned);
            path.push_str(&format!("&{name}={value}"));
        }
    }
    if let Some(cursor) = cursor {
        path.push_str(&format!("&cursor={cursor}"));
    }
    path
}
