//! The password policy of a user pool, and which of its rules a password breaks.

use serde::{Deserialize, Serialize};

/// The longest password that Cognito takes, in characters (`AdminSetUserPassword`, Password).
pub const LONGEST_PASSWORD: usize = 256;

/// The symbols that Cognito counts (developer guide, "password requirements"); a space inside a password counts too.
pub const PASSWORD_SYMBOLS: &str = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";

/// What a pool asks of a password: Cognito's `PasswordPolicyType`, without the life of temporary ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// The fewest characters, 6 to 99.
    pub minimum_length: u8,
    /// At least one of `A` to `Z`.
    pub requires_uppercase: bool,
    /// At least one of `a` to `z`.
    pub requires_lowercase: bool,
    /// At least one of `0` to `9`.
    pub requires_numbers: bool,
    /// At least one of the symbols that Cognito counts.
    pub requires_symbols: bool,
    /// How many earlier passwords are refused, 0 to 24. Only Cognito can check this.
    pub history_size: u8,
}

impl Default for PasswordPolicy {
    /// What a pool gets that was made without a policy.
    fn default() -> Self {
        Self { minimum_length: 8, requires_uppercase: true, requires_lowercase: true, requires_numbers: true, requires_symbols: true, history_size: 0 }
    }
}

/// One rule that can be checked without Cognito.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PasswordRule {
    /// The pool's minimum length.
    Length,
    /// At most [`LONGEST_PASSWORD`] characters.
    Longest,
    /// A letter of `A` to `Z`.
    Uppercase,
    /// A letter of `a` to `z`.
    Lowercase,
    /// A digit.
    Number,
    /// A symbol that Cognito counts.
    Symbol,
    /// No space at the beginning or end.
    NoOuterSpace,
}

impl PasswordRule {
    /// Every rule, in reading order.
    const ALL: [Self; 7] = [Self::Length, Self::Longest, Self::Uppercase, Self::Lowercase, Self::Number, Self::Symbol, Self::NoOuterSpace];

    /// The rule in words, as a line of a list.
    pub fn sentence(self, policy: &PasswordPolicy) -> String {
        match self {
            Self::Length => format!("At least {} characters", policy.minimum_length),
            Self::Longest => format!("At most {LONGEST_PASSWORD} characters"),
            Self::Uppercase => "A capital letter (A to Z)".to_owned(),
            Self::Lowercase => "A lower-case letter (a to z)".to_owned(),
            Self::Number => "A digit (0 to 9)".to_owned(),
            Self::Symbol => "A symbol, for example - ! ? or @".to_owned(),
            Self::NoOuterSpace => "No space at the beginning or end".to_owned(),
        }
    }
}

impl PasswordPolicy {
    /// The rules that apply in this pool, in reading order.
    pub fn rules(&self) -> Vec<PasswordRule> {
        PasswordRule::ALL.into_iter().filter(|rule| self.has(*rule)).collect()
    }

    /// The rules that a password breaks, in reading order; empty when Cognito should take it.
    pub fn broken(&self, password: &str) -> Vec<PasswordRule> {
        PasswordRule::ALL.into_iter().filter(|rule| self.has(*rule) && !self.is_met(*rule, password)).collect()
    }

    /// Whether a password has what one rule asks for, also where this pool does not ask for it.
    pub fn is_met(&self, rule: PasswordRule, password: &str) -> bool {
        match rule {
            PasswordRule::Length => password.chars().count() >= usize::from(self.minimum_length),
            PasswordRule::Longest => password.chars().count() <= LONGEST_PASSWORD,
            PasswordRule::Uppercase => password.bytes().any(|byte| byte.is_ascii_uppercase()),
            PasswordRule::Lowercase => password.bytes().any(|byte| byte.is_ascii_lowercase()),
            PasswordRule::Number => password.bytes().any(|byte| byte.is_ascii_digit()),
            PasswordRule::Symbol => password.trim().chars().any(|c| c == ' ' || PASSWORD_SYMBOLS.contains(c)),
            PasswordRule::NoOuterSpace => password.trim() == password,
        }
    }

