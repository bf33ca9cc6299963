//! Where bulk runs are kept, with their rows: for all instances of the console, and over restarts. What was done stands in the trail; what
//! stands here of a row's end is taken from there.

use crate::domain::actor::{RequestOrigin, StaffId};
use crate::domain::bulk::{PauseCause, RowStanding, RunState};
use crate::domain::preflight::Help;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of bulk runs failed: {0}")]
pub struct BulkStoreError(pub String);

/// Somebody who had to do with a run, as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPerson {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// From where they did it.
    #[serde(default)]
    pub origin: RequestOrigin,
}

/// For whom the passwords of a run are sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFor {
    /// Who started it.
    pub person: RunPerson,
    /// The public key, in hexadecimal digits; the other half is in their browser.
    pub public_key: String,
}

/// What was asked for; nothing in it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPlan {
    /// The action, as the word of its help.
    pub help: String,
    /// Why, in the person's own words.
    pub reason: String,
    /// The desk's ticket.
    pub ticket: Option<String>,
    /// How the callers were verified.
    pub caller_verified_by: Option<String>,
    /// Who prepared it.
    pub prepared_by: RunPerson,
    /// The pools of its rows.
    pub pools: Vec<String>,
    /// SHA-256 of the list, in hexadecimal digits.
    pub list_hash: String,
    /// What the list was: `csv`, `tsv`, `json_lines`, `list`.
    pub list_format: String,
    /// Its file's name; empty where it was pasted.
    pub list_name: String,
}

impl RunPlan {
    /// What is done; `None` for a word of another version.
    pub fn help(&self) -> Option<Help> {
        Help::from_word(&self.help)
    }
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRun {
    /// Its id, which is its first record's.
    pub id: Uuid,
    /// Where it stands.
    pub state: RunState,
    /// Why it is paused.
    pub cause: Option<PauseCause>,
    /// What was asked for.
    pub plan: RunPlan,
    /// Rows of its list.
    pub rows: u32,
    /// In whose name its rows are carried out: whoever started or last resumed it.
    pub runs_as: Option<RunPerson>,
    /// The second person, where there is one.
    pub confirmed_by: Option<RunPerson>,
    /// For whom its passwords are sealed, where it sets any.
    pub sealed_for: Option<SealedFor>,
    /// Counts its changes of state: what somebody decides on is what they saw.
    pub turn: i64,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// When it was last changed, microseconds since 1970.
    pub changed_at: i64,
    /// When its first row could be carried out, microseconds since 1970.
    pub started_at: Option<i64>,
    /// When it ended, microseconds since 1970.
    pub ended_at: Option<i64>,
    /// Its list and its results were deleted: how the rows ended is counted here.
    pub forgotten: Option<Counts>,
}

/// A row as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptRow {
    /// Its line in the list.
    pub line: u32,
    /// The user pool.
    pub pool: String,
    /// As it stands in the list.
    pub given: String,
    /// What goes to the pool's triggers.
    pub metadata: Vec<(String, String)>,
    /// Where it stands.
    pub state: RowState,
}

/// What is known of a row by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowState {
    /// Where it stands.
    pub standing: RowStanding,
    /// The canonical username; empty where nobody was found.
    pub username: String,
    /// The `sub`; empty where nobody was found.
    pub sub: String,
    /// The name as shown.
    pub name: String,
    /// Why it is left out, or how it failed: the name of an error code.
    pub code: String,
    /// What else is to be said.
    pub note: String,
    /// Where the message would go: `email`, `phone_number`, or empty.
    pub sends_to: String,
    /// The try that is next, or was last; from 1.
    pub attempt: u32,
    /// When it ended, microseconds since 1970.
    pub ended_at: Option<i64>,
}

impl Default for RowState {
    fn default() -> Self {
        Self {
            standing: RowStanding::Unchecked,
            username: String::new(),
            sub: String::new(),
            name: String::new(),
            code: String::new(),
            note: String::new(),
            sends_to: String::new(),
            attempt: 1,
            ended_at: None,
        }
    }
}

/// How many rows stand where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// By the standing's word; what is not in it has none.
    pub by_standing: std::collections::BTreeMap<String, u32>,
    /// Of those that can be done, mails and text messages that would go out, by pool.
    #[serde(default)]
    pub messages: std::collections::BTreeMap<String, (u32, u32)>,
    /// Passwords that wait to be taken, of rows that were done or may have been.
    #[serde(default)]
    pub sealed: u32,
}

impl Counts {
    /// Rows that stand here.
    pub fn of(&self, standing: RowStanding) -> u32 {
        self.by_standing.get(standing.name()).copied().unwrap_or(0)
    }

    /// All rows.
    pub fn all(&self) -> u32 {
        self.by_standing.values().sum()
    }
}

