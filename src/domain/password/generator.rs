//! The generator: at least 90 bits, from an alphabet that survives a telephone, a screen and a keyboard.
//!
//! **Characters**: groups of four with hyphens between, five groups or as many as the pool's minimum length needs:
//! `k7mf-3xHd-9tc4-pwa6-ny2e`. Of the n places outside the hyphens, 3n/10 hold digits, one a capital and the rest small
//! letters, each drawn evenly, and every arrangement of them is equally likely. So there are
//! n · C(n−1, 3n/10) · 8^(3n/10) · 9 · 15^(n−1−3n/10) passwords, all equally likely: for n = 20 that is
//! 20 · 27,132 · 8^6 · 9 · 15^13 = 2^91.0. All four classes are always there, so a stricter policy tomorrow changes nothing.
//!
//! **Words**: eight words of 2,442, hyphens between: 8 · log2(2,442) = 90.03 bits, and 3 more with a digit. Where that is
//! shorter than the pool's minimum, words are added until it is not, and no phrase is likelier than before.

use rand::CryptoRng;
use zeroize::Zeroizing;

use super::policy::{LONGEST_PASSWORD, PasswordPolicy};
use super::words::words;
use crate::domain::secret::Secret;

/// The small letters used. Left out: `i l o` (1 0), `b g q s z` (6 9 5 2), `r` (`rn` reads as `m`), `v` (`vv` reads as `w`),
/// `u` (v); without `i o u` the letters also spell fewer words that nobody wants to read out.
pub const SMALL_LETTERS: &[u8; 15] = b"acdefhjkmnptwxy";
/// The capitals used: none that is only a larger small letter (`C K P U V W X Y`), and none of `B D G I J O Q S Z` (8 0 6 1 5 2).
pub const CAPITALS: &[u8; 9] = b"AEFHLMNRT";
/// The digits used: not `0` and `1`. What `2 5 6 8 9` look like is not among the letters.
pub const DIGITS: &[u8; 8] = b"23456789";
/// The one symbol. Cognito counts it; it has a short name, is on an unshifted key of most keyboards, and is nothing to HTML,
/// URLs, CSV and shells. It never comes first, where a shell would read an option and a spreadsheet a formula.
pub const SEPARATOR: char = '-';

/// The places of one group.
const GROUP: usize = 4;
/// The fewest groups: 20 places are 91.0 bits.
const FEWEST_GROUPS: usize = 5;
/// The fewest words: 8 are 90.03 bits.
const FEWEST_WORDS: usize = 8;
/// The letters of the longest word.
pub(super) const LONGEST_WORD: usize = 6;
/// The largest minimum length that Cognito lets a pool have.
const LARGEST_MINIMUM: usize = 99;

/// How many passwords of the shortest kind there are; this does not compile if they are fewer than 2^90.
const SHORTEST_COUNT: u128 = 20 * 27_132 * 8_u128.pow(6) * 9 * 15_u128.pow(13);
const _: () = assert!(SHORTEST_COUNT >= 1 << 90);
/// One letter short of the minimum, then a hyphen and the longest word: it still fits.
const _: () = assert!(LARGEST_MINIMUM + LONGEST_WORD < LONGEST_PASSWORD);

/// What a generated password is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PasswordStyle {
    /// Groups of letters and digits: short, spelt out.
    #[default]
    Characters,
    /// Words with hyphens between: long, said as words.
    Words,
}

/// Whether words make a password that fits: true for every policy that Cognito allows, since a phrase ends with the word
/// that brings it to the minimum, or with the eighth.
pub fn allows_words(policy: &PasswordPolicy) -> bool {
    usize::from(policy.minimum_length) <= LARGEST_MINIMUM
}

/// Makes a password that meets the policy, with at least 90 bits of chance from `rng`.
/// Words where the policy has no room for them ([`allows_words`]) become characters.
pub fn generate(policy: &PasswordPolicy, style: PasswordStyle, rng: &mut dyn CryptoRng) -> Secret<String> {
    match style {
        PasswordStyle::Words if allows_words(policy) => phrase(policy, rng),
        PasswordStyle::Words | PasswordStyle::Characters => characters(policy, rng),
    }
}

fn characters(policy: &PasswordPolicy, rng: &mut dyn CryptoRng) -> Secret<String> {
    let minimum = usize::from(policy.minimum_length).min(LARGEST_MINIMUM);
    // g groups and the hyphens between them are 5g − 1 characters.
    let groups = (minimum + 1).div_ceil(GROUP + 1).max(FEWEST_GROUPS);
    let places = groups * GROUP;
    let digits = places * 3 / 10;
    let mut body = Zeroizing::new(Vec::with_capacity(places));
    body.push(pick(CAPITALS, rng));
    body.extend((0..digits).map(|_| pick(DIGITS, rng)));
    body.extend((digits + 1..places).map(|_| pick(SMALL_LETTERS, rng)));
    shuffle(&mut body, rng);
    // Room for all of it: a string that grows leaves copies behind.
    let mut password = String::with_capacity(places + groups - 1);
    for (place, byte) in body.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            password.push(SEPARATOR);
        }
        password.push(char::from(*byte));
    }
    Secret::new(password)
}

