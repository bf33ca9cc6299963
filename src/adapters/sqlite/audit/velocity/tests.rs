use super::super::super::test_support::{TestFile, entry, fresh};
use super::super::SqliteAuditLog;
use super::*;
use crate::domain::audit::{AuditRecord, Outcome, RecordKind};
use crate::domain::operation::Action;
use crate::domain::velocity::counts;
use crate::ports::audit_log::AuditLog;
use futures::future::join_all;
use sqlx::Row;
use time::Duration;
use uuid::Uuid;

const NOW: i64 = 1_700_000_000_000_000;
const MINUTE: i64 = 60_000_000;

fn per_user(effects: u32) -> Limit {
    Limit { of: Counted::User, effects, within: Duration::DAY }
}

fn per_person(effects: u32) -> Limit {
    Limit { of: Counted::Staff, effects, within: Duration::minutes(10) }
}

/// An intent on this user by this person.
fn intent_of(user: &str, staff: &str, at: i64) -> AuditEntry {
    let mut intent = entry(RecordKind::Intent, "password.reset", Uuid::new_v4());
    intent.occurred_at = at;
    intent.actor.as_mut().unwrap().sub = staff.to_owned();
    intent.target.as_mut().unwrap().sub = user.to_owned();
    intent
}

fn is_reached(answer: &Result<AuditRecord, AuditError>, of: Counted) -> bool {
    matches!(answer, Err(AuditError::LimitReached(usage)) if usage.limit.of == of)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_on_two_connections_exactly_as_many_pass_as_may() {
    let file = TestFile::new();
    let logs = [SqliteAuditLog::new(file.open().await), SqliteAuditLog::new(file.open().await)];
    let limits = [per_person(7), per_user(100)];
    let answers = join_all((0..40).map(|number| {
        let log = logs[number % 2].clone();
        async move { log.append_within(intent_of(&format!("user-{number}"), "staff-1", NOW + number as i64), &limits).await }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 7);
    assert!(answers.iter().filter(|answer| answer.is_err()).all(|answer| is_reached(answer, Counted::Staff)), "{answers:?}");
    assert_eq!(logs[0].verify_chain().await, Ok(7), "what was refused left no record");
}

#[tokio::test]
async fn the_window_moves_with_the_time_and_a_clock_that_is_turned_back_hides_nothing() {
    let log = SqliteAuditLog::new(fresh().await.0);
    let append = |at: i64| {
        let log = log.clone();
        async move { log.append_within(intent_of("user-1", "staff-1", at), &[per_person(2)]).await }
    };
    append(NOW).await.unwrap();
    append(NOW + 4 * MINUTE).await.unwrap();
    let Err(AuditError::LimitReached(usage)) = append(NOW + 10 * MINUTE - 1).await else { panic!("it passed") };
    assert_eq!((usage.used, usage.free_at), (2, Some(NOW + 10 * MINUTE)));
    assert!(is_reached(&append(NOW - 60 * MINUTE).await, Counted::Staff), "the clock was turned back");
    append(NOW + 10 * MINUTE).await.unwrap();
    assert!(append(NOW + 10 * MINUTE + 1).await.is_err());
}

#[tokio::test]
async fn counted_are_people_by_issuer_and_users_by_pool() {
    let log = SqliteAuditLog::new(fresh().await.0);
    let limits = [per_person(1), per_user(1)];
    log.append_within(intent_of("user-1", "staff-1", NOW), &limits).await.unwrap();
    let mut of_another_issuer = intent_of("user-2", "staff-1", NOW);
    of_another_issuer.actor.as_mut().unwrap().issuer = "https://other.example".into();
    log.append_within(of_another_issuer, &limits).await.expect("another person");
    let mut of_another_pool = intent_of("user-1", "staff-2", NOW);
    of_another_pool.target.as_mut().unwrap().pool = "eu-west-1_b".into();
    log.append_within(of_another_pool, &limits).await.expect("another user");
    assert!(is_reached(&log.append_within(intent_of("user-1", "staff-3", NOW), &limits).await, Counted::User));
    assert!(is_reached(&log.append_within(intent_of("user-3", "staff-1", NOW), &limits).await, Counted::Staff));
}

#[tokio::test]
async fn what_an_approval_was_for_counts_and_parts_ending_sessions_reads_and_what_never_reached_cognito_do_not() {
    let log = SqliteAuditLog::new(fresh().await.0);
    let first = intent_of("user-1", "staff-1", NOW);
    let mut part = intent_of("user-1", "staff-1", NOW);
    part.part_of = Some(first.action_id);
    let mut approved = intent_of("user-1", "staff-2", NOW);
    approved.part_of = Some(Uuid::new_v4());
    approved.basis = Some("approval".to_owned());
    let follows_it = AuditEntry { action_id: Uuid::new_v4(), part_of: Some(approved.action_id), ..approved.clone() };
    let mut sign_out = intent_of("user-1", "staff-1", NOW);
    Action::SignOutEverywhere.event().clone_into(&mut sign_out.event);
    let mut read = intent_of("user-1", "staff-1", NOW);
    read.kind = RecordKind::Read;
    let never_sent = intent_of("user-1", "staff-1", NOW);
    let ending = AuditEntry { outcome: Some(Outcome::NotSent), kind: RecordKind::Outcome, ..never_sent.clone() };
    for entry in [first, part, approved, follows_it, sign_out, read, never_sent, ending] {
        log.append(entry).await.unwrap();
    }
    let person = StaffId { issuer: "https://id.example".into(), sub: "staff-1".into() };
    let usage = log.usage(&person, "eu-west-1_a", "user-1", &[per_user(9), per_person(9)], NOW).await.unwrap();
    let approved_by = StaffId { sub: "staff-2".into(), ..person.clone() };
    let of_approved = log.usage(&approved_by, "eu-west-1_a", "user-1", &[per_person(9)], NOW).await.unwrap();
    assert_eq!(of_approved[0].used, 1, "a code after an approved action belongs to it");
    assert_eq!(usage.iter().map(|usage| usage.used).collect::<Vec<_>>(), [2, 2], "a person's attempts count, whatever came of them");
    let Err(AuditError::LimitReached(usage)) = log.append_within(intent_of("user-1", "staff-1", NOW), &[per_user(2), per_person(2)]).await else { panic!("it passed") };
    assert_eq!(usage.limit.of, Counted::User, "of several the one that is free again last");
}

#[tokio::test]
async fn a_form_that_comes_again_is_a_duplicate_whatever_is_used_up() {
    let log = SqliteAuditLog::new(fresh().await.0);
    let (form, limits) = (intent_of("user-1", "staff-1", NOW), [per_user(1)]);
    let answers = join_all((0..6).map(|_| log.append_within(form.clone(), &limits))).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer, Ok(_) | Err(AuditError::Duplicate(_)))), "{answers:?}");
    let refused = intent_of("user-1", "staff-1", NOW);
    assert!(is_reached(&log.append_within(refused.clone(), &limits).await, Counted::User));
    log.append_within(refused, &[]).await.expect("what was refused left nothing behind");
}

#[tokio::test]
async fn limits_are_read_from_indexes_of_their_own() {
    let (database, _) = fresh().await;
    for (text, index) in [(BY_STAFF, "audit_effects_by_actor"), (ON_USER, "audit_effects_on_user")] {
        let query = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"))).bind("a").bind("b").bind(1).bind(10);
        let plan: Vec<String> = query.fetch_all(&database.readers).await.unwrap().iter().map(|row| row.get(3)).collect();
        assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE") && !step.starts_with("SCAN")), "{plan:#?}");
        assert!(plan[0].contains(&format!("SEARCH effect USING INDEX {index} (")) && plan[0].contains("AND occurred_at>?)"), "{plan:#?}");
    }
}

#[test]
fn the_queries_leave_out_exactly_what_does_not_count() {
    let leaves_out = |action: &Action| BY_STAFF.contains(&format!("event <> '{}'", action.event()));
    for action in Action::ALL.iter().filter(|action| action.has_effect_on_a_user()) {
        assert_eq!(leaves_out(action), !counts(*action), "{action:?}");
    }
}
