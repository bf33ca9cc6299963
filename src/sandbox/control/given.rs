//! Members of control requests that plain types do not read.

use serde::{Deserialize, Deserializer, de};

use crate::sandbox::clock::Moment;

/// A time in RFC 3339, as in `2026-11-21T18:00:00Z`.
#[derive(Debug, Clone, Copy)]
pub struct When(pub Moment);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Moment::parse(&text).map(Self).ok_or_else(|| de::Error::custom(format!("{text:?} is no time of RFC 3339")))
    }
}

/// For a member of which `null` says something else than its absence; with `#[serde(default)]`.
pub fn or_null<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
