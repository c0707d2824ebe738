//! Changes sent by the calls of the API.

use super::{Change, Mutation, Send};
use crate::{
    model::{Business, Failure, Seq},
    net::Http,
    query::QueryClient,
    service,
};
use std::rc::Rc;

/// Sends each change by the call that makes it, its name as the `Idempotency-Key`.
pub fn over_http(http: &Http, client: &QueryClient) -> Send {
    let (http, client) = (http.clone(), client.clone());
    Rc::new(move |mutation| {
        let (http, client) = (http.clone(), client.clone());
        Box::pin(async move {
            let Mutation {
                id: key,
                business: id,
                change,
                ..
            } = mutation;
            match change {
                Change::Create(new) => {
                    let made = service::create_business(&http, key, &new).await?;
                    if made.is_repeat && client.entities().base(id).is_none() {
                        let now = service::get_business(&http, id).await;
                        let now = now.map(|now| (now.data, now.seq));
                        learn_repeated(&client, &made.data, now)?;
                    }
                    Ok(made.data)
                }
                Change::Update(patch) => service::update_business(&http, key, id, &patch).await,
                Change::Delete => service::delete_business(&http, key, id).await,
                Change::Restore => service::restore_business(&http, key, id).await,
                // Those go another way.
                Change::CancelJob
                | Change::RetryJob
                | Change::PauseJob
                | Change::ResumeJob
                | Change::Enrich
                | Change::Contact(_) => Err(Failure::Unreachable),
            }
        })
    })
}

/// Takes what has become of a lead that was `made` some time ago: the answer to a
/// creation that is sent again tells what it was then, and events of later changes
/// may be past.
///
/// # Errors
/// What is not known yet has to be asked for again.
pub fn learn_repeated(
    client: &QueryClient,
    made: &Business,
    now: Result<(Business, Option<Seq>), Failure>,
) -> Result<(), Failure> {
    match now {
        Ok((now, seq)) => client.take_answer(now, seq),
        Err(failure) if failure.problem().is_some_and(|it| it.status == 404) => {
            // Deleted, which is a version of its own.
            client.bury_business(made.id, made.version + 1, made.updated_at);
        }
        Err(failure) => return Err(failure),
    }
    Ok(())
}
