//! Whether a lead belongs in a list, and where: what the server's lists do,
//! done on the client for one lead.

use super::fold;
use crate::model::{Business, BusinessFilter, Sort, SortKey};
use std::cmp::Ordering;

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
    let same = |wanted: &Option<String>, value: &Option<String>| {
        wanted
            .as_ref()
            .is_none_or(|wanted| value.as_ref() == Some(wanted))
    };
    let passes = business.deleted_at.is_none()
        && same(&filter.city, &business.address.city)
        && same(&filter.category, &business.category)
        && filter.stage.is_none_or(|stage| stage == business.stage)
        && filter
            .enrichment_status
            .is_none_or(|status| status == business.enrichment_status)
        && filter
            .owner_id
            .is_none_or(|owner| business.owner_id == Some(owner))
        && filter
            .tag
            .as_ref()
            .is_none_or(|tag| business.tags.contains(tag))
        && is_near(business, filter)
        && is_inside(business, filter)
        && filter.q.as_deref().is_none_or(|q| has_words(business, q));
    if passes { Fit::In } else { Fit::Out }
}

fn is_near(business: &Business, filter: &BusinessFilter) -> bool {
    let (Some(near), Some(radius)) = (
        filter.near.as_deref().and_then(parse_point),
        filter.radius_m,
    ) else {
        return true;
    };
    distance(business, near).is_some_and(|distance| distance <= f64::from(radius))
}

fn is_inside(business: &Business, filter: &BusinessFilter) -> bool {
    let Some(bbox) = &filter.bbox else {
        return true;
    };
    let edges: Vec<f64> = bbox
        .split(',')
        .filter_map(|edge| edge.trim().parse().ok())
        .collect();
    let ([west, south, east, north], Some(lat), Some(lon)) =
        (&edges[..], business.lat, business.lon)
    else {
        return false;
    };
    (*south..=*north).contains(&lat) && (*west..=*east).contains(&lon)
}

/// Every word of `q` begins a word of what is searched.
fn has_words(business: &Business, q: &str) -> bool {
    let address = &business.address;
    let fields = [
        Some(&business.name),
        business.category.as_ref(),
        address.street.as_ref(),
        address.city.as_ref(),
        address.region.as_ref(),
        address.postcode.as_ref(),
        address.country.as_ref(),
        business.phone.as_ref(),
        business.email.as_ref(),
        business.website.as_ref(),
    ];
    let mut text = String::new();
    for field in fields.into_iter().flatten() {
        text.push_str(&fold(field));
        text.push(' ');
    }
    if let Some(phone) = &business.phone {
        text.extend(phone.chars().filter(char::is_ascii_digit));
    }
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let q = fold(q);
    q.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|wanted| words.iter().any(|word| word.starts_with(wanted)))
}

/// `lat,lon` in degrees.
pub fn parse_point(text: &str) -> Option<(f64, f64)> {
    let (lat, lon) = text.split_once(',')?;
    Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?))
}

/// Metres between a lead and a point, by the haversine formula.
fn distance(business: &Business, (lat, lon): (f64, f64)) -> Option<f64> {
    let (lat1, lon1) = (business.lat?.to_radians(), business.lon?.to_radians());
    let (lat2, lon2) = (lat.to_radians(), lon.to_radians());
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let a = half(lat2 - lat1) + lat1.cos() * lat2.cos() * half(lon2 - lon1);
    Some(2.0 * 6_371_008.8 * a.sqrt().asin())
}

/// The order of two leads in a list; ties go by id.
pub fn compare(a: &Business, b: &Business, sort: Sort, filter: &BusinessFilter) -> Ordering {
    let text = |a: Option<&str>, b: Option<&str>| match (a, b) {
        (Some(a), Some(b)) => fold(a).cmp(&fold(b)),
        // What is not known comes last.
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let name = || text(Some(&a.name), Some(&b.name));
    let near = filter.near.as_deref().and_then(parse_point);
    let order = match sort.key {
        SortKey::UpdatedAt => a.updated_at.cmp(&b.updated_at),
        SortKey::CreatedAt => a.created_at.cmp(&b.created_at),
        SortKey::Name => name(),
        SortKey::City => text(a.address.city.as_deref(), b.address.city.as_deref()).then_with(name),
        SortKey::Category => text(a.category.as_deref(), b.category.as_deref()).then_with(name),
        SortKey::Stage => a.stage.cmp(&b.stage),
        SortKey::Distance => near.map_or(Ordering::Equal, |near| {
            let metres = |business| distance(business, near).unwrap_or(f64::INFINITY);
            metres(a).total_cmp(&metres(b))
        }),
    };
    let order = order.then_with(|| a.id.cmp(&b.id));
    if sort.descending {
        order.reverse()
    } else {
        order
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
