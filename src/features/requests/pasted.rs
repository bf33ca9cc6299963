//! A document as somebody pasted it: there may be a password in it.

use crate::domain::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Comes out of a form and goes nowhere but into the reader: it does not print, and nothing can write it.
#[derive(Debug)]
pub struct PastedDocument(Secret<String>);

impl PastedDocument {
    /// The document, to be read.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Default for PastedDocument {
    fn default() -> Self {
        Self(Secret::new(String::new()))
    }
}

impl<'de> Deserialize<'de> for PastedDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for PastedDocument {
    /// Only plain forms send it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_document_is_read_and_neither_printed_nor_written() {
        let pasted: PastedDocument = serde_json::from_str(r#""Password: hunter2""#).expect("a string");
        assert_eq!((format!("{pasted:?}"), serde_json::to_string(&pasted).ok()), ("PastedDocument([redacted])".to_owned(), Some(r#""""#.to_owned())));
        assert_eq!(pasted.expose(), "Password: hunter2");
    }
}
