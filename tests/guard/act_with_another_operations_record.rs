//@ error: E0308 expected `&Recorded<SendResetCode>`, found `&Recorded<ReadOnly>`
//! Acting with the record of an operation that needs another right.

use passdesk::domain::operation::{Action, Operation};
use passdesk::ports::audit_log::Recorded;
use passdesk::ports::user_directory::UserDirectory;

pub struct ReadOnly;

impl Operation for ReadOnly {
    const ACTION: Action = Action::ReadUser;
}

pub async fn act(directory: &dyn UserDirectory, recorded: Recorded<ReadOnly>) {
    let _ = directory.reset_password(&recorded).await;
}
