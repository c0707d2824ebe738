//! OpenStreetMap's Nominatim: what the name of a place means.
//!
//! Its policy (operations.osmfoundation.org/policies/nominatim): one question a second at
//! most, by all of the server together, restarts or not; whoever asks says who it is;
//! answers are kept; nothing is asked as people type.

use super::{Clock, SourceError, outline::outline, outside};
use crate::{
    model::{Place, Timestamp},
    server::db::{Db, DbError, Origin},
};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};
use tokio::sync::Mutex;

/// The one that anybody may ask, if the operator names none.
pub const PUBLIC: &str = "https://nominatim.openstreetmap.org";

/// From one question to the next, in milliseconds.
const PAUSE: Timestamp = 1_000;
/// How long answers are kept, in milliseconds: 30 days; a day for «no such place».
const KEPT: Timestamp = 30 * 86_400_000;
const KEPT_NOTHING: Timestamp = 86_400_000;
/// How long an answer may take, and how large it may be.
const TIME: Duration = Duration::from_secs(20);
const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// Times that a question is asked.
const TRIES: u32 = 3;
/// Places in an answer.
const MAX_PLACES: usize = 10;
/// The longest wait for a turn, in milliseconds: also when a clock was set back.
const MAX_WAIT: Timestamp = 600_000;

/// A server that knows places.
pub struct Nominatim {
    url: String,
    client: Client,
    clock: Arc<dyn Clock>,
    /// Held from the wait for a turn to the answer.
    turn: Mutex<()>,
}

/// A place as it is answered (`format=jsonv2`): numbers are texts.
#[derive(Deserialize)]
struct Found {
    lat: String,
    lon: String,
    #[serde(default)]
    name: String,
    display_name: String,
    /// South, north, west, east.
    boundingbox: Option<[String; 4]>,
    /// Its shape.
    #[serde(default)]
    geojson: serde_json::Value,
}

