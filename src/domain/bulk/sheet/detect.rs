//! What kind of list a document is: the content says it, the file's name only helps where the content leaves it open.

use super::header::known_names;
use super::names::{Known, is_just_password, metadata_key};

/// What a document looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// One identifier a line.
    List,
    /// A header and rows.
    Table {
        /// What stands between two cells.
        delimiter: u8,
    },
    /// JSON Lines or an array.
    Json,
    /// Several values a line, and nothing that says what they are.
    Headerless {
        /// Where the line begins that should be the header, in bytes.
        at: usize,
    },
}

/// What is said of a [`Shape::Headerless`]. It quotes nothing: the line may hold a password.
pub(super) const HEADERLESS: &str = "The first line has several values, and none of them is the name of a column. Begin with a header such as “Username,UserPoolId,metadata.ticket”, or write one identifier a line and nothing else.";

/// Looks at the beginning of a document, and at the extension of its name.
pub(super) fn shape(text: &str, file_name: Option<&str>) -> Shape {
    let extension = file_name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let extension = extension.as_str();
    let start = text.trim_start();
    if looks_like_json(start) || (["json", "jsonl", "ndjson"].contains(&extension) && !start.is_empty()) {
        return Shape::Json;
    }
    let is_tabbed = ["tsv", "tab"].contains(&extension);
    let delimiters = if is_tabbed { [b'\t', b',', b';'] } else { [b',', b';', b'\t'] };
    let mut best = ((0, 0), None);
    for delimiter in delimiters {
        let Some(header) = first_record(text, delimiter) else { continue };
        // Of two ways to read a header, the one that knows more names is right, and then the one with more cells.
        let rank = (known_names(header.iter()), header.len());
        let is_table = match header.iter().next() {
            Some(name) if header.len() == 1 => is_header_alone(name, is_tabbed || extension == "csv"),
            _ => rank.0 > 0,
        };
        if is_table && rank > best.0 {
            best = (rank, Some(delimiter));
        }
    }
    match best.1 {
        Some(delimiter) => Shape::Table { delimiter },
        None if first_line(start).contains([',', ';', '\t']) => Shape::Headerless { at: text.len() - start.len() },
        None => Shape::List,
    }
}

/// An object or an array of objects begins here; a username may begin with a bracket as well.
fn looks_like_json(start: &str) -> bool {
    let after = |bracket: char, next: &[char]| start.strip_prefix(bracket).is_some_and(|rest| rest.trim_start().starts_with(next));
    after('{', &['"', '}']) || after('[', &['{', ']'])
}

/// A first line of one name is a header, unless it is a word that somebody may be called: `user` and `pool` are headers only in a file of a table.
fn is_header_alone(name: &str, is_in_table: bool) -> bool {
    let is_word = ["user", "pool"].contains(&name.trim().to_lowercase().as_str());
    let is_name = Known::column(name).is_some() || metadata_key(name).is_some() || is_just_password(name);
    is_name && (!is_word || is_in_table)
}

fn first_line(text: &str) -> &str {
    text.split(['\r', '\n']).next().unwrap_or_default()
}

/// The first record that is not blank.
fn first_record(text: &str, delimiter: u8) -> Option<csv::StringRecord> {
    let mut reader = super::table::reader(text, delimiter);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).ok()? {
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            return Some(record);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Shape = Shape::Table { delimiter: b',' };
    const SEMICOLON: Shape = Shape::Table { delimiter: b';' };
    const TAB: Shape = Shape::Table { delimiter: b'\t' };

    #[test]
    fn the_content_says_what_it_is() {
        for (text, found) in [
            ("", Shape::List),
            ("anna\nbob", Shape::List),
            ("\n\n  anna", Shape::List),
            ("user\nanna", Shape::List),
            ("Username", COMMA),
            (" email \nanna", COMMA),
            ("Sub\r\nx", COMMA),
            ("password\nx", COMMA),
            ("\"Username\"\nanna", COMMA),
            ("Username,metadata.a\n", COMMA),
            ("Username;metadata.a,b\n", SEMICOLON),
            ("Username,metadata.a;b\n", COMMA),
            ("metadata.a;Usernme", SEMICOLON),
            ("\n \n\"Username\";\"Pool\"\n", SEMICOLON),
            ("user\tpool", TAB),
            ("metadata.a,b", COMMA),
            ("anna,bob\n", Shape::Headerless { at: 0 }),
            ("\n anna;MyPassword1\n", Shape::Headerless { at: 2 }),
            ("anna\tbob", Shape::Headerless { at: 0 }),
            ("{\"Username\":\"anna\"}", Shape::Json),
            (" [\n {}]", Shape::Json),
            ("{ }", Shape::Json),
            ("[]", Shape::Json),
            ("{anna}", Shape::List),
            ("[anna]", Shape::List),
        ] {
            assert_eq!(shape(text, None), found, "{text}");
        }
    }

    #[test]
    fn the_extension_helps_where_the_content_does_not() {
        for (text, name, found) in [
            ("user\nanna", "list.CSV", COMMA),
            ("user\nanna", "list.tsv", TAB),
            ("Username", "list.tab", TAB),
            ("Username;pool", "list.tsv", SEMICOLON),
            ("anna\nbob", "list.csv", Shape::List),
            ("anna", "list.jsonl", Shape::Json),
            ("", "list.json", Shape::List),
            ("{\"Username\":\"anna\"}", "list.txt", Shape::Json),
            ("anna", "json", Shape::List),
        ] {
            assert_eq!(shape(text, Some(name)), found, "{text} {name}");
        }
    }
}
