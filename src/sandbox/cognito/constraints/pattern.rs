//! The model's regular expressions, as predicates. AWS holds the whole value against them.

/// What a string has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// No pattern.
    Anything,
    /// A user pool's id.
    PoolId,
    /// A username or a group's name.
    Name,
    /// An attribute's name.
    AttributeName,
    /// Nothing but visible characters.
    NoSpace,
    /// A password: no space at either end.
    Password,
    /// An app client's id.
    ClientId,
    /// A client's secret hash.
    SecretHash,
    /// An access or refresh token.
    Token,
}

impl Pattern {
    /// The expression, for the message.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Anything => ".*",
            Self::PoolId => r"[\w-]+_[0-9a-zA-Z]+",
            Self::Name => r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
            Self::AttributeName => r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+",
            Self::NoSpace => r"[\S]+",
            // The model says `[\S]+`; AWS's answers have named this one for years.
            Self::Password => r"^[\S]+.*[\S]+$",
            Self::ClientId => r"[\w+]+",
            Self::SecretHash => r"[\w+=/]+",
            Self::Token => r"[A-Za-z0-9-_=.]+",
        }
    }

    /// Whether a value looks like this.
    pub fn fits(self, value: &str) -> bool {
        let all = |belongs: fn(char) -> bool| !value.is_empty() && value.chars().all(belongs);
        match self {
            Self::Anything => true,
            Self::PoolId => is_pool_id(value),
            Self::Name => all(|c| !is_separator_or_other(c)),
            Self::AttributeName => all(|c| matches!(c, '\t' | '\n' | '\r' | ' ') || !is_separator_or_other(c)),
            Self::NoSpace => all(|c| !is_space(c)),
            Self::Password => !value.is_empty() && !value.starts_with(is_space) && !value.ends_with(is_space),
            Self::ClientId => all(|c| is_word(c) || c == '+'),
            Self::SecretHash => all(|c| is_word(c) || matches!(c, '+' | '=' | '/')),
            Self::Token => all(|c| is_word(c) || matches!(c, '-' | '=' | '.')),
        }
    }
}

fn is_pool_id(value: &str) -> bool {
    value.rsplit_once('_').is_some_and(|(region, rest)| {
        let is_region = !region.is_empty() && region.chars().all(|c| is_word(c) || c == '-');
        is_region && !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `\w`
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `\s`: the ASCII spaces only.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r')
}

/// The Unicode categories Z and C, which the pattern of names leaves out: separators, controls,
/// formats and private use. Unassigned code points pass; new versions of Unicode assign them.
fn is_separator_or_other(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_format(c) || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_every_letter_sign_and_symbol_and_no_space_or_control() {
        for name in ["amara.okafor", "田中", "sunflower🌻", "e\u{301}", "sean.o'brien+\"beta\"\\test", "₿"] {
            assert!(Pattern::Name.fits(name), "{name:?}");
        }
        for name in ["", "a b", "a\u{a0}b", "tab\t", "zero\u{200b}", "\u{202e}gnp", "\u{feff}", "\u{e000}"] {
            assert!(!Pattern::Name.fits(name), "{name:?}");
        }
    }

    #[test]
    fn a_password_may_hold_a_space_inside_and_none_at_its_ends() {
        for (password, fits) in [("a b", true), ("ä", true), ("\u{a0}x", true), (" a", false), ("a ", false), ("a\n", false), ("", false), (" ", false)] {
            assert_eq!(Pattern::Password.fits(password), fits, "{password:?}");
        }
    }

    #[test]
    fn pool_ids_tokens_and_clients_keep_to_their_alphabets() {
        for (pattern, value, fits) in [
            (Pattern::PoolId, "eu-west-1_Nw4Customers", true),
            (Pattern::PoolId, "us_gov_west_1_abc", true),
            (Pattern::PoolId, "nonsense", false),
            (Pattern::PoolId, "eu-west-1_", false),
            (Pattern::PoolId, "eu west-1_abc", false),
            (Pattern::Token, "eyJ.a-b_c=", true),
            (Pattern::Token, "a b", false),
            (Pattern::ClientId, "4nw+_", true),
            (Pattern::ClientId, "4nw-", false),
            (Pattern::AttributeName, "custom:a b", true),
            (Pattern::NoSpace, "a\u{a0}b", true),
        ] {
            assert_eq!(pattern.fits(value), fits, "{pattern:?} {value:?}");
        }
    }
}
