//! Who is signed in on a device, as the app finds out.

use super::{
    calls::read,
    device::{Device, Run},
    network::Call,
};
use leadwire::model::{Session, Uuid};
use std::{rc::Rc, time::Duration};

impl Device {
    /// Lets whoever it was last in, and asks the server whether it still is them.
    pub(super) async fn find_out(self: Rc<Self>, run: Rc<Run>) {
        if let Some(user) = self.remembered.get() {
            self.enter(&run, user).await;
        }
        self.verify(run).await;
    }

    /// Asks the server who is signed in until it answers.
    async fn verify(self: Rc<Self>, run: Rc<Run>) {
        loop {
            let asked_as = run.user.get();
            let answer = self.ask_as(None, Call::get("/session")).await;
            if run.user.get() != asked_as {
                return;
            }
            match answer.and_then(|answer| read::<Session>(&answer)) {
                Ok(session) => return self.enter(&run, session.user.id).await,
                Err(failure) if failure.problem().is_some_and(|it| it.status == 401) => {
                    self.remembered.set(None);
                    return self.leave(&run);
                }
                Err(_) => self.executor.sleep(Duration::from_secs(3)).await,
            }
        }
    }

    async fn enter(self: &Rc<Self>, run: &Rc<Run>, user: Uuid) {
        run.call_as(Some(user));
        if run.keeper.user().is_some_and(|known| known != user) {
            // What somebody else saw is not for these eyes.
            run.outbox.close();
            run.client.clear();
            run.watch.forget();
        }
        run.keeper.open(user).await;
        run.outbox.open(user).await;
        self.remembered.set(Some(user));
        if run.user.replace(Some(user)) != Some(user) {
            self.connect(run);
        }
    }

    /// Somebody signs in, as soon as the server can be reached.
    pub fn sign_in(self: &Rc<Self>, user: Uuid) {
        let Some(run) = self.run() else { return };
        let this = self.clone();
        self.executor.spawn(&run.group.clone(), async move {
            loop {
                if run.user.get().is_some() {
                    return;
                }
                let token = match this.line.is_open() && run.asks.get() {
                    true => this.server.sign_in(user),
                    false => None,
                };
                if let Some(token) = token {
                    *this.token.borrow_mut() = Some(token);
                    run.asks.set(false);
                    return this.enter(&run, user).await;
                }
                this.executor.sleep(Duration::from_secs(3)).await;
            }
        });
    }

    /// Whoever is signed in signs out.
    pub fn sign_out(self: &Rc<Self>) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = self.clone();
        self.executor.spawn(&run.group.clone(), async move {
            let call = Call {
                method: "DELETE",
                key: Some(Uuid::now_v7()),
                ..Call::get("/session")
            };
            // The server need not hear of it.
            let _ = this.ask(call).await;
            *this.token.borrow_mut() = None;
            this.remembered.set(None);
            run.call_as(None);
            run.outbox.close();
            this.leave(&run);
            run.client.clear();
            run.keeper.wipe();
            run.watch.forget();
        });
    }

    /// The signed-in part of the app is gone.
    fn leave(&self, run: &Run) {
        run.user.set(None);
        run.asks.set(true);
        if let Some((_, group)) = run.live.take() {
            self.executor.kill(&group);
        }
    }

    /// Perhaps the server no longer knows the session: it is asked.
    pub(super) fn doubt(self: &Rc<Self>) {
        let Some(run) = self.run().filter(|run| run.user.get().is_some()) else {
            return;
        };
        let this = self.clone();
        self.executor.spawn(&run.group.clone(), async move {
            this.clone().verify(run.clone()).await;
            this.executor.sleep(Duration::from_secs(3)).await;
            if run.user.get().is_some() {
                drop(run.client.retry_failed());
            }
        });
    }
}
