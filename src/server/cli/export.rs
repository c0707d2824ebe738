//! `export`: leads as CSV.

use crate::{
    model::{BusinessFilter, Sort, Stage},
    server::{
        db::{Db, businesses, index::Selection},
        export::{self, Columns},
    },
};
use futures::TryStreamExt;
use std::{
    error::Error,
    io::{BufWriter, ErrorKind, Write},
    path::PathBuf,
    sync::Arc,
};

/// Which leads, and where to.
#[derive(Debug, clap::Args)]
pub struct ExportCommand {
    /// The file to write; standard output if absent.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    #[arg(long)]
    bom: bool,
    /// Only leads with words that begin so.
    #[arg(long)]
    q: Option<String>,
    /// Only leads in this city.
    #[arg(long)]
    city: Option<String>,
    /// Only leads of this category.
    #[arg(long)]
    category: Option<String>,
    /// Only leads in this stage: new, contacted, visited, qualified, won or lost.
    #[arg(long, value_parser = stage)]
    stage: Option<Stage>,
    /// Only leads with this tag.
    #[arg(long)]
    tag: Option<String>,
    /// Only leads in this box, in degrees.
    #[arg(
        long,
        value_name = "MIN_LON,MIN_LAT,MAX_LON,MAX_LAT",
        allow_hyphen_values = true
    )]
    bbox: Option<String>,
    /// updated_at, created_at, name, city, category or stage; with - in front, largest
    /// first. In the order of creation if absent.
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<Sort>,
    /// Which columns, with commas between, in this order; all if absent.
    #[arg(long, value_parser = Columns::parse)]
    columns: Option<Columns>,
}

fn stage(text: &str) -> Result<Stage, String> {
    text.parse().map_err(|()| format!("no stage {text:?}"))
}

impl ExportCommand {
    /// Does it, beside a running server too.
    pub async fn run(self, database_url: &str) -> Result<(), Box<dyn Error>> {
        let db = Arc::new(Db::open(database_url).await?);
        let mut to: BufWriter<Box<dyn Write>> = BufWriter::new(match &self.output {
            Some(path) => Box::new(
                std::fs::File::create(path)
                    .map_err(|error| format!("{}: {error}", path.display()))?,
            ),
            None => Box::new(std::io::stdout()),
        });
        let written = self.write(&db, &mut to).await;
        db.close().await;
        match written {
            // `export | head` has seen enough.
            Err(error)
                if error
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) =>
            {
                Ok(())
            }
            other => other,
        }
    }

    async fn write(self, db: &Arc<Db>, to: &mut impl Write) -> Result<(), Box<dyn Error>> {
        let filter = BusinessFilter {
            q: self.q,
            city: self.city,
            category: self.category,
            stage: self.stage,
            tag: self.tag,
            bbox: self.bbox,
            ..BusinessFilter::default()
        };
        let columns = self.columns.unwrap_or_default();
        let is_all = filter == BusinessFilter::default() && self.sort.is_none();
        if is_all && !columns.have_contacts() {
            // Everything: nothing to look up.
            to.write_all(&export::header(self.bom, &columns))?;
            let mut leads = businesses::stream_all(db.readers());
            while let Some(stored) = leads.try_next().await? {
                to.write_all(&export::lines(export::live(&stored), &columns))?;
            }
            return Ok(to.flush()?);
        }
        let selection = Selection::parse(&filter).map_err(|faults| {
            let faults: Vec<_> = faults
                .iter()
                .map(|(name, f)| format!("{name} {f}"))
                .collect();
            faults.join("; ")
        })?;
        db.index.load(db.readers()).await?;
        let sort = self.sort.unwrap_or_default();
        let pieces = export::export(db.clone(), selection, sort, self.bom, columns);
        futures::pin_mut!(pieces);
        while let Some(piece) = pieces.try_next().await? {
            to.write_all(&piece)?;
        }
        Ok(to.flush()?)
    }
}
