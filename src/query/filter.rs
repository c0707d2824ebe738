//! Whether a lead belongs in a list, and where: what the server's lists do,
//! done on the client for one lead.

use super::{
    Lead, Slot, View, fold,
    fold::{compare_folded, fold_into},
};
use crate::model::{Business, BusinessFilter, Sort, SortKey};
use std::{cell::RefCell, cmp::Ordering};

/// Whether a lead passes a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It belongs in the list.
    In,
    /// It does not.
    Out,
}

/// Whether `business` passes `filter`.
pub fn fits(business: &Business, filter: &BusinessFilter) -> Fit {
    if Sieve::of(filter).passes(&View::of(business)) {
        Fit::In
    } else {
        Fit::Out
    }
}

/// The order of two leads in a list; ties go by id.
pub fn compare(a: &Business, b: &Business, sort: Sort, filter: &BusinessFilter) -> Ordering {
    Order::of(sort, filter).compare(a.into(), b.into())
}

/// A filter, worked out once for many leads.
pub struct Sieve<'a> {
    filter: &'a BusinessFilter,
    /// A point and metres around it.
    circle: Option<((f64, f64), f64)>,
    /// West, south, east, north; nothing passes one that is none.
    bbox: Option<Option<[f64; 4]>>,
    /// Each has to begin a word.
    words: Vec<String>,
    /// Whether it lets everything through that was not deleted.
    is_open: bool,
    text: RefCell<String>,
}

impl<'a> Sieve<'a> {
    /// Prepares a filter.
    pub fn of(filter: &'a BusinessFilter) -> Self {
        let near = filter.near.as_deref().and_then(parse_point);
        let words = filter.q.as_deref().map(fold).unwrap_or_default();
        Self {
            is_open: *filter == BusinessFilter::default(),
            filter,
            circle: near.zip(filter.radius_m.map(f64::from)),
            bbox: filter.bbox.as_deref().map(parse_bbox),
            words: split(&words).map(str::to_owned).collect(),
            text: RefCell::default(),
        }
    }

    /// Whether a lead passes, wherever it is kept. Deleted ones never do.
    pub fn takes(&self, lead: Lead<'_>) -> bool {
        if self.is_open {
            return !lead.is_deleted();
        }
        self.passes(&lead.view())
    }

    /// Whether a lead passes. Deleted ones never do.
    pub fn passes(&self, lead: &View<'_>) -> bool {
        let filter = self.filter;
        let same = |wanted: &Option<String>, value: Option<&str>| {
            wanted
                .as_ref()
                .is_none_or(|wanted| value == Some(wanted.as_str()))
        };
        lead.deleted_at.is_none()
            && same(&filter.city, lead.city)
            && same(&filter.category, lead.category)
            && filter.stage.is_none_or(|stage| stage == lead.stage)
            && filter
                .enrichment_status
                .is_none_or(|status| status == lead.enrichment_status)
            && filter
                .owner_id
                .is_none_or(|owner| lead.owner_id == Some(owner))
            && filter
                .tag
                .as_deref()
                .is_none_or(|wanted| lead.tags.iter().any(|tag| tag == wanted))
            && self.circle.is_none_or(|(point, radius)| {
                distance(lead, point).is_some_and(|distance| distance <= radius)
            })
            && self.bbox.is_none_or(|bbox| is_inside(lead, bbox))
            && (self.words.is_empty() || self.has_words(lead))
    }

    /// Every word of `q` begins a word of what is searched.
    fn has_words(&self, lead: &View<'_>) -> bool {
        let fields = [
            Some(lead.name),
            lead.category,
            lead.street,
            lead.city,
            lead.region,
            lead.postcode,
            lead.country,
            lead.phone,
            lead.email,
            lead.website,
        ];
        // The same text for one lead after the other: no allocation for each.
        let mut text = self.text.borrow_mut();
        text.clear();
        for field in fields.into_iter().flatten() {
            fold_into(field, &mut text);
            text.push(' ');
        }
        if let Some(phone) = lead.phone {
            text.extend(phone.chars().filter(char::is_ascii_digit));
        }
        let begins = |wanted: &String| split(&text).any(|word| word.starts_with(wanted.as_str()));
        self.words.iter().all(begins)
    }
}

/// The words of a folded text.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn is_inside(lead: &View<'_>, bbox: Option<[f64; 4]>) -> bool {
    let (Some([west, south, east, north]), Some(lat), Some(lon)) = (bbox, lead.lat, lead.lon)
    else {
        return false;
    };
    (south..=north).contains(&lat) && (west..=east).contains(&lon)
}

