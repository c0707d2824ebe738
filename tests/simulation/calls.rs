//! A device's calls of the server.

use super::{device::Device, network::Call, server::Answer};
use leadwire::{
    model::{BulkAnswer, BulkChange, Business, EventPage, Failure, Seq, Topic, Uuid},
    net::read_problem,
    outbox::{Change, Mutation, learn_repeated},
};
use serde::de::DeserializeOwned;
use std::rc::Rc;

impl Device {
    pub(super) async fn send(self: Rc<Self>, mutation: Mutation) -> Result<Business, Failure> {
        self.ledger.sent(&mutation);
        let id = mutation.business;
        let (method, path, body) = match &mutation.change {
            Change::Create(new) => (
                "POST",
                "/businesses".to_owned(),
                serde_json::to_string(new).ok(),
            ),
            Change::Update(patch) => (
                "PATCH",
                format!("/businesses/{id}"),
                serde_json::to_string(patch).ok(),
            ),
            Change::Delete => ("DELETE", format!("/businesses/{id}"), None),
            Change::Restore => ("POST", format!("/businesses/{id}/restore"), None),
            _ => unreachable!("leads alone are changed here"),
        };
        let call = Call {
            method,
            path,
            key: Some(mutation.id),
            body,
        };
        let answer = self.ask(call).await?;
        let made: Business = read(&answer)?;
        let is_creation = matches!(mutation.change, Change::Create(_));
        if let Some(run) = self.run().filter(|_| is_creation && answer.is_repeat)
            && run.client.entities().base(id).is_none()
        {
            let now = self.get(Call::get(format!("/businesses/{id}"))).await;
            learn_repeated(&run.client, &made, now)?;
        }
        self.ledger.confirmed(mutation.id);
        Ok(made)
    }

    pub(super) async fn send_bulk(
        self: Rc<Self>,
        id: Uuid,
        bulk: Rc<BulkChange>,
    ) -> Result<BulkAnswer, Failure> {
        self.ledger.bulk_sent(id);
        let call = Call {
            method: "POST",
            path: "/businesses/bulk".into(),
            key: Some(id),
            body: serde_json::to_string(&*bulk).ok(),
        };
        let answer: BulkAnswer = read(&self.ask(call).await?)?;
        self.ledger.bulk_answered(id, answer.clone());
        Ok(answer)
    }

    pub(super) async fn poll(
        self: Rc<Self>,
        since: Seq,
        topics: Vec<Topic>,
    ) -> Result<EventPage, Failure> {
        let topics: Vec<_> = topics.iter().map(Topic::to_string).collect();
        let path = format!("/events?since={since}&topics={}", topics.join(","));
        Ok(self.get(Call::get(path)).await?.0)
    }

    pub(super) async fn get<T: DeserializeOwned>(
        self: &Rc<Self>,
        call: Call,
    ) -> Result<(T, Option<Seq>), Failure> {
        let turn = || self.run().map(|run| run.turn.get());
        let asked = turn();
        let answer = self.ask(call).await?;
        if turn() != asked {
            return Err(Failure::Unreachable);
        }
        let noted = self.run().and_then(|run| run.noted.borrow().clone());
        if let (Some(epoch), Some(seq), Some(noted)) = (answer.epoch, answer.seq, noted)
            && !noted.note(epoch, seq)
        {
            return Err(Failure::Unreachable);
        }
        Ok((read(&answer)?, answer.seq))
    }

    pub(super) async fn ask(self: &Rc<Self>, call: Call) -> Result<Answer, Failure> {
        let user = self.run().and_then(|run| run.calls_as.get());
        self.ask_as(user, call).await
    }

    pub(super) async fn ask_as(
        self: &Rc<Self>,
        user: Option<Uuid>,
        call: Call,
    ) -> Result<Answer, Failure> {
        let token = self.token();
        let answer = self.line.ask(&token, user, call).await?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        if answer.status == 401 {
            self.doubt();
        }
        Err(read_problem(answer.status, &answer.body))
    }
}

/// What an answer says.
pub fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, Failure> {
    let body: &[u8] = if answer.status == 204 {
        b"null"
    } else {
        &answer.body
    };
    serde_json::from_slice(body).map_err(|error| Failure::Unreadable(error.to_string()))
}
