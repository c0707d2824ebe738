//! Lists of which it is not known how many rows they have: the server is asked again,
//! but not as often as events raise the doubt.

use super::{Filter, QueryClient, entry::Entry, state::Action};
use std::{rc::Rc, time::Duration};

/// For how long a list that was just asked for because of a doubt is not asked for
/// because of another.
///
/// One fetch at a time is no limit to speak of: the answer itself is in doubt if
/// anything happened on its way, so that while 1,000 events come in a second a list is
/// asked for as often as the network is fast, 23 times a second and more, by everybody
/// who looks at it. Rows follow events all the same; what waits is how many there are
/// beyond the loaded ones.
const REST: Duration = Duration::from_secs(1);

/// Whether it is known how many rows a list has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Doubt {
    /// As far as anything was said, it is.
    #[default]
    Nothing,
    /// It was asked for a moment ago.
    Asked,
    /// There was reason to ask again since then: this is done after the rest.
    Again,
}

impl QueryClient {
    /// Asks again for a list of which it is not known how many rows it has: at once, or
    /// if that was done a moment ago, as soon as it has rested.
    pub(super) fn doubt(&self, list: &Rc<Entry>) {
        if list.doubt.get() != Doubt::Nothing {
            list.doubt.set(Doubt::Again);
            // Whoever comes to look meanwhile does not rely on it, nor does the next start.
            if !list.state().is_invalidated {
                self.act(list, Action::Invalidate);
            }
            return;
        }
        list.doubt.set(Doubt::Asked);
        self.invalidate_often(Filter::exactly(&list.key));
        let (client, resting) = (self.clone_weakly(), Rc::downgrade(list));
        self.timers().after(REST, move || {
            let (Some(client), Some(list)) = (client(), resting.upgrade()) else {
                return;
            };
            if list.doubt.take() == Doubt::Again {
                client.doubt(&list);
            }
        });
    }
}

#[cfg(test)]
#[path = "doubt_test.rs"]
mod tests;
