//! The index's own file: made, opened, thrown away, and what is read from it.

use super::bits::Bits;
use super::error::IndexError;
use super::segments::Segment;
use super::terms::Space;
use super::trail::BUSY_TIMEOUT;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::path::{Path, PathBuf};

/// Raise it, here and in [`TABLES`], with every change of the tables or of what is put into them: an index of another version is made again.
const VERSION: i64 = 2;

/// `postings` has a set of records for each term of each segment; `exact` has lists of rare values; `words` what a search by part must know.
const TABLES: &str = "
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    BEGIN IMMEDIATE;
    CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 1), cursor INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS segments (id INTEGER PRIMARY KEY, min_at INTEGER NOT NULL, max_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS postings (segment INTEGER NOT NULL, space INTEGER NOT NULL, term INTEGER NOT NULL, bits BLOB NOT NULL,
        PRIMARY KEY (segment, space, term)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS exact (segment INTEGER NOT NULL, bucket INTEGER NOT NULL, entries BLOB NOT NULL, PRIMARY KEY (segment, bucket)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS words (what TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (what, word)) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO progress (id, cursor, hash) VALUES (1, -1, zeroblob(32));
    PRAGMA user_version = 2;
    COMMIT;";

/// A connection to the index.
pub(super) struct Store(pub(super) Connection);

impl Store {
    /// Opens the index to write, and makes it where there is none.
    ///
    /// # Errors
    /// [`IndexError`]; one that [`IndexError::is_damage`] for a file that is something else, or of another version.
    pub(super) fn open(path: &Path) -> Result<Self, IndexError> {
        make_file(path)?;
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        let version = |connection: &Connection| connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0));
        if version(&connection)? == 0 {
            connection.execute_batch(TABLES)?;
        }
        if version(&connection)? != VERSION {
            return Err(IndexError::Damaged("the index is of another version"));
        }
        // What a power cut takes is read from the trail again; NORMAL keeps the file whole.
        connection.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY")?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Self(connection))
    }

    /// Opens the index to read.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn open_to_read(path: &Path) -> Result<Self, IndexError> {
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch("PRAGMA cache_size = -16000")?;
        connection.set_prepared_statement_cache_capacity(32);
        Ok(Self(connection))
    }

    /// The last sequence that is in the file, and the hash of its record; -1 where nothing is.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn cursor(&self) -> Result<(i64, [u8; 32]), IndexError> {
        Ok(self.0.prepare_cached("SELECT cursor, hash FROM progress")?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// All segments, from the oldest on.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn segments(&self) -> Result<Vec<Segment>, IndexError> {
        let mut statement = self.0.prepare_cached("SELECT id, min_at, max_at FROM segments ORDER BY id")?;
        let rows = statement.query_map([], |row| Ok(Segment { id: row.get(0)?, min_at: row.get(1)?, max_at: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The records of a term in a segment.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn posting(&self, segment: i64, space: Space, term: i64) -> Result<Option<Bits>, IndexError> {
        let mut statement = self.0.prepare_cached("SELECT bits FROM postings WHERE segment = ? AND space = ? AND term = ?")?;
        let mut rows = statement.query((segment, space as i64, term))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        row.get_ref(0)?.as_blob().map_err(|_| IndexError::Damaged("a list is of another type")).and_then(Bits::read).map(Some)
    }

    /// The records of each day of a range, the last day included, in a segment.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn days(&self, segment: i64, first: i64, last: i64) -> Result<Vec<(i64, Bits)>, IndexError> {
        let mut statement = self.0.prepare_cached("SELECT term, bits FROM postings WHERE segment = ? AND space = ? AND term BETWEEN ? AND ?")?;
        let mut rows = statement.query((segment, Space::Day as i64, first, last))?;
        let mut days = Vec::new();
        while let Some(row) = rows.next()? {
            let bits = row.get_ref(1)?.as_blob().map_err(|_| IndexError::Damaged("a list is of another type"))?;
            days.push((row.get(0)?, Bits::read(bits)?));
        }
        Ok(days)
    }

    /// A bucket of rare values of a segment.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn bucket(&self, segment: i64, bucket: u8) -> Result<Option<Vec<u8>>, IndexError> {
        let mut statement = self.0.prepare_cached("SELECT entries FROM exact WHERE segment = ? AND bucket = ?")?;
        Ok(statement.query_row((segment, bucket), |row| row.get(0)).optional()?)
    }

    /// All words of a kind that have this in them.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn words(&self, what: &str, part: &str) -> Result<Vec<String>, IndexError> {
        let mut statement = self.0.prepare_cached("SELECT word FROM words WHERE what = ? AND instr(word, ?) > 0")?;
        Ok(statement.query_map((what, part), |row| row.get(0))?.collect::<Result<_, _>>()?)
    }
}

/// Removes the index. Whoever has it open keeps what they see, and opens the new one next time.
///
/// # Errors
/// [`IndexError::Io`].
pub(super) fn remove(path: &Path) -> Result<(), IndexError> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// An empty file for the owner only: names and reasons stand in it as in the trail. SQLite gives its side files the same rights.
fn make_file(path: &Path) -> Result<(), IndexError> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}
