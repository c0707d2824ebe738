//! One test for every behaviour of TanStack Query v5's mutations, and for what
//! is ours beyond it.

mod cache;
mod callbacks;
mod mutation;
mod network;
mod observer;
mod random;
mod restart;
mod scope;

use super::super::{
    CacheEvent, Failure, Key, MutationContext, MutationInfo, MutationOptions, QueryClient,
    testing::World,
};
use crate::model::{Problem, ProblemCode, Uuid};
use futures::{channel::oneshot, future::LocalBoxFuture};
use std::{cell::RefCell, rc::Rc};

type Answer = Result<String, Failure>;

struct Call {
    variables: u32,
    id: Uuid,
    answer: Option<oneshot::Sender<Answer>>,
}

/// A server that takes numbers; the test answers each call by hand.
#[derive(Clone, Default)]
pub struct Desk {
    calls: Rc<RefCell<Vec<Call>>>,
}

impl Desk {
    /// What a mutation's function does: it asks this server.
    pub fn ask(
        &self,
    ) -> impl Fn(Rc<u32>, MutationContext) -> LocalBoxFuture<'static, Answer> + use<> {
        let calls = self.calls.clone();
        move |variables, context| {
            let (sender, receiver) = oneshot::channel();
            calls.borrow_mut().push(Call {
                variables: *variables,
                id: context.id,
                answer: Some(sender),
            });
            Box::pin(async move { receiver.await.unwrap() })
        }
    }

    pub fn options(&self) -> MutationOptions<u32, String> {
        MutationOptions::new(self.ask())
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<u32> {
        let calls = self.calls.borrow();
        calls.iter().map(|call| call.variables).collect()
    }

    pub fn ids(&self) -> Vec<Uuid> {
        self.calls.borrow().iter().map(|call| call.id).collect()
    }

    /// Answers the oldest open call with these variables.
    pub fn answer(&self, world: &mut World, variables: u32, answer: Answer) {
        let sender = {
            let mut calls = self.calls.borrow_mut();
            let call = calls
                .iter_mut()
                .find(|call| call.variables == variables && call.answer.is_some());
            call.expect("nobody asked that").answer.take().unwrap()
        };
        // Whoever asked may have been stopped.
        let _ = sender.send(answer);
        world.run();
    }

    pub fn accept(&self, world: &mut World, variables: u32) {
        self.answer(world, variables, Ok(format!("done {variables}")));
    }
}

/// What happened, in order.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn add(&self, what: impl Into<String>) {
        self.0.borrow_mut().push(what.into());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }

    pub fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// A failure that trying again does not help.
pub fn refused() -> Failure {
    Failure::Refused(Box::new(Problem::new(403, ProblemCode::Forbidden, "no")))
}

pub fn key(name: &str) -> Key {
    Key::named(name)
}

pub fn all(client: &QueryClient) -> Vec<MutationInfo> {
    client.find_mutations(super::MutationFilters::all())
}

/// What the cache tells of mutations, as text.
pub fn events(client: &QueryClient) -> (Log, super::super::Listening) {
    let log = Log::default();
    let told = log.clone();
    let listening = client.on_event(move |event| {
        told.add(match event {
            CacheEvent::MutationAdded(_) => "added".to_owned(),
            CacheEvent::MutationRemoved(_) => "removed".to_owned(),
            CacheEvent::MutationUpdated(_, action) => format!("{action:?}"),
            CacheEvent::MutationObserverAdded(_) => "observed".to_owned(),
            CacheEvent::MutationObserverRemoved(_) => "unobserved".to_owned(),
            CacheEvent::MutationObserverOptionsChanged(_) => "options".to_owned(),
            other => format!("{other:?}"),
        });
    });
    (log, listening)
}

/// Awaits something that must be there already.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    futures::FutureExt::now_or_never(future).expect("it is not settled")
}
