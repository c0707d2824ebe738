//! What is asked for: a key, how it is fetched, and how it behaves.

use super::{
    Enabled, Failure, FetchContext, Interval, Key, Retry, Settings, State, context::erase,
    settings::Fetch, state::Data,
};
use crate::model::Timestamp;
use std::{any::Any, marker::PhantomData, rc::Rc, time::Duration};

/// A query: what is kept under a key, how it is had, and how it behaves. `S` is
/// what an observer sees of it, see [`select`](Self::select).
///
/// ```
/// # use leadwire::query::{Key, Query};
/// # use std::time::Duration;
/// let todos = Query::new(Key::new(["todos"]), |_| async { Ok(vec!["write", "rest"]) })
///     .stale_time(Duration::from_secs(30))
///     .retry(1)
///     .keep_previous();
/// let count = todos.clone().select(|todos| todos.len());
/// # let _ = count;
/// ```
///
/// Methods for settings are those of [`Settings`]; what a query does not say itself
/// is as the client's defaults say, and else as in TanStack Query.
pub struct Query<T, S = T> {
    pub(super) erased: Erased,
    data: PhantomData<fn() -> (T, S)>,
}

/// A query without the types of its data and of what is seen of it: what handles
/// queries is there once, not once for each type.
#[derive(Clone)]
pub(super) struct Erased {
    pub key: Key,
    pub plan: Plan,
    pub placeholder: Option<Placeholder>,
    pub select: Select,
}

/// What an entry has to know of a query.
#[derive(Clone)]
pub(super) struct Plan {
    pub fetch: Option<Fetch>,
    pub settings: Settings,
    pub sharing: Sharing,
    pub initial: Option<Initial>,
}

/// What is kept of old data when new comes.
type Share = Rc<dyn Fn(&Data, Data) -> Data>;

/// Whether two are of one type, and equal.
type Same = fn(&dyn Any, &dyn Any) -> bool;

fn is_equal<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    matches!((one.downcast_ref::<T>(), other.downcast_ref::<T>()), (Some(a), Some(b)) if a == b)
}

/// How an answer keeps what it has in common with what was known.
#[derive(Clone)]
pub(super) enum Sharing {
    /// Not known yet: nobody said what type it is.
    Unknown,
    /// Every answer is new.
    Never,
    /// All of it, if it is equal.
    Equal(Same),
    /// As the function says.
    With(Share),
}

/// Data to begin with, and when it is from.
pub(super) type Initial = Rc<dyn Fn() -> Option<(Data, Option<Timestamp>)>>;
/// Makes what is shown meanwhile, from what was shown before.
type Stand = Rc<dyn Fn(Option<Data>) -> Option<Data>>;

/// What is shown until there is data.
#[derive(Clone)]
pub(super) enum Placeholder {
    /// What was shown under the key before.
    Previous,
    /// As the function says.
    With(Stand),
}

type Selector = Rc<dyn Fn(&Data) -> Result<Data, Failure>>;

/// What an observer sees of the data.
#[derive(Clone)]
pub(super) enum Select {
    /// All, if the function says that it is of the right type.
    Whole(fn(&dyn Any) -> bool),
    /// What the function takes from it; equal results keep their identity.
    Part(Selector, Same),
}

impl Plan {
    pub fn unknown() -> Self {
        Self {
            fetch: None,
            settings: Settings::default(),
            sharing: Sharing::Unknown,
            initial: None,
        }
    }
}

impl Sharing {
    pub fn equal<T: PartialEq + 'static>() -> Self {
        Self::Equal(is_equal::<T>)
    }

    /// `new`, or `old` if it is the same.
    pub fn share(&self, old: Option<&Data>, new: Data) -> Data {
        match (self, old) {
            (Self::Equal(equal), Some(old)) if equal(&**old, &*new) => old.clone(),
            (Self::With(share), Some(old)) => share(old, new),
            _ => new,
        }
    }
}

impl Placeholder {
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Previous, Self::Previous) => true,
            (Self::With(one), Self::With(other)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl Select {
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Whole(_), Self::Whole(_)) => true,
            (Self::Part(one, _), Self::Part(other, _)) => Rc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl<T: PartialEq + 'static> Query<T> {
    /// What is kept under `key`, fetched by `fetch`.
    pub fn new<F>(key: Key, fetch: impl Fn(FetchContext) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        Self::with(key, Some(erase(fetch)))
    }

    /// What is kept under `key`, without a function to fetch it: what the defaults
    /// say, or nobody does. Such a query is shown but never fetched (`skipToken`).
    pub fn cached(key: Key) -> Self {
        Self::with(key, None)
    }

    pub(super) fn with(key: Key, fetch: Option<Fetch>) -> Self {
        Self {
            erased: Erased {
                key,
                plan: Plan {
                    fetch,
                    sharing: Sharing::equal::<T>(),
                    ..Plan::unknown()
                },
                placeholder: None,
                select: Select::Whole(<dyn Any>::is::<T>),
            },
            data: PhantomData,
        }
    }

    /// Shows a part of the data, or what is made of it. The function runs again only
    /// when the data changed, or when a query with another one is observed.
    pub fn select<S: PartialEq + 'static>(self, part: impl Fn(&T) -> S + 'static) -> Query<T, S> {
        self.try_select(move |data| Ok(part(data)))
    }

    /// Like [`select`](Self::select), with a function that may fail: its failure is
    /// shown as the query's error.
    pub fn try_select<S: PartialEq + 'static>(
        self,
        part: impl Fn(&T) -> Result<S, Failure> + 'static,
    ) -> Query<T, S> {
        let part: Selector = Rc::new(move |data| match data.downcast_ref::<T>() {
            Some(data) => part(data).map(|part| Rc::new(part) as Data),
            None => Err(Failure::Unreadable("data of another type".into())),
        });
        Query {
            erased: Erased {
                key: self.erased.key,
                plan: self.erased.plan,
                placeholder: self.erased.placeholder,
                select: Select::Part(part, is_equal::<S>),
            },
            data: PhantomData,
        }
    }
}

