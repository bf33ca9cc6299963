//! The header of a table: which column is which.

use super::faults::SheetFault;
use super::lines::counted;
use super::names::{Known, NO_PASSWORDS, is_just_password, is_password_name, metadata_key, nearest};
use super::reading::Reading;
use super::shown::shown;
use std::collections::HashMap;

/// What the cells of one column are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// One of Cognito's parameters.
    Parameter(Known),
    /// The values of one key of ClientMetadata.
    Metadata(String),
}

/// How many of these cells are names of columns: none in a line that is no header.
pub(super) fn known_names<'c>(cells: impl Iterator<Item = &'c str>) -> usize {
    cells.filter(|cell| Known::column(cell).is_some() || metadata_key(cell).is_some() || is_just_password(cell)).count()
}

/// Reads the header. The columns are of use only when nothing was wrong with them: then no fault was added.
pub(super) fn read<'c>(names: impl Iterator<Item = &'c str>, line: u32, reading: &mut Reading) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut seen: HashMap<String, (usize, String)> = HashMap::new();
    for (name, place) in names.zip(1..) {
        let mut fault = |sentence: &dyn Fn() -> String| reading.fault(|| SheetFault { line, column: Some(counted(place)), sentence: sentence() });
        let key = metadata_key(name);
        let column = match (Known::column(name), key) {
            (Some(known), _) => Column::Parameter(known),
            (None, Some("")) => {
                fault(&|| format!("Column {place} (“{}”) names no key: write it as metadata.KEY, for example metadata.ticket.", shown(name)));
                continue;
            }
            (None, Some(key)) if is_just_password(key) => {
                fault(&|| password_column(place));
                continue;
            }
            (None, Some(key)) => Column::Metadata(key.to_owned()),
            (None, None) => {
                fault(&|| if is_password_name(name) { password_column(place) } else { unknown_column(place, name) });
                continue;
            }
        };
        let title = match &column {
            Column::Parameter(known) => known.name().to_owned(),
            Column::Metadata(key) => format!("metadata.{key}"),
        };
        if let Some((first, spelling)) = seen.get(&title) {
            fault(&|| format!("Column {place} (“{}”) is a second {}, after column {first} (“{}”): keep one of them.", shown(name), shown(&title), shown(spelling)));
        } else {
            seen.insert(title, (place, name.to_owned()));
        }
        columns.push(column);
    }
    if !seen.contains_key(Known::Username.name()) {
        let sentence = "There is no column Username: give the one with the usernames, e-mail addresses or subs this header.";
        reading.fault(|| SheetFault { line, column: None, sentence: sentence.to_owned() });
    }
    columns
}

fn password_column(place: usize) -> String {
    format!("{NO_PASSWORDS} Remove column {place}, and whatever else holds these passwords.")
}

fn unknown_column(place: usize, name: &str) -> String {
    if name.trim().is_empty() {
        return format!("Column {place} has no name: name it or remove it.");
    }
    let name = name.trim();
    // With none of the parameters near, it is one more thing to say about a user: that is what the metadata columns are for.
    let near = match (nearest(name), meant_as_metadata(name)) {
        (_, Some(key)) => format!("metadata.{key}"),
        (Some(known), None) => known.name().to_owned(),
        (None, None) => format!("metadata.{name}"),
    };
    format!("Column {place} (“{}”) is not known. The nearest name is “{}”: rename the column, or remove it.", shown(name), shown(&near))
}

/// The key of a column such as `metdata.ticket` or `metadata_ticket`.
fn meant_as_metadata(name: &str) -> Option<&str> {
    let (prefix, key) = name.split_once(['.', '_', '-', ' ', ':'])?;
    let is_near = prefix.len() <= 12 && strsim::jaro_winkler(&prefix.to_lowercase(), "metadata") >= 0.9;
    (is_near && !key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_told_by_its_names() {
        for (cells, count) in [(&["Username", "metadata.a", "Password"][..], 3), (&["anna", "MyPassword1"], 0), (&["Usernme", "pool"], 1), (&["", " "], 0)] {
            assert_eq!(known_names(cells.iter().copied()), count, "{cells:?}");
        }
    }

    #[test]
    fn unknown_columns_hear_the_nearest_name() {
        for (name, near) in [
            ("Usernme", "Username"),
            ("pool id", "UserPoolId"),
            ("client_metadata", "ClientMetadata"),
            ("metdata.ticket", "metadata.ticket"),
            ("Metadata_Ticket", "metadata.Ticket"),
            ("Department", "metadata.Department"),
        ] {
            let sentence = unknown_column(2, name);
            assert!(sentence.starts_with(&format!("Column 2 (“{name}”) is not known. The nearest name is “{near}”")), "{sentence}");
        }
    }
}
