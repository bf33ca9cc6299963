//! What a plain scalar of YAML stands for, by the core schema of YAML 1.2 and with the dates that the AWS CLI's reader knows.

use super::node::Kind;

/// Of a scalar without quotation marks.
pub(super) fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Nothing,
        "true" | "True" | "TRUE" => Kind::Flag(true),
        "false" | "False" | "FALSE" => Kind::Flag(false),
        _ if is_number(text) => Kind::Number,
        _ if is_date(text) => Kind::Date,
        _ => Kind::Text,
    }
}

fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let all = |digits: &str, fits: fn(char) -> bool| !digits.is_empty() && digits.chars().all(|c| c == '_' || fits(c)) && digits.chars().any(fits);
    let by_prefix = |prefix: &str, fits: fn(char) -> bool| unsigned.strip_prefix(prefix).is_some_and(|digits| all(digits, fits));
    let decimal = |c: char| c.is_ascii_digit();
    if by_prefix("0x", |c| c.is_ascii_hexdigit()) || by_prefix("0o", |c| matches!(c, '0'..='7')) || by_prefix("0b", |c| matches!(c, '0' | '1')) {
        return true;
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let is_exponent = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !digits.is_empty() && digits.chars().all(decimal)
    });
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fits = |digits: &str| digits.is_empty() || all(digits, decimal);
    is_exponent && mantissa.starts_with(|c: char| c.is_ascii_digit() || c == '.') && fits(whole) && fits(part) && !(whole.is_empty() && part.is_empty())
}

/// `2026-11-22`, alone or with a time behind it.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| lengths.contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit());
    let is_date = matches!(parts.as_slice(), [year, month, day] if digits(year, 4..=4) && digits(month, 1..=2) && digits(day, 1..=2));
    is_date && (time.is_empty() || (time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | ' '))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_scalar_is_what_it_looks_like() {
        for text in ["0", "12", "-7", "+3", "0x1F", "0o17", "0b11", "1.5", ".5", "5.", "1e3", "1.5E-3", "1_000", ".inf", "-.INF", ".nan", "0123"] {
            assert_eq!(kind(text), Kind::Number, "{text}");
        }
        for text in ["2026-11-22", "2026-1-2", "2026-11-22T10:00:00Z", "2026-11-22 10:00:00.5 +01:00"] {
            assert_eq!(kind(text), Kind::Date, "{text}");
        }
        for text in ["yes", "no", "on", "amara", "1.2.3", "1-2", "0x", "e3", "1e", ".", "-", "+", "_", "12a", "2026-11", "eu-west-1_Nw4Customers", "+44 7700 900582", "1:30"] {
            assert_eq!(kind(text), Kind::Text, "{text}");
        }
        assert_eq!([kind("~"), kind("null"), kind("")], [Kind::Nothing; 3]);
        assert_eq!((kind("True"), kind("FALSE")), (Kind::Flag(true), Kind::Flag(false)));
    }
}
