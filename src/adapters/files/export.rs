//! Exports in JSON Lines, read back for the verifier. Several files are read one after the other: archives of what was pruned, and what
//! followed them.

use super::strict_json::Strict;
use crate::domain::audit::verify::{ExportEnd, RecordSource, Seal, SealPlace};
use crate::domain::audit::{ChainHead, RawRecord, canonical_json};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// What the first line says.
const HEAD: [&str; 7] = ["filter", "format", "is_whole", "made_at", "until", "verifier_key", "version"];
/// What a record's line has.
const RECORD: [&str; 5] = ["body", "encoding", "hash", "previous_hash", "sequence"];

/// A line, whichever it is.
enum Line {
    /// What it says of the whole file.
    Head { is_whole: bool, until: i64 },
    /// A signed note.
    Checkpoint(String),
    /// A record.
    Record { sequence: i64, previous_hash: [u8; 32], hash: [u8; 32], encoding: i64, body: Value },
}

/// What is done with a line: its file's number, its place in words, how it stands, and what it is.
type Visit<'a> = dyn FnMut(usize, String, &[u8], Option<Line>) -> ControlFlow<()> + 'a;

impl Line {
    /// `None` for what is no line of an export. The parser's own words are left out: they may quote the line, which may be anything.
    fn read(text: &[u8]) -> Option<Self> {
        let Strict(mut value) = serde_json::from_slice(text).ok()?;
        // Nothing beside: a record with a name more would be one thing to this reader and another to somebody who looks for records.
        let has_exactly =
            |value: &Value, names: &[&str]| value.as_object().is_some_and(|object| object.len() == names.len() && names.iter().all(|name| object.contains_key(*name)));
        if has_exactly(&value, &["export"]) {
            let about = value.get("export").filter(|about| has_exactly(about, &HEAD))?;
            return Some(Self::Head { is_whole: about.get("is_whole")?.as_bool()?, until: about.get("until")?.as_i64()? });
        }
        if has_exactly(&value, &["checkpoint"]) {
            return Some(Self::Checkpoint(value.get("checkpoint")?.as_str()?.to_owned()));
        }
        if !has_exactly(&value, &RECORD) {
            return None;
        }
        let hash = |name| hex::decode(value.get(name)?.as_str()?).ok()?.try_into().ok();
        let (sequence, encoding) = (value.get("sequence")?.as_i64()?, value.get("encoding")?.as_i64()?);
        let (previous_hash, hash) = (hash("previous_hash")?, hash("hash")?);
        let body = value.get_mut("body").filter(|body| body.is_object())?.take();
        Some(Self::Record { sequence, previous_hash, hash, encoding, body })
    }
}

/// One or more exports.
pub struct ExportFiles {
    paths: Vec<PathBuf>,
    /// The checkpoints that stand in them, in order.
    pub seals: Vec<Seal>,
    /// Where the first record begins.
    pub start: ChainHead,
    /// All of them say that they have every record without a gap.
    pub is_whole: bool,
    /// The last record that they say may be in them.
    pub until: i64,
    /// What stands at the end of each.
    pub ends: Vec<ExportEnd>,
}

