use super::{CANCEL, CONFIRM, PAUSE, RESUME, START, desk, desk_with, form_of, prepared, press, started, supervisor};
use crate::desk::{ADMIN, HELPDESK_INES};
use crate::sandbox::RESET;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::bulk::{PauseCause, RunState};

#[tokio::test(flavor = "multi_thread")]
async fn whoever_starts_a_run_types_for_how_many_it_is_and_sees_what_they_start() {
    let desk = desk().await;
    let names = desk.crowd(2).await;
    let browser = supervisor(&desk).await;
    let id = prepared(&browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Checked).await;
    let form = form_of(&desk, &browser, id, START).await;
    for wrong in ["", "1", "20", "all"] {
        let mut form = form.clone();
        form.insert("users".into(), wrong.into());
        let answer = browser.post(START, &form).await;
        let page = browser.get(answer.location()).await;
        assert!(page.status == 422 && page.text().contains("Type the number of users that it is for: 2."), "{wrong}: {}", page.text());
    }
    let mut old = form.clone();
    old.insert("turn".into(), "0".into());
    assert!(browser.post(START, &old).await.location().contains("problem=run_moved"));
    assert!(desk.effects_by_user(RESET).await.is_empty());
    // Twice at once: one start.
    let (first, second) = tokio::join!(browser.post(START, &form), browser.post(START, &form));
    assert!(first.location().starts_with(&format!("/bulk/{id}")) && second.location().starts_with(&format!("/bulk/{id}")));
    desk.until(id, RunState::Done).await;
    assert_eq!(desk.count(RecordKind::Run, "bulk.start").await, 1);
    assert!(desk.effects_by_user(RESET).await.values().all(|times| *times == 1));
    // And again, when it is over.
    browser.post(START, &form).await;
    assert_eq!(desk.effects_by_user(RESET).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn above_a_number_it_takes_a_second_person() {
    let desk = desk_with(|settings| settings.desk.bulk.second_person_above = 2).await;
    let names = desk.crowd(3).await;
    let browser = supervisor(&desk).await;
    let id = prepared(&browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Checked).await;
    press(&desk, &browser, id, START).await;
    let run = desk.run(id).await;
    assert_eq!(run.state, RunState::Confirmed);
    let page = browser.page(&format!("/bulk/{id}")).await;
    assert!(page.text().contains("Another person has to confirm it"), "{}", page.text());
    // The same person does not count, whatever they send.
    let own = crate::desk::form(&[("id", &id.to_string()), ("turn", &run.turn.to_string()), ("users", "3")]);
    let answer = browser.post(CONFIRM, &own).await;
    assert!(answer.location().contains("problem=own_request"), "{}", answer.location());
    assert_eq!(desk.count(RecordKind::Denied, "bulk.confirm").await, 1);
    assert!(desk.effects_by_user(RESET).await.is_empty());
    let admin = desk.signed_in(ADMIN).await;
    press(&desk, &admin, id, CONFIRM).await;
    let run = desk.until(id, RunState::Done).await;
    assert_eq!(run.confirmed_by.map(|person| person.id.sub).as_deref(), Some(ADMIN));
    assert_eq!(desk.effects_by_user(RESET).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_paused_resumed_and_cancelled_by_anyone_entitled() {
    // One a second.
    let desk = desk_with(|settings| {
        settings.desk.bulk.share_percent = 1;
        settings.desk.bulk.rates = settings.pools.iter().map(|pool| (pool.pool.id.clone(), 200)).collect();
    })
    .await;
    let names = desk.crowd(8).await;
    let (browser, admin) = (supervisor(&desk).await, desk.signed_in(ADMIN).await);
    let list = names[..6].join("\n");
    desk.console.bulk_desk.note(&desk.settings.pools[0].pool.id, passdesk::domain::bulk::RateOf::List, &desk.settings.desk.bulk);
    let id = prepared(&browser, "reset", &list).await;
    desk.until(id, RunState::Checked).await;
    press(&desk, &browser, id, START).await;
    while desk.effects_by_user(RESET).await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    press(&desk, &admin, id, PAUSE).await;
    let paused = desk.until(id, RunState::Paused).await;
    assert_eq!(paused.cause, Some(PauseCause::Person));
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let before = desk.effects_by_user(RESET).await.len();
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(desk.effects_by_user(RESET).await.len(), before, "nothing is done while it is paused");
    // Whoever resumes it does it in their own name.
    press(&desk, &admin, id, RESUME).await;
    let run = desk.until(id, RunState::Running).await;
    assert_eq!(run.runs_as.map(|person| person.id.sub).as_deref(), Some(ADMIN));
    while desk.effects_by_user(RESET).await.len() == before {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    press(&desk, &browser, id, CANCEL).await;
    desk.until(id, RunState::Cancelled).await;
    for _ in 0..100 {
        if desk.standings(id).await.iter().all(|(_, standing, _)| *standing != "ready") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let done = desk.effects_by_user(RESET).await.len();
    let standings = desk.standings(id).await;
    assert_eq!(standings.iter().filter(|(_, standing, _)| *standing == "succeeded").count(), done, "{standings:?}");
    assert_eq!(standings.iter().filter(|(_, standing, _)| *standing == "not_done").count(), 6 - done, "{standings:?}");
    desk.until_end_is_recorded().await;
    for event in ["bulk.pause", "bulk.resume", "bulk.cancel", "bulk.end"] {
        assert_eq!(desk.count(RecordKind::Run, event).await, 1, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_may_not_touch_runs() {
    let desk = desk().await;
    let names = desk.crowd(1).await;
    let browser = supervisor(&desk).await;
    let id = started(&desk, &browser, "sign-out", &names.join("\n")).await;
    desk.until(id, RunState::Done).await;
    let ines = desk.signed_in(HELPDESK_INES).await;
    for path in [START, CONFIRM, PAUSE, RESUME, CANCEL] {
        let answer = ines.post(path, &crate::desk::form(&[("id", &id.to_string())])).await;
        assert!(answer.location().contains("not_allowed"), "{path}: {} {}", answer.status, answer.location());
    }
    for page in [format!("/bulk/{id}"), format!("/bulk/{id}/results.csv"), format!("/bulk/{id}/events")] {
        assert_eq!(ines.get(&page).await.status, 403, "{page}");
    }
}
