//! Users: the people who are helped.

use super::contact::Contact;
use super::pool::PoolId;
pub use super::user_status::UserStatus;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A username: 1 to 128 characters, `[\p{L}\p{M}\p{S}\p{N}\p{P}]+` (Cognito API, `Username`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// The username as Cognito writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Username {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let count = text.chars().count();
        if count == 0 || count > 128 {
            return Err("a username has 1 to 128 characters");
        }
        // The pattern's classes leave out white space and control characters.
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err("a username has no spaces or control characters");
        }
        Ok(Self(text))
    }
}

impl From<Username> for String {
    fn from(username: Username) -> Self {
        username.0
    }
}

/// The `sub` attribute: what stays the same when a username or an alias moves.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sub(String);

impl Sub {
    /// The `sub` as Cognito writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sub {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=128).contains(&text.len()) && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if fits { Ok(Self(text)) } else { Err("a sub has letters, digits and hyphens, 128 at most") }
    }
}

impl From<Sub> for String {
    fn from(sub: Sub) -> Self {
        sub.0
    }
}

/// A user as `ListUsers` and `AdminGetUser` describe them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The pool they are in.
    pub pool: PoolId,
    /// The canonical username.
    pub username: Username,
    /// The `sub`; users without one cannot be acted on.
    pub sub: Sub,
    /// What Cognito says of their state.
    pub status: UserStatus,
    /// Disabled users cannot sign in, whatever their status.
    pub is_enabled: bool,
    /// Standard and custom attributes, as given.
    pub attributes: Vec<(String, String)>,
    /// When the user was created, UTC.
    pub created_at: Option<OffsetDateTime>,
    /// When the user last changed, UTC.
    pub changed_at: Option<OffsetDateTime>,
    /// MFA settings (`UserMFASettingList`), as `AdminGetUser` gives them.
    pub mfa: Vec<String>,
}

impl User {
    /// One attribute's value, if present and not empty.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// The e-mail address.
    pub fn email(&self) -> Option<&str> {
        self.attribute("email")
    }

    /// The phone number in E.164.
    pub fn phone(&self) -> Option<&str> {
        self.attribute("phone_number")
    }

    /// A contact's address.
    pub fn contact(&self, contact: Contact) -> Option<&str> {
        self.attribute(contact.attribute())
    }

    /// The contact is there and verified.
    pub fn is_verified(&self, contact: Contact) -> bool {
        match contact {
            Contact::Email => self.is_email_verified(),
            Contact::PhoneNumber => self.is_phone_verified(),
        }
    }

    /// The same user with this contact verified: to see what would come of it.
    #[must_use]
    pub fn with_verified(&self, contact: Contact) -> Self {
        let mut them = self.clone();
        them.attributes.retain(|(name, _)| name != contact.verified_attribute());
        them.attributes.push((contact.verified_attribute().to_owned(), "true".to_owned()));
        them
    }

    /// The e-mail address is verified.
    pub fn is_email_verified(&self) -> bool {
        self.email().is_some() && self.attribute("email_verified") == Some("true")
    }

    /// The phone number is verified.
    pub fn is_phone_verified(&self) -> bool {
        self.phone().is_some() && self.attribute("phone_number_verified") == Some("true")
    }

    /// Text messages are one of the user's second factors.
    pub fn has_sms_mfa(&self) -> bool {
        self.mfa.iter().any(|setting| setting == "SMS_MFA")
    }

    /// The full name: `name`, else given and family name.
    pub fn full_name(&self) -> Option<String> {
        if let Some(name) = self.attribute("name").filter(|name| !name.trim().is_empty()) {
            return Some(name.to_owned());
        }
        let parts: Vec<&str> = [self.attribute("given_name"), self.attribute("family_name")].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What to call the user on a page: the name, else the username.
    pub fn shown_name(&self) -> String {
        self.full_name().unwrap_or_else(|| self.username.as_str().to_owned())
    }

    /// Who signs this user in, when it is not Cognito: the provider's name from `identities`.
    pub fn identity_provider(&self) -> Option<String> {
        self.identities().first()?.get("providerName")?.as_str().map(str::to_owned)
    }

    /// What identity providers call this user: `userId` of each of the `identities` (`AdminLinkProviderForUser`).
    pub fn linked_ids(&self) -> Vec<String> {
        self.identities().iter().filter_map(|identity| identity.get("userId")?.as_str().map(str::to_owned)).collect()
    }

    fn identities(&self) -> Vec<serde_json::Value> {
        self.attribute("identities").and_then(|identities| serde_json::from_str(identities).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_are_read_by_cognitos_pattern() {
        let longest = "ü".repeat(128);
        let too_long = "a".repeat(129);
        for (text, fits) in [
            ("amara.okafor", true),
            ("משה", true),
            ("a+b@x.example", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("two words", false),
            ("tab\t", false),
        ] {
            assert_eq!(Username::try_from(text.to_owned()).is_ok(), fits, "{text}");
        }
    }
}
