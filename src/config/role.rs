//! What a pool says of the role that is assumed for it.

use super::faults::Faults;
use super::raw::RawPool;

/// Names what is wrong; `key` makes the name of the pool's setting.
pub(super) fn check(pool: &RawPool, key: &impl Fn(&str) -> String, faults: &mut Faults) {
    match &pool.role_arn {
        Some(arn) if !is_role(arn) => faults.add(&key("role_arn"), format!("`{arn}` is not the ARN of a role, as in arn:aws:iam::123456789012:role/passdesk")),
        Some(_) => {}
        None => {
            for (name, is_there) in [("source_identity", pool.source_identity.is_some()), ("sts_endpoint_url", pool.sts_endpoint_url.is_some())] {
                if is_there {
                    faults.add(&key(name), "is nothing without role_arn: only a role session has it");
                }
            }
        }
    }
    if let Some(endpoint) = pool.sts_endpoint_url.as_ref().filter(|endpoint| url::Url::parse(endpoint).is_err()) {
        faults.add(&key("sts_endpoint_url"), format!("`{endpoint}` is not an address"));
    }
}

/// `arn:partition:iam::account:role/path/name` (IAM User Guide, "IAM identifiers").
fn is_role(arn: &str) -> bool {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [scheme, partition, service, region, account, role] = parts.as_slice() else { return false };
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    *scheme == "arn" && partition.starts_with("aws") && *service == "iam" && region.is_empty() && is_account && role.strip_prefix("role/").is_some_and(|name| !name.is_empty())
}
