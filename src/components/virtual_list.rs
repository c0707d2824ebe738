//! A long list of which only what is in sight is drawn.

use dioxus::prelude::*;

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

/// A scrolling box. Tells which rows are in sight; draws what it is given.
#[component]
pub fn VirtualList(
    /// For screen readers.
    label: String,
    /// Height of a row in px.
    row: f64,
    /// Rows in all.
    len: usize,
    /// What stays on top.
    head: Element,
    /// The rows in sight.
    window: Signal<Window>,
    on_key: Callback<Event<KeyboardData>>,
    children: Element,
) -> Element {
    let mut view = use_signal(|| (0.0, 1_000.0));
    // What is in sight follows from where it is scrolled and how many there are.
    use_effect(use_reactive!(|(len, row)| {
        let (top, height) = view();
        let next = Window::of(top, height, row, len);
        let mut window = window;
        if *window.peek() != next {
            window.set(next);
        }
    }));
    let height = len as f64 * row;
    rsx! {
        div { class: "table", role: "grid", tabindex: "0", "aria-label": label, "aria-rowcount": "{len}", "data-testid": "grid",
            onkeydown: move |event| on_key.call(event),
            onscroll: move |event| view.set((event.data().scroll_top(), f64::from(event.data().client_height()))),
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
}