fn parse_bbox(text: &str) -> Option<[f64; 4]> {
    let edges = text.split(',').filter_map(|edge| edge.trim().parse().ok());
    edges.collect::<Vec<f64>>().try_into().ok()
}

/// `lat,lon` in degrees.
pub fn parse_point(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?))
}

/// Metres between a lead and a point, by the haversine formula.
fn distance(lead: &View<'_>, (lat, lon): (f64, f64)) -> Option<f64> {
    let (lat1, lon1) = (lead.lat?.to_radians(), lead.lon?.to_radians());
    let (lat2, lon2) = (lat.to_radians(), lon.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let a = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half(lon2 - lon1);
    Some(2.0 * 6_371_008.8 * a.sqrt().asin())
}

/// The order of a list, worked out once for many leads.
#[derive(Clone, Copy)]
pub struct Order {
    sort: Sort,
    near: Option<(f64, f64)>,
}

impl Order {
    /// Prepares the order of a list.
    pub fn of(sort: Sort, filter: &BusinessFilter) -> Self {
        let near = filter.near.as_deref().and_then(parse_point);
        let near = near.filter(|_| sort.key == SortKey::Distance);
        Self { sort, near }
    }

    /// Puts leads in order. The one place that sorts them: the code of a sort is large.
    pub fn sort(&self, rows: &mut [(Slot, Lead<'_>)]) {
        rows.sort_unstable_by(|(_, a), (_, b)| self.compare(*a, *b));
    }

    /// The order of two leads; ties go by id.
    pub fn compare(&self, a: Lead<'_>, b: Lead<'_>) -> Ordering {
        let name = || compare_folded(a.name(), b.name());
        let order = match self.sort.key {
            SortKey::UpdatedAt => a.updated_at().cmp(&b.updated_at()),
            SortKey::CreatedAt => a.created_at().cmp(&b.created_at()),
            SortKey::Name => name(),
            SortKey::City => by_text(a.view().city, b.view().city).then_with(name),
            SortKey::Category => by_text(a.view().category, b.view().category).then_with(name),
            SortKey::Stage => a.stage().cmp(&b.stage()),
            SortKey::Distance => self.near.map_or(Ordering::Equal, |near| {
                let metres = |lead: Lead<'_>| distance(&lead.view(), near).unwrap_or(f64::INFINITY);
                metres(a).total_cmp(&metres(b))
            }),
        };
        let order = order.then_with(|| a.id().cmp(&b.id()));
        if self.sort.descending {
            order.reverse()
        } else {
            order
        }
    }
}

/// What is not known comes last.
fn by_text(a: Option<&str>, b: Option<&str>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => compare_folded(a.as_bytes(), b.as_bytes()),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{NewBusiness, Stage, Uuid};

    fn lead(name: &str) -> Business {
        let mut lead = NewBusiness::named(name).into_business(Uuid::nil(), 0);
        lead.phone = Some("+358 9 123 456".into());
        lead.address.city = Some("Helsinki".into());
        lead
    }

    #[test]
    fn search_goes_by_the_beginnings_of_words() {
        let lead = lead("Café Ekberg");
        let fits = |q: &str| {
            let filter = BusinessFilter {
                q: Some(q.into()),
                ..Default::default()
            };
            fits(&lead, &filter) == Fit::In
        };
        assert!(fits("cafe") && fits("EKB hel") && fits("3589123") && fits("  "));
        assert!(!fits("berg") && !fits("cafe espoo"));
    }

    #[test]
    fn every_filter_must_hold() {
        let lead = lead("A");
        let filter = |stage| BusinessFilter {
            city: Some("Helsinki".into()),
            stage,
            ..Default::default()
        };
        assert_eq!(fits(&lead, &filter(None)), Fit::In);
        assert_eq!(fits(&lead, &filter(Some(Stage::Won))), Fit::Out);
    }

    #[test]
    fn names_sort_without_accents_and_descending_turns_round() {
        let (a, b) = (lead("Äkta"), lead("Bo"));
        let none = BusinessFilter::default();
        let by_name = Sort {
            key: SortKey::Name,
            descending: false,
        };
        assert_eq!(compare(&a, &b, by_name, &none), Ordering::Less);
        assert_eq!(
            compare(
                &a,
                &b,
                Sort {
                    descending: true,
                    ..by_name
                },
                &none
            ),
            Ordering::Greater
        );
    }
}
