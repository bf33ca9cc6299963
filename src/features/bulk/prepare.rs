//! A new run from a list: read whole or not at all, kept, and then looked at row by row.

use super::answer::BulkAnswer;
use super::authority::person;
use super::read::{failed, require_to_run};
use super::records::{PREPARE, record_not_taken, run_entry};
use crate::domain::audit::{RecordKind, RecordedTarget};
use crate::domain::bulk::sheet::{Sheet, SheetFault, SheetFaults, SheetFormat, SheetOptions, read_sheet};
use crate::domain::bulk::{BULK_HELP, RowStanding, RunState};
use crate::domain::client_metadata::{MetadataRow, secret_look};
use crate::domain::clock::to_micros;
use crate::domain::operation::Action;
use crate::domain::preflight::Help;
use crate::features::client_metadata::check_rows;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Why, check_why, ticket_rules};
use crate::features::faults::{broke_off, trail_failed};
use crate::features::kept::keep;
use crate::features::records::{record_read, require, require_to_ask};
use crate::ports::bulk_store::{KeptRow, KeptRun, RowState, RunPlan};
use crate::wire::{ApiError, DeskFields, ErrorCode, FieldError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Unfinished runs that one person may have at once.
const UNFINISHED: u32 = 10;
/// The longest pasted list that is given back in the form, in bytes; a longer one is in a file anyway.
const GIVEN_BACK: usize = 48 * 1_024;
/// Entries that one record names.
const ENTRIES: usize = 100;
/// Records that are written at a time.
const AT_A_TIME: usize = 32;
/// Faults that a page lists.
const SHOWN: usize = 50;

/// The form, as it was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RunForm {
    /// The action, as the word of its help.
    pub help: String,
    /// The pool of rows that name none.
    pub pool: String,
    pub reason: String,
    pub ticket: String,
    pub caller_verified_by: String,
    /// The pasted list.
    pub list: String,
}

/// The form and its file.
#[derive(Debug, Clone, Default)]
pub(super) struct NewRun {
    pub form: RunForm,
    /// The file's name.
    pub file_name: String,
    /// Its content; empty where none was chosen.
    pub file: Vec<u8>,
    /// The file or the pasted list was larger than lists may be, and was thrown away.
    pub is_too_large: bool,
}

/// A form that came back, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RunDraft {
    pub form: RunForm,
    /// The name of the file, which has to be chosen again.
    pub file_name: String,
    /// The list was too long to be given back.
    pub is_list_left_out: bool,
    pub faults: SheetFaults,
    pub error: ApiError,
}

/// Reads the list and keeps the run; its rows are looked at from then on.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `locked`, `trail_unavailable`, `database_unavailable`: there is no page to go to.
pub(super) async fn prepare(console: &Console, caller: &Caller, new: NewRun) -> Result<BulkAnswer, ApiError> {
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, new).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, new: NewRun) -> Result<BulkAnswer, ApiError> {
    require_to_run(console, caller, PREPARE, None).await?;
    // Looking at the rows is a search, and reads their users.
    for action in [Action::FindUsers, Action::ReadUser] {
        require(console, caller, action, None).await?;
    }
    let help = Help::from_word(&new.form.help).filter(|help| BULK_HELP.contains(help));
    if let Some(help) = help {
        // With an approval at least: which users it takes one for is found out row by row.
        require_to_ask(console, caller, help.action(), None).await?;
    }
    let checked = check(console, caller, &new, help);
    let (help, why, sheet, bytes) = match checked {
        Ok(checked) => checked,
        Err((fields, faults)) => return back(console, caller, new, fields, faults).await,
    };
    let rows = match rows_of(console, &new.form.pool, sheet.rows) {
        Ok(rows) => rows,
        Err(faults) => return back(console, caller, new, Vec::new(), faults).await,
    };
    let now = to_micros(console.now());
    let plan = RunPlan {
        help: help.word().to_owned(),
        reason: why.reason.as_str().to_owned(),
        ticket: why.ticket.clone(),
        caller_verified_by: why.caller_verified_by.clone(),
        prepared_by: person(caller)?,
        pools: pools_of(&rows),
        list_hash: hex::encode(Sha256::digest(&bytes)),
        list_format: format_word(sheet.format).to_owned(),
        list_name: new.file_name.chars().filter(|letter| !letter.is_control()).take(128).collect(),
    };
    let run = KeptRun {
        id: Uuid::new_v4(),
        state: RunState::Checking,
        cause: None,
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        plan,
        runs_as: None,
        confirmed_by: None,
        sealed_for: None,
        turn: 0,
        created_at: now,
        changed_at: now,
        started_at: None,
        ended_at: None,
        forgotten: None,
    };
    record(console, caller, &run, help, &why).await?;
    record_entries(console, caller, run.id, &rows).await?;
    if !console.bulk.create(&run, rows, UNFINISHED).await.map_err(|error| failed(&error, caller))? {
        record_not_taken(console, caller, &run, PREPARE).await;
        let sentence = format!("{UNFINISHED} of your runs are not over. Finish or cancel one of them first.");
        return back(console, caller, new, vec![FieldError { field: "list".into(), sentence }], SheetFaults::default()).await;
    }
    console.bulk_desk.wake.notify_one();
    Ok(BulkAnswer::page(run.id))
}

