//! Queries of many pages, of which more and more are loaded.

use super::{Direction, Failure, FetchContext, Key, Query};
use std::rc::Rc;

/// The pages that are loaded, and what each was asked for with.
#[derive(Debug, PartialEq)]
pub struct Pages<T, P> {
    /// The pages, in order.
    pub pages: Vec<Rc<T>>,
    /// What each was asked for with.
    pub params: Vec<P>,
}

impl<T, P> Pages<T, P> {
    fn none() -> Self {
        Self {
            pages: Vec::new(),
            params: Vec::new(),
        }
    }

    fn add(&mut self, page: T, param: P, direction: Direction, max: Option<usize>) {
        let max = max.unwrap_or(usize::MAX).max(1);
        match direction {
            Direction::Forward => {
                self.pages.push(Rc::new(page));
                self.params.push(param);
                let over = self.pages.len().saturating_sub(max);
                self.pages.drain(..over);
                self.params.drain(..over);
            }
            Direction::Backward => {
                self.pages.insert(0, Rc::new(page));
                self.params.insert(0, param);
                self.pages.truncate(max);
                self.params.truncate(max);
            }
        }
    }
}

/// What a page is asked for with.
pub struct PageContext<P> {
    /// What the page before or after it, or the beginning, says.
    pub param: P,
    /// Which way it continues what is loaded.
    pub direction: Direction,
    /// What any fetch function is given.
    pub fetch: FetchContext,
}

/// How many pages were loaded, and what is kept of them.
type SoFar<T, P> = (usize, Pages<T, P>);
type ParamOf<T, P> = Rc<dyn Fn(&Pages<T, P>) -> Option<P>>;
type FetchPage<T, P> =
    Rc<dyn Fn(PageContext<P>) -> futures::future::LocalBoxFuture<'static, Result<T, Failure>>>;

/// A query of many pages.
///
/// ```
/// # use leadwire::query::{InfiniteQuery, Key};
/// // Pages of ten numbers each; the last begins at 90.
/// let numbers = InfiniteQuery::new(
///     Key::new(["numbers"]),
///     0,
///     |page| async move { Ok((page.param..page.param + 10).collect::<Vec<u32>>()) },
///     |loaded| loaded.params.last().map(|last| last + 10).filter(|next| *next < 100),
/// )
/// .max_pages(3);
/// # let _ = numbers;
/// ```
pub struct InfiniteQuery<T, P> {
    pub(super) shape: Shape<T, P>,
    pub(super) query: Query<Pages<T, P>>,
}

/// How pages follow each other.
pub(super) struct Shape<T, P> {
    key: Key,
    first: P,
    page: FetchPage<T, P>,
    pub next: ParamOf<T, P>,
    pub previous: Option<ParamOf<T, P>>,
    max: Option<usize>,
    at_once: usize,
}

impl<T: PartialEq + 'static, P: Clone + PartialEq + 'static> InfiniteQuery<T, P> {
    /// Pages under `key`, the first of them asked for with `first`, fetched by `page`.
    /// `next` says what the page after those loaded is asked for with, or that there is none.
    pub fn new<F>(
        key: Key,
        first: P,
        page: impl Fn(PageContext<P>) -> F + 'static,
        next: impl Fn(&Pages<T, P>) -> Option<P> + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, Failure>> + 'static,
    {
        let shape = Shape {
            key,
            first,
            page: Rc::new(move |context| Box::pin(page(context))),
            next: Rc::new(next),
            previous: None,
            max: None,
            at_once: 1,
        };
        let query = shape.query();
        Self { shape, query }
    }

    /// Lets a function say what the page before those loaded is asked for with.
    pub fn previous(mut self, previous: impl Fn(&Pages<T, P>) -> Option<P> + 'static) -> Self {
        self.shape.previous = Some(Rc::new(previous));
        self.again()
    }

    /// Keeps no more pages than this: those at the other end go.
    pub fn max_pages(mut self, max: usize) -> Self {
        self.shape.max = Some(max);
        self.again()
    }

    /// Loads this many pages at first, and no fewer when all are loaded again.
    pub fn pages_at_once(mut self, pages: usize) -> Self {
        self.shape.at_once = pages;
        self.again()
    }

    /// Says how it behaves: `with` has all that a query has.
    pub fn with(mut self, with: impl FnOnce(Query<Pages<T, P>>) -> Query<Pages<T, P>>) -> Self {
        self.query = with(self.query);
        self
    }

    /// The query, to be fetched, ensured or prefetched as any other.
    pub fn query(&self) -> &Query<Pages<T, P>> {
        &self.query
    }

    /// The same, with a fetch function that knows the shape as it is now.
    fn again(mut self) -> Self {
        let fetch = self.shape.query().erased.plan.fetch;
        self.query.erased.plan.fetch = fetch;
        self
    }
}

impl<T, P: Clone> Clone for Shape<T, P> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            first: self.first.clone(),
            page: self.page.clone(),
            next: self.next.clone(),
            previous: self.previous.clone(),
            max: self.max,
            at_once: self.at_once,
        }
    }
}