/// A change of a run's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The states from which it may be taken.
    pub from: Vec<RunState>,
    /// Where it leads.
    pub to: RunState,
    /// Why it is paused then.
    pub cause: Option<PauseCause>,
    /// In whose name rows are carried out from then on; `None`: as before.
    pub runs_as: Option<RunPerson>,
    /// The second person; `None`: as before.
    pub confirmed_by: Option<RunPerson>,
    /// A start for which one person is enough only up to so many users within a day, all runs of theirs together that had no second person: for more it leads
    /// to [`RunState::Confirmed`].
    pub alone_up_to: Option<u32>,
    /// For whom passwords are sealed from then on; `None`: as before.
    pub sealed_for: Option<SealedFor>,
    /// The turn that was seen; `None`: whichever.
    pub turn: Option<i64>,
}

impl Step {
    /// From these states to that one.
    pub fn to(to: RunState, from: &[RunState]) -> Self {
        Self { from: from.to_vec(), to, cause: None, runs_as: None, confirmed_by: None, alone_up_to: None, sealed_for: None, turn: None }
    }
}

/// Runs and their rows.
#[async_trait]
pub trait BulkStore: Send + Sync {
    /// Keeps a new run with all its rows where less than `limit` of this person's are unfinished. `false`: there are as many. Nobody works at it before its last
    /// row is kept; one whose rows did not all arrive has fewer of them than it says.
    ///
    /// # Errors
    /// [`BulkStoreError`]: then nothing is kept.
    async fn create(&self, run: &KeptRun, rows: Vec<KeptRow>, limit: u32) -> Result<bool, BulkStoreError>;

    /// The run with this id.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn find(&self, id: Uuid) -> Result<Option<KeptRun>, BulkStoreError>;

    /// The newest runs, at most `size`.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn newest(&self, size: u32) -> Result<Vec<KeptRun>, BulkStoreError>;

    /// How many of its rows stand where.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn counts(&self, id: Uuid) -> Result<Counts, BulkStoreError>;

    /// At most `size` rows behind line `after`, in the order of the list; only those that stand in `standing`, where it is given.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn rows(&self, id: Uuid, standing: Option<RowStanding>, after: u32, size: u32) -> Result<Vec<KeptRow>, BulkStoreError>;

    /// Of the rows that can be done and name the same user, all but the first become left out, with this code.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn leave_out_doubles(&self, id: Uuid, code: &str) -> Result<(), BulkStoreError>;

    /// Writes down how rows stand now, in one step.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn note(&self, id: Uuid, rows: Vec<(u32, RowState)>) -> Result<(), BulkStoreError>;

    /// Keeps the sealed password of a row, in the place of an earlier one.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn seal(&self, id: Uuid, line: u32, sealed: Vec<u8>) -> Result<(), BulkStoreError>;

    /// At most `size` sealed passwords behind line `after`, of rows that were done or may have been.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn sealed(&self, id: Uuid, after: u32, size: u32) -> Result<Vec<(KeptRow, Vec<u8>)>, BulkStoreError>;

    /// Deletes the sealed passwords of these rows.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn forget_sealed(&self, id: Uuid, lines: &[u32]) -> Result<(), BulkStoreError>;

    /// For how many users this person has started runs since then (microseconds since 1970) that had no second person.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn users_of(&self, person: &StaffId, since: i64) -> Result<u32, BulkStoreError>;

    /// Deletes the sealed passwords of all runs that were last changed before `before` (microseconds since 1970); gives how many.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn forget_old_sealed(&self, before: i64) -> Result<u64, BulkStoreError>;

    /// Changes a run's state, where it stands as the step says; gives the run as it is then, or `None` where it stood elsewhere.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn step(&self, id: Uuid, step: &Step) -> Result<Option<KeptRun>, BulkStoreError>;

    /// Runs at which somebody has to work, and nobody else does: being checked, running, or cancelled with rows whose end is not written down.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn at_work(&self, worker: Uuid) -> Result<Vec<KeptRun>, BulkStoreError>;

    /// Takes a run for this worker, for so long; `false` where another one has it.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn lease(&self, id: Uuid, worker: Uuid, lasts: Duration) -> Result<bool, BulkStoreError>;

    /// Gives a run back.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn release(&self, id: Uuid, worker: Uuid) -> Result<(), BulkStoreError>;

    /// Deletes lists and results of runs at which nobody works and that were last changed before `before` (microseconds since 1970); what is
    /// unfinished of them is cancelled. Gives them as they were.
    ///
    /// # Errors
    /// [`BulkStoreError`].
    async fn forget(&self, before: i64) -> Result<Vec<KeptRun>, BulkStoreError>;
}
