//! Sheets: the lists of users that staff upload or paste for a bulk run.
//!
//! A sheet is read whole or not at all: one fault anywhere and there are no rows, because half a list is a list that nobody checked.
//! Faults name the line and say what to do; they never hold a password, since a list with a password column is refused by its header alone.
//!
//! What is read is the shape. Whether a pool is served, whether a user exists and whether ClientMetadata fits into a call is for the caller,
//! who has the line of every row to say it beside.

mod detect;
mod encoding;
mod faults;
mod header;
mod identifier;
mod json;
mod lines;
mod list;
mod metadata;
mod names;
mod parts;
mod quotes;
mod reading;
mod shown;
mod table;

pub use faults::{FAULTS_KEPT, SheetFault, SheetFaults};

use detect::Shape;
use lines::Lines;
use reading::Reading;
use serde::{Deserialize, Serialize};

/// The largest document that is looked at, in bytes.
pub const SIZE_LIMIT: usize = 5 * 1024 * 1024;
/// The most rows of a sheet, unless the options say otherwise.
pub const ROW_LIMIT: usize = 100_000;

/// What is known about a document beside its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SheetOptions<'a> {
    /// The most rows that are taken.
    pub at_most: usize,
    /// The uploaded file's name; `None` for pasted text. Its extension is a hint for what the content leaves open, and no more than that.
    pub file_name: Option<&'a str>,
}

impl Default for SheetOptions<'_> {
    fn default() -> Self {
        Self { at_most: ROW_LIMIT, file_name: None }
    }
}

/// How a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetFormat {
    /// One identifier a line, no header.
    List,
    /// A header and cells between commas or semicolons.
    Csv,
    /// A header and cells between tabs.
    Tsv,
    /// A JSON object a line, or one JSON array of such objects.
    JsonLines,
}

/// A list of users as it was given, in its own order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// How it was read.
    pub format: SheetFormat,
    /// Its rows, at least one.
    pub rows: Vec<SheetRow>,
}

/// One user of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The line where the record begins, counted from 1 as an editor counts.
    pub line: u32,
    /// The user pool as typed, trimmed: an id by its column's name, unchecked. `None` when there is no column or the cell is empty.
    pub pool: Option<String>,
    /// The identifier as typed, trimmed: 1 to 128 characters of Cognito's `Username` pattern. A username, an alias or a `sub`.
    pub given: String,
    /// ClientMetadata: the object's pairs in their order, then the `metadata.KEY` columns in theirs. Keys are trimmed and unique, values are as typed;
    /// lengths and control characters are unchecked.
    pub metadata: Vec<(String, String)>,
    /// The line of the first row with the same pool and identifier, if this is not the first. E-mail addresses are the same in any case.
    pub same_as: Option<u32>,
}

/// Reads a document of any [`SheetFormat`].
///
/// # Errors
/// All that is wrong with it, by line: the first [`FAULTS_KEPT`] in words, the others counted. What makes the rest unreadable (the encoding, the header,
/// a quotation mark that is never closed) stands alone.
pub fn read_sheet(bytes: &[u8], options: &SheetOptions<'_>) -> Result<Sheet, SheetFaults> {
    if bytes.len() > SIZE_LIMIT {
        let sentence = format!("The list has {} bytes, and {} are read at most. Split it.", shown::grouped(bytes.len()), shown::grouped(SIZE_LIMIT));
        return Err(SheetFaults::one(SheetFault { line: 1, column: None, sentence }));
    }
    let text = encoding::decode(bytes).map_err(SheetFaults::one)?;
    let lines = Lines::of(text);
    let mut reading = Reading::new(options.at_most);
    let format = match detect::shape(text, options.file_name) {
        Shape::List => {
            list::read(&lines, &mut reading);
            SheetFormat::List
        }
        Shape::Table { delimiter } => {
            table::read(text, delimiter, &lines, &mut reading);
            if delimiter == b'\t' { SheetFormat::Tsv } else { SheetFormat::Csv }
        }
        Shape::Json => {
            json::read(text, &lines, &mut reading);
            SheetFormat::JsonLines
        }
        Shape::Headerless { at } => {
            reading.fault(|| SheetFault { line: lines.line_of(at), column: None, sentence: detect::HEADERLESS.to_owned() });
            SheetFormat::Csv
        }
    };
    reading.into_sheet(format)
}

#[cfg(test)]
mod tests;
