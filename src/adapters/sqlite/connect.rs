//! Opening the database file: where it lies, who may read it, and which version its tables have.

use super::database::{Database, result_code, sentence};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a statement waits for another process's lock. With [`QUEUE_TIMEOUT`] it keeps every answer within three seconds.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_millis(1_600);
/// How long work waits for a free connection of ours.
const QUEUE_TIMEOUT: Duration = Duration::from_millis(1_300);
const READERS: u32 = 4;

/// Why the database cannot be used. Each is a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is not one of SQLite's.
    #[error("the database address {0:?} is not of the form sqlite://path")]
    Address(String),
    /// The folder or the file cannot be made.
    #[error("the database {path} cannot be created: {reason}")]
    NotCreated {
        /// What was to be made.
        path: String,
        /// The operating system's words.
        reason: String,
    },
    /// The file is there and cannot be written.
    #[error("the database {path} cannot be written: {reason}")]
    NotWritable {
        /// The file.
        path: String,
        /// The operating system's or SQLite's words.
        reason: String,
    },
    /// The file is something else.
    #[error("{0} is not a SQLite database; the console does not overwrite it")]
    NotADatabase(String),
    /// A later version of the console has been here.
    #[error("the database {path} was upgraded by a newer version of the console (migration {version}); use that version, or restore a backup")]
    Newer {
        /// The file.
        path: String,
        /// The first unknown migration.
        version: i64,
    },
    /// Anything else: locked, damaged, a failing migration.
    #[error("the database {path} cannot be opened: {reason}")]
    Failed {
        /// The file.
        path: String,
        /// SQLite's words.
        reason: String,
    },
}

/// Opens `sqlite://path`, creates what is missing, and brings the tables up to date.
///
/// Folder and file are made for the owner only. The database uses the machine's clock; see [`Database::with_clock`].
///
/// # Errors
/// [`ConnectError`].
pub async fn connect(url: &str) -> Result<Database, ConnectError> {
    let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)).filter(|rest| !rest.is_empty());
    let path = path.filter(|path| *path != ":memory:").ok_or_else(|| ConnectError::Address(url.to_owned()))?;
    let database = open_file(url).await?;
    migrate(&database, path).await?;
    Ok(database)
}

/// Opens a database that is there, for reading its trail; makes nothing and brings nothing up to date.
///
/// # Errors
/// [`ConnectError`].
pub async fn connect_existing(path: &Path) -> Result<Database, ConnectError> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).read_only(true);
    let pool = || PoolOptions::new().max_connections(1).acquire_timeout(QUEUE_TIMEOUT);
    let readers = pool().connect_with(options.clone()).await.map_err(|error| explain(path, &error))?;
    Ok(Database::new(readers, pool().connect_lazy_with(options), path.to_owned()))
}

async fn open_file(url: &str) -> Result<Database, ConnectError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| ConnectError::Address(url.to_owned()))?.busy_timeout(BUSY_TIMEOUT).foreign_keys(true);
    let path = options.get_filename().to_owned();
    create_file(&path).await?;
    let writing = options
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        // What is deleted is overwritten: tokens and verifiers do not stay in free pages.
        .pragma("secure_delete", "ON")
        .pragma("journal_size_limit", "67108864")
        // 16 MB each, of cache and of journal before it is folded in: an append touches pages all over the indexes.
        .pragma("cache_size", "-16000")
        .pragma("wal_autocheckpoint", "4000");
    // The trail's own connection has the same settings: see `direct`.
    let pool = |connections: u32| {
        // No connection is asked whether it is still there before each use: it is in this process, and asking costs as much as a query.
        PoolOptions::new().max_connections(connections).acquire_timeout(QUEUE_TIMEOUT).idle_timeout(None).max_lifetime(None).test_before_acquire(false)
    };
    let writer = pool(1).min_connections(1).connect_with(writing).await.map_err(|error| explain(&path, &error))?;
    let readers = pool(READERS).connect_lazy_with(options.read_only(true));
    Ok(Database::new(readers, writer, path))
}

/// Makes the folder and an empty file with narrow permissions; SQLite gives its side files the same ones.
async fn create_file(path: &Path) -> Result<(), ConnectError> {
    let not_created = |path: &Path, error: std::io::Error| ConnectError::NotCreated { path: path.display().to_string(), reason: error.to_string() };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = tokio::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(folder).await.map_err(|error| not_created(folder, error))?;
    }
    let is_new = !tokio::fs::try_exists(path).await.map_err(|error| not_created(path, error))?;
    let mut options = tokio::fs::OpenOptions::new();
    options.read(true).write(true).create(is_new);
    #[cfg(unix)]
    options.mode(0o600);
    match options.open(path).await {
        Ok(_) => Ok(()),
        Err(error) if is_new => Err(not_created(path, error)),
        Err(error) => Err(ConnectError::NotWritable { path: path.display().to_string(), reason: error.to_string() }),
    }
}

async fn migrate(database: &Database, path: &str) -> Result<(), ConnectError> {
    // Two instances that start together both find tables missing; the slower one fails once and then finds them.
    for is_last in [false, false, true] {
        let error = match MIGRATIONS.run(&database.writer).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        let path = PathBuf::from(path);
        match error {
            MigrateError::VersionMissing(version) => return Err(ConnectError::Newer { path: path.display().to_string(), version }),
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) if is_last => return Err(explain(&path, &error)),
            MigrateError::Execute(_) | MigrateError::ExecuteMigration(..) => tokio::time::sleep(Duration::from_millis(100)).await,
            error => return Err(ConnectError::Failed { path: path.display().to_string(), reason: error.to_string() }),
        }
    }
    Ok(())
}

fn explain(path: &Path, error: &sqlx::Error) -> ConnectError {
    let path = path.display().to_string();
    match result_code(error) {
        Some(26) => ConnectError::NotADatabase(path),
        Some(8) => ConnectError::NotWritable { path, reason: sentence(error) },
        _ => ConnectError::Failed { path, reason: sentence(error) },
    }
}

#[cfg(test)]
mod tests;
