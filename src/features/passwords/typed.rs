//! A password as somebody typed it, on its way from the form to the call.

use crate::domain::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Comes out of a form and goes nowhere but into the call: it does not print, and the server cannot write it.
#[derive(Debug)]
pub struct TypedPassword(Secret<String>);

impl TypedPassword {
    /// The password, given away.
    pub fn into_secret(self) -> Secret<String> {
        self.0
    }

    /// The password, to be checked.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose().is_empty()
    }
}

impl Default for TypedPassword {
    fn default() -> Self {
        Self(Secret::new(String::new()))
    }
}

impl<'de> Deserialize<'de> for TypedPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for TypedPassword {
    /// A server function's fields must be writable; nothing may come of this one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_password_is_read_and_neither_printed_nor_written() {
        let typed: TypedPassword = serde_json::from_str(r#""hunter2""#).expect("a string");
        assert_eq!((format!("{typed:?}"), serde_json::to_string(&typed).ok()), ("TypedPassword([redacted])".to_owned(), Some(r#""""#.to_owned())));
        assert_eq!(typed.into_secret().expose(), "hunter2");
    }
}
