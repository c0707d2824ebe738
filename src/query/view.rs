//! What an observer makes of what is known: placeholder, selection, staleness.

use super::{
    Failure, Snapshot, State, Status,
    entry::Entry,
    plan::{Erased, Placeholder, Select, Sharing},
    snapshot::Seen,
    state::Data,
};
use crate::model::Timestamp;
use std::rc::Rc;

/// What an observer remembers, so that nothing is worked out twice.
#[derive(Default)]
pub(super) struct View {
    /// The last entry that had data, for `keep_previous`.
    last_with_data: Option<Rc<Entry>>,
    /// What was last shown, and the placeholder if it was one.
    shown: Option<Data>,
    shown_placeholder: Option<Placeholder>,
    /// What was last selected, from what, and how.
    selected: Option<Data>,
    selected_from: Option<Data>,
    selected_by: Option<Select>,
    select_error: Option<(Rc<Failure>, Timestamp)>,
    /// How often data and errors had come when it began to observe.
    began_at: (u32, u32),
}

/// What is to be shown, before it is selected from.
struct Raw {
    data: Option<Data>,
    /// Selected before.
    ready: Option<Data>,
    status: Status,
    placeholder: Option<Placeholder>,
}

impl View {
    /// Another entry is observed from now on.
    pub fn begin(&mut self, entry: &Entry) {
        let state = entry.state();
        self.began_at = (state.data_updates, state.error_updates);
    }

    /// What is seen of `entry`. The view is taken out of its place meanwhile: what a
    /// query brings with it may look at the observer.
    pub fn look(&mut self, entry: &Rc<Entry>, query: &Erased, now: Timestamp) -> Seen {
        let state = entry.state().clone();
        let settings = &query.plan.settings;
        let is_enabled = settings.is_enabled(&entry.state);
        let stale_at = settings.stale_at(&entry.state);
        let raw = self.raw(&state, query);
        let mut placeholder = raw.placeholder.clone();
        let mut status = raw.status;
        let data = self.select(raw, query, now);
        if state.has_data() {
            self.last_with_data = Some(entry.clone());
        }
        let (mut error, mut error_updated_at) = (state.error.clone(), state.error_updated_at);
        if let Some((failure, at)) = &self.select_error {
            (error, error_updated_at, status) = (Some(failure.clone()), *at, Status::Error);
            // What is shown was selected before: it stands in for nothing.
            placeholder = None;
        }
        self.shown.clone_from(&data);
        let is_placeholder = placeholder.is_some();
        self.shown_placeholder = placeholder;
        let (data_updates, error_updates) = self.began_at;
        Snapshot {
            error,
            error_updated_at,
            status,
            is_stale: is_enabled && stale_at.is_stale(&state, now),
            is_placeholder,
            is_fetched_after_mount: state.data_updates > data_updates
                || state.error_updates > error_updates,
            is_enabled,
            ..Snapshot::of(&state, data, now)
        }
    }

    fn raw(&self, state: &State, query: &Erased) -> Raw {
        let known = Raw {
            data: state.data.clone(),
            ready: None,
            status: state.status,
            placeholder: None,
        };
        let Some(placeholder) = &query.placeholder else {
            return known;
        };
        if state.has_data() || state.status != Status::Pending {
            return known;
        }
        let ready = match &self.shown_placeholder {
            Some(before) if before.is_same(placeholder) => self.shown.clone(),
            _ => None,
        };
        let data = match (&ready, placeholder) {
            (Some(_), _) => None,
            (None, placeholder) => {
                let previous = self.last_with_data.as_ref().and_then(|entry| entry.data());
                match placeholder {
                    Placeholder::Previous => previous,
                    Placeholder::With(make) => make(previous.clone()).map(|data| {
                        // What equals what is shown, or what it was made of, is the same.
                        let sharing = &query.plan.sharing;
                        let known = [self.shown.clone(), previous].into_iter().flatten();
                        known.fold(data, |data, known| sharing.share(Some(&known), data))
                    }),
                }
            }
        };
        if data.is_none() && ready.is_none() {
            return known;
        }
        Raw {
            data,
            ready,
            status: Status::Success,
            placeholder: Some(placeholder.clone()),
        }
    }

    fn select(&mut self, raw: Raw, query: &Erased, now: Timestamp) -> Option<Data> {
        if raw.ready.is_some() {
            return raw.ready;
        }
        let Some(data) = raw.data else {
            self.select_error = None;
            return None;
        };
        let (part, same) = match &query.select {
            Select::Whole(fits) => {
                self.select_error = None;
                return fits(&*data).then_some(data);
            }
            Select::Part(part, same) => (part, same),
        };
        let is_known = self
            .selected_from
            .as_ref()
            .is_some_and(|from| Rc::ptr_eq(from, &data))
            && self
                .selected_by
                .as_ref()
                .is_some_and(|by| by.is_same(&query.select));
        if !is_known {
            self.selected_from = Some(data.clone());
            self.selected_by = Some(query.select.clone());
            match part(&data) {
                Ok(new) => {
                    let shares = !matches!(query.plan.sharing, Sharing::Never);
                    let shown = self.shown.take().filter(|_| shares);
                    let kept = shown.filter(|shown| same(&**shown, &*new));
                    self.selected = Some(kept.unwrap_or(new));
                    self.select_error = None;
                }
                Err(failure) => self.select_error = Some((Rc::new(failure), now)),
            }
        }
        self.selected.clone()
    }
}
