//! The socket: how it is, what is listened to, what went over it.

pub use crate::net::workbench::{Frame, Spread};

use super::{super::context::use_leadwire, use_pulse};
use crate::{live::State, net::workbench::Traffic};
use dioxus::prelude::*;

/// The socket as the panel shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Socket {
    /// How the connection is.
    pub state: &'static str,
    /// Since when, in Unix milliseconds.
    pub since: i64,
    /// The position in the event log up to which everything was taken.
    pub position: Option<i64>,
    /// Which event log that is.
    pub epoch: Option<String>,
    /// Events taken, and those that came again.
    pub events: (u64, u64),
    /// Topics and how many listen to each.
    pub topics: Vec<(String, u32)>,
    /// What went over it.
    pub traffic: Traffic,
}

/// The socket.
pub fn use_socket() -> Socket {
    use_pulse();
    let leadwire = use_leadwire();
    let traffic = leadwire.http.workbench().traffic();
    let link = leadwire.link.read();
    let Some(link) = &*link else {
        return Socket {
            state: "none",
            traffic,
            ..Socket::default()
        };
    };
    let (connection, tally) = (link.connection(), link.tally());
    let topics = link.topic_counts().into_iter();
    Socket {
        state: match connection.state {
            State::Connecting => "connecting",
            State::Connected => "connected",
            State::Reconnecting => "reconnecting",
            State::Disconnected => "disconnected",
        },
        since: connection.since,
        position: tally.position,
        epoch: tally.epoch.map(|epoch| epoch.to_string()),
        events: (tally.applied, tally.repeated),
        topics: topics
            .map(|(topic, count)| (topic.to_string(), count))
            .collect(),
        traffic,
    }
}
