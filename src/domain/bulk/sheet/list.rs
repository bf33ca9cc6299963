//! The plainest list: one identifier a line.

use super::SheetRow;
use super::faults::SheetFault;
use super::identifier::fault_of;
use super::lines::Lines;
use super::reading::Reading;

/// A comma may belong to a username; here it far more often stands between two values, of which the second may be anything, a password too.
const SEVERAL: &str = "This line has a comma, a semicolon or a tab: a list has one identifier a line. If the mark belongs to a username, put the header Username above the list and this identifier in quotation marks.";
const IN_MARKS: &str = "This identifier stands in quotation marks: remove them, or put the header Username above the list to have it read as CSV.";

/// Reads a list, passing over blank lines.
pub(super) fn read(lines: &Lines<'_>, reading: &mut Reading) {
    for line in lines.iter() {
        let identifier = line.content.trim();
        if identifier.is_empty() {
            continue;
        }
        let fault = |sentence: String| SheetFault { line: line.number, column: None, sentence };
        let row = if identifier.contains([',', ';', '\t']) {
            reading.fault(|| fault(SEVERAL.to_owned()));
            None
        } else if identifier.len() > 1 && identifier.starts_with('"') && identifier.ends_with('"') {
            reading.fault(|| fault(IN_MARKS.to_owned()));
            None
        } else if let Some(found) = fault_of(identifier) {
            reading.fault(|| fault(found.sentence()));
            None
        } else {
            Some(SheetRow { line: line.number, pool: None, given: identifier.to_owned(), metadata: Vec::new(), same_as: None })
        };
        reading.row(line.number, row);
    }
}
