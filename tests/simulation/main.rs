//! Worlds of servers, devices and networks in trouble, each from a seed: whatever
//! happens, everybody ends up with the same, and nothing is lost or made twice.
//!
//! `SEEDS=n` worlds from `FROM` (1) on are run, on `JOBS` processors; `SEED=n` runs
//! one, and if it goes wrong tells the shortest story found in which it does
//! (`TRACE=1`: each step of that; `TRACE=all`: each step of the whole). The same seed is always the
//! same world: each runs in a process of its own, forked from one that has done
//! nothing yet.
#![cfg(target_os = "linux")]

mod calls;
mod check;
mod determinism;
mod device;
mod disk;
mod executor;
mod ledger;
mod many;
mod network;
mod plan;
mod probe;
mod process;
mod random;
mod screen;
mod server;
mod session;
mod shrink;
mod stream;
mod template;
mod watch;
mod workload;
mod world;

use leadwire::server::auth::Hasher;
use plan::Plan;
use process::{Child, Report};
use std::{collections::VecDeque, process::ExitCode, time::Instant};
use template::Template;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn main() -> ExitCode {
    // A heap of its own for each world: what is made here is the same in all of them.
    tracing::subscriber::set_global_default(probe::Probe).expect("the first");
    determinism::prepare();
    leadwire::server::api::prepare();
    let folder = process::folder();
    let hasher = Hasher::new().expect("the parameters are right");
    let made = process::apart(|| template::make(folder.path(), &hasher));
    let template = Template::read(folder.path(), made, hasher);
    if let Some(seed) = number("SEED") {
        return one(&template, &Plan::new(seed));
    }
    let seeds = number("SEEDS").unwrap_or(1_000);
    let from = number("FROM").unwrap_or(1);
    let jobs = number("JOBS").map_or_else(
        || std::thread::available_parallelism().map_or(2, usize::from),
        |jobs| jobs as usize,
    );
    many(&template, from, seeds, jobs)
}

/// Runs worlds until one goes wrong.
fn many(template: &Template, from: u64, seeds: u64, jobs: usize) -> ExitCode {
    let begun = Instant::now();
    let keep_going = std::env::var_os("KEEP_GOING").is_some();
    let mut running: VecDeque<Child> = VecDeque::new();
    let (mut steps, mut failed, mut done) = (0, 0, 0);
    let mut todo = from..from + seeds;
    loop {
        while running.len() < jobs
            && let Some(seed) = todo.next()
        {
            running.push_back(Child::start(&Plan::new(seed), template));
        }
        let Some(child) = running.pop_front() else {
            break;
        };
        let seed = child.seed;
        let report = child.wait();
        steps += report.steps;
        done += 1;
        if let Some(wrong) = &report.wrong {
            println!("seed {seed}: {wrong}");
            failed += 1;
            if !keep_going {
                running.into_iter().for_each(|child| drop(child.wait()));
                tell_shortest(template, &Plan::new(seed), report);
                return ExitCode::FAILURE;
            }
        }
        // Now and then, that a world is the same when it runs again.
        if seed % 50 == 0 {
            let again = Child::start(&Plan::new(seed), template).wait();
            if again.trace != report.trace {
                println!("seed {seed} is not the same when it runs again");
                failed += 1;
                if !keep_going {
                    return ExitCode::FAILURE;
                }
            }
        }
        if done % 5_000 == 0 {
            println!("{done} worlds, {:.0} s", begun.elapsed().as_secs_f64());
        }
    }
    println!(
        "simulation: {done} worlds from seed {from}, {failed} went wrong; {steps} steps in {:.1} s",
        begun.elapsed().as_secs_f64()
    );
    match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Runs one world.
fn one(template: &Template, plan: &Plan) -> ExitCode {
    let report = Child::start(plan, template).wait();
    println!(
        "seed {}: trace {:016x}, {} steps",
        plan.seed, report.trace, report.steps
    );
    if report.wrong.is_none() {
        println!("all is well");
        return ExitCode::SUCCESS;
    }
    tell_shortest(template, plan, report);
    ExitCode::FAILURE
}

fn tell_shortest(template: &Template, plan: &Plan, report: Report) {
    println!("again: SEED={} make sim", plan.seed);
    if plan.is_loud || std::env::var("SHRINK").is_ok_and(|it| it == "no") {
        return;
    }
    let (mut plan, report) = shrink::shortest(template, plan.clone(), report);
    plan.is_loud = std::env::var_os("TRACE").is_some();
    if plan.is_loud {
        drop(Child::start(&plan, template).wait());
    }
    println!("{} devices; what is left of what happened:", plan.devices);
    for step in &plan.steps {
        println!(
            "{:>7} ms  device {}  {:?}",
            step.at, step.device, step.action
        );
    }
    println!("wrong: {}", report.wrong.unwrap_or_default());
}