impl<T: 'static, S: 'static> Query<T, S> {
    /// Its key.
    pub fn key(&self) -> &Key {
        &self.erased.key
    }

    /// The same query under another key.
    pub fn keyed(mut self, key: Key) -> Self {
        self.erased.key = key;
        self
    }

    /// Takes over all that `settings` say.
    pub fn settings(mut self, settings: &Settings) -> Self {
        self.erased.plan.settings = self.erased.plan.settings.under(settings);
        self
    }

    /// Begins with this, as if it had been fetched now. It is kept in the cache.
    pub fn initial_data(self, data: T) -> Self {
        self.initial(Rc::new(data), None)
    }

    /// Begins with this, as if it had been fetched then (Unix milliseconds).
    pub fn initial_data_at(self, data: T, at: Timestamp) -> Self {
        self.initial(Rc::new(data), Some(at))
    }

    /// Begins with what the function gives, if anything, and when it is from. It is
    /// asked only if there is no data.
    pub fn initial_data_with(
        mut self,
        make: impl Fn() -> Option<(T, Option<Timestamp>)> + 'static,
    ) -> Self {
        self.erased.plan.initial = Some(Rc::new(move || {
            make().map(|(data, at)| (Rc::new(data) as Data, at))
        }));
        self
    }

    fn initial(mut self, data: Data, at: Option<Timestamp>) -> Self {
        self.erased.plan.initial = Some(Rc::new(move || Some((data.clone(), at))));
        self
    }

    /// Shows this until there is data. It is not kept in the cache.
    pub fn placeholder(self, data: T) -> Self {
        let data: Data = Rc::new(data);
        self.stand(Placeholder::With(Rc::new(move |_| Some(data.clone()))))
    }

    /// Shows what the function makes of what was shown under the key before.
    pub fn placeholder_with(self, make: impl Fn(Option<&T>) -> Option<T> + 'static) -> Self {
        self.stand(Placeholder::With(Rc::new(move |previous| {
            let previous = previous.as_ref().and_then(|data| data.downcast_ref());
            make(previous).map(|data| Rc::new(data) as Data)
        })))
    }

    /// Goes on showing the data of the key before until there is data of this one.
    pub fn keep_previous(self) -> Self {
        self.stand(Placeholder::Previous)
    }

    fn stand(mut self, placeholder: Placeholder) -> Self {
        self.erased.placeholder = Some(placeholder);
        self
    }

    /// Takes every answer for new, equal or not (`structuralSharing: false`).
    pub fn without_sharing(mut self) -> Self {
        self.erased.plan.sharing = Sharing::Never;
        self
    }

    /// Lets the function decide what a new answer keeps of the old one.
    pub fn sharing(mut self, share: impl Fn(&Rc<T>, T) -> Rc<T> + 'static) -> Self
    where
        T: Clone,
    {
        self.erased.plan.sharing = Sharing::With(Rc::new(move |old, new| {
            let Ok(old) = old.clone().downcast::<T>() else {
                return new;
            };
            match new.downcast::<T>() {
                Ok(new) => share(&old, Rc::unwrap_or_clone(new)),
                Err(new) => new,
            }
        }));
        self
    }

    /// Lets a function say whether it may fetch of itself.
    pub fn enabled_when(self, decide: impl Fn(&State) -> bool + 'static) -> Self {
        self.enabled(Enabled::When(Rc::new(decide)))
    }

    /// Lets a function say, after each change, how often to fetch; nothing stops it.
    pub fn refetch_interval_by(
        self,
        decide: impl Fn(Option<&T>) -> Option<Duration> + 'static,
    ) -> Self {
        self.refetch_interval(Interval::With(Rc::new(move |state| {
            decide(state.data::<T>().as_deref())
        })))
    }

    /// Lets a function say whether a failed attempt is tried again, from the number
    /// of those before it and the failure.
    pub fn retry_when(self, decide: impl Fn(u32, &Failure) -> bool + 'static) -> Self {
        self.retry(Retry::When(Rc::new(decide)))
    }
}

// By hand: what they name need not be cloned, only counted.

impl<T, S> Clone for Query<T, S> {
    fn clone(&self) -> Self {
        Self {
            erased: self.erased.clone(),
            data: PhantomData,
        }
    }
}
