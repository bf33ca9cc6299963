//! CSV (RFC 4180) for a spreadsheet: a row for each record, and none that a spreadsheet would calculate.

use crate::domain::audit::AuditEntry;
use crate::domain::audit::line::is_plain;
use crate::domain::clock::from_micros;
use crate::ports::trail_proof::StoredRecord;
use time::format_description::well_known::Rfc3339;

const COLUMNS: [&str; 41] = [
    "sequence",
    "occurred_at",
    "kind",
    "event",
    "outcome",
    "code",
    "actor_name",
    "actor_sub",
    "actor_issuer",
    "actor_roles",
    "role",
    "basis",
    "pool",
    "username",
    "user_sub",
    "user_name",
    "reason",
    "ticket",
    "caller_verified_by",
    "client_metadata",
    "metadata_withheld",
    "note",
    "state_before",
    "changed_before",
    "state_after",
    "contact",
    "password_source",
    "then",
    "action_id",
    "part_of",
    "run",
    "role_session",
    "request_id",
    "aws_request_id",
    "aws_code",
    "address",
    "user_agent",
    "encoding",
    "previous_hash",
    "hash",
    "checkpoint",
];

/// The place of the note.
const NOTE: usize = 21;

pub(super) fn head() -> Vec<u8> {
    // A byte order mark: without it spreadsheets take UTF-8 for something else.
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(rows(std::iter::once(COLUMNS.map(str::to_owned).to_vec())));
    bytes
}

pub(super) fn records(records: &[StoredRecord]) -> Vec<u8> {
    rows(records.iter().map(|record| row(record).into_iter().map(|cell| inert(&cell)).collect()))
}

/// The signed notes, each in a row whose other cells are empty.
pub(super) fn checkpoints(notes: &[String]) -> Vec<u8> {
    rows(notes.iter().map(|note| {
        let mut cells = vec![String::new(); COLUMNS.len()];
        if let Some(last) = cells.last_mut() {
            *last = inert(note);
        }
        cells
    }))
}

/// A line of a table for a spreadsheet, in which nothing calculates.
pub fn csv_line(cells: Vec<String>) -> Vec<u8> {
    rows(std::iter::once(cells.iter().map(|cell| inert(cell)).collect()))
}

fn rows(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for cells in rows {
        // Into memory nothing fails, and every row has the same number of cells.
        if writer.write_record(&cells).is_err() {
            return Vec::new();
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn row(record: &StoredRecord) -> Vec<String> {
    let StoredRecord { sequence, previous_hash, hash, encoding, body } = record;
    let Ok(entry) = serde_json::from_str::<AuditEntry>(body) else {
        // What does not read is shown as it stands.
        let mut cells = vec![String::new(); COLUMNS.len()];
        (cells[0], cells[NOTE]) = (sequence.to_string(), body.clone());
        return cells;
    };
    let (actor, target) = (entry.actor.unwrap_or_default(), entry.target.unwrap_or_default());
    let time = |micros: i64| from_micros(micros).format(&Rfc3339).unwrap_or_default();
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let metadata = if entry.client_metadata.is_empty() { String::new() } else { serde_json::to_string(&entry.client_metadata).unwrap_or_default() };
    let text = Option::unwrap_or_default;
    vec![
        sequence.to_string(),
        time(entry.occurred_at),
        entry.kind.name().to_owned(),
        entry.event,
        entry.outcome.map(|outcome| outcome.name().to_owned()).unwrap_or_default(),
        text(entry.code),
        actor.name,
        actor.sub,
        actor.issuer,
        actor.roles,
        text(entry.role),
        text(entry.basis),
        target.pool,
        target.username,
        target.sub,
        target.name,
        text(entry.reason),
        text(entry.ticket),
        text(entry.caller_verified_by),
        metadata,
        entry.metadata_withheld.join(" "),
        text(entry.note),
        text(entry.state_before),
        entry.changed_before.map(time).unwrap_or_default(),
        text(entry.state_after),
        text(entry.contact),
        text(entry.password_source),
        text(entry.then),
        entry.action_id.to_string(),
        id(entry.part_of),
        id(entry.run),
        text(entry.role_session),
        entry.request_id,
        text(entry.aws_request_id),
        text(entry.aws_code),
        entry.address,
        entry.user_agent,
        encoding.to_string(),
        hex::encode(previous_hash),
        hex::encode(hash),
        String::new(),
    ]
}

/// Signs with which a spreadsheet begins a formula.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '|', '%'];

/// One line, nothing that turns or hides text, and nothing that a spreadsheet takes for a formula (OWASP, "CSV Injection"): also not behind
/// a semicolon, at which spreadsheets of many countries begin a new cell.
fn inert(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len() + 1);
    // At the beginning of a cell, white space and quotation marks passed over.
    let (mut begins, mut before) = (true, '\0');
    if cell.starts_with(['\t', '\r', '\n', ' ']) && cell.trim_start().starts_with(FORMULA) {
        text.push('\'');
        begins = false;
    }
    for c in cell.chars() {
        if begins && FORMULA.contains(&c) {
            text.push('\'');
        }
        begins = match c {
            ';' => true,
            ' ' | '"' | '\t' | '\r' | '\n' => begins,
            _ => text.is_empty() && c == '\'',
        };
        if is_plain(before, c) {
            text.push(c)
        } else {
            text.extend(c.escape_default())
        }
        before = c;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_and_no_formula() {
        for (cell, shown) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "'  =1"),
            ("\t=1", "'\\t=1"),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("x;=HYPERLINK(1)", "x;'=HYPERLINK(1)"),
            ("x; \"=1", "x; \"'=1"),
            ("a=b; c-d", "a=b; c-d"),
            ("two\nlines\r", "two\\nlines\\r"),
            ("\u{1b}[31mred \u{202e}txt", "\\u{1b}[31mred \\u{202e}txt"),
            ("\u{3164}\u{200b}=1", "\\u{3164}\\u{200b}=1"),
            ("O'Neil \"the\" \\ 漢字 😀", "O'Neil \"the\" \\ 漢字 😀"),
        ] {
            assert_eq!(inert(cell), shown);
        }
    }
}
