//! Carrying mutations out.

use super::{
    super::{Attempts, Failure, Progress, QueryClient, Retry, RetryDelay, attempt, state::Data},
    Mutating, MutationInfo, MutationOptions,
    behaviour::{Behaviour, Ending, MutationContext},
    mutation::Mutation,
    state::{Action, State},
};
use crate::model::Uuid;
use futures::{channel::oneshot, future::abortable};
use std::rc::Rc;

/// Whose callbacks.
#[derive(Clone, Copy)]
enum Whose {
    Cache,
    Mutation,
}

/// Which callbacks are due.
#[derive(Clone, Copy)]
enum Due {
    Success,
    Error,
    Settled,
}

impl QueryClient {
    /// Carries a mutation out, for nobody in particular. Components use a
    /// [`MutationObserver`](super::MutationObserver).
    pub fn mutate<V: 'static, T: 'static, C: 'static>(
        &self,
        options: &MutationOptions<V, T, C>,
        variables: V,
    ) -> Mutating<T> {
        let variables: Data = Rc::new(variables);
        let mutation = self.make_mutation(options.behaviour.clone(), &variables);
        self.forget_later(&mutation);
        self.begin(&mutation, variables)
    }

    /// A mutation that was not asked for yet.
    pub(super) fn make_mutation(&self, behaviour: Behaviour, variables: &Data) -> Rc<Mutation> {
        let behaviour = self.inner.borrow().mutations.with_defaults(behaviour);
        let scope = behaviour.scope.clone();
        let scope = scope.and_then(|scope| scope(variables));
        self.add_mutation(Uuid::now_v7(), behaviour, scope, State::default())
    }

    /// Asks for it.
    pub(super) fn begin<T>(&self, mutation: &Rc<Mutation>, variables: Data) -> Mutating<T> {
        let begin = Action::Begin {
            variables,
            is_paused: !self.may_start(mutation),
            at: (self.env().now)(),
        };
        self.dispatch(mutation, &begin);
        let (waiter, outcome) = oneshot::channel();
        mutation.waiters.borrow_mut().push(waiter);
        self.start(mutation, false);
        Mutating::new(mutation.id, outcome)
    }

    /// Starts the task that carries it out. One that was restored is prepared already.
    pub(super) fn start(&self, mutation: &Rc<Mutation>, is_prepared: bool) {
        let (client, done) = (self.clone(), mutation.clone());
        let work = Self::carry_out(self.clone(), mutation.clone(), is_prepared);
        let (work, handle) = abortable(work);
        *mutation.task.borrow_mut() = Some(handle);
        (self.env().spawn)(Box::pin(async move {
            if let Ok(result) = work.await {
                client.settle(&done, result);
            }
        }));
    }

    fn settle(&self, mutation: &Rc<Mutation>, result: Result<Data, Rc<Failure>>) {
        mutation.is_sent.set(false);
        let action = match &result {
            Ok(data) => Action::Succeed(data.clone()),
            Err(error) => Action::GiveUp(error.clone()),
        };
        self.dispatch(mutation, &action);
        for waiter in mutation.waiters.take() {
            // Nobody waits for this one.
            let _ = waiter.send(result.clone());
        }
        mutation.task.borrow_mut().take();
        if !mutation.is_watched() {
            self.forget_later(mutation);
        }
        let next = self.inner.borrow_mut().mutations.leave_scope(mutation);
        self.go_on(next);
    }

    async fn carry_out(
        self,
        mutation: Rc<Mutation>,
        is_prepared: bool,
    ) -> Result<Data, Rc<Failure>> {
        let error = match self.try_out(&mutation, is_prepared).await {
            Ok(data) => return Ok(data),
            Err(error) => error,
        };
        let ending = mutation.ending(Err(error.clone()));
        for due in [Due::Error, Due::Settled] {
            for whose in [Whose::Cache, Whose::Mutation] {
                if let Err(failure) = self.call(&mutation, due, whose, &ending).await {
                    // It has failed already; this is no reason to leave the others out.
                    tracing::warn!(%failure, "a callback of a failed mutation failed");
                }
            }
        }
        Err(error)
    }

    /// Everything that may make it fail.
    async fn try_out(
        &self,
        mutation: &Rc<Mutation>,
        is_prepared: bool,
    ) -> Result<Data, Rc<Failure>> {
        if !is_prepared {
            self.prepare(mutation).await?;
        }
        let data = self.send(mutation).await?;
        let ending = mutation.ending(Ok(data.clone()));
        for due in [Due::Success, Due::Settled] {
            for whose in [Whose::Cache, Whose::Mutation] {
                self.call(mutation, due, whose, &ending).await?;
            }
        }
        Ok(data)
    }

    async fn prepare(&self, mutation: &Rc<Mutation>) -> Result<(), Failure> {
        let global = self.inner.borrow().mutations.callbacks.on_mutate.clone();
        if let Some(global) = global {
            global(MutationInfo::of(mutation)).await?;
        }
        let own = mutation.behaviour.borrow().on_mutate.clone();
        if let Some(own) = own {
            let context = own(mutation.variables()).await?;
            self.dispatch(mutation, &Action::Prepare(Some(context)));
        }
        Ok(())
    }

    async fn send(&self, mutation: &Rc<Mutation>) -> Result<Data, Rc<Failure>> {
        if mutation.is_paused() && self.may_start(mutation) {
            // What it waited for came while it was prepared.
            self.dispatch(mutation, &Action::Continue);
        }
        let attempts = {
            let behaviour = mutation.behaviour.borrow();
            Attempts {
                retry: behaviour.retry.clone().unwrap_or(Retry::Never),
                delay: behaviour.retry_delay.clone().unwrap_or(RetryDelay::Backoff),
                network: mutation.network_mode(),
            }
        };
        let course = Course {
            client: self,
            mutation,
        };
        let run = || {
            let (run, context) = {
                let behaviour = mutation.behaviour.borrow();
                let context = MutationContext {
                    client: self.clone(),
                    id: mutation.id,
                    key: behaviour.key.clone(),
                    meta: behaviour.meta.clone(),
                };
                (behaviour.run.clone(), context)
            };
            let Some(run) = run else {
                // Defaults of its key would have said; trying again does not help.
                mutation.patience.end();
                return Box::pin(async { Err(nothing_to_do()) }) as _;
            };
            mutation.is_sent.set(true);
            run(mutation.variables(), context)
        };
        let (env, patience) = (self.env(), &mutation.patience);
        attempt(env, &self.conditions, &attempts, patience, &course, run).await
    }

    async fn call(
        &self,
        mutation: &Rc<Mutation>,
        due: Due,
        whose: Whose,
        ending: &Ending,
    ) -> Result<(), Failure> {
        match whose {
            Whose::Cache => {
                let callbacks = self.inner.borrow().mutations.callbacks.clone();
                let callback = match due {
                    Due::Success => callbacks.on_success,
                    Due::Error => callbacks.on_error,
                    Due::Settled => callbacks.on_settled,
                };
                match callback {
                    Some(callback) => callback(MutationInfo::ended(mutation, ending)).await,
                    None => Ok(()),
                }
            }
            Whose::Mutation => {
                // As they are now: they may have been changed meanwhile.
                let behaviour = mutation.behaviour.borrow().clone();
                let callback = match due {
                    Due::Success => behaviour.on_success,
                    Due::Error => behaviour.on_error,
                    Due::Settled => behaviour.on_settled,
                };
                match callback {
                    Some(callback) => callback(ending).await,
                    None => Ok(()),
                }
            }
        }
    }

    fn may_start(&self, mutation: &Mutation) -> bool {
        let by_network = mutation.network_mode().may_start(&self.conditions);
        by_network && self.inner.borrow().mutations.is_first(mutation)
    }
}

/// What the retry loop is told by, and tells, a mutation.
struct Course<'a> {
    client: &'a QueryClient,
    mutation: &'a Rc<Mutation>,
}

impl Progress for Course<'_> {
    fn failed(&self, failures: u32, failure: &Rc<Failure>) {
        // While it waits for its next try it can be forgotten.
        self.mutation.is_sent.set(false);
        let action = Action::Fail {
            count: failures,
            reason: failure.clone(),
        };
        self.client.dispatch(self.mutation, &action);
    }

    fn paused(&self) {
        self.client.dispatch(self.mutation, &Action::Pause);
    }

    fn continued(&self) {
        self.client.dispatch(self.mutation, &Action::Continue);
    }

    fn may_run(&self) -> bool {
        self.client.inner.borrow().mutations.is_first(self.mutation)
    }
}

fn nothing_to_do() -> Failure {
    Failure::Unreadable("no function is known for this mutation".into())
}
