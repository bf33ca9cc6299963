//! The one writer. Entries that wait together are committed together: one durable commit serves them all.

use super::super::{Database, database, direct};
use super::batch::{self, Answer};
use crate::domain::audit::AuditEntry;
use crate::ports::audit_log::AuditError;
use rusqlite::Connection;
use std::path::PathBuf;
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

/// Entries of one commit at most.
const BATCH: usize = 256;
/// Entries that may wait; whoever comes later waits before the queue.
const QUEUE: usize = 1_024;
/// SQLite's code for a lock that another connection holds.
const BUSY: i32 = 5;

enum Waiting {
    Entry {
        entry: Box<AuditEntry>,
        answer: oneshot::Sender<Answer>,
    },
    /// Whether anything can be committed now.
    Probe(oneshot::Sender<Result<(), AuditError>>),
}

impl Waiting {
    fn refuse(self, reason: &str) {
        let error = AuditError::Store(reason.to_owned());
        // Whoever gave up waiting learns it elsewhere.
        match self {
            Self::Entry { answer, .. } => drop(answer.send(Err(error))),
            Self::Probe(answer) => drop(answer.send(Err(error))),
        }
    }
}

/// The way to the writer's task.
#[derive(Debug, Clone)]
pub(super) struct Writer(mpsc::Sender<Waiting>);

impl Writer {
    pub(super) fn start(database: Database) -> Self {
        Self::start_over(database, None)
    }

    /// Begins with a connection that is open already, whatever state it is in.
    pub(super) fn start_over(database: Database, connection: Option<Connection>) -> Self {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let desk = Desk { path: database.file.path.clone(), connection };
        tokio::spawn(run(database, desk, receiver));
        Self(queue)
    }

    pub(super) async fn append(&self, entry: AuditEntry) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.0.send(Waiting::Entry { entry: Box::new(entry), answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// A durable commit that appends nothing. Whatever was queued before has been committed or refused when it returns.
    pub(super) async fn probe(&self) -> Result<(), AuditError> {
        let (answer, answered) = oneshot::channel();
        self.0.send(Waiting::Probe(answer)).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

fn stopped() -> AuditError {
    AuditError::Store("the trail's writer has stopped".to_owned())
}

async fn run(database: Database, mut desk: Desk, mut receiver: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut waiting, BATCH).await > 0 {
        let (mut entries, mut answers, mut probes) = (Vec::with_capacity(waiting.len()), Vec::with_capacity(waiting.len()), Vec::new());
        for waiting in waiting.drain(..) {
            match waiting {
                Waiting::Entry { entry, answer } => {
                    entries.push(*entry);
                    answers.push(answer);
                }
                Waiting::Probe(answer) => probes.push(answer),
            }
        }
        let (returned, committed) = commit(&database, desk, entries, !probes.is_empty()).await;
        desk = returned;
        match committed {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    // Whoever gave up waiting finds the record in the trail.
                    let _ = answer.send(result);
                }
                for probe in probes {
                    let _ = probe.send(Ok(()));
                }
            }
            Err(reason) => {
                tracing::error!(entries = answers.len(), reason, "the audit trail could not be written");
                for answer in answers {
                    let _ = answer.send(Err(AuditError::Store(reason.clone())));
                }
                // Those who queued up meanwhile have waited for the same lock: they learn it now, not one batch after the other.
                let late = std::iter::from_fn(|| receiver.try_recv().ok()).take(QUEUE);
                probes.into_iter().map(Waiting::Probe).chain(late).for_each(|waiting| waiting.refuse(&reason));
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
    fn write(&mut self, entries: Vec<AuditEntry>, is_probed: bool) -> rusqlite::Result<Vec<Answer>> {
        if self.connection.is_none() {
            self.connection = Some(direct::open_writer(&self.path)?);
        }
        let Some(connection) = &mut self.connection else { return Ok(Vec::new()) };
        let written = batch::write(connection, entries, is_probed);
        if written.as_ref().is_err_and(|error| direct::code(error) != Some(BUSY)) {
            // After anything but a lock a fresh connection is tried next time; this is how the writer heals.
            self.connection = None;
        }
        written
    }
}

/// Writes on a thread that may wait for the disk, while it holds the turn of the database's other writer: so the two never wait for
/// each other's locks.
async fn commit(database: &Database, mut desk: Desk, entries: Vec<AuditEntry>, is_probed: bool) -> (Desk, Result<Vec<Answer>, String>) {
    let path = desk.path.clone();
    if let Err(reason) = database.check_file() {
        return (desk, Err(reason));
    }
    let turn = match database.writer.acquire().await {
        Ok(turn) => turn,
        Err(error) => return (desk, Err(database::sentence(&error))),
    };
    let written = spawn_blocking(move || {
        let written = desk.write(entries, is_probed).map_err(|error| direct::sentence(&error));
        (desk, written)
    })
    .await;
    drop(turn);
    written.unwrap_or_else(|error| (Desk { path, connection: None }, Err(format!("the writer broke off: {error}"))))
}
