//! Generated passwords against every policy that Cognito allows: 94 minimum lengths, 16 combinations of classes, both styles.
//! A million passwords are judged by the console's own rules and by the sandbox's, which does not know the console.

use std::thread;

use passdesk::domain::password::{self, CAPITALS, DIGITS, PasswordPolicy, PasswordStyle, SEPARATOR, SMALL_LETTERS};
use passdesk::sandbox::PasswordPolicy as CognitoPolicy;
use rand::SeedableRng as _;
use rand::rngs::StdRng;

/// So many passwords of each style for each policy: 3,008 times this is more than a million.
const EACH: usize = 333;
/// The normal deviate that is exceeded once in a million.
const ONE_IN_A_MILLION: f64 = 4.753_424;

fn every_policy() -> Vec<PasswordPolicy> {
    let classes = |minimum_length, bits: u8| PasswordPolicy {
        minimum_length,
        requires_uppercase: bits & 1 != 0,
        requires_lowercase: bits & 2 != 0,
        requires_numbers: bits & 4 != 0,
        requires_symbols: bits & 8 != 0,
        history_size: 0,
    };
    (6..=99).flat_map(|minimum| (0..16).map(move |bits| classes(minimum, bits))).collect()
}

/// The same policy as the sandbox's Cognito keeps it.
fn as_cognito(policy: &PasswordPolicy) -> CognitoPolicy {
    CognitoPolicy {
        minimum_length: usize::from(policy.minimum_length),
        require_uppercase: policy.requires_uppercase,
        require_lowercase: policy.requires_lowercase,
        require_numbers: policy.requires_numbers,
        require_symbols: policy.requires_symbols,
        password_history_size: usize::from(policy.history_size),
        temporary_password_validity_days: 7,
    }
}

/// How often each character, each word and each place of a capital or digit occurred.
struct Tally {
    passwords: usize,
    bytes: [u64; 256],
    words: Vec<u64>,
    capital_places: [u64; 20],
    digit_places: [u64; 20],
}

impl Tally {
    fn new() -> Self {
        Self { passwords: 0, bytes: [0; 256], words: vec![0; password::words().len()], capital_places: [0; 20], digit_places: [0; 20] }
    }

    fn add(&mut self, other: &Self) {
        self.passwords += other.passwords;
        let pairs = [
            (&mut self.bytes[..], &other.bytes[..]),
            (&mut self.words, &other.words),
            (&mut self.capital_places, &other.capital_places),
            (&mut self.digit_places, &other.digit_places),
        ];
        for (own, others) in pairs {
            own.iter_mut().zip(others).for_each(|(own, other)| *own += other);
        }
    }

    /// Counts the characters and, in passwords of twenty places, where the capital and the digits stand.
    fn count_characters(&mut self, text: &str) {
        let has_twenty_places = text.len() == 24;
        let mut place = 0;
        for byte in text.bytes() {
            if byte == SEPARATOR as u8 {
                continue;
            }
            self.bytes[usize::from(byte)] += 1;
            if has_twenty_places {
                self.capital_places[place] += u64::from(byte.is_ascii_uppercase());
                self.digit_places[place] += u64::from(byte.is_ascii_digit());
            }
            place += 1;
        }
    }

    fn count_words(&mut self, text: &str) {
        for group in text.split(SEPARATOR).filter(|group| group.len() > 1) {
            let place = password::words().binary_search(&group.to_ascii_lowercase().as_str()).expect("a word of the list");
            self.words[place] += 1;
        }
    }

    fn of(&self, class: &[u8]) -> Vec<u64> {
        class.iter().map(|byte| self.bytes[usize::from(*byte)]).collect()
    }
}

/// Makes [`EACH`] passwords of each style for each policy, and fails at the first that any judge refuses.
fn judged(policies: &[PasswordPolicy], seed: u64) -> Tally {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut tally = Tally::new();
    for policy in policies {
        let cognito = as_cognito(policy);
        for style in [PasswordStyle::Characters, PasswordStyle::Words] {
            for number in 0..EACH {
                let made = password::generate(policy, style, &mut rng);
                let text = made.expose();
                let broken = policy.broken(text);
                assert!(broken.is_empty(), "{policy:?} {style:?}: {text} breaks {broken:?}");
                assert_eq!(cognito.broken_rule(text), None, "{policy:?} {style:?}: {text}");
                tally.passwords += 1;
                match style {
                    PasswordStyle::Characters => tally.count_characters(text),
                    // Looking words up costs more than making them; an eighth is 200 of each.
                    PasswordStyle::Words if number % 8 == 0 => tally.count_words(text),
                    PasswordStyle::Words => {}
                }
            }
        }
    }
    tally
}

/// Chi-square of counts that should be equal, divided by what it may be once in a million (Wilson and Hilferty).
/// `spread` is the share of the multinomial variance that the way of counting leaves.
fn unevenness(counts: &[u64], spread: f64) -> f64 {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    assert!(expected > 100.0, "too few for a chi-square: {expected}");
    let square: f64 = counts.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum();
    let freedom = (counts.len() - 1) as f64;
    let ninth = 2.0 / (9.0 * freedom);
    square / spread / (freedom * (1.0 - ninth + ONE_IN_A_MILLION * ninth.sqrt()).powi(3))
}

