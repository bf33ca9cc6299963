//! How a password is read out on the telephone.

use super::generator::SEPARATOR;
use super::words::is_word;

/// The radiotelephony alphabet (ICAO, ITU): the words that are told apart on a bad line.
const ALPHABET: [&str; 26] = [
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra",
    "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu",
];

const DIGITS: [&str; 10] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// What to say, piece by piece: `capital K as in Kilo`, `small m as in Mike`, `seven`, `hyphen`. A phrase of words is said
/// in words: `Acorn with a capital A`, `hyphen`, `tulip`. The pieces together are the password: treat them as such.
pub fn spoken(password: &str) -> Vec<String> {
    if !is_phrase(password) {
        return password.chars().map(character).collect();
    }
    let mut pieces = Vec::new();
    for group in password.split(SEPARATOR) {
        if !pieces.is_empty() {
            pieces.push(character(SEPARATOR));
        }
        pieces.push(group_of_phrase(group));
    }
    pieces
}

/// Words and single digits only, and more than one word.
fn is_phrase(password: &str) -> bool {
    let is_digit = |group: &str| matches!(group.as_bytes(), [digit] if digit.is_ascii_digit());
    let words = password.split(SEPARATOR).filter(|group| is_word(group)).count();
    words > 1 && password.split(SEPARATOR).all(|group| is_word(group) || is_digit(group))
}

fn group_of_phrase(group: &str) -> String {
    match group.chars().next() {
        Some(first) if first.is_ascii_uppercase() => format!("{group} with a capital {first}"),
        Some(first) if first.is_ascii_digit() => character(first),
        _ => group.to_owned(),
    }
}

/// One character: size and name of a letter, a digit's or symbol's name, or the character itself where it has no short name.
fn character(c: char) -> String {
    let letter = |index: u8| ALPHABET[usize::from(index)];
    match c {
        'A'..='Z' => format!("capital {c} as in {}", letter(c as u8 - b'A')),
        'a'..='z' => format!("small {c} as in {}", letter(c as u8 - b'a')),
        '0'..='9' => DIGITS[usize::from(c as u8 - b'0')].to_owned(),
        _ => symbol(c).map_or_else(|| other(c), str::to_owned),
    }
}

/// The common name of a symbol of the keyboard.
const fn symbol(c: char) -> Option<&'static str> {
    Some(match c {
        '-' => "hyphen",
        '_' => "underscore",
        '.' => "full stop",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '!' => "exclamation mark",
        '?' => "question mark",
        '@' => "at sign",
        '#' => "hash sign",
        '%' => "per cent sign",
        '&' => "and sign (ampersand)",
        '*' => "asterisk",
        '+' => "plus sign",
        '=' => "equals sign",
        '/' => "slash",
        '\\' => "backslash",
        '|' => "vertical bar",
        '~' => "tilde",
        '^' => "caret",
        '$' => "dollar sign",
        '£' => "pound sign",
        '€' => "euro sign",
        '(' => "opening round bracket",
        ')' => "closing round bracket",
        '[' => "opening square bracket",
        ']' => "closing square bracket",
        '{' => "opening curly bracket",
        '}' => "closing curly bracket",
        '<' => "less-than sign",
        '>' => "greater-than sign",
        '\'' => "apostrophe",
        '"' => "double quotation mark",
        '`' => "backtick",
        ' ' => "space",
        _ => return None,
    })
}

/// A character without a short name: letters of other alphabets have a size at least.
fn other(c: char) -> String {
    if c.is_uppercase() {
        format!("capital {c}")
    } else if c.is_lowercase() {
        format!("small {c}")
    } else {
        format!("the character {c}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_digits_and_symbols_are_told_apart() {
        assert_eq!(spoken("Km7-"), ["capital K as in Kilo", "small m as in Mike", "seven", "hyphen"]);
        assert_eq!(spoken("Ż ż€☂"), ["capital Ż", "space", "small ż", "euro sign", "the character ☂"]);
        assert!(spoken("").is_empty());
    }

    #[test]
    fn a_phrase_is_said_in_words() {
        assert_eq!(spoken("Acorn-Tulip-7"), ["Acorn with a capital A", "hyphen", "Tulip with a capital T", "hyphen", "seven"]);
        assert_eq!(spoken("acorn-tulip"), ["acorn", "hyphen", "tulip"]);
    }

    #[test]
    fn what_is_nearly_a_phrase_is_spelt() {
        for password in ["acorn", "aCorn-tulip", "acorn-tulipx", "acorn-tulip-77", "acorn--tulip", "Acorn-tulip-"] {
            assert_eq!(spoken(password).len(), password.chars().count(), "{password}");
        }
    }

    #[test]
    fn every_printable_ascii_character_has_a_name_of_its_own() {
        let mut names: Vec<String> = (b' '..=b'~').map(|byte| character(char::from(byte))).collect();
        assert!(names.iter().all(|name| !name.starts_with("the character")));
        let number = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), number);
    }
}
