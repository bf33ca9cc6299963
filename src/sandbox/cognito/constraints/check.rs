//! Holds an input against its shapes and tells everything that is wrong at once.

use serde_json::{Map, Value};

use super::shape::{Member, Shape, Text};
use super::types::check_types;
use crate::sandbox::cognito::wire::WireError;

/// A message repeats no longer values than this.
const SHOWN: usize = 256;

/// Checks types first, and then every constraint; all broken ones are in the message.
pub fn check(members: &[Member], body: &Value) -> Result<(), WireError> {
    let not_expected = || WireError::new("SerializationException", "Start of list found where not expected");
    let body = body.as_object().ok_or_else(not_expected)?;
    check_types(members, body)?;
    let mut broken = Vec::new();
    structure(members, body, "", &mut broken);
    told(&broken)
}

/// Checks one string that stands outside of a structure, as the `USERNAME` of a sign-in does.
pub fn check_text(field: &str, shape: &Shape, value: &str) -> Result<(), WireError> {
    let mut broken = Vec::new();
    constraints(shape, &Value::String(value.to_owned()), field, &mut broken);
    told(&broken)
}

fn told(broken: &[String]) -> Result<(), WireError> {
    match broken.len() {
        0 => Ok(()),
        1 => Err(WireError::invalid(format!("1 validation error detected: {}", broken.concat()))),
        number => Err(WireError::invalid(format!("{number} validation errors detected: {}", broken.join("; ")))),
    }
}

fn structure(members: &[Member], body: &Map<String, Value>, within: &str, broken: &mut Vec<String>) {
    for member in members {
        let path = format!("{within}{}", lower_first(member.name));
        match body.get(member.name).filter(|value| !value.is_null()) {
            Some(value) => constraints(member.shape, value, &path, broken),
            None if member.is_required => {
                let shown = if is_sensitive(member.shape) { "Value" } else { "Value null" };
                broken.push(format!("{shown} at '{path}' failed to satisfy constraint: Member must not be null"));
            }
            None => {}
        }
    }
}

fn constraints(shape: &Shape, value: &Value, path: &str, broken: &mut Vec<String>) {
    match (shape, value) {
        (Shape::Text(text), Value::String(value)) => {
            let is_shown = !text.is_sensitive && value.len() <= SHOWN;
            let shown = if is_shown { format!("Value '{value}'") } else { "Value".to_owned() };
            broken.extend(of_text(text, value).into_iter().map(|rule| format!("{shown} at '{path}' failed to satisfy constraint: {rule}")));
        }
        (Shape::Number { least, most }, Value::Number(number)) => {
            let number = number.as_i64().unwrap_or(i64::MAX);
            let mut tell = |rule: String| broken.push(format!("Value '{number}' at '{path}' failed to satisfy constraint: Member must have value {rule}"));
            if number < *least {
                tell(format!("greater than or equal to {least}"));
            } else if number > *most {
                tell(format!("less than or equal to {most}"));
            }
        }
        (Shape::List(of), Value::Array(items)) => list(of, items, path, broken),
        (Shape::Map(Shape::Text(text)), Value::Object(entries)) => {
            let is_broken = |value: &str| !of_text(text, value).is_empty();
            let rules = every_rule(text);
            if entries.keys().any(|key| is_broken(key)) {
                broken.push(format!("Value at '{path}' failed to satisfy constraint: Map keys must satisfy constraint: {rules}"));
            }
            if entries.values().filter_map(Value::as_str).any(is_broken) {
                broken.push(format!("Value at '{path}' failed to satisfy constraint: Map value must satisfy constraint: {rules}"));
            }
        }
        (Shape::Structure(members), Value::Object(body)) => structure(members, body, &format!("{path}."), broken),
        _ => {}
    }
}

fn list(of: &Shape, items: &[Value], path: &str, broken: &mut Vec<String>) {
    match of {
        Shape::Text(text) => {
            if items.iter().filter_map(Value::as_str).any(|item| !of_text(text, item).is_empty()) {
                broken.push(format!("Value at '{path}' failed to satisfy constraint: Member must satisfy constraint: {}", every_rule(text)));
            }
        }
        other => {
            for (number, item) in (1..).zip(items) {
                constraints(other, item, &format!("{path}.{number}.member"), broken);
            }
        }
    }
}

/// The rules that a string breaks, pattern first as AWS tells them.
fn of_text(text: &Text, value: &str) -> Vec<String> {
    let count = value.chars().count();
    let mut broken = Vec::new();
    if !text.pattern.fits(value) {
        broken.push(pattern(text));
    }
    if count < text.least {
        broken.push(at_least(text.least));
    }
    if count > text.most {
        broken.push(at_most(text.most));
    }
    if !text.words.is_empty() && !text.words.contains(&value) {
        broken.push(one_of(text));
    }
    broken
}

/// All the rules of a string, for lists and maps.
fn every_rule(text: &Text) -> String {
    let mut rules = Vec::new();
    if text.words.is_empty() {
        rules.extend((text.most < usize::MAX).then(|| at_most(text.most)));
        rules.push(at_least(text.least));
        rules.extend((text.pattern.words() != ".*").then(|| pattern(text)));
    } else {
        rules.push(one_of(text));
    }
    format!("[{}]", rules.join(", "))
}

fn pattern(text: &Text) -> String {
    format!("Member must satisfy regular expression pattern: {}", text.pattern.words())
}

fn at_least(number: usize) -> String {
    format!("Member must have length greater than or equal to {number}")
}

fn at_most(number: usize) -> String {
    format!("Member must have length less than or equal to {number}")
}

fn one_of(text: &Text) -> String {
    format!("Member must satisfy enum value set: [{}]", text.words.join(", "))
}

fn is_sensitive(shape: &Shape) -> bool {
    matches!(shape, Shape::Text(text) if text.is_sensitive)
}

/// `UserPoolId` is `userPoolId` in a message.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
