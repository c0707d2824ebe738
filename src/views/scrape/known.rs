//! The leads that are known in an area, as dots and as rows.

use super::draft::filter_of;
use crate::{
    components::{Dot, Point, Shape},
    hooks::{BusinessList, use_business_list, use_leadwire, use_settled},
    model::{Sort, SortKey, Timestamp, Uuid},
};
use dioxus::prelude::*;
use std::{rc::Rc, time::Duration};

/// The most leads that are drawn.
pub const DRAWN: usize = 2_000;

/// How long an area stays as it is before its leads are asked for.
const PAUSE: Duration = Duration::from_millis(250);

/// The newest first: what a search finds comes on top.
pub const NEWEST: Sort = Sort {
    key: SortKey::CreatedAt,
    descending: true,
};

/// What is known in an area.
pub struct Known {
    /// The list, newest first.
    pub rows: BusinessList,
    /// Those that are drawn.
    pub dots: Rc<Vec<Dot>>,
}

/// What is known in `shape`, live; those that came after `since` are new.
pub fn use_known(shape: &Shape, since: Option<Timestamp>) -> Known {
    let settled = use_settled(shape.clone(), PAUSE);
    let client = use_leadwire().client;
    let rows = use_business_list(filter_of(&settled), NEWEST);
    rows.ensure(rows.total().min(DRAWN as u64).saturating_sub(1) as usize);
    let dot = |id: Uuid| {
        let lead = client.business(id)?;
        let at = Point {
            lat: lead.lat?,
            lon: lead.lon?,
        };
        // Of a polygon the box around it was asked for; of others, themselves.
        let is_in = !matches!(settled, Shape::Polygon(_)) || settled.contains(at);
        is_in.then(|| Dot {
            id,
            at,
            is_new: since.is_some_and(|since| lead.created_at >= since),
        })
    };
    let dots: Vec<_> = rows.range(0..DRAWN).into_iter().filter_map(dot).collect();
    Known {
        rows,
        dots: Rc::new(dots),
    }
}

/// What the dashed line on the drawing is.
#[component]
pub fn Edge(
    /// What the source covers; nothing if nobody knows.
    cover: Option<[f64; 4]>,
) -> Element {
    if cover.is_none() {
        return rsx! {};
    }
    rsx! {
        i { class: "edge" }
        span { "Where the source ends" }
    }
}

/// What a lead is called.
pub fn use_name_of() -> Callback<Uuid, Option<String>> {
    let client = use_leadwire().client;
    use_callback(move |id| client.business(id).map(|lead| lead.name.clone()))
}
