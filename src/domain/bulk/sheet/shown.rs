//! What may stand in a sentence: short and visible.

/// The most characters of a cell that a sentence quotes.
const QUOTED: usize = 40;

/// A text as a sentence may quote it: 40 characters at most, what cannot be seen as `\u{…}`.
pub(super) fn shown(text: &str) -> String {
    let (mut shown, mut length) = (String::new(), 0_usize);
    // How much of it leaves a place for the mark that something is missing.
    let mut kept = 0;
    for c in text.chars() {
        let visible = visibly(c);
        length += visible.chars().count();
        if length > QUOTED {
            shown.truncate(kept);
            shown.push('…');
            break;
        }
        shown.push_str(&visible);
        if length < QUOTED {
            kept = shown.len();
        }
    }
    shown
}

/// One character: itself, or its escape.
pub(super) fn visibly(c: char) -> String {
    if c == ' ' || is_visible(c) { c.to_string() } else { c.escape_debug().collect() }
}

/// The character is of Cognito's classes `[\p{L}\p{M}\p{S}\p{N}\p{P}]`: no white space, no control, format, private or unassigned character.
///
/// The standard library escapes exactly the other classes; a mark it escapes too, unless the mark follows a letter.
pub(super) fn is_visible(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_graphic();
    }
    let mut bytes = [0; 4];
    let encoded: &str = c.encode_utf8(&mut bytes);
    ["a", encoded].concat().escape_debug().nth(1) == Some(c)
}

/// A number with its thousands apart.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_short_and_visible() {
        let long = "x".repeat(41);
        let (cut, fits) = (format!("{}…", "x".repeat(39)), "ü".repeat(40));
        for (text, expected) in [
            ("anna", "anna"),
            ("o'brien \"b\"", "o'brien \"b\""),
            ("a\0b", "a\\0b"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("jose\u{301}", "jose\u{301}"),
            (long.as_str(), cut.as_str()),
            (fits.as_str(), fits.as_str()),
        ] {
            assert_eq!(shown(text), expected, "{text:?}");
        }
        for text in ["\u{1}".repeat(500), "ab\u{feff}".repeat(50)] {
            assert!(shown(&text).chars().count() <= QUOTED && shown(&text).ends_with('…'));
        }
    }

    #[test]
    fn cognitos_pattern_is_kept_to() {
        for c in ['a', 'ü', 'ش', '海', '\u{301}', '\u{93e}', '€', '😀', '⅔', '+', '"', '\'', '\\', '—'] {
            assert!(is_visible(c), "{c:?}");
        }
        for c in [' ', '\t', '\0', '\u{7f}', '\u{85}', '\u{a0}', '\u{ad}', '\u{200b}', '\u{200d}', '\u{2028}', '\u{feff}', '\u{e000}', '\u{378}'] {
            assert!(!is_visible(c), "{c:?}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, expected) in [(0, "0"), (999, "999"), (1_000, "1,000"), (100_000, "100,000"), (5_242_880, "5,242,880")] {
            assert_eq!(grouped(number), expected);
        }
    }
}
