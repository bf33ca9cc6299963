//! JSON Lines: a line about the export, a line for each record, and the checkpoints.

use super::About;
use crate::domain::audit::{checkpoint_line, inert, record_line};
use crate::domain::clock::{from_micros, rfc3339};
use crate::ports::trail_proof::StoredRecord;
use serde_json::json;

pub(super) fn head(about: &About) -> Vec<u8> {
    let about = json!({ "export": {
        "format": "passdesk-audit-export", "version": 1, "is_whole": about.filter.is_none(), "filter": about.filter, "until": about.until,
        "made_at": rfc3339(from_micros(about.made_at)), "verifier_key": about.verifier_key,
    }});
    line(inert(&about.to_string()))
}

pub(super) fn records(records: &[StoredRecord]) -> Vec<u8> {
    let lines = records.iter().map(|record| line(record_line(record.sequence, &record.previous_hash, &record.hash, i64::from(record.encoding), &record.body)));
    lines.flatten().collect()
}

pub(super) fn checkpoints(notes: &[String]) -> Vec<u8> {
    notes.iter().flat_map(|note| line(checkpoint_line(note))).collect()
}

fn line(text: String) -> Vec<u8> {
    let mut bytes = text.into_bytes();
    bytes.push(b'\n');
    bytes
}
