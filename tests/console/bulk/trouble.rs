use super::{RESUME, desk, press, started, supervisor};
use crate::desk::{CUSTOMERS, SUPERVISOR};
use crate::sandbox::RESET;
use passdesk::domain::bulk::{PauseCause, RunState};
use passdesk::domain::locks::{Lock, LockOn};
use serde_json::json;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_waited_for_and_what_does_not_pauses_the_run_with_its_cause() {
    let desk = desk().await;
    let names = desk.crowd(4).await;
    let browser = supervisor(&desk).await;
    // Throttled twice, and not reached once: each row has its effect once all the same.
    desk.fault(RESET, "throttle", Some(4)).await;
    let id = started(&desk, &browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Done).await;
    assert!(desk.standings(id).await.iter().all(|(_, standing, _)| *standing == "succeeded"), "{:?}", desk.standings(id).await);
    assert!(desk.effects_by_user(RESET).await.values().all(|times| *times == 1));

    for (fault, cause, words) in
        [("mail_limit", PauseCause::MailLimit, "The pool's mails of the day are used up."), ("expired_token", PauseCause::Access, "The console's access to Cognito was refused.")]
    {
        for name in &names {
            desk.change_user(CUSTOMERS, name, json!({ "status": "CONFIRMED" })).await;
        }
        let before = desk.effects_by_user(RESET).await.values().sum::<usize>();
        desk.fault(RESET, fault, None).await;
        let id = started(&desk, &browser, "reset", &names.join("\n")).await;
        let paused = desk.until(id, RunState::Paused).await;
        assert_eq!(paused.cause, Some(cause));
        assert!(browser.page(&format!("/bulk/{id}")).await.text().contains(words));
        assert!(desk.standings(id).await.iter().all(|(_, standing, _)| *standing == "ready"), "{:?}", desk.standings(id).await);
        desk.clear_faults().await;
        press(&desk, &browser, id, RESUME).await;
        desk.until(id, RunState::Done).await;
        assert!(desk.standings(id).await.iter().all(|(_, standing, _)| *standing == "succeeded"), "{:?}", desk.standings(id).await);
        assert_eq!(desk.effects_by_user(RESET).await.values().sum::<usize>(), before + names.len(), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_on_whoever_runs_it_stops_it() {
    let desk = desk().await;
    let names = desk.crowd(3).await;
    let browser = supervisor(&desk).await;
    let id = super::prepared(&browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Checked).await;
    let form = super::form_of(&desk, &browser, id, super::START).await;
    let actor = desk.newest(passdesk::domain::audit::RecordKind::Run, "bulk.prepare").await.and_then(|record| record.entry.actor).expect("an actor");
    let who = passdesk::domain::actor::StaffId { issuer: actor.issuer, sub: SUPERVISOR.into() };
    browser.post(super::START, &form).await;
    let other = passdesk::domain::actor::StaffId { sub: "nw-1006".into(), ..who };
    let lock = Lock { id: Uuid::new_v4(), on: LockOn::Actions, reason: "An incident".into(), set_by: other, set_by_name: "Admin".into(), set_at: 1, until: None };
    desk.console.locks.set(&lock, None).await.expect("a lock");
    for _ in 0..200 {
        let run = desk.run(id).await;
        if run.state == RunState::Paused {
            assert_eq!(run.cause, Some(PauseCause::Authority));
            break;
        }
        if run.state == RunState::Done {
            // The lock came too late for this one.
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(matches!(desk.run(id).await.state, RunState::Paused | RunState::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_stays_unknown_until_somebody_looks_and_is_never_repeated() {
    let desk = desk().await;
    let names = desk.crowd(2).await;
    let browser = supervisor(&desk).await;
    desk.fault(RESET, "cut_after", Some(1)).await;
    let id = started(&desk, &browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Done).await;
    // Reading the user again tells, in time.
    for _ in 0..200 {
        browser.page(&format!("/bulk/{id}")).await;
        if desk.standings(id).await.iter().all(|(_, standing, _)| *standing == "succeeded") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(desk.standings(id).await.iter().all(|(_, standing, _)| *standing == "succeeded"), "{:?}", desk.standings(id).await);
    assert!(desk.effects_by_user(RESET).await.values().all(|times| *times == 1));
}
