//! What whoever made a change can wait for.

use super::Outcome;
use crate::model::Failure;
use futures::channel::oneshot;
use std::{cell::RefCell, rc::Rc};

/// What whoever made a change can wait for.
pub struct Receipt {
    /// It is kept and shown.
    pub kept: oneshot::Receiver<()>,
    /// How it ended; nothing, if the app ended first or it was taken back.
    pub outcome: oneshot::Receiver<Outcome>,
}

/// What whoever did something to a job or a contact can wait for.
pub struct OtherReceipt {
    /// It is kept.
    pub kept: oneshot::Receiver<()>,
    /// How it ended; nothing, if the app ended first or another tab heard of it.
    pub outcome: oneshot::Receiver<Result<(), Failure>>,
}

/// How several changes that were made at once ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ended {
    /// How many the server took.
    pub confirmed: usize,
    /// Why it refused others, each of which is parked.
    pub refused: Vec<Failure>,
}

/// What whoever made several changes at once can wait for.
pub struct ManyReceipt {
    /// All of them are kept and shown.
    pub kept: oneshot::Receiver<()>,
    /// How all of them ended; nothing, if the app ended first.
    pub outcome: oneshot::Receiver<Ended>,
}

/// Who is told how a change ended.
pub(super) enum Asker {
    /// Whoever made this one.
    One(oneshot::Sender<Outcome>),
    /// Whoever did something to a job or a contact.
    Other(oneshot::Sender<Result<(), Failure>>),
    /// Whoever made several: told once, when the last has ended.
    Many(Rc<Many>),
}

impl Asker {
    /// Tells that it was done.
    pub(super) fn tell_done(self) {
        if let Self::Other(sender) = self {
            // Whoever asked may be gone.
            let _ = sender.send(Ok(()));
        }
    }

    /// Tells it. Whoever asked may be gone; the change is made all the same.
    pub(super) fn tell(self, outcome: Outcome) {
        match self {
            Self::One(sender) => drop(sender.send(outcome)),
            Self::Other(sender) => drop(sender.send(outcome.map(drop))),
            Self::Many(many) => {
                let mut ended = many.ended.borrow_mut();
                match outcome {
                    Ok(_) => ended.confirmed += 1,
                    Err(failure) => ended.refused.push(failure),
                }
            }
        }
    }
}

/// Shared by changes that were made at once; tells when the last lets go of it.
pub(super) struct Many {
    ended: RefCell<Ended>,
    sender: RefCell<Option<oneshot::Sender<Ended>>>,
}

impl Many {
    pub(super) fn new(sender: oneshot::Sender<Ended>) -> Rc<Self> {
        Rc::new(Self {
            ended: RefCell::default(),
            sender: RefCell::new(Some(sender)),
        })
    }
}

impl Drop for Many {
    fn drop(&mut self) {
        if let Some(sender) = self.sender.take() {
            // Whoever asked may be gone.
            let _ = sender.send(self.ended.take());
        }
    }
}
