//! The one writer. Entries that wait together are committed together: one durable commit serves them all.

use super::super::{Database, database, direct};
use super::batch::{self, Answer, Written};
use crate::domain::audit::AuditEntry;
use crate::domain::velocity::Limit;
use crate::ports::audit_log::AuditError;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// Entries of one commit at most.
const BATCH: usize = 256;
/// Entries that may wait; whoever comes later waits before the queue.
const QUEUE: usize = 1_024;
/// SQLite's code for a lock that another connection holds.
const BUSY: i32 = 5;

enum Waiting {
    Entry {
        entry: Box<Written>,
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

/// The way to the writer's thread.
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
        let runtime = Handle::current();
        // A thread of its own: handing each commit to one that may block costs more than what is written.
        let started = std::thread::Builder::new().name("trail-writer".to_owned()).spawn(move || run(&database, desk, receiver, &runtime));
        if let Err(error) = started {
            // Whoever appends is told that the writer has stopped.
            tracing::error!(%error, "the audit trail's writer could not be started");
        }
        Self(queue)
    }

    pub(super) async fn append(&self, entry: AuditEntry, limits: Vec<Limit>) -> Answer {
        let (answer, answered) = oneshot::channel();
        // Encoded here, where many can at once, and not in the one thread that all wait for.
        self.0.send(Waiting::Entry { entry: Box::new(Written::new(entry, limits)), answer }).await.map_err(|_| stopped())?;
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

/// Until nobody can append any more.
fn run(database: &Database, mut desk: Desk, mut receiver: mpsc::Receiver<Waiting>, runtime: &Handle) {
    let mut waiting = Vec::with_capacity(BATCH);
    while receiver.blocking_recv_many(&mut waiting, BATCH) > 0 {
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
        match commit(database, &mut desk, entries, !probes.is_empty(), runtime) {
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
                // Those who queued up meanwhile have waited for the same lock: they learn it now, not one batch after the other. They are
                // taken out before anyone is answered: whoever comes after an answer is tried anew.
                let late: Vec<_> = std::iter::from_fn(|| receiver.try_recv().ok()).take(QUEUE).collect();
                for answer in answers {
                    let _ = answer.send(Err(AuditError::Store(reason.clone())));
                }
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
    fn write(&mut self, entries: Vec<Written>, is_probed: bool) -> rusqlite::Result<Vec<Answer>> {
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

/// Writes while it has the turn of the database's other writer, where that is at work: so the two never wait for each other's locks for long.
/// Where it is not, SQLite's own lock is enough, and a turn would cost as much as a commit.
fn commit(database: &Database, desk: &mut Desk, entries: Vec<Written>, is_probed: bool, runtime: &Handle) -> Result<Vec<Answer>, String> {
    database.check_file()?;
    let turn = match database.writer.num_idle() {
        0 => Some(runtime.block_on(database.writer.acquire()).map_err(|error| database::sentence(&error))?),
        _ => None,
    };
    let written = catch_unwind(AssertUnwindSafe(|| desk.write(entries, is_probed)));
    // Given back by a task of the runtime's.
    let _entered = runtime.enter();
    drop(turn);
    match written {
        Ok(written) => written.map_err(|error| direct::sentence(&error)),
        Err(_) => {
            desk.connection = None;
            Err("the writer broke off".to_owned())
        }
    }
}
