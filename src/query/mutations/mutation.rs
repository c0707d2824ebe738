//! One mutation: its state, who watches it, and when it may be forgotten.

use super::{
    super::{
        CacheEvent, Failure, GcTime, MutationAction, NetworkMode, Patience, QueryClient,
        state::Data, timers::TimerId,
    },
    behaviour::{Behaviour, Ending},
    state::{Action, MutationStatus, State},
};
use crate::model::Uuid;
use futures::{channel::oneshot, future::AbortHandle};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

/// Who is told of every change of a mutation.
pub(super) trait Watcher {
    /// It changed; `ending` if it is settled by that.
    fn told(&self, ending: Option<&Ending>);
}

/// Told how it ended; dropped untold if it was forgotten before.
type Waiter = oneshot::Sender<Result<Data, Rc<Failure>>>;

pub(super) struct Mutation {
    pub id: Uuid,
    /// Its place in the order in which mutations were asked for.
    pub seq: u64,
    pub scope: Option<Rc<str>>,
    pub behaviour: RefCell<Behaviour>,
    state: RefCell<State>,
    watchers: RefCell<Vec<Weak<dyn Watcher>>>,
    pub waiters: RefCell<Vec<Waiter>>,
    /// Stops its task; there is one while it runs.
    pub task: RefCell<Option<AbortHandle>>,
    /// Whether the server is being asked: it can no longer be stopped.
    pub is_sent: Cell<bool>,
    pub patience: Patience,
    /// Forgets it.
    gc_timer: Cell<Option<TimerId>>,
}

impl Mutation {
    pub fn new(
        id: Uuid,
        seq: u64,
        behaviour: Behaviour,
        scope: Option<Rc<str>>,
        state: State,
    ) -> Self {
        Self {
            id,
            seq,
            scope,
            behaviour: RefCell::new(behaviour),
            state: RefCell::new(state),
            watchers: RefCell::default(),
            waiters: RefCell::default(),
            task: RefCell::default(),
            is_sent: Cell::default(),
            patience: Patience::default(),
            gc_timer: Cell::default(),
        }
    }

    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    pub fn is_pending(&self) -> bool {
        self.state.borrow().status == MutationStatus::Pending
    }

    pub fn is_paused(&self) -> bool {
        self.state.borrow().is_paused
    }

    pub fn network_mode(&self) -> NetworkMode {
        self.behaviour.borrow().network_mode.unwrap_or_default()
    }

    /// What it was asked to do: there since it began.
    pub fn variables(&self) -> Data {
        let variables = self.state.borrow().variables.clone();
        variables.unwrap_or_else(|| Rc::new(()))
    }

    pub fn set_state(&self, state: State) {
        *self.state.borrow_mut() = state;
    }

    fn live_watchers(&self) -> Vec<Rc<dyn Watcher>> {
        let watchers = self.watchers.borrow();
        watchers.iter().filter_map(Weak::upgrade).collect()
    }

    pub fn is_watched(&self) -> bool {
        self.watchers
            .borrow()
            .iter()
            .any(|watcher| watcher.strong_count() > 0)
    }
}

impl QueryClient {
    /// Changes a mutation's state and tells everybody. The only way to change it.
    pub(super) fn dispatch(&self, mutation: &Rc<Mutation>, action: &Action) {
        let state = mutation.state().reduce(action);
        mutation.set_state(state);
        let ending = mutation.ending_of(action);
        for watcher in mutation.live_watchers() {
            watcher.told(ending.as_ref());
        }
        self.emit(|| CacheEvent::MutationUpdated(mutation.id, action.kind()));
    }

    /// Tells `watcher` from now on; while somebody watches, it is not forgotten.
    pub(super) fn watch(&self, mutation: &Rc<Mutation>, watcher: Weak<dyn Watcher>) {
        {
            let mut watchers = mutation.watchers.borrow_mut();
            if watchers.iter().any(|known| Weak::ptr_eq(known, &watcher)) {
                return;
            }
            watchers.push(watcher);
        }
        self.remember(mutation);
        self.emit(|| CacheEvent::MutationObserverAdded(mutation.id));
    }

    /// Tells it no more. The mutation goes on all the same.
    pub(super) fn unwatch(&self, mutation: &Rc<Mutation>, watcher: &Weak<dyn Watcher>) {
        mutation
            .watchers
            .borrow_mut()
            .retain(|known| !Weak::ptr_eq(known, watcher) && known.strong_count() > 0);
        self.forget_later(mutation);
        self.emit(|| CacheEvent::MutationObserverRemoved(mutation.id));
    }

    /// Forgets it after its time, unless somebody watches it then or it still runs.
    pub(super) fn forget_later(&self, mutation: &Rc<Mutation>) {
        self.remember(mutation);
        let GcTime::After(time) = mutation.behaviour.borrow().gc_time.unwrap_or_default() else {
            return;
        };
        let (client, idle) = (self.clone_weakly(), Rc::downgrade(mutation));
        let timer = self.timers().after(time, move || {
            let (Some(client), Some(mutation)) = (client(), idle.upgrade()) else {
                return;
            };
            mutation.gc_timer.set(None);
            // One that still runs waits for this anew once it is settled.
            if !mutation.is_pending() && !mutation.is_watched() {
                client.remove_mutation(mutation.id);
            }
        });
        mutation.gc_timer.set(Some(timer));
    }

    /// Does not forget it after all.
    pub(super) fn remember(&self, mutation: &Mutation) {
        if let Some(timer) = mutation.gc_timer.take() {
            self.timers().cancel(timer);
        }
    }
}

impl Mutation {
    fn ending_of(&self, action: &Action) -> Option<Ending> {
        let result = match action {
            Action::Succeed(data) => Ok(data.clone()),
            Action::GiveUp(error) => Err(error.clone()),
            _ => return None,
        };
        Some(self.ending(result))
    }

    /// How it ended, as callbacks are told.
    pub fn ending(&self, result: Result<Data, Rc<Failure>>) -> Ending {
        Ending {
            result,
            variables: self.variables(),
            context: self.state.borrow().context.clone(),
        }
    }
}

impl Action {
    fn kind(&self) -> MutationAction {
        match self {
            Self::Begin { .. } | Self::Prepare(_) => MutationAction::Pending,
            Self::Fail { .. } => MutationAction::Failed,
            Self::Pause => MutationAction::Pause,
            Self::Continue => MutationAction::Continue,
            Self::Succeed(_) => MutationAction::Success,
            Self::GiveUp(_) => MutationAction::Error,
        }
    }
}
