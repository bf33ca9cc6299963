//! LambdaConfig: the pool's functions, and what they were given.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A trigger that the sandbox plays. It refuses nothing and changes nothing but a message's words:
/// refusals are had as faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trigger {
    /// Writes the messages.
    CustomMessage,
    /// Sends the mails itself, in the place of the mailer.
    CustomEmailSender,
    /// Sends the text messages itself, in the place of SNS.
    #[serde(rename = "CustomSMSSender")]
    CustomSmsSender,
    /// Is asked about new users.
    PreSignUp,
    /// Is told of confirmed users.
    PostConfirmation,
}

impl Trigger {
    /// The word in LambdaConfig.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CustomMessage => "CustomMessage",
            Self::CustomEmailSender => "CustomEmailSender",
            Self::CustomSmsSender => "CustomSMSSender",
            Self::PreSignUp => "PreSignUp",
            Self::PostConfirmation => "PostConfirmation",
        }
    }

    /// The ARN of the made-up company's function.
    pub fn function(self, region: &str) -> String {
        let name = match self {
            Self::CustomMessage => "messages",
            Self::CustomEmailSender => "mails",
            Self::CustomSmsSender => "texts",
            Self::PreSignUp => "before-sign-up",
            Self::PostConfirmation => "after-confirmation",
        };
        format!("arn:aws:lambda:{region}:123456789012:function:northwind-{name}")
    }
}

/// One event that a trigger was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invocation {
    /// triggerSource, as in `PostConfirmation_ConfirmSignUp`.
    pub source: String,
    /// The function's ARN.
    pub function: String,
    /// The ClientMetadata it received.
    pub client_metadata: BTreeMap<String, String>,
}
