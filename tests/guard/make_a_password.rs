//@ error: E0451 fields `text` and `typed_for` of struct `NewPassword` are private
//! A password that was neither generated nor checked.

use passdesk::domain::password::NewPassword;
use passdesk::domain::secret::Secret;

pub fn make(text: Secret<String>) -> NewPassword {
    NewPassword { text, typed_for: None }
}
