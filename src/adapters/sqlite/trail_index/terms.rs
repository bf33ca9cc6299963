//! What an action is found by: words that many actions share, the grams of its texts, and values that few share.

use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::folding::fold;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::{actor_key, basis_of, is_mere_read, noun_of, plain_reference, plain_ticket, roles_of};
use sha2::{Digest, Sha256};

/// Kinds of postings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Space {
    /// A named value: a pool, an event, a role.
    Named = 0,
    /// A gram of the free text.
    Text = 1,
    /// A gram of the user's name and username.
    User = 2,
    /// A day.
    Day = 3,
}

impl Space {
    pub(super) fn from_number(number: i64) -> Option<Self> {
        [Self::Named, Self::Text, Self::User, Self::Day].into_iter().find(|space| *space as i64 == number)
    }
}

/// The number of a named value. By SHA-256, so that nobody can choose an address or a name that counts as another one.
pub(super) fn named(what: &str, value: &str) -> i64 {
    i64::from_be_bytes(digest(what, value)[..8].try_into().unwrap_or_default())
}

/// The term of every action.
pub(super) fn any() -> i64 {
    named("any", "")
}

/// The term of searches and readings.
pub(super) fn mere_read() -> i64 {
    named("read", "mere")
}

/// The term of intents without an outcome.
pub(super) fn open() -> i64 {
    named("ended", "open")
}

/// The term of an outcome.
pub(super) fn ended(outcome: Outcome) -> i64 {
    named("ended", outcome.name())
}

/// The term for how an action ended, as far as is known by now.
pub(super) fn ending(row: &TrailRow) -> Option<i64> {
    if row.is_open() { Some(open()) } else { row.ended().map(ended) }
}

/// The named values of an action; how it ended is not among them, for that changes.
pub(super) fn named_values(entry: &AuditEntry, mut found: impl FnMut(i64)) {
    found(any());
    found(named("kind", entry.kind.name()));
    if is_mere_read(entry) {
        found(mere_read());
    }
    found(named("event", &entry.event));
    found(named("noun", noun_of(&entry.event)));
    found(named("address", &entry.address));
    if let Some(target) = &entry.target {
        found(named("pool", &target.pool));
    }
    if let Some(run) = entry.run {
        found(named("run", &run.to_string()));
    }
    if let Some(basis) = basis_of(entry) {
        found(named("basis", basis));
    }
    let mut roles: Vec<&str> = roles_of(entry).collect();
    roles.sort_unstable();
    roles.dedup();
    roles.into_iter().for_each(|role| found(named("role", role)));
    if let (Some(actor), Some(key)) = (&entry.actor, actor_key(entry)) {
        found(named("actor", &key));
        found(named("actor sub", &actor.sub));
        found(named("actor name", &fold(&actor.name)));
    }
}

/// A value that few actions share: a bucket, and what tells it from others in the bucket.
pub(super) type Exact = (u8, u32);

/// The key of such a value.
pub(super) fn exact(what: &str, value: &str) -> Exact {
    let digest = digest(what, value);
    (digest[0], u32::from_be_bytes([digest[1], digest[2], digest[3], digest[4]]))
}

/// The values of an action that few share.
pub(super) fn exact_values(entry: &AuditEntry, mut found: impl FnMut(Exact)) {
    if let Some(target) = entry.target.as_ref().filter(|target| !target.sub.is_empty()) {
        found(exact("user", &target.sub));
    }
    if let Some(ticket) = entry.ticket.as_deref().map(plain_ticket).filter(|ticket| !ticket.is_empty()) {
        found(exact("ticket", &ticket));
    }
    let reference = plain_reference(&entry.request_id);
    if !reference.is_empty() {
        found(exact("reference", &reference));
    }
}

