//! Callbacks: of the cache, of the options and of the call.

use super::{super::super::*, *};
use std::time::Duration;

/// Callbacks of the cache that take a second each, and write down when they begin and end.
fn global(world: &World, log: &Log) -> GlobalCallbacks {
    let one = |name: &'static str| {
        let (log, env) = (log.clone(), world.client.env().clone());
        Some(Rc::new(move |info: MutationInfo| {
            let (log, env) = (log.clone(), env.clone());
            log.add(format!("cache {name} {}", info.variables_text()));
            Box::pin(async move {
                (env.sleep)(Duration::from_secs(1)).await;
                log.add(format!("cache {name} over"));
                Ok(())
            }) as LocalBoxFuture<'static, Result<(), Failure>>
        }) as Rc<dyn Fn(MutationInfo) -> _>)
    };
    GlobalCallbacks {
        on_mutate: one("mutate"),
        on_success: one("success"),
        on_error: one("error"),
        on_settled: one("settled"),
    }
}

/// Options whose callbacks write down what they are told.
fn logged(desk: &Desk, log: &Log) -> MutationOptions<u32, String, &'static str> {
    let (a, b, c, d) = (log.clone(), log.clone(), log.clone(), log.clone());
    MutationOptions::optimistic(
        move |variables: Rc<u32>| {
            a.add(format!("mutate {variables}"));
            async { Ok("context") }
        },
        desk.ask(),
    )
    .on_success(move |data, variables, context| {
        b.add(format!("success {data} {variables} {}", context.unwrap()));
        async {}
    })
    .on_error(move |error, variables, context| {
        c.add(format!("error {error} {variables} {context:?}"));
        async {}
    })
    .on_settled(move |result, variables, context| {
        d.add(format!(
            "settled {} {variables} {context:?}",
            result.is_ok()
        ));
        async {}
    })
}

fn per_call(log: &Log) -> MutationCallbacks<u32, String, &'static str> {
    let (a, b, c) = (log.clone(), log.clone(), log.clone());
    MutationCallbacks::default()
        .on_success(move |data, variables, _| a.add(format!("call success {data} {variables}")))
        .on_error(move |_, variables, _| b.add(format!("call error {variables}")))
        .on_settled(move |result, variables, _| {
            c.add(format!("call settled {} {variables}", result.is_ok()));
        })
}

#[test]
fn callbacks_of_a_success_come_in_order() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&logged(&desk, &log));
    observer.subscribe(|| {});
    observer.mutate_with(1, per_call(&log));
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(
        log.take(),
        [
            "mutate 1",
            "success done 1 1 context",
            "settled true 1 Some(\"context\")",
            "call success done 1 1",
            "call settled true 1",
        ]
    );
}

#[test]
fn callbacks_of_a_failure_come_in_order() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&logged(&desk, &log));
    observer.subscribe(|| {});
    observer.mutate_with(1, per_call(&log));
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    assert_eq!(
        log.take(),
        [
            "mutate 1",
            "error the server cannot be reached 1 Some(\"context\")",
            "settled false 1 Some(\"context\")",
            "call error 1",
            "call settled false 1",
        ]
    );
}

#[test]
fn callbacks_of_the_cache_come_before_the_mutations_own_and_are_awaited() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    world.client.set_mutation_callbacks(global(&world, &log));
    world.client.mutate(&logged(&desk, &log), 1);
    world.run();
    assert_eq!(log.take(), ["cache mutate 1"]);
    assert!(desk.asked().is_empty());
    world.advance(1_000);
    assert_eq!(log.take(), ["cache mutate over", "mutate 1"]);
    desk.accept(&mut world, 1);
    assert_eq!(log.take(), ["cache success 1"]);
    world.advance(1_000);
    assert_eq!(
        log.take(),
        [
            "cache success over",
            "success done 1 1 context",
            "cache settled 1"
        ]
    );
    assert_eq!(all(&world.client)[0].status, MutationStatus::Pending);
    world.advance(1_000);
    assert_eq!(
        log.take(),
        ["cache settled over", "settled true 1 Some(\"context\")"]
    );
    assert_eq!(all(&world.client)[0].status, MutationStatus::Success);
}

#[test]
fn callbacks_of_the_cache_are_told_of_failures_and_awaited() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = Rc::new(RefCell::new(None));
    let seen = told.clone();
    let mut callbacks = global(&world, &log);
    callbacks.on_mutate = None;
    callbacks.on_settled = Some(Rc::new(move |info| {
        *seen.borrow_mut() = info.error;
        Box::pin(async { Ok(()) })
    }));
    world.client.set_mutation_callbacks(callbacks);
    let outcome = world.client.mutate(&desk.options(), 1);
    world.run();
    desk.answer(&mut world, 1, Err(refused()));
    assert_eq!(log.take(), ["cache error 1"]);
    world.advance(1_000);
    assert_eq!(log.take(), ["cache error over"]);
    assert_eq!(told.take().as_deref(), Some(&refused()));
    assert!(now(outcome).is_err());
}

#[test]
fn callbacks_of_the_options_run_though_whoever_called_is_gone() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&logged(&desk, &log));
    let subscription = observer.subscribe(|| {});
    observer.mutate_with(1, per_call(&log));
    world.run();
    observer.unsubscribe(subscription);
    drop(observer);
    log.take();
    desk.accept(&mut world, 1);
    assert_eq!(
        log.take(),
        [
            "success done 1 1 context",
            "settled true 1 Some(\"context\")"
        ],
        "those of the call are for whoever is there"
    );
}

