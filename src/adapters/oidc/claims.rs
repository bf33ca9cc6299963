//! What the claims of a verified ID token say about the person.

use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The longest name that is shown, in characters.
const LONGEST_NAME: usize = 200;

/// All claims that OpenID Connect Core 1.0 does not list: the roles claim, whatever its name, and `sid`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

impl OtherClaims {
    /// The values of the roles claim: a string, or a list of strings. Anything else gives no group, and so no role.
    pub(super) fn groups(&self, roles_claim: &str) -> Vec<String> {
        match self.claims.get(roles_claim) {
            Some(Value::String(group)) => vec![group.clone()],
            Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }

    /// From when on the token counts, in seconds since 1970 (RFC 7519, section 4.1.5); the end of time where it is no number.
    pub(super) fn not_before(&self) -> Option<i64> {
        let nbf = self.claims.get("nbf")?;
        // The cast saturates.
        Some(nbf.as_i64().or_else(|| nbf.as_f64().map(|seconds| seconds as i64)).unwrap_or(i64::MAX))
    }

    /// The issuer's session id (Back-Channel Logout 1.0, section 2.1).
    pub(super) fn sid(&self) -> Option<String> {
        self.claims.get("sid").and_then(Value::as_str).filter(|sid| !sid.is_empty()).map(str::to_owned)
    }
}

/// The name to show: `name`, else `preferred_username`, else `email`, else `sub`.
pub(super) fn shown_name(claims: &IdTokenClaims<OtherClaims, CoreGenderClaim>) -> String {
    let name = claims.name().and_then(|name| name.get(None).or_else(|| name.iter().next().map(|(_, value)| value))).map(|name| name.as_str());
    let others = [claims.preferred_username().map(|name| name.as_str()), claims.email().map(|email| email.as_str()), Some(claims.subject().as_str())];
    std::iter::once(name).chain(others).flatten().map(clean).find(|name| !name.is_empty()).unwrap_or_default()
}

/// Names go into pages, logs and records: no control characters, no text-direction tricks, no novel.
fn clean(name: &str) -> String {
    let is_steering = |c: &char| c.is_control() || matches!(*c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let kept: String = name.chars().filter(|c| !is_steering(c)).take(LONGEST_NAME).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn groups_are_a_string_or_a_list_of_strings_and_nothing_else() {
        for (value, groups) in [
            (json!("desk"), vec!["desk"]),
            (json!(["desk", "leads"]), vec!["desk", "leads"]),
            (json!(["desk", 7, null]), vec!["desk"]),
            (json!({"desk": true}), vec![]),
            (json!(true), vec![]),
            (Value::Null, vec![]),
        ] {
            let claims: OtherClaims = serde_json::from_value(json!({ "https://id.example/groups": value })).expect("claims");
            assert_eq!(claims.groups("https://id.example/groups"), groups);
            assert!(claims.groups("groups").is_empty());
        }
    }

    #[test]
    fn names_cannot_steer_a_terminal_or_a_page() {
        assert_eq!(clean(" Ana\u{202e}\n\u{7}B "), "AnaB");
        assert_eq!(clean(&"x".repeat(1_000)).len(), LONGEST_NAME);
    }
}
