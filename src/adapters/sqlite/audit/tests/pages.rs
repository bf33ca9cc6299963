//! Pages of the trail: every filter, both ways, and what has not ended.

use super::*;
use crate::ports::audit_log::TrailRow;

/// 40 actions: every fourth is a read, of the others every second ended, the last of each ten refused.
async fn filled(log: &SqliteAuditLog) -> Vec<i64> {
    let mut openings = Vec::new();
    for number in 0..40_i64 {
        let kind = if number % 4 == 0 { RecordKind::Read } else { RecordKind::Intent };
        let event = if number % 4 == 0 { "user.read" } else { ["password.reset", "password.set"][usize::from(number % 3 == 0)] };
        let mut opening = entry(kind, event, Uuid::new_v4());
        opening.occurred_at += number;
        if number % 10 == 9 {
            opening.actor = Some(RecordedActor::from(&actor("staff-2", "Zoë ÅNGSTRÖM")));
            opening.target = Some(RecordedTarget { pool: "eu-west-1_b".into(), username: "100%_sure".into(), sub: "user-2".into(), name: "Rosa".into() });
            opening.ticket = Some("T-1".into());
        }
        let action_id = opening.action_id;
        openings.push(log.append(opening).await.unwrap().sequence);
        if kind == RecordKind::Intent && number % 2 == 1 {
            log.append(ending(action_id, if number % 10 == 9 { Outcome::Refused } else { Outcome::Succeeded })).await.unwrap();
        }
    }
    openings
}

async fn all_pages(log: &SqliteAuditLog, filter: &TrailFilter, size: u32) -> Vec<TrailPage> {
    let mut pages = vec![log.page(filter, PageFrom::Newest, size).await.unwrap()];
    while pages.last().unwrap().has_older {
        let oldest = pages.last().unwrap().rows.last().unwrap().opening.sequence;
        pages.push(log.page(filter, PageFrom::Before(oldest), size).await.unwrap());
    }
    pages
}

fn sequences(page: &TrailPage) -> Vec<i64> {
    page.rows.iter().map(|row| row.opening.sequence).collect()
}