#[test]
fn a_million_passwords_are_taken_by_both_judges_and_are_even() {
    let policies = every_policy();
    assert_eq!(policies.len(), 94 * 16);
    let share = policies.len().div_ceil(4);
    let tally = thread::scope(|scope| {
        let parts: Vec<_> = policies.chunks(share).zip(1..).map(|(part, seed)| scope.spawn(move || judged(part, seed))).collect();
        parts.into_iter().fold(Tally::new(), |mut sum, part| {
            sum.add(&part.join().expect("every password is taken"));
            sum
        })
    });
    assert!(tally.passwords >= 1_000_000, "{}", tally.passwords);

    let allowed = [&SMALL_LETTERS[..], CAPITALS, DIGITS].concat();
    let strange: Vec<u8> = (0..=255).filter(|byte| tally.bytes[usize::from(*byte)] > 0 && !allowed.contains(byte)).collect();
    assert!(strange.is_empty(), "not in the alphabet: {strange:?}");

    let even = [
        ("small letters", tally.of(SMALL_LETTERS), 1.0),
        ("capitals", tally.of(CAPITALS), 1.0),
        ("digits", tally.of(DIGITS), 1.0),
        ("words", tally.words.clone(), 1.0),
        ("places of the capital", tally.capital_places.to_vec(), 1.0),
        // Six places are taken without putting them back: 14/19 of the variance remain.
        ("places of the digits", tally.digit_places.to_vec(), 14.0 / 19.0),
    ];
    for (name, counts, spread) in even {
        let ratio = unevenness(&counts, spread);
        assert!(ratio < 1.0, "{name} are uneven, {ratio:.2} times what is believable: {counts:?}");
    }
}

#[test]
fn the_chi_square_sees_a_bias_of_one_per_cent() {
    let even = vec![1_000_000; 15];
    assert!(unevenness(&even, 1.0) < 0.01);
    let mut biased = even;
    biased[3] = 1_010_000;
    assert!(unevenness(&biased, 1.0) > 1.0);
}

/// log2 of n!, exactly enough for n of 100.
fn log2_factorial(n: usize) -> f64 {
    (2..=n).map(|factor| (factor as f64).log2()).sum()
}

/// log2 of how many passwords there are with the composition of this one, in any order.
fn bits_of_characters(text: &str) -> f64 {
    let number = |class: &[u8]| text.bytes().filter(|byte| class.contains(byte)).count();
    [&SMALL_LETTERS[..], CAPITALS, DIGITS]
        .iter()
        .fold(log2_factorial(text.len() - text.matches(SEPARATOR).count()), |bits, class| bits + number(class) as f64 * (class.len() as f64).log2() - log2_factorial(number(class)))
}

/// log2 of how many phrases there are with as many words and digits as this one.
fn bits_of_words(text: &str) -> f64 {
    let alternatives = |group: &str| if group.len() == 1 { DIGITS.len() } else { password::words().len() };
    text.split(SEPARATOR).map(|group| (alternatives(group) as f64).log2()).sum()
}

#[test]
fn every_policy_leaves_at_least_ninety_bits() {
    let mut rng = StdRng::seed_from_u64(90);
    let mut fewest = (f64::MAX, f64::MAX);
    for policy in every_policy() {
        assert!(password::allows_words(&policy));
        let composition = |text: &str| (text.len(), text.bytes().filter(u8::is_ascii_digit).count(), text.bytes().filter(u8::is_ascii_uppercase).count());
        let one = password::generate(&policy, PasswordStyle::Characters, &mut rng);
        let other = password::generate(&policy, PasswordStyle::Characters, &mut rng);
        // The count holds for all passwords of a policy only because all of them have the same composition.
        assert_eq!(composition(one.expose()), composition(other.expose()));
        let phrase = password::generate(&policy, PasswordStyle::Words, &mut rng);
        fewest = (fewest.0.min(bits_of_characters(one.expose())), fewest.1.min(bits_of_words(phrase.expose())));
    }
    assert!((91.0..91.1).contains(&fewest.0), "characters: {} bits", fewest.0);
    assert!((90.0..90.1).contains(&fewest.1), "words: {} bits", fewest.1);
}

#[test]
fn generated_passwords_pass_the_check_of_typed_ones() {
    let mut rng = StdRng::seed_from_u64(7);
    let context = ["Anna Kowalska", "anna.kowalska@northwind.example", "+48 600 123 456"];
    for style in [PasswordStyle::Characters, PasswordStyle::Words] {
        for minimum_length in [6, 30, 99] {
            let policy = PasswordPolicy { minimum_length, ..PasswordPolicy::default() };
            for _ in 0..20 {
                let made = password::generate(&policy, style, &mut rng);
                assert_eq!(password::weakness(made.expose(), &context), None, "{}", made.expose());
            }
        }
    }
}
