//! The one writer. Entries that wait together are committed together: one durable commit serves them all.

use super::super::Database;
use super::super::database::{result_code, sentence};
use super::rows;
use crate::domain::audit::{AuditEntry, AuditRecord, ENCODING_VERSION, Outcome, RecordKind, record_hash};
use crate::ports::audit_log::AuditError;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Row};
use std::collections::{HashMap, HashSet};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Entries of one commit at most.
const BATCH: usize = 256;
/// Entries that may wait; whoever comes later waits before the queue.
const QUEUE: usize = 1_024;

/// All records that the actions of a batch have already.
const KNOWN: &str = "SELECT action_id, kind, sequence, outcome FROM audit_records WHERE action_id IN (SELECT value FROM json_each(?)) ORDER BY sequence";
/// A whole batch in one statement: each costs a change of threads, which is more than the insertion itself.
const INSERT: &str = "INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, who_text, user_text, opening)
    SELECT value ->> 0, unhex(value ->> 1), unhex(value ->> 2), value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7 FROM json_each(?)";

type Answer = Result<AuditRecord, AuditError>;

struct Waiting {
    entry: AuditEntry,
    answer: oneshot::Sender<Answer>,
}

/// The way to the writer's task.
#[derive(Debug, Clone)]
pub(super) struct Writer(mpsc::Sender<Waiting>);

impl Writer {
    pub(super) fn start(database: Database) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(run(database, receiver));
        Self(sender)
    }

    pub(super) async fn append(&self, entry: AuditEntry) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || AuditError::Store("the trail's writer has stopped".to_owned());
        self.0.send(Waiting { entry, answer }).await.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }
}

async fn run(database: Database, mut receiver: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let (entries, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|waiting| (waiting.entry, waiting.answer)).unzip();
        match commit(&database, entries).await {
            Ok(results) => {
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

/// Commits all entries in one transaction, then gives an answer for each; an error means that none was written.
///
/// One case stays open: a disk that fails in the very commit may still have kept it. Then an intent stands in the trail for which
/// nothing was called, and the sweeper closes it.
async fn commit(database: &Database, entries: Vec<AuditEntry>) -> Result<Vec<Answer>, String> {
    database.check_file()?;
    let mut connection = database.writer.acquire().await.map_err(|error| sentence(&error))?;
    let written = write(&mut connection, entries).await;
    if let Err(error) = &written
        && database.file.is_some()
        && result_code(error) != Some(5)
    {
        // After anything but a lock a fresh connection is tried next time; this is how the writer heals.
        connection.close_on_drop();
    }
    written.map_err(|error| sentence(&error))
}

async fn write(connection: &mut SqliteConnection, entries: Vec<AuditEntry>) -> Result<Vec<Answer>, sqlx::Error> {
    // IMMEDIATE: the head is read under the write lock, so that no other process can append between reading and writing.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let (mut sequence, mut previous_hash) = rows::head(&mut transaction).await?.unwrap_or((0, [0; 32]));
    let mut known = Known::read(&mut transaction, &entries).await?;
    let (mut answers, mut values) = (Vec::with_capacity(entries.len()), Vec::with_capacity(entries.len()));
    for entry in entries {
        let opening = match known.add(&entry, sequence + 1) {
            Ok(opening) => opening,
            Err(error) => {
                answers.push(Err(error));
                continue;
            }
        };
        sequence += 1;
        let body = entry.canonical();
        let hash = record_hash(sequence, &previous_hash, &body);
        values.push(json!([sequence, hex::encode(previous_hash), hex::encode(hash), ENCODING_VERSION, body, rows::who_text(&entry), rows::user_text(&entry), opening]));
        answers.push(Ok(AuditRecord { sequence, previous_hash, hash, entry }));
        previous_hash = hash;
    }
    if !values.is_empty() {
        sqlx::query(INSERT).bind(Value::Array(values).to_string()).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(answers)
}

/// The records that a batch's actions have: those in the trail, and those that the batch adds.
#[derive(Default)]
struct Known {
    kinds: HashSet<(Uuid, RecordKind)>,
    openings: HashMap<Uuid, i64>,
    doubts: HashSet<Uuid>,
}

impl Known {
    async fn read(connection: &mut SqliteConnection, entries: &[AuditEntry]) -> Result<Self, sqlx::Error> {
        let ids: Vec<String> = entries.iter().map(|entry| entry.action_id.to_string()).collect();
        let mut known = Self::default();
        for row in sqlx::query(KNOWN).bind(json!(ids).to_string()).fetch_all(connection).await? {
            let (action_id, kind): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
            if let (Ok(action_id), Some(kind)) = (action_id.parse(), RecordKind::from_name(kind)) {
                let outcome = row.try_get::<Option<&str>, _>(3)?.and_then(Outcome::from_name);
                known.note(action_id, kind, row.try_get(2)?, outcome);
            }
        }
        Ok(known)
    }

    fn note(&mut self, action_id: Uuid, kind: RecordKind, sequence: i64, outcome: Option<Outcome>) {
        self.kinds.insert((action_id, kind));
        if kind.opens() {
            self.openings.entry(action_id).or_insert(sequence);
        }
        if kind == RecordKind::Outcome && outcome == Some(Outcome::Unknown) {
            self.doubts.insert(action_id);
        }
    }

    /// Adds an entry at this place and gives the place of the record that opened its action.
    fn add(&mut self, entry: &AuditEntry, sequence: i64) -> Result<i64, AuditError> {
        let (id, opens) = (entry.action_id, entry.kind.opens());
        // One opening an action, of whatever kind: the id of a form is chosen by a browser, and must not fall on another record's.
        let is_taken = if opens { self.openings.contains_key(&id) } else { self.kinds.contains(&(id, entry.kind)) };
        if is_taken {
            return Err(AuditError::Duplicate(id));
        }
        if entry.kind == RecordKind::Reconciled && !self.doubts.contains(&id) {
            return Err(AuditError::NoDoubt(id));
        }
        self.note(id, entry.kind, sequence, entry.outcome);
        Ok(self.openings.get(&id).copied().filter(|_| !opens).unwrap_or(sequence))
    }
}
