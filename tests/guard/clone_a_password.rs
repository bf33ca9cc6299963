//@ error: E0599 no method named `clone` found for struct `NewPassword`
//! Two copies of a password.

use passdesk::domain::password::NewPassword;

pub fn twice(password: NewPassword) -> (NewPassword, NewPassword) {
    (password.clone(), password)
}
