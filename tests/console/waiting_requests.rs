//! Requests that wait: how many may, what the queue and the counts on every page tell of them, and what is forgotten when.

use crate::browser::Browser;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::escalations::{PROTECTED, RESET, WITHDRAW, asked_for_reset, carry_out, decide, decision, page_of};
use crate::velocity::Ahead;
use futures::future::join_all;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use passdesk::features::escalations::expire;
use std::sync::Arc;
use time::Duration;

async fn news(browser: &Browser) -> serde_json::Value {
    let answer = browser.get("/escalations/news").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).expect("news")
}

/// How many requests are kept, and how many of them with what was asked for.
async fn kept(desk: &Desk) -> (i64, i64) {
    let text = "SELECT count(*), count(*) FILTER (WHERE wanted <> '') FROM escalations";
    sqlx::query_as(text).fetch_one(&mut desk.intruder().await).await.expect("the store")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_asked_at_once_on_two_instances_ten_wait() {
    let desk = Desk::open().await;
    let here = desk.signed_in(HELPDESK_TOMASZ).await;
    let there = here.elsewhere(desk.second_instance().await);
    let mut forms = Vec::new();
    for _ in 0..20 {
        let mut fields = desk.reset_form(CUSTOMERS, PROTECTED).await;
        fields.insert("ask".into(), "yes".into());
        forms.push(fields);
    }
    let sides = forms.iter().enumerate().map(|(place, fields)| if place % 2 == 0 { &here } else { &there }.post_for_json(RESET, fields));
    let codes: Vec<String> = join_all(sides).await.iter().map(|answer| answer.code()).collect();
    assert_eq!(codes.iter().filter(|code| *code == "too_many_requests").count(), 10, "{codes:?}");
    assert_eq!((desk.count(RecordKind::Escalation, "escalation.request").await, kept(&desk).await), (10, (10, 10)));
    // One's own colleague has ten of their own.
    asked_for_reset(&desk, &desk.signed_in(HELPDESK_INES).await).await;
}

#[tokio::test]
async fn what_was_withdrawn_or_rejected_makes_room_at_once_and_is_forgotten_after_some_days() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), |_| {}).await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let mut ids = Vec::new();
    for _ in 0..10 {
        ids.push(asked_for_reset(&desk, &tomasz).await);
    }
    assert_eq!(tomasz.post(WITHDRAW, &form(&[("id", &ids[0])])).await.location(), page_of(&ids[0]));
    asked_for_reset(&desk, &tomasz).await;
    decide(&hana, &ids[1], "reject").await;
    asked_for_reset(&desk, &tomasz).await;
    assert_eq!(kept(&desk).await, (12, 10));
    clock.turn(Duration::minutes(31));
    expire(&desk.console).await.expect("ended");
    assert_eq!(kept(&desk).await, (12, 0));
    clock.turn(Duration::days(8));
    expire(&desk.console).await.expect("nothing is left to end");
    assert_eq!(kept(&desk).await, (0, 0), "whether or not another one is finished");
}

#[tokio::test]
async fn the_queue_offers_itself_anew_whenever_something_else_waits() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let id = asked_for_reset(&desk, &tomasz).await;
    let (shown, to_decide) = (news(&hana).await["listed"].clone(), news(&hana).await["to_decide"].clone());
    let word = shown.as_str().expect("a word");
    assert!(hana.page("/escalations").await.body.contains(&format!("data-escalations-shown=\"{word}\"")), "the page has the same word");
    assert_eq!(news(&tomasz).await["listed"], shown, "what waits is his alone");
    // One decided and one asked between two looks: as many wait as before.
    decide(&hana, &id, "reject").await;
    let id = asked_for_reset(&desk, &tomasz).await;
    let now = news(&hana).await;
    assert!(now["to_decide"] == to_decide && now["listed"] != shown, "{now}");
    decide(&hana, &id, "approve").await;
    let approved = news(&hana).await["listed"].clone();
    assert_ne!(approved, now["listed"]);
    carry_out(&tomasz, &id).await.result_id();
    assert_ne!(news(&hana).await["listed"], approved);
}

#[tokio::test]
async fn a_request_whose_record_does_not_read_holds_up_no_other() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), |settings| settings.desk.escalations.lasts = Duration::minutes(5)).await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let (damaged, other) = (asked_for_reset(&desk, &tomasz).await, asked_for_reset(&desk, &tomasz).await);
    let mut database = desk.intruder().await;
    sqlx::query("DROP TRIGGER audit_records_no_update").execute(&mut database).await.expect("an attacker with the file");
    let damage = "UPDATE audit_records SET body = json_set(body, '$.part_of', 'none') WHERE action_id = ?";
    assert_eq!(sqlx::query(damage).bind(&damaged).execute(&mut database).await.expect("damaged").rows_affected(), 1);
    assert_eq!(news(&hana).await["to_decide"], 1);
    let queue = hana.page("/escalations").await;
    assert!(queue.body.contains(&page_of(&other)) && !queue.body.contains(&page_of(&damaged)), "{}", queue.text());
    assert_eq!(hana.get(&page_of(&damaged)).await.status, 503, "nobody can say where it stands");
    decision(&hana, &other, "approve").await;
    clock.turn(Duration::minutes(5));
    assert_eq!(expire(&desk.console).await.expect("ended"), 1);
    assert_eq!(kept(&desk).await, (2, 1));
}

#[tokio::test]
async fn whose_role_is_for_some_users_only_is_not_told_of_requests_for_nobody_knows_whom() {
    let desk = Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.get_mut(&Role::SUPERVISOR).expect("the role").scope.groups = vec!["gold".into()];
    })
    .await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    asked_for_reset(&desk, &tomasz).await;
    assert_eq!(news(&hana).await["to_decide"], 0);
}
