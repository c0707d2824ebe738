//! Where a page ended: what the next goes on from, whatever comes and goes meanwhile.

use super::{geo::Point, text::fold};
use crate::{
    model::{Business, Sort, SortKey, Uuid},
    server::db::businesses::Faults,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

/// The place of a lead in an order. Opaque on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    /// The order.
    #[serde(rename = "s")]
    sort: Sort,
    /// `near`, on which the order by distance depends.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    near: Option<String>,
    /// The page that follows, counted from 1.
    #[serde(rename = "p")]
    pub page: u32,
    /// The lead's number: its place in the order of creation.
    #[serde(rename = "r")]
    pub rid: u32,
    /// The lead's id.
    #[serde(rename = "i")]
    pub id: Uuid,
    /// Its place in that order, ties apart.
    #[serde(rename = "k")]
    pub key: Key,
}

/// What a lead is ordered by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Key {
    /// A time, in milliseconds: `updated_at` or `created_at`.
    #[serde(rename = "t")]
    Time(i64),
    /// The folded name.
    #[serde(rename = "n")]
    Name(String),
    /// City or category as written, then the folded name.
    #[serde(rename = "g")]
    Group(Option<String>, String),
    /// The position in the funnel.
    #[serde(rename = "f")]
    Stage(usize),
    /// The haversine of the distance, as bits so that nothing is lost; `None` if unknown.
    #[serde(rename = "d")]
    Distance(Option<u64>),
}

impl Key {
    /// What `business` is ordered by.
    pub fn of(business: &Business, key: SortKey, near: Option<Point>) -> Self {
        match key {
            SortKey::UpdatedAt => Self::Time(business.updated_at),
            SortKey::CreatedAt => Self::Time(business.created_at),
            SortKey::Name => Self::Name(fold(&business.name)),
            SortKey::City => Self::Group(business.address.city.clone(), fold(&business.name)),
            SortKey::Category => Self::Group(business.category.clone(), fold(&business.name)),
            SortKey::Stage => Self::Stage(business.stage as usize),
            SortKey::Distance => Self::Distance(
                near.zip(business.lat.zip(business.lon))
                    .map(|(near, at)| near.haversine_to(at.into()).to_bits()),
            ),
        }
    }

    /// Whether this is what leads are ordered by under `key`.
    fn suits(&self, key: SortKey) -> bool {
        match self {
            Self::Time(_) => matches!(key, SortKey::UpdatedAt | SortKey::CreatedAt),
            Self::Name(_) => key == SortKey::Name,
            Self::Group(..) => matches!(key, SortKey::City | SortKey::Category),
            Self::Stage(_) => key == SortKey::Stage,
            Self::Distance(_) => key == SortKey::Distance,
        }
    }
}

impl Cursor {
    /// The place of `business`, number `rid`, the last lead of page `page`.
    pub fn after(
        rid: u32,
        business: &Business,
        page: u32,
        sort: Sort,
        near: Option<(&str, Point)>,
    ) -> Self {
        Self {
            sort,
            near: near
                .filter(|_| sort.key == SortKey::Distance)
                .map(|(text, _)| text.to_owned()),
            page: page.saturating_add(1),
            rid,
            id: business.id,
            key: Key::of(business, sort.key, near.map(|(_, point)| point)),
        }
    }

    /// As it travels.
    pub fn encode(&self) -> String {
        // Serialising plain values into memory does not fail.
        BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads what [`encode`](Self::encode) wrote, for the same order.
    ///
    /// # Errors
    /// If it is none, or one of another order.
    pub fn decode(text: &str, sort: Sort, near: Option<&str>) -> Result<Self, Faults> {
        let fault = |message: &str| Faults::from([("cursor".into(), message.into())]);
        let cursor: Self = BASE64_URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|json| serde_json::from_slice(&json).ok())
            .ok_or_else(|| fault("is not one that a list gave"))?;
        let near = near.filter(|_| sort.key == SortKey::Distance);
        if cursor.sort != sort || cursor.near.as_deref() != near || !cursor.key.suits(sort.key) {
            return Err(fault("is of a list in another order"));
        }
        Ok(cursor)
    }
}