/// The grams of a folded text, line by line: every three letters that follow each other; of scripts that write words in one or two letters,
/// every one and two as well, and of numbers every five digits. Those over white space are left out where words are looked for one by one.
pub(super) fn grams(text: &str, is_by_words: bool, mut found: impl FnMut(i64)) {
    let mut last = [None::<char>; 2];
    let (mut digits, mut number) = (0, 0);
    for letter in text.chars() {
        (digits, number) = letter.to_digit(10).map_or((0, 0), |digit| (digits + 1, (number * 10 + i64::from(digit)) % 100_000));
        if digits >= 5 {
            found(FIVE_DIGITS | number);
        }
        if letter == '\n' || (is_by_words && letter.is_whitespace()) {
            last = [None; 2];
            continue;
        }
        if is_dense(letter) {
            found(gram([letter, '\0', '\0']));
            if let Some(before) = last[1].filter(|before| is_dense(*before)) {
                found(gram([before, letter, '\0']));
            }
        }
        if let [Some(first), Some(second)] = last {
            found(gram([first, second, letter]));
        }
        last = [last[1], Some(letter)];
    }
}

/// Grams that are looked up for a text at most; what they leave open is read.
const LOOKED_UP: usize = 12;

/// The grams by which a folded text is looked for, spread over it; empty where none of its letters lead anywhere.
pub(super) fn grams_to_look_for(text: &str) -> Vec<i64> {
    let mut all = Vec::new();
    grams(text, false, |gram| all.push(gram));
    // Three letters say more than the one and two within them.
    if all.iter().any(|gram| gram & 0x1F_FFFF != 0) {
        all.retain(|gram| gram & 0x1F_FFFF != 0 || gram & FIVE_DIGITS != 0);
    }
    // Five digits, which are seldom the same, stand first.
    all.sort_unstable_by_key(|gram| std::cmp::Reverse(*gram));
    all.dedup();
    let step = all.len().div_ceil(LOOKED_UP).max(1);
    all.into_iter().step_by(step).collect()
}

/// Marks a gram of five digits: tickets and the numbers of people would otherwise lead to everything that has their digits somewhere.
const FIVE_DIGITS: i64 = 1 << 62;

/// A letter of a script in which one or two make a word: Chinese, Japanese, Korean.
fn is_dense(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Three letters of 21 bits each; NUL stands for none.
fn gram(letters: [char; 3]) -> i64 {
    letters.into_iter().fold(0, |gram, letter| gram << 21 | i64::from(u32::from(letter)))
}

fn digest(what: &str, value: &str) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(what);
    digest.update([0]);
    digest.update(value);
    digest.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, is_by_words: bool) -> Vec<i64> {
        let mut found = Vec::new();
        grams(text, is_by_words, |gram| found.push(gram));
        found
    }

    #[test]
    fn grams_stay_within_lines_and_words() {
        assert_eq!(of("ana lu\nxy", true), [gram(['a', 'n', 'a'])]);
        assert_eq!(of("ana lu\nxy", false).len(), 4);
        assert!(of("ab", true).is_empty());
    }

    #[test]
    fn numbers_are_looked_up_by_five_digits() {
        let looked_up = grams_to_look_for("204817");
        assert_eq!(looked_up[..2], [FIVE_DIGITS | 20_481, FIVE_DIGITS | 4_817]);
        assert!(looked_up.iter().all(|gram| of("inc-2048170", true).contains(gram)));
        assert!(!of("20481-7", true).contains(&(FIVE_DIGITS | 4_817)));
    }

    #[test]
    fn chinese_names_of_two_letters_are_looked_up() {
        assert_eq!(grams_to_look_for("李"), [gram(['李', '\0', '\0'])]);
        assert!(grams_to_look_for("李娜").iter().all(|gram| of("王 李娜", true).contains(gram)));
        assert_eq!(grams_to_look_for("ab"), [0_i64; 0]);
    }

    #[test]
    fn what_is_looked_for_is_in_what_is_found() {
        let text = "caller lost the phone, inc-204817 😀 李娜 x";
        for word in text.split(' ') {
            let kept = of(text, true);
            assert!(grams_to_look_for(word).iter().all(|gram| kept.contains(gram)), "{word}");
        }
        assert!(grams_to_look_for(&"abcdefgh".repeat(40)).len() <= LOOKED_UP);
        let long: String = (0..200_u32).filter_map(|number| char::from_u32(0x100 + number)).collect();
        assert_eq!(grams_to_look_for(&long).len(), 12);
    }
}
