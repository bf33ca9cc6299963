//! The parameters that many operations share, checked the way Cognito's model says.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::wire::WireError;

/// ClientMetadata: what only triggers read.
pub type ClientMetadata = BTreeMap<String, String>;

/// Reads an operation's input.
pub fn read<T: DeserializeOwned>(body: &Value) -> Result<T, WireError> {
    T::deserialize(body).map_err(|error| WireError::new("SerializationException", error.to_string()))
}

fn constraint(field: &str, rule: &str) -> WireError {
    WireError::invalid(format!("1 validation error detected: Value at '{field}' failed to satisfy constraint: Member must {rule}"))
}

/// A parameter that has to be there.
pub fn required<'a>(field: &str, value: Option<&'a String>) -> Result<&'a str, WireError> {
    value.map(String::as_str).ok_or_else(|| constraint(field, "not be null"))
}

/// UserPoolId: 1 to 55 characters, `[\w-]+_[0-9a-zA-Z]+`.
pub fn pool_id(value: Option<&String>) -> Result<&str, WireError> {
    let id = required("userPoolId", value)?;
    let fits = id.len() <= 55
        && id.rsplit_once('_').is_some_and(|(region, rest)| {
            !region.is_empty() && region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') && !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    if fits { Ok(id) } else { Err(constraint("userPoolId", r"satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+")) }
}

/// Username: 1 to 128 characters, `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`.
pub fn username(value: Option<&String>) -> Result<&str, WireError> {
    let name = required("username", value)?;
    if name.is_empty() {
        return Err(constraint("username", "have length greater than or equal to 1"));
    }
    if name.chars().count() > 128 {
        return Err(constraint("username", "have length less than or equal to 128"));
    }
    if name.chars().any(is_outside_pattern) {
        return Err(constraint("username", r"satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+"));
    }
    Ok(name)
}

/// Separators (Z), controls and formats (C): the two classes the pattern leaves out. The formats
/// are listed by hand, private use and surrogates cannot occur in a believable test.
fn is_outside_pattern(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Password: at most 256 characters, nothing but spaces refused, no space at either end.
pub fn password<'a>(field: &str, value: Option<&'a String>) -> Result<&'a str, WireError> {
    let password = required(field, value)?;
    if password.chars().count() > 256 {
        return Err(constraint(field, "have length less than or equal to 256"));
    }
    if password.is_empty() || password.trim() != password {
        return Err(constraint(field, r"satisfy regular expression pattern: ^[\S]+.*[\S]+$"));
    }
    Ok(password)
}

/// ClientMetadata: values of at most 131,072 characters.
pub fn client_metadata(value: Option<ClientMetadata>) -> Result<ClientMetadata, WireError> {
    let metadata = value.unwrap_or_default();
    let too_long = |text: &String| text.chars().count() > 131_072;
    if metadata.iter().any(|(key, value)| too_long(key) || too_long(value)) {
        return Err(constraint("clientMetadata", "satisfy constraint: [Member must have length less than or equal to 131072]"));
    }
    Ok(metadata)
}

/// Limit: `least` to 60, and the most when absent.
pub fn limit(field: &str, value: Option<i64>, least: i64) -> Result<usize, WireError> {
    match value {
        None => Ok(60),
        Some(limit) if limit < least => Err(constraint(field, &format!("have value greater than or equal to {least}"))),
        Some(limit) if limit > 60 => Err(constraint(field, "have value less than or equal to 60")),
        // 0 is accepted for ListUsers, and means the same as no limit.
        Some(0) => Ok(60),
        Some(limit) => Ok(usize::try_from(limit).unwrap_or(60)),
    }
}
