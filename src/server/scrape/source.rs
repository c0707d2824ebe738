//! What every source can be asked.

use super::{area::Area, bounds::Bounds, wanted::Wanted};
use crate::server::db::{businesses::Incoming, index::Point};
use futures::future::BoxFuture;
use std::collections::HashSet;

/// Why a source did not give what it was asked for. All are for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Too much for one answer: smaller tiles may do.
    #[error("{0}")]
    TooMuch(String),
    /// This tile cannot be had now.
    #[error("{0}")]
    Tile(String),
    /// Nobody answers: other tiles would end the same way.
    #[error("{0}")]
    Silent(String),
    /// It cannot be used as it is.
    #[error("{0}")]
    Unusable(String),
    /// The server stops.
    #[error("the server stops")]
    Stopping,
}

/// How a source goes through an area.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The parts that are asked for one by one.
    pub tiles: Vec<Bounds>,
    /// How many leads there are in all, if that is known beforehand.
    pub total: Option<u64>,
}

/// Where businesses are found.
pub trait Source: Send + Sync {
    /// The `kind` that its leads' sources have.
    fn kind(&self) -> &'static str;

    /// Whether somebody else's server is asked, which takes a while.
    fn is_remote(&self) -> bool;

    /// Whether it knows anything about a point: what is not found elsewhere is not gone.
    fn covers(&self, _point: Point) -> bool {
        true
    }

    /// The parts of an area to ask for.
    fn plan<'a>(
        &'a self,
        area: &'a Area,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Plan, SourceError>>;

    /// What is in a tile, the area, and of the kinds that are wanted, each with what it is
    /// known by and what the source knows beyond the lead: in an order that is always the
    /// same. An object that two tiles have
    /// something of may be given by both.
    fn find<'a>(
        &'a self,
        tile: &'a Bounds,
        area: &'a Area,
        wanted: &'a Wanted,
    ) -> BoxFuture<'a, Result<Vec<Incoming>, SourceError>>;

    /// Those of these references that it still has, wherever and of whatever kind.
    fn still_there<'a>(
        &'a self,
        references: &'a [String],
    ) -> BoxFuture<'a, Result<HashSet<String>, SourceError>>;
}
