//! A long list of which only what is in sight is drawn.

use super::scale::Scale;
use crate::platform;
use dioxus::{html::geometry::PixelsVector2D, prelude::*};
use std::rc::Rc;

/// Rows drawn beyond each edge, so that scrolling finds them there.
const OVERSCAN: usize = 2;
/// Rows that it draws beyond the edge that it scrolls to, at most: as many as pass it
/// between two looks.
const AHEAD: usize = 12;

/// The rows that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

impl Window {
    /// What is in sight of `len` rows of `row` px, scrolled to `top` px, by `by` px since
    /// it was looked at last, in a view of `height` px; and what is about to be.
    pub fn of(top: f64, by: f64, height: f64, row: f64, len: usize) -> Self {
        let top = top.max(0.0);
        let (first, end) = ((top / row) as usize, ((top + height) / row).ceil() as usize);
        // Nothing passes where it was jumped to.
        let passes = by.abs() <= height;
        let ahead = |is_there: bool| match passes && is_there {
            true => OVERSCAN + ((by.abs() / row).ceil() as usize).min(AHEAD),
            false => OVERSCAN,
        };
        // In steps, so that not every row that passes the edge draws the list again.
        let start = first.saturating_sub(ahead(by < 0.0)) / 2 * 2;
        Self {
            start: start.min(len),
            end: (end + ahead(by > 0.0)).next_multiple_of(2).min(len),
        }
    }
}

/// How a [`VirtualList`] and its screen talk: copies share it.
#[derive(Clone, Copy, PartialEq)]
pub struct ListView {
    /// Which rows are in sight.
    pub window: Signal<Window>,
    /// Height of a row in px, as the styles have it.
    pub row: Signal<f64>,
    /// Scrolled by, and height, in px.
    pub view: Signal<(f64, f64)>,
    /// How far above their place among all rows they are drawn, in px: 0 unless
    /// there are more than a box can hold.
    pub shift: Signal<f64>,
    len: Signal<usize>,
    element: Signal<Option<Rc<MountedData>>>,
}

impl ListView {
    /// Brings a row into sight.
    pub fn reveal(self, index: usize) {
        let (scrolled, height) = *self.view.peek();
        let row = *self.row.peek();
        let scale = Scale::of(*self.len.peek(), row, height);
        if let Some(to) = scale.reveal(index, row, scrolled) {
            self.scroll(to);
        }
    }

    /// Scrolls to `top` px.
    pub fn scroll(self, top: f64) {
        if let Some(element) = self.element.peek().clone() {
            spawn(async move {
                // A list that is gone needs no scrolling.
                let _ = element
                    .scroll(PixelsVector2D::new(0.0, top), ScrollBehavior::Instant)
                    .await;
            });
        }
    }
}

/// Makes the state of a [`VirtualList`].
pub fn use_list_view() -> ListView {
    ListView {
        window: use_signal(|| Window { start: 0, end: 40 }),
        row: use_signal(|| 40.0),
        view: use_signal(|| (0.0, 1_000.0)),
        shift: use_signal(|| 0.0),
        len: use_signal(|| 0),
        element: use_signal(|| None),
    }
}

/// A scrolling box. Tells which rows are in sight; draws what it is given.
#[component]
pub fn VirtualList(
    /// For screen readers.
    label: String,
    list: ListView,
    /// Rows in all.
    len: usize,
    /// Where it starts, in px.
    #[props(default)]
    start: f64,
    /// What stays on top.
    head: Element,
    /// The row that the keys act on, by its element's id.
    active: Option<String>,
    /// Whether rows are being chosen.
    #[props(default)]
    choosing: bool,
    on_key: Callback<Event<KeyboardData>>,
    children: Element,
) -> Element {
    let ListView {
        window,
        mut row,
        mut view,
        shift,
        len: known_len,
        mut element,
    } = list;
    let mut looked = use_hook(|| CopyValue::new(start));
    // What is in sight follows from where it is scrolled and how many there are.
    use_effect(use_reactive!(|(len,)| {
        let (scrolled, height) = view();
        let scale = Scale::of(len, row(), height);
        let top = scale.top(scrolled);
        let by = top - looked.replace(top);
        let next = Window::of(top, by, height, row(), len);
        let (mut window, mut shift, mut known_len) = (window, shift, known_len);
        if *known_len.peek() != len {
            known_len.set(len);
        }
        if *window.peek() != next {
            window.set(next);
        }
        if *shift.peek() != scale.shift(scrolled) {
            shift.set(scale.shift(scrolled));
        }
    }));
    let height = Scale::of(len, row(), view.peek().1).height();
    let is_active = active.is_some();
    rsx! {
        div { class: "table", role: "grid", tabindex: "0", "aria-label": label, "aria-rowcount": "{len + 1}", "data-testid": "grid", "aria-multiselectable": "true", "data-choosing": choosing,
            "aria-activedescendant": active,
            onmounted: move |event| {
                element.set(Some(event.data()));
                if start > 0.0 {
                    list.scroll(start);
                }
                if is_active {
                    // Somebody who came back goes on where the keys were.
                    platform::focus("[role=grid]");
                }
            },
            onresize: move |event| {
                if let Ok(size) = event.data().get_border_box_size() && size.height > 0.0 {
                    let top = view.peek().0;
                    view.set((top, size.height));
                }
            },
            onkeydown: move |event| on_key.call(event),
            onscroll: move |event| view.set((event.data().scroll_top(), f64::from(event.data().client_height()))),
            // Tells how tall a row is, also when that changes.
            div { class: "row-probe", "aria-hidden": "true",
                onresize: move |event| {
                    // In an app's window it would be taken for the list's own.
                    event.stop_propagation();
                    if let Ok(size) = event.data().get_border_box_size()
                        && size.height > 0.0 && *row.peek() != size.height
                    {
                        row.set(size.height);
                    }
                },
            }
            {head}
            div { class: "table-body", role: "rowgroup", style: "height: {height}px", {children} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_covers_what_is_in_sight_and_stays_inside_the_list() {
        let window = |top, by| Window::of(top, by, 800.0, 40.0, 100_000);
        let of = |start, end| Window { start, end };
        assert_eq!(window(0.0, 0.0), of(0, 22));
        assert_eq!(window(4_010.0, 0.0), of(98, 124));
        let short = |top| Window::of(top, 0.0, 800.0, 40.0, 3);
        assert_eq!(short(0.0), of(0, 3));
        assert_eq!(short(9e9), of(3, 3));
    }

    #[test]
    fn the_window_is_ahead_of_who_scrolls_as_far_as_that_is_quick() {
        let window = |by| Window::of(4_010.0, by, 800.0, 40.0, 100_000);
        let of = |start, end| Window { start, end };
        assert_eq!(window(200.0), of(98, 128));
        assert_eq!(window(-200.0), of(92, 124));
        assert_eq!(window(800.0), of(98, 136));
        assert_eq!(window(4_010.0), of(98, 124), "it was jumped there");
    }
}