impl ExportFiles {
    /// Reads the files once, for what stands in them beside records. A line that cannot be read is passed over here: whoever reads the
    /// records comes to it in its place.
    ///
    /// # Errors
    /// A sentence: a file cannot be read, or is no export at all.
    pub fn open(paths: Vec<PathBuf>) -> Result<Self, String> {
        let mut files = Self { paths, seals: Vec::new(), start: ChainHead::EMPTY, is_whole: true, until: 0, ends: Vec::new() };
        let (mut seals, mut is_whole, mut start, mut until) = (Vec::new(), true, None, 0);
        let mut are_exports = vec![false; files.paths.len()];
        let mut ends = vec![(Sha256::new(), None); files.paths.len()];
        files.each_line(&mut |file, place, text, line| {
            are_exports[file] |= line.is_some();
            let (digest, end) = &mut ends[file];
            *end = match &line {
                Some(Line::Checkpoint(note)) => Some(ExportEnd { note: Some(note.clone()), sha256: digest.clone().finalize().into() }),
                _ => None,
            };
            digest.update(text);
            match line {
                Some(Line::Head { is_whole: says_so, until: says }) => (is_whole, until) = (is_whole && says_so, until.max(says)),
                Some(Line::Checkpoint(note)) => seals.push(Seal { place: SealPlace::Export(place), note, filed_size: None }),
                Some(Line::Record { sequence, previous_hash, .. }) => {
                    start.get_or_insert(ChainHead { size: sequence.saturating_sub(1), hash: previous_hash });
                }
                None => {}
            }
            ControlFlow::Continue(())
        })?;
        if let Some((path, _)) = files.paths.iter().zip(are_exports).find(|(_, is_export)| !is_export) {
            return Err(format!("{} is no export in JSON Lines", path.display()));
        }
        (files.seals, files.is_whole, files.until) = (seals, is_whole, until);
        files.ends = ends.into_iter().map(|(digest, end)| end.unwrap_or_else(|| ExportEnd { note: None, sha256: digest.finalize().into() })).collect();
        // Before the first record of all nothing is claimed: it must follow on nothing.
        files.start = start.filter(|start| start.size > 0).unwrap_or(ChainHead::EMPTY);
        Ok(files)
    }

    /// Shows each line.
    fn each_line(&self, visit: &mut Visit<'_>) -> Result<(), String> {
        for (file, path) in self.paths.iter().enumerate() {
            let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
            let unread = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
            let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(unread)?);
            let (mut text, mut number) = (Vec::new(), 0_u64);
            loop {
                text.clear();
                if reader.read_until(b'\n', &mut text).map_err(unread)? == 0 {
                    break;
                }
                number += 1;
                // What a file is stands in its first line, and nowhere else.
                let line = Line::read(&text).filter(|line| matches!(line, Line::Head { .. }) == (number == 1));
                if visit(file, format!("{name}, line {number}"), &text, line).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

impl RecordSource for ExportFiles {
    fn scan(&self, skip: u64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
        let (mut place, mut unreadable) = (0_u64, None);
        self.each_line(&mut |_, at, _, line| match line {
            Some(Line::Record { sequence, previous_hash, hash, encoding, body }) => {
                place += 1;
                if place <= skip {
                    return ControlFlow::Continue(());
                }
                visit(&RawRecord { sequence, previous_hash, hash, encoding, body: &canonical_json(&body) })
            }
            Some(Line::Head { .. } | Line::Checkpoint(_)) => ControlFlow::Continue(()),
            None => {
                unreadable = Some(format!("{at} is no line of an export"));
                ControlFlow::Break(())
            }
        })?;
        unreadable.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_of_three_and_no_name_stands_twice_in_it() {
        let hash = "0".repeat(64);
        let record = |body: &str| format!(r#"{{"sequence":1,"previous_hash":"{hash}","hash":"{hash}","encoding":1,"body":{body}}}"#);
        assert!(matches!(Line::read(record("{\"a\":[1,-2,null,true,\"\\u202e\"]}").as_bytes()), Some(Line::Record { sequence: 1, .. })));
        assert!(matches!(Line::read(br#"{"checkpoint":"a note"}"#), Some(Line::Checkpoint(_))));
        let head = r#"{"export":{"filter":null,"format":"passdesk-audit-export","is_whole":false,"made_at":"","until":7,"verifier_key":"","version":1}}"#;
        assert!(matches!(Line::read(head.as_bytes()), Some(Line::Head { is_whole: false, until: 7 })));
        for beside in [r#""checkpoint":"a note","#, r#""export":{"is_whole":true,"until":0},"#, r#""note":"","#] {
            assert!(Line::read(record("{}").replacen('{', &format!("{{{beside}"), 1).as_bytes()).is_none(), "{beside}");
        }
        let shortened = format!(r#"{{"sequence":1,"previous_hash":"{hash}","hash":"{hash}","encoding":1,"shortened":true}}"#);
        for line in [record("{\"a\":1,\"a\":2}"), record("{\"b\":[{\"a\":1,\"a\":1}]}"), record("1"), shortened, "{}".into(), "sequence,hash".into(), String::new()] {
            assert!(Line::read(line.as_bytes()).is_none(), "{line}");
        }
        assert!(Line::read(b"{\"checkpoint\":\"\xFF\"}").is_none());
    }
}
