//! What is going to be asked for; kept while other screens are open.

use crate::{
    components::{Point, Shape, length},
    model::{BusinessFilter, NewScrape, ScrapeSourceKind},
};
use dioxus::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// The radius to begin with, in metres.
const RADIUS: f64 = 500.0;

/// A scrape that is being put together.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Where.
    pub shape: Shape,
    /// What that place is called, if it was picked by its name and is still there.
    pub name: Option<String>,
    /// What the drawing shows at first: west, south, east, north.
    pub fit: [f64; 4],
    /// Which categories; all if nothing is said.
    pub categories: Option<BTreeSet<String>>,
    /// From whom; the default if nothing is said.
    pub source: Option<ScrapeSourceKind>,
}

/// The draft of whoever uses the app; there is none before the screen was first open.
#[derive(Clone, Copy)]
pub struct Drafted(pub Signal<Option<Draft>>);

/// Keeps the draft while other screens are shown.
pub fn use_draft_provider() {
    use_context_provider(|| Drafted(Signal::new(None)));
}

impl Draft {
    /// A circle around a point.
    pub fn around(center: Point) -> Self {
        Self::of(Shape::Circle(center, RADIUS))
    }

    fn of(shape: Shape) -> Self {
        Self {
            fit: shape.bbox().unwrap_or([-1.0, -1.0, 1.0, 1.0]),
            shape,
            name: None,
            categories: None,
            source: None,
        }
    }

    /// As a job was asked for.
    pub fn of_params(params: &Value) -> Option<Self> {
        let mut draft = Self::of(shape_of(params)?);
        draft.name = params["location"].as_str().map(str::to_owned);
        let ids = params["categories"].as_array().into_iter().flatten();
        let ids: BTreeSet<_> = ids
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect();
        draft.categories = Some(ids).filter(|ids| !ids.is_empty());
        draft.source = params["source"].as_str().and_then(|kind| kind.parse().ok());
        Some(draft)
    }

    /// As it is sent.
    pub fn request(&self) -> NewScrape {
        let mut new = NewScrape {
            location: self.name.clone(),
            categories: self.categories.iter().flatten().cloned().collect(),
            source: self.source,
            ..NewScrape::default()
        };
        match &self.shape {
            Shape::Circle(center, radius) => {
                new.lat = Some(center.lat);
                new.lon = Some(center.lon);
                new.radius_m = Some(*radius as u32);
            }
            Shape::Box(bbox) => new.bbox = Some(*bbox),
            Shape::Polygon(corners) => {
                let corners = corners.iter();
                new.polygon = Some(corners.map(|corner| [corner.lon, corner.lat]).collect());
            }
        }
        new
    }

    /// It with another area. A circle around the same middle is still around that place.
    pub fn with_shape(self, shape: Shape) -> Self {
        let (before, after) = (self.shape.middle(), shape.middle());
        let is_near = (before.lat - after.lat).abs() + (before.lon - after.lon).abs() < 1e-9;
        let is_there = self.shape == shape || (is_near && matches!(shape, Shape::Circle(..)));
        let name = self.name.filter(|_| is_there);
        Self {
            shape,
            name,
            ..self
        }
    }

    /// What is wrong with it, for people.
    pub fn fault(&self) -> Option<&'static str> {
        if !self.shape.is_complete() {
            return Some("Click on the drawing to set at least three corners.");
        }
        let is_none = self.categories.as_ref().is_some_and(BTreeSet::is_empty);
        is_none.then_some("Choose at least one category.")
    }
}

/// The area that a job was asked for.
pub fn shape_of(params: &Value) -> Option<Shape> {
    let numbers = |value: &Value| -> Vec<f64> {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(Value::as_f64).collect()
    };
    if let [west, south, east, north] = numbers(&params["bbox"])[..]
        && params["polygon"].is_null()
        && params["radius_m"].is_null()
    {
        return Some(Shape::Box([west, south, east, north]));
    }
    if let Some(corners) = params["polygon"].as_array() {
        let corners = corners.iter().map(numbers);
        let mut corners: Vec<_> = corners
            .filter_map(|corner| match corner[..] {
                [lon, lat] => Some(Point { lat, lon }),
                _ => None,
            })
            .collect();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        return Some(Shape::Polygon(corners));
    }
    let center = Point {
        lat: params["lat"].as_f64()?,
        lon: params["lon"].as_f64()?,
    };
    Some(Shape::Circle(center, params["radius_m"].as_f64()?))
}

