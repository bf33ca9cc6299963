//! Switches: behaviour of AWS that is not settled in public, and the rights of those who ask.

use serde::{Deserialize, Serialize};

/// Chosen by a test; absent ones have their default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Switches {
    /// Accept AdminResetUserPassword for UNCONFIRMED and EXTERNAL_PROVIDER users and in
    /// `admin_only` pools.
    pub accept_unsettled_resets: bool,
    /// Answer ListUsers with an empty first page and a token.
    pub empty_first_pages: bool,
    /// For so many seconds after a change, ListUsers shows the user as before: it is eventually
    /// consistent.
    pub list_lag_seconds: u32,
    /// Refuse access keys that the sandbox does not know, instead of believing them.
    pub only_known_keys: bool,
    /// Accept RESEND and AdminConfirmSignUp for disabled users.
    pub accept_disabled_users: bool,
    /// A reset of somebody who is RESET_REQUIRED already moves UserLastModifiedDate.
    pub bumps_date_on_repeated_reset: bool,
    /// Enabling who is enabled, and disabling who is disabled, moves UserLastModifiedDate.
    pub bumps_date_on_repeated_switch: bool,
    /// AdminUserGlobalSignOut moves UserLastModifiedDate.
    pub bumps_date_on_sign_out: bool,
    /// How many mails Cognito's own mailer sends within 24 hours for all pools together, counted from
    /// the moment the switch is set: AWS says 50. None: without an end.
    pub mails_a_day: Option<u32>,
    /// What no IAM policy allows.
    pub denied: Vec<Denial>,
    /// What the trust policies of all roles ask for under `sts:ExternalId`.
    pub external_id: Option<String>,
    /// Access keys that the sandbox knows beside its own: calls with them are verified, and are made by whom they belong to.
    pub known_keys: Vec<KnownKey>,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            accept_unsettled_resets: false,
            empty_first_pages: false,
            list_lag_seconds: 0,
            only_known_keys: false,
            accept_disabled_users: false,
            bumps_date_on_repeated_reset: true,
            bumps_date_on_repeated_switch: true,
            bumps_date_on_sign_out: false,
            mails_a_day: None,
            denied: Vec::new(),
            external_id: None,
            known_keys: Vec::new(),
        }
    }
}

/// An access key, and whose it is. It opens made-up pools on loopback, so it is no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownKey {
    /// The access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// What comes along as `X-Amz-Security-Token`, for temporary keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// The user, or the session of a role.
    pub arn: String,
}

/// Operations that a caller's policy leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denial {
    /// Names of operations; `*` for all that ask for IAM rights.
    pub operations: Vec<String>,
    /// The pool's id; every pool when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
}

impl Switches {
    /// Whether a policy keeps a caller from an operation on a pool.
    pub fn denies(&self, operation: &str, pool: Option<&str>) -> bool {
        self.denied.iter().any(|denial| {
            let is_named = denial.operations.iter().any(|name| name == operation || name == "*");
            is_named && denial.pool.as_deref().is_none_or(|id| pool == Some(id))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_for_its_operations_and_its_pool() {
        let denial = |operation: &str, pool: Option<&str>| Denial { operations: vec![operation.to_owned()], pool: pool.map(str::to_owned) };
        let switches = Switches { denied: vec![denial("ListUsers", Some("a")), denial("AdminGetUser", None)], ..Switches::default() };
        for (operation, pool, is_denied) in
            [("ListUsers", Some("a"), true), ("ListUsers", Some("b"), false), ("ListUsers", None, false), ("AdminGetUser", Some("b"), true), ("DescribeUserPool", Some("a"), false)]
        {
            assert_eq!(switches.denies(operation, pool), is_denied, "{operation} {pool:?}");
        }
    }
}
