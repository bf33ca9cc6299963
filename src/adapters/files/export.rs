//! Exports in JSON Lines, read back for the verifier. Several files are read one after the other: archives of what was pruned, and what
//! followed them.

use crate::domain::audit::verify::{RecordSource, Seal, SealPlace};
use crate::domain::audit::{ChainHead, RawRecord, canonical_json};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// A line, whichever it is.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    export: Option<About>,
    #[serde(default)]
    checkpoint: Option<String>,
    #[serde(default)]
    sequence: Option<i64>,
    #[serde(default, with = "hex::serde")]
    previous_hash: [u8; 32],
    #[serde(default, with = "hex::serde")]
    hash: [u8; 32],
    #[serde(default)]
    encoding: i64,
    #[serde(default)]
    body: serde_json::Value,
}

#[derive(Deserialize)]
struct About {
    is_whole: bool,
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
}

impl ExportFiles {
    /// Reads the files once, for what stands in them beside records.
    ///
    /// # Errors
    /// A sentence: a file cannot be read, or a line is none of an export's.
    pub fn open(paths: Vec<PathBuf>) -> Result<Self, String> {
        let mut files = Self { paths, seals: Vec::new(), start: ChainHead::EMPTY, is_whole: true };
        let (mut seals, mut is_whole, mut start) = (Vec::new(), true, None);
        files.each_line(&mut |name, number, line| {
            match line {
                Line { export: Some(about), .. } => is_whole &= about.is_whole,
                Line { checkpoint: Some(note), .. } => seals.push(Seal { place: SealPlace::Outside(format!("{name}, line {number}")), note, filed_size: None }),
                Line { sequence: Some(sequence), previous_hash, .. } => {
                    start.get_or_insert(ChainHead { size: sequence.saturating_sub(1), hash: previous_hash });
                }
                Line { .. } => {}
            }
            ControlFlow::Continue(())
        })?;
        (files.seals, files.is_whole) = (seals, is_whole);
        // Before the first record of all nothing is claimed: it must follow on nothing.
        files.start = start.filter(|start| start.size > 0).unwrap_or(ChainHead::EMPTY);
        Ok(files)
    }

    /// Shows each line with its file and number.
    fn each_line(&self, visit: &mut dyn FnMut(&str, u64, Line) -> ControlFlow<()>) -> Result<(), String> {
        for path in &self.paths {
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
                // What the parser says may quote the line, and the line may be anything.
                let line = serde_json::from_slice(&text).map_err(|error| format!("{name}, line {number} is no line of an export (column {})", error.column()))?;
                if visit(&name, number, line).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Each record on its own, in the order of the files: for an export of a filter, whose records do not follow each other.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn each_record(&self, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
        self.scan(0, visit)
    }
}

impl RecordSource for ExportFiles {
    fn scan(&self, skip: u64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String> {
        let mut place = 0_u64;
        self.each_line(&mut |_, _, line| {
            let Line { sequence: Some(sequence), previous_hash, hash, encoding, body, .. } = line else { return ControlFlow::Continue(()) };
            place += 1;
            if place <= skip {
                return ControlFlow::Continue(());
            }
            visit(&RawRecord { sequence, previous_hash, hash, encoding, body: &canonical_json(&body) })
        })
    }
}
