//! A long list of which only what is in sight is drawn.

use crate::platform;
use dioxus::{html::geometry::PixelsVector2D, prelude::*};
use std::rc::Rc;

/// Rows drawn beyond each edge, so that scrolling finds them there.
const OVERSCAN: usize = 8;

/// The rows that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

impl Window {
    /// What is in sight of `len` rows of `row` px, scrolled by `top` px, in a view of `height` px.
    pub fn of(top: f64, height: f64, row: f64, len: usize) -> Self {
        let first = (top.max(0.0) / row) as usize;
        let rows = (height / row).ceil() as usize + 1;
        // In steps, so that not every row that passes the edge draws the list again.
        let start = first.saturating_sub(OVERSCAN) / 4 * 4;
        Self {
            start: start.min(len),
            end: (first + rows + OVERSCAN).next_multiple_of(4).min(len),
        }
    }
}

/// How far to scroll so that row `index` is wholly in sight; `None` if it is.
/// The view is `height` px, of which the head covers the first row's worth.
pub fn reveal(index: usize, row: f64, top: f64, height: f64) -> Option<f64> {
    let (from, to) = (index as f64 * row, (index + 1) as f64 * row);
    let seen = (height - HEAD).max(row);
    if from < top {
        Some(from)
    } else if to > top + seen {
        Some(to - seen)
    } else {
        None
    }
}

/// Height of the head in px.
const HEAD: f64 = 34.0;

/// How a [`VirtualList`] and its screen talk: copies share it.
#[derive(Clone, Copy, PartialEq)]
pub struct ListView {
    /// Which rows are in sight.
    pub window: Signal<Window>,
    /// Height of a row in px, as the styles have it.
    pub row: Signal<f64>,
    /// Scrolled by, and height, in px.
    pub view: Signal<(f64, f64)>,
    element: Signal<Option<Rc<MountedData>>>,
}

impl ListView {
    /// Brings a row into sight.
    pub fn reveal(self, index: usize) {
        let (top, height) = *self.view.peek();
        if let Some(to) = reveal(index, *self.row.peek(), top, height) {
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
    on_key: Callback<Event<KeyboardData>>,
    children: Element,
) -> Element {
    let ListView {
        window,
        mut row,
        mut view,
        mut element,
    } = list;
    // What is in sight follows from where it is scrolled and how many there are.
    use_effect(use_reactive!(|(len,)| {
        let (top, height) = view();
        let next = Window::of(top, height, row(), len);
        let mut window = window;
        if *window.peek() != next {
            window.set(next);
        }
    }));
    let height = len as f64 * row();
    let is_active = active.is_some();
    rsx! {
        div { class: "table", role: "grid", tabindex: "0", "aria-label": label, "aria-rowcount": "{len + 1}", "data-testid": "grid",
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
        let window = Window::of(4_000.0, 800.0, 40.0, 100_000);
        assert!(window.start <= 100 && window.end >= 121 && window.end - window.start < 60);
        assert_eq!(Window::of(0.0, 800.0, 40.0, 3), Window { start: 0, end: 3 });
        assert_eq!(Window::of(9e9, 800.0, 40.0, 3), Window { start: 3, end: 3 });
    }

    #[test]
    fn a_row_is_revealed_by_as_little_scrolling_as_shows_all_of_it() {
        assert_eq!(reveal(5, 40.0, 0.0, 834.0), None);
        assert_eq!(reveal(5, 40.0, 400.0, 834.0), Some(200.0));
        assert_eq!(reveal(25, 40.0, 0.0, 834.0), Some(240.0));
    }
}
