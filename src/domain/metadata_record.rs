//! What records keep of ClientMetadata: by key, the value, a keyed hash of it, or its length.

use super::audit::AuditEntry;
use super::secret::Secret;
use aws_lc_rs::hmac;

/// Bytes of a hash: enough that two values do not share one.
const HASH: usize = 16;
/// What a hash begins with, so that nobody takes it for the value.
const HASHED: &str = "hmac:";

/// What is kept of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueRecord {
    /// The value itself.
    Whole,
    /// A keyed hash: who has the key can try values out, and who has not learns only which values of one key are the same.
    Hashed,
    /// Its length.
    LeftOut,
}

impl ValueRecord {
    /// All of them, for the configuration's faults.
    pub const ALL: [Self; 3] = [Self::Whole, Self::Hashed, Self::LeftOut];

    /// Its word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "recorded",
            Self::Hashed => "hashed",
            Self::LeftOut => "left_out",
        }
    }

    /// The one of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kept| kept.word() == word)
    }
}

/// Keys that a rule is for: `*` stands for any characters, also none; all else for itself, case included, as Cognito's keys are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPattern(String);

impl KeyPattern {
    /// The pattern; `None` for an empty one, which no key fits.
    pub fn new(pattern: &str) -> Option<Self> {
        (!pattern.is_empty()).then(|| Self(pattern.to_owned()))
    }

    /// Whether it is for every key.
    pub fn is_for_all(&self) -> bool {
        self.0.chars().all(|character| character == '*')
    }

    /// Whether it is for this key.
    pub fn fits(&self, key: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| key.strip_prefix(first)) else { return false };
        let parts: Vec<&str> = parts.collect();
        let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
        // The earliest place of each part leaves the most for those that follow.
        for part in between {
            let Some((_, after)) = rest.split_once(part) else { return false };
            rest = after;
        }
        rest.ends_with(last)
    }
}

/// Which values are kept, and how: the first rule that fits a key, else what holds for all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataRules {
    /// The rules, in the order of the configuration.
    pub rules: Vec<(KeyPattern, ValueRecord)>,
    /// For keys that no rule names.
    pub otherwise: ValueRecord,
}

impl MetadataRules {
    /// The same for every key.
    pub fn for_all(otherwise: ValueRecord) -> Self {
        Self { rules: Vec::new(), otherwise }
    }

    /// What is kept of a key's value.
    pub fn of(&self, key: &str) -> ValueRecord {
        self.rules.iter().find(|(pattern, _)| pattern.fits(key)).map_or(self.otherwise, |(_, kept)| *kept)
    }
}

/// ClientMetadata as a record keeps it. Only [`MetadataRecorder::keep`] makes one that has pairs, so none goes on record but by the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptMetadata {
    pairs: Vec<(String, String)>,
    withheld: Vec<String>,
}

impl KeptMetadata {
    /// Writes it into a record.
    pub fn fill(self, entry: &mut AuditEntry) {
        entry.client_metadata = self.pairs;
        entry.metadata_withheld = self.withheld;
    }
}

/// The rules, and the key of the hashes.
#[derive(Debug)]
pub struct MetadataRecorder {
    rules: MetadataRules,
    key: Secret<[u8; 32]>,
}

impl MetadataRecorder {
    /// With the key that this console's database keeps.
    pub fn new(rules: MetadataRules, key: Secret<[u8; 32]>) -> Self {
        Self { rules, key }
    }

    /// The pairs as a record keeps them.
    pub fn keep(&self, pairs: &[(String, String)]) -> KeptMetadata {
        let mut kept = KeptMetadata::default();
        for (key, value) in pairs {
            let rule = self.rules.of(key);
            let written = match rule {
                ValueRecord::Whole => value.clone(),
                ValueRecord::Hashed => self.hash(key, value),
                ValueRecord::LeftOut => format!("({} characters)", value.chars().count()),
            };
            kept.pairs.push((key.clone(), written));
            if rule != ValueRecord::Whole {
                kept.withheld.push(key.clone());
            }
        }
        kept
    }

