//! The form of the query protocol, and what its members have to look like.

use std::collections::BTreeMap;

use crate::sandbox::cognito::WireError;

/// Tags of a session at most.
const TAGS: usize = 50;

/// The members of a call.
#[derive(Debug)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// A member; an empty one is as good as none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Account and name (without its path) of the role.
    pub fn role(&self) -> Result<(&str, &str), WireError> {
        let arn = self.get("RoleArn");
        arn.and_then(role_of).ok_or_else(|| invalid("roleArn", arn, "an ARN of a role"))
    }

    /// A member that is a name of a session, or a source identity.
    pub fn name(&self, member: &str, wire: &str) -> Result<&str, WireError> {
        let name = self.get(member);
        name.filter(|name| is_name(name)).ok_or_else(|| invalid(wire, name, r"[\w+=,.@-]*"))
    }

    /// `DurationSeconds`
    pub fn seconds(&self) -> Result<i64, WireError> {
        let asked = self.get("DurationSeconds");
        let seconds = asked.map_or(Ok(3_600), str::parse::<i64>).ok().filter(|seconds| (900..=43_200).contains(seconds));
        seconds.ok_or_else(|| invalid("durationSeconds", asked, "900 to 43200"))
    }

    /// `ExternalId`
    pub fn external_id(&self) -> Result<Option<&str>, WireError> {
        let id = self.get("ExternalId");
        let is_one = |id: &str| (2..=1_224).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte));
        if id.is_none_or(is_one) { Ok(id) } else { Err(invalid("externalId", id, r"[\w+=,.@:\/-]*")) }
    }

    /// `Tags.member.1.Key` and so on.
    pub fn tags(&self) -> Result<BTreeMap<String, String>, WireError> {
        let mut tags = BTreeMap::new();
        for number in 1..=TAGS + 1 {
            let Some(key) = self.get(&format!("Tags.member.{number}.Key")) else { return Ok(tags) };
            let value = self.get(&format!("Tags.member.{number}.Value")).unwrap_or_default();
            if key.chars().count() > 128 || value.chars().count() > 256 || key.to_lowercase().starts_with("aws:") {
                return Err(invalid("tags", Some(key), "keys of 1 to 128 characters, values of 0 to 256"));
            }
            if tags.keys().any(|known: &String| known.eq_ignore_ascii_case(key)) {
                return Err(WireError::invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive."));
            }
            tags.insert(key.to_owned(), value.to_owned());
        }
        Err(invalid("tags", None, "at most 50"))
    }
}

/// Account and name of a role's ARN.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, role) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    let is_path = arn.len() <= 2_048 && role.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&byte));
    let name = role.rsplit('/').next().filter(|name| !name.is_empty())?;
    (is_account && is_path).then_some((account, name))
}

fn is_name(name: &str) -> bool {
    (2..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

/// `ValidationError` as STS words it.
pub fn invalid(member: &str, value: Option<&str>, pattern: &str) -> WireError {
    let value = value.map_or("null".to_owned(), |value| format!("'{value}'"));
    WireError::new("ValidationError", format!("1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: Member must satisfy: {pattern}"))
}
