//! AWS Tools for PowerShell, 5.1 and 7.

use super::quoting::is_plain_after;
use super::{ServiceCall, Value};

/// PowerShell ends a text between `'` at each of these, and takes two of one kind for one
/// (`about_Quoting_Rules`; the tokenizer's single quotation marks).
const MARKS: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

pub(super) fn written(call: &ServiceCall) -> String {
    let mut before = Vec::new();
    let mut parts = vec![call.cmdlet.to_owned(), format!("-Region {}", quoted(&call.region))];
    for (name, value) in &call.parameters {
        let value = match value {
            Value::Text(text) => quoted(text),
            Value::Flag(is) => format!("${is}"),
            Value::OnlyOf(word) => quoted(word),
            Value::Attribute(attribute, is) => format!("@{{ Name = {}; Value = {} }}", quoted(attribute), quoted(is)),
            Value::Password => "([Net.NetworkCredential]::new('', (Read-Host 'Password' -AsSecureString)).Password)".to_owned(),
            Value::Map(pairs) if are_told_apart(pairs) => {
                let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
                format!("@{{ {} }}", pairs.join("; "))
            }
            Value::Map(pairs) => {
                // A hashtable's own keys are told apart by their letters only, not by their case.
                before.push("$metadata = [hashtable]::new([StringComparer]::Ordinal)".to_owned());
                before.extend(pairs.iter().map(|(key, value)| format!("$metadata.Add({}, {})", quoted(key), quoted(value))));
                "$metadata".to_owned()
            }
        };
        parts.push(format!("-{} {value}", singular(name)));
    }
    before.push(parts.join(" `\n  "));
    before.join("\n")
}

/// Lists are named in the singular there.
fn singular(name: &str) -> &str {
    match name {
        "DesiredDeliveryMediums" => "DesiredDeliveryMedium",
        "UserAttributes" => "UserAttribute",
        other => other,
    }
}

fn are_told_apart(pairs: &[(String, String)]) -> bool {
    let mut keys: Vec<String> = pairs.iter().map(|(key, _)| key.to_lowercase()).collect();
    keys.sort_unstable();
    keys.windows(2).all(|keys| keys[0] != keys[1])
}

/// Between `'` nothing has a meaning but the marks themselves; what is not seen is joined in by its number.
fn quoted(text: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut open: Option<String> = None;
    let mut before = '\0';
    for c in text.chars() {
        if is_plain_after(before, c) {
            let part = open.get_or_insert_default();
            part.push(c);
            if MARKS.contains(&c) {
                part.push(c);
            }
        } else {
            parts.extend(open.take().map(|part| format!("'{part}'")));
            parts.push(match u32::from(c) {
                number @ 0..=0xffff => format!("[char]0x{number:04X}"),
                number => format!("[char]::ConvertFromUtf32(0x{number:X})"),
            });
        }
        before = c;
    }
    parts.extend(open.map(|part| format!("'{part}'")));
    match parts.len() {
        0 => "''".to_owned(),
        1 if parts[0].starts_with('\'') => parts.remove(0),
        // A text first: else PowerShell would add numbers.
        _ if parts[0].starts_with('\'') => format!("({})", parts.join(" + ")),
        _ => format!("('' + {})", parts.join(" + ")),
    }
}
