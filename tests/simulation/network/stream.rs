//! A stream of messages on its way.

use super::{Call, Line};
use axum::http::HeaderValue;
use futures::{StreamExt, stream};
use leadwire::{
    model::{Failure, Uuid},
    net::{
        read_problem,
        sse::{Messages, Parser},
    },
};

impl Line {
    /// Opens the stream at `path` after the message `last`.
    pub async fn stream(
        &self,
        token: &str,
        user: Option<Uuid>,
        path: &str,
        last: Option<String>,
    ) -> Result<Messages, Failure> {
        self.sleep(self.latency()).await;
        if self.goes_wrong() {
            self.sleep(self.0.random.of(1..15_000) as i64).await;
            return Err(Failure::Unreachable);
        }
        let mut call = Call::get(path);
        let mut header = None;
        if let Some(last) = last {
            // A browser has no header for it.
            match self.0.random.chance(0.5) {
                true => call.path = format!("{path}?since={last}"),
                false => header = HeaderValue::from_str(&last).ok(),
            }
        }
        let executor = self.0.executor.clone();
        executor.note(&format!("{} {call:?} {header:?}", self.0.name));
        let mut request = call.request(token, user);
        if let Some(last) = header {
            request.headers_mut().insert("last-event-id", last);
        }
        let (to_client, at_client) = self.pipe(|_: &Vec<u8>| false);
        let opened = self.0.server.stream(request, to_client);
        self.sleep(self.latency()).await;
        match opened {
            None => return Err(Failure::Unreachable),
            Some(Err(answer)) => return Err(read_problem(answer.status, &answer.body)),
            Some(Ok(())) => {}
        }
        let (mut parser, name) = (Parser::default(), self.0.name);
        let messages = at_client.flat_map(move |bytes| {
            executor.note(&format!("{name} {}", String::from_utf8_lossy(&bytes)));
            stream::iter(parser.feed(&bytes))
        });
        Ok(messages.boxed_local())
    }
}
