//! ClientMetadata: the key-value pairs that Cognito hands to the pool's own triggers.
//!
//! `AdminResetUserPassword` takes a map of string to string, each string at most 131,072 characters.
//! Cognito does not store, validate or encrypt it; only triggers (custom message, for a reset) read it.

use serde::{Deserialize, Serialize};

/// The longest key this console sends, in characters: beyond this it is a mistake, not a key.
pub const KEY_LIMIT: usize = 256;
/// The longest value this console sends, in characters.
pub const VALUE_LIMIT: usize = 8_192;
/// The most pairs one reset carries; Cognito documents no number, a form needs one.
pub const PAIR_LIMIT: usize = 50;
/// The most characters all keys and values may have together: what a form of 64 kB can carry back.
pub const TOTAL_LIMIT: usize = 16_384;

/// One row of the editor, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetadataRow {
    /// The key, as typed.
    #[serde(default)]
    pub key: String,
    /// The value, as typed.
    #[serde(default)]
    pub value: String,
}

impl MetadataRow {
    /// Nothing was typed into this row: it is a spare one and is left out.
    pub fn is_spare(&self) -> bool {
        self.key.trim().is_empty() && self.value.is_empty()
    }
}

/// The pairs that stand in the rows, as they are sent: without the spare rows, keys trimmed. Nothing is checked.
pub fn typed_pairs(rows: &[MetadataRow]) -> Vec<(String, String)> {
    rows.iter().filter(|row| !row.is_spare()).map(|row| (row.key.trim().to_owned(), row.value.clone())).collect()
}

/// What is wrong with one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RowProblem {
    /// There is a value and no key.
    EmptyKey,
    /// An earlier row has the same key.
    DuplicateKey,
    /// The key is longer than [`KEY_LIMIT`].
    KeyTooLong,
    /// The value is longer than [`VALUE_LIMIT`].
    ValueTooLong,
    /// The key or value holds a control character, which no trigger expects.
    ControlCharacter,
    /// This row is past [`PAIR_LIMIT`].
    TooManyRows,
    /// With this row all pairs together are past [`TOTAL_LIMIT`].
    TotalTooLong,
}

impl RowProblem {
    /// What to tell the person who typed it.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::EmptyKey => "Give this value a key, or clear the value.",
            Self::DuplicateKey => "This key is used in a row above. Use each key once.",
            Self::KeyTooLong => "Shorten this key to 256 characters or fewer.",
            Self::ValueTooLong => "Shorten this value to 8,192 characters or fewer.",
            Self::ControlCharacter => "Remove the line breaks or control characters from this row.",
            Self::TooManyRows => "Send 50 pairs at most: remove this row.",
            Self::TotalTooLong => "All pairs together may have 16,384 characters: shorten or remove this row.",
        }
    }
}

/// Why a value looks like a secret. A warning, not a refusal: the desk decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecretLook {
    /// An AWS access key id (`AKIA…`, `ASIA…`).
    AwsAccessKey,
    /// A JSON Web Token (`eyJ….….…`).
    JsonWebToken,
    /// Thirteen to nineteen digits that pass the Luhn check.
    CardNumber,
    /// A key or value that speaks of a password, secret or token.
    NamedSecret,
    /// A PEM block or a vendor's token prefix.
    KeyMaterial,
}

impl SecretLook {
    /// What to warn with, before sending.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::AwsAccessKey => "This looks like an AWS access key. ClientMetadata is not encrypted.",
            Self::JsonWebToken => "This looks like a signed token (JWT). ClientMetadata is not encrypted.",
            Self::CardNumber => "This looks like a payment card number. ClientMetadata is not encrypted.",
            Self::NamedSecret => "This looks like a password or secret. ClientMetadata is not encrypted.",
            Self::KeyMaterial => "This looks like a private key or an access token. ClientMetadata is not encrypted.",
        }
    }
}

/// Checked pairs, in the order in which they were typed; keys are unique.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientMetadata {
    pairs: Vec<(String, String)>,
}

impl ClientMetadata {
    /// Checks all rows; spare rows are left out and keys are trimmed.
    ///
    /// # Errors
    /// Every problem with the number of its row, so that each can be shown beside it.
    pub fn from_rows(rows: &[MetadataRow]) -> Result<Self, Vec<(usize, RowProblem)>> {
        let problems = problems_of(rows);
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { pairs: typed_pairs(rows) })
    }

    /// The pairs, in the order in which they were typed.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// No pair at all: the parameter is left out of the call.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }
}

/// Every problem of the rows, with the number of its row, counted from 0.
pub fn problems_of(rows: &[MetadataRow]) -> Vec<(usize, RowProblem)> {
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    let mut total = 0_usize;
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| !row.is_spare()) {
        let key = row.key.trim();
        let (key_length, value_length) = (key.chars().count(), row.value.chars().count());
        total += key_length + value_length;
        let problem = if key.is_empty() {
            Some(RowProblem::EmptyKey)
        } else if seen.contains(&key) {
            Some(RowProblem::DuplicateKey)
        } else if key_length > KEY_LIMIT {
            Some(RowProblem::KeyTooLong)
        } else if value_length > VALUE_LIMIT {
            Some(RowProblem::ValueTooLong)
        } else if key.chars().chain(row.value.chars()).any(char::is_control) {
            Some(RowProblem::ControlCharacter)
        } else if seen.len() >= PAIR_LIMIT {
            Some(RowProblem::TooManyRows)
        } else if total > TOTAL_LIMIT {
            Some(RowProblem::TotalTooLong)
        } else {
            None
        };
        seen.push(key);
        problems.extend(problem.map(|problem| (index, problem)));
    }
    problems
}

