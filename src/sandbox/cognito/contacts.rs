//! What Cognito holds the contact attributes to: forms of addresses and numbers, and a flag only
//! beside the contact that it is about.

use std::collections::BTreeMap;

use super::wire::WireError;
use crate::sandbox::model::User;

/// Adds what a change brings with it: a changed contact is unverified unless the call says
/// otherwise, and the flag of a contact that goes away goes with it.
pub fn complete(changes: &mut BTreeMap<String, String>, user: &User) {
    for (contact, flag) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        let Some(value) = changes.get(contact) else {
            continue;
        };
        if value.is_empty() {
            changes.insert(flag.to_owned(), String::new());
        } else if user.attribute(contact) != Some(value.as_str()) && !changes.contains_key(flag) {
            changes.insert(flag.to_owned(), "false".to_owned());
        }
    }
}

/// Refuses contacts that are none.
pub fn check(changes: &BTreeMap<String, String>, changed: &User) -> Result<(), WireError> {
    if changes.get("email").is_some_and(|value| !value.is_empty() && !is_address(value)) {
        return Err(WireError::invalid("Invalid email address format."));
    }
    if changes.get("phone_number").is_some_and(|value| !value.is_empty() && !is_number(value)) {
        return Err(WireError::invalid("Invalid phone number format."));
    }
    for (flag, contact, name) in [("email_verified", "email", "Email"), ("phone_number_verified", "phone_number", "Phone Number")] {
        match changes.get(flag).map(String::as_str) {
            None | Some("") => {}
            Some("true" | "false") if changed.attribute(contact).is_some() => {}
            Some("true" | "false") => {
                let what = name.to_lowercase();
                let article = if what.starts_with('e') { "an" } else { "a" };
                return Err(WireError::invalid(format!("{name} is required to verify/un-verify {article} {what}")));
            }
            Some(_) => return Err(WireError::invalid(format!("user.{flag}: String must be either true or false"))),
        }
    }
    Ok(())
}

/// Whether a value has the form of a contact: of `email` or of `phone_number`.
pub fn fits(contact: &str, value: &str) -> bool {
    match contact {
        "email" => is_address(value),
        "phone_number" => is_number(value),
        _ => false,
    }
}

/// One `@` with something on both sides, and no space.
fn is_address(value: &str) -> bool {
    let parts = value.rsplit_once('@');
    !value.contains(char::is_whitespace) && parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty() && !name.contains('@'))
}

/// A plus sign and up to 15 digits.
fn is_number(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers_of_the_wrong_form_are_told_apart_from_the_others() {
        for (address, fits) in [("a@b", true), ("ä.b+c@example.com", true), ("a", false), ("@b", false), ("a@", false), ("a b@c", false), ("a@b@c", false)] {
            assert_eq!(is_address(address), fits, "{address}");
        }
        for (number, fits) in [("+447700900147", true), ("447700900147", false), ("+", false), ("+44 77", false), ("+1234567890123456", false)] {
            assert_eq!(is_number(number), fits, "{number}");
        }
    }
}
