//! `UserStatus`: what Cognito says of a user's state.

use std::fmt;

/// The longest word of a status that is kept, in characters.
const LONGEST: usize = 64;

/// `UserStatus` as Cognito names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserStatus {
    /// Signed up, never confirmed.
    Unconfirmed,
    /// Can sign in.
    Confirmed,
    /// No longer active.
    Archived,
    /// Disabled for a suspected compromise.
    Compromised,
    /// Cognito itself does not know.
    Unknown,
    /// Must finish a reset with a code.
    ResetRequired,
    /// Must change a temporary password at the first sign-in.
    ForceChangePassword,
    /// Signs in through an identity provider.
    ExternalProvider,
    /// A status this console has never heard of.
    Other(OtherStatus),
}

impl UserStatus {
    /// Every status that a table must treat.
    pub const ALL: [Self; 9] = [
        Self::Unconfirmed,
        Self::Confirmed,
        Self::Archived,
        Self::Compromised,
        Self::Unknown,
        Self::ResetRequired,
        Self::ForceChangePassword,
        Self::ExternalProvider,
        Self::Other(OtherStatus::NONE),
    ];

    /// Cognito's own word, also for a status that is not known here.
    pub fn name(&self) -> &str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::Archived => "ARCHIVED",
            Self::Compromised => "COMPROMISED",
            Self::Unknown => "UNKNOWN",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
            Self::Other(other) => other.as_str(),
        }
    }

    /// The status with Cognito's word.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == name).unwrap_or_else(|| Self::Other(OtherStatus::new(name)))
    }
}

/// The word of a status that this console has never heard of: its first 64 characters, with a question mark for each that is not
/// printable ASCII. A value without an owner, so that a status stays as easy to copy as the ones that are known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OtherStatus {
    bytes: [u8; LONGEST],
    length: usize,
}

impl OtherStatus {
    /// No word at all.
    const NONE: Self = Self { bytes: [0; LONGEST], length: 0 };

    fn new(word: &str) -> Self {
        let mut other = Self::NONE;
        for (place, c) in other.bytes.iter_mut().zip(word.chars()) {
            *place = u8::try_from(c).ok().filter(u8::is_ascii_graphic).unwrap_or(b'?');
            other.length += 1;
        }
        other
    }

    /// The word; where Cognito gave none, that.
    pub fn as_str(&self) -> &str {
        match std::str::from_utf8(&self.bytes[..self.length]) {
            Ok(word) if !word.is_empty() => word,
            _ => "no status",
        }
    }
}

impl fmt::Debug for OtherStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_own_word() {
        for status in UserStatus::ALL {
            assert_eq!(UserStatus::from_name(status.name()).name(), status.name());
        }
    }

    #[test]
    fn a_status_that_nobody_has_heard_of_keeps_cognitos_word() {
        let status = UserStatus::from_name("BRAND_NEW");
        assert!(matches!(status, UserStatus::Other(_)));
        assert_eq!((status.name(), format!("{status:?}").as_str()), ("BRAND_NEW", "Other(BRAND_NEW)"));
        assert_ne!(status, UserStatus::from_name("BRAND_NEWER"));
    }

    #[test]
    fn a_strange_word_is_cut_and_cannot_pass_for_a_known_one() {
        for (word, name) in [("", "no status"), ("CONFIRMED\u{200b}", "CONFIRMED?"), ("a b\n\u{202e}\0", "a?b???"), ("<b>", "<b>"), ("CONFIRMÉD", "CONFIRM?D")] {
            assert_eq!(UserStatus::from_name(word).name(), name, "{word:?}");
        }
        assert_eq!(UserStatus::from_name(&"Ż".repeat(1_000)).name(), "?".repeat(LONGEST));
    }
}
