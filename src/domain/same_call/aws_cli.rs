//! AWS CLI, in bash or zsh.

use super::quoting::{is_all_plain, is_plain_after};
use super::{ServiceCall, Value, documents, in_words};

/// Values that begin so are taken by the CLI for the place of a file or a page whose content is the value
/// (<https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html>). A username may begin so.
const PLACES: [&str; 4] = ["file://", "fileb://", "http://", "https://"];

pub(super) fn written(call: &ServiceCall) -> String {
    let mut lines = vec![format!("aws cognito-idp {}", in_words(call.operation, '-')), format!("--region {}", quoted(&call.region))];
    let texts = call.parameters.iter().filter_map(|(_, value)| if let Value::Text(text) = value { Some(text) } else { None });
    if texts.into_iter().any(|text| PLACES.iter().any(|place| text.starts_with(place))) {
        // In a document a value is a value. What stands beside it on the line wins.
        lines.push(format!("--cli-input-json {}", quoted(&documents::json_on_a_line(call))));
        lines.extend(call.has_password().then(|| password().to_owned()));
    } else {
        lines.extend(call.parameters.iter().map(|(name, value)| option(name, value)));
    }
    let command = lines.join(" \\\n  ");
    // One list with what follows: of a paste that is read line by line, the second line would be taken for the password, and the password for a command.
    if call.has_password() { format!("printf 'Password: ' && read -rs PASSWORD &&\n{command}") } else { command }
}

fn password() -> &'static str {
    "--password=\"$PASSWORD\""
}

fn option(name: &str, value: &Value) -> String {
    let name = format!("--{}", in_words(name, '-'));
    match value {
        // With a sign of equality: what begins with a dash would be taken for an option.
        Value::Text(text) => format!("{name}={}", quoted(text)),
        Value::Flag(true) => name,
        Value::Flag(false) => name.replacen("--", "--no-", 1),
        Value::OnlyOf(word) => format!("{name} {word}"),
        Value::Map(pairs) => format!("{name} {}", quoted(&documents::object_on_a_line(pairs))),
        Value::Attribute(attribute, is) => format!("{name} Name={attribute},Value={is}"),
        Value::Password => password().to_owned(),
    }
}

/// As the shell reads it back. Between `$'` and `'` the bytes of UTF-8 stand for what is not seen: a code point there says nothing to bash in the
/// locale `C`, and to the bash of macOS.
fn quoted(text: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_@%+:,./-".contains(c);
    if !text.is_empty() && text.chars().all(is_bare) {
        text.to_owned()
    } else if is_all_plain(text) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        let mut quoted = String::from("$'");
        let mut before = '\0';
        for c in text.chars() {
            match c {
                '\'' => quoted.push_str("\\'"),
                '\\' => quoted.push_str("\\\\"),
                _ if is_plain_after(before, c) => quoted.push(c),
                _ => quoted.extend(c.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}"))),
            }
            before = c;
        }
        quoted + "'"
    }
}
