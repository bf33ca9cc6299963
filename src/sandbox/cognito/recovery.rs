//! Where a recovery code goes: AccountRecoverySetting, the verified contacts, and MFA by message.

use super::wire::WireError;
use crate::sandbox::model::{Contact, Medium, Pool, User};

/// Why a pool or a user has no place for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRecovery {
    /// The pool leaves recovery to administrators.
    AdminOnly,
    /// The user has no verified contact that qualifies.
    NoContact,
}

impl From<NoRecovery> for WireError {
    fn from(why: NoRecovery) -> Self {
        match why {
            NoRecovery::AdminOnly => Self::not_authorized("Contact administrator to reset password."),
            NoRecovery::NoContact => Self::invalid("Cannot reset password for the user as there is no registered/verified email or phone_number"),
        }
    }
}

/// The medium and the address of the next code.
pub fn destination(pool: &Pool, user: &User) -> Result<(Medium, String), NoRecovery> {
    // A pool without the setting tries the phone first, then e-mail.
    let without = [Contact::VerifiedPhoneNumber, Contact::VerifiedEmail];
    let mechanisms = pool.settings.recovery.as_deref().unwrap_or(&without);
    if mechanisms.contains(&Contact::AdminOnly) {
        return Err(NoRecovery::AdminOnly);
    }
    first_verified(mechanisms, user).ok_or(NoRecovery::NoContact)
}

/// The first verified contact, in the given order.
pub fn first_verified(mechanisms: &[Contact], user: &User) -> Option<(Medium, String)> {
    mechanisms.iter().find_map(|mechanism| {
        let medium = match mechanism {
            Contact::VerifiedEmail => Medium::Email,
            // One phone cannot be both the second factor and the way around it.
            Contact::VerifiedPhoneNumber if !user.has_sms_mfa() => Medium::Sms,
            Contact::VerifiedPhoneNumber | Contact::AdminOnly => return None,
        };
        let address = user.attribute(medium.attribute())?;
        user.is_verified(medium).then(|| (medium, address.to_owned()))
    })
}

/// The masked form in which ForgotPassword tells the destination.
pub fn masked(medium: Medium, address: &str) -> String {
    match medium {
        Medium::Email => {
            let (name, domain) = address.split_once('@').unwrap_or((address, ""));
            let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
            format!("{}***@{}***", first(name), first(domain))
        }
        Medium::Sms => {
            let count = address.chars().count();
            let last: String = address.chars().skip(count.saturating_sub(4)).collect();
            format!("+*******{last}")
        }
    }
}
