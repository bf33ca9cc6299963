//! `[[audit.metadata]]`: what records keep of ClientMetadata, by key.

use super::faults::Faults;
use super::raw::RawMetadataRule;
use crate::domain::metadata_record::{KeyPattern, MetadataRules, ValueRecord};

/// The rules in their order; `records_values` is `desk.records_metadata_values`, for keys that none of them names.
pub(super) fn check(raw: &[RawMetadataRule], records_values: bool, faults: &mut Faults) -> MetadataRules {
    let mut checked = MetadataRules::for_all(if records_values { ValueRecord::Whole } else { ValueRecord::LeftOut });
    for (place, rule) in raw.iter().enumerate() {
        let name = |setting: &str| format!("audit.metadata[{place}].{setting}");
        let keys = rule.keys.as_deref().ok_or_else(|| "is missing: the keys that it is for, as in ticket*".to_owned());
        let keys = keys.and_then(|keys| KeyPattern::new(keys).ok_or_else(|| "is empty: no key fits it. `*` is every key".to_owned()));
        let words = ValueRecord::ALL.map(ValueRecord::word).join(", ");
        let values = rule.values.as_deref().ok_or_else(|| format!("is missing; it is one of {words}"));
        let values = values.and_then(|word| ValueRecord::from_word(word).ok_or_else(|| format!("`{word}` is none of {words}")));
        if checked.rules.iter().any(|(before, _)| before.is_for_all() || Some(before) == keys.as_ref().ok()) {
            faults.add(&name("keys"), "is never asked: a rule above has the same keys, or all of them");
        }
        if let (Some(keys), Some(values)) = (faults.keep(&name("keys"), keys), faults.keep(&name("values"), values)) {
            checked.rules.push((keys, values));
        }
    }
    checked
}
