//! JSON, strictly, with where each value stands: what is no JSON is told by serde_json, and what is JSON is walked through once more.

use super::Wrong;
use super::node::{DEPTH, Kind, NODES, Node, Value};
use crate::domain::secret::Secret;
use serde::de::IgnoredAny;
use zeroize::Zeroizing;

/// The document.
pub(super) fn parse(text: &str) -> Result<Node, Wrong> {
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| {
        let at = place(text, &error);
        Wrong::new(at, if is_last_comma(text, at) { LAST_COMMA } else { sentence(&error) })
    })?;
    let text = Zeroizing::new(text.chars().collect::<Vec<char>>());
    Walk { text: &text, at: 0, left: NODES }.node(DEPTH)
}

const LAST_COMMA: &str = "Take the last comma out: nothing follows it.";

/// A bracket or a brace follows a comma.
fn is_last_comma(text: &str, at: usize) -> bool {
    let before = Zeroizing::new(text.chars().take(at).collect::<String>());
    text.chars().nth(at).is_some_and(|c| matches!(c, '}' | ']')) && before.trim_end().ends_with(',')
}

/// The character at which reading ended; serde_json counts bytes of the line.
fn place(text: &str, error: &serde_json::Error) -> usize {
    let lines = error.line().saturating_sub(1);
    let before: usize = text.split_inclusive('\n').take(lines).map(|line| line.chars().count()).sum();
    let line = text.split_inclusive('\n').nth(lines).unwrap_or_default();
    let bytes = error.column().saturating_sub(1);
    before + line.char_indices().take_while(|(at, _)| *at < bytes).count()
}

/// Our own words: the parser's may hold a piece of the document.
fn sentence(error: &serde_json::Error) -> &'static str {
    const SENTENCES: [(&str, &str); 8] = [
        ("EOF", "The JSON ends too early: a quotation mark or a brace is not closed."),
        ("trailing characters", "Nothing may follow the JSON's last brace."),
        ("key must be a string", "In JSON each name stands between double quotation marks."),
        ("expected `:`", "In JSON a colon stands between a name and its value."),
        ("expected `,`", "In JSON a comma stands between one value and the next."),
        ("control character", "In JSON a line break or tab within a text is written as \\n or \\t."),
        ("escape", "This is no escape of JSON: a backslash itself is written twice."),
        ("expected value", "A value is missing here, or a text without double quotation marks."),
    ];
    let told = error.to_string();
    SENTENCES.iter().find(|(mark, _)| told.contains(mark)).map_or("This is not JSON. A document that begins with a brace is read as JSON.", |(_, sentence)| sentence)
}

/// A walk through what is JSON.
struct Walk<'a> {
    text: &'a [char],
    at: usize,
    left: usize,
}

impl Walk<'_> {
    fn node(&mut self, depth: usize) -> Result<Node, Wrong> {
        self.blanks();
        let from = self.at;
        if depth == 0 {
            return Err(Wrong::new(from, "There are too many braces or brackets within each other."));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| Wrong::new(from, format!("A document has {NODES} values at most.")))?;
        let value = match self.text.get(from) {
            Some('{') => Value::Map(self.items('}', |walk| {
                let key = walk.node(depth - 1)?;
                walk.blanks();
                walk.at += 1;
                Ok((key, walk.node(depth - 1)?))
            })?),
            Some('[') => Value::List(self.items(']', |walk| walk.node(depth - 1))?),
            Some('"') => self.string()?,
            _ => self.word(),
        };
        Ok(Node { from, to: self.at, value })
    }

    fn blanks(&mut self) {
        while self.text.get(self.at).is_some_and(|c| c.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// What stands between brackets, with commas.
    fn items<T>(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Result<T, Wrong>) -> Result<Vec<T>, Wrong> {
        let mut items = Vec::new();
        loop {
            // The bracket that begins it, or a comma.
            self.at += 1;
            self.blanks();
            if self.text.get(self.at).is_none_or(|c| *c == end) {
                break;
            }
            items.push(item(self)?);
            self.blanks();
            if self.text.get(self.at) != Some(&',') {
                break;
            }
        }
        self.at += 1;
        Ok(items)
    }

    fn string(&mut self) -> Result<Value, Wrong> {
        let from = self.at;
        self.at += 1;
        while let Some(c) = self.text.get(self.at).filter(|c| **c != '"') {
            self.at += if *c == '\\' { 2 } else { 1 };
        }
        self.at += 1;
        let written = Zeroizing::new(self.text[from..self.at.min(self.text.len())].iter().collect::<String>());
        let text =
            serde_json::from_str::<String>(&written).map_err(|_| Wrong::new(from, "This text has half of a character: an escape \\ud800 to \\udfff without its other half."))?;
        Ok(Value::Scalar { text: Secret::new(text), kind: Kind::Text, is_block: false })
    }

    fn word(&mut self) -> Value {
        let from = self.at;
        while self.text.get(self.at).is_some_and(|c| !c.is_ascii_whitespace() && !matches!(c, ',' | '}' | ']')) {
            self.at += 1;
        }
        let text: String = self.text[from..self.at].iter().collect();
        let kind = match text.as_str() {
            "true" => Kind::Flag(true),
            "false" => Kind::Flag(false),
            "null" => Kind::Nothing,
            _ => Kind::Number,
        };
        Value::Scalar { text: Secret::new(text), kind, is_block: false }
    }
}
