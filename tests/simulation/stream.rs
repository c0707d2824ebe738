//! What everybody does and how the server is doing, as a screen that shows it follows them.

use super::{
    device::{Device, Run, upgrade},
    executor::Group,
    network::Call,
};
use futures::future::LocalBoxFuture;
use leadwire::{
    live::feed::{Open, after_activity, after_metrics, follow, take_activity, take_metrics},
    model::{Activity, ActivityPage, Metrics, MetricsHistory},
    net::sse::Message,
    query::{Key, Query, QueryClient, StaleTime},
};
use serde::de::DeserializeOwned;
use std::{rc::Rc, time::Duration};

/// What is kept of what everybody did: so little that some of it goes.
pub const KEPT: usize = 6;

/// Where it is asked for.
pub const ACTIVITY: &str = "/activity?limit=6";
pub const METRICS: &str = "/metrics/history";

impl Device {
    /// Shows what everybody does and how the server is doing, as long as somebody is signed in.
    pub(super) fn follow_streams(self: &Rc<Self>, run: &Rc<Run>, group: &Group) {
        self.list_whole(run, Key::activity(), ACTIVITY, |page: ActivityPage| {
            page.data
        });
        self.follow_stream(
            run,
            group,
            "/activity/stream",
            |client| {
                Some(after_activity(
                    &client.get::<Vec<Activity>>(&Key::activity())?,
                ))
            },
            |client, message| take_activity(client, message, KEPT),
        );
        self.list_whole(run, Key::metrics(), METRICS, |page: MetricsHistory| {
            page.data
        });
        self.follow_stream(
            run,
            group,
            "/metrics/stream",
            |client| Some(after_metrics(&client.get::<Vec<Metrics>>(&Key::metrics())?)),
            take_metrics,
        );
    }

    /// Shows a list that is asked for whole.
    fn list_whole<P: DeserializeOwned + 'static, T: PartialEq + 'static>(
        self: &Rc<Self>,
        run: &Rc<Run>,
        key: Key,
        path: &'static str,
        list: fn(P) -> Vec<T>,
    ) {
        let this = Rc::downgrade(self);
        let query = Query::new(key, move |_| {
            let this = this.clone();
            async move {
                let this = upgrade(&this)?;
                Ok(list(this.get(Call::get(path)).await?.0))
            }
        });
        run.watch
            .observe(&run.client, query.stale_time(StaleTime::Never));
    }

    /// Follows one, from when its list is known on.
    fn follow_stream(
        self: &Rc<Self>,
        run: &Rc<Run>,
        group: &Group,
        path: &'static str,
        after: impl Fn(&QueryClient) -> Option<String> + 'static,
        take: impl Fn(&QueryClient, &Message) + 'static,
    ) {
        let (this, executor) = (Rc::downgrade(self), self.executor.clone());
        let client = run.client.clone();
        let asked_as = run.clone();
        let open: Open = Rc::new(move |last| {
            let (this, run) = (this.clone(), asked_as.clone());
            Box::pin(async move {
                let this = upgrade(&this)?;
                let (token, user) = (this.token(), run.calls_as.get());
                this.line.stream(&token, user, path, last).await
            })
        });
        self.executor.spawn(group, async move {
            let last = loop {
                match after(&client) {
                    Some(last) => break last,
                    None => executor.sleep(Duration::from_millis(500)).await,
                }
            };
            let frame = || -> LocalBoxFuture<'static, ()> {
                Box::pin(executor.sleep(Duration::from_millis(16)))
            };
            let taken = |message: &Message| take(&client, message);
            // The server does not know the session: the connection hears of that too.
            let _refused = follow(&client, &open, &frame, Some(last), taken).await;
        });
    }
}
