//@ error: E0308 expected `&Recorded<SetPermanentPassword>`, found `&Recorded<SetTemporaryPassword>`
//! Whoever may set a temporary password may not set one that lasts.

use passdesk::domain::operation::SetTemporaryPassword;
use passdesk::domain::password::NewPassword;
use passdesk::ports::audit_log::Recorded;
use passdesk::ports::user_directory::UserDirectory;

pub async fn act(directory: &dyn UserDirectory, recorded: Recorded<SetTemporaryPassword>, password: NewPassword) {
    let _ = directory.set_permanent_password(&recorded, &password).await;
}
