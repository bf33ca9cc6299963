//! IAM: what no policy allows is answered before the input is looked at, and has no effect.

use serde_json::Value;

use super::wire::WireError;
use crate::sandbox::model::{Switches, pool_arn};

/// Refuses what the switches deny to the caller.
pub fn check(switches: &Switches, operation: &str, region: &str, body: &Value) -> Result<(), WireError> {
    let pool = body.get("UserPoolId").and_then(Value::as_str);
    if switches.denies(operation, pool) { Err(denied(operation, region, pool)) } else { Ok(()) }
}

/// `AccessDeniedException` as AWS words it.
pub fn denied(operation: &str, region: &str, pool: Option<&str>) -> WireError {
    // ListUserPools is about no pool in particular.
    let resource = match (operation, pool) {
        ("ListUserPools", _) => "*".to_owned(),
        (_, pool) => pool_arn(region, pool.unwrap_or("*")),
    };
    let message = format!(
        "User: arn:aws:sts::123456789012:assumed-role/passdesk/sandbox is not authorized to perform: cognito-idp:{operation} on resource: {resource} because no identity-based policy allows the cognito-idp:{operation} action"
    );
    WireError::new("AccessDeniedException", message)
}
