//! What a pool sends its messages with.

use serde::{Deserialize, Serialize};

/// EmailConfiguration.EmailSendingAccount
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mailer {
    /// Cognito's own, with fifty mails a day for the whole account.
    #[default]
    CognitoDefault,
    /// The company's own, through SES.
    Developer,
}

/// SmsConfiguration and SmsConfigurationFailure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Sms {
    /// There is no SmsConfiguration.
    #[serde(rename = "not_configured")]
    NotConfigured,
    /// Text messages arrive.
    #[default]
    #[serde(rename = "working")]
    Working,
    /// The account is in the sandbox of SNS: only numbers verified there get messages, and nobody's
    /// here is.
    #[serde(rename = "SNSSandbox")]
    SnsSandbox,
    /// The role may not publish.
    #[serde(rename = "InvalidSmsRoleAccessPolicyException")]
    BrokenAccessPolicy,
    /// The role does not trust Cognito.
    #[serde(rename = "InvalidSmsRoleTrustRelationshipException")]
    BrokenTrust,
}

impl Sms {
    /// SmsConfigurationFailure, where there is one.
    pub const fn failure(self) -> Option<&'static str> {
        match self {
            Self::NotConfigured | Self::Working => None,
            Self::SnsSandbox => Some("SNSSandbox"),
            Self::BrokenAccessPolicy => Some("InvalidSmsRoleAccessPolicyException"),
            Self::BrokenTrust => Some("InvalidSmsRoleTrustRelationshipException"),
        }
    }
}
