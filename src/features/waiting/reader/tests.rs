//! Readings of a pool whose list misbehaves.

use super::*;
use crate::domain::actor::Actor;
use crate::domain::clock::SystemClock;
use crate::domain::operation::{ConfirmSignUp, EnableUser, MarkContactVerified, ResendInvitation, SendResetCode, SetPermanentPassword, SetTemporaryPassword, SignOutEverywhere};
use crate::domain::password::{NewPassword, PasswordPolicy};
use crate::domain::pool::{ServedPool, SmsSetup, Triggers};
use crate::domain::role_session::RoleSession;
use crate::domain::user::{User, Username};
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::Accepted;
use async_trait::async_trait;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Gives the pages of a script, whatever is asked; each page but the last of a status has a token.
struct Script {
    list: fn(&str, usize) -> Result<UserPage, DirectoryFailure>,
    calls: AtomicUsize,
}

fn failure(error: DirectoryError) -> DirectoryFailure {
    error.into()
}

#[async_trait]
impl UserDirectory for Script {
    fn pools(&self) -> &[ServedPool] {
        &[]
    }

    fn role_session(&self, _: &PoolId, _: &Actor) -> Option<RoleSession> {
        None
    }

    async fn check_role(&self, _: &PoolId) -> Result<Option<String>, DirectoryFailure> {
        Ok(None)
    }

    async fn describe_pool(&self, _: &PoolId) -> Result<Arc<PoolFacts>, DirectoryFailure> {
        let rules = PasswordPolicy { minimum_length: 8, requires_uppercase: false, requires_lowercase: false, requires_numbers: false, requires_symbols: false, history_size: 0 };
        let facts =
            PoolFacts { recovery: vec![], triggers: Triggers::default(), password_policy: rules, temporary_password_days: 7, has_default_mailer: true, sms: SmsSetup::Works };
        Ok(Arc::new(facts))
    }

    async fn list_users(&self, _: &PoolId, _: Option<&UserFilter>, _: u8, _: Option<&str>) -> Result<UserPage, DirectoryFailure> {
        panic!("a reading keeps a pace, which repeats would break")
    }