    /// The pairs as they were typed, where a record has every value of them; `None` where one is withheld, there or by the rules of today:
    /// part of what was typed would be sent as if it were all, and a hash or a length as if it were the value.
    pub fn give_back<'a>(&self, entry: &'a AuditEntry) -> Option<&'a [(String, String)]> {
        let is_whole = entry.metadata_withheld.is_empty() && entry.client_metadata.iter().all(|(key, _)| self.rules.of(key) == ValueRecord::Whole);
        is_whole.then_some(entry.client_metadata.as_slice())
    }

    /// HMAC-SHA-256 over the key's length in bytes, a colon, the key and the value: bound to the key, so that the values of two keys cannot
    /// be compared.
    fn hash(&self, key: &str, value: &str) -> String {
        let hashed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.key.expose()), format!("{}:{key}{value}", key.len()).as_bytes());
        format!("{HASHED}{}", hex::encode(&hashed.as_ref()[..HASH]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::RecordKind;

    fn rules(rules: &[(&str, ValueRecord)], otherwise: ValueRecord) -> MetadataRules {
        MetadataRules { rules: rules.iter().map(|(pattern, kept)| (KeyPattern::new(pattern).unwrap(), *kept)).collect(), otherwise }
    }

    fn recorder(rules: MetadataRules, key: u8) -> MetadataRecorder {
        MetadataRecorder::new(rules, Secret::new([key; 32]))
    }

    fn kept(recorder: &MetadataRecorder, pairs: &[(&str, &str)]) -> AuditEntry {
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let mut entry = AuditEntry::new(RecordKind::Intent, "password.reset", 0, None, &RequestOrigin::default());
        recorder.keep(&pairs).fill(&mut entry);
        entry
    }

    #[test]
    fn a_pattern_has_stars_and_nothing_else() {
        for (pattern, key, fits) in [
            ("ticket", "ticket", true),
            ("ticket", "tickets", false),
            ("ticket", "Ticket", false),
            ("ticket*", "ticket", true),
            ("ticket*", "ticket_id", true),
            ("ticket*", "a ticket", false),
            ("*_id", "user_id", true),
            ("*_id", "user_id_2", false),
            ("a*b*c", "abc", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
            ("*a*", "banana", true),
            ("*", "", true),
            ("**", "anything", true),
            ("a.c", "abc", false),
            ("a?c", "abc", false),
            ("[ab]", "a", false),
            ("ключ*", "ключ 1", true),
        ] {
            assert_eq!(KeyPattern::new(pattern).unwrap().fits(key), fits, "{pattern} {key}");
        }
        assert!(KeyPattern::new("").is_none());
    }

    #[test]
    fn the_first_rule_that_fits_wins_and_the_rest_follow_the_general_one() {
        let rules = rules(&[("ticket_secret", ValueRecord::LeftOut), ("ticket*", ValueRecord::Whole), ("*", ValueRecord::Hashed)], ValueRecord::Whole);
        for (key, kept) in [("ticket", ValueRecord::Whole), ("ticket_secret", ValueRecord::LeftOut), ("phone", ValueRecord::Hashed)] {
            assert_eq!(rules.of(key), kept, "{key}");
        }
        assert_eq!(MetadataRules::for_all(ValueRecord::LeftOut).of("phone"), ValueRecord::LeftOut);
    }

    #[test]
    fn each_value_is_kept_as_its_rule_says_and_what_is_withheld_is_named() {
        let rules = rules(&[("phone", ValueRecord::Hashed), ("note", ValueRecord::LeftOut)], ValueRecord::Whole);
        let entry = kept(&recorder(rules, 1), &[("ticket", "INC-1"), ("phone", "+48 600 100 200"), ("note", "zażółć")]);
        let values: Vec<_> = entry.client_metadata.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!((values[0], values[2]), ("INC-1", "(6 characters)"));
        assert!(values[1].strip_prefix("hmac:").is_some_and(|hash| hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())), "{}", values[1]);
        assert_eq!(entry.metadata_withheld, ["phone", "note"]);
    }

    #[test]
    fn equal_values_of_one_key_have_one_hash_and_nothing_else_has_it() {
        let (one, other) = (recorder(MetadataRules::for_all(ValueRecord::Hashed), 1), recorder(MetadataRules::for_all(ValueRecord::Hashed), 2));
        let hash = |recorder: &MetadataRecorder, key: &str, value: &str| kept(recorder, &[(key, value)]).client_metadata[0].1.clone();
        assert_eq!(hash(&one, "pin", "1234"), hash(&one, "pin", "1234"));
        for (recorder, key, value) in [(&one, "pin", "1235"), (&one, "code", "1234"), (&one, "pin1", "234"), (&one, "pi", "n1234"), (&other, "pin", "1234")] {
            assert_ne!(hash(&one, "pin", "1234"), hash(recorder, key, value), "{key} {value}");
        }
    }

    #[test]
    fn only_what_is_on_record_whole_is_given_back() {
        let all = recorder(MetadataRules::for_all(ValueRecord::Whole), 1);
        let some = recorder(rules(&[("phone", ValueRecord::Hashed)], ValueRecord::Whole), 1);
        let pairs = [("ticket", "INC-1"), ("phone", "600")];
        assert_eq!(all.give_back(&kept(&all, &pairs)).map(<[_]>::len), Some(2));
        assert!(some.give_back(&kept(&some, &pairs)).is_none());
        assert!(all.give_back(&kept(&some, &pairs)).is_none(), "the rules of then");
        assert!(some.give_back(&kept(&all, &pairs)).is_none(), "the rules of now");
        assert!(some.give_back(&kept(&some, &[("ticket", "INC-1")])).is_some());
    }
}
