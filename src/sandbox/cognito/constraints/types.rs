//! The JSON types of an input: what does not fit is a `SerializationException`, in the words of
//! AWS's own parser, which never repeat a value.

use serde_json::{Map, Value};

use super::shape::{Member, Shape};
use crate::sandbox::cognito::wire::WireError;

/// The first value of a wrong type. `null` is a value left out, everywhere but in a list.
pub fn check_types(members: &[Member], body: &Map<String, Value>) -> Result<(), WireError> {
    for member in members {
        if let Some(value) = body.get(member.name)
            && !value.is_null()
        {
            check(member.shape, value)?;
        }
    }
    Ok(())
}

fn check(shape: &Shape, value: &Value) -> Result<(), WireError> {
    match (shape, value) {
        (Shape::Text(_), Value::String(_)) | (Shape::Flag, Value::Bool(_)) => Ok(()),
        (Shape::Number { .. }, Value::Number(number)) if number.is_i64() => Ok(()),
        (Shape::List(of), Value::Array(items)) => items.iter().try_for_each(|item| check(of, item)),
        (Shape::Map(of), Value::Object(entries)) => entries.values().filter(|entry| !entry.is_null()).try_for_each(|entry| check(of, entry)),
        (Shape::Structure(members), Value::Object(body)) => check_types(members, body),
        (Shape::List(_), Value::Object(_)) | (Shape::Text(_) | Shape::Number { .. } | Shape::Flag, Value::Object(_)) => {
            Err(refusal("Start of structure or map found where not expected."))
        }
        (Shape::Map(_) | Shape::Structure(_), Value::Array(_)) | (Shape::Text(_) | Shape::Number { .. } | Shape::Flag, Value::Array(_)) => {
            Err(refusal("Start of list found where not expected"))
        }
        (Shape::List(_), _) => Err(refusal("Expected list or null")),
        (Shape::Map(_), _) => Err(refusal("Expected map or null")),
        (Shape::Structure(_), _) => Err(refusal("Expected structure or null")),
        (Shape::Text(_), found) => Err(mismatch(found, "a String")),
        (Shape::Number { .. }, found) => Err(mismatch(found, "an Integer")),
        (Shape::Flag, found) => Err(mismatch(found, "a Boolean")),
    }
}

fn mismatch(found: &Value, wanted: &str) -> WireError {
    let found = match found {
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Null => "NULL_VALUE",
        _ => "STRING_VALUE",
    };
    refusal(format!("{found} can not be converted to {wanted}"))
}

fn refusal(message: impl Into<String>) -> WireError {
    WireError::new("SerializationException", message)
}
