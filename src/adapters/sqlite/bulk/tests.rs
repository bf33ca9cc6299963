//! Runs in a real file.

use super::SqliteBulk;
use crate::adapters::sqlite::test_support::fresh;
use crate::domain::actor::{RequestOrigin, StaffId};
use crate::domain::bulk::{PauseCause, RowStanding, RunState};
use crate::ports::bulk_store::{BulkStore, KeptRow, KeptRun, RowState, RunPerson, RunPlan, Step};
use std::time::Duration;
use uuid::Uuid;

const POOL: &str = "eu-west-1_Nw4Customers";

fn person(sub: &str) -> RunPerson {
    RunPerson {
        id: StaffId { issuer: "https://id.example".into(), sub: sub.into() },
        name: sub.into(),
        origin: RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() },
    }
}

fn run(by: &str, rows: u32) -> KeptRun {
    let plan = RunPlan {
        help: "reset".into(),
        reason: "All of them changed employer".into(),
        ticket: Some("INC-204817".into()),
        caller_verified_by: None,
        prepared_by: person(by),
        pools: vec![POOL.into()],
        list_hash: "00".into(),
        list_format: "csv".into(),
        list_name: "list.csv".into(),
    };
    KeptRun {
        id: Uuid::new_v4(),
        state: RunState::Checking,
        cause: None,
        plan,
        rows,
        runs_as: None,
        confirmed_by: None,
        sealed_for: None,
        turn: 0,
        created_at: 1,
        changed_at: 1,
        started_at: None,
        ended_at: None,
        forgotten: None,
    }
}

fn rows(count: u32) -> Vec<KeptRow> {
    let row = |line| KeptRow { line, pool: POOL.into(), given: format!("user{line}"), metadata: vec![("locale".into(), "en; \"x\"".into())], state: RowState::default() };
    (1..=count).map(row).collect()
}

fn found(sub: &str) -> RowState {
    RowState { standing: RowStanding::Ready, username: sub.into(), sub: sub.into(), sends_to: "email".into(), ..RowState::default() }
}

#[tokio::test]
async fn a_run_comes_back_as_it_was_kept_and_its_rows_in_pages() {
    let (database, _) = fresh().await;
    let store = SqliteBulk::new(database.clone());
    let kept = run("mikael", 5);
    assert!(store.create(&kept, rows(5), 3).await.unwrap());
    let other = SqliteBulk::new(database);
    assert_eq!(other.find(kept.id).await.unwrap(), Some(kept.clone()));
    assert_eq!(other.newest(10).await.unwrap(), vec![kept.clone()]);
    let first = other.rows(kept.id, None, 0, 2).await.unwrap();
    assert_eq!(first, rows(5)[..2]);
    let lines: Vec<u32> = other.rows(kept.id, Some(RowStanding::Unchecked), 2, 10).await.unwrap().iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 4, 5]);
    assert_eq!(other.find(Uuid::new_v4()).await.unwrap(), None);
}

#[tokio::test]
async fn one_person_has_so_many_unfinished_runs_at_most() {
    let (database, _) = fresh().await;
    let store = SqliteBulk::new(database);
    let first = run("mikael", 1);
    assert!(store.create(&first, rows(1), 2).await.unwrap() && store.create(&run("mikael", 1), rows(1), 2).await.unwrap());
    let third = run("mikael", 1);
    assert!(!store.create(&third, rows(1), 2).await.unwrap());
    assert_eq!((store.find(third.id).await.unwrap(), store.rows(third.id, None, 0, 9).await.unwrap().len()), (None, 0), "nothing by halves");
    assert!(store.create(&run("hana", 1), rows(1), 2).await.unwrap());
    assert!(store.step(first.id, &Step::to(RunState::Cancelled, &[RunState::Checking])).await.unwrap().is_some());
    assert!(store.create(&third, rows(1), 2).await.unwrap());
}

