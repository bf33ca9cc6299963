//! A user pool: its settings and its users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Mailer, PasswordPolicy, Sms, Trigger, User};
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

/// MfaConfiguration
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MfaConfiguration {
    /// Nobody has a second factor.
    Off,
    /// Everybody has one.
    On,
    /// Users choose.
    #[default]
    Optional,
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
    /// LambdaConfig: the functions' ARNs.
    #[serde(default)]
    pub triggers: BTreeMap<Trigger, String>,
    /// EmailConfiguration.
    #[serde(default)]
    pub mailer: Mailer,
    /// SmsConfiguration.
    #[serde(default)]
    pub sms: Sms,
    /// MfaConfiguration.
    #[serde(default)]
    pub mfa: MfaConfiguration,
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

impl PoolSettings {
    /// Reads a record, one of an earlier version too: that knew no trigger but CustomMessage, and
    /// gave the pool that had it the company's own mailer.
    pub fn read(mut record: Value) -> Result<Self, serde_json::Error> {
        if let Some(members) = record.as_object_mut()
            && let Some(Value::String(function)) = members.remove("custom_message")
        {
            members.insert("triggers".to_owned(), json!({ Trigger::CustomMessage.word(): function }));
            members.insert("mailer".to_owned(), json!(Mailer::Developer));
        }
        serde_json::from_value(record)
    }

    /// The ARN of a trigger's function, if the pool has the trigger.
    pub fn trigger(&self, trigger: Trigger) -> Option<&str> {
        self.triggers.get(&trigger).map(String::as_str)
    }
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
        if self.settings.case_sensitive {
            left == right
        } else if left.is_ascii() && right.is_ascii() {
            // The plain case without a copy: a look-up compares thousands.
            left.eq_ignore_ascii_case(right)
        } else {
            left.to_lowercase() == right.to_lowercase()
        }
    }
}

/// The ARN of a pool, or of all with `*`.
pub fn pool_arn(region: &str, id: &str) -> String {
    format!("arn:aws:cognito-idp:{region}:123456789012:userpool/{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn earlier(id: &str, custom_message: Value) -> PoolSettings {
        let policy = json!({
            "MinimumLength": 12, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true,
            "PasswordHistorySize": 4, "TemporaryPasswordValidityDays": 7,
        });
        let record = json!({
            "id": id, "name": "Earlier", "region": "eu-west-1", "alias_attributes": [], "username_attributes": [], "case_sensitive": false,
            "recovery": null, "policy": policy, "custom_message": custom_message, "has_threat_protection": true, "tier": "PLUS",
            "client_id": "c", "groups": [], "created_at": 0,
        });
        PoolSettings::read(record).unwrap()
    }

    #[test]
    fn a_record_of_an_earlier_version_means_what_it_meant() {
        let with = earlier("a", json!("arn:x"));
        assert_eq!((with.trigger(Trigger::CustomMessage), with.mailer, with.sms, with.mfa), (Some("arn:x"), Mailer::Developer, Sms::Working, MfaConfiguration::Optional));
        let without = earlier("b", Value::Null);
        assert_eq!((without.triggers.len(), without.mailer), (0, Mailer::CognitoDefault));
    }

    #[test]
    fn a_record_comes_back_as_it_was_written() {
        let mut settings = earlier("a", json!("arn:x"));
        settings.sms = Sms::SnsSandbox;
        settings.triggers.insert(Trigger::CustomSmsSender, "arn:y".to_owned());
        let record = serde_json::to_value(&settings).unwrap();
        assert_eq!(serde_json::to_value(PoolSettings::read(record.clone()).unwrap()).unwrap(), record);
    }
}
