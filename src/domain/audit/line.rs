//! A record or a checkpoint as one line of JSON, for whatever stands outside of the console: a file, a log, a terminal.
//!
//! What is not plain printable text is escaped inside the strings, so that a line stays a line, colours and turns nothing in a terminal, and
//! parses to exactly the record: its body, written canonically again, gives the very bytes that were hashed.

use serde_json::{Value, json};
use std::fmt::Write as _;

/// A record's line, without a line feed. `body` is the canonical encoding as it stands in the trail.
pub fn record_line(sequence: i64, previous_hash: &[u8; 32], hash: &[u8; 32], encoding: i64, body: &str) -> String {
    let (previous_hash, hash, body) = (hex::encode(previous_hash), hex::encode(hash), inert(body));
    format!(r#"{{"sequence":{sequence},"previous_hash":"{previous_hash}","hash":"{hash}","encoding":{encoding},"body":{body}}}"#)
}

/// What a sink that takes no long lines gets instead of a record's: enough to find it in the trail, and to hold it against its hash.
pub fn brief_record_line(sequence: i64, previous_hash: &[u8; 32], hash: &[u8; 32], encoding: i64, body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let line = json!({
        "sequence": sequence, "previous_hash": hex::encode(previous_hash), "hash": hex::encode(hash), "encoding": encoding, "shortened": true,
        "event": body["event"], "kind": body["kind"], "action_id": body["action_id"], "occurred_at": body["occurred_at"],
    });
    inert(&line.to_string())
}

/// A checkpoint's line, without a line feed: the note as a string.
pub fn checkpoint_line(note: &str) -> String {
    inert(&json!({ "checkpoint": note }).to_string())
}

/// The same JSON in which only plain printable text stands as it is; everything else is `\uXXXX`. `json` is JSON on one line or more.
pub fn inert(json: &str) -> String {
    escape(json, is_plain)
}

/// The same JSON in ASCII alone, for ways that do not promise to carry anything else.
pub fn ascii(json: &str) -> String {
    escape(json, |_, _| false)
}

/// Whatever is not ASCII can stand only inside a JSON string, where an escape means the same. White space that ASCII calls control
/// characters can stand only outside of one, where a space means the same.
fn escape(json: &str, stays: impl Fn(char, char) -> bool) -> String {
    let mut line = String::with_capacity(json.len() + 16);
    let mut before = '\0';
    for c in json.chars() {
        match c {
            '\0'..='\u{1f}' => line.push(' '),
            ' '..='~' => line.push(c),
            _ if c != '\u{7f}' && stays(before, c) => line.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing into a String does not fail.
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
        }
        before = c;
    }
    line
}

/// Whether a character is visible, and stands where it seems to behind the one before it (`'\0'`: none). The standard library's own table leaves out control, format, private and unassigned characters, and every
/// space but the common one; a mark that would join a quotation mark is not plain either.
pub fn is_plain(before: char, c: char) -> bool {
    let mut text = [0; 8];
    let length = before.encode_utf8(&mut text).len();
    let length = length + c.encode_utf8(&mut text[length..]).len();
    let shown = |text: &str| text.escape_debug().last() == Some(c);
    let is_printable = if before == '"' { c.escape_debug().next() == Some(c) } else { std::str::from_utf8(&text[..length]).is_ok_and(shown) };
    is_printable && !is_invisible(c)
}

/// Letters and marks that show nothing (of Unicode's `Default_Ignorable_Code_Point`, those that are no format characters), and braille's blank.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests;