    const fn has(&self, rule: PasswordRule) -> bool {
        match rule {
            PasswordRule::Length | PasswordRule::Longest | PasswordRule::NoOuterSpace => true,
            PasswordRule::Uppercase => self.requires_uppercase,
            PasswordRule::Lowercase => self.requires_lowercase,
            PasswordRule::Number => self.requires_numbers,
            PasswordRule::Symbol => self.requires_symbols,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENIENT: PasswordPolicy =
        PasswordPolicy { minimum_length: 6, requires_uppercase: false, requires_lowercase: false, requires_numbers: false, requires_symbols: false, history_size: 0 };

    #[test]
    fn a_pool_without_a_policy_asks_for_eight_characters_of_all_classes() {
        let policy = PasswordPolicy::default();
        assert_eq!(policy.rules(), PasswordRule::ALL);
        assert_eq!(policy.broken("Tr4in-abc"), []);
        assert_eq!(policy.broken(""), [PasswordRule::Length, PasswordRule::Uppercase, PasswordRule::Lowercase, PasswordRule::Number, PasswordRule::Symbol]);
    }

    #[test]
    fn a_rule_that_the_pool_does_not_have_is_neither_listed_nor_broken() {
        assert_eq!(LENIENT.rules(), [PasswordRule::Length, PasswordRule::Longest, PasswordRule::NoOuterSpace]);
        assert_eq!(LENIENT.broken("aaaaaa"), []);
        assert!(!LENIENT.is_met(PasswordRule::Number, "aaaaaa"));
    }

    #[test]
    fn each_rule_is_broken_alone() {
        let policy = PasswordPolicy::default();
        let table = [
            ("Aa1-aaa", PasswordRule::Length),
            ("aa1-aaaa", PasswordRule::Uppercase),
            ("AA1-AAAA", PasswordRule::Lowercase),
            ("Aaa-aaaa", PasswordRule::Number),
            ("Aa1aaaaa", PasswordRule::Symbol),
            (" Aa1-aaaa", PasswordRule::NoOuterSpace),
            ("Aa1-aaaa ", PasswordRule::NoOuterSpace),
        ];
        for (password, rule) in table {
            assert_eq!(policy.broken(password), [rule], "{password:?}");
        }
    }

    #[test]
    fn length_is_counted_in_characters_and_ends_at_256() {
        assert_eq!(LENIENT.broken("żółw🐢z"), [], "six characters");
        assert_eq!(LENIENT.broken(&"ż".repeat(256)), []);
        assert_eq!(LENIENT.broken(&"ż".repeat(257)), [PasswordRule::Longest]);
    }

    #[test]
    fn letters_and_digits_of_other_scripts_do_not_count() {
        let policy = PasswordPolicy::default();
        assert_eq!(policy.broken("ŻÓŁ-żół-٣"), [PasswordRule::Uppercase, PasswordRule::Lowercase, PasswordRule::Number]);
    }

    #[test]
    fn a_space_inside_counts_as_a_symbol_and_one_outside_does_not() {
        let policy = PasswordPolicy::default();
        assert_eq!(policy.broken("Aa1 aaaa"), []);
        assert!(!policy.is_met(PasswordRule::Symbol, " Aa1aaaa"));
        assert!(!policy.is_met(PasswordRule::Symbol, "Aa1aaaa£"), "not one of Cognito's");
    }

    #[test]
    fn every_rule_reads_as_a_line_of_a_list() {
        let policy = PasswordPolicy { minimum_length: 12, ..PasswordPolicy::default() };
        assert_eq!(PasswordRule::Length.sentence(&policy), "At least 12 characters");
        assert!(policy.rules().into_iter().all(|rule| !rule.sentence(&policy).is_empty()));
    }
}
