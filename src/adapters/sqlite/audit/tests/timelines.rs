//! Timelines, and what has not ended.

use super::*;
use crate::ports::audit_log::TrailRow;

#[tokio::test]
async fn open_intents_are_those_without_outcome_and_old_enough() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let (open, closed) = (log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap());
    log.append(ending(closed.entry.action_id, Outcome::Succeeded)).await.unwrap();
    log.append(AuditEntry { occurred_at: open.entry.occurred_at + 10, ..intent() }).await.unwrap();
    assert_eq!(log.open_intents(open.entry.occurred_at + 1).await.unwrap(), std::slice::from_ref(&open));
    assert!(log.open_intents(open.entry.occurred_at).await.unwrap().is_empty());
    log.append(ending(open.entry.action_id, Outcome::Unknown)).await.unwrap();
    assert!(log.open_intents(open.entry.occurred_at + 1).await.unwrap().is_empty());
    assert_eq!(log.verify_chain().await, Ok(5));
}

fn told(action_id: Uuid, outcome: Outcome) -> AuditEntry {
    AuditEntry { outcome: Some(outcome), ..entry(RecordKind::Reconciled, "password.reset", action_id) }
}

#[tokio::test]
async fn a_timeline_has_a_users_actions_with_their_ends_newest_first() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let (doubtful, mended) = (log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap());
    for opening in [&doubtful, &mended] {
        log.append(ending(opening.entry.action_id, Outcome::Unknown)).await.unwrap();
    }
    let reconciled = log.append(told(mended.entry.action_id, Outcome::TookEffect)).await.unwrap();
    let denied = log.append(entry(RecordKind::Denied, "password.set", Uuid::new_v4())).await.unwrap();
    log.append(entry(RecordKind::Read, "user.read", Uuid::new_v4())).await.unwrap();
    let elsewhere = AuditEntry { target: Some(RecordedTarget { pool: "eu-west-1_b".into(), sub: "user-1".into(), ..RecordedTarget::default() }), ..intent() };
    log.append(elsewhere).await.unwrap();
    let timeline = async |of, size| log.timeline("eu-west-1_a", "user-1", of, size).await.unwrap();
    let openings = |timeline: &Timeline| timeline.rows.iter().map(|row| row.opening.sequence).collect::<Vec<_>>();
    let all = timeline(TimelineOf::Actions, 9).await;
    assert_eq!((openings(&all), all.has_older), (vec![denied.sequence, mended.sequence, doubtful.sequence], false), "no reads, and no other pool's");
    assert_eq!((all.rows[1].ended(), all.rows[1].last()), (Some(Outcome::TookEffect), &reconciled));
    assert_eq!(TrailRow::of(&log.action(mended.entry.action_id).await.unwrap()), Some(all.rows[1].clone()));
    let effects = timeline(TimelineOf::Effects, 1).await;
    assert_eq!((openings(&effects), effects.has_older), (vec![mended.sequence], true));
}

#[tokio::test]
async fn what_was_done_lately_is_found_behind_thousands_of_reads_and_a_clock_that_was_turned() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let at = intent().occurred_at;
    let of = |occurred_at, pool: &str| AuditEntry { occurred_at, target: Some(RecordedTarget { pool: pool.into(), ..RecordedTarget::default() }), ..intent() };
    log.append(of(at - 1, "p")).await.unwrap();
    let found = log.append(of(at + 5, "p")).await.unwrap();
    log.append(of(at + 5, "q")).await.unwrap();
    log.append(of(at - 3, "p")).await.unwrap();
    let reads = (0..3_000).map(|_| log.append(AuditEntry { occurred_at: at + 6, ..entry(RecordKind::Read, "user.read", Uuid::new_v4()) }));
    assert!(futures::future::join_all(reads).await.iter().all(Result::is_ok));
    let newest = log.append(of(at + 7, "p")).await.unwrap();
    let lately = async |since, size| log.lately("p", since, size).await.unwrap().into_iter().map(|row| row.opening).collect::<Vec<_>>();
    assert_eq!(lately(at, 9).await, [newest.clone(), found]);
    assert_eq!(lately(at, 1).await, [newest]);
    assert!(lately(at + 100, 9).await.is_empty());
}

#[tokio::test]
async fn only_a_doubt_is_reconciled_and_only_once() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let (open, certain, doubtful) = (log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap());
    log.append(ending(certain.entry.action_id, Outcome::Succeeded)).await.unwrap();
    for id in [Uuid::new_v4(), open.entry.action_id, certain.entry.action_id] {
        assert!(matches!(log.append(told(id, Outcome::NoEffect)).await, Err(AuditError::NoDoubt(found)) if found == id));
    }
    let outcome = log.append(AuditEntry { occurred_at: 50, ..ending(doubtful.entry.action_id, Outcome::Unknown) }).await.unwrap();
    assert!(log.doubts(50).await.unwrap().is_empty(), "too young");
    assert_eq!(log.doubts(51).await.unwrap(), [Doubt { intent: doubtful.clone(), outcome }]);
    let id = doubtful.entry.action_id;
    // Both at once, as by two instances.
    let (one, other) = tokio::join!(log.append(told(id, Outcome::NoEffect)), log.append(told(id, Outcome::TookEffect)));
    assert!(one.is_ok() && matches!(other, Err(AuditError::Duplicate(_))));
    assert!(matches!(log.append(told(id, Outcome::TookEffect)).await, Err(AuditError::Duplicate(_))), "in another batch neither");
    assert!(matches!(log.append(AuditEntry { action_id: id, ..intent() }).await, Err(AuditError::Duplicate(_))), "the form again");
    assert!(log.doubts(i64::MAX).await.unwrap().is_empty());
    assert_eq!(log.verify_chain().await, Ok(6));
}

#[tokio::test]
async fn an_intent_its_doubt_and_its_end_may_stand_in_one_batch() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let opening = intent();
    let id = opening.action_id;
    let (opening, closing, reconciled) = tokio::join!(log.append(opening), log.append(ending(id, Outcome::Unknown)), log.append(told(id, Outcome::Unresolved)));
    let row = log.timeline("eu-west-1_a", "user-1", TimelineOf::Effects, 5).await.unwrap().rows.remove(0);
    assert_eq!(row, TrailRow { opening: opening.unwrap(), outcome: closing.ok(), reconciled: reconciled.ok() });
    assert!(log.doubts(i64::MAX).await.unwrap().is_empty());
    assert_eq!(log.verify_chain().await, Ok(3));
}
