//! User pools: their ids and what matters about them for helping someone sign in.

use super::contact::Contact;
use super::password::PasswordPolicy;
use serde::{Deserialize, Serialize};

/// A user pool id: 1 to 55 characters, `[\w-]+_[0-9a-zA-Z]+` (Cognito API, `UserPoolId`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PoolId(String);

impl PoolId {
    /// The id as Cognito writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Region that the id begins with.
    pub fn region(&self) -> &str {
        self.0.rsplit_once('_').map_or("", |(region, _)| region)
    }
}

impl TryFrom<String> for PoolId {
    type Error = &'static str;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        const SHAPE: &str = "a user pool id looks like eu-west-1_9aBcDeF12 and has 55 characters at most";
        let (region, name) = id.rsplit_once('_').ok_or(SHAPE)?;
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let fits = !region.is_empty() && !name.is_empty() && id.chars().count() <= 55 && region.chars().all(word) && name.chars().all(|c| c.is_ascii_alphanumeric());
        if fits { Ok(Self(id)) } else { Err(SHAPE) }
    }
}

impl From<PoolId> for String {
    fn from(id: PoolId) -> Self {
        id.0
    }
}

impl std::fmt::Display for PoolId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pool that this console serves: only configuration can add one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedPool {
    /// Its id.
    pub id: PoolId,
    /// What staff call it.
    pub name: String,
}

/// A way in which a user may recover an account by themselves (`AccountRecoverySetting`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecoveryMechanism {
    /// `verified_email`
    VerifiedEmail,
    /// `verified_phone_number`
    VerifiedPhoneNumber,
    /// `admin_only`
    AdminOnly,
}

/// What `DescribeUserPool` says and this console needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolFacts {
    /// Recovery mechanisms by priority; empty when the pool has no setting.
    pub recovery: Vec<RecoveryMechanism>,
    /// The pool's own functions that matter here.
    pub triggers: Triggers,
    /// The rules for passwords.
    pub password_policy: PasswordPolicy,
    /// How long a temporary password works, in days.
    pub temporary_password_days: u16,
    /// Mail goes out by Cognito's default mailer: 50 messages a day per account.
    pub has_default_mailer: bool,
    /// Whether text messages can be sent.
    pub sms: SmsSetup,
}

/// Which triggers a pool has (`LambdaConfig`), as far as they read ClientMetadata or send messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Triggers {
    /// `CustomMessage`: writes the text of messages.
    pub custom_message: bool,
    /// `CustomEmailSender`: sends mail in Cognito's place.
    pub custom_email_sender: bool,
    /// `CustomSMSSender`: sends text messages in Cognito's place.
    pub custom_sms_sender: bool,
    /// `PostConfirmation`: hears of confirmed sign-ups.
    pub post_confirmation: bool,
}

impl Triggers {
    /// One of them reads the ClientMetadata of a reset whose code goes to this contact.
    pub fn reads_reset(self, contact: Contact) -> bool {
        let sender = match contact {
            Contact::Email => self.custom_email_sender,
            Contact::PhoneNumber => self.custom_sms_sender,
        };
        self.custom_message || sender
    }
}

/// Whether a pool can send text messages (`SmsConfiguration`, `SmsConfigurationFailure`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsSetup {
    /// As far as Cognito says.
    Works,
    /// The account's SNS is in its sandbox: only listed numbers are reached.
    Sandbox,
    /// The role that Cognito sends with does not work.
    Broken,
    /// Nothing is set up.
    Missing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pool_ids_are_read_strictly() {
        let long = format!("eu-west-1_{}", "a".repeat(46));
        for (text, fits) in [
            ("eu-west-1_9aBcDeF12", true),
            ("x_1", true),
            ("_1", false),
            ("eu-west-1", false),
            ("eu-west-1_", false),
            ("eu west_1", false),
            ("eu-west-1_a/b", false),
            (long.as_str(), false),
            ("", false),
        ] {
            assert_eq!(PoolId::try_from(text.to_owned()).is_ok(), fits, "{text}");
        }
    }
}