impl<T, P: Clone> Clone for InfiniteQuery<T, P> {
    fn clone(&self) -> Self {
        Self {
            shape: self.shape.clone(),
            query: self.query.clone(),
        }
    }
}

impl<T: PartialEq + 'static, P: Clone + PartialEq + 'static> Shape<T, P> {
    fn query(&self) -> Query<Pages<T, P>> {
        let shape = self.clone();
        Query::new(self.key.clone(), move |context| {
            shape.clone().fetch(context)
        })
        .sharing(share)
    }

    async fn fetch(self, context: FetchContext) -> Result<Pages<T, P>, Failure> {
        let known = context.known.clone();
        let known = known.and_then(|known| known.downcast::<Pages<T, P>>().ok());
        let known = known.filter(|known| !known.pages.is_empty());
        match (context.direction, known) {
            (Some(direction), Some(known)) => self.continue_with(context, direction, &known).await,
            (_, known) => self.load(context, known.as_deref()).await,
        }
    }

    async fn continue_with(
        self,
        context: FetchContext,
        direction: Direction,
        known: &Pages<T, P>,
    ) -> Result<Pages<T, P>, Failure> {
        let param = match direction {
            Direction::Forward => (self.next)(known),
            Direction::Backward => self.previous.as_ref().and_then(|previous| previous(known)),
        };
        let mut pages = known.clone();
        if let Some(param) = param {
            let page = self.ask(&context, param.clone(), direction).await?;
            pages.add(page, param, direction, self.max);
        }
        Ok(pages)
    }

    /// Loads all pages again, one after another: each may say differently what the
    /// next is asked for with. Further attempts go on where the one before failed.
    async fn load(
        self,
        context: FetchContext,
        known: Option<&Pages<T, P>>,
    ) -> Result<Pages<T, P>, Failure> {
        let loaded = known.map_or(0, |known| known.pages.len());
        let wanted = loaded.max(self.at_once).max(1);
        let so_far = context.so_far.borrow_mut().take();
        let (mut loaded, mut pages) =
            match so_far.and_then(|so_far| so_far.downcast::<SoFar<T, P>>().ok()) {
                Some(so_far) => Rc::unwrap_or_clone(so_far),
                None => (0, Pages::none()),
            };
        while loaded < wanted {
            let param = if loaded == 0 {
                let first = known.and_then(|known| known.params.first());
                Some(first.unwrap_or(&self.first).clone())
            } else {
                (self.next)(&pages)
            };
            let Some(param) = param else { break };
            match self.ask(&context, param.clone(), Direction::Forward).await {
                Ok(page) => pages.add(page, param, Direction::Forward, self.max),
                Err(failure) => {
                    *context.so_far.borrow_mut() = Some(Rc::new((loaded, pages)));
                    return Err(failure);
                }
            }
            loaded += 1;
        }
        Ok(pages)
    }

    async fn ask(
        &self,
        context: &FetchContext,
        param: P,
        direction: Direction,
    ) -> Result<T, Failure> {
        let context = PageContext {
            param,
            direction,
            fetch: context.clone(),
        };
        (self.page)(context).await
    }
}

/// Pages that are equal to those that they replace stay the same objects.
fn share<T: PartialEq, P: Clone + PartialEq>(
    old: &Rc<Pages<T, P>>,
    mut new: Pages<T, P>,
) -> Rc<Pages<T, P>> {
    if **old == new {
        return old.clone();
    }
    for page in &mut new.pages {
        if let Some(known) = old.pages.iter().find(|known| *known == page) {
            *page = known.clone();
        }
    }
    Rc::new(new)
}

// By hand: pages need not be cloned, only counted.
impl<T, P: Clone> Clone for Pages<T, P> {
    fn clone(&self) -> Self {
        Self {
            pages: self.pages.clone(),
            params: self.params.clone(),
        }
    }
}
