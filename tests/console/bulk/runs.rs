use super::{START, desk, form_of, prepared, press, started, supervisor};
use crate::desk::{CUSTOMERS, SUPERVISOR};
use crate::sandbox::RESET;
use passdesk::domain::audit::{Outcome, RecordKind};
use passdesk::domain::bulk::{RunState, row_action_id};
use passdesk::ports::audit_log::TrailRow;
use passdesk::ports::trail_filter::TrailFilter;
use passdesk::ports::trail_search::PageFrom;

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_and_then_carried_out_row_by_row() {
    let desk = desk().await;
    let names = desk.crowd(6).await;
    let browser = supervisor(&desk).await;
    // By username, by e-mail in another case, by sub; and those for whom it cannot be done.
    let sub = desk.user(CUSTOMERS, &names[2]).await["sub"].as_str().expect("a sub").to_owned();
    let list = format!("{}\n{}@CROWD.example\n{sub}\n{}\nroot.operator\nnobody.here\n{}@crowd.example\n", names[0], names[1], names[0], names[1]);
    let id = prepared(&browser, "reset", &list).await;
    desk.until(id, RunState::Checked).await;
    let standings = desk.standings(id).await;
    let wanted = [
        (1, "ready", ""),
        (2, "ready", ""),
        (3, "ready", ""),
        (4, "left_out", "listed_twice"),
        (5, "left_out", "protected_user"),
        (6, "left_out", "user_gone"),
        (7, "left_out", "listed_twice"),
    ];
    assert_eq!(standings, wanted.map(|(line, standing, code)| (line, standing, code.to_owned())));
    assert!(desk.effects_by_user(RESET).await.is_empty(), "nothing was sent");
    let page = browser.page(&format!("/bulk/{id}")).await;
    for words in ["Reset codes for 7 rows", "Start for 3 users", "Left out 4", "3 by e-mail", "Less than a minute"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    press(&desk, &browser, id, START).await;
    desk.until(id, RunState::Done).await;
    desk.until_end_is_recorded().await;
    let effects = desk.effects_by_user(RESET).await;
    assert_eq!(effects.len(), 3, "{effects:?}");
    assert!(effects.values().all(|times| *times == 1), "{effects:?}");
    assert_eq!(desk.standings(id).await[..3].iter().map(|(_, standing, _)| *standing).collect::<Vec<_>>(), ["succeeded"; 3]);

    // Each row is an action of its own, under the run's id; and the run's own steps stand there too.
    let of_run = TrailFilter { run: id.to_string(), ..TrailFilter::default() };
    let rows = desk.console.trail_search.page(&of_run, PageFrom::Newest, 200).await.expect("the trail").rows;
    let events: Vec<&str> = rows.iter().map(|row| row.opening.entry.event.as_str()).filter(|event| *event != "bulk.read").collect();
    assert_eq!(events.iter().filter(|event| **event == "password.reset").count(), 3, "{events:?}");
    for event in ["bulk.prepare", "bulk.start", "bulk.end"] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
    let intent = desk.records(&row_action_id(id, 1, 1).to_string()).await;
    let row = TrailRow::of(&intent).expect("a row");
    assert_eq!((row.ended(), row.opening.entry.run, row.opening.entry.ticket.as_deref()), (Some(Outcome::Succeeded), Some(id), Some("INC-204817")));
    assert_eq!(row.opening.entry.actor.as_ref().map(|actor| actor.sub.as_str()), Some(SUPERVISOR));
    assert!(row.opening.entry.note.as_deref().is_some_and(|note| note.contains("line 1 of a run for 7 rows")));

    // To take away.
    let results = browser.get(&format!("/bulk/{id}/results.csv")).await;
    let lines: Vec<&str> = results.body.lines().collect();
    assert_eq!(lines.len(), 8, "{}", results.body);
    assert!(lines[1].starts_with(&format!("1,crowd0000,{CUSTOMERS},crowd0000,")) && lines[1].contains(",succeeded,"), "{}", lines[1]);
    assert!(lines[5].contains(",left_out,protected_user,"), "{}", lines[5]);
    assert_eq!(desk.newest(RecordKind::Read, "bulk.take").await.and_then(|record| record.entry.run), Some(id));
    desk.verified_records().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_of_a_list_does_what_its_form_does() {
    let desk = desk().await;
    let names = desk.crowd(3).await;
    let browser = supervisor(&desk).await;
    for (help, operation, before) in [
        ("sign-out", "AdminUserGlobalSignOut", serde_json::json!({})),
        ("enable", "AdminEnableUser", serde_json::json!({ "enabled": false })),
        ("invitation", "AdminCreateUser", serde_json::json!({ "status": "FORCE_CHANGE_PASSWORD" })),
    ] {
        for name in &names[..2] {
            desk.change_user(CUSTOMERS, name, before.clone()).await;
        }
        let id = started(&desk, &browser, help, &names[..2].join("\n")).await;
        desk.until(id, RunState::Done).await;
        let effects = desk.effects_by_user(operation).await;
        assert_eq!(effects.len(), 2, "{help}: {effects:?} {:?}", desk.standings(id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_is_judged_again_when_its_turn_comes() {
    let desk = desk().await;
    let names = desk.crowd(3).await;
    let browser = supervisor(&desk).await;
    let id = prepared(&browser, "reset", &names.join("\n")).await;
    desk.until(id, RunState::Checked).await;
    let form = form_of(&desk, &browser, id, START).await;
    // Since the list was looked at, one is protected, and one is gone.
    desk.change_user(CUSTOMERS, &names[0], serde_json::json!({ "groups": ["admins"] })).await;
    desk.delete_user(CUSTOMERS, &names[1]).await;
    browser.post(START, &form).await;
    desk.until(id, RunState::Done).await;
    let standings = desk.standings(id).await;
    let wanted = [(1, "denied", "protected_user"), (2, "denied", "user_gone"), (3, "succeeded", "")];
    assert_eq!(standings, wanted.map(|(line, standing, code)| (line, standing, code.to_owned())));
    assert_eq!(desk.count(RecordKind::Denied, "password.reset").await, 2);
    assert_eq!(desk.effects_by_user(RESET).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_of_a_row_reaches_the_pools_triggers_and_the_record() {
    let desk = desk().await;
    let names = desk.crowd(1).await;
    let browser = supervisor(&desk).await;
    let id = started(&desk, &browser, "reset", &format!("Username,metadata.note,ClientMetadata\n{},\"Grüße, \"\"x\"\"\",\"{{\"\"locale\"\":\"\"de\"\"}}\"\n", names[0])).await;
    desk.until(id, RunState::Done).await;
    let records = desk.records(&row_action_id(id, 2, 1).to_string()).await;
    let metadata = &records[0].entry.client_metadata;
    assert_eq!(metadata, &[("locale".to_owned(), "de".to_owned()), ("note".to_owned(), "Grüße, \"x\"".to_owned())]);
    let asked = desk.control(reqwest::Method::GET, "requests", None).await.to_string();
    assert!(asked.contains("Grüße"), "{asked}");
}
