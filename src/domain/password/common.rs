//! Passwords that attackers try first, whatever the policy: found by what is left when the usual disguises are taken off.

use std::sync::LazyLock;

use zeroize::Zeroizing;

/// 42,137 forms ([`bare`]) of 55,836 common passwords, sorted; `docs/third-party.md` names sources and licences.
static COMMON: LazyLock<Vec<&'static str>> = LazyLock::new(|| include_str!("common.txt").lines().collect());

/// The fewest letters that what is left without the outer digits and symbols must have to be compared.
const SHORTEST_CORE: usize = 4;

/// Whether this is a common password, also in capitals, with the usual swaps (`P@ssw0rd`), and between digits and symbols.
pub fn is_common(password: &str) -> bool {
    let small = Zeroizing::new(password.to_lowercase());
    let core = small.trim_matches(|c: char| !c.is_alphabetic());
    is_listed(&small) || (core.chars().count() >= SHORTEST_CORE && is_listed(core))
}

fn is_listed(small: &str) -> bool {
    COMMON.binary_search(&bare(small).as_str()).is_ok()
}

/// Small letters with the usual swaps undone; `l`, `1`, `!` and `|` are all swapped for `i`, and so become `i`.
pub fn bare(small: &str) -> Zeroizing<String> {
    Zeroizing::new(small.chars().map(unswapped).collect())
}

const fn unswapped(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '8' => 'b',
        '3' => 'e',
        '6' | '9' => 'g',
        'l' | '1' | '!' | '|' => 'i',
        '0' => 'o',
        '5' | '$' => 's',
        '7' | '+' => 't',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_bare() {
        assert_eq!(COMMON.len(), 42_137);
        assert!(COMMON.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(COMMON.iter().all(|form| bare(form).as_str() == *form && *form == form.to_lowercase()));
    }

    #[test]
    fn common_passwords_are_known_in_every_disguise() {
        for password in
            ["password", "PASSWORD", "P@ssw0rd", "Passw0rd123!", "!!pa$$word!!", "12345678", "qwertyuiop", "1q2w3e4r", "Iloveyou2!", "f00tb4ll99", "DRAGON2026", "Test1234!"]
        {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn other_passwords_are_not_common() {
        for password in ["", "-", "29", "kj7-xyf-qp4", "acorn-tulip-zebra", "żółw-jeż-łoś", "correct horse battery staple", "passwordly-unlike-anything"] {
            assert!(!is_common(password), "{password}");
        }
    }
}