/// The leads in an area; of a polygon those in the box around it.
pub fn filter_of(shape: &Shape) -> BusinessFilter {
    match shape {
        Shape::Circle(center, radius) => BusinessFilter {
            near: Some(format!("{:.6},{:.6}", center.lat, center.lon)),
            radius_m: Some(*radius as u32),
            ..BusinessFilter::default()
        },
        shape => BusinessFilter {
            bbox: shape.bbox().map(|[west, south, east, north]| {
                format!("{west:.6},{south:.6},{east:.6},{north:.6}")
            }),
            ..BusinessFilter::default()
        },
    }
}

/// Where a job searched, for people.
pub fn place_of(params: &Value) -> String {
    let name = params["location"].as_str();
    match (shape_of(params), name) {
        (Some(shape), name) => shape_name(&shape, name),
        (None, name) => name.unwrap_or("An area").to_owned(),
    }
}

/// What an area is called, of a place of that name or of none.
pub fn shape_name(shape: &Shape, name: Option<&str>) -> String {
    let middle = shape.middle();
    let at = || format!("{:.4}, {:.4}", middle.lat, middle.lon);
    match (shape, name) {
        (Shape::Circle(_, radius), name) => {
            let at = name.map_or_else(at, str::to_owned);
            format!("{} around {at}", length(*radius))
        }
        (_, Some(name)) => name.to_owned(),
        (Shape::Box(_), None) => format!("Box around {}", at()),
        (Shape::Polygon(corners), None) if corners.is_empty() => "Polygon".into(),
        (Shape::Polygon(_), None) => format!("Polygon around {}", at()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_can_be_asked_for_again() {
        let at = |lat, lon| Point { lat, lon };
        let shapes = [
            Shape::Circle(at(60.1699, 24.9384), 500.0),
            Shape::Box([24.9, 60.1, 25.0, 60.2]),
            Shape::Polygon(vec![at(60.1, 24.9), at(60.2, 24.9), at(60.2, 25.0)]),
        ];
        for shape in shapes {
            let mut draft = Draft::of(shape);
            draft.categories = Some(["cafe".to_owned()].into());
            draft.source = Some(ScrapeSourceKind::Extract);
            draft.name = Some("Kallio".into());
            let params = serde_json::to_value(draft.request()).unwrap();
            assert_eq!(Draft::of_params(&params), Some(draft));
        }
        assert_eq!(shape_of(&serde_json::json!({ "location": "Kallio" })), None);
    }

    #[test]
    fn an_area_is_called_after_the_place_for_as_long_as_it_is_there() {
        let center = Point {
            lat: 60.1,
            lon: 24.9,
        };
        let called = |draft: &Draft| {
            let params = serde_json::to_value(draft.request()).unwrap();
            place_of(&params)
        };
        let bbox = [24.8, 60.0, 25.0, 60.2];
        let mut draft = Draft::of(Shape::Box(bbox));
        assert_eq!(called(&draft), "Box around 60.1000, 24.9000");
        draft.name = Some("Kallio".into());
        assert_eq!(called(&draft), "Kallio");
        draft = draft.with_shape(Shape::Box(bbox));
        draft = draft.with_shape(Shape::Circle(center, 500.0));
        draft = draft.with_shape(Shape::Circle(center, 800.0));
        assert_eq!(called(&draft), "800 m around Kallio");
        let moved = Point {
            lat: 60.2,
            ..center
        };
        draft = draft.with_shape(Shape::Circle(moved, 800.0));
        assert_eq!(called(&draft), "800 m around 60.2000, 24.9000");
        assert_eq!(
            place_of(&serde_json::json!({ "location": "Kallio" })),
            "Kallio"
        );
    }

    #[test]
    fn an_area_reads_as_a_filter_of_the_list() {
        let filter = filter_of(&Shape::Circle(
            Point {
                lat: 60.1699,
                lon: 24.9384,
            },
            500.0,
        ));
        assert_eq!(filter.near.as_deref(), Some("60.169900,24.938400"));
        assert_eq!(filter.radius_m, Some(500));
        let filter = filter_of(&Shape::Box([24.9, 60.1, 25.0, 60.2]));
        assert_eq!(
            filter.bbox.as_deref(),
            Some("24.900000,60.100000,25.000000,60.200000")
        );
    }
}
