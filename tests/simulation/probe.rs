//! Looks into a write of the server by what it traces, to end it at a chosen point.

use std::{cell::Cell, panic::resume_unwind};
use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
    subscriber::Interest,
};

/// What befalls a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server goes down before the given statement.
    CrashAt(u32),
    /// It goes down between the commit and telling of it.
    CrashCommitted,
    /// Whoever asked hangs up before the given statement.
    LeaveAt(u32),
    /// Whoever asked hangs up while the server commits.
    LeaveInCommit,
}

impl Fault {
    /// Whether the server lives on.
    pub fn stays_up(self) -> bool {
        matches!(self, Self::LeaveAt(_) | Self::LeaveInCommit)
    }
}

thread_local! {
    static ARMED: Cell<Option<Fault>> = const { Cell::new(None) };
    static STRUCK: Cell<Option<Fault>> = const { Cell::new(None) };
    static STATEMENTS: Cell<u32> = const { Cell::new(0) };
}

/// The next write on this thread meets `fault`.
pub fn arm(fault: Fault) {
    ARMED.set(Some(fault));
    STRUCK.set(None);
    STATEMENTS.set(0);
}

/// What befell the write, if anything did.
pub fn disarm() -> Option<Fault> {
    ARMED.set(None);
    STRUCK.take()
}

/// Whether something may yet befall the write.
pub fn is_armed() -> bool {
    ARMED.get().is_some()
}

/// Whether whoever asked has just hung up.
pub fn has_left() -> bool {
    STRUCK.get() == Some(Fault::LeaveInCommit)
}

fn pass(point: &str) {
    let Some(fault) = ARMED.get() else { return };
    let statement = STATEMENTS.get();
    let strikes = match (fault, point) {
        (Fault::CrashAt(at) | Fault::LeaveAt(at), "statement") => {
            STATEMENTS.set(statement + 1);
            at <= statement
        }
        (Fault::LeaveInCommit, "commit") | (Fault::CrashCommitted, "committed") => true,
        _ => false,
    };
    if !strikes {
        return;
    }
    ARMED.set(None);
    STRUCK.set(Some(fault));
    if fault != Fault::LeaveInCommit {
        // Everything of this request is dropped here, as if it were never polled again.
        resume_unwind(Box::new("struck"));
    }
}

/// Hears what writes trace.
pub struct Probe;

/// Where the points of a write are told.
const POINTS: &str = "leadwire::write::";

impl Subscriber for Probe {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with(POINTS)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if let Some(point) = event.metadata().target().strip_prefix(POINTS) {
            pass(point);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