type Checked = (Help, Why, Sheet, Vec<u8>);

/// Everything that is wrong with the form, at once.
fn check(console: &Console, caller: &Caller, new: &NewRun, help: Option<Help>) -> Result<Checked, (Vec<FieldError>, SheetFaults)> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, sentence: &str| problems.push(FieldError { field: field.to_owned(), sentence: sentence.to_owned() });
    if help.is_none() {
        problem("help", "Choose what is to be done.");
    }
    if console.pool(&new.form.pool, caller).is_err() {
        problem("pool", "Choose a pool from the list.");
    }
    let (has_file, has_text) = (!new.file.is_empty(), !new.form.list.trim().is_empty());
    match (has_file, has_text) {
        _ if new.is_too_large => problem("list", "The list is larger than 5 MB. Divide it into several."),
        (true, true) => problem("list", "There is a file and a pasted list. Take one of them out."),
        (false, false) => problem("list", "Choose a file, or paste the list here."),
        _ => {}
    }
    let form = &new.form;
    let desk = DeskFields { reason: form.reason.clone(), ticket: form.ticket.clone(), caller_verified_by: form.caller_verified_by.clone(), ..DeskFields::default() };
    let tickets = help.map(|help| ticket_rules(console, caller, help.action())).unwrap_or_default();
    let why = check_why(&desk, &tickets, &mut problems);
    let bytes = if has_file { new.file.clone() } else { form.list.as_bytes().to_vec() };
    let options = SheetOptions { at_most: console.rules.bulk.rows_at_most, file_name: has_file.then_some(new.file_name.as_str()) };
    let sheet = if has_file != has_text && !new.is_too_large { read_sheet(&bytes, &options).map(Some) } else { Ok(None) };
    match (help, why, sheet) {
        (Some(help), Some(why), Ok(Some(sheet))) if problems.is_empty() => Ok((help, why, sheet, bytes)),
        (_, _, sheet) => Err((problems, sheet.err().unwrap_or_default())),
    }
}

/// The rows as they are kept; pools that are not served, and ClientMetadata that cannot be sent, are faults of the list.
fn rows_of(console: &Console, pool: &str, rows: Vec<crate::domain::bulk::sheet::SheetRow>) -> Result<Vec<KeptRow>, SheetFaults> {
    let pools = console.directory.pools();
    let mut faults = SheetFaults::default();
    let mut fault = |line: u32, sentence: String| {
        faults.total += 1;
        if faults.faults.len() < SHOWN {
            faults.faults.push(SheetFault { line, column: None, sentence });
        }
    };
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let pool = row.pool.as_deref().unwrap_or(pool);
        if !pools.iter().any(|served| served.id.as_str() == pool) {
            fault(row.line, "UserPoolId is no pool of this console. Only pools that it is configured for can be used.".to_owned());
        }
        let pairs: Vec<MetadataRow> = row.metadata.iter().map(|(key, value)| MetadataRow { key: key.clone(), value: value.clone() }).collect();
        let mut problems = Vec::new();
        check_rows(&pairs, false, &mut problems);
        for problem in problems {
            let sentence = problem.sentence.replace("Take it out, or tick “Send it all the same”.", "Lists may not have any: take it out.");
            fault(row.line, format!("ClientMetadata: {sentence}"));
        }
        let state = match row.same_as {
            Some(line) => {
                RowState { standing: RowStanding::LeftOut, code: ErrorCode::ListedTwice.name().to_owned(), note: format!("the same as line {line}"), ..RowState::default() }
            }
            None => RowState::default(),
        };
        kept.push(KeptRow { line: row.line, pool: pool.to_owned(), given: row.given, metadata: row.metadata, state });
    }
    if faults.total == 0 { Ok(kept) } else { Err(faults) }
}

