//! Who looks at which lead: in memory, told to whoever listens, gone with the connection.

use crate::{
    model::{Event, EventBody, Presence, PresenceLeave, Timestamp, Topic, User, Uuid},
    server::{
        AppState,
        db::{Db, now},
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::runtime::Handle;

/// Who comes back this soon has not left: a page was loaded anew, a network changed.
const LINGER: Duration = Duration::from_secs(2);

/// Who is connected, and who looks at which lead.
#[derive(Default)]
pub struct PresenceBoard(Mutex<Board>);

#[derive(Default)]
struct Board {
    /// Who looks at a lead.
    leads: HashMap<Uuid, BTreeMap<Uuid, Person>>,
    /// Connections of each person.
    connected: HashMap<Uuid, u64>,
}

struct Person {
    name: String,
    since: Timestamp,
    /// Connections that look there; none while the person lingers.
    connections: u32,
}

impl PresenceBoard {
    /// Who is where, for somebody who begins to listen to `topics`.
    pub fn told(&self, topics: &[Topic]) -> Vec<Event> {
        let board = self.lock();
        let businesses = topics.iter().filter_map(|topic| match topic {
            Topic::Presence(id) => Some(*id),
            _ => None,
        });
        businesses
            .flat_map(|business_id| {
                let people = board.leads.get(&business_id).into_iter().flatten();
                people.map(move |(user_id, person)| update(business_id, *user_id, person))
            })
            .collect()
    }

    /// How many connections there are, and of how many people.
    pub fn connections(&self) -> (u64, u64) {
        let connected = &self.lock().connected;
        (connected.values().sum(), connected.len() as u64)
    }

    fn connect(&self, user: Uuid) {
        *self.lock().connected.entry(user).or_default() += 1;
    }

    fn disconnect(&self, user: Uuid) {
        let mut board = self.lock();
        if let Some(count) = board.connected.get_mut(&user) {
            *count -= 1;
            if *count == 0 {
                board.connected.remove(&user);
            }
        }
    }

    /// Somebody comes to a lead. What to tell, if they were not there.
    fn enter(&self, business: Uuid, user: &User) -> Option<Event> {
        let mut board = self.lock();
        let people = board.leads.entry(business).or_default();
        if let Some(person) = people.get_mut(&user.id) {
            person.connections += 1;
            return None;
        }
        let person = Person {
            name: user.name.clone(),
            since: now(),
            connections: 1,
        };
        let event = update(business, user.id, &person);
        people.insert(user.id, person);
        Some(event)
    }

    /// A connection looks elsewhere. Whether it was the person's last one there.
    fn let_go(&self, business: Uuid, user: Uuid) -> bool {
        let mut board = self.lock();
        let people = board.leads.get_mut(&business);
        let Some(person) = people.and_then(|people| people.get_mut(&user)) else {
            return false;
        };
        person.connections = person.connections.saturating_sub(1);
        person.connections == 0
    }

    /// Somebody who lingered has left, unless they came back. What to tell.
    fn sweep(&self, business: Uuid, user: Uuid) -> Option<Event> {
        let mut board = self.lock();
        let people = board.leads.get_mut(&business)?;
        people.get(&user).filter(|person| person.connections == 0)?;
        people.remove(&user);
        if people.is_empty() {
            board.leads.remove(&business);
        }
        Some(event(EventBody::PresenceLeave(PresenceLeave {
            business_id: business,
            user_id: user,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        // Nothing in here panics half-way through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's place on the board; given up when it is dropped.
pub struct Seat {
    board: Arc<PresenceBoard>,
    db: Arc<Db>,
    user: User,
    at: Option<Uuid>,
}

impl Seat {
    /// A connection of `user` that looks nowhere yet.
    pub fn of(state: &AppState, user: &User) -> Self {
        state.presence.connect(user.id);
        Self {
            board: state.presence.clone(),
            db: state.db.clone(),
            user: user.clone(),
            at: None,
        }
    }

    /// The user looks at a lead now, and no longer at another.
    pub fn take(&mut self, business: Uuid) {
        if self.at == Some(business) {
            return;
        }
        self.leave();
        self.at = Some(business);
        if let Some(event) = self.board.enter(business, &self.user) {
            self.db.events.transient(event);
        }
    }

    /// The user looks at nothing in particular.
    pub fn leave(&mut self) {
        let Some(business) = self.at.take() else {
            return;
        };
        if !self.board.let_go(business, self.user.id) {
            return;
        }
        let (board, db, user) = (self.board.clone(), self.db.clone(), self.user.id);
        let sweep = move || {
            if let Some(event) = board.sweep(business, user) {
                db.events.transient(event);
            }
        };
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(async move {
                tokio::time::sleep(LINGER).await;
                sweep();
            })),
            // The server is being torn down.
            Err(_) => sweep(),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
        self.board.disconnect(self.user.id);
    }
}

fn update(business_id: Uuid, user_id: Uuid, person: &Person) -> Event {
    event(EventBody::PresenceUpdate(Presence {
        business_id,
        user_id,
        name: person.name.clone(),
        since: person.since,
    }))
}

fn event(body: EventBody) -> Event {
    Event {
        seq: None,
        topic: body.topic(),
        body,
        at: now(),
        actor: None,
        mutation_id: None,
    }
}
