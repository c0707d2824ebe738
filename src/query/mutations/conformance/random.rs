//! Whatever happens in whatever order: each mutation once, one at a time in its scope.

use super::{super::super::*, *};
use proptest::prelude::*;
use std::collections::HashMap;

const SCOPES: u32 = 3;

#[derive(Clone, Debug)]
enum Step {
    /// Somebody asks for the next mutation; its scope is its number's rest.
    Mutate,
    Online(bool),
    Focused(bool),
    /// The server answers one of the calls that are open: well or not.
    Answer(usize, bool),
    Resume,
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Mutate),
        2 => any::<bool>().prop_map(Step::Online),
        1 => any::<bool>().prop_map(Step::Focused),
        4 => (any::<usize>(), any::<bool>()).prop_map(|(which, well)| Step::Answer(which, well)),
        1 => Just(Step::Resume),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..60)
}

struct Trial {
    world: World,
    desk: Desk,
    next: u32,
    /// How often the app ended while the server was asked this.
    torn: HashMap<u32, usize>,
}

impl Trial {
    fn new() -> Self {
        let (world, desk) = (World::new(), Desk::default());
        let client = &world.client;
        client.set_mutation_defaults(&key("work"), Self::options(&desk));
        Self {
            world,
            desk,
            next: 0,
            torn: HashMap::new(),
        }
    }

    fn options(desk: &Desk) -> MutationOptions<u32, String> {
        desk.options()
            .key(key("work"))
            .scope_by(|number: &u32| (number % SCOPES).to_string())
            .durable()
    }

    fn open(&self) -> Vec<u32> {
        let calls = self.desk.calls.borrow();
        let open = calls.iter().filter(|call| call.answer.is_some());
        open.map(|call| call.variables).collect()
    }

    fn take(&mut self, step: &Step) {
        let client = self.world.client.clone();
        match step {
            Step::Mutate => {
                client.mutate(&Self::options(&self.desk), self.next);
                self.next += 1;
            }
            Step::Online(online) => client.set_online(*online),
            Step::Focused(focused) => client.set_focused(*focused),
            Step::Answer(which, well) => {
                let open = self.open();
                if let Some(number) = open.get(which % open.len().max(1)) {
                    let answer = if *well {
                        Ok(String::new())
                    } else {
                        Err(refused())
                    };
                    self.desk.answer(&mut self.world, *number, answer);
                }
            }
            Step::Resume => drop(client.resume_paused_mutations()),
            Step::Restart => self.restart(),
        }
        self.world.run();
    }

    fn restart(&mut self) {
        for number in self.open() {
            *self.torn.entry(number).or_default() += 1;
        }
        let kept = self.world.client.dehydrate_mutations_that(|_| true);
        let kept = serde_json::to_string(&kept).unwrap();
        for call in self.desk.calls.borrow_mut().iter_mut() {
            call.answer = None;
        }
        self.world = World::new();
        let client = &self.world.client;
        client.set_mutation_defaults(&key("work"), Self::options(&self.desk));
        client.hydrate_mutations(serde_json::from_str(&kept).unwrap());
    }

    /// One at a time in each scope, in the order in which they were asked for.
    fn check(&self) {
        let mut open: Vec<u32> = self.open().iter().map(|one| one % SCOPES).collect();
        open.sort_unstable();
        assert!(open.is_sorted_by(|one, next| one < next), "two at a time");
        for scope in 0..SCOPES {
            let asked = self.desk.asked();
            let asked: Vec<u32> = asked
                .into_iter()
                .filter(|it| it % SCOPES == scope)
                .collect();
            assert!(asked.is_sorted(), "out of order: {asked:?}");
        }
    }

    /// The network is back, somebody looks, and the server answers everything.
    fn heal(&mut self) {
        self.take(&Step::Online(true));
        self.take(&Step::Focused(true));
        self.take(&Step::Resume);
        while !self.open().is_empty() {
            self.take(&Step::Answer(0, true));
            self.check();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_mutation_is_carried_out_once_and_in_order_whatever_happens(steps in steps()) {
        let mut trial = Trial::new();
        for step in &steps {
            trial.take(step);
            trial.check();
        }
        trial.heal();
        prop_assert_eq!(trial.world.client.is_mutating(MutationFilters::all()), 0);
        let asked = trial.desk.asked();
        for number in 0..trial.next {
            let times = asked.iter().filter(|one| **one == number).count();
            let torn = trial.torn.get(&number).copied().unwrap_or(0);
            prop_assert_eq!(times, 1 + torn, "{} of {:?}", number, asked);
        }
        let names: std::collections::HashSet<Uuid> = trial.desk.ids().into_iter().collect();
        prop_assert_eq!(names.len(), trial.next as usize, "a name for each, whatever the tries");
    }
}
