//! Whether a text speaks of a password, in any case, escape or near spelling: then nobody can vouch for what stands beside it.

use unicode_normalization::UnicodeNormalization;

/// What a password is called.
const WORDS: [&str; 5] = ["password", "passwd", "passphrase", "passwort", "kennwort"];
/// The same where it stands alone.
const SHORT: [&str; 3] = ["pass", "pwd", "pw"];
/// Letters that may be wrong in a text of which nobody can tell what is what.
const WRONG: usize = 2;

/// Whether it does.
pub(super) fn mentions_password(text: &str) -> bool {
    speaks(text, WRONG)
}

/// Whether a key means a password; `passport` does not.
pub(super) fn names_password(key: &str) -> bool {
    speaks(key, 1)
}

fn speaks(text: &str, wrong: usize) -> bool {
    let plain: String = unescaped(text).nfkc().flat_map(char::to_lowercase).collect();
    let letters: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    if WORDS.iter().any(|word| letters.contains(word)) {
        return true;
    }
    let mut words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| SHORT.contains(&word) || is_nearly_a_password(word, wrong))
}

/// `Pasword`, `passwrod`; the beginning of a longer word too, as in `Passwordd1`.
fn is_nearly_a_password(word: &str, wrong: usize) -> bool {
    let beginning: String = word.chars().take(8).collect();
    [word, &beginning].into_iter().any(|word| word.chars().count() > 5 && strsim::osa_distance(word, WORDS[0]) <= wrong)
}

/// The text with the escapes of JSON and YAML undone, as far as they are any: `\u0061`, `\U00000061`, `\x61`, and a line that goes on.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut characters = after.chars();
        let digits = match characters.next() {
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            Some('\n') => {
                rest = characters.as_str().trim_start();
                continue;
            }
            _ => {
                rest = after;
                continue;
            }
        };
        let number = characters.as_str().get(..digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match number.and_then(char::from_u32) {
            Some(c) => {
                plain.push(c);
                rest = &characters.as_str()[digits..];
            }
            None => rest = after,
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_seen_in_every_case_escape_and_near_spelling() {
        for text in [
            "Password",
            "PASSWORD",
            "pass-word",
            "P\\u0061ssword",
            "P\\x61ssword",
            "\\U00000050assword",
            "Pass\\\n   word",
            "Ｐａｓｓｗｏｒｄ",
            "p\u{200b}assword",
            "Pasword: x",
            "passwrod",
            "Passord1",
            "NewPassword",
            "my_passwd",
            "Passwort",
            "pwd: x",
            "pаssword",
            "Passw0rd",
        ] {
            assert!(mentions_password(text), "{text}");
        }
        for text in ["", "Username", "UserPoolId: eu-west-1_Nw4Customers", "Permanent", "compass-1", "\\", "\\u", "\\u12", "\\uzzzz", "a\\", "compass"] {
            assert!(!mentions_password(text), "{text}");
        }
        assert!(names_password("user.Pasword") && !names_password("passport_number") && mentions_password("passport"));
    }
}
