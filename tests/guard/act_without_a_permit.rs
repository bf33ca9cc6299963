//@ error: E0308 expected `&Recorded<SendResetCode>`, found `&TargetFacts`
//! Acting on a target that nobody has decided about.

use passdesk::domain::policy::TargetFacts;
use passdesk::ports::user_directory::UserDirectory;

pub async fn act(directory: &dyn UserDirectory, target: TargetFacts) {
    let _ = directory.reset_password(&target).await;
}
