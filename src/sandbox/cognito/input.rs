//! Reads inputs that the constraints of the API model have already passed.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::constraints::{self, PASSWORD, USERNAME};
use super::wire::WireError;

/// ClientMetadata: what only triggers read.
pub type ClientMetadata = BTreeMap<String, String>;

/// Reads an operation's input. Serde's own words would repeat values, so they stay here.
pub fn read<T: DeserializeOwned>(body: &Value) -> Result<T, WireError> {
    T::deserialize(body).map_err(|_| WireError::new("SerializationException", "The request does not fit the operation's input."))
}

/// A parameter that has to be there: the constraints have seen to it.
pub fn required<'a>(field: &str, value: Option<&'a String>) -> Result<&'a str, WireError> {
    let missing = || WireError::invalid(format!("1 validation error detected: Value null at '{field}' failed to satisfy constraint: Member must not be null"));
    value.map(String::as_str).ok_or_else(missing)
}

/// A username among the parameters of a sign-in, which the model leaves free.
pub fn username(value: &str) -> Result<&str, WireError> {
    constraints::check_text("username", &USERNAME, value).map(|()| value)
}

/// A password among the answers to a challenge, which the model leaves free.
pub fn password(value: &str) -> Result<&str, WireError> {
    constraints::check_text("password", &PASSWORD, value).map(|()| value)
}

/// A limit: 60 when absent, and 0 means the same as no limit.
pub fn limit(value: Option<i64>) -> usize {
    value.filter(|limit| *limit > 0).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(60)
}

/// The input without members that are `null`, which AWS reads as left out.
pub fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(members.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name, without_nulls(value))).collect()),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
