//! The name under which AWS sees a person: that of the role session assumed for them, and its source identity. CloudTrail has it at
//! every call, the trail in every intent.

use super::actor::{Actor, StaffId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Characters of a name at most; AWS STS, `RoleSessionName` and `SourceIdentity`, which both take `[\w+=,.@-]{2,64}`.
const LONGEST: usize = 64;
/// Hexadecimal digits of a person's mark: 64 bits, so that two people do not share one by chance, and nobody makes up a second `sub`
/// for the mark of a first one.
const MARK: usize = 16;
/// What stands in the place of a name of which nothing can be written.
const NAMELESS: &str = "staff";

/// A role session's name. Two people never have the same one; the same person has the same one for as long as their e-mail address and
/// name stay.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RoleSession(String);

impl RoleSession {
    /// Of a person: their e-mail address or else their name, for reading, then a hyphen and their mark. Only the mark says who it is.
    pub fn of(actor: &Actor) -> Self {
        let written = actor.email.as_deref().and_then(readable).or_else(|| readable(&actor.name));
        Self(format!("{}-{}", written.as_deref().unwrap_or(NAMELESS), mark(&actor.id)))
    }

    /// Of nobody: for trying whether sessions can be had. It has the form of a person's, so that a trust policy that asks for the form
    /// lets it pass; the mark is nobody's.
    pub fn of_a_check() -> Self {
        Self(format!("passdesk-check-{}", "0".repeat(MARK)))
    }

    /// As it goes to AWS and into the record.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's mark: the first digits of SHA-256 over the issuer's address, a line feed and the `sub`. No address has a line feed, so no
/// two people have the same text.
fn mark(id: &StaffId) -> String {
    let digest = Sha256::digest(format!("{}\n{}", id.issuer, id.sub));
    hex::encode(digest).chars().take(MARK).collect()
}

/// The text in STS's alphabet, as long as there is room beside the mark: what cannot be written becomes an underscore, one for all that
/// stand together. It begins with a letter or a digit, since some programs take a cell that begins with `=`, `+`, `-` or `@` for a
/// formula. `None` where nothing is left.
fn readable(text: &str) -> Option<String> {
    let mut folded = String::new();
    for character in text.chars() {
        let is_written = character.is_ascii_alphanumeric() || "_+=,.@-".contains(character);
        match is_written {
            true => folded.push(character),
            false if !folded.ends_with('_') => folded.push('_'),
            false => {}
        }
    }
    let folded = folded.trim_start_matches(|first: char| !first.is_ascii_alphanumeric());
    let cut: String = folded.chars().take(LONGEST - MARK - 1).collect();
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ISSUER: &str = "https://id.example.com";

    fn named(issuer: &str, sub: &str, name: &str, email: Option<&str>) -> String {
        let id = StaffId { issuer: issuer.to_owned(), sub: sub.to_owned() };
        RoleSession::of(&Actor { id, name: name.to_owned(), email: email.map(str::to_owned), roles: BTreeSet::new() }).as_str().to_owned()
    }

    /// What AWS STS takes: `[\w+=,.@-]{2,64}`.
    fn is_taken(name: &str) -> bool {
        (2..=64).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c))
    }

    #[test]
    fn a_name_is_the_e_mail_address_and_the_mark_that_an_auditor_can_make() {
        // printf '%s\n%s' https://id.example.com nw-1003 | sha256sum | cut -c1-16
        assert_eq!(named(ISSUER, "nw-1003", "Hana Satō", Some("hana.sato@northwind.example")), "hana.sato@northwind.example-604da9144c12b244");
    }

    #[test]
    fn without_an_address_it_is_the_name_in_the_alphabet_of_sts() {
        for (name, readable) in
            [("Hana Satō", "Hana_Sat_"), ("Łukasz  Żak", "ukasz_ak"), ("=cmd|' /C calc'!A0", "cmd_C_calc_A0"), ("佐藤 花", "staff"), ("", "staff"), ("\u{202e}", "staff")]
        {
            let made = named(ISSUER, "nw-1003", name, None);
            assert_eq!(made.rsplit_once('-').map(|(readable, _)| readable), Some(readable), "{name}");
        }
        let made = named(ISSUER, "nw-1003", "Hana", Some("花"));
        assert!(made.starts_with("Hana-"), "an address of which nothing can be written: {made}");
    }

    #[test]
    fn whatever_the_issuer_says_sts_takes_it() {
        let long = "x".repeat(300);
        for text in ["", "a", "-", "nw|1003", "auth0|5f7c8ec7c33c6c004bbafe82", "a b\nc", "\u{0}", "ثريا", "😀", "aws:root", &long] {
            for made in [named(ISSUER, text, "", None), named(ISSUER, "s", text, None), named(ISSUER, "s", "", Some(text)), named(text, text, text, Some(text))] {
                assert!(is_taken(&made) && !made.starts_with("aws:"), "{text:?}: {made}");
            }
        }
        assert!(is_taken(RoleSession::of_a_check().as_str()));
    }

    #[test]
    fn two_people_never_share_a_name_whatever_they_are_called() {
        let subs = ["nw-1003", "NW-1003", "nw-1003 ", "nw_1003", "nw|1003", "nw-1003\n", "\nnw-1003", "", "ñ", "n\u{303}"];
        let issuers = [ISSUER, "https://id.example.com/", "https://id.example.com/nw", "https://ID.example.com"];
        let names: BTreeSet<String> = issuers.iter().flat_map(|issuer| subs.map(|sub| named(issuer, sub, "Hana", Some("hana@northwind.example")))).collect();
        assert_eq!(names.len(), issuers.len() * subs.len());
        let long = "h".repeat(80);
        assert_ne!(named(ISSUER, "1", &long, None), named(ISSUER, "2", &long, None), "the mark is never cut off");
    }
}
