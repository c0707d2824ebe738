//! How quick the cache is, and how large: the work of a page full of leads, each line
//! the median of many runs, beside what is aimed at and what TanStack Query 5.108 and
//! DB 0.15 took for the same on a 4-core machine of this kind.
//!
//! `make bench` shows it beside the same source in a browser. Alone, and perhaps in part:
//! `cargo bench --no-default-features --bench cache`, with `change`, `queries`, `batch`
//! or `fill`; with `--json`, each figure is a line of JSON.

mod clock;
mod figures;
mod memory;
mod work;
mod world;

use figures::Figure;

#[global_allocator]
static MEMORY: memory::Counting = memory::Counting;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let tells_json = args.iter().any(|arg| arg == "--json");
    let wanted: Vec<_> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    let mut tell = |figure: Figure| match tells_json {
        true => println!("{}", figure.json()),
        false => println!("{figure}"),
    };
    if !tells_json {
        println!("{}", figures::HEAD);
    }
    for (name, run) in work::PARTS {
        if wanted.is_empty() || wanted.contains(&&name.to_owned()) {
            run(&mut tell);
        }
    }
}
