//! How the server is doing against its limits.

use super::{
    cached::use_cached,
    context::use_leadwire,
    mutation::{UseMutation, use_mutation},
};
use crate::{
    model::{Alert, Thresholds},
    query::{Key, MutationContext, MutationOptions, Query, Snapshot},
    service,
};
use std::rc::Rc;

/// Limits that are crossed, then those that were. Events keep it fresh.
pub fn use_alerts() -> Snapshot<Vec<Alert>> {
    let http = use_leadwire().http;
    use_cached(Key::alerts(), move |key| {
        Query::new(key, move |_| {
            let http = http.clone();
            async move { service::list_alerts(&http).await }
        })
    })
}

/// The limits.
pub fn use_thresholds() -> Snapshot<Thresholds> {
    let http = use_leadwire().http;
    use_cached(Key::thresholds(), move |key| {
        Query::new(key, move |_| {
            let http = http.clone();
            async move { service::get_thresholds(&http).await }
        })
    })
}

/// Sets all limits at once.
pub fn use_set_thresholds() -> UseMutation<Thresholds, Thresholds> {
    let leadwire = use_leadwire();
    use_mutation(move || {
        let http = leadwire.http;
        MutationOptions::new(move |limits: Rc<Thresholds>, context: MutationContext| {
            let http = http.clone();
            async move {
                let limits = service::set_thresholds(&http, context.id, &limits).await?;
                context.client.set(&Key::thresholds(), limits.clone());
                Ok(limits)
            }
        })
    })
}
