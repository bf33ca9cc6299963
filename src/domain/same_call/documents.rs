//! The documents that the AWS CLI reads: `--cli-input-json`, `--cli-input-yaml`.

use super::quoting::{json as text, with_eight_digits};
use super::{ServiceCall, Value};

/// What stands for a password. It is not one that any pool takes.
const PASSWORD: &str = "<password>";

/// A value as JSON has it; `map` writes a map of strings.
fn written(value: &Value, map: impl Fn(&[(String, String)]) -> String) -> String {
    match value {
        Value::Text(value) => text(value),
        Value::Flag(value) => value.to_string(),
        Value::OnlyOf(word) => format!("[{}]", text(word)),
        Value::Map(pairs) => map(pairs),
        Value::Attribute(attribute, is) => format!("[{{\"Name\": {}, \"Value\": {}}}]", text(attribute), text(is)),
        Value::Password => text(PASSWORD),
    }
}

/// Each value by its name, for a place that is indented so far.
fn members(call: &ServiceCall, indent: usize) -> Vec<(&'static str, String)> {
    let map = |pairs: &[(String, String)]| object(&pairs.iter().map(|(key, value)| (key.as_str(), text(value))).collect::<Vec<_>>(), indent + 2);
    call.parameters.iter().map(|(name, value)| (*name, written(value, map))).collect()
}

/// The same but for a password.
pub(super) fn values(call: &ServiceCall, indent: usize) -> Vec<(&'static str, String)> {
    members(&without_password(call), indent)
}

fn without_password(call: &ServiceCall) -> ServiceCall {
    let parameters = call.parameters.iter().filter(|(_, value)| *value != Value::Password).cloned().collect();
    ServiceCall { parameters, ..call.clone() }
}

/// An object in lines, each member indented by two more than its braces.
pub(super) fn object(members: &[(&str, String)], indent: usize) -> String {
    let outer = " ".repeat(indent);
    let lines: Vec<String> = members.iter().map(|(name, value)| format!("{outer}  {}: {value}", text(name))).collect();
    format!("{{\n{}\n{outer}}}", lines.join(",\n"))
}

pub(super) fn json(call: &ServiceCall) -> String {
    object(&members(call, 0), 0)
}

/// The same without line breaks and without the password, which is an option of its own.
pub(super) fn json_on_a_line(call: &ServiceCall) -> String {
    let call = without_password(call);
    let members: Vec<String> = call.parameters.iter().map(|(name, value)| format!("{}: {}", text(name), written(value, object_on_a_line))).collect();
    format!("{{{}}}", members.join(", "))
}

/// A map of strings, as JSON.
pub(super) fn object_on_a_line(pairs: &[(String, String)]) -> String {
    let members: Vec<String> = pairs.iter().map(|(key, value)| format!("{}: {}", text(key), text(value))).collect();
    format!("{{{}}}", members.join(", "))
}

pub(super) fn yaml(call: &ServiceCall) -> String {
    let text = with_eight_digits;
    let lines = call.parameters.iter().map(|(name, value)| match value {
        Value::Text(value) => format!("{name}: {}", text(value)),
        Value::Flag(value) => format!("{name}: {value}"),
        Value::OnlyOf(word) => format!("{name}:\n  - {word}"),
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("  {}: {}", text(key), text(value))).collect();
            format!("{name}:\n{}", pairs.join("\n"))
        }
        Value::Attribute(attribute, is) => format!("{name}:\n  - Name: {attribute}\n    Value: {}", text(is)),
        Value::Password => format!("{name}: {}", text(PASSWORD)),
    });
    lines.collect::<Vec<_>>().join("\n")
}