/// Each pool once.
fn pools_of(rows: &[KeptRow]) -> Vec<String> {
    rows.iter().map(|row| row.pool.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn record(console: &Console, caller: &Caller, run: &KeptRun, help: Help, why: &Why) -> Result<(), ApiError> {
    let mut entry = run_entry(console, caller, run.id, RecordKind::Run, PREPARE);
    entry.action_id = run.id;
    entry.then = Some(help.action().event().to_owned());
    why.fill(&mut entry);
    let named = if run.plan.list_name.is_empty() { "pasted".to_owned() } else { format!("from the file {}", run.plan.list_name) };
    entry.note = Some(format!("a list of {} rows ({}), {named}, SHA-256 {}", run.rows, run.plan.list_format, run.plan.list_hash));
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

/// Whom somebody looks for is on record before they are looked for, as with any list.
async fn record_entries(console: &Console, caller: &Caller, run: Uuid, rows: &[KeptRow]) -> Result<(), ApiError> {
    let caller = Caller { run: Some(run), ..caller.clone() };
    let mut pieces = Vec::new();
    for piece in rows.chunk_by(|one, other| one.pool == other.pool).flat_map(|of_pool| of_pool.chunks(ENTRIES)) {
        let entries: Vec<&str> = piece.iter().map(|row| row.given.as_str()).collect();
        let pool = piece.first().map(|row| row.pool.clone()).unwrap_or_default();
        pieces.push((pool, format!("looked up {} of a list of {}: {}", entries.len(), rows.len(), entries.join(", "))));
    }
    for some in pieces.chunks(AT_A_TIME) {
        // Several at a time: they share a commit.
        let records = some
            .iter()
            .map(|(pool, note)| record_read(console, &caller, Action::FindUsers, RecordedTarget { pool: pool.clone(), ..RecordedTarget::default() }, Some(note.clone())));
        futures::future::try_join_all(records).await?;
    }
    Ok(())
}

/// Whether a pasted list may be kept and shown again: not where it may hold a password. One that names its columns has no such column, or a fault that says so;
/// one without has one name a line.
fn may_be_given_back(list: &str, faults: &SheetFaults) -> bool {
    let says = |word: &str| faults.faults.iter().any(|fault| fault.sentence.to_lowercase().contains(word));
    let first = list.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_lowercase();
    let names_columns = first.contains("username") || first.starts_with(['{', '[']);
    let is_of_names = list.lines().all(|line| !line.trim().contains([' ', ',', ';', '\t']));
    let looks_secret = read_sheet(list.as_bytes(), &SheetOptions::default())
        .is_ok_and(|sheet| sheet.rows.iter().flat_map(|row| &row.metadata).any(|(key, value)| secret_look(&MetadataRow { key: key.clone(), value: value.clone() }).is_some()));
    list.len() <= GIVEN_BACK && (names_columns || is_of_names) && !says("password") && !says("secret") && !looks_secret
}

/// Back to the form: what was typed stands there again, and what is wrong with the list is named by line.
async fn back(console: &Console, caller: &Caller, new: NewRun, fields: Vec<FieldError>, mut faults: SheetFaults) -> Result<BulkAnswer, ApiError> {
    faults.faults.truncate(SHOWN);
    let mut fields = fields;
    if faults.total > 0 {
        let sentence = if faults.total == 1 { "One line of the list needs attention.".to_owned() } else { format!("{} lines of the list need attention.", faults.total) };
        fields.push(FieldError { field: "list".into(), sentence });
    }
    let error = ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
    let mut form = new.form;
    let is_list_left_out = !may_be_given_back(&form.list, &faults);
    if is_list_left_out {
        form.list.clear();
    }
    let draft = keep(console, caller, &RunDraft { form, file_name: new.file_name, is_list_left_out, faults, error: error.clone() }).await?;
    Ok(BulkAnswer::Form { draft, error })
}

fn format_word(format: SheetFormat) -> &'static str {
    match format {
        SheetFormat::List => "list",
        SheetFormat::Csv => "csv",
        SheetFormat::Tsv => "tsv",
        SheetFormat::JsonLines => "json_lines",
    }
}
