//! The Filter of ListUsers: one attribute, `=` or `^=`, one quoted value.

use super::wire::WireError;
use crate::sandbox::model::User;

/// The attributes that ListUsers searches.
const SEARCHABLE: [&str; 10] = ["username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username", "cognito:user_status", "status", "sub"];

/// A parsed filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    attribute: &'static str,
    is_prefix: bool,
    value: String,
}

impl Filter {
    /// Parses `attribute = "value"` or `attribute ^= "value"`; a backslash escapes a quote.
    pub fn parse(text: &str) -> Result<Option<Self>, WireError> {
        if text.is_empty() {
            return Ok(None);
        }
        let broken = || WireError::invalid("Error while parsing filter.");
        let (left, quoted) = text.split_once('"').ok_or_else(broken)?;
        let left = left.trim();
        let (name, is_prefix) = match left.strip_suffix("^=") {
            Some(name) => (name, true),
            None => (left.strip_suffix('=').ok_or_else(broken)?, false),
        };
        let value = unquote(quoted).ok_or_else(broken)?;
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(broken());
        }
        let attribute = SEARCHABLE.into_iter().find(|known| *known == name).ok_or_else(|| WireError::invalid(format!("Invalid search attribute: {name}")))?;
        Ok(Some(Self { attribute, is_prefix, value }))
    }

    /// Whether a user is found. `cognito:user_status` alone is compared without regard to case.
    pub fn finds(&self, user: &User) -> bool {
        match self.attribute {
            "username" => self.fits(&user.username),
            "status" => self.fits(if user.enabled { "Enabled" } else { "Disabled" }),
            "cognito:user_status" => {
                let folded = Self { value: self.value.to_uppercase(), ..self.clone() };
                folded.fits(user.status.word())
            }
            name => user.attribute(name).is_some_and(|value| self.fits(value)),
        }
    }

    fn fits(&self, value: &str) -> bool {
        if self.is_prefix { value.starts_with(&self.value) } else { value == self.value }
    }
}

/// The text up to the closing quote, which must be the end.
fn unquote(quoted: &str) -> Option<String> {
    let mut value = String::new();
    let mut rest = quoted.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => value.push(rest.next()?),
            '"' => return rest.as_str().trim().is_empty().then_some(value),
            other => value.push(other),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(attribute: &'static str, is_prefix: bool, value: &str) -> Filter {
        Filter { attribute, is_prefix, value: value.to_owned() }
    }

    #[test]
    fn filters_of_the_documented_form_are_read() {
        let cases = [
            (r#"email = "a@b.example""#, parsed("email", false, "a@b.example")),
            (r#"email="a""#, parsed("email", false, "a")),
            (r#"given_name ^= "Jon""#, parsed("given_name", true, "Jon")),
            (r#"name ^= """#, parsed("name", true, "")),
            (r#"username = "say \"hi\" \\ o""#, parsed("username", false, r#"say "hi" \ o"#)),
            (r#"  cognito:user_status = "confirmed" "#, parsed("cognito:user_status", false, "confirmed")),
        ];
        for (text, filter) in cases {
            assert_eq!(Filter::parse(text).unwrap(), Some(filter), "{text}");
        }
        assert_eq!(Filter::parse("").unwrap(), None);
    }

    #[test]
    fn every_other_filter_is_an_invalid_parameter() {
        let cases = [
            "email",
            "email = a",
            r#"email = "a"#,
            r#"email "a""#,
            r#"email = 'a'"#,
            r#"= "a""#,
            r#"email != "a""#,
            r#"email = "a" AND name = "b""#,
            r#"email = "a" x"#,
            r#"email = "a\""#,
            r#"custom:tier = "gold""#,
            r#"Email = "a""#,
            r#"address = "a""#,
            r#"email name = "a""#,
        ];
        for text in cases {
            let refused = Filter::parse(text).unwrap_err();
            assert_eq!(refused.kind, "InvalidParameterException", "{text}");
        }
    }
}
