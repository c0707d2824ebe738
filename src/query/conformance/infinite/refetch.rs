//! All pages again, one after another.

use super::*;

#[test]
fn a_refetch_asks_for_all_pages_one_after_another() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    turn(&mut world, &book, &observer, 20);
    book.asked_for();
    drop(observer.refetch());
    world.run();
    assert_eq!(book.asked_for(), [0], "the first alone");
    book.server.answer(&mut world, Ok(1));
    assert_eq!(book.asked_for(), [1]);
    book.server.answer(&mut world, Ok(11));
    assert_eq!(pages(&observer), [0, 10, 20], "all or nothing");
    book.server.answer(&mut world, Ok(21));
    assert_eq!(pages(&observer), [1, 11, 21]);
}

#[test]
fn a_refetch_begins_where_the_loaded_pages_do() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    drop(observer.fetch_previous());
    book.server.answer(&mut world, Ok(-10));
    book.asked_for();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(-11));
    book.server.answer(&mut world, Ok(1));
    assert_eq!(book.asked_for(), [-1, 0]);
    assert_eq!(pages(&observer), [-11, 1]);
}

#[test]
fn a_refetch_ends_early_when_pages_became_fewer() {
    let world = &mut World::new();
    let server = Server::<i32>::default();
    let ask = server.fetch();
    // A page says itself whether there is another.
    let query = InfiniteQuery::new(
        key("pages"),
        0,
        move |page: PageContext<i32>| ask(page.fetch),
        |loaded| {
            loaded
                .pages
                .last()
                .filter(|page| ***page > 0)
                .map(|page| **page)
        },
    );
    let observer = InfiniteObserver::new(&world.client, query);
    let _observing = observer.subscribe(|_| {});
    server.answer(world, Ok(1));
    drop(observer.fetch_next());
    server.answer(world, Ok(2));
    drop(observer.refetch());
    server.answer(world, Ok(-1));
    assert_eq!(pages(&observer), [-1]);
    assert!(!observer.current().is_fetching());
}

#[test]
fn a_refetch_stops_at_an_error_and_keeps_the_old_pages() {
    let (mut world, book) = (World::new(), Book::default());
    let query = book.query().with(|query| query.retry(false));
    let (observer, _observing) = observed(&mut world, &book, query);
    turn(&mut world, &book, &observer, 10);
    turn(&mut world, &book, &observer, 20);
    book.asked_for();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(1));
    book.server.answer(&mut world, Err(forbidden()));
    world.run();
    assert_eq!(book.asked_for(), [0, 1], "the third is not asked for");
    let seen = observer.current();
    assert!(seen.is_refetch_error());
    assert_eq!(pages(&observer), [0, 10, 20]);
}

#[test]
fn a_further_try_goes_on_where_the_one_before_failed() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    book.asked_for();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(1));
    book.server.answer(&mut world, Err(unreachable()));
    world.advance(1_000);
    book.server.answer(&mut world, Ok(11));
    assert_eq!(book.asked_for(), [0, 1, 1]);
    assert_eq!(pages(&observer), [1, 11]);
}

#[test]
fn a_cancelled_refetch_keeps_the_old_pages() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(1));
    world.client.cancel(key("pages"));
    world.run();
    assert_eq!(pages(&observer), [0, 10]);
    assert_eq!(observer.current().fetch_status, FetchStatus::Idle);
    assert_eq!(
        book.asked_for(),
        [0, 1, 0, 1],
        "and no page more is asked for"
    );
}

#[test]
fn invalidation_refetches_all_pages() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    book.asked_for();
    drop(world.client.invalidate(key("pages")));
    book.server.answer(&mut world, Ok(0));
    book.server.answer(&mut world, Ok(11));
    assert_eq!(book.asked_for(), [0, 1]);
    assert_eq!(pages(&observer), [0, 11]);
}

#[test]
fn pages_that_did_not_change_stay_the_same_objects() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    let before = observer.current().data.unwrap();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(0));
    book.server.answer(&mut world, Ok(11));
    let after = observer.current().data.unwrap();
    assert!(Rc::ptr_eq(&before.pages[0], &after.pages[0]));
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(0));
    book.server.answer(&mut world, Ok(11));
    assert!(Rc::ptr_eq(&after, &observer.current().data.unwrap()));
}

#[test]
fn a_failed_refetch_is_told_from_a_failed_next_page() {
    let (mut world, book) = (World::new(), Book::default());
    let query = book.query().with(|query| query.retry(false));
    let (observer, _observing) = observed(&mut world, &book, query);
    drop(observer.fetch_next());
    book.server.answer(&mut world, Err(unreachable()));
    assert!(observer.is_next_error() && !observer.is_refetch_error());
    drop(observer.refetch());
    book.server.answer(&mut world, Err(unreachable()));
    assert!(observer.is_refetch_error() && !observer.is_next_error());
    assert_eq!(pages(&observer), [0]);
}

#[test]
fn reset_loads_the_first_page_alone() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    drop(observer.fetch_previous());
    book.server.answer(&mut world, Ok(-10));
    drop(world.client.reset(key("pages")));
    book.server.answer(&mut world, Ok(5));
    assert_eq!(pages(&observer), [5]);
    assert_eq!(book.asked_for(), [0, 1, -1, 0]);
}

#[test]
fn a_refetch_keeps_to_as_many_pages_as_are_kept() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query().max_pages(2));
    turn(&mut world, &book, &observer, 10);
    turn(&mut world, &book, &observer, 20);
    assert_eq!(pages(&observer), [10, 20]);
    book.asked_for();
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(11));
    book.server.answer(&mut world, Ok(21));
    assert_eq!(book.asked_for(), [1, 2], "from the first that is kept");
    assert_eq!(pages(&observer), [11, 21]);
}

#[test]
fn all_pages_put_by_hand_during_a_refetch_win_over_it() {
    let (mut world, book) = (World::new(), Book::default());
    let (observer, _observing) = observed(&mut world, &book, book.query());
    turn(&mut world, &book, &observer, 10);
    drop(observer.refetch());
    book.server.answer(&mut world, Ok(1));
    let by_hand = Pages {
        pages: vec![Rc::new(7)],
        params: vec![0],
    };
    world.client.set(&key("pages"), by_hand);
    assert!(!book.server.answer(&mut world, Ok(11)), "called off");
    assert_eq!(pages(&observer), [7]);
    assert!(observer.has_next());
}
