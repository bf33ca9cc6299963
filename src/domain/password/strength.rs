//! How strong a typed password is, beyond the pool's policy: not common, not about its owner, and not easily guessed.

use zxcvbn::{Score, zxcvbn};

use super::common::{bare, is_common};
use zeroize::Zeroizing;

/// The fewest characters of a context word: shorter ones occur in everything.
const SHORTEST_WORD: usize = 4;
/// So many digits of a phone number in a row, with or without its country code, are recognised.
const PHONE_DIGITS: usize = 6;
/// What zxcvbn looks at, in characters. Its time grows fast with the length where letters may be swapped for signs: a hostile one of
/// 100 takes seconds, of 30 a third of one. Whoever is strong within 30 characters is strong.
const LOOKED_AT: usize = 30;
/// Words that belong to every context.
const OWN_WORDS: [&str; 2] = ["passdesk", "cognito"];

/// Why a typed password is refused although the pool's policy would take it. It never holds the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weakness {
    /// It is, or is a disguise of, a password that many people use.
    Common,
    /// It contains a word of its context. Which one is not said: that would repeat a part of the password.
    Context,
    /// zxcvbn's score is below 3: fewer than 10^8 guesses.
    Guessable {
        /// 0 to 2.
        score: u8,
    },
}

impl Weakness {
    /// What to tell the person who typed it. Never repeats the password.
    pub fn sentence(&self) -> String {
        match self {
            Self::Common => "Many people use this password or one like it, and attackers try those first. Choose another one.".to_owned(),
            Self::Context => "Leave out the names, numbers and addresses that belong to this user or pool.".to_owned(),
            Self::Guessable { .. } => "This password is easy to guess. Make it longer, or use words that do not belong together.".to_owned(),
        }
    }
}

/// The first weakness of a password, if it has one. The context is what an attacker may know: the user's names, username,
/// e-mail address and phone number, the pool's name, the company's words; each is taken apart into its words.
pub fn weakness(password: &str, context: &[&str]) -> Option<Weakness> {
    if is_common(password) {
        return Some(Weakness::Common);
    }
    let words = words_of(context);
    if has_one_of(password, &words) {
        return Some(Weakness::Context);
    }
    score_below_three(password, &words)
}

/// Every word of the context with [`SHORTEST_WORD`] characters or more, in small letters, and each stretch of a phone number.
fn words_of(context: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = OWN_WORDS.iter().map(|word| (*word).to_owned()).collect();
    for text in context {
        words.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= SHORTEST_WORD).map(str::to_lowercase));
        if !text.chars().any(char::is_alphabetic) {
            let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
            words.extend(digits.windows(PHONE_DIGITS).map(|stretch| stretch.iter().collect::<String>()));
        }
    }
    words
}

/// The password contains one of the words, as it is or with the usual swaps; a number only as it is.
fn has_one_of(password: &str, words: &[String]) -> bool {
    let small = Zeroizing::new(password.to_lowercase());
    let bared = bare(&small);
    let has = |word: &String| small.contains(word.as_str()) || (word.chars().any(char::is_alphabetic) && bared.contains(bare(word).as_str()));
    words.iter().any(has)
}

fn score_below_three(password: &str, words: &[String]) -> Option<Weakness> {
    let end = password.char_indices().nth(LOOKED_AT).map_or(password.len(), |(place, _)| place);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let score = zxcvbn(password.get(..end).unwrap_or(password), &words).score();
    (score < Score::Three).then(|| Weakness::Guessable { score: score.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: [&str; 6] = ["Anna Kowalska", "anna.kowalska", "a.kowalska@northwind.example", "+48 600 123 456", "Northwind customers", "ACME"];

    fn has_context(password: &str) -> bool {
        weakness(password, &CONTEXT) == Some(Weakness::Context)
    }

    #[test]
    fn common_passwords_are_weak_in_any_disguise() {
        for password in ["Password1!", "P@ssw0rd2026", "qwerty123456", "Football!!", "M0nkey99"] {
            assert_eq!(weakness(password, &[]), Some(Weakness::Common), "{password}");
        }
    }

    #[test]
    fn words_of_the_context_are_found_in_any_case_and_with_swaps() {
        for password in ["xq7-KOWALSKA-mz3t", "xq7-k0wal5ka-mz3t", "tz-Northwind-7qkf", "Customers-92-xkq", "wq-aCmE-42-hjtz", "Passdesk-93kq-tz", "Kowalska7"] {
            assert!(has_context(password), "{password}");
        }
    }

    #[test]
    fn six_digits_of_the_phone_number_are_enough_and_five_are_not() {
        assert!(has_context("xkq-600123-Htz-w") && has_context("xkq-123456-Htz-w"));
        assert!(!has_context("xkq-60012-7Htz-wm"));
    }

    #[test]
    fn short_words_of_the_context_are_left_alone() {
        assert_eq!(weakness("vz-Lee-4q-Jo-t7m-wk", &["Jo Lee", "jo@lee.example"]), None);
    }

    #[test]
    fn what_zxcvbn_scores_below_three_is_guessable() {
        for password in ["zxcvfr45tg", "acornacorn", "aaaaaaaaaaaaaaaaaaaa", "19840512"] {
            assert!(matches!(weakness(password, &[]), Some(Weakness::Guessable { score: 0..=2 })), "{password}");
        }
        for password in ["k7mf-3xHd-9tc4", "correct horse battery staple", "żółw-jeż-łoś-ćma-79"] {
            assert_eq!(weakness(password, &[]), None, "{password}");
        }
    }

    #[test]
    fn what_follows_the_first_thirty_characters_does_not_count_and_does_not_hold_up() {
        let endless = "ż".repeat(10_000);
        assert!(matches!(weakness(&endless, &CONTEXT), Some(Weakness::Guessable { .. })));
        let padded = format!("{}k7mf-3xHd-9tc4-pwa6", "a".repeat(LOOKED_AT));
        assert!(matches!(weakness(&padded, &[]), Some(Weakness::Guessable { .. })));
    }

    #[test]
    fn no_weakness_holds_or_says_the_password() {
        for password in ["Password1!", "Kowalska", "Kowalska7!", "xq7-kowalska-mz3t", "acornacorn", "northwind"] {
            let weak = weakness(password, &CONTEXT).expect("weak");
            let told = format!("{weak:?} {}", weak.sentence()).to_lowercase();
            assert!(!told.contains(&password.to_lowercase()), "{told}");
        }
    }
}
