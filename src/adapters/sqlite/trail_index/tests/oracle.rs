//! Against reading everything.

use super::random::{BEGIN, Maker};
use super::*;
use crate::domain::audit::{Outcome, RecordKind};
use crate::ports::trail_filter::Ending;
use rand::Rng;

/// Holds a filter's pages, both ways and from anywhere, and its counts against reading everything.
async fn holds(world: &World, filter: &TrailFilter, maker: &mut Maker) {
    let fitting = world.fitting(filter);
    let size = maker.chance.random_range(1..40);
    assert_eq!(sequences(&world.all(filter, size).await), sequences(&fitting), "{filter:?}");
    let taken = usize::try_from(size).unwrap();
    let oldest = world.page(filter, PageFrom::Oldest, size).await;
    assert_eq!(oldest.rows, fitting[fitting.len().saturating_sub(taken)..], "the last page: {filter:?}");
    assert_eq!((oldest.has_newer, oldest.has_older), (fitting.len() > taken, false), "{filter:?}");
    for _ in 0..3 {
        let place = maker.chance.random_range(0..world.records.len() as i64 + 2);
        let older: Vec<_> = fitting.iter().filter(|row| row.opening.sequence < place).cloned().collect();
        let newer: Vec<_> = fitting.iter().filter(|row| row.opening.sequence > place).cloned().collect();
        let is_on = older.len() + newer.len() < fitting.len();
        let page = world.page(filter, PageFrom::Before(place), size).await;
        assert_eq!(page.rows, older[..older.len().min(taken)], "before {place}: {filter:?}");
        assert_eq!((page.has_newer, page.has_older), (is_on || !newer.is_empty(), older.len() > taken), "before {place}: {filter:?}");
        let page = world.page(filter, PageFrom::After(place), size).await;
        assert_eq!(page.rows, newer[newer.len().saturating_sub(taken)..], "after {place}: {filter:?}");
        assert_eq!((page.has_newer, page.has_older), (newer.len() > taken, is_on || !older.is_empty()), "after {place}: {filter:?}");
    }
    let mut oldest_first = fitting.clone();
    oldest_first.reverse();
    assert_eq!(world.scanned(filter).await, oldest_first, "without the index: {filter:?}");
    let from = BEGIN / DAY * DAY + maker.chance.random_range(-2..20) * DAY;
    let until = from + maker.chance.random_range(1..30) * DAY;
    let counts = world.index.counts(filter, from, until).await.unwrap();
    assert_eq!(counts, Some(counted(&fitting, from, until)), "{filter:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_and_count_is_what_reading_everything_gives() {
    for seed in 0..2 {
        let (mut world, mut maker) = (World::new().await, Maker::new(seed));
        for _ in 0..10 {
            let batch = (0..maker.chance.random_range(1..220)).map(|_| maker.next()).collect();
            world.append(batch).await;
            for _ in 0..15 {
                let filter = maker.filter();
                holds(&world, &filter, &mut maker).await;
            }
        }
        assert!(world.records.len() > 600, "more than a chunk: {}", world.records.len());
        world.settled().await;
        world.reopen().await;
        for _ in 0..50 {
            let filter = maker.filter();
            holds(&world, &filter, &mut maker).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_appended_is_found_at_once_and_an_end_moves_its_action() {
    let (mut world, mut maker) = (World::new().await, Maker::new(7));
    let only = |ending| TrailFilter { ending: Some(ending), ..TrailFilter::default() };
    for _ in 0..40 {
        let entry = std::iter::repeat_with(|| maker.next()).find(|entry| entry.kind == RecordKind::Intent).unwrap();
        world.append(vec![entry.clone()]).await;
        let sequence = world.records.last().unwrap().sequence;
        let first = async |filter: TrailFilter| world.page(&filter, PageFrom::Newest, 1).await.rows.first().map(|row| row.opening.sequence);
        assert_eq!(first(only(Ending::Open)).await, Some(sequence));
        // Others come between, so that it stands in the file when it ends.
        let others: Vec<_> = (0..12).map(|_| AuditEntry { action_id: Uuid::from_u128(maker.chance.random()), kind: RecordKind::Read, outcome: None, ..entry.clone() }).collect();
        world.append(others).await;
        world.append(vec![AuditEntry { kind: RecordKind::Outcome, outcome: Some(Outcome::Unknown), ..entry.clone() }]).await;
        let first = async |filter: TrailFilter| world.page(&filter, PageFrom::Newest, 1).await.rows.first().map(|row| row.opening.sequence);
        assert_eq!((first(only(Ending::Open)).await, first(only(Ending::Attention)).await), (None, Some(sequence)));
        world.append(vec![AuditEntry { kind: RecordKind::Reconciled, outcome: Some(Outcome::NoEffect), ..entry }]).await;
        let first = async |filter: TrailFilter| world.page(&filter, PageFrom::Newest, 1).await.rows.first().map(|row| row.opening.sequence);
        assert_eq!((first(only(Ending::Attention)).await, first(only(Ending::As(Outcome::NoEffect))).await), (None, Some(sequence)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_whole_while_others_append() {
    let world = World::new().await;
    let log = world.log.clone();
    let appending = tokio::spawn(async move {
        let mut maker = Maker::new(11);
        let mut records = Vec::new();
        for _ in 0..1_200 {
            records.push(log.append(maker.next()).await.unwrap());
        }
        records
    });
    let (mut maker, mut seen) = (Maker::new(12), 0);
    while !appending.is_finished() {
        let filter = maker.filter();
        let rows = world.all(&filter, 30).await;
        assert!(rows.is_sorted_by(|newer, older| newer.opening.sequence > older.opening.sequence), "{filter:?}");
        assert!(rows.iter().all(|row| filter.fits(row)), "{filter:?}");
        let all = world.all(&TrailFilter::default(), 200).await;
        assert!(all.len() >= seen, "nothing goes away");
        seen = all.len();
    }
    let world = World { records: appending.await.unwrap(), ..world };
    for _ in 0..20 {
        let filter = maker.filter();
        holds(&world, &filter, &mut maker).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_rare_and_not_to_be_looked_up_ends_early_and_says_where() {
    let (mut world, mut maker) = (World::new().await, Maker::new(13));
    let opening = || std::iter::repeat_with(|| maker.next()).find(|entry| entry.kind == RecordKind::Intent).unwrap();
    let entries: Vec<_> =
        std::iter::repeat_with(opening).take(2_600).map(|entry| AuditEntry { reason: None, note: None, client_metadata: Vec::new(), ticket: None, ..entry }).collect();
    let mut first = entries[0].clone();
    first.reason = Some("q7".into());
    world.append(vec![first]).await;
    for entries in entries[1..].chunks(500) {
        world.append(entries.to_vec()).await;
    }
    world.settled().await;
    let filter = TrailFilter { text: "q7".into(), ..TrailFilter::default() };
    let page = world.page(&filter, PageFrom::Newest, 50).await;
    assert!(page.rows.is_empty() && page.looked_to.is_some() && page.has_older, "{page:?}");
    assert_eq!(world.index.counts(&filter, 0, i64::MAX).await.unwrap(), None, "it would have to read too many");
    assert_eq!(sequences(&world.all(&filter, 50).await), [1], "it is found by going on");
    let page = world.page(&filter, PageFrom::Oldest, 50).await;
    assert!(page.rows.len() == 1 && page.has_newer && page.newer_than() > Some(900), "{page:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_may_share_an_index() {
    let (mut world, mut maker) = (World::new().await, Maker::new(17));
    let other = World { index: SqliteTrailIndex::open(&world.file.path(), &index_of(&world.file)).await.unwrap(), ..World::new().await };
    for _ in 0..12 {
        world.append((0..60).map(|_| maker.next()).collect()).await;
        let filter = maker.filter();
        let wanted = sequences(&world.fitting(&filter));
        assert_eq!(sequences(&world.all(&filter, 20).await), wanted, "{filter:?}");
        assert_eq!(sequences(&other.all(&filter, 20).await), wanted, "{filter:?}");
    }
}
