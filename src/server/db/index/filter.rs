//! Which leads a list is of.

use super::{
    Inner,
    bits::Bits,
    geo::{Area, Point},
    text::{Wanted, terms},
};
use crate::model::{Business, BusinessFilter};
use crate::server::db::businesses::Faults;

/// Characters in `q`.
const MAX_QUERY: usize = 200;
/// Words in `q`.
const MAX_WORDS: usize = 12;

/// A filter whose values were checked.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    filter: BusinessFilter,
    wanted: Option<Wanted>,
    /// The point of `near`.
    pub near: Option<Point>,
    bbox: Option<Area>,
}

impl Selection {
    /// Checks a filter.
    ///
    /// # Errors
    /// What is wrong, by parameter.
    pub fn parse(filter: &BusinessFilter) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let mut wanted = None;
        if let Some(q) = filter.q.as_deref().filter(|q| !q.trim().is_empty()) {
            let parsed = Wanted::parse(q);
            if q.chars().count() > MAX_QUERY || parsed.words.len() > MAX_WORDS {
                faults.insert(
                    "q".into(),
                    format!("must have at most {MAX_QUERY} characters and {MAX_WORDS} words"),
                );
            }
            wanted = Some(parsed);
        }
        let near = filter.near.as_deref().map(str::parse).transpose();
        let bbox = filter.bbox.as_deref().map(str::parse).transpose();
        for (name, fault) in [("near", near.as_ref().err()), ("bbox", bbox.as_ref().err())] {
            if let Some(fault) = fault {
                faults.insert(name.into(), String::clone(fault));
            }
        }
        if filter.radius_m == Some(0) {
            faults.insert("radius_m".into(), "must be at least 1".into());
        }
        if filter.radius_m.is_some() && filter.near.is_none() {
            faults.insert("radius_m".into(), "needs near".into());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self {
            filter: filter.clone(),
            wanted,
            near: near.unwrap_or_default(),
            bbox: bbox.unwrap_or_default(),
        })
    }

    /// The leads that pass.
    pub(super) fn select(&self, inner: &Inner) -> Bits {
        let columns = &inner.columns;
        let filter = &self.filter;
        // What holds for all leads without looking at text.
        let mut bits = match (&self.wanted, &filter.tag) {
            (None, None) => columns.live.clone(),
            (wanted, tag) => {
                let everything = Wanted::default();
                let wanted = wanted.as_ref().unwrap_or(&everything);
                let live = columns.live.words();
                if wanted.words.is_empty() && tag.is_none() {
                    // Nothing but punctuation was typed.
                    columns.live.clone()
                } else {
                    let mut found = inner.search.find(wanted, tag.as_deref(), live.len() * 64);
                    let words = found.words_mut();
                    for (at, word) in words.iter_mut().enumerate() {
                        *word &= live.get(at).copied().unwrap_or(0);
                    }
                    found
                }
            }
        };
        if let Some(stage) = filter.stage {
            columns.keep_stage(&mut bits, stage);
        }
        if let Some(status) = filter.enrichment_status {
            columns.keep_status(&mut bits, status);
        }
        if let Some(owner) = filter.owner_id {
            columns.keep_owner(&mut bits, owner);
        }
        for (wanted, dictionary, column) in [
            (&filter.city, &columns.cities, &columns.city),
            (&filter.category, &columns.categories, &columns.category),
        ] {
            if let Some(text) = wanted {
                // A number that no text has.
                let number = dictionary.find(text).unwrap_or(u32::MAX);
                bits.retain(|at| column.get(at) == Some(&number));
            }
        }
        if let Some(area) = &self.bbox {
            columns.keep_latitudes(&mut bits, area.south, area.north);
            bits.retain(|at| {
                columns
                    .position(at as u32)
                    .is_some_and(|p| area.holds(p.into()))
            });
        }
        if let (Some(near), Some(radius)) = (self.near, filter.radius_m) {
            let (from, to) = near.latitudes(f64::from(radius));
            let limit = Point::haversine_of(radius.into());
            columns.keep_latitudes(&mut bits, from, to);
            bits.retain(|at| {
                columns
                    .position(at as u32)
                    .is_some_and(|p| near.haversine_to(p.into()) <= limit)
            });
        }
        bits
    }

    /// Whether one lead passes: the same answer without the index, for checking it.
    pub fn accepts(&self, business: &Business) -> bool {
        let filter = &self.filter;
        let position = business.lat.zip(business.lon).map(Point::from);
        business.deleted_at.is_none()
            && filter.stage.is_none_or(|stage| stage == business.stage)
            && filter
                .enrichment_status
                .is_none_or(|status| status == business.enrichment_status)
            && filter
                .owner_id
                .is_none_or(|owner| business.owner_id == Some(owner))
            && filter
                .city
                .as_ref()
                .is_none_or(|city| business.address.city.as_ref() == Some(city))
            && filter
                .category
                .as_ref()
                .is_none_or(|c| business.category.as_ref() == Some(c))
            && filter
                .tag
                .as_ref()
                .is_none_or(|tag| business.tags.contains(tag))
            && self
                .wanted
                .as_ref()
                .is_none_or(|wanted| wanted.accepts(&terms(business)))
            && self
                .bbox
                .is_none_or(|area| position.is_some_and(|p| area.holds(p)))
            && self.near.zip(filter.radius_m).is_none_or(|(near, radius)| {
                position.is_some_and(|p| near.haversine_to(p) <= Point::haversine_of(radius.into()))
            })
    }
}
