//! What a reader has found so far, whatever the format.

use super::faults::{SheetFault, SheetFaults};
use super::shown::grouped;
use super::{Sheet, SheetFormat, SheetRow};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The rows and faults of a document that is being read.
pub(super) struct Reading {
    at_most: usize,
    rows: Vec<SheetRow>,
    /// All rows: with the faulty ones and those that are too many.
    count: usize,
    /// The line of the first row that is too many.
    beyond: Option<u32>,
    faults: SheetFaults,
}

impl Reading {
    /// Nothing read yet.
    pub fn new(at_most: usize) -> Self {
        Self { at_most, rows: Vec::new(), count: 0, beyond: None, faults: SheetFaults::default() }
    }

    /// Counts a fault; see [`SheetFaults::add`].
    pub fn fault(&mut self, fault: impl FnOnce() -> SheetFault) {
        self.faults.add(fault);
    }

    /// How many faults there are.
    pub fn faults(&self) -> usize {
        self.faults.total
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Counts the row that begins in this line. It is kept only while there can be a sheet: a hostile list has millions.
    pub fn row(&mut self, line: u32, row: Option<SheetRow>) {
        self.count += 1;
        if self.count > self.at_most {
            self.beyond.get_or_insert(line);
        } else if self.faults.total == 0 {
            self.rows.extend(row);
        }
    }

    /// The sheet, with every repeated row marked.
    pub fn into_sheet(mut self, format: SheetFormat) -> Result<Sheet, SheetFaults> {
        if self.count == 0 && self.faults.total == 0 {
            let sentence = "The list is empty: give one identifier a line, or a header and rows.";
            self.faults.add(|| SheetFault { line: 1, column: None, sentence: sentence.to_owned() });
        }
        if let Some(line) = self.beyond {
            self.faults.put_first(SheetFault { line, column: None, sentence: self.too_many(format) });
        }
        if self.faults.total > 0 {
            return Err(self.faults);
        }
        mark_repeated(&mut self.rows);
        Ok(Sheet { format, rows: self.rows })
    }

    fn too_many(&self, format: SheetFormat) -> String {
        let at_most = self.at_most.max(1);
        let header = if matches!(format, SheetFormat::Csv | SheetFormat::Tsv) { ", each with the header" } else { "" };
        let (rows, most, parts) = (grouped(self.count), grouped(at_most), grouped(self.count.div_ceil(at_most)));
        format!("The list has {rows} rows, and {most} are taken at most: this is the first that is too many. Split the list into {parts} of {most} rows or fewer{header}.")
    }
}

/// Gives each row that repeats an earlier one the line of the first of them.
fn mark_repeated(rows: &mut [SheetRow]) {
    let mut first_lines = HashMap::with_capacity(rows.len());
    let repeated: Vec<Option<u32>> = rows
        .iter()
        .map(|row| match first_lines.entry((row.pool.as_deref(), compared(&row.given))) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert(row.line);
                None
            }
        })
        .collect();
    for (row, same_as) in rows.iter_mut().zip(repeated) {
        row.same_as = same_as;
    }
}

/// What two identifiers are compared by: people write e-mail addresses in any case, usernames may differ by it.
fn compared(identifier: &str) -> Cow<'_, str> {
    let is_email = identifier.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let is_lower = identifier.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_email && !is_lower { Cow::Owned(identifier.to_lowercase()) } else { Cow::Borrowed(identifier) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u32, pool: Option<&str>, given: &str) -> SheetRow {
        SheetRow { line, pool: pool.map(str::to_owned), given: given.to_owned(), metadata: Vec::new(), same_as: None }
    }

    #[test]
    fn repeated_rows_point_to_the_first() {
        let given = [
            (Some("eu-west-1_a"), "anna", None),
            (Some("eu-west-1_b"), "anna", None),
            (None, "anna", None),
            (Some("eu-west-1_a"), "Anna", None),
            (Some("eu-west-1_a"), "anna", Some(2)),
            (None, "Anna@X.example", None),
            (None, "anna@x.example", Some(7)),
            (None, "ANNA@x.EXAMPLE", Some(7)),
            (None, "@Anna", None),
            (None, "@anna", None),
        ];
        let mut rows: Vec<_> = given.iter().zip(2..).map(|((pool, given, _), line)| row(line, *pool, given)).collect();
        mark_repeated(&mut rows);
        let marked: Vec<_> = rows.iter().map(|row| row.same_as).collect();
        assert_eq!(marked, given.map(|(_, _, same_as)| same_as));
    }

    #[test]
    fn what_is_too_many_is_counted_and_not_kept() {
        for (at_most, sentence) in [
            (2, "The list has 5 rows, and 2 are taken at most: this is the first that is too many. Split the list into 3 of 2 rows or fewer."),
            (0, "The list has 5 rows, and 1 are taken at most: this is the first that is too many. Split the list into 5 of 1 rows or fewer."),
        ] {
            let mut reading = Reading::new(at_most);
            (1..=5).for_each(|line| reading.row(line, Some(row(line, None, "anna"))));
            assert_eq!(reading.rows.len(), at_most);
            let line = u32::try_from(at_most).expect("small") + 1;
            let faults = reading.into_sheet(SheetFormat::List).expect_err("too many");
            assert_eq!(faults, SheetFaults::one(SheetFault { line, column: None, sentence: sentence.to_owned() }));
        }
    }
}
