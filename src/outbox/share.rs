//! What the tabs tell each other, and what each makes of it. The disk has the
//! truth; announcements save a look at it, and any may be lost.

use super::{Change, Mutation, News, Outbox, Outcome, decide::Decision};
use crate::model::{Business, Failure, Uuid};
use futures::{
    StreamExt,
    channel::oneshot,
    future::{Either, select},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How often a tab looks on disk for what it was not told.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// More changes than this are not sent along, but looked for.
const SENT_ALONG: usize = 200;

/// What a tab says to the others.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    /// These are on disk, as they are here.
    Kept { changes: Vec<Mutation> },
    /// These are no longer, and this is what became of the lead if the server took it.
    Ended {
        ended: Vec<(Uuid, Uuid)>,
        lead: Option<Box<Business>>,
    },
    /// Somebody decided; the leader carries it out.
    Asked { decision: Decision },
    /// How far the leader is.
    Progress { sent: usize, sending: Vec<Uuid> },
    /// There is more on disk than is worth saying.
    Look,
    /// Somebody signed in again: what waited for that can go on.
    SignedIn,
}

impl Outbox {
    /// Joins the tabs of the same user; until the returned end is dropped.
    pub(super) fn join(&self, user: Uuid, turn: u32) -> oneshot::Sender<()> {
        let (leave, left) = oneshot::channel();
        let joined = self.tabs.join(&format!("leadwire/outbox/{user}"));
        if !self.tabs.is_alone() {
            self.inner.borrow_mut().say = Some(joined.say);
        }
        self.spawn(self.clone().listen(joined.news, left, turn));
        leave
    }

    async fn listen(
        self,
        mut news: futures::stream::LocalBoxStream<'static, News>,
        mut left: oneshot::Receiver<()>,
        turn: u32,
    ) {
        let mut look = (self.client.env().sleep)(LOOK_EVERY);
        loop {
            let heard = match select(news.next(), select(&mut left, &mut look)).await {
                Either::Left((heard, _)) => heard,
                Either::Right((Either::Left(_), _)) => return,
                Either::Right((Either::Right(_), _)) => {
                    self.look_again(turn).await;
                    look = (self.client.env().sleep)(LOOK_EVERY);
                    continue;
                }
            };
            if self.turn() != turn {
                return;
            }
            match heard {
                Some(News::Leads(true)) => self.take_lead(turn).await,
                Some(News::Leads(false)) => {
                    self.inner.borrow_mut().drain.begin(false);
                    self.tell();
                }
                Some(News::Heard(text)) => match serde_json::from_slice(text.as_bytes()) {
                    Ok(word) => self.hear(word, turn).await,
                    // Of another version of the app.
                    Err(_) => self.look(turn, false).await,
                },
                None => return,
            }
        }
    }

    async fn look_again(&self, turn: u32) {
        let has_looked = self.inner.borrow().has_looked;
        if !self.tabs.is_alone() || !has_looked {
            self.look(turn, false).await;
        }
        self.prune();
    }

