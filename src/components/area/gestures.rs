//! What pointers, fingers and keys do to a drawing.

use super::{Dot, projection::View, shape::Shape};
use crate::model::Uuid;
use dioxus::{
    html::{
        geometry::WheelDelta,
        point_interaction::{InteractionElementOffset, ModifiersInteraction},
    },
    prelude::*,
};
use std::rc::Rc;

/// How near to a handle or a dot counts as on it, in px; for a finger twice as near.
const NEAR: f64 = 12.0;

/// How far a pointer that clicks may move, in px.
const STILL: f64 = 4.0;

/// How far a key moves the drawing or a handle, in px.
const STEP: f64 = 40.0;

/// What a gesture acts on.
#[derive(Clone)]
pub struct Gesture {
    pub view: View,
    pub size: (f64, f64),
    pub shape: Option<Shape>,
    pub dots: Rc<Vec<Dot>>,
    pub on_shape: Option<Callback<Shape>>,
    pub on_open: Option<Callback<Uuid>>,
}

/// A pointer that is down.
#[derive(Clone, Copy, PartialEq)]
struct Pointer {
    id: i32,
    began: (f64, f64),
    at: (f64, f64),
    /// The handle that it holds.
    handle: Option<usize>,
    has_moved: bool,
}

/// What the drawing tells of events.
#[derive(Clone, Copy)]
pub struct Gestures {
    pointers: Signal<Vec<Pointer>>,
    /// The dot that the pointer is over.
    pub over: Signal<Option<Uuid>>,
    pub down: Callback<Event<PointerData>>,
    pub moved: Callback<Event<PointerData>>,
    /// With whether it was lifted, or lost.
    pub up: Callback<(Event<PointerData>, bool)>,
    pub wheel: Callback<Event<WheelData>>,
    /// With the handle that has the focus.
    pub key: Callback<(Event<KeyboardData>, Option<usize>)>,
}

impl Gestures {
    /// Whether a pointer is down.
    pub fn is_busy(self) -> bool {
        !self.pointers.read().is_empty()
    }
}

impl Gesture {
    fn handle_at(&self, at: (f64, f64), near: f64) -> Option<usize> {
        let shape = self.shape.as_ref().filter(|_| self.on_shape.is_some())?;
        let handles = shape.handles().into_iter().enumerate();
        let apart = |point| apart(self.view.draw(point, self.size), at);
        let near = handles.filter(|(_, point)| apart(*point) <= near);
        let nearest = near.min_by(|a, b| apart(a.1).total_cmp(&apart(b.1)));
        nearest.map(|(index, _)| index)
    }

    fn dot_at(&self, at: (f64, f64), near: f64) -> Option<Uuid> {
        let (dots, within) = (self.dots.iter(), near.min(NEAR));
        let near = dots.map(|dot| (apart(self.view.draw(dot.at, self.size), at), dot.id));
        let near = near.filter(|(apart, _)| *apart <= within);
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, id)| id)
    }

    /// Puts a handle at px.
    fn drag(&self, handle: usize, to: (f64, f64)) {
        if let (Some(shape), Some(on_shape)) = (&self.shape, self.on_shape) {
            on_shape.call(shape.with_handle(handle, self.view.point(to, self.size)));
        }
    }

    /// A click on no handle.
    fn click(&self, at: (f64, f64), near: f64) {
        match (&self.shape, self.on_shape) {
            (Some(shape), Some(on_shape)) => {
                on_shape.call(shape.moved_to(self.view.point(at, self.size)));
            }
            _ => {
                if let (Some(open), Some(id)) = (self.on_open, self.dot_at(at, near)) {
                    open.call(id);
                }
            }
        }
    }

    fn remove(&self, handle: usize) {
        if let (Some(Shape::Polygon(corners)), Some(on_shape)) = (&self.shape, self.on_shape) {
            let mut corners = corners.clone();
            corners.remove(handle);
            on_shape.call(Shape::Polygon(corners));
        }
    }
}