/// Why this row looks as if it held a secret, if it does.
pub fn secret_look(row: &MetadataRow) -> Option<SecretLook> {
    let value = row.value.trim();
    if value.is_empty() {
        return None;
    }
    if has_aws_access_key(value) {
        return Some(SecretLook::AwsAccessKey);
    }
    if is_json_web_token(value) {
        return Some(SecretLook::JsonWebToken);
    }
    if value.contains("-----BEGIN ") || ["ghp_", "github_pat_", "xoxb-", "xoxp-", "sk_live_"].iter().any(|p| value.contains(p)) {
        return Some(SecretLook::KeyMaterial);
    }
    if is_card_number(value) {
        return Some(SecretLook::CardNumber);
    }
    let key = row.key.to_ascii_lowercase();
    let lower = value.to_ascii_lowercase();
    let named = |text: &str| ["password", "passwd", "secret", "api_key", "apikey", "access_token", "private_key"].iter().any(|word| text.contains(word));
    let assigned = ["password=", "password:", "passwd=", "secret=", "token=", "bearer "].iter().any(|mark| lower.contains(mark));
    (named(&key) || assigned).then_some(SecretLook::NamedSecret)
}

fn has_aws_access_key(value: &str) -> bool {
    value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA")) && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}

fn is_json_web_token(value: &str) -> bool {
    value.split_whitespace().any(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3 && parts[0].starts_with("eyJ") && parts[1].starts_with("eyJ")
    })
}

/// ISO/IEC 7812: 13 to 19 digits whose Luhn sum ends in zero; spaces and hyphens are how people write them.
fn is_card_number(value: &str) -> bool {
    if !value.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-') {
        return false;
    }
    let digits: Vec<u32> = value.chars().filter_map(|c| c.to_digit(10)).collect();
    if !(13..=19).contains(&digits.len()) {
        return false;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) if doubled > 9 => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, value: &str) -> MetadataRow {
        MetadataRow { key: key.into(), value: value.into() }
    }

    #[test]
    fn spare_rows_are_left_out_and_order_is_kept() {
        let rows = [row("locale", "pl-PL"), row("", ""), row(" ticket ", "INC-1")];
        let metadata = ClientMetadata::from_rows(&rows).expect("no problem");
        assert_eq!(metadata.pairs(), [("locale".into(), "pl-PL".into()), ("ticket".into(), "INC-1".into())]);
    }

    #[test]
    fn each_problem_names_its_row() {
        let long = "x".repeat(VALUE_LIMIT + 1);
        let rows = [row("a", "1"), row("", "lost"), row("a", "2"), row("b", &long), row("c", "two\nlines")];
        assert_eq!(
            ClientMetadata::from_rows(&rows),
            Err(vec![(1, RowProblem::EmptyKey), (2, RowProblem::DuplicateKey), (3, RowProblem::ValueTooLong), (4, RowProblem::ControlCharacter)])
        );
    }

    #[test]
    fn a_key_with_an_empty_value_is_a_pair() {
        let metadata = ClientMetadata::from_rows(&[row("flag", "")]).expect("no problem");
        assert_eq!(metadata.pairs().len(), 1);
    }

    #[test]
    fn too_many_and_too_much_are_refused() {
        let many: Vec<_> = (0..=PAIR_LIMIT).map(|n| row(&format!("k{n}"), "v")).collect();
        assert_eq!(problems_of(&many), [(PAIR_LIMIT, RowProblem::TooManyRows)]);
        let much: Vec<_> = (0..3).map(|n| row(&format!("k{n}"), &"v".repeat(VALUE_LIMIT))).collect();
        assert_eq!(problems_of(&much).last(), Some(&(2, RowProblem::TotalTooLong)));
    }

    #[test]
    fn secret_looks_are_told_apart_from_everyday_values() {
        let table = [
            ("note", "AKIAIOSFODNN7EXAMPLE", Some(SecretLook::AwsAccessKey)),
            ("note", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.x", Some(SecretLook::JsonWebToken)),
            ("note", "4111 1111 1111 1111", Some(SecretLook::CardNumber)),
            ("note", "4111 1111 1111 1112", None),
            ("note", "password=hunter2", Some(SecretLook::NamedSecret)),
            ("api_key", "abc", Some(SecretLook::NamedSecret)),
            ("note", "-----BEGIN PRIVATE KEY-----", Some(SecretLook::KeyMaterial)),
            ("locale", "pl-PL", None),
            ("ticket", "INC-204817", None),
            ("password", "", None),
        ];
        for (key, value, look) in table {
            assert_eq!(secret_look(&row(key, value)), look, "{key}={value}");
        }
    }
}
