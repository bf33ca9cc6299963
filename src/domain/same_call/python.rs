//! Python, with boto3.

use super::quoting::with_eight_digits as text;
use super::{ServiceCall, Value, in_words};

pub(super) fn written(call: &ServiceCall) -> String {
    let mut lines = vec!["import boto3".to_owned()];
    lines.extend(call.has_password().then(|| "from getpass import getpass".to_owned()));
    lines.push(String::new());
    lines.push(format!("cognito = boto3.client(\"cognito-idp\", region_name={})", text(&call.region)));
    lines.push(format!("cognito.{}(", in_words(call.operation, '_')));
    lines.extend(call.parameters.iter().map(|(name, value)| format!("    {name}={},", literal(value))));
    lines.push(")".to_owned());
    lines.join("\n")
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(value) => text(value),
        Value::Flag(true) => "True".to_owned(),
        Value::Flag(false) => "False".to_owned(),
        Value::OnlyOf(word) => format!("[{}]", text(word)),
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{}: {}", text(key), text(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Attribute(attribute, is) => format!("[{{\"Name\": {}, \"Value\": {}}}]", text(attribute), text(is)),
        Value::Password => "getpass()".to_owned(),
    }
}
