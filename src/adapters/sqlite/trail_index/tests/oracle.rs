//! Against reading everything.

use super::random::{BEGIN, Maker};
use super::*;
use crate::domain::audit::{Outcome, RecordKind};
use crate::ports::trail_filter::{Ending, is_mere_read};
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
    if let Some(people) = world.index.people(filter, from, until).await.unwrap() {
        assert_eq!(by_person(&people), by_person(&counted_people(&fitting, from, until)), "{filter:?}");
        assert!(people.is_sorted_by(|more, less| more.total >= less.total), "{people:?}");
    }
    // What the same filter leaves out, or would leave out.
    let (with, without) = (TrailFilter { without_reads: false, ..filter.clone() }, TrailFilter { without_reads: true, ..filter.clone() });
    let is_left_out = |row: &&TrailRow| is_mere_read(&row.opening.entry) && (from..until).contains(&row.opening.entry.occurred_at);
    let left_out = world.fitting(&with).iter().filter(is_left_out).count() as u64;
    assert!([None, Some(left_out)].contains(&world.index.reads_left_out(&without, from, until).await.unwrap()), "{filter:?}");
    assert_eq!(world.index.reads_left_out(&with, from, until).await.unwrap(), Some(0), "{filter:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_leaves_out_is_counted_by_days_people_pools_and_outcomes() {
    let (mut world, mut maker) = (World::new().await, Maker::new(3));
    for _ in 0..8 {
        world.append((0..150).map(|_| maker.next()).collect()).await;
    }
    let reads: Vec<_> = world.fitting(&TrailFilter::default()).into_iter().filter(|row| is_mere_read(&row.opening.entry)).collect();
    let by = reads.iter().find_map(|row| row.opening.entry.actor.clone()).expect("a reader");
    let all = TrailFilter { without_reads: true, ..TrailFilter::default() };
    let theirs = TrailFilter { actor: by.sub.clone(), ..all.clone() };
    let failed = TrailFilter { ending: Some(Ending::Failed), ..all.clone() };
    for (filter, want) in [
        (all, reads.len()),
        (theirs, reads.iter().filter(|row| row.opening.entry.actor.as_ref().is_some_and(|actor| actor.sub == by.sub)).count()),
        (failed.clone(), reads.iter().filter(|row| TrailFilter { without_reads: false, ..failed.clone() }.fits(row)).count()),
    ] {
        assert_eq!(world.index.reads_left_out(&filter, 0, 400 * 365 * DAY).await.unwrap(), Some(want as u64), "{filter:?}");
        assert!(world.index.people(&filter, 0, 400 * 365 * DAY).await.unwrap().is_some_and(|people| !people.is_empty()), "{filter:?}");
    }
    assert!(reads.len() > 50);
}

/// By the key of each person, whatever they were called.
fn by_person(people: &[PersonCount]) -> Vec<(String, u64, u64)> {
    let key = |person: &PersonCount| person.actor.as_ref().map(|actor| format!("{} {}", actor.issuer, actor.sub)).unwrap_or_default();
    let mut counts: Vec<_> = people.iter().map(|person| (key(person), person.total, person.done)).collect();
    counts.sort();
    counts
}

fn counted_people(fitting: &[TrailRow], from: i64, until: i64) -> Vec<PersonCount> {
    let mut people: Vec<PersonCount> = Vec::new();
    for row in fitting.iter().filter(|row| (from..until).contains(&row.opening.entry.occurred_at)) {
        let actor = &row.opening.entry.actor;
        let is_same = |person: &&mut PersonCount| match (&person.actor, actor) {
            (Some(one), Some(other)) => (&one.issuer, &one.sub) == (&other.issuer, &other.sub),
            (one, other) => one.is_none() && other.is_none(),
        };
        let is_done = matches!(Column::of(row), Column::Ended(Outcome::Succeeded | Outcome::TookEffect));
        match people.iter_mut().find(is_same) {
            Some(person) => (person.total, person.done) = (person.total + 1, person.done + u64::from(is_done)),
            None => people.push(PersonCount { actor: actor.clone(), total: 1, done: u64::from(is_done) }),
        }
    }
    people
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
async fn counts_that_are_kept_go_with_what_is_appended_and_with_how_actions_end() {
    let (mut world, mut maker) = (World::new().await, Maker::new(11));
    let (from, until) = (BEGIN / DAY * DAY, BEGIN / DAY * DAY + 400 * DAY);
    let filters = [
        TrailFilter::default(),
        TrailFilter { without_reads: true, ..TrailFilter::default() },
        TrailFilter { ending: Some(Ending::Open), ..TrailFilter::default() },
        TrailFilter { event: "password.reset".into(), ..TrailFilter::default() },
        TrailFilter { who: "ana".into(), ending: Some(Ending::As(Outcome::Refused)), ..TrailFilter::default() },
    ];
    for round in 0..60 {
        let batch = (0..maker.chance.random_range(1..30)).map(|_| maker.next()).collect();
        world.append(batch).await;
        if round % 20 == 19 {
            world.settled().await;
        }
        for filter in &filters {
            let expected = counted(&world.fitting(filter), from, until);
            // The second time it is what was kept at the first.
            for _ in 0..2 {
                assert_eq!(world.index.counts(filter, from, until).await.unwrap().as_ref(), Some(&expected), "{round}: {filter:?}");
            }
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