    /// Adopts what others left on disk, then sends it.
    async fn take_lead(&self, turn: u32) {
        if !self.tabs.is_alone() {
            self.look(turn, true).await;
            if self.turn() != turn {
                return;
            }
        }
        let (asked, restored) = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            inner.drain.begin(true);
            let leads: Vec<_> = inner.queue.leads().collect();
            for lead in &leads {
                inner.drain.line_up(&inner.queue, *lead);
            }
            (std::mem::take(&mut inner.asked), leads)
        };
        for lead in restored {
            self.annihilate(lead);
        }
        self.release_orphans();
        for decision in asked {
            self.carry_out(decision);
        }
        self.pump();
    }

    async fn hear(&self, word: Word, turn: u32) {
        let leads = self.inner.borrow().drain.leads;
        match word {
            Word::Kept { changes } => {
                let is_news = |change: &Mutation| !leads || self.is_news_to_leader(change);
                let news = changes.into_iter().filter(is_news);
                self.admit(news.map(|change| (change, None)).collect());
            }
            Word::Ended { ended, lead } if !leads => {
                let lead = lead.map(|lead| *lead);
                for (id, of) in ended {
                    self.end(id, of, lead.clone());
                }
                self.tell();
            }
            Word::Ended { ended, lead: None } => self.hear_taken_back(&ended),
            Word::Asked { decision } if leads => self.carry_out(decision),
            Word::Asked { decision } => self.inner.borrow_mut().asked.push(decision),
            Word::Progress { sent, sending } if !leads => {
                let mut inner = self.inner.borrow_mut();
                inner.drain.sent = sent;
                inner.elsewhere = sending.into_iter().collect();
                drop(inner);
                self.tell();
            }
            Word::Look => self.look(turn, false).await,
            Word::SignedIn if leads => self.nudge(),
            Word::Ended { .. } | Word::Progress { .. } | Word::SignedIn => {}
        }
    }

    /// The tab that led before took these back, or gave them up, after this one had read
    /// them. What the server took by it is sent again here, and answered as it was.
    fn hear_taken_back(&self, ended: &[(Uuid, Uuid)]) {
        let Some(keys) = self.inner.borrow().keys else {
            return;
        };
        let mut writes = Vec::new();
        for (id, lead) in ended {
            let (is_known, has_started, is_deletion) = {
                let inner = self.inner.borrow();
                let item = inner.queue.get(*id);
                let is_deletion = item.is_some_and(|it| it.mutation.change == Change::Delete);
                let has_started = inner.drain.has_started(*lead, *id);
                (item.is_some(), has_started, is_deletion)
            };
            if has_started && is_deletion {
                // Too late to be forgotten.
                drop(self.restore(*lead));
            } else if is_known && !has_started {
                self.end(*id, *lead, None);
                writes.push(keys.delete(*id));
                let mut inner = self.inner.borrow_mut();
                let inner = &mut *inner;
                inner.drain.line_up(&inner.queue, *lead);
            }
        }
        if !writes.is_empty() {
            self.write(writes, |_| {});
            self.pump();
        }
    }

    /// A change has ended in another tab: with the lead as it is now if the server
    /// took it, else it is given up or taken back.
    pub(super) fn end(&self, id: Uuid, lead: Uuid, confirmed: Option<Business>) {
        let item = {
            let mut inner = self.inner.borrow_mut();
            inner.gone.note(id);
            if let Some(keys) = inner.keys {
                self.journal.forgive(&keys.change(id));
            }
            inner.queue.remove(id)
        };
        self.client.settle_overlay(lead, id, confirmed.clone());
        let asker = item.and_then(|item| item.asker);
        if let (Some(asker), Some(confirmed)) = (asker, confirmed) {
            asker.tell(Ok(confirmed));
        }
    }

    fn announce(&self, word: &Word) {
        let say = self.inner.borrow().say.clone();
        if let Some(say) = say {
            // Plain data: it can always be written.
            say(serde_json::to_string(word).unwrap_or_default());
        }
    }

    fn is_heard(&self) -> bool {
        self.inner.borrow().say.is_some()
    }

    pub(super) fn announce_kept(&self, changes: Vec<Mutation>) {
        if changes.len() > SENT_ALONG {
            self.announce(&Word::Look);
        } else if !changes.is_empty() {
            self.announce(&Word::Kept { changes });
        }
    }

    pub(super) fn announce_end(&self, ended: &[(Uuid, Uuid)], lead: Option<&Business>) {
        if self.is_heard() {
            self.announce(&Word::Ended {
                ended: ended.to_vec(),
                lead: lead.cloned().map(Box::new),
            });
        }
    }

    pub(super) fn announce_decision(&self, decision: Decision) {
        // It may have become the leader meanwhile.
        if self.inner.borrow().drain.leads {
            self.carry_out(decision);
        } else {
            self.announce(&Word::Asked { decision });
        }
    }

    pub(super) fn announce_progress(&self) {
        let progress = {
            let inner = self.inner.borrow();
            if !inner.drain.leads || inner.say.is_none() {
                return;
            }
            Word::Progress {
                sent: inner.drain.sent,
                sending: inner.drain.sending().collect(),
            }
        };
        self.announce(&progress);
    }

    pub(super) fn announce_sign_in(&self) {
        self.announce(&Word::SignedIn);
    }
}

/// How a change ended that was parked in another tab.
pub(super) fn refused(change: &Mutation) -> Option<Outcome> {
    let refusal = change.refusal.as_ref()?;
    Some(Err(Failure::Refused(refusal.clone())))
}
