//! Whole documents, as staff give them.

mod bad;
mod good;
mod hostile;
mod json;

use super::*;

fn read(document: &str) -> Result<Sheet, SheetFaults> {
    read_sheet(document.as_bytes(), &SheetOptions::default())
}

/// Line, pool, identifier, metadata, and the line of the first such row.
type Row<'a> = (u32, Option<&'a str>, &'a str, Vec<(&'a str, &'a str)>, Option<u32>);

#[track_caller]
fn assert_reads(document: &str, format: SheetFormat, rows: &[Row<'_>]) {
    let sheet = read(document).unwrap_or_else(|faults| panic!("{document}\n{faults:#?}"));
    let expected: Vec<SheetRow> = rows
        .iter()
        .map(|(line, pool, given, metadata, same_as)| SheetRow {
            line: *line,
            pool: pool.map(str::to_owned),
            given: (*given).to_owned(),
            metadata: metadata.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            same_as: *same_as,
        })
        .collect();
    assert_eq!((sheet.format, sheet.rows), (format, expected), "{document}");
}

/// The faults are exactly these, as line, column and sentence.
#[track_caller]
fn assert_faults(document: &str, expected: &[(u32, Option<u32>, &str)]) {
    let faults = read(document).expect_err(document);
    let found: Vec<_> = faults.faults.iter().map(|fault| (fault.line, fault.column, fault.sentence.as_str())).collect();
    assert_eq!(found, expected, "{document}");
    assert_eq!(faults.total, expected.len(), "{document}");
}
