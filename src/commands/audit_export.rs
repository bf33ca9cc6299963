//! `passdesk audit export`: the whole trail, without the console.

use super::audit_verify::database_file;
use super::{Failure, settings};
use crate::adapters::sqlite::{SqliteAuditLog, check_trail, connect_existing};
use crate::features::audit_trail::{ExportFormat, export_of_everything};
use futures::StreamExt;
use std::io::Write;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;

/// What is to be exported, and in which form.
#[derive(Debug, Clone, clap::Args)]
pub struct ExportArguments {
    /// The configuration, whose database is taken unless another is named.
    #[arg(long, env = "PASSDESK_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// A database file.
    #[arg(long, value_name = "FILE")]
    database: Option<PathBuf>,
    /// `jsonl`, which `passdesk audit verify --export` reads, or `csv`.
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: String,
    /// Where to write; without it to the standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes every record and every checkpoint.
///
/// # Errors
/// Why it could not be done.
pub async fn audit_export(arguments: &ExportArguments) -> Result<(), Failure> {
    let format = ExportFormat::from_name(&arguments.format).ok_or_else(|| Failure::one(format!("--format: `{}` is neither jsonl nor csv", arguments.format)))?;
    let database = match (&arguments.database, &arguments.config) {
        (Some(database), _) => database.clone(),
        (None, Some(config)) => database_file(&settings(Some(config))?.database_url),
        (None, None) => return Err(Failure::one("name what is to be exported: --database or --config")),
    };
    check_trail(&database).map_err(|problem| Failure::one(format!("{}: {problem}", database.display())))?;
    let opened = connect_existing(&database).await.map_err(Failure::one)?;
    let log = SqliteAuditLog::new(opened);
    let mut out: Box<dyn Write> = match &arguments.output {
        Some(path) => {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            Box::new(options.open(path).map_err(|error| Failure::one(format!("{}: {error}", path.display())))?)
        }
        None => Box::new(std::io::stdout().lock()),
    };
    let exported = export_of_everything(Arc::new(log), format).await.map_err(Failure::one)?;
    let mut exported = pin!(exported);
    while let Some(bytes) = exported.next().await {
        out.write_all(&bytes.map_err(Failure::one)?).map_err(Failure::one)?;
    }
    out.flush().map_err(Failure::one)
}
