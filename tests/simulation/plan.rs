//! What happens in a world, and when: drawn from its seed, and short enough to leave
//! parts of it out.

use super::{probe::Fault, random::Random};

/// What a world is made of.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub devices: usize,
    pub steps: Vec<Step>,
    /// Whether devices follow streams.
    pub follows: bool,
    /// Whether everything is told.
    pub is_loud: bool,
}

/// Something that happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// Milliseconds after the beginning.
    pub at: i64,
    /// To which device, if it is one's.
    pub device: usize,
    pub action: Action,
}

/// What happens. Leads and lists are meant modulo how many there are.
#[derive(Clone, Debug)]
pub enum Action {
    Update {
        lead: usize,
        field: u64,
    },
    Create,
    Delete {
        lead: usize,
    },
    Undo {
        lead: usize,
    },
    Restore {
        lead: usize,
    },
    /// Decides about a parked change: again, mine, discard.
    Decide {
        which: usize,
        how: u64,
    },
    Open {
        lead: usize,
    },
    NextPage {
        list: usize,
    },
    Refetch {
        list: usize,
    },
    Listen {
        lead: usize,
    },
    Leave {
        lead: usize,
    },
    Wake,
    Cut {
        time: i64,
    },
    Freeze {
        time: i64,
    },
    Trouble {
        often: f64,
        time: i64,
    },
    /// The device loses power after so many more polls.
    Crash {
        polls: u32,
    },
    Skew {
        by: i64,
    },
    SignOut,
    SignIn {
        user: usize,
    },
    ServerCrash,
    ServerFault {
        fault: Fault,
    },
    ServerSkew {
        by: i64,
    },
    /// The server lets go of all events but the newest: whoever was away is reset.
    Trim,
    /// The server goes down, and its database is another to its clients when it is back.
    Move,
    /// The same change to several leads that are chosen one by one.
    Many {
        first: usize,
        field: u64,
    },
    DeleteMany {
        first: usize,
    },
    UndoMany {
        first: usize,
    },
    /// A change to all that a list holds, made by the server.
    Matching {
        list: usize,
        how: u64,
    },
    /// Several leads get a position.
    Place {
        lead: usize,
    },
    /// Puts an edited change in place of a parked one.
    Edit {
        which: usize,
    },
    /// The server ends the session of a device.
    EndSession,
    /// Somebody is shut out for some time.
    ShutOut {
        user: usize,
        time: i64,
    },
    /// Somebody may do other things from now on, or the same again.
    Role {
        user: usize,
        is_rep: bool,
    },
}

impl Plan {
    /// The plan of a seed.
    pub fn new(seed: u64) -> Self {
        let random = Random::new(seed, 1);
        let devices = 2 + random.index(3);
        let length = 5_000 + random.of(0..60_000) as i64;
        let count = 5 + random.index(45);
        let calm = random.chance(0.15);
        let mut steps: Vec<_> = (0..count)
            .map(|_| Step {
                at: random.of(0..length as u64) as i64,
                device: random.index(devices),
                action: action(&random, calm),
            })
            .collect();
        // Of chance of their own: the other worlds are as they were without them.
        let rare = Random::new(seed, 4);
        if rare.chance(0.2) {
            let count = 1 + rare.index(3);
            steps.extend((0..count).map(|_| Step {
                at: rare.of(0..length as u64) as i64,
                device: 0,
                action: match rare.chance(0.7) {
                    true => Action::Trim,
                    false => Action::Move,
                },
            }));
        }
        for (stream, often, most, to) in [
            (7, 0.4, 8, to_many as fn(&Random) -> Action),
            (8, 0.25, 3, to_people),
        ] {
            let chance = Random::new(seed, stream);
            if chance.chance(often) {
                let count = 1 + chance.index(most);
                steps.extend((0..count).map(|_| Step {
                    at: chance.of(0..length as u64) as i64,
                    device: chance.index(devices),
                    action: to(&chance),
                }));
            }
        }
        steps.sort_by_key(|step| step.at);
        Self {
            seed,
            devices,
            steps,
            follows: Random::new(seed, 5).chance(0.4),
            is_loud: std::env::var("TRACE").is_ok_and(|it| it == "all"),
        }
    }

    /// Whether anybody is shut out.
    pub fn shuts_out(&self) -> bool {
        let is_it = |step: &Step| matches!(step.action, Action::ShutOut { .. });
        self.steps.iter().any(is_it)
    }

    /// The same with some of its steps.
    pub fn with(&self, steps: Vec<Step>) -> Self {
        Self {
            steps,
            ..self.clone()
        }
    }
}

fn action(random: &Random, calm: bool) -> Action {
    // Few leads get most of the changes: conflicts are what it is about.
    let lead = match random.chance(0.6) {
        true => random.index(3),
        false => random.index(20),
    };
    let time = random.of(50..25_000) as i64;
    let list = random.index(8);
    match random.index(if calm { 64 } else { 100 }) {
        0..=27 => Action::Update {
            lead,
            field: random.of(0..8),
        },
        28..=33 => Action::Create,
        34..=38 => Action::Delete { lead },
        39..=41 => Action::Undo { lead },
        42..=44 => Action::Restore { lead },
        45..=49 => Action::Decide {
            which: random.index(4),
            how: random.of(0..3),
        },
        50..=52 => Action::Open { lead },
        53..=55 => Action::NextPage { list },
        56..=58 => Action::Refetch { list },
        59..=60 => Action::Listen { lead },
        61 => Action::Leave { lead },
        62..=63 => Action::Wake,
        64..=70 => Action::Cut { time },
        71..=74 => Action::Freeze { time },
        75..=79 => Action::Trouble {
            often: 0.05 + 0.5 * random.unit(),
            time,
        },
        80..=86 => Action::Crash {
            polls: random.of(0..60) as u32,
        },
        87..=88 => Action::Skew {
            by: random.of(0..600_000) as i64 - 300_000,
        },
        89 => Action::SignOut,
        90..=91 => Action::SignIn {
            user: random.index(2),
        },
        92..=93 => Action::ServerCrash,
        94 => Action::ServerSkew {
            by: random.of(0..600_000) as i64 - 300_000,
        },
        _ => Action::ServerFault {
            fault: match random.index(6) {
                0..=1 => Fault::CrashAt(random.of(0..8) as u32),
                2 => Fault::CrashCommitted,
                3..=4 => Fault::LeaveAt(random.of(0..8) as u32),
                _ => Fault::LeaveInCommit,
            },
        },
    }
}

/// What is done to several leads at once, and about what is parked.
fn to_many(random: &Random) -> Action {
    let first = random.index(10);
    match random.index(20) {
        0..=4 => Action::Many {
            first,
            field: random.of(0..8),
        },
        5 => Action::DeleteMany { first },
        6..=7 => Action::UndoMany { first },
        8..=14 => Action::Matching {
            list: random.index(8),
            how: random.of(0..12),
        },
        15..=16 => Action::Place { lead: first },
        _ => Action::Edit { which: first },
    }
}

/// What is done to those who work here.
fn to_people(random: &Random) -> Action {
    let user = random.index(2);
    match random.index(6) {
        0..=2 => Action::EndSession,
        3 => Action::ShutOut {
            user,
            time: random.of(50..25_000) as i64,
        },
        _ => Action::Role {
            user,
            is_rep: random.chance(0.5),
        },
    }
}
