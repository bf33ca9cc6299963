//! Texts between quotation marks. What nobody sees is written as its number wherever the language has a way to: who reads a call before running it must see
//! what it does.

pub(super) use crate::domain::audit::line::is_plain as is_plain_after;

/// `text` between double quotation marks, with `\`-escapes; `number` writes a character that is not plain.
pub(super) fn double(text: &str, number: impl Fn(char) -> String) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if is_plain_after(before, c) => quoted.push(c),
            _ => quoted.push_str(&number(c)),
        }
        before = c;
    }
    quoted.push('"');
    quoted
}

/// As JSON has it: characters beyond the basic plane as a pair of surrogates.
pub(super) fn json(text: &str) -> String {
    double(text, |c| c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect())
}

/// As Python and YAML have it: four digits, or eight.
pub(super) fn with_eight_digits(text: &str) -> String {
    double(text, |c| if u32::from(c) > 0xffff { format!("\\U{:08x}", u32::from(c)) } else { format!("\\u{:04x}", u32::from(c)) })
}

/// Whether every character is seen, and stands where it seems to.
pub(super) fn is_all_plain(text: &str) -> bool {
    let mut before = '\0';
    text.chars().all(|c| is_plain_after(std::mem::replace(&mut before, c), c))
}
