//! Conformance: DESIGN §5, «Nothing is missed» and «States».

mod frames;
mod polling;
mod pulse;
mod resuming;
mod states;
mod topics;

use super::super::testing::*;
use super::*;
use crate::{
    model::{
        ClientFrame, EventBody, EventPage, NewBusiness, ServerFrame, Stats, Topic, Uuid, close,
    },
    query::Key,
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

fn page(events: Vec<crate::model::AnyEvent>, seq: i64) -> EventPage {
    EventPage {
        epoch: EPOCH,
        seq,
        events,
        reset: false,
        more: false,
    }
}
