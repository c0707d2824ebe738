//! Where, what and from whom.

use super::{categories::Categories, draft::Draft, place::PlaceSearch};
use crate::{
    components::{Icon, LARGEST, Point, Segments, Shape, length},
    model::{Place, ScrapeSource, ScrapeSourceKind},
};
use dioxus::prelude::*;
use std::rc::Rc;

/// What the slider offers, in metres: as the eye judges lengths, not as a ruler does.
const RADII: [f64; 24] = [
    50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 400.0, 500.0, 600.0, 800.0, 1_000.0, 1_250.0, 1_500.0,
    2_000.0, 2_500.0, 3_000.0, 4_000.0, 5_000.0, 7_500.0, 10_000.0, 15_000.0, 20_000.0, 30_000.0,
    LARGEST,
];

/// The step of the slider that is next to a radius.
fn step_of(radius: f64) -> usize {
    RADII
        .partition_point(|step| *step < radius)
        .min(RADII.len() - 1)
}

/// Where.
#[component]
pub fn Area(draft: Draft, on_change: Callback<Draft>) -> Element {
    let (formed, placed, slid) = (draft.clone(), draft.clone(), draft.clone());
    let kind = match draft.shape {
        Shape::Circle(..) => 0,
        Shape::Box(_) => 1,
        Shape::Polygon(_) => 2,
    };
    let choose = move |kind: usize| {
        let (bbox, fit) = (formed.shape.bbox(), formed.fit);
        let shape = match kind {
            0 => Draft::around(bbox.map_or(center_of(fit), |_| formed.shape.middle())).shape,
            1 => Shape::Box(bbox.unwrap_or(fit)),
            _ => Shape::Polygon(Vec::new()),
        };
        on_change.call(formed.clone().with_shape(shape));
    };
    let pick = move |place: Place| {
        let mut draft = placed.clone();
        let center = Point {
            lat: place.lat,
            lon: place.lon,
        };
        let boundary = place.polygon.iter().flatten();
        let boundary: Vec<_> = boundary
            .map(|[lon, lat]| Point {
                lat: *lat,
                lon: *lon,
            })
            .collect();
        draft.shape = match (&draft.shape, place.bbox) {
            _ if !boundary.is_empty() => Shape::Polygon(boundary),
            (Shape::Circle(_, radius), _) => Shape::Circle(center, *radius),
            (Shape::Box(_), Some(bbox)) => Shape::Box(bbox),
            (shape @ Shape::Box(_), None) => shape.moved_to(center),
            (Shape::Polygon(_), _) => Shape::Polygon(Vec::new()),
        };
        let fit = draft.shape.bbox().or(place.bbox);
        draft.fit = fit.unwrap_or_else(|| Draft::around(center).fit);
        draft.name = Some(place.name);
        on_change.call(draft);
    };
    rsx! {
        section { class: "card panel where", "aria-label": "Where",
            h2 { "Where" }
            PlaceSearch { on_pick: pick }
            Segments { label: "Kind of area", options: vec![("", "Circle"), ("", "Box"), ("", "Polygon")], chosen: kind, on_choose: choose }
            match &draft.shape {
                Shape::Circle(center, radius) => {
                    let center = *center;
                    rsx! {
                        div { class: "field",
                            label { r#for: "radius", "Radius" span { class: "num", {length(*radius)} } }
                            input { id: "radius", r#type: "range", min: "0", max: "{RADII.len() - 1}", step: "1", value: "{step_of(*radius)}", "aria-label": "Radius", "aria-valuetext": length(*radius),
                                oninput: move |event| {
                                    let step = event.value().parse::<usize>();
                                    if let Some(radius) = step.ok().and_then(|step| RADII.get(step)) {
                                        let shape = Shape::Circle(center, *radius);
                                        let fit = shape.bbox().unwrap_or(slid.fit);
                                        on_change.call(Draft { fit, ..slid.clone().with_shape(shape) });
                                    }
                                },
                            }
                        }
                        p { class: "quiet num", "Around {center.lat:.5}, {center.lon:.5}. Drag the middle to move it." }
                    }
                }
                Shape::Box(_) => rsx! { p { class: "quiet", "Drag its corners, or its middle to move it." } },
                Shape::Polygon(known) => rsx! {
                    p { class: "quiet",
                        if draft.shape.is_boundary() { "Within the boundary of the place." } else { "Click to add a corner, drag to move one, Delete to take one away." }
                    }
                    if !known.is_empty() {
                        button { class: "button small", r#type: "button", onclick: move |_| on_change.call(draft.clone().with_shape(Shape::Polygon(Vec::new()))), Icon { name: "close" } "Clear" }
                    }
                },
            }
        }
    }
}

fn center_of([west, south, east, north]: [f64; 4]) -> Point {
    Point {
        lat: (south + north) / 2.0,
        lon: (west + east) / 2.0,
    }
}

/// What, and from whom.
#[component]
pub fn What(
    draft: Draft,
    sources: Option<Rc<Vec<ScrapeSource>>>,
    on_change: Callback<Draft>,
    children: Element,
) -> Element {
    let (sourced, chosen) = (draft.clone(), draft.source);
    let choose = use_callback(move |kind: ScrapeSourceKind| {
        on_change.call(Draft {
            source: Some(kind),
            ..sourced.clone()
        });
    });
    let categorised = draft.clone();
    rsx! {
        section { class: "card panel what", "aria-label": "What",
            Categories { chosen: draft.categories.clone(), on_change: move |categories| on_change.call(Draft { categories, ..categorised.clone() }) }
            if let Some(sources) = sources {
                fieldset { class: "sources",
                    legend { "Source" }
                    for source in sources.iter().cloned() {
                        SourceChoice { key: "{source.name}", is_chosen: chosen.map_or(source.default, |kind| kind == source.kind), source, on_choose: choose }
                    }
                }
            }
            {children}
        }
    }
}

#[component]
fn SourceChoice(
    source: ScrapeSource,
    is_chosen: bool,
    on_choose: Callback<ScrapeSourceKind>,
) -> Element {
    let kind = source.kind;
    let why = match kind {
        ScrapeSourceKind::Extract => {
            "Start the server with LEADWIRE_EXTRACT, or let an administrator upload one."
        }
        ScrapeSourceKind::Overpass => "The server is not set up to ask for it.",
        ScrapeSourceKind::Overture => "Start the server with LEADWIRE_OVERTURE.",
    };
    let note = if source.available {
        source.attribution.clone()
    } else {
        source.unavailable.clone().unwrap_or_else(|| why.to_owned())
    };
    rsx! {
        label { class: "source", "aria-disabled": !source.available,
            input { r#type: "radio", name: "source", value: kind.as_str(), checked: is_chosen, disabled: !source.available, onchange: move |_| on_choose.call(kind) }
            span {
                strong { {source.name.clone()} }
                if source.default {
                    span { class: "pill bare", "Default" }
                }
                small { {note} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::SMALLEST;

    #[test]
    fn the_slider_stands_at_the_radius_or_next_to_it() {
        for (step, radius) in RADII.into_iter().enumerate() {
            assert_eq!(step_of(radius), step);
        }
        assert_eq!(RADII[step_of(640.0)], 800.0);
        assert_eq!(RADII[step_of(9e9)], LARGEST);
        assert_eq!(RADII[0], SMALLEST);
    }
}
