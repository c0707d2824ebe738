//! Where everything is.

use crate::{
    model::{BusinessFilter, JobKind, Sort, Uuid},
    views::{
        Dashboard, Duplicates, Enrichment, Import, JobPage, Jobs, Lead, Leads, NotFound,
        PendingChanges, Scrape, ScrapeJob, Settings, Shell,
    },
};
use dioxus::prelude::*;
use std::fmt;

/// The screens by path.
#[derive(Clone, Debug, PartialEq, Routable)]
#[rustfmt::skip]
pub enum Route {
    #[layout(Shell)]
        /// Counts, charts, jobs.
        #[route("/")]
        Dashboard {},
        /// The table.
        #[route("/leads?:..query")]
        Leads {
            /// What is shown of it.
            query: LeadsQuery,
        },
        /// One lead.
        #[route("/leads/:id")]
        Lead {
            /// Which.
            id: Uuid,
        },
        /// Finding businesses.
        #[route("/scrape")]
        Scrape {},
        /// One scrape.
        #[route("/scrape/:id")]
        ScrapeJob {
            /// Which job.
            id: Uuid,
        },
        /// Looking up contacts.
        #[route("/enrichment")]
        Enrichment {},
        /// Leads that may be one business.
        #[route("/duplicates")]
        Duplicates {},
        /// Files in.
        #[route("/import")]
        Import {},
        /// Long work.
        #[route("/jobs?:..query")]
        Jobs {
            /// What is shown of it.
            query: JobsQuery,
        },
        /// One job.
        #[route("/jobs/:id")]
        JobPage {
            /// Which.
            id: Uuid,
        },
        /// What waits for the server.
        #[route("/pending")]
        PendingChanges {},
        /// Theme, account, server.
        #[route("/settings")]
        Settings {},
        /// Nothing.
        #[route("/:..path")]
        NotFound {
            /// What was asked for.
            path: Vec<String>,
        },
}

/// What the table of leads shows; stands in the address, so that reload, back
/// and links keep it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeadsQuery {
    /// Which leads.
    pub filter: BusinessFilter,
    /// In which order.
    pub sort: Sort,
}

impl LeadsQuery {
    /// All leads that pass `filter`, newest change first.
    pub fn of(filter: BusinessFilter) -> Self {
        Self {
            filter,
            sort: Sort::default(),
        }
    }
}

impl fmt::Display for LeadsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A filter is plain data, texts and numbers: it can always be written.
        let value = serde_json::to_value(&self.filter).unwrap_or_default();
        let mut pairs: Vec<(String, String)> = value
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| {
                let text = match value {
                    serde_json::Value::String(text) => text.clone(),
                    serde_json::Value::Number(number) => number.to_string(),
                    _ => return None,
                };
                Some((name.clone(), text))
            })
            .collect();
        if self.sort != Sort::default() {
            pairs.push(("sort".into(), self.sort.to_string()));
        }
        for (i, (name, value)) in pairs.iter().enumerate() {
            write!(
                f,
                "{}{name}={}",
                if i > 0 { "&" } else { "" },
                encode(value)
            )?;
        }
        Ok(())
    }
}

impl From<&str> for LeadsQuery {
    /// What is not understood is left out: an old link still opens the table.
    fn from(text: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in text
            .trim_start_matches('?')
            .split('&')
            .filter_map(|pair| pair.split_once('='))
        {
            let value = decode(value);
            let filter = &mut query.filter;
            match name {
                "q" => filter.q = Some(value),
                "city" => filter.city = Some(value),
                "category" => filter.category = Some(value),
                "tag" => filter.tag = Some(value),
                "stage" => filter.stage = value.parse().ok(),
                "enrichment_status" => filter.enrichment_status = value.parse().ok(),
                "near" => filter.near = Some(value),
                "radius_m" => filter.radius_m = value.parse().ok(),
                "bbox" => filter.bbox = Some(value),
                "owner_id" => filter.owner_id = value.parse().ok(),
                "sort" => query.sort = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        query
    }
}

/// Which jobs are shown; stands in the address, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobsQuery {
    /// Only those that do this.
    pub kind: Option<JobKind>,
}

impl fmt::Display for JobsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "kind={}", kind.as_str()),
            None => Ok(()),
        }
    }
}

impl From<&str> for JobsQuery {
    fn from(text: &str) -> Self {
        let mut pairs = text.trim_start_matches('?').split('&');
        let name = pairs.find_map(|pair| pair.strip_prefix("kind="));
        let kind =
            name.and_then(|name| JobKind::ALL.into_iter().find(|kind| kind.as_str() == name));
        Self { kind }
    }
}

fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(byte.into())
            }
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let digits = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match (
            byte,
            digits.and_then(|two| u8::from_str_radix(two, 16).ok()),
        ) {
            (b'%', Some(decoded)) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;

    #[test]
    fn a_query_reads_back_as_written() {
        let filter = BusinessFilter {
            q: Some("café & bar=50%+".into()),
            city: Some("Åbo".into()),
            stage: Some(Stage::Won),
            near: Some("60.17,24.94".into()),
            radius_m: Some(500),
            ..Default::default()
        };
        let query = LeadsQuery {
            filter,
            sort: "name".parse().unwrap(),
        };
        assert_eq!(LeadsQuery::from(query.to_string().as_str()), query);
        assert_eq!(LeadsQuery::default().to_string(), "");
        assert_eq!(LeadsQuery::from("stage=x&fax=1&%"), LeadsQuery::default());
    }
}
