//! R, with paws.

use super::quoting::double;
use super::{ServiceCall, Value, in_words};

pub(super) fn written(call: &ServiceCall) -> String {
    let parameters: Vec<String> = call.parameters.iter().map(|(name, value)| format!("  {name} = {}", literal(value))).collect();
    format!("cognito <- paws::cognitoidentityprovider(config = list(region = {}))\ncognito${}(\n{}\n)", text(&call.region), in_words(call.operation, '_'), parameters.join(",\n"))
}

fn literal(value: &Value) -> String {
    match value {
        Value::Text(value) => text(value),
        Value::Flag(true) => "TRUE".to_owned(),
        Value::Flag(false) => "FALSE".to_owned(),
        Value::OnlyOf(word) => format!("list({})", text(word)),
        Value::Map(pairs) => {
            let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{} = {}", text(key), text(value))).collect();
            format!("list({})", pairs.join(", "))
        }
        Value::Attribute(attribute, is) => format!("list(list(Name = {}, Value = {}))", text(attribute), text(is)),
        Value::Password => "askpass::askpass()".to_owned(),
    }
}

/// R takes numbers between braces, and no others beside them in one text.
fn text(text: &str) -> String {
    let letter = |c: char| if u32::from(c) > 0xffff { 'U' } else { 'u' };
    double(text, |c| format!("\\{}{{{:x}}}", letter(c), u32::from(c)))
}
