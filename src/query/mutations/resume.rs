//! Going on with what is paused.

use super::{super::QueryClient, mutation::Mutation};
use futures::{channel::oneshot, future::join_all};
use std::rc::Rc;

impl QueryClient {
    /// It is the turn of `next`, if there is one.
    pub(super) fn go_on(&self, next: Option<Rc<Mutation>>) {
        let Some(next) = next.filter(|next| next.is_paused()) else {
            return;
        };
        if next.task.borrow().is_none() {
            self.start(&next, true);
        } else {
            self.wake();
        }
    }

    /// Lets what is paused go on, restored mutations included, each once, in the
    /// order in which they were asked for, one after another within a scope. Nothing
    /// happens while there is no network. Comes back when all of them have settled;
    /// dropping what it returns stops none.
    pub fn resume_paused_mutations(&self) -> impl Future<Output = ()> + use<> {
        let paused: Vec<Rc<Mutation>> = if self.online() {
            let inner = self.inner.borrow();
            let all = inner.mutations.iter();
            all.filter(|mutation| mutation.is_paused())
                .cloned()
                .collect()
        } else {
            Vec::new()
        };
        let mut settled = Vec::with_capacity(paused.len());
        let mut is_any_waiting = false;
        for mutation in paused {
            let (waiter, outcome) = oneshot::channel();
            mutation.waiters.borrow_mut().push(waiter);
            settled.push(outcome);
            if mutation.task.borrow().is_none() {
                self.start(&mutation, true);
            } else {
                is_any_waiting = true;
            }
        }
        if is_any_waiting {
            self.wake();
        }
        async move {
            join_all(settled).await;
        }
    }
}
