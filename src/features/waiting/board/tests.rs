//! Clocks, order, filters and pages.

use super::*;
use crate::domain::password::PasswordPolicy;
use crate::domain::pool::{PoolId, SmsSetup, Triggers};
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-21 09:41:07 UTC);

fn facts(temporary_password_days: u16) -> PoolFacts {
    PoolFacts {
        recovery: vec![],
        triggers: Triggers::default(),
        password_policy: PasswordPolicy {
            minimum_length: 8,
            requires_uppercase: false,
            requires_lowercase: false,
            requires_numbers: false,
            requires_symbols: false,
            history_size: 0,
        },
        temporary_password_days,
        has_default_mailer: true,
        sms: SmsSetup::Missing,
    }
}

fn user(username: &str, status: UserStatus, changed_at: Option<OffsetDateTime>) -> User {
    User {
        pool: PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id"),
        username: Username::try_from(username.to_owned()).expect("a username"),
        sub: Sub::try_from(format!("sub-{}", username.len())).expect("a sub"),
        status,
        is_enabled: true,
        attributes: vec![("email".into(), format!("{username}@example.com")), ("email_verified".into(), "true".into()), ("custom:secret".into(), "x".into())],
        created_at: None,
        changed_at,
        mfa: vec![],
    }
}

fn waiting(username: &str, status: UserStatus, ago: Duration) -> Waiting {
    Waiting::of(&facts(7), &user(username, status, Some(NOW - ago))).expect("somebody who waits")
}

fn board(users: Vec<Waiting>) -> Vec<Arc<Waiting>> {
    let mut users: Vec<_> = users.into_iter().map(Arc::new).collect();
    sort(&mut users);
    users
}

fn names(users: &[Arc<Waiting>]) -> Vec<&str> {
    users.iter().map(|user| user.username.as_str()).collect()
}

#[test]
fn only_the_two_states_that_wait_stand_on_the_board() {
    for status in UserStatus::ALL {
        let waits = matches!(status, UserStatus::ResetRequired | UserStatus::ForceChangePassword);
        assert_eq!(Waiting::of(&facts(7), &user("ana", status, Some(NOW))).is_some(), waits, "{status:?}");
    }
}

#[test]
fn a_code_works_for_an_hour_and_a_temporary_password_for_the_pools_days() {
    let at = |days, status, ago| Waiting::of(&facts(days), &user("ana", status, Some(NOW - ago))).expect("waits").works(NOW);
    let (reset, temporary) = (UserStatus::ResetRequired, UserStatus::ForceChangePassword);
    for (works, wanted) in [
        (at(7, reset, Duration::ZERO), Works::For(Duration::HOUR)),
        (at(7, reset, Duration::minutes(59)), Works::For(Duration::MINUTE)),
        (at(7, reset, Duration::HOUR), Works::OverFor(Duration::ZERO)),
        (at(7, reset, Duration::days(2)), Works::OverFor(Duration::hours(47))),
        (at(7, temporary, Duration::days(1)), Works::For(Duration::days(6))),
        (at(7, temporary, Duration::days(23)), Works::OverFor(Duration::days(16))),
        (at(30, temporary, Duration::days(23)), Works::For(Duration::days(7))),
        (at(1, temporary, Duration::hours(25)), Works::OverFor(Duration::HOUR)),
        // A clock of ours that is behind.
        (at(7, reset, Duration::seconds(-5)), Works::For(Duration::HOUR + Duration::seconds(5))),
    ] {
        assert_eq!(works, wanted);
    }
    assert_eq!(Waiting::of(&facts(7), &user("ana", reset, None)).expect("waits").works(NOW), Works::Unknown);
}

#[test]
fn nothing_is_kept_that_the_board_does_not_show() {
    let kept = format!("{:?}", waiting("amara", UserStatus::ResetRequired, Duration::HOUR));
    assert!(kept.contains("a•••@example.com") && !kept.contains("amara@") && !kept.contains("secret"), "{kept}");
}

#[test]
fn the_oldest_come_first_then_those_without_a_date_and_disabled_users_last() {
    let (reset, temporary) = (UserStatus::ResetRequired, UserStatus::ForceChangePassword);
    let undated = Waiting { since: None, ends_at: None, ..waiting("undated", reset, Duration::ZERO) };
    let disabled = Waiting { is_enabled: false, ..waiting("disabled", temporary, Duration::days(400)) };
    let users = board(vec![
        disabled,
        undated,
        waiting("new", temporary, Duration::MINUTE),
        waiting("b.same", reset, Duration::days(3)),
        waiting("a.same", temporary, Duration::days(3)),
        waiting("oldest", temporary, Duration::days(90)),
    ]);
    assert_eq!(names(&users), ["oldest", "a.same", "b.same", "new", "undated", "disabled"]);
}

#[test]
fn filters_narrow_by_kind_and_by_whether_it_is_over() {
    let (reset, temporary) = (UserStatus::ResetRequired, UserStatus::ForceChangePassword);
    let users = board(vec![
        waiting("code.works", reset, Duration::MINUTE),
        waiting("code.over", reset, Duration::days(1)),
        waiting("word.works", temporary, Duration::days(1)),
        waiting("word.over", temporary, Duration::days(8)),
    ]);
    let fitting = |kind, is_over| page(&users, Filter { kind, is_over }, 1, NOW).users;
    assert_eq!(names(&fitting(None, None)), ["word.over", "code.over", "word.works", "code.works"]);
    assert_eq!(names(&fitting(Some(Kind::ResetCode), None)), ["code.over", "code.works"]);
    assert_eq!(names(&fitting(Some(Kind::TemporaryPassword), Some(true))), ["word.over"]);
    assert_eq!(names(&fitting(None, Some(false))), ["word.works", "code.works"]);
    assert_eq!(Filter { kind: None, is_over: Some(true) }.count(&users, NOW), 2);
}

#[test]
fn pages_have_fifty_and_past_the_end_stands_the_last() {
    let users = board((0..120).map(|place| waiting(&format!("user{place:03}"), UserStatus::ResetRequired, Duration::days(200 - place))).collect());
    let all = Filter::default();
    let sizes = |number| {
        let page = page(&users, all, number, NOW);
        (page.number, page.pages, page.total, page.users.len(), page.users[0].username.as_str().to_owned())
    };
    assert_eq!(sizes(1), (1, 3, 120, 50, "user000".to_owned()));
    assert_eq!(sizes(3), (3, 3, 120, 20, "user100".to_owned()));
    assert_eq!(sizes(0).0, 1);
    assert_eq!(sizes(usize::MAX), sizes(3));
    assert_eq!(page(&[], all, 2, NOW), BoardPage { users: vec![], number: 1, pages: 1, total: 0 });
}

#[test]
fn help_moves_the_clock_and_may_change_what_somebody_waits_with() {
    let user = waiting("ana", UserStatus::ResetRequired, Duration::days(2));
    let helped = user.helped(Kind::TemporaryPassword, NOW - Duration::MINUTE, 7);
    assert_eq!((helped.kind, helped.since, helped.helped_at), (Kind::TemporaryPassword, Some(NOW - Duration::MINUTE), Some(NOW - Duration::MINUTE)));
    assert_eq!(helped.works(NOW), Works::For(Duration::days(7) - Duration::MINUTE));
    assert_eq!(helped.contact, user.contact);
}