#[test]
fn callbacks_of_a_call_run_only_while_somebody_is_subscribed() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&logged(&desk, &log));
    observer.mutate_with(1, per_call(&log));
    world.run();
    log.take();
    desk.accept(&mut world, 1);
    assert_eq!(log.take().len(), 2);
}

#[test]
fn callbacks_of_a_call_run_for_the_latest_call_only() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&desk.options());
    observer.subscribe(|| {});
    for number in 1..=3 {
        let log = log.clone();
        let callbacks =
            MutationCallbacks::default().on_success(move |_, _, _| log.add(number.to_string()));
        observer.mutate_with(number, callbacks);
    }
    world.run();
    for number in [3, 1, 2] {
        desk.accept(&mut world, number);
    }
    assert_eq!(log.take(), ["3"]);
    assert_eq!(
        observer.snapshot().data.as_deref().map(String::as_str),
        Some("done 3")
    );
}

#[test]
fn callbacks_see_options_that_were_changed_meanwhile() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let observer = world.client.observe_mutations(&desk.options());
    observer.subscribe(|| {});
    observer.mutate(1);
    world.run();
    let told = log.clone();
    observer.set_options(&desk.options().on_success(move |_, _, _| {
        told.add("changed");
        async {}
    }));
    desk.accept(&mut world, 1);
    assert_eq!(log.take(), ["changed"]);
}

#[test]
fn a_mutation_waits_for_its_preparation() {
    let (mut world, desk) = (World::new(), Desk::default());
    let env = world.client.env().clone();
    let options: MutationOptions<u32, String, u8> = MutationOptions::optimistic(
        move |_| {
            let wait = (env.sleep)(Duration::from_secs(1));
            async move {
                wait.await;
                Ok(9)
            }
        },
        desk.ask(),
    );
    let observer = world.client.observe_mutations(&options);
    observer.mutate(1);
    world.run();
    assert!(desk.asked().is_empty() && observer.snapshot().context.is_none());
    world.advance(1_000);
    assert_eq!(desk.asked(), [1]);
    assert_eq!(observer.snapshot().context.as_deref(), Some(&9));
}

#[test]
fn a_preparation_that_fails_fails_the_mutation() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let options: MutationOptions<u32, String, u8> =
        MutationOptions::optimistic(|_| async { Err(refused()) }, desk.ask()).on_error(
            move |_, _, context| {
                told.add(format!("error {context:?}"));
                async {}
            },
        );
    let outcome = world.client.mutate(&options, 1);
    world.run();
    assert!(now(outcome).is_err() && desk.asked().is_empty());
    assert_eq!(log.take(), ["error None"]);
}

#[test]
fn a_success_callback_that_fails_fails_the_mutation() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let (on_error, on_settled) = (log.clone(), log.clone());
    let options = desk
        .options()
        .on_success(|_, _, _| async { Err(refused()) })
        .on_error(move |_, _, _| {
            on_error.add("error");
            async {}
        })
        .on_settled(move |result, _, _| {
            on_settled.add(format!("settled {}", result.is_ok()));
            async {}
        });
    let outcome = world.client.mutate(&options, 1);
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(now(outcome), Err(MutationError::Failed(Rc::new(refused()))));
    assert_eq!(log.take(), ["error", "settled false"]);
    assert_eq!(all(&world.client)[0].status, MutationStatus::Error);
}

#[test]
fn a_settled_callback_that_fails_is_called_once_more_with_the_failure() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let options = desk.options().on_settled(move |result, _, _| {
        told.add(format!("settled {}", result.is_ok()));
        async { Err(refused()) }
    });
    let outcome = world.client.mutate(&options, 1);
    world.run();
    desk.accept(&mut world, 1);
    assert!(now(outcome).is_err());
    assert_eq!(log.take(), ["settled true", "settled false"]);
}

#[test]
fn an_error_callback_that_fails_keeps_the_first_failure_and_the_callbacks_after_it() {
    let (mut world, desk, log) = (World::new(), Desk::default(), Log::default());
    let told = log.clone();
    let options = desk
        .options()
        .on_error(|_, _, _| async { Err(refused()) })
        .on_settled(move |_, _, _| {
            told.add("settled");
            async {}
        });
    let outcome = world.client.mutate(&options, 1);
    world.run();
    desk.answer(&mut world, 1, Err(Failure::Unreachable));
    let failed = MutationError::Failed(Rc::new(Failure::Unreachable));
    assert_eq!(now(outcome), Err(failed));
    assert_eq!(log.take(), ["settled"]);
}

#[test]
fn a_mutation_stays_pending_until_its_callbacks_are_over() {
    let (mut world, desk) = (World::new(), Desk::default());
    let env = world.client.env().clone();
    let options = desk
        .options()
        .on_success(move |_, _, _| (env.sleep)(Duration::from_secs(1)));
    let outcome = world.client.mutate(&options, 1);
    world.run();
    desk.accept(&mut world, 1);
    assert_eq!(world.client.is_mutating(MutationFilters::all()), 1);
    world.advance(1_000);
    assert_eq!(world.client.is_mutating(MutationFilters::all()), 0);
    assert!(now(outcome).is_ok());
}
