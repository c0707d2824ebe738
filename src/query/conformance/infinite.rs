//! Queries of many pages.

mod refetch;

use super::*;
use crate::query::{InfiniteObserver, InfiniteQuery, Observing, PageContext, Pages};

/// A server of pages: page n says `n * 10`, and there are pages −2 to 4.
#[derive(Clone, Default)]
struct Book {
    server: Server<i32>,
    asked_for: Rc<RefCell<Vec<i32>>>,
}

impl Book {
    fn query(&self) -> InfiniteQuery<i32, i32> {
        let book = self.clone();
        InfiniteQuery::new(
            key("pages"),
            0,
            move |page: PageContext<i32>| {
                book.asked_for.borrow_mut().push(page.param);
                (book.server.fetch())(page.fetch)
            },
            |loaded: &Pages<i32, i32>| {
                loaded
                    .params
                    .last()
                    .map(|last| last + 1)
                    .filter(|next| *next < 5)
            },
        )
        .previous(|loaded| {
            loaded
                .params
                .first()
                .map(|first| first - 1)
                .filter(|first| *first > -3)
        })
    }

    fn asked_for(&self) -> Vec<i32> {
        self.asked_for.take()
    }
}

fn observed(
    world: &mut World,
    book: &Book,
    query: InfiniteQuery<i32, i32>,
) -> (InfiniteObserver<i32, i32>, Observing) {
    let observer = InfiniteObserver::new(&world.client, query);
    let observing = observer.subscribe(|_| {});
    book.server.answer(world, Ok(0));
    (observer, observing)
}

fn pages(observer: &InfiniteObserver<i32, i32>) -> Vec<i32> {
    let data = observer.current().data;
    data.map_or(Vec::new(), |data| {
        data.pages.iter().map(|page| **page).collect()
    })
}

fn turn(world: &mut World, book: &Book, observer: &InfiniteObserver<i32, i32>, answer: i32) {
    drop(observer.fetch_next());
    book.server.answer(world, Ok(answer));
}

#[test]
fn the_first_page_is_asked_for_with_what_it_begins_with() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    let data = observer.current().data.unwrap();
    assert_eq!((data.params.clone(), pages(&observer)), (vec![0], vec![0]));
    assert_eq!(book.asked_for(), [0]);
}

#[test]
fn next_pages_are_put_behind_and_previous_ones_before() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    drop(observer.fetch_previous());
    book.server.answer(&mut world, Ok(-10));
    assert_eq!(pages(&observer), [-10, 0, 10]);
    assert_eq!(observer.current().data.unwrap().params, [-1, 0, 1]);
    assert_eq!(book.asked_for(), [0, 1, -1]);
}

#[test]
fn it_is_known_which_way_pages_are_being_loaded() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    assert!(!observer.is_fetching_next() && !observer.is_refetching());
    drop(observer.fetch_next());
    assert!(
        observer.is_fetching_next()
            && !observer.is_fetching_previous()
            && !observer.is_refetching()
    );
    book.server.answer(&mut world, Ok(10));
    drop(observer.fetch_previous());
    assert!(observer.is_fetching_previous() && !observer.is_fetching_next());
    book.server.answer(&mut world, Ok(-10));
    drop(observer.refetch());
    assert!(observer.is_refetching() && !observer.is_fetching_next());
}

#[test]
fn whether_there_are_more_pages_is_known_from_the_data() {
    let (mut world, book) = (World::new(), Book::default());
    let observer = InfiniteObserver::new(&world.client, book.query());
    assert!(
        !observer.has_next() && !observer.has_previous(),
        "nothing is loaded"
    );
    let _observing = observer.subscribe(|_| {});
    book.server.answer(&mut world, Ok(0));
    assert!(observer.has_next() && observer.has_previous());
    for n in 1..5 {
        turn(&mut world, &book, &observer, n * 10);
    }
    assert!(!observer.has_next() && observer.has_previous());
}

#[test]
fn beyond_the_last_page_nothing_is_asked_for() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    for n in 1..5 {
        turn(&mut world, &book, &observer, n * 10);
    }
    book.asked_for();
    drop(observer.fetch_next());
    world.run();
    assert!(book.asked_for().is_empty());
    assert_eq!(pages(&observer).len(), 5);
    assert!(!observer.current().is_fetching());
}

#[test]
fn no_more_pages_are_kept_than_said() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query().max_pages(2));
    turn(&mut world, &book, &observer, 10);
    turn(&mut world, &book, &observer, 20);
    assert_eq!(pages(&observer), [10, 20]);
    assert_eq!(observer.current().data.unwrap().params, [1, 2]);
    drop(observer.fetch_previous());
    book.server.answer(&mut world, Ok(0));
    assert_eq!(pages(&observer), [0, 10]);
    book.asked_for();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(1));
    book.server.answer(&mut world, Ok(11));
    assert_eq!(
        (book.asked_for(), pages(&observer)),
        (vec![0, 1], vec![1, 11])
    );
}

