//! ClientMetadata as a JSON object of strings: in a table's cell, or in an object of JSON Lines.

use super::names::{NO_PASSWORDS, is_just_password};
use super::parts::{Parts, check};
use super::shown::{grouped, shown};
use std::collections::HashSet;

/// What is wrong with a ClientMetadata: the first thing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MetadataFault {
    /// Where it is in the text, in bytes.
    pub at: usize,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// Reads a table's cell, which may be empty.
pub(super) fn read_cell(cell: &str) -> Result<Vec<(String, String)>, MetadataFault> {
    let object = cell.trim();
    if object.is_empty() {
        return Ok(Vec::new());
    }
    match check(object) {
        Ok(()) if object.starts_with('{') => read_object(object),
        Ok(()) => Err(MetadataFault { at: 0, sentence: no_object() }),
        Err(fault) => {
            let place = object.get(..object.floor_char_boundary(fault.at)).map_or(1, |before| before.chars().count() + 1);
            let sentence = format!("The ClientMetadata of this row is no JSON ({} at its character {}). {}", fault.words, grouped(place), no_object());
            Err(MetadataFault { at: fault.at, sentence })
        }
    }
}

/// What a ClientMetadata has to be.
pub(super) fn no_object() -> String {
    r#"ClientMetadata is a JSON object of strings, for example {"ticket":"INC-1"}."#.to_owned()
}

/// Reads an object that is known to be JSON. Keys are trimmed, values are as they are.
pub(super) fn read_object(object: &str) -> Result<Vec<(String, String)>, MetadataFault> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut seen = HashSet::new();
    let mut parts = Parts::of(object);
    while let (Some(key_part), Some(value_part)) = (parts.next(), parts.next()) {
        let fault = |at, sentence| Err(MetadataFault { at, sentence });
        let Some(key) = key_part.string() else { return fault(key_part.at, "A key of ClientMetadata is no text: it has half a character.".to_owned()) };
        let key = key.trim();
        if key.is_empty() {
            return fault(key_part.at, "A key of ClientMetadata is empty: name it or remove it.".to_owned());
        }
        if is_just_password(key) {
            return fault(key_part.at, format!("{NO_PASSWORDS} Remove this key from ClientMetadata."));
        }
        if !seen.insert(key.to_owned()) {
            return fault(key_part.at, format!("ClientMetadata has the key “{}” twice: use each key once.", shown(key)));
        }
        let Some(value) = value_part.string() else {
            return fault(value_part.at, format!("The value of “{}” in ClientMetadata is no string: write it in quotation marks.", shown(key)));
        };
        pairs.push((key.to_owned(), value));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_of_strings_are_read_in_their_order() {
        for (cell, pairs) in [("", &[][..]), (" ", &[]), ("{}", &[]), (r#" {"ticket":"INC-1"," b ":" v\n", "a":""} "#, &[("ticket", "INC-1"), ("b", " v\n"), ("a", "")])] {
            let pairs: Vec<_> = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            assert_eq!(read_cell(cell), Ok(pairs), "{cell}");
        }
    }

    #[test]
    fn anything_else_is_refused_without_its_values() {
        for (cell, at, words) in [
            (r#"["hunter2"]"#, 0, "is a JSON object of strings"),
            (r#""hunter2""#, 0, "is a JSON object of strings"),
            (r#"{"ü":"hunter2",}"#, 16, "is no JSON (key must be a string at its character 16)"),
            (r#"{"a":1}"#, 5, "The value of “a” in ClientMetadata is no string"),
            (r#"{"a":null}"#, 5, "The value of “a” in ClientMetadata is no string"),
            (r#"{"a":{"b":"hunter2"}}"#, 5, "The value of “a” in ClientMetadata is no string"),
            (r#"{"a":"x","a ":"hunter2"}"#, 9, "the key “a” twice"),
            (r#"{" ":"hunter2"}"#, 1, "A key of ClientMetadata is empty"),
            (r#"{"Password":"hunter2"}"#, 1, "Passwords are never read from lists"),
            (r#"{"\ud800":"hunter2"}"#, 1, "half a character"),
        ] {
            let fault = read_cell(cell).expect_err(cell);
            assert_eq!(fault.at, at, "{cell}: {fault:?}");
            assert!(fault.sentence.contains(words) && !fault.sentence.contains("hunter2"), "{cell}: {fault:?}");
        }
    }
}
