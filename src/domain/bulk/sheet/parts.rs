//! The parts of a JSON object or array, with their places.
//!
//! serde_json judges whether a text is JSON; it gives values without places, and keys that are there twice only once. So what it has found to be JSON
//! is split here.

use serde::de::IgnoredAny;

/// A key or a value as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// As written: a string with its quotation marks.
    pub text: &'t str,
    /// Where it begins in the text it was split from, in bytes.
    pub at: usize,
}

impl Part<'_> {
    /// The string that is written here. `None` for anything else, and for half a surrogate pair, which no string can hold.
    pub fn string(&self) -> Option<String> {
        serde_json::from_str(self.text).ok()
    }

    /// An object is written here.
    pub fn is_object(&self) -> bool {
        self.text.starts_with('{')
    }
}

/// The elements of an array, or by turns the keys and values of an object.
pub(super) struct Parts<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parts<'t> {
    /// Splits an object or array. The text has to be one that passed [`check`].
    pub fn of(text: &'t str) -> Self {
        Self { text, at: text.find(['{', '[']).map_or(text.len(), |at| at + 1) }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let rest = self.text.get(self.at..)?;
        let rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',', ':']);
        let at = self.text.len() - rest.len();
        let text = rest.get(..length(rest)).filter(|text| !text.is_empty())?;
        self.at = at + text.len();
        Some(Part { text, at })
    }
}

/// How many bytes the value has that begins here: none where the brackets around it are closed.
fn length(text: &str) -> usize {
    let (mut depth, mut is_in_string, mut is_escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        if is_in_string {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' if depth == 0 => return at + 1,
                b'"' => is_in_string = false,
                _ => {}
            }
            continue;
        }
        match (byte, depth) {
            (b'"', _) => is_in_string = true,
            (b'{' | b'[', _) => depth += 1,
            (b'}' | b']', 0) => return at,
            (b'}' | b']', 1) => return at + 1,
            (b'}' | b']', _) => depth -= 1,
            (b',' | b':' | b' ' | b'\t' | b'\r' | b'\n', 0) => return at,
            _ => {}
        }
    }
    text.len()
}

/// Where and how a text stops being JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoJson {
    /// The byte, as near as serde_json says.
    pub at: usize,
    /// What was expected, in serde_json's words. They quote nothing.
    pub words: String,
    /// The text is the beginning of something longer.
    pub is_cut: bool,
}

/// Whether a text is one JSON value and nothing else.
///
/// # Errors
/// The first place where it is not.
pub(super) fn check(text: &str) -> Result<(), NoJson> {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Ok(()),
        Err(error) => {
            let words = error.to_string();
            let words = words.split_once(" at line ").map_or(words.as_str(), |(words, _)| words).to_owned();
            // serde_json's lines end with LF alone.
            let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            Err(NoJson { at: line_start + error.column().saturating_sub(1), words, is_cut: error.is_eof() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<(usize, &str)> {
        check(text).expect("JSON");
        Parts::of(text).map(|part| (part.at, part.text)).collect()
    }

    #[test]
    fn objects_and_arrays_come_apart_as_they_are_written() {
        assert_eq!(
            split(r#" { "a" : "b" , "c\"}":{"d":[1,"]"]},"e":-1.5e3,"f":null } "#),
            [(3, r#""a""#), (9, r#""b""#), (15, r#""c\"}""#), (22, r#"{"d":[1,"]"]}"#), (36, r#""e""#), (40, "-1.5e3"), (47, r#""f""#), (51, "null")]
        );
        assert_eq!(split("[\r\n{}\r,[[]], \"\\\\\"\n]"), [(3, "{}"), (7, "[[]]"), (13, r#""\\""#)]);
        assert!(split("{}").is_empty() && split(" [ ] ").is_empty());
    }

    #[test]
    fn strings_are_read_and_nothing_else_is() {
        for (text, string) in [(r#""a\u00fc\n""#, Some("aü\n")), (r#""\ud83d\ude00""#, Some("😀")), (r#""\ud83d""#, None), ("1", None), ("null", None), ("{}", None)] {
            assert_eq!(Part { text, at: 0 }.string().as_deref(), string, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_placed_and_not_quoted() {
        for (text, at, is_cut) in [(r#"{"a":"hunter2",}"#, 15, false), (r#"{"a":"hunter2""#, 13, true), ("{\n\"a\": hunter2}", 7, false), ("{} x", 3, false)] {
            let fault = check(text).expect_err("no JSON");
            assert_eq!((fault.at, fault.is_cut), (at, is_cut), "{text}: {fault:?}");
            assert!(!fault.words.contains("hunter2") && !fault.words.contains("line"), "{fault:?}");
        }
    }

    #[test]
    fn what_serde_json_takes_comes_apart_into_what_it_takes() {
        const TOKENS: [&str; 10] = ["{", "}", "[", "]", ",", ":", " ", "1", "\"a\"", r#""\"]\\""#];
        let mut read = 0;
        for number in 0..2 * TOKENS.len().pow(4) {
            let rest: String = (0..4).map(|place| TOKENS[number / 2 / TOKENS.len().pow(place) % TOKENS.len()]).collect();
            let text = format!("{}{rest}", ["{", "["][number % 2]);
            if check(&text).is_err() {
                continue;
            }
            let parts: Vec<_> = Parts::of(&text).collect();
            assert!(parts.iter().all(|part| check(part.text) == Ok(()) && text.get(part.at..).is_some_and(|rest| rest.starts_with(part.text))), "{text}: {parts:?}");
            let expected = match serde_json::from_str(&text).expect("JSON") {
                serde_json::Value::Object(object) => object.len() * 2,
                serde_json::Value::Array(array) => array.len(),
                other => panic!("{other}"),
            };
            assert_eq!(parts.len(), expected, "{text}");
            read += 1;
        }
        assert!(read > 50, "{read}");
    }
}
