//! What can befall the program as a process: `kill -9`, a full disk, a damaged file, a restored backup, clients that take their time.
//!
//! `kill -9` at each step of an action: what was begun is closed within a minute after a restart, nothing is done twice, and what is then
//! said of it is what the sandbox knows. Each step has a Cognito, a database and a process of its own.

mod browser;
mod bulk;
mod process;
mod restore;
mod sinks;
mod slow;
mod trouble;

use browser::Browser;
use futures::future::join_all;
use passdesk::domain::audit::{Outcome, RecordKind};
use passdesk::domain::operation::Action;
use passdesk::domain::part::part_id;
use passdesk::ports::audit_log::TrailRow;
use process::Desk;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

const RESET: &str = "AdminResetUserPassword";
const SET: &str = "AdminSetUserPassword";
const SIGN_OUT: &str = "AdminUserGlobalSignOut";
const READ: &str = "AdminGetUser";
/// An intent's end stands in the trail so soon, by the console's own clock: 45 seconds, and the time between two sweeps.
const CLOSED_WITHIN: i64 = 62_000_000;

/// When the process is killed.
#[derive(Debug, Clone, Copy)]
enum Kill {
    /// So long after the form was sent.
    After(Duration),
    /// As soon as the action has so many records.
    AtRecords(usize),
    /// As soon as this operation has had its effect.
    AtEffect(&'static str),
}

/// A step of an action at which the process is killed.
struct Step {
    name: &'static str,
    /// What the sandbox does, by which the step takes long enough to be met.
    faults: Vec<Value>,
    /// The form that is sent: `reset`, or `temporary` for a password.
    form: &'static str,
    kill: Kill,
    /// Effects of the action's own operation and of the sign-out.
    effects: [usize; 2],
    /// How the action ended, and how the sign-out that follows it.
    ended: [Option<Outcome>; 2],
}

fn slow(operation: &str, delay_ms: u64, delay_after_ms: u64) -> Value {
    json!({ "operation": operation, "delay_ms": delay_ms, "delay_after_ms": delay_after_ms, "times": 1 })
}

fn steps() -> Vec<Step> {
    let step = |name, faults, form, kill, effects, ended| Step { name, faults, form, kill, effects, ended };
    vec![
        step("before the intent", vec![slow(READ, 5_000, 0)], "reset", Kill::After(Duration::from_millis(1_200)), [0, 0], [None, None]),
        step(
            "after the intent, and the request never arrives",
            vec![json!({ "operation": RESET, "kind": "cut_before", "delay_ms": 5_000, "times": 1 })],
            "reset",
            Kill::AtRecords(1),
            [0, 0],
            [Some(Outcome::NoEffect), None],
        ),
        step("after the intent, and the request is worked on all the same", vec![slow(RESET, 4_000, 0)], "reset", Kill::AtRecords(1), [1, 0], [Some(Outcome::TookEffect), None]),
        step("after the effect, before the outcome", vec![slow(RESET, 0, 5_500)], "reset", Kill::AtEffect(RESET), [1, 0], [Some(Outcome::TookEffect), None]),
        step("after the effect of a password, before the outcome", vec![slow(SET, 0, 5_500)], "temporary", Kill::AtEffect(SET), [1, 0], [Some(Outcome::TookEffect), None]),
        step("during the sign-out that follows", vec![slow(SIGN_OUT, 0, 5_500)], "reset", Kill::AtEffect(SIGN_OUT), [1, 1], [Some(Outcome::Succeeded), Some(Outcome::Unresolved)]),
        step(
            "after an unknown outcome without an effect, before it is reconciled",
            vec![json!({ "operation": RESET, "kind": "cut_before", "times": 1 })],
            "reset",
            Kill::AtRecords(2),
            [0, 0],
            [Some(Outcome::NoEffect), None],
        ),
        step(
            "after an unknown outcome with an effect, while the user is read again",
            vec![json!({ "operation": RESET, "kind": "cut_after", "times": 1 }), slow(READ, 0, 0), slow(READ, 1_800, 0)],
            "reset",
            Kill::AtRecords(2),
            [1, 0],
            [Some(Outcome::TookEffect), None],
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_at_any_step_leaves_nothing_open_and_does_nothing_twice() {
    let began = Instant::now();
    let running = steps().into_iter().map(|step| tokio::spawn(async move { (step.name, kill_and_restart(step).await) }));
    for ended in join_all(running).await {
        let (name, (closed, told)) = ended.expect("a step");
        eprintln!("{name}: closed after {closed:.1} s, told after {told:.1} s");
    }
    eprintln!("all of it took {:?}", began.elapsed());
}

/// Gives the seconds from the intent to its end, and to what reading the user again told.
async fn kill_and_restart(step: Step) -> (f64, f64) {
    let name = step.name;
    let mut desk = Desk::open().await;
    let browser = Browser::sign_in(&desk).await;
    for fault in &step.faults {
        desk.fault(fault).await;
    }
    let action = Uuid::new_v4();
    let fields = desk.fields(action, step.form).await;
    let path = if step.form == "reset" { "/api/passwords/reset" } else { "/api/passwords/set" };
    // The browser waits, and gets no answer.
    let waiting = tokio::spawn(async move { browser.post(path, &fields).await });
    let deadline = Instant::now() + Duration::from_secs(20);
    let meets = async || match step.kill {
        Kill::After(time) => {
            tokio::time::sleep(time).await;
            true
        }
        Kill::AtRecords(count) => desk.records(action).await.len() >= count,
        Kill::AtEffect(operation) => desk.effects(operation).await >= 1,
    };
    while !meets().await {
        assert!(Instant::now() < deadline, "{name}: the step was not met: {:?}", desk.records(action).await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    if matches!(step.kill, Kill::AtRecords(1)) {
        // The intent stands before the request is sent: it is given the time to leave. What it meets there takes seconds.
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    desk.kill();
    let answer = waiting.await.expect("a browser");
    // Once the outcome is on record the answer is on its way, and may be quicker than the kill.
    assert!(answer.is_none() || matches!(step.kill, Kill::AtRecords(2)), "{name}: there is no answer");
    let at_kill = desk.records(action).await.len();
    desk.verify_offline();
    desk.start().await;
    let deadline = Instant::now() + Duration::from_secs(90);
    while !desk.is_settled().await {
        assert!(Instant::now() < deadline, "{name}: {:?}", desk.records(action).await);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let rows = [desk.row(action).await, desk.row(part_id(action, Action::SignOutEverywhere.event())).await];
    let ended = rows.each_ref().map(|row| row.as_ref().and_then(TrailRow::ended));
    let operation = if step.form == "reset" { RESET } else { SET };
    let effects = [desk.effects(operation).await, desk.effects(SIGN_OUT).await];
    assert_eq!((ended, effects), (step.ended, step.effects), "{name}, killed at {at_kill} records: {rows:#?}");
    desk.verify().await;
    let mut times = (0.0_f64, 0.0_f64);
    for row in rows.iter().flatten() {
        assert_eq!(row.opening.entry.kind, RecordKind::Intent, "{name}");
        let since = |at: i64| at - row.opening.entry.occurred_at;
        let closed = since(row.outcome.as_ref().expect("an end").entry.occurred_at);
        assert!(closed <= CLOSED_WITHIN, "{name}: open for {closed} microseconds");
        #[expect(clippy::cast_precision_loss, reason = "seconds for people")]
        let seconds = |micros: i64| micros as f64 / 1e6;
        times = (times.0.max(seconds(closed)), times.1.max(seconds(since(row.last().entry.occurred_at))));
    }
    let page = Browser::sign_in(&desk).await.page(&format!("/results/{action}")).await;
    assert!(!page.contains("reveal-value"), "{name}: no password is shown after a crash");
    // The last checkpoint of a process that is told to stop leaves nothing out.
    desk.stop();
    assert_eq!(desk.sealed().await, desk.count().await, "{name}");
    desk.verify_offline();
    times
}