fn phrase(policy: &PasswordPolicy, rng: &mut dyn CryptoRng) -> Secret<String> {
    let tail = if policy.requires_numbers { 2 } else { 0 };
    let minimum = usize::from(policy.minimum_length);
    // Room for all of it, as above: the minimum, or eight of the longest words, and one word more with the digit.
    let mut password = String::with_capacity(minimum.max(FEWEST_WORDS * (LONGEST_WORD + 1)) + LONGEST_WORD + 1 + tail);
    let mut count = 0;
    while count < FEWEST_WORDS || password.len() + tail < minimum {
        if count > 0 {
            password.push(SEPARATOR);
        }
        let start = password.len();
        password.push_str(pick(words(), rng));
        if policy.requires_uppercase
            && let Some(first) = password.get_mut(start..=start)
        {
            first.make_ascii_uppercase();
        }
        count += 1;
    }
    if policy.requires_numbers {
        password.push(SEPARATOR);
        password.push(char::from(pick(DIGITS, rng)));
    }
    Secret::new(password)
}

/// One item, each equally likely.
fn pick<T: Copy>(items: &[T], rng: &mut dyn CryptoRng) -> T {
    items[below(items.len(), rng)]
}

/// Puts the items into any order, each equally likely (Fisher and Yates).
fn shuffle<T>(items: &mut [T], rng: &mut dyn CryptoRng) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(last + 1, rng));
    }
}

/// A number below `bound`, each equally likely: as many random bits as the bound has, drawn again while they are too large.
/// `rand`'s own ranges accept a bias of 2^-48 in exchange for speed.
fn below(bound: usize, rng: &mut dyn CryptoRng) -> usize {
    let mask = bound.next_power_of_two() - 1;
    loop {
        let draw = rng.next_u32() as usize & mask;
        if draw < bound {
            return draw;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    fn policy(minimum_length: u8) -> PasswordPolicy {
        PasswordPolicy { minimum_length, ..PasswordPolicy::default() }
    }

    #[test]
    fn characters_are_five_groups_of_four_or_as_many_as_the_minimum_needs() {
        let mut rng = StdRng::seed_from_u64(1);
        for (minimum, length) in [(6, 24), (24, 24), (25, 29), (29, 29), (30, 34), (98, 99), (99, 99)] {
            let password = generate(&policy(minimum), PasswordStyle::default(), &mut rng);
            let groups: Vec<&str> = password.expose().split(SEPARATOR).collect();
            assert_eq!(password.expose().len(), length, "minimum {minimum}");
            assert!(groups.iter().all(|group| group.len() == GROUP), "minimum {minimum}");
        }
    }

    #[test]
    fn words_are_eight_or_as_many_as_the_minimum_needs_and_a_digit_where_asked_for() {
        let mut rng = StdRng::seed_from_u64(2);
        for minimum in 6..=99 {
            let password = generate(&policy(minimum), PasswordStyle::Words, &mut rng);
            let (phrase, digit) = password.expose().rsplit_once(SEPARATOR).expect("a digit");
            let words = phrase.split(SEPARATOR).collect::<Vec<_>>();
            assert!(digit.len() == 1 && digit.bytes().all(|byte| DIGITS.contains(&byte)));
            assert!(words.len() >= FEWEST_WORDS && words.iter().all(|word| word.starts_with(|c: char| c.is_ascii_uppercase())));
            assert!(password.expose().len() <= 57_usize.max(usize::from(minimum) + LONGEST_WORD) + 2);
        }
        let plain = PasswordPolicy { requires_uppercase: false, requires_numbers: false, ..policy(8) };
        let password = generate(&plain, PasswordStyle::Words, &mut rng);
        assert!(password.expose().split(SEPARATOR).all(|word| words().contains(&word)));
    }

    #[test]
    fn a_minimum_beyond_cognitos_gets_the_longest_characters() {
        let mut rng = StdRng::seed_from_u64(3);
        assert!((6..=99).all(|minimum| allows_words(&policy(minimum))) && !allows_words(&policy(100)));
        assert_eq!(generate(&policy(255), PasswordStyle::Words, &mut rng).expose().len(), LARGEST_MINIMUM);
    }

    #[test]
    fn no_two_characters_of_the_alphabet_look_alike() {
        let families = ["0OoQD", "1lIi|!jJ", "2Zz", "5Ss$", "6Gb", "8B", "9gq", "Cc", "Kk", "Pp", "Uuv", "Vv", "Ww", "Xx", "Yy", "Mm", "rn", "nm"];
        let alphabet: String = [&SMALL_LETTERS[..], CAPITALS, DIGITS].concat().into_iter().map(char::from).collect();
        let shared = |family: &&str| family.chars().filter(|c| alphabet.contains(*c)).count();
        // M and m, n and m differ in shape and are said differently; every other family has one member at most.
        let crowded: Vec<&str> = families.into_iter().filter(|family| shared(family) > 1).collect();
        assert_eq!(crowded, ["Mm", "nm"]);
    }

    #[test]
    fn every_number_below_a_bound_is_drawn_and_none_beyond() {
        let mut rng = StdRng::seed_from_u64(4);
        for bound in 1..=40 {
            let mut seen = vec![false; bound];
            (0..bound * 40).for_each(|_| seen[below(bound, &mut rng)] = true);
            assert!(seen.into_iter().all(|seen| seen), "bound {bound}");
        }
    }

    #[test]
    fn every_arrangement_is_equally_likely() {
        let mut rng = StdRng::seed_from_u64(5);
        let mut tally = std::collections::BTreeMap::new();
        for _ in 0..24_000 {
            let mut items = [0, 1, 2, 3];
            shuffle(&mut items, &mut rng);
            *tally.entry(items).or_insert(0_i32) += 1;
        }
        // 1,000 each; the standard deviation is 31.
        assert_eq!(tally.len(), 24);
        assert!(tally.values().all(|count| (count - 1_000).abs() < 160), "{tally:?}");
    }
}