impl Nominatim {
    /// At this URL.
    ///
    /// # Errors
    /// When no connection can be made at all.
    pub fn new(
        url: &str,
        contact: Option<&str>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, SourceError> {
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            client: outside::client(contact)?,
            clock,
            turn: Mutex::default(),
        })
    }

    /// Places that are called so, the best first: as they were answered before, or asked
    /// for now.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn find(&self, db: &Db, called: &str) -> Result<Vec<Place>, SourceError> {
        let words: Vec<&str> = called.split_whitespace().collect();
        let called = words.join(" ");
        // What was kept before boundaries were asked for had another name.
        let question = format!("{}/outlines {}", self.url, called.to_lowercase());
        if let Some(known) = self.known(db, &question).await.map_err(unreadable)? {
            return Ok(known);
        }
        let _turn = self.turn.lock().await;
        // Whoever had the turn before may have asked the same.
        if let Some(known) = self.known(db, &question).await.map_err(unreadable)? {
            return Ok(known);
        }
        let mut last = String::new();
        for attempt in 0..TRIES {
            // The shores of some countries are more than anybody reads.
            let wait_s = match self.ask(db, &called, attempt == 0).await? {
                Ok(places) => {
                    self.keep(db, &question, &places)
                        .await
                        .map_err(unreadable)?;
                    return Ok(places);
                }
                Err((reason, wait_s)) => {
                    last = reason;
                    wait_s
                }
            };
            if let Some(seconds) = wait_s {
                self.clock.sleep(Duration::from_secs(seconds)).await;
            }
        }
        Err(SourceError::Silent(last))
    }

    /// Asks once, in its turn: the places, or why not and how many seconds to wait.
    async fn ask(
        &self,
        db: &Db,
        called: &str,
        with_outlines: bool,
    ) -> Result<Result<Vec<Place>, (String, Option<u64>)>, SourceError> {
        self.wait(db).await.map_err(unreadable)?;
        let (url, q) = (&self.url, outside::encode(called));
        // Boundaries to about 30 m.
        let options = match with_outlines {
            true => {
                "format=jsonv2&limit=10&accept-language=en&polygon_geojson=1&polygon_threshold=0.0003"
            }
            false => "format=jsonv2&limit=10&accept-language=en",
        };
        let request = self.client.get(format!("{url}/search?q={q}&{options}"));
        let answer = match outside::ask(request, TIME, MAX_ANSWER).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err((format!("Nominatim {error}."), None))),
        };
        Ok(match answer.status {
            StatusCode::OK => match serde_json::from_slice::<Vec<Found>>(&answer.body) {
                Ok(found) => Ok(found
                    .into_iter()
                    .filter_map(place)
                    .take(MAX_PLACES)
                    .collect()),
                Err(_) => Err(("Nominatim answered what cannot be read.".into(), None)),
            },
            // It does not want to be asked by us: asking again would be worse.
            StatusCode::FORBIDDEN => {
                let reason =
                    "Nominatim refuses this server: tell it who you are with LEADWIRE_CONTACT.";
                return Err(SourceError::Unusable(reason.into()));
            }
            status => {
                let reason = format!("Nominatim answered {}.", status.as_u16());
                Err((reason, answer.retry_after))
            }
        })
    }

    /// Waits until a second after the last question, whichever server process asked it,
    /// and notes this one.
    async fn wait(&self, db: &Db) -> Result<(), DbError> {
        let last: Option<Timestamp> =
            sqlx::query_scalar("SELECT at FROM outside_turns WHERE server = ?")
                .bind(&self.url)
                .fetch_optional(db.readers())
                .await?;
        let now = self.clock.now();
        let wait = last.map_or(0, |last| last + PAUSE - now).min(MAX_WAIT);
        if wait > 0 {
            let wait = Duration::from_millis(wait.unsigned_abs());
            self.clock.sleep(wait).await;
        }
        // Before it is asked: a crash in between costs a second, not a rule.
        let mut tx = db.write(Origin::default()).await?;
        sqlx::query(
            "INSERT INTO outside_turns (server, at) VALUES (?, ?) \
             ON CONFLICT (server) DO UPDATE SET at = excluded.at",
        )
        .bind(&self.url)
        .bind(self.clock.now())
        .execute(tx.conn())
        .await?;
        tx.commit().await.map(drop)
    }

    async fn known(&self, db: &Db, question: &str) -> Result<Option<Vec<Place>>, DbError> {
        let row: Option<(String, Timestamp)> =
            sqlx::query_as("SELECT answer, at FROM place_answers WHERE question = ?")
                .bind(question)
                .fetch_optional(db.readers())
                .await?;
        let Some((answer, at)) = row else {
            return Ok(None);
        };
        // One that another build wrote is asked for anew.
        let Ok(places) = serde_json::from_str::<Vec<Place>>(&answer) else {
            return Ok(None);
        };
        let kept = if places.is_empty() {
            KEPT_NOTHING
        } else {
            KEPT
        };
        Ok((self.clock.now() - at < kept).then_some(places))
    }

    async fn keep(&self, db: &Db, question: &str, places: &[Place]) -> Result<(), DbError> {
        let mut tx = db.write(Origin::default()).await?;
        let now = self.clock.now();
        sqlx::query("DELETE FROM place_answers WHERE at < ?")
            .bind(now - KEPT)
            .execute(tx.conn())
            .await?;
        sqlx::query(
            "INSERT INTO place_answers (question, answer, at) VALUES (?, ?, ?) \
             ON CONFLICT (question) DO UPDATE SET answer = excluded.answer, at = excluded.at",
        )
        .bind(question)
        .bind(serde_json::to_string(places)?)
        .bind(now)
        .execute(tx.conn())
        .await?;
        tx.commit().await.map(drop)
    }
}

fn unreadable(error: DbError) -> SourceError {
    tracing::error!(%error, "places");
    SourceError::Tile("The database failed.".into())
}

fn place(found: Found) -> Option<Place> {
    let degrees = |text: &str, most: f64| {
        let degrees: f64 = text.parse().ok()?;
        (-most..=most).contains(&degrees).then_some(degrees)
    };
    let bbox = found.boundingbox.and_then(|[south, north, west, east]| {
        Some([
            degrees(&west, 180.0)?,
            degrees(&south, 90.0)?,
            degrees(&east, 180.0)?,
            degrees(&north, 90.0)?,
        ])
    });
    let whole = found.display_name;
    let (first, rest) = whole.split_once(", ").unwrap_or((&whole, ""));
    let name = if found.name.is_empty() {
        first.to_owned()
    } else {
        found.name
    };
    Some(Place {
        name,
        detail: rest.to_owned(),
        lat: degrees(&found.lat, 90.0)?,
        lon: degrees(&found.lon, 180.0)?,
        bbox,
        polygon: outline(&found.geojson),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_becomes_places() {
        let json = r#"{"place_id":1,"lat":"60.184","lon":"24.950","name":"Kallio",
            "display_name":"Kallio, Helsinki, Finland",
            "boundingbox":["60.18","60.19","24.94","24.96"]}"#;
        let kallio = place(serde_json::from_str(json).expect("a place")).expect("a place");
        assert_eq!(
            (&*kallio.name, &*kallio.detail),
            ("Kallio", "Helsinki, Finland")
        );
        assert_eq!(kallio.bbox, Some([24.94, 60.18, 24.96, 60.19]));
        assert_eq!(kallio.polygon, None);
        let nowhere = json.replace("60.184", "?");
        assert_eq!(place(serde_json::from_str(&nowhere).expect("json")), None);
    }
}
