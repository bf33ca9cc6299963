//! OAuth request parameters: none may be given twice, and an empty one is absent (RFC 6749,
//! section 3.1).

use std::collections::BTreeMap;

/// The parameters of a request.
#[derive(Debug, Clone, Default)]
pub struct Parameters {
    values: BTreeMap<String, String>,
    /// The first parameter that was given twice.
    pub repeated: Option<String>,
}

impl Parameters {
    /// Reads a query string or a form body.
    pub fn parse(encoded: &[u8]) -> Self {
        let mut parameters = Self::default();
        for (name, value) in url::form_urlencoded::parse(encoded) {
            if value.is_empty() {
                continue;
            }
            let name = name.into_owned();
            if parameters.values.insert(name.clone(), value.into_owned()).is_some() {
                parameters.repeated.get_or_insert(name);
            }
        }
        parameters
    }

    /// A parameter that was given and is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }
}
