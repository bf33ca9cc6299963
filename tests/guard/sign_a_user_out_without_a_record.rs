//@ error: E0308 expected `&Recorded<SignOutEverywhere>`, found `&Permit<SignOutEverywhere>`
//! Ending sessions with a permit that is not on record.

use passdesk::domain::operation::SignOutEverywhere;
use passdesk::domain::policy::Permit;
use passdesk::ports::user_directory::UserDirectory;

pub async fn act(directory: &dyn UserDirectory, permit: Permit<SignOutEverywhere>) {
    let _ = directory.sign_out_everywhere(&permit).await;
}
