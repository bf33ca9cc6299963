//! Tables: a header, and a user a row, between commas, semicolons or tabs.

use super::SheetRow;
use super::faults::SheetFault;
use super::header::{self, Column};
use super::identifier::fault_of;
use super::lines::{Lines, counted};
use super::metadata::read_cell;
use super::names::Known;
use super::quotes::broken_quotes;
use super::reading::Reading;
use super::shown::{is_visible, shown};
use std::collections::HashSet;

/// The most characters of a pool's cell: far more than an id has.
const LONGEST_POOL: usize = 128;

/// The csv crate's reader as it is used here. Ragged records are told by line, so it has to let them through.
pub(super) fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// Reads a table, passing over rows of empty cells: spreadsheets leave some at the end.
pub(super) fn read(text: &str, delimiter: u8, lines: &Lines<'_>, reading: &mut Reading) {
    if let Some(broken) = broken_quotes(text, delimiter) {
        return reading.fault(|| SheetFault { line: lines.line_of(broken.at), column: Some(counted(broken.column)), sentence: broken.sentence.to_owned() });
    }
    let mut reader = reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    let mut columns: Option<(u32, Vec<Column>)> = None;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // The text is UTF-8 in memory, so this does not happen; if it does, what was read so far is no list.
            Err(_) => {
                let line = lines.line_of(start_of(&record, text));
                return reading.fault(|| SheetFault { line, column: None, sentence: "This row cannot be read.".to_owned() });
            }
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let line = lines.line_of(start_of(&record, text));
        match &columns {
            None => {
                columns = Some((line, header::read(record.iter(), line, reading)));
                // Without the header no row can be read; with a column of passwords none may be.
                if reading.faults() > 0 {
                    return;
                }
            }
            Some((_, columns)) => {
                let row = Row { line, reading }.read(columns, &record);
                reading.row(line, row);
            }
        }
    }
    if let (Some((line, _)), 0) = (columns, reading.count()) {
        reading.fault(|| SheetFault { line, column: None, sentence: "There is a header and no row under it.".to_owned() });
    }
}

/// Where a record begins: the csv crate's position is that of the line ends and blank lines before it.
fn start_of(record: &csv::StringRecord, text: &str) -> usize {
    let from = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
    let ends = text.as_bytes().iter().skip(from).take_while(|byte| matches!(**byte, b'\r' | b'\n')).count();
    from + ends
}

struct Row<'r> {
    line: u32,
    reading: &'r mut Reading,
}

impl Row<'_> {
    /// Reads one record. There is a row when there is no fault.
    fn read(mut self, columns: &[Column], record: &csv::StringRecord) -> Option<SheetRow> {
        let before = self.reading.faults();
        if record.len() != columns.len() {
            self.fault(None, || {
                let (cells, names) = (record.len(), columns.len());
                format!(
                    "This row has {cells} {}, and the header has {names}: a value that holds a separator has to stand in quotation marks.",
                    if cells == 1 { "cell" } else { "cells" }
                )
            });
            return None;
        }
        let mut row = SheetRow { line: self.line, pool: None, given: String::new(), metadata: Vec::new(), same_as: None };
        let cells = || columns.iter().zip(record).zip(1..);
        for ((column, cell), place) in cells() {
            match column {
                Column::Parameter(Known::Username) => row.given = self.identifier(cell, place),
                Column::Parameter(Known::UserPoolId) => {
                    row.pool = pool_of(cell).unwrap_or_else(|sentence| {
                        self.fault(Some(place), || sentence);
                        None
                    });
                }
                Column::Parameter(Known::ClientMetadata) => {
                    row.metadata = read_cell(cell).unwrap_or_else(|fault| {
                        self.fault(Some(place), || fault.sentence);
                        Vec::new()
                    });
                }
                Column::Metadata(_) => {}
            }
        }
        let in_object: HashSet<String> = row.metadata.iter().map(|(key, _)| key.clone()).collect();
        for ((column, cell), place) in cells() {
            let Column::Metadata(key) = column else { continue };
            // A spreadsheet's cell of spaces looks empty, and is meant so.
            if cell.trim().is_empty() {
                continue;
            }
            if in_object.contains(key) {
                self.fault(Some(place), || format!("This row has the key “{}” here and in ClientMetadata: keep one of them.", shown(key)));
            }
            row.metadata.push((key.clone(), cell.to_owned()));
        }
        (self.reading.faults() == before).then_some(row)
    }

    fn identifier(&mut self, cell: &str, place: usize) -> String {
        let identifier = cell.trim();
        if let Some(fault) = fault_of(identifier) {
            self.fault(Some(place), || fault.sentence());
        }
        identifier.to_owned()
    }

    fn fault(&mut self, place: Option<usize>, sentence: impl FnOnce() -> String) {
        let line = self.line;
        self.reading.fault(|| SheetFault { line, column: place.map(counted), sentence: sentence() });
    }
}

/// The user pool of a cell, if it has one.
///
/// # Errors
/// A sentence about what can be no pool at all. Whether a pool of this id is served is not for a reader to know.
pub(super) fn pool_of(cell: &str) -> Result<Option<String>, String> {
    let pool = cell.trim();
    if pool.chars().any(|c| c != ' ' && !is_visible(c)) || pool.chars().count() > LONGEST_POOL {
        return Err(format!("“{}” is no user pool: an id looks like eu-west-1_9aBcDeF12.", shown(pool)));
    }
    Ok((!pool.is_empty()).then(|| pool.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<csv::StringRecord> {
        reader(text, b',').records().collect::<Result<_, _>>().expect("UTF-8 in memory")
    }

    /// All texts of up to five characters that matter to CSV.
    fn texts() -> impl Iterator<Item = String> {
        const MATTERS: [char; 6] = ['"', ',', '\n', '\r', ' ', 'a'];
        (0..=5_u32).flat_map(|length| (0..6_usize.pow(length)).map(move |number| (0..length).map(|place| MATTERS[number / 6_usize.pow(place) % 6]).collect()))
    }

    #[test]
    fn what_has_no_broken_marks_is_read_to_its_end() {
        for text in texts().filter(|text| broken_quotes(text, b',').is_none()) {
            let mut expected: Vec<_> = records(&text);
            expected.push(csv::StringRecord::from(vec!["end"]));
            assert_eq!(records(&format!("{text}\nend")), expected, "{text:?}");
        }
    }

    #[test]
    fn records_begin_with_their_first_cell_behind_a_line_end() {
        for text in texts() {
            for record in records(&text) {
                let (before, from) = text.split_at(start_of(&record, &text));
                assert!(before.is_empty() || before.ends_with(['\r', '\n']), "{text:?} {record:?}");
                assert!(from.starts_with('"') || from.starts_with(&record[0]), "{text:?} {record:?}");
            }
        }
    }
}
