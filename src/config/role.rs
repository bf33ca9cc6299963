//! What a pool says of the role that is assumed for it.

use super::faults::Faults;
use super::pools::RawPool;
use std::collections::BTreeMap;

/// Tags of a session at most (IAM User Guide, "Pass session tags in AWS STS").
const TAGS: usize = 50;

/// Names what is wrong; `key` makes the name of the pool's setting.
pub(super) fn check(pool: &RawPool, key: &impl Fn(&str) -> String, faults: &mut Faults) {
    match &pool.role_arn {
        Some(arn) if !is_role(arn) => faults.add(&key("role_arn"), format!("`{arn}` is not the ARN of a role, as in arn:aws:iam::123456789012:role/passdesk")),
        Some(_) => {}
        None => {
            for (name, is_there) in [
                ("source_identity", pool.source_identity.is_some()),
                ("external_id", pool.external_id.is_some()),
                ("session_tags", !pool.session_tags.is_empty()),
                ("role_session_name", pool.role_session_name.is_some()),
            ] {
                if is_there {
                    faults.add(&key(name), "is nothing without role_arn: only a role session has it");
                }
            }
        }
    }
    if let Some(id) = pool.external_id.as_ref().filter(|id| !is_text(id, 1_224, b"_+=,.@:/-")) {
        faults.add(&key("external_id"), format!("`{id}` is no external id: 2 to 1224 letters, digits and _ + = , . @ : / -"));
    }
    if let Some(name) = &pool.role_session_name {
        if !is_text(name, 64, b"_+=,.@-") {
            faults.add(&key("role_session_name"), format!("`{name}` is no name of a session: 2 to 64 letters, digits and _ + = , . @ -"));
        } else if is_like_a_persons(name) {
            faults.add(&key("role_session_name"), format!("`{name}` looks like a person's: only their sessions end in a hyphen and sixteen hexadecimal digits"));
        }
    }
    check_tags(&pool.session_tags, key, faults);
}

/// AWS STS, `Tag`.
fn check_tags(tags: &BTreeMap<String, String>, key: &impl Fn(&str) -> String, faults: &mut Faults) {
    if tags.len() > TAGS {
        faults.add(&key("session_tags"), format!("are {}: a session has {TAGS} at most", tags.len()));
    }
    let mut folded: Vec<String> = Vec::new();
    for (name, value) in tags {
        let setting = key(&format!("session_tags.{name}"));
        let lower = name.to_lowercase();
        if !(1..=128).contains(&name.chars().count()) || !name.chars().all(is_of_a_tag) || lower.starts_with("aws:") {
            faults.add(&setting, "is no key of a tag: 1 to 128 letters, digits, spaces and _ . : / = + - @, and not aws: at the beginning");
        }
        if value.chars().count() > 256 || !value.chars().all(is_of_a_tag) {
            faults.add(&setting, "has no value of a tag: at most 256 letters, digits, spaces and _ . : / = + - @");
        }
        if folded.contains(&lower) {
            faults.add(&setting, "is there twice: AWS does not tell keys apart by case");
        }
        folded.push(lower);
    }
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`
fn is_of_a_tag(character: char) -> bool {
    character.is_alphanumeric() || (character.is_whitespace() && !character.is_control()) || "_.:/=+-@".contains(character)
}

/// Two to so many letters, digits and marks, as STS takes them for names and external ids.
fn is_text(text: &str, longest: usize, marks: &[u8]) -> bool {
    (2..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
}

fn is_like_a_persons(name: &str) -> bool {
    name.rsplit_once('-').is_some_and(|(_, mark)| mark.len() == 16 && mark.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// `arn:partition:iam::account:role/path/name` (IAM User Guide, "IAM identifiers").
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [scheme, partition, service, region, account, role] = parts.as_slice() else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    *scheme == "arn" && partition.starts_with("aws") && *service == "iam" && region.is_empty() && is_account && role.strip_prefix("role/").is_some_and(|name| !name.is_empty())
}
