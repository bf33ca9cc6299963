//@ error: E0308 expected `&Recorded<SendResetCode>`, found `&Permit<SendResetCode>`
//! Acting with a permit whose intent is not on record.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;
use passdesk::ports::user_directory::UserDirectory;

pub async fn act(directory: &dyn UserDirectory, permit: Permit<SendResetCode>) {
    let _ = directory.reset_password(&permit).await;
}
