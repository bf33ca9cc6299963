//! Identifiers: what may be looked up as a user.

use super::shown::{grouped, is_visible, shown, visibly};

/// The most characters of Cognito's `Username`.
const LONGEST: usize = 128;

/// What is wrong with an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdentifierFault<'t> {
    /// There is none.
    Missing,
    /// White space stands behind this beginning.
    WhiteSpace(&'t str),
    /// A character outside of Cognito's pattern.
    Invisible(char, &'t str),
    /// So many characters are too many.
    TooLong(usize, &'t str),
    /// A spreadsheet has rounded a long number.
    Rounded(&'t str),
    /// A spreadsheet has taken the identifier for a formula, and this is its error.
    FormulaError(&'t str),
}

/// What is wrong with a trimmed identifier, if anything. Only what is certainly damage is a fault: all else that fits Cognito's pattern may be a username.
pub(super) fn fault_of(identifier: &str) -> Option<IdentifierFault<'_>> {
    if identifier.is_empty() {
        return Some(IdentifierFault::Missing);
    }
    // Behind the longest there is nothing to look for: it is too long.
    let invisible = if identifier.bytes().all(|byte| byte.is_ascii_graphic()) { None } else { identifier.char_indices().take(LONGEST + 1).find(|(_, c)| !is_visible(*c)) };
    if let Some((at, c)) = invisible {
        // Only what stands before is quoted: behind a space there may be anything, a password too.
        let is_space = c == '\t' || (c.is_whitespace() && !c.is_control());
        let before = identifier.get(..at).unwrap_or_default();
        return Some(if is_space { IdentifierFault::WhiteSpace(before) } else { IdentifierFault::Invisible(c, before) });
    }
    let length = if identifier.len() > LONGEST { identifier.chars().count() } else { 0 };
    if length > LONGEST {
        return Some(IdentifierFault::TooLong(length, identifier));
    }
    if is_rounded(identifier) {
        return Some(IdentifierFault::Rounded(identifier));
    }
    let is_formula_error = ["#NAME?", "#REF!", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!"].contains(&identifier);
    is_formula_error.then_some(IdentifierFault::FormulaError(identifier))
}

/// `1.23457E+11`, as spreadsheets write a number that is too wide for its column; the comma is Europe's.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole.strip_prefix('-').unwrap_or(whole), 1..=1) && digits(fraction, 1..=20) && digits(exponent, 2..=3)
}

impl IdentifierFault<'_> {
    /// What is wrong and what to do.
    pub fn sentence(self) -> String {
        match self {
            Self::Missing => "This row has no identifier: give a username, an e-mail address or a sub, or remove the row.".to_owned(),
            Self::WhiteSpace(before) => format!("The identifier has white space behind “{}”: identifiers have none, and a line or a cell holds one of them.", shown(before)),
            Self::Invisible(c, before) => {
                let c = visibly(c);
                let place = if before.is_empty() { "at its beginning".to_owned() } else { format!("behind “{}”", shown(before)) };
                format!("The identifier has a character that cannot be seen or is no text ({c}) {place}: type it again.")
            }
            Self::TooLong(length, identifier) => {
                format!("The identifier “{}” has {} characters, and {LONGEST} are the most that Cognito takes.", shown(identifier), grouped(length))
            }
            Self::Rounded(identifier) => {
                format!("“{}” is a number that a spreadsheet has rounded: format the column as text, put the identifiers in again, and save.", shown(identifier))
            }
            Self::FormulaError(identifier) => {
                format!("“{}” is a spreadsheet's error: format the column as text, put the identifier in again, and save.", shown(identifier))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_cognito_takes_is_an_identifier() {
        let longest = "ü".repeat(128);
        for text in [
            "anna",
            "a+b@x.example",
            "+4915112345678",
            "משה",
            "海",
            "jose\u{301}",
            "o'brien",
            "=anna",
            "'anna",
            "-1",
            "a,b;c",
            "1e+11",
            "12E+11",
            "E+11",
            "1.E+11",
            "1.5E+1",
            "1.23457E11",
            "#NAME",
            "d3b07384-d9a0-4c9b-8f5e-2b1c6e7f8a90",
            &longest,
        ] {
            assert_eq!(fault_of(text), None, "{text}");
        }
    }

    #[test]
    fn all_else_is_named() {
        let long = "a".repeat(129);
        for (text, fault) in [
            ("", IdentifierFault::Missing),
            ("anna smith", IdentifierFault::WhiteSpace("anna")),
            ("anna\tpw", IdentifierFault::WhiteSpace("anna")),
            ("anna\u{a0}", IdentifierFault::WhiteSpace("anna")),
            ("an\0na", IdentifierFault::Invisible('\0', "an")),
            ("an\nna", IdentifierFault::Invisible('\n', "an")),
            ("\u{feff}anna", IdentifierFault::Invisible('\u{feff}', "")),
            (&long, IdentifierFault::TooLong(129, &long)),
            ("1.23457E+11", IdentifierFault::Rounded("1.23457E+11")),
            ("1,23457E+11", IdentifierFault::Rounded("1,23457E+11")),
            ("-4E+05", IdentifierFault::Rounded("-4E+05")),
            ("#NAME?", IdentifierFault::FormulaError("#NAME?")),
        ] {
            assert_eq!(fault_of(text), Some(fault), "{text}");
        }
    }

    #[test]
    fn what_stands_behind_white_space_is_not_quoted() {
        let sentence = fault_of("anna hunter2").map(IdentifierFault::sentence).unwrap_or_default();
        assert!(sentence.contains("“anna”") && !sentence.contains("hunter2"), "{sentence}");
    }
}
