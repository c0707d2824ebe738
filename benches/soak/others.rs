//! Everybody else: changes leads, each change an event.

use crate::{Failure, support::Person};
use futures::future::join_all;
use serde_json::{Value, json};
use std::thread;
use tokio::sync::watch;

/// How many change at once.
const PEOPLE: usize = 16;

/// People at work, on a thread of their own.
pub struct Others {
    made: watch::Receiver<usize>,
}

impl Others {
    /// Starts them: `changes` in all.
    ///
    /// # Errors
    /// When the leads cannot be had.
    pub async fn start(person: &Person, changes: usize) -> Result<Self, Failure> {
        let mut shares = vec![Vec::new(); PEOPLE];
        for page in 1..=5 {
            let path = format!("/businesses?limit=200&sort=name&page={page}");
            let answer = person.get(&path).await;
            let leads = answer.json["data"].as_array().ok_or("no list")?.clone();
            for (i, lead) in leads.into_iter().enumerate() {
                shares[i % PEOPLE].push(lead);
            }
        }
        let (server, token) = (person.server.clone(), person.token.clone());
        let (tell, made) = watch::channel(0);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            // Without it nothing is made, and who waits for it is told so.
            let Ok(runtime) = runtime else { return };
            let mut person = Person::at(&server);
            person.token = token;
            runtime.block_on(join_all(
                shares
                    .into_iter()
                    .map(|leads| work(person.clone(), leads, changes / PEOPLE, &tell)),
            ));
        });
        Ok(Self { made })
    }

    /// Changes so far.
    pub fn made(&self) -> usize {
        *self.made.borrow()
    }

    /// Waits until so many are made, or all.
    pub async fn reached(&self, count: usize) {
        // An end of the thread is an end of the waiting.
        let _ = self.made.clone().wait_for(|made| *made >= count).await;
    }
}

/// One person: changes one lead after the other.
async fn work(person: Person, mut leads: Vec<Value>, changes: usize, tell: &watch::Sender<usize>) {
    for i in 0..changes {
        let at = i % leads.len();
        let lead = &leads[at];
        let id = lead["id"].as_str().unwrap_or_default();
        let stage = ["new", "contacted", "visited", "qualified", "won"][i / leads.len() % 5];
        let phone = format!("+358 9 {:07}", i % 10_000_000);
        let body = json!({"base_version": lead["version"], "stage": stage, "phone": phone});
        let answer = person.patch(&format!("/businesses/{id}"), body).await;
        leads[at] = answer.json;
        tell.send_modify(|made| *made += 1);
    }
}