#[tokio::test]
async fn pages_go_to_the_end_and_back_with_every_filter() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let openings = filled(&log).await;
    let any = TrailFilter::default;
    let at = 1_700_000_000_000_000;
    let cases: [(TrailFilter, &dyn Fn(i64) -> bool); 19] = [
        (any(), &|_| true),
        (TrailFilter { without_reads: true, ..any() }, &|n| n % 4 != 0),
        (TrailFilter { who: "ngstr".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { who: "staff-1".into(), ..any() }, &|n| n % 10 != 9),
        (TrailFilter { who: "staff".into(), ..any() }, &|_| false),
        (TrailFilter { user: "%_S".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { user: "jane".into(), ..any() }, &|n| n % 10 != 9),
        (TrailFilter { user: "user-2".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { user_sub: "user-2".into(), pool: "eu-west-1_b".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { event: "password".into(), ..any() }, &|n| n % 4 != 0),
        (TrailFilter { event: "password.".into(), ..any() }, &|n| n % 4 != 0),
        (TrailFilter { event: "password.set".into(), ..any() }, &|n| n % 4 != 0 && n % 3 == 0),
        (TrailFilter { event: "pass".into(), ..any() }, &|_| false),
        (TrailFilter { ticket: "T-1".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { outcome: Some(Outcome::Succeeded), ..any() }, &|n| n % 2 == 1 && n % 10 != 9),
        (TrailFilter { outcome: Some(Outcome::Refused), user_sub: "user-2".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { is_open: true, ..any() }, &|n| n % 4 == 2),
        (TrailFilter { is_open: true, outcome: Some(Outcome::Succeeded), ..any() }, &|_| false),
        (TrailFilter { from: Some(at + 5), until: Some(at + 20), pool: "eu-west-1_a".into(), ..any() }, &|n| (5..20).contains(&n) && n % 10 != 9),
    ];
    for (filter, fits) in cases {
        let expected: Vec<i64> = (0..40).rev().filter(|number| fits(*number)).filter_map(|number| openings.get(usize::try_from(number).ok()?).copied()).collect();
        for size in [1, 3, 50] {
            let pages = all_pages(&log, &filter, size).await;
            assert_eq!(pages.iter().flat_map(sequences).collect::<Vec<_>>(), expected, "{filter:?}");
            for (index, page) in pages.iter().enumerate() {
                assert_eq!((page.has_newer, page.has_older), (index > 0, index + 1 < pages.len()), "{filter:?}");
                let Some(newest) = page.rows.first().filter(|_| index > 0) else { continue };
                let back = log.page(&filter, PageFrom::After(newest.opening.sequence), size).await.unwrap();
                assert_eq!(sequences(&back), sequences(&pages[index - 1]), "{filter:?}");
                assert_eq!((back.has_newer, back.has_older), (index > 1, true), "{filter:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_denial_is_found_by_its_own_outcome_and_an_action_stands_in_the_list_once() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let denied = AuditEntry { outcome: Some(Outcome::Denied), ..entry(RecordKind::Denied, "password.set", Uuid::new_v4()) };
    let denied = log.append(denied).await.unwrap();
    let opening = log.append(intent()).await.unwrap();
    let closing = log.append(ending(opening.entry.action_id, Outcome::Unknown)).await.unwrap();
    let only = async |outcome| log.page(&TrailFilter { outcome: Some(outcome), ..TrailFilter::default() }, PageFrom::Newest, 9).await.unwrap().rows;
    assert_eq!(only(Outcome::Denied).await.iter().map(|row| &row.opening).collect::<Vec<_>>(), [&denied]);
    let unknown = only(Outcome::Unknown).await;
    assert_eq!(unknown.iter().map(|row| (&row.opening, row.outcome.as_ref())).collect::<Vec<_>>(), [(&opening, Some(&closing))]);
}

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
async fn an_action_is_listed_under_how_it_ended_last() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let (doubtful, mended) = (log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap());
    for opening in [&doubtful, &mended] {
        log.append(ending(opening.entry.action_id, Outcome::Unknown)).await.unwrap();
    }
    let reconciled = log.append(told(mended.entry.action_id, Outcome::TookEffect)).await.unwrap();
    for user_sub in ["", "user-1"] {
        let only = async |outcome| log.page(&TrailFilter { outcome: Some(outcome), user_sub: user_sub.into(), ..TrailFilter::default() }, PageFrom::Newest, 9).await.unwrap().rows;
        let openings = async |outcome| only(outcome).await.into_iter().map(|row| row.opening).collect::<Vec<_>>();
        assert_eq!(openings(Outcome::Unknown).await, std::slice::from_ref(&doubtful), "what was reconciled is no doubt any more");
        let rows = only(Outcome::TookEffect).await;
        assert_eq!((rows.len(), rows[0].ended(), rows[0].last(), &rows[0].opening), (1, Some(Outcome::TookEffect), &reconciled, &mended));
        assert!(only(Outcome::NoEffect).await.is_empty());
    }
    let all = log.page(&TrailFilter::default(), PageFrom::Newest, 9).await.unwrap().rows;
    assert_eq!(all.len(), 2, "a third record opens no row");
    assert_eq!(TrailRow::of(&log.action(mended.entry.action_id).await.unwrap()), Some(all[0].clone()));
    assert_eq!(log.verify_chain().await, Ok(5));
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
    let row = log.page(&TrailFilter { outcome: Some(Outcome::Unresolved), ..TrailFilter::default() }, PageFrom::Newest, 5).await.unwrap().rows.remove(0);
    assert_eq!(row, TrailRow { opening: opening.unwrap(), outcome: closing.ok(), reconciled: reconciled.ok() });
    assert!(log.doubts(i64::MAX).await.unwrap().is_empty());
    assert_eq!(log.verify_chain().await, Ok(3));
}
