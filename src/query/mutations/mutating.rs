//! What whoever starts a mutation may await.

use super::super::{Failure, state::Data};
use crate::model::Uuid;
use futures::channel::oneshot;
use std::{
    marker::PhantomData,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

/// Why there is no answer to a mutation.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum MutationError {
    /// It was given up.
    #[error(transparent)]
    Failed(Rc<Failure>),
    /// It was forgotten while it waited: the cache was cleared.
    #[error("the change was given up before it was sent")]
    Forgotten,
}

/// A mutation on its way; it goes on without this, too. Awaiting it brings what
/// the server answered.
pub struct Mutating<T> {
    /// Its name.
    pub id: Uuid,
    outcome: oneshot::Receiver<Result<Data, Rc<Failure>>>,
    types: PhantomData<fn() -> T>,
}

impl<T> Mutating<T> {
    pub(super) fn new(id: Uuid, outcome: oneshot::Receiver<Result<Data, Rc<Failure>>>) -> Self {
        Self {
            id,
            outcome,
            types: PhantomData,
        }
    }
}

impl<T: 'static> Future for Mutating<T> {
    type Output = Result<Rc<T>, MutationError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.outcome).poll(context).map(|outcome| {
            let data = outcome
                .map_err(|_| MutationError::Forgotten)?
                .map_err(MutationError::Failed)?;
            // The types were checked when the options were put together.
            data.downcast().map_err(|_| MutationError::Forgotten)
        })
    }
}
