//! By reqwest.

use super::{Messages, Parser};
use crate::{
    model::Failure,
    net::{Http, read_problem},
};
use futures::{StreamExt, stream};

pub(super) async fn open(
    http: &Http,
    path: &str,
    _: &'static [&'static str],
    last: Option<&str>,
) -> Result<Messages, Failure> {
    let mut request = http.request(path).header("accept", "text/event-stream");
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    let status = response.status();
    if !status.is_success() {
        let body = response.bytes().await.unwrap_or_default();
        return Err(read_problem(status.as_u16(), &body));
    }
    let mut parser = Parser::default();
    // One that breaks off ends.
    let bytes = response
        .bytes_stream()
        .scan((), |(), bytes| std::future::ready(bytes.ok()));
    let messages = bytes.flat_map(move |bytes| stream::iter(parser.feed(&bytes)));
    Ok(messages.boxed_local())
}