#[test]
fn a_failed_next_page_leaves_those_before_and_says_which_way_it_failed() {
    let (mut world, book) = (World::new(), Book::default());
    let query = book.query().with(|query| query.retry(false));
    let (observer, _observing) = observed(&mut world, &book, query);
    drop(observer.fetch_next());
    book.server.answer(&mut world, Err(forbidden()));
    assert!(observer.is_next_error() && !observer.is_previous_error());
    assert_eq!(pages(&observer), [0]);
    turn(&mut world, &book, &observer, 10);
    assert!(!observer.is_next_error());
    assert_eq!(pages(&observer), [0, 10]);
}

#[test]
fn a_next_page_calls_off_a_refetch_unless_told_to_share_it() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    drop(observer.refetch());
    world.run();
    drop(observer.fetch_next_with(Running::Share));
    world.run();
    assert_eq!(book.asked_for(), [0, 0]);
    assert!(observer.is_refetching());
    drop(observer.fetch_next());
    world.run();
    assert_eq!(book.asked_for(), [1]);
    assert!(
        !book.server.answer(&mut world, Ok(1)),
        "nobody waits for the refetch"
    );
    book.server.answer(&mut world, Ok(10));
    assert_eq!(pages(&observer), [0, 10]);
}

#[test]
fn the_next_page_during_the_first_waits_for_nothing_and_asks_nothing_more() {
    let (mut world, book) = (World::new(), Book::default());
    let observer = InfiniteObserver::new(&world.client, book.query());
    let _observing = observer.subscribe(|_| {});
    world.run();
    drop(observer.fetch_next());
    world.run();
    assert_eq!(book.asked_for(), [0]);
}

#[test]
fn several_pages_can_be_fetched_at_once() {
    let (mut world, book) = (World::new(), Book::default());
    let query = book.query().pages_at_once(3);
    let fetched = world.client.fetch(query.query());
    for n in 0..3 {
        book.server.answer(&mut world, Ok(n * 10));
    }
    let data = world.get(fetched).unwrap();
    assert_eq!((data.pages.len(), data.params.clone()), (3, vec![0, 1, 2]));
}

#[test]
fn a_page_knows_which_way_it_continues() {
    let mut world = World::new();
    let ways = Rc::new(RefCell::new(Vec::new()));
    let log = ways.clone();
    let query = InfiniteQuery::new(
        key("pages"),
        0,
        move |page: PageContext<i32>| {
            log.borrow_mut().push(page.direction);
            async move { Ok(page.param) }
        },
        |loaded| loaded.params.last().map(|last| last + 1),
    )
    .previous(|loaded| loaded.params.first().map(|first| first - 1));
    let observer = InfiniteObserver::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    world.run();
    drop(observer.fetch_previous());
    world.run();
    use crate::query::Direction::{Backward, Forward};
    assert_eq!(*ways.borrow(), [Forward, Backward]);
}

#[test]
fn pages_may_be_put_by_hand_and_continued() {
    let (mut world, book) = (World::new(), Book::default());
    let put = Pages {
        pages: vec![Rc::new(20)],
        params: vec![2],
    };
    world.client.set(&key("pages"), put);
    let query = book
        .query()
        .with(|query| query.stale_time(StaleTime::Never));
    let observer = InfiniteObserver::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    turn(&mut world, &book, &observer, 30);
    assert_eq!(pages(&observer), [20, 30]);
    assert_eq!(book.asked_for(), [3]);
}

#[test]
fn a_part_of_pages_may_be_selected() {
    let (mut world, book) = (World::new(), Book::default());
    let sum = |pages: &Pages<i32, i32>| pages.pages.iter().map(|page| **page).sum::<i32>();
    let (observer, _observing) = observed(&mut world, &book, book.query());
    let (total, _total) = observe(
        &world,
        book.query()
            .query()
            .clone()
            .stale_time(StaleTime::Never)
            .select(sum),
    );
    turn(&mut world, &book, &observer, 10);
    turn(&mut world, &book, &observer, 20);
    assert_eq!(total.current().data.as_deref(), Some(&30));
}

#[test]
fn as_many_pages_as_wanted_at_once_are_loaded_though_fewer_are_known() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    book.asked_for();
    let fetched = world.client.fetch(book.query().pages_at_once(3).query());
    for page in [0, 10, 20] {
        book.server.answer(&mut world, Ok(page));
    }
    assert_eq!(book.asked_for(), [0, 1, 2]);
    assert_eq!(world.get(fetched).unwrap().pages.len(), 3);
    assert_eq!(pages(&observer), [0, 10, 20]);
}

#[test]
fn pages_that_stand_in_for_others_say_nothing_of_what_comes_after_them() {
    let (mut world, book) = (World::new(), Book::default());
    let stand_in = || Pages {
        pages: vec![Rc::new(9)],
        params: vec![1],
    };
    let query = book.query().with(|query| query.placeholder(stand_in()));
    let observer = InfiniteObserver::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    assert!(observer.current().is_placeholder);
    assert!(!observer.has_next() && !observer.has_previous());
    book.server.answer(&mut world, Ok(0));
    assert!(observer.has_next() && observer.has_previous());
}