    async fn list_users_once(&self, _: &PoolId, filter: Option<&UserFilter>, _: u8, _: Option<&str>) -> Result<UserPage, DirectoryFailure> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let filter = filter.expect("a filter");
        assert_eq!(filter.attribute, "cognito:user_status");
        (self.list)(&filter.value, call)
    }

    async fn get_user(&self, _: &PoolId, _: &Username) -> Result<User, DirectoryFailure> {
        panic!("no user is asked for")
    }

    async fn groups_of(&self, _: &PoolId, _: &Username) -> Result<Vec<String>, DirectoryFailure> {
        panic!("no user is asked for")
    }

    async fn reset_password(&self, _: &Recorded<SendResetCode>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn set_temporary_password(&self, _: &Recorded<SetTemporaryPassword>, _: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn set_permanent_password(&self, _: &Recorded<SetPermanentPassword>, _: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn resend_invitation(&self, _: &Recorded<ResendInvitation>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn confirm_sign_up(&self, _: &Recorded<ConfirmSignUp>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn enable_user(&self, _: &Recorded<EnableUser>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn mark_contact_verified(&self, _: &Recorded<MarkContactVerified>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn sign_out_everywhere(&self, _: &Recorded<SignOutEverywhere>) -> Result<Accepted, DirectoryFailure> {
        Err(failure(DirectoryError::PoolNotFound))
    }

    async fn check(&self, _: &PoolId) -> Result<(), DirectoryFailure> {
        Ok(())
    }
}

fn pool() -> PoolId {
    PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id")
}

fn user(name: &str, status: &str) -> User {
    User {
        pool: pool(),
        username: Username::try_from(name.to_owned()).expect("a username"),
        sub: Sub::try_from(name.to_owned()).expect("a sub"),
        status: crate::domain::user::UserStatus::from_name(status),
        is_enabled: true,
        attributes: vec![],
        created_at: None,
        changed_at: None,
        mfa: vec![],
    }
}

fn reader(users_at_most: usize, list: fn(&str, usize) -> Result<UserPage, DirectoryFailure>) -> (Arc<WaitingReader>, Arc<Script>) {
    let script = Arc::new(Script { list, calls: AtomicUsize::new(0) });
    let rules = WaitingRules { pages_per_second: 30, users_at_most };
    (WaitingReader::new(Arc::<Script>::clone(&script), Arc::new(SystemClock), rules), script)
}

/// Looks until the reading has ended: a busy machine may take longer than a visitor waits.
async fn ended(reader: &Arc<WaitingReader>, reference: &str) -> Reading {
    loop {
        let reading = reader.look(&pool(), None, reference).await;
        if reading.so_far.is_none() {
            return reading;
        }
    }
}

fn names(reading: &Reading) -> Vec<String> {
    reading.snapshot.as_ref().expect("a board").users.iter().map(|user| user.username.as_str().to_owned()).collect()
}

#[tokio::test]
async fn whoever_looks_at_once_shares_one_reading() {
    let (reader, script) = reader(100, |status, _| Ok(UserPage { users: vec![user(&status.to_lowercase().replace('_', "-"), status)], next: None }));
    let place = pool();
    let (one, other) = tokio::join!(reader.look(&place, None, "A"), reader.look(&place, Some(i64::MAX), "B"));
    assert_eq!((names(&one), script.calls.load(Ordering::Relaxed)), (vec!["force-change-password".to_owned(), "reset-required".to_owned()], 2));
    assert_eq!(names(&one), names(&other));
}

#[tokio::test]
async fn a_user_who_comes_twice_stands_there_once_and_one_who_moved_on_does_not() {
    let (reader, _) = reader(100, |status, call| {
        // The list lags behind: it gives users who have changed since under their old status.
        Ok(UserPage { users: vec![user("twice", status), user("done", "CONFIRMED")], next: (call < 2).then(|| "more".to_owned()) })
    });
    let reading = ended(&reader, "A").await;
    assert_eq!(names(&reading), ["twice"]);
    assert!(!reading.snapshot.expect("a board").is_part);
}

#[tokio::test]
async fn a_list_without_an_end_is_left_at_the_limit_and_both_statuses_are_in_it() {
    let (reader, script) = reader(3, |status, call| Ok(UserPage { users: vec![user(&format!("{}{call}", &status[..1]), status)], next: Some("more".to_owned()) }));
    let reading = ended(&reader, "A").await;
    let snapshot = reading.snapshot.clone().expect("a board");
    assert!(snapshot.is_part && snapshot.users.len() == 3, "{:?}", names(&reading));
    assert!(names(&reading).iter().any(|name| name.starts_with('R')) && names(&reading).iter().any(|name| name.starts_with('F')));
    assert!(script.calls.load(Ordering::Relaxed) <= 4);
}

#[tokio::test]
async fn a_reading_that_dies_is_one_that_failed_and_is_not_under_way_for_good() {
    let (reader, _) = reader(100, |_, _| panic!("a fault of ours"));
    let reading = ended(&reader, "7F3K-20AC-9QXM").await;
    let failed = reading.failure.expect("a failure");
    assert_eq!((reading.so_far, failed.code, failed.reference.as_str()), (None, ErrorCode::Internal, "7F3K-20AC-9QXM"));
}

#[tokio::test]
async fn repeats_take_turns_as_well_and_a_refusal_is_final() {
    let (busy, script) = reader(100, |_, call| if call < 2 { Err(failure(DirectoryError::Throttled)) } else { Ok(UserPage::default()) });
    let begun = Instant::now();
    assert!(ended(&busy, "A").await.snapshot.is_some());
    assert_eq!(script.calls.load(Ordering::Relaxed), 4);
    assert!(begun.elapsed() >= FIRST_PAUSE * 3, "{:?}", begun.elapsed());
    let (denied, script) = reader(100, |_, _| Err(failure(DirectoryError::AccessDenied(String::new()))));
    assert_eq!(ended(&denied, "A").await.failure.map(|failed| failed.code), Some(ErrorCode::CognitoAccessDenied));
    assert_eq!(script.calls.load(Ordering::Relaxed), 1);
}
