//! The documents that the AWS CLI reads: `--cli-input-json`, `--cli-input-yaml`.

use super::quoting::{json as text, with_eight_digits};
use super::{ServiceCall, Value};

/// What stands for a password. It is not one that any pool takes.
const PASSWORD: &str = "<password>";

/// A list of values that JSON has, each with its name.
fn members(call: &ServiceCall, map: impl Fn(&[(String, String)]) -> String) -> Vec<String> {
    let member = |(name, value): &(&'static str, Value)| {
        let value = match value {
            Value::Text(value) => text(value),
            Value::Flag(value) => value.to_string(),
            Value::OnlyOf(word) => format!("[{}]", text(word)),
            Value::Map(pairs) => map(pairs),
            Value::Attribute(attribute, is) => format!("[{{\"Name\": {}, \"Value\": {}}}]", text(attribute), text(is)),
            Value::Password => text(PASSWORD),
        };
        format!("{}: {value}", text(name))
    };
    call.parameters.iter().map(member).collect()
}

pub(super) fn json(call: &ServiceCall) -> String {
    let map = |pairs: &[(String, String)]| {
        let lines: Vec<String> = pairs.iter().map(|(key, value)| format!("    {}: {}", text(key), text(value))).collect();
        format!("{{\n{}\n  }}", lines.join(",\n"))
    };
    let lines: Vec<String> = members(call, map).into_iter().map(|member| format!("  {member}")).collect();
    format!("{{\n{}\n}}", lines.join(",\n"))
}

/// What a call carries but a password, each value as JSON for a place that is indented so far.
pub(super) fn values(call: &ServiceCall, indent: usize) -> Vec<(&'static str, String)> {
    let value = |value: &Value| match value {
        Value::Text(value) => text(value),
        Value::Flag(value) => value.to_string(),
        Value::OnlyOf(word) => format!("[{}]", text(word)),
        Value::Map(pairs) => object(&pairs.iter().map(|(key, value)| (key.as_str(), text(value))).collect::<Vec<_>>(), indent + 2),
        Value::Attribute(attribute, is) => format!("[{{\"Name\": {}, \"Value\": {}}}]", text(attribute), text(is)),
        Value::Password => text(PASSWORD),
    };
    call.parameters.iter().filter(|(_, held)| *held != Value::Password).map(|(name, held)| (*name, value(held))).collect()
}

/// An object in lines, each member indented by two more than its braces.
pub(super) fn object(members: &[(&str, String)], indent: usize) -> String {
    let outer = " ".repeat(indent);
    let lines: Vec<String> = members.iter().map(|(name, value)| format!("{outer}  {}: {value}", text(name))).collect();
    format!("{{\n{}\n{outer}}}", lines.join(",\n"))
}

/// The document without line breaks and without the password, which is an option of its own.
pub(super) fn json_on_a_line(call: &ServiceCall) -> String {
    let parameters = call.parameters.iter().filter(|(_, value)| *value != Value::Password).cloned().collect();
    let call = ServiceCall { parameters, ..call.clone() };
    format!("{{{}}}", members(&call, object_on_a_line).join(", "))
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
