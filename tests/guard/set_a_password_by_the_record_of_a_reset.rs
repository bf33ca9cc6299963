//@ error: E0308 expected `&Recorded<SetTemporaryPassword>`, found `&Recorded<SendResetCode>`
//! Whoever may send a code may not set a password with that.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::password::NewPassword;
use passdesk::ports::audit_log::Recorded;
use passdesk::ports::user_directory::UserDirectory;

pub async fn act(directory: &dyn UserDirectory, recorded: Recorded<SendResetCode>, password: NewPassword) {
    let _ = directory.set_temporary_password(&recorded, &password).await;
}