#[tokio::test]
async fn a_step_is_taken_once_from_where_it_may_be_taken() {
    let (database, _) = fresh().await;
    let store = SqliteBulk::new(database);
    let kept = run("mikael", 1);
    store.create(&kept, rows(1), 9).await.unwrap();
    let start = Step { runs_as: Some(person("mikael")), turn: Some(1), ..Step::to(RunState::Running, &[RunState::Checked]) };
    assert_eq!(store.step(kept.id, &start).await.unwrap(), None, "not from here");
    let checked = store.step(kept.id, &Step::to(RunState::Checked, &[RunState::Checking])).await.unwrap().expect("a step");
    assert_eq!((checked.state, checked.turn, checked.started_at), (RunState::Checked, 1, None));
    assert_eq!(store.step(kept.id, &Step { turn: Some(0), ..start.clone() }).await.unwrap(), None, "an old page");
    let running = store.step(kept.id, &start).await.unwrap().expect("a step");
    assert_eq!((running.state, running.runs_as.clone(), running.started_at.is_some()), (RunState::Running, Some(person("mikael")), true));
    let pause = Step { cause: Some(PauseCause::MailLimit), ..Step::to(RunState::Paused, &[RunState::Running]) };
    let paused = store.step(kept.id, &pause).await.unwrap().expect("a step");
    assert_eq!((paused.cause, paused.runs_as), (Some(PauseCause::MailLimit), Some(person("mikael"))));
    let resumed = store.step(kept.id, &Step { runs_as: Some(person("hana")), ..Step::to(RunState::Running, &[RunState::Paused]) }).await.unwrap().expect("a step");
    assert_eq!((resumed.cause, resumed.runs_as, resumed.started_at), (None, Some(person("hana")), running.started_at));
    let done = store.step(kept.id, &Step::to(RunState::Done, &[RunState::Running])).await.unwrap().expect("a step");
    assert!(done.ended_at.is_some());
}

#[tokio::test]
async fn one_worker_at_a_time_works_at_a_run_until_its_lease_is_over() {
    let (database, clock) = fresh().await;
    let store = SqliteBulk::new(database);
    let kept = run("mikael", 1);
    store.create(&kept, rows(1), 9).await.unwrap();
    let (one, other, lasts) = (Uuid::from_u128(1), Uuid::from_u128(2), Duration::from_secs(20));
    assert!(store.lease(kept.id, one, lasts).await.unwrap());
    assert!(store.lease(kept.id, one, lasts).await.unwrap(), "renewed");
    assert!(!store.lease(kept.id, other, lasts).await.unwrap());
    assert_eq!((store.at_work(one).await.unwrap().len(), store.at_work(other).await.unwrap().len()), (1, 0));
    clock.advance(time::Duration::seconds(21));
    assert_eq!(store.at_work(other).await.unwrap().len(), 1, "the first one is gone");
    assert!(store.lease(kept.id, other, lasts).await.unwrap());
    assert!(!store.lease(kept.id, one, lasts).await.unwrap());
    store.release(kept.id, one).await.unwrap();
    assert!(!store.lease(kept.id, one, lasts).await.unwrap(), "nobody gives back what another one has");
    store.release(kept.id, other).await.unwrap();
    assert!(store.lease(kept.id, one, lasts).await.unwrap());
}

#[tokio::test]
async fn rows_are_counted_by_standing_and_doubles_are_left_out() {
    let (database, _) = fresh().await;
    let store = SqliteBulk::new(database);
    let kept = run("mikael", 5);
    store.create(&kept, rows(5), 9).await.unwrap();
    store
        .note(kept.id, vec![(1, found("a")), (2, found("b")), (3, found("a")), (5, RowState { standing: RowStanding::LeftOut, sub: "b".into(), ..RowState::default() })])
        .await
        .unwrap();
    store.leave_out_doubles(kept.id, "listed_twice").await.unwrap();
    let counts = store.counts(kept.id).await.unwrap();
    assert_eq!((counts.of(RowStanding::Ready), counts.of(RowStanding::LeftOut), counts.of(RowStanding::Unchecked), counts.all()), (2, 2, 1, 5));
    assert_eq!(counts.messages.get(POOL), Some(&(2, 0)));
    let third = store.rows(kept.id, Some(RowStanding::LeftOut), 0, 1).await.unwrap().remove(0);
    assert_eq!((third.line, third.state.code.as_str(), third.state.note.as_str()), (3, "listed_twice", "the same user as in line 1"));
}

