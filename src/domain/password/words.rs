//! The words of passwords that are made of words.

use std::sync::LazyLock;

/// 2,442 words of three to six letters from the EFF's long word list; `docs/third-party.md` names source and licence.
static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("words.txt").lines().collect());

/// The words, sorted, in small letters `a` to `z`.
pub fn words() -> &'static [&'static str] {
    &WORDS
}

/// Whether this is one of the words, written small or with a capital first letter.
pub fn is_word(text: &str) -> bool {
    let small = text.to_ascii_lowercase();
    let rest_is_small = text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    rest_is_small && WORDS.binary_search(&small.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::password::generator::LONGEST_WORD;

    #[test]
    fn the_words_are_sorted_different_short_and_plain() {
        assert!(words().windows(2).all(|pair| pair[0] < pair[1]));
        assert!(words().iter().all(|word| (3..=LONGEST_WORD).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())));
    }

    #[test]
    fn a_word_is_known_in_small_letters_and_with_a_capital() {
        assert!(is_word("acorn") && is_word("Acorn"));
        assert!(!is_word("aCorn") && !is_word("ACORN") && !is_word("acornx") && !is_word(""));
    }
}
