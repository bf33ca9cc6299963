//! The one writer. Entries that wait together are committed together: one durable commit serves them all.

use super::super::{Database, database, direct};
use super::batch::{self, Answer};
use crate::domain::audit::AuditEntry;
use crate::ports::audit_log::AuditError;
use rusqlite::Connection;
use std::path::PathBuf;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::spawn_blocking;

/// Entries of one commit at most.
const BATCH: usize = 256;
/// Entries that may wait; whoever comes later waits before the queue.
const QUEUE: usize = 1_024;
/// SQLite's code for a lock that another connection holds.
const BUSY: i32 = 5;

struct Waiting {
    entry: AuditEntry,
    answer: oneshot::Sender<Answer>,
}

/// The way to the writer's task.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Waiting>,
    appended: watch::Receiver<i64>,
}

impl Writer {
    pub(super) fn start(database: Database) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let (sender, appended) = watch::channel(0);
        tokio::spawn(run(database, receiver, sender));
        Self { queue, appended }
    }

    pub(super) async fn append(&self, entry: AuditEntry) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || AuditError::Store("the trail's writer has stopped".to_owned());
        self.queue.send(Waiting { entry, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// The sequence that this writer appended last; 0 before the first. Changes wake whoever waits for them.
    pub(super) fn appended(&self) -> watch::Receiver<i64> {
        self.appended.clone()
    }
}

async fn run(database: Database, mut receiver: mpsc::Receiver<Waiting>, appended: watch::Sender<i64>) {
    let mut batch = Vec::with_capacity(BATCH);
    let mut desk = Desk { path: database.file.path.clone(), connection: None };
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let (entries, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|waiting| (waiting.entry, waiting.answer)).unzip();
        let (returned, committed) = commit(&database, desk, entries).await;
        desk = returned;
        match committed {
            Ok(results) => {
                if let Some(last) = results.iter().rev().find_map(|result| result.as_ref().ok()) {
                    appended.send_replace(last.sequence);
                }
                for (answer, result) in answers.into_iter().zip(results) {
                    // Whoever gave up waiting finds the record in the trail.
                    let _ = answer.send(result);
                }
            }
            Err(reason) => {
                tracing::error!(entries = answers.len(), reason, "the audit trail could not be written");
                // Those who queued up meanwhile have waited for the same lock: they learn it now, not one batch after the other.
                let late = std::iter::from_fn(|| receiver.try_recv().ok()).take(QUEUE).map(|waiting| waiting.answer);
                for answer in answers.into_iter().chain(late) {
                    let _ = answer.send(Err(AuditError::Store(reason.clone())));
                }
            }
        }
    }
}

/// The trail's own connection, opened when it is needed.
struct Desk {
    path: PathBuf,
    connection: Option<Connection>,
}

impl Desk {
    /// One case stays open: a disk that fails in the very commit may still have kept it. Then an intent stands in the trail for which
    /// nothing was called, and the sweeper closes it.
    fn write(&mut self, entries: Vec<AuditEntry>) -> rusqlite::Result<Vec<Answer>> {
        if self.connection.is_none() {
            self.connection = Some(direct::open_writer(&self.path)?);
        }
        let Some(connection) = &mut self.connection else { return Ok(Vec::new()) };
        let written = batch::write(connection, entries);
        if written.as_ref().is_err_and(|error| direct::code(error) != Some(BUSY)) {
            // After anything but a lock a fresh connection is tried next time; this is how the writer heals.
            self.connection = None;
        }
        written
    }
}

/// Writes on a thread that may wait for the disk, while it holds the turn of the database's other writer: so the two never wait for
/// each other's locks.
async fn commit(database: &Database, mut desk: Desk, entries: Vec<AuditEntry>) -> (Desk, Result<Vec<Answer>, String>) {
    let path = desk.path.clone();
    if let Err(reason) = database.check_file() {
        return (desk, Err(reason));
    }
    let turn = match database.writer.acquire().await {
        Ok(turn) => turn,
        Err(error) => return (desk, Err(database::sentence(&error))),
    };
    let written = spawn_blocking(move || {
        let written = desk.write(entries).map_err(|error| direct::sentence(&error));
        (desk, written)
    })
    .await;
    drop(turn);
    written.unwrap_or_else(|error| (Desk { path, connection: None }, Err(format!("the writer broke off: {error}"))))
}
