//! A server whose leads have websites on the loopback interface.

use super::web::{Asked, Reply, Stub, Web};
use crate::support::{Person, TestApp};
use leadwire::{
    model::{Business, Contact, Job, KnownFact, Listed, Uuid},
    server::{Config, enrich::Names},
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long something that must happen may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server, and the web that it asks.
pub struct World {
    pub app: TestApp,
    pub user: Person,
    pub web: Web,
}

impl World {
    /// With these websites.
    pub async fn with(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::set(answer, |_| {}).await
    }

    /// With these websites, asked in another way.
    pub async fn set(
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let web = Web::start(answer).await;
        Self::over(web, tempfile::tempdir().unwrap(), change).await
    }

    async fn over(web: Web, folder: TempDir, change: impl FnOnce(&mut Config)) -> Self {
        let app = TestApp::start_with(folder, |config| {
            let websites = &mut config.outside.websites;
            websites.allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
            websites.host_pause_ms = 0;
            websites.names = Names::by(Stub::here());
            change(config);
        })
        .await;
        let user = app.admin().await;
        Self { app, user, web }
    }

    /// The next server over the same database and the same web.
    pub async fn again(self) -> Self {
        let folder = self.app.stop().await;
        Self::over(self.web, folder, |_| {}).await
    }

    /// A lead whose website is on a host here.
    pub async fn lead(&self, host: &str) -> Business {
        let website = self.web.url(host, "/");
        let body = json!({"name": host, "website": website, "address": {"country": "FI"}});
        self.user.create(body).await
    }

    /// Looks a lead up; the job once it has ended.
    pub async fn look_up(&self, lead: &Business) -> Job {
        let path = format!("/businesses/{}/enrich", lead.id);
        let answer = self.user.post(&path, json!({})).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        self.ended(serde_json::from_value(answer.json).unwrap())
            .await
    }

    /// Asks for a batch.
    pub async fn batch(&self, body: Value) -> Job {
        let answer = self.user.post("/enrichment/batch", body).await;
        assert_eq!(answer.status, 202, "{answer:?}");
        serde_json::from_value(answer.json).unwrap()
    }

    /// The job once it has ended.
    pub async fn ended(&self, job: Job) -> Job {
        self.when(job.id, |job| !job.status.is_active()).await
    }

    /// The job once something holds.
    pub async fn when(&self, id: Uuid, holds: impl Fn(&Job) -> bool) -> Job {
        let start = Instant::now();
        loop {
            let answer = self.user.get(&format!("/jobs/{id}")).await;
            let job: Job = serde_json::from_value(answer.json).unwrap();
            if holds(&job) {
                return job;
            }
            assert!(start.elapsed() < PATIENCE, "still {job:?}");
            tokio::task::yield_now().await;
        }
    }

    /// The lead as it is.
    pub async fn now(&self, lead: &Business) -> Business {
        self.user
            .get(&format!("/businesses/{}", lead.id))
            .await
            .business()
    }

    /// Its contacts.
    pub async fn contacts(&self, lead: Uuid) -> Vec<Contact> {
        let answer = self.user.get(&format!("/businesses/{lead}/contacts")).await;
        serde_json::from_value::<Listed<Contact>>(answer.json)
            .unwrap()
            .data
    }

    /// What is known of it.
    pub async fn facts(&self, lead: Uuid) -> Vec<KnownFact> {
        let answer = self.user.get(&format!("/businesses/{lead}/facts")).await;
        serde_json::from_value::<Listed<KnownFact>>(answer.json)
            .unwrap()
            .data
    }
}

/// A company's only page.
pub const HOME: &str = r#"<!DOCTYPE html><html lang="fi"><head><title>Kahvila Helmi</title>
<meta name="description" content="Kahvila Helmi on lähikahvila Kalliossa."></head><body>
<h1>Kahvila Helmi</h1><p>Leivomme pullat itse.</p>
<footer><p>Kahvila Helmi, Fleminginkatu 7, 00530 Helsinki</p>
<p>Puh. 09 765 4321, <a href="mailto:info@helmi.fi">info@helmi.fi</a></p>
<p><a href="https://www.facebook.com/kahvilahelmi">Facebook</a></p>
<p>Toimitusjohtaja Anna Virtanen, <a href="mailto:anna@helmi.fi">anna@helmi.fi</a></p>
</footer></body></html>"#;
