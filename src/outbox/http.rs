//! Changes sent by the calls of the API.

use super::{Change, Mutation, Send};
use crate::{net::Http, service};
use std::rc::Rc;

/// Sends each change by the call that makes it, its name as the `Idempotency-Key`.
pub fn over_http(http: &Http) -> Send {
    let http = http.clone();
    Rc::new(move |mutation| {
        let http = http.clone();
        Box::pin(async move {
            let Mutation {
                id: key,
                business: id,
                change,
                ..
            } = mutation;
            match change {
                Change::Create(new) => service::create_business(&http, key, &new).await,
                Change::Update(patch) => service::update_business(&http, key, id, &patch).await,
                Change::Delete => service::delete_business(&http, key, id).await,
                Change::Restore => service::restore_business(&http, key, id).await,
            }
        })
    })
}
