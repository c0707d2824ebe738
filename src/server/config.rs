//! How the server is asked to run: flags, or environment variables of the same meaning.

use super::{
    enrich::{Limits, Names},
    nightly::NightlyConfig,
};
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
    /// The country (ISO 3166-1 alpha-2) of leads that do not say theirs: how their phone
    /// numbers are read when leads are compared.
    #[arg(long, env = "LEADWIRE_COUNTRY")]
    pub country: Option<String>,
    /// An extract of OpenStreetMap (.osm.pbf) that searches use: no internet is needed
    /// then.
    #[arg(long, env = "LEADWIRE_EXTRACT")]
    pub extract: Option<PathBuf>,
    /// Overture Maps' places as GeoParquet or GeoJSON: a file, or a folder of files.
    #[arg(long, env = "LEADWIRE_OVERTURE")]
    pub overture: Option<PathBuf>,
    /// Endpoints of OpenStreetMap's Overpass API, such as
    /// https://overpass-api.de/api/interpreter; `none` for none. The public ones are used
    /// for searches that name this source if nothing is given.
    #[arg(long, env = "LEADWIRE_OVERPASS", value_delimiter = ',')]
    pub overpass: Vec<String>,
    /// Seconds that a question to Overpass may take there.
    #[arg(long, env = "LEADWIRE_OVERPASS_TIMEOUT_S", default_value_t = 60)]
    pub overpass_timeout_s: u32,
    /// A Nominatim that knows what names of places mean; `none` for none. If nothing is
    /// given, the public one is asked where a person asks for it.
    #[arg(long, env = "LEADWIRE_NOMINATIM", value_delimiter = ',')]
    pub nominatim: Vec<String>,
    /// How leads' websites are read.
    #[command(flatten)]
    pub websites: Websites,
}

/// How leads' websites are read.
#[derive(Clone, Debug, clap::Args)]
pub struct Websites {
    /// Networks, such as 10.0.0.0/8, that leads' websites may be in although they are not
    /// of the public Internet, on any port: for intranets and tests.
    #[arg(long, env = "LEADWIRE_ALLOW_NETWORKS", value_delimiter = ',')]
    pub allow_networks: Vec<ipnet::IpNet>,
    /// Websites that batches of look-ups ask at a time; each host gets one request at a time,
    /// and while it rests others are asked.
    #[arg(long, env = "LEADWIRE_LOOK_UPS", default_value_t = Self::LOOK_UPS,
        value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub look_ups: u16,
    /// Pause between two requests to a host, in milliseconds; longer where its robots.txt
    /// asks for it, up to 10 seconds.
    #[arg(long, env = "LEADWIRE_HOST_PAUSE_MS", default_value_t = Self::HOST_PAUSE_MS)]
    pub host_pause_ms: u64,
    /// How names are looked up.
    #[arg(skip)]
    pub names: Names,
    /// What a request may take.
    #[arg(skip)]
    pub limits: Limits,
}

impl Websites {
    const LOOK_UPS: u16 = 64;
    const HOST_PAUSE_MS: u64 = 1_000;
}

impl Default for Websites {
    fn default() -> Self {
        Self {
            allow_networks: Vec::new(),
            look_ups: Self::LOOK_UPS,
            host_pause_ms: Self::HOST_PAUSE_MS,
            names: Names::default(),
            limits: Limits::default(),
        }
    }
}
