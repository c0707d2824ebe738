//! How the server is asked to run: flags, or environment variables of the same meaning.

use super::nightly::NightlyConfig;
use std::{net::SocketAddr, path::PathBuf};

/// Settings of `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Address to listen on.
    #[arg(long, env = "LEADWIRE_ADDR", default_value = "127.0.0.1:8080")]
    pub addr: SocketAddr,
    /// The first start's administrator.
    #[arg(
        long,
        env = "LEADWIRE_ADMIN_EMAIL",
        default_value = "admin@leadwire.local"
    )]
    pub admin_email: String,
    /// The first start's administrator's password; one is made and shown once if absent.
    #[arg(long, env = "LEADWIRE_ADMIN_PASSWORD", hide_env_values = true)]
    pub admin_password: Option<String>,
    /// Largest upload, in MiB.
    #[arg(long, env = "LEADWIRE_MAX_UPLOAD_MIB", default_value_t = 2048)]
    pub max_upload_mib: u64,
    /// Where uploads wait until they are imported.
    #[arg(long, env = "LEADWIRE_UPLOADS", default_value = "data/uploads")]
    pub uploads: PathBuf,
    /// A reverse proxy stands before the server: believe its X-Forwarded-For and -Proto.
    #[arg(long, env = "LEADWIRE_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// All leads as CSV, once a night.
    #[command(flatten)]
    pub nightly: NightlyConfig,
    /// Log as JSON lines.
    #[arg(long, env = "LEADWIRE_LOG_JSON")]
    pub log_json: bool,
    /// What is outside.
    #[command(flatten)]
    pub outside: Outside,
}

/// Where leads, and what is known of them, come from.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Outside {
    /// An e-mail or web address of whoever runs this server, told to every server
    /// outside that it asks something of.
    #[arg(long, env = "LEADWIRE_CONTACT")]
    pub contact: Option<String>,
    /// An extract of OpenStreetMap (.osm.pbf) that searches use: no internet is needed
    /// then.
    #[arg(long, env = "LEADWIRE_EXTRACT")]
    pub extract: Option<PathBuf>,
    /// Ranges of addresses, such as 10.0.0.0/8, that leads' websites may be in although
    /// they are not of the public Internet: for intranets and tests.
    #[arg(long, env = "LEADWIRE_ALLOW_RANGES", value_delimiter = ',')]
    pub allow_ranges: Vec<String>,
}
