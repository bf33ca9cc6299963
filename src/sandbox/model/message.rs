//! What a user would have found in the mail or on the phone.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sandbox::clock::Moment;

/// How a message travels: Cognito's DeliveryMedium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Medium {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
}

impl Medium {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }

    /// The attribute that holds the address.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "phone_number",
        }
    }
}

/// One message of the outbox.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Message {
    /// Counts up from 1 without gaps.
    pub sequence: u64,
    /// When, by the sandbox's clock.
    pub at: Moment,
    /// The operation that sent it.
    pub operation: String,
    /// The user pool's id.
    pub pool: String,
    /// The canonical username.
    pub username: String,
    /// E-mail or text message.
    pub medium: Medium,
    /// The address or number in full.
    pub destination: String,
    /// The subject line; empty for a text message.
    pub subject: String,
    /// The text as the user would read it.
    pub text: String,
    /// The code inside the text, or the temporary password.
    pub code: String,
    /// Whether the text holds a temporary password.
    pub has_password: bool,
    /// Until when the code works.
    pub code_expires_at: Moment,
    /// The ARN of the function that wrote or sent the message, if the pool has one.
    pub trigger: Option<String>,
    /// The event it was given, as in `CustomMessage_ForgotPassword`.
    #[serde(default)]
    pub trigger_source: Option<String>,
    /// The ClientMetadata the function received: nothing on a pool without one.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// Whether it never arrived: the call was accepted, and SNS kept the message.
    #[serde(default)]
    pub is_swallowed: bool,
    /// The `x-amzn-requestid` of the call.
    pub request_id: String,
}

impl Message {
    /// The message as it is written to the file: a temporary password is shown in the outbox until
    /// the sandbox ends, and nowhere kept in clear.
    pub fn for_the_file(&self) -> Cow<'_, Self> {
        if self.has_password {
            let gone = "(a temporary password: not kept over a restart)".to_owned();
            Cow::Owned(Self { text: gone, code: String::new(), ..self.clone() })
        } else {
            Cow::Borrowed(self)
        }
    }
}