#[tokio::test]
async fn old_lists_are_forgotten_with_their_rows_and_counts_stay() {
    let (database, clock) = fresh().await;
    let store = SqliteBulk::new(database.clone());
    let (done, checked, running) = (run("mikael", 2), run("mikael", 2), run("mikael", 2));
    for kept in [&done, &checked, &running] {
        store.create(kept, rows(2), 9).await.unwrap();
    }
    store.note(done.id, vec![(1, RowState { standing: RowStanding::Succeeded, ..found("a") })]).await.unwrap();
    store.step(done.id, &Step::to(RunState::Done, &[RunState::Checking])).await.unwrap();
    store.step(checked.id, &Step::to(RunState::Checked, &[RunState::Checking])).await.unwrap();
    let before = database.now() - 1;
    assert!(store.forget(before).await.unwrap().is_empty(), "too young");
    clock.advance(time::Duration::days(8));
    let mut forgotten: Vec<Uuid> = store.forget(database.now() - 1).await.unwrap().iter().map(|run| run.id).collect();
    forgotten.sort();
    let mut wanted = vec![done.id, checked.id];
    wanted.sort();
    assert_eq!(forgotten, wanted, "nothing that is worked at");
    assert_eq!(store.rows(done.id, None, 0, 9).await.unwrap(), []);
    assert_eq!(store.counts(done.id).await.unwrap().of(RowStanding::Succeeded), 1);
    assert_eq!(store.find(checked.id).await.unwrap().map(|kept| kept.state), Some(RunState::Cancelled));
    assert!(store.forget(database.now() - 1).await.unwrap().is_empty(), "once");
    assert_eq!(store.rows(running.id, None, 0, 9).await.unwrap().len(), 2);
}

#[tokio::test]
async fn however_a_list_is_divided_one_person_alone_helps_so_many_a_day() {
    let (database, clock) = fresh().await;
    let store = SqliteBulk::new(database.clone());
    let alone = |sub: &str| Step { runs_as: Some(person(sub)), alone_up_to: Some(3), ..Step::to(RunState::Running, &[RunState::Checking]) };
    let made = async |sub: &str| {
        let kept = run(sub, 2);
        store.create(&kept, rows(2), 9).await.unwrap();
        store.note(kept.id, vec![(1, found(&format!("{}1", kept.id))), (2, found(&format!("{}2", kept.id)))]).await.unwrap();
        kept.id
    };
    let (first, second, other) = (made("mikael").await, made("mikael").await, made("hana").await);
    assert_eq!(store.step(first, &alone("mikael")).await.unwrap().map(|run| run.state), Some(RunState::Running));
    assert_eq!(store.users_of(&person("mikael").id, 0).await.unwrap(), 2);
    assert_eq!(store.step(second, &alone("mikael")).await.unwrap().map(|run| run.state), Some(RunState::Confirmed), "together they are more");
    assert_eq!(store.step(other, &alone("hana")).await.unwrap().map(|run| run.state), Some(RunState::Running));
    clock.advance(time::Duration::hours(25));
    let later = made("mikael").await;
    assert_eq!(store.step(later, &alone("mikael")).await.unwrap().map(|run| run.state), Some(RunState::Running));
}

#[tokio::test]
async fn thousands_of_doubles_are_found_by_their_index_and_rows_by_their_standing() {
    let (database, _) = fresh().await;
    let store = SqliteBulk::new(database.clone());
    let kept = run("mikael", 6_000);
    store.create(&kept, rows(6_000), 9).await.unwrap();
    for lines in (1..=6_000_u32).collect::<Vec<_>>().chunks(1_000) {
        store.note(kept.id, lines.iter().map(|line| (*line, found(&format!("user{}", line % 5_999)))).collect()).await.unwrap();
    }
    store.leave_out_doubles(kept.id, "listed_twice").await.unwrap();
    let left_out = store.rows(kept.id, Some(RowStanding::LeftOut), 0, 9).await.unwrap();
    assert_eq!(left_out.iter().map(|row| (row.line, row.state.note.as_str())).collect::<Vec<_>>(), [(6_000, "the same user as in line 1")]);
    assert_eq!(store.counts(kept.id).await.unwrap().of(RowStanding::Ready), 5_999);
}
