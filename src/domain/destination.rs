//! Where a reset code will go. `AdminResetUserPassword` has no output, so it must be predicted from pool and user.

use super::contact::Contact;
use super::masking::{mask_email, mask_phone};
use super::pool::{PoolFacts, RecoveryMechanism};
use super::user::User;

/// Where Cognito will send the code, as far as can be told beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// An e-mail to this masked address.
    Email(String),
    /// A text message to this masked number.
    Sms(String),
    /// The pool lets only administrators recover accounts.
    AdminOnly,
    /// The user has no verified contact that the pool accepts.
    Nowhere,
}

impl Destination {
    /// A reset can reach the user.
    pub fn is_reachable(&self) -> bool {
        matches!(self, Self::Email(_) | Self::Sms(_))
    }

    /// The contact and the masked address; none where a reset would have nowhere to go.
    pub fn contact(self) -> Option<(Contact, String)> {
        match self {
            Self::Email(address) => Some((Contact::Email, address)),
            Self::Sms(number) => Some((Contact::PhoneNumber, number)),
            Self::AdminOnly | Self::Nowhere => None,
        }
    }

    /// As in "Dana will get …".
    pub fn sentence(&self) -> String {
        match self {
            Self::Email(to) => format!("an e-mail at {to} with a reset code"),
            Self::Sms(to) => format!("a text message at {to} with a reset code"),
            Self::AdminOnly => "nothing: this pool lets only administrators recover accounts".into(),
            Self::Nowhere => "nothing: no verified e-mail address or phone number".into(),
        }
    }
}

/// By `AccountRecoverySetting` priority among verified contacts; a phone does not count when the user has SMS MFA;
/// without a setting the phone comes first, then the e-mail address (Cognito developer guide).
pub fn predict(pool: &PoolFacts, user: &User) -> Destination {
    const WITHOUT_SETTING: [RecoveryMechanism; 2] = [RecoveryMechanism::VerifiedPhoneNumber, RecoveryMechanism::VerifiedEmail];
    let mechanisms: &[RecoveryMechanism] = if pool.recovery.is_empty() { &WITHOUT_SETTING } else { &pool.recovery };
    for mechanism in mechanisms {
        match mechanism {
            RecoveryMechanism::AdminOnly => return Destination::AdminOnly,
            RecoveryMechanism::VerifiedEmail if user.is_email_verified() => return Destination::Email(user.email().map(mask_email).unwrap_or_default()),
            RecoveryMechanism::VerifiedPhoneNumber if user.is_phone_verified() && !user.has_sms_mfa() => return Destination::Sms(user.phone().map(mask_phone).unwrap_or_default()),
            _ => {}
        }
    }
    Destination::Nowhere
}
