//! A user pool: its settings and its users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PasswordPolicy, User};
use crate::sandbox::clock::Moment;

/// One mechanism of AccountRecoverySetting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    /// `verified_email`
    VerifiedEmail,
    /// `verified_phone_number`
    VerifiedPhoneNumber,
    /// `admin_only`: no self-service recovery, and so no reset.
    AdminOnly,
}

/// A group of a user pool.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Group {
    /// GroupName.
    pub name: String,
    /// Description.
    pub description: String,
    /// Precedence: the lower, the more important.
    pub precedence: i64,
}

/// What DescribeUserPool tells about a pool.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PoolSettings {
    /// Id, as in `eu-west-1_Nw4Customers`.
    pub id: String,
    /// Name.
    pub name: String,
    /// The Region in which the pool answers.
    pub region: String,
    /// AliasAttributes: verified ones find the user too.
    pub alias_attributes: Vec<String>,
    /// UsernameAttributes: what users sign in with where usernames are generated.
    pub username_attributes: Vec<String>,
    /// UsernameConfiguration.CaseSensitive.
    pub case_sensitive: bool,
    /// AccountRecoverySetting in order of priority; `None` where the pool has no setting.
    pub recovery: Option<Vec<Contact>>,
    /// Policies.PasswordPolicy.
    pub policy: PasswordPolicy,
    /// LambdaConfig.CustomMessage: the function's ARN.
    pub custom_message: Option<String>,
    /// UserPoolAddOns.AdvancedSecurityMode: whether threat protection keeps the users' auth events.
    pub has_threat_protection: bool,
    /// UserPoolTier: `LITE`, `ESSENTIALS` or `PLUS`.
    pub tier: String,
    /// The app client that may use USER_PASSWORD_AUTH; public, without a secret.
    pub client_id: String,
    /// The pool's groups.
    pub groups: Vec<Group>,
    /// CreationDate.
    pub created_at: Moment,
}

/// A user pool with its users by canonical username.
#[derive(Debug, Clone)]
pub struct Pool {
    /// What DescribeUserPool tells.
    pub settings: PoolSettings,
    /// Users by canonical username.
    pub users: BTreeMap<String, User>,
}

impl Pool {
    /// The pool's ARN.
    pub fn arn(&self) -> String {
        pool_arn(&self.settings.region, &self.settings.id)
    }

    /// Whether two usernames or aliases are the same in this pool.
    pub fn same_name(&self, left: &str, right: &str) -> bool {
        left == right || (!self.settings.case_sensitive && left.to_lowercase() == right.to_lowercase())
    }
}

/// The ARN of a pool, or of all with `*`.
pub fn pool_arn(region: &str, id: &str) -> String {
    format!("arn:aws:cognito-idp:{region}:123456789012:userpool/{id}")
}
