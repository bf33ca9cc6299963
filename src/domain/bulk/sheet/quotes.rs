//! Quotation marks that a lenient reader of CSV would pass over.
//!
//! The csv crate takes the end of the document for a closing quotation mark, and everything between the two for one cell: rows would be missing and
//! nobody would know. So the marks are counted first, by the same rules.

/// What is wrong with the marks of a document: always the first such place, since all that follows depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BrokenQuotes {
    /// The byte in question.
    pub at: usize,
    /// The place of the cell in its row, counted from 1.
    pub column: usize,
    /// What is wrong and what to do.
    pub sentence: &'static str,
}

const NEVER_CLOSED: &str = "The quotation mark at the beginning of this cell is never closed. Close it, or double it and quote the whole cell if it belongs to the value.";
const TEXT_BEHIND: &str =
    "There is text behind the closing quotation mark of this cell. Quote the whole cell, and double the marks inside it, as in \"{\"\"key\"\":\"\"value\"\"}\".";
const SPACE_BEFORE: &str = "There is a space before the quotation mark that begins this cell. Remove it.";

#[derive(Clone, Copy)]
enum At {
    /// The beginning of a cell.
    Start,
    /// Only spaces so far.
    Spaces,
    /// In a cell without marks.
    Bare,
    /// In a cell with marks, which opened at this byte.
    Quoted(usize),
    /// Behind a mark inside a cell with marks: the closing one, or the first of two.
    Closed(usize),
}

/// The first broken quotation mark, if there is one.
pub(super) fn broken_quotes(text: &str, delimiter: u8) -> Option<BrokenQuotes> {
    // Most lists have no marks at all.
    if !text.contains('"') {
        return None;
    }
    let (mut state, mut column) = (At::Start, 1);
    for (at, byte) in text.bytes().enumerate() {
        state = match (state, byte) {
            (At::Quoted(start), b'"') => At::Closed(start),
            (At::Quoted(_), _) => continue,
            (At::Start, b'"') => At::Quoted(at),
            (At::Spaces, b'"') => return Some(BrokenQuotes { at, column, sentence: SPACE_BEFORE }),
            (At::Closed(start), b'"') => At::Quoted(start),
            (_, b'\r' | b'\n') => {
                column = 1;
                At::Start
            }
            (_, byte) if byte == delimiter => {
                column += 1;
                At::Start
            }
            (At::Closed(_), _) => return Some(BrokenQuotes { at, column, sentence: TEXT_BEHIND }),
            (At::Start | At::Spaces, b' ') => At::Spaces,
            _ => At::Bare,
        };
    }
    match state {
        At::Quoted(at) => Some(BrokenQuotes { at, column, sentence: NEVER_CLOSED }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_marks_pass() {
        for text in ["", "a,b\n", "\"a\",\"b\"\r\n\"c\n,d\",e", "\"a \"\"b\"\"\",c", "a\"b,c", "\"\"", "\"\"\"\"", "a b\",c", "{\"k\":\"v\"}"] {
            assert_eq!(broken_quotes(text, b','), None, "{text}");
        }
    }

    #[test]
    fn broken_marks_are_found_where_they_begin() {
        for (text, at, column, sentence) in [
            ("a\nb,\"c\nd,e\n", 4, 2, NEVER_CLOSED),
            ("\"", 0, 1, NEVER_CLOSED),
            ("a\n\"b\"\"\nc", 2, 1, NEVER_CLOSED),
            ("a,\"b\"c\n", 5, 2, TEXT_BEHIND),
            ("a,\"b\" ,c", 5, 2, TEXT_BEHIND),
            ("a, \"b,c\"", 3, 2, SPACE_BEFORE),
            ("a,{\"k\":\"v\",\"l\":\"w\"}", 14, 3, TEXT_BEHIND),
        ] {
            assert_eq!(broken_quotes(text, b','), Some(BrokenQuotes { at, column, sentence }), "{text}");
        }
    }
}