/// Hears what is done to the drawing that `now` tells of.
pub fn use_gestures(now: Gesture, moved: Signal<Option<View>>) -> Gestures {
    let mut held = use_hook(|| CopyValue::new(now.clone()));
    held.set(now);
    let mut pointers = use_signal(Vec::<Pointer>::new);
    let mut over = use_signal(|| None);
    let mut moved = moved;
    let down = use_callback(move |event: Event<PointerData>| {
        let (at, near) = place(&event);
        let handle = held.peek().handle_at(at, near);
        let pointer = Pointer {
            id: event.pointer_id(),
            began: at,
            at,
            handle: handle.filter(|_| pointers.peek().is_empty()),
            has_moved: false,
        };
        pointers.write().push(pointer);
        over.set(None);
    });
    let on_move = use_callback(move |event: Event<PointerData>| {
        let (at, near) = place(&event);
        let now = held.peek().clone();
        let before = pointers.peek().clone();
        let Some(index) = before.iter().position(|it| it.id == event.pointer_id()) else {
            let dot = now.dot_at(at, near);
            if *over.peek() != dot {
                over.set(dot);
            }
            return;
        };
        let pointer = before[index];
        let has_moved = pointer.has_moved || apart(at, pointer.began) > STILL;
        if !has_moved {
            return;
        }
        pointers.write()[index] = Pointer {
            at,
            has_moved,
            ..pointer
        };
        let by = (at.0 - pointer.at.0, at.1 - pointer.at.1);
        let other = before.iter().find(|it| it.id != pointer.id);
        match (pointer.handle, other) {
            (Some(handle), _) => now.drag(handle, at),
            (None, None) => moved.set(Some(now.view.panned(by))),
            (None, Some(other)) => {
                // Two fingers: what lies between them stays there.
                let by_half = (by.0 / 2.0, by.1 / 2.0);
                let middle = ((at.0 + other.at.0) / 2.0, (at.1 + other.at.1) / 2.0);
                let zoom = apart(at, other.at) / apart(pointer.at, other.at).max(1.0);
                let view = now.view.panned(by_half).zoomed(zoom, middle, now.size);
                moved.set(Some(view));
            }
        }
    });
    let up = use_callback(move |(event, is_lifted): (Event<PointerData>, bool)| {
        let (at, near) = place(&event);
        let known = pointers
            .peek()
            .iter()
            .position(|it| it.id == event.pointer_id());
        over.set(None);
        let Some(index) = known else { return };
        let pointer = pointers.write().remove(index);
        if is_lifted && !pointer.has_moved && pointer.handle.is_none() && pointers.peek().is_empty()
        {
            held.peek().click(at, near);
        }
    });
    let wheel = use_callback(move |event: Event<WheelData>| {
        event.prevent_default();
        let at = event.element_coordinates();
        let px = match event.delta() {
            WheelDelta::Pixels(delta) => delta.y,
            WheelDelta::Lines(delta) => delta.y * 30.0,
            WheelDelta::Pages(delta) => delta.y * 300.0,
        };
        let now = held.peek().clone();
        let by = 1.0015f64.powf(-px.clamp(-600.0, 600.0));
        moved.set(Some(now.view.zoomed(by, (at.x, at.y), now.size)));
    });
    let key = use_callback(
        move |(event, handle): (Event<KeyboardData>, Option<usize>)| {
            let now = held.peek().clone();
            let step = if event.modifiers().shift() {
                STEP / 10.0
            } else {
                STEP
            };
            let middle = (now.size.0 / 2.0, now.size.1 / 2.0);
            let by = match event.key() {
                Key::ArrowLeft => (-step, 0.0),
                Key::ArrowRight => (step, 0.0),
                Key::ArrowUp => (0.0, -step),
                Key::ArrowDown => (0.0, step),
                key => {
                    match key {
                        Key::Delete | Key::Backspace => {
                            handle.into_iter().for_each(|handle| now.remove(handle));
                        }
                        Key::Enter if handle.is_none() => now.click(middle, NEAR),
                        Key::Character(key) if key == "+" || key == "=" => {
                            moved.set(Some(now.view.zoomed(1.6, middle, now.size)));
                        }
                        Key::Character(key) if key == "-" => {
                            moved.set(Some(now.view.zoomed(1.0 / 1.6, middle, now.size)));
                        }
                        _ => return,
                    }
                    event.stop_propagation();
                    return event.prevent_default();
                }
            };
            event.stop_propagation();
            event.prevent_default();
            let point =
                handle.and_then(|handle| now.shape.as_ref()?.handles().get(handle).copied());
            match (handle, point) {
                (Some(handle), Some(point)) => {
                    let (x, y) = now.view.draw(point, now.size);
                    // Finer than the drawing: a handle is put where it is wanted.
                    now.drag(handle, (x + by.0 / 4.0, y + by.1 / 4.0));
                }
                _ => moved.set(Some(now.view.panned((-by.0, -by.1)))),
            }
        },
    );
    Gestures {
        pointers,
        over,
        down,
        moved: on_move,
        up,
        wheel,
        key,
    }
}

/// Where it happened, in px of the drawing, and how near counts as there.
fn place(event: &Event<PointerData>) -> ((f64, f64), f64) {
    let at = event.element_coordinates();
    let near = match &*event.pointer_type() {
        "touch" => NEAR * 2.0,
        _ => NEAR,
    };
    ((at.x, at.y), near)
}

fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}
