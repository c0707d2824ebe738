//! An area drawn to scale: its outline, the parts that a search goes through, and the leads
//! in it. Nothing is had from anywhere: what is drawn is known. Moved and formed by
//! pointer, fingers and keys.

mod gestures;
mod projection;
mod shape;

use super::Icon;
use crate::model::{Tile, TileStatus, Uuid};
use dioxus::prelude::*;
use gestures::{Gesture, use_gestures};
use std::rc::Rc;

pub use projection::{Point, View, length, round_length};
pub use shape::{LARGEST, SMALLEST, Shape, bounds};

/// How large the drawing is taken for until that is known, in px.
const SIZE: (f64, f64) = (720.0, 440.0);

/// How long the bar of the scale may be, in px.
const BAR: f64 = 110.0;

/// A lead on the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    /// Which.
    pub id: Uuid,
    /// Where.
    pub at: Point,
    /// Whether the search that is shown found it first.
    pub is_new: bool,
}

/// The drawing.
#[component]
pub fn AreaDrawing(
    /// The area.
    shape: Option<Shape>,
    /// What to show at first, and again when it is another: west, south, east, north.
    fit: [f64; 4],
    /// What the source covers.
    #[props(default)]
    cover: Option<[f64; 4]>,
    /// The parts of the area.
    #[props(default)]
    tiles: Rc<Vec<Tile>>,
    /// Leads.
    #[props(default)]
    dots: Rc<Vec<Dot>>,
    /// What it shows, for those who do not see it.
    label: String,
    /// What a lead is called.
    name_of: Callback<Uuid, Option<String>>,
    /// Forms the area, where it may be formed.
    #[props(default)]
    on_shape: Option<Callback<Shape>>,
    /// Opens a lead, where a click does.
    #[props(default)]
    on_open: Option<Callback<Uuid>>,
) -> Element {
    let mut size = use_signal(|| None::<(f64, f64)>);
    let mut moved = use_signal(|| None::<View>);
    let mut fitted = use_hook(|| CopyValue::new(fit));
    if *fitted.peek() != fit {
        fitted.set(fit);
        moved.set(None);
    }
    let seen = size().unwrap_or(SIZE);
    let view = moved().unwrap_or_else(|| View::fit(fit, seen));
    let gesture = Gesture {
        view,
        size: seen,
        shape: shape.clone(),
        dots: dots.clone(),
        on_shape,
        on_open,
    };
    let gestures = use_gestures(gesture, moved);
    let zoom = move |by: f64| moved.set(Some(view.zoomed(by, (seen.0 / 2.0, seen.1 / 2.0), seen)));
    let handles = shape.as_ref().filter(|_| on_shape.is_some());
    let handles: Vec<_> = handles
        .map(|shape| (shape.clone(), shape.handles()))
        .into_iter()
        .flat_map(|(shape, handles)| {
            let named = handles.into_iter().enumerate();
            named.map(move |(index, at)| (index, at, shape.handle_name(index)))
        })
        .collect();
    let over = (gestures.over)().and_then(|id| {
        let dot = dots.iter().find(|dot| dot.id == id)?;
        Some((view.draw(dot.at, seen), name_of.call(id)?))
    });
    rsx! {
        div { class: "area", "data-testid": "area",
            div { class: if gestures.is_busy() { "surface busy" } else { "surface" }, role: "application", tabindex: "0", "aria-label": label, "aria-describedby": "area-keys",
                onresize: move |event| {
                    // A drawing that cannot be measured keeps its size.
                    if let Ok(now) = event.data().get_content_box_size() && now.width > 0.0 && now.height > 0.0 {
                        size.set(Some((now.width, now.height)));
                    }
                },
                onpointerdown: move |event| gestures.down.call(event),
                onpointermove: move |event| gestures.moved.call(event),
                onpointerup: move |event| gestures.up.call((event, true)),
                onpointercancel: move |event| gestures.up.call((event, false)),
                onpointerleave: move |event| gestures.up.call((event, false)),
                onwheel: move |event| gestures.wheel.call(event),
                onkeydown: move |event| gestures.key.call((event, None)),
                Drawn { view, size: seen, shape, cover, tiles, dots }
                for (index, at, name) in handles {
                    {
                        let (x, y) = view.draw(at, seen);
                        rsx! {
                            button { key: "{index}", class: "handle", r#type: "button", "aria-label": name, style: "left: {x:.1}px; top: {y:.1}px",
                                onkeydown: move |event| gestures.key.call((event, Some(index))),
                            }
                        }
                    }
                }
                if let Some(((x, y), name)) = over {
                    span { class: "dot-name", style: "left: {x:.1}px; top: {y:.1}px", {name} }
                }
            }
            ScaleBar { metres: view.metres() }
            div { class: "zoom",
                button { class: "button icon", r#type: "button", "aria-label": "Zoom in", onclick: { let mut zoom = zoom; move |_| zoom(1.6) }, Icon { name: "plus" } }
                button { class: "button icon", r#type: "button", "aria-label": "Zoom out", onclick: { let mut zoom = zoom; move |_| zoom(1.0 / 1.6) }, Icon { name: "minus" } }
                button { class: "button icon", r#type: "button", "aria-label": "Show all of it", onclick: move |_| moved.set(None), Icon { name: "fit" } }
            }
            p { class: "visually-hidden", id: "area-keys", "Arrows move the drawing, plus and minus zoom. Tab goes to the handles, which arrows move." }
        }
    }
}

/// What does not change with the pointer.
#[component]
fn Drawn(
    view: View,
    size: (f64, f64),
    shape: Option<Shape>,
    cover: Option<[f64; 4]>,
    tiles: Rc<Vec<Tile>>,
    dots: Rc<Vec<Dot>>,
) -> Element {
    let at = |place| view.at(place, size);
    let outline = shape
        .as_ref()
        .map(|shape| shape::path(&shape.outline(), at));
    let step = round_length(view.metres() * BAR);
    let mut known = String::new();
    let mut new = String::new();
    for dot in dots.iter() {
        let (x, y) = view.draw(dot.at, size);
        if (0.0..size.0).contains(&x) && (0.0..size.1).contains(&y) {
            let path = if dot.is_new { &mut new } else { &mut known };
            path.push_str(&format!("M{x:.1} {y:.1}h0"));
        }
    }
    let rectangle = |bbox| {
        let [(left, top), (right, bottom)] = shape::corners(bbox).map(at);
        (left, top, right - left, bottom - top)
    };
    // Where a tile was split, its parts stand.
    let tiles: Vec<_> = tiles
        .iter()
        .filter(|tile| tile.status != TileStatus::Split)
        .map(|tile| (rectangle(tile.bbox), tile.status))
        .collect();
    rsx! {
        svg { view_box: "0 0 {size.0:.0} {size.1:.0}", "aria-hidden": "true",
            path { class: "grid", d: view.grid(step, size) }
            if let Some((x, y, width, height)) = cover.map(rectangle) {
                path { class: "beyond", fill_rule: "evenodd", d: "M0 0H{size.0:.0}V{size.1:.0}H0ZM{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}Z" }
                rect { class: "cover", x: "{x:.1}", y: "{y:.1}", width: "{width:.1}", height: "{height:.1}" }
            }
            for (index, ((x, y, width, height), status)) in tiles.into_iter().enumerate() {
                rect { key: "{index}", class: "tile", "data-status": status.as_str(), x: "{x:.1}", y: "{y:.1}", width: "{width:.1}", height: "{height:.1}" }
            }
            if let Some(outline) = outline {
                path { class: "shape", d: outline }
            }
            path { class: "dots", d: known }
            path { class: "dots new", d: new }
        }
    }
}

/// How long a length is, and where north is.
#[component]
fn ScaleBar(metres: f64) -> Element {
    let long = round_length(metres * BAR);
    rsx! {
        div { class: "scale num",
            span { class: "north", "aria-label": "North is up", "N" }
            span { class: "length", style: "width: {long / metres:.1}px", {length(long)} }
        }
    }
}
