//@ error: E0308 expected `&Permit<TypePassword>`, found `&Permit<SetTemporaryPassword>`
//! Whoever may set a password may not choose it with that.

use passdesk::domain::operation::SetTemporaryPassword;
use passdesk::domain::password::{NewPassword, PasswordPolicy};
use passdesk::domain::policy::Permit;
use passdesk::domain::secret::Secret;

pub fn choose(permit: &Permit<SetTemporaryPassword>) -> Option<NewPassword> {
    NewPassword::typed(Secret::new(String::new()), &PasswordPolicy::default(), &[], permit).ok()
}
