//! The two contacts that Cognito sends messages to.

use super::masking::{mask_email, mask_phone};
use serde::{Deserialize, Serialize};

/// A contact of a user, and the medium that reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// The e-mail address.
    Email,
    /// The phone number.
    PhoneNumber,
}

impl Contact {
    /// Both, in the order in which they are asked about.
    pub const ALL: [Self; 2] = [Self::Email, Self::PhoneNumber];

    /// Cognito's name of the attribute, and the word in forms and records.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// Cognito's name of the attribute that says whether it is verified.
    pub fn verified_attribute(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }

    /// The contact with this word.
    pub fn from_attribute(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contact| contact.attribute() == name)
    }

    /// As in "mark the e-mail address verified".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::PhoneNumber => "phone number",
        }
    }

    /// As in "an e-mail at d•••@x.example".
    pub fn message(self) -> &'static str {
        match self {
            Self::Email => "an e-mail",
            Self::PhoneNumber => "a text message",
        }
    }

    /// The address as it is shown until someone asks to see it.
    pub fn mask(self, address: &str) -> String {
        match self {
            Self::Email => mask_email(address),
            Self::PhoneNumber => mask_phone(address),
        }
    }
}
