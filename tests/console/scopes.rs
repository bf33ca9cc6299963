//! A role that is for some users only: a result and one's own work tell nothing of a user whom it is not for any more.

use crate::browser::Browser;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::clock::{from_micros, to_micros};
use passdesk::domain::operation::Action;
use serde_json::json;
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

const NAME: &str = "Amara Okafor";

/// A desk whose help desk is for gold customers.
async fn desk() -> Desk {
    Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.entry(Role::HELPDESK).or_default().scope.groups = vec!["gold".to_owned()];
    })
    .await
}

async fn sent_by(desk: &Desk, browser: &Browser, username: &str) -> String {
    let sent = browser.reset(&desk.reset_form(CUSTOMERS, username).await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
    format!("/results/{}", sent.result_id())
}

#[tokio::test]
async fn a_result_and_ones_own_work_hide_a_user_whom_the_role_is_not_for_any_more() {
    let desk = desk().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let result = sent_by(&desk, &tomasz, "amara.okafor").await;
    for browser in [&tomasz, &ines] {
        assert!(browser.page(&result).await.text().contains(NAME));
    }
    assert!(tomasz.page("/work").await.text().contains(NAME));
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "groups": [] })).await;
    for browser in [&tomasz, &ines] {
        let hidden = browser.get(&result).await;
        assert!(hidden.status == 403 && hidden.text().contains("Your role is for other users.") && !hidden.body.contains("Amara"), "{}", hidden.text());
        assert!(!hidden.body.contains("Caller lost the old phone") && !hidden.body.contains("amara"), "{}", hidden.body);
    }
    let record = desk.newest(RecordKind::Denied, "user.read").await.expect("a record").entry;
    assert_eq!((record.code.as_deref(), record.target.map(|target| target.username).as_deref()), (Some("out_of_scope"), Some("amara.okafor")));
    let work = tomasz.page("/work").await;
    assert!(work.text().contains("1 action is left out here") && !work.body.to_lowercase().contains("amara"), "{}", work.text());
    // Whoever reads the trail reads all of it, and whose role is for everybody sees everybody.
    assert!(desk.signed_in(SUPERVISOR).await.page(&result).await.text().contains(NAME));
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "groups": ["gold"] })).await;
    assert!(tomasz.page(&result).await.text().contains(NAME) && tomasz.page("/work").await.text().contains(NAME));
}

#[tokio::test]
async fn another_user_under_the_same_username_is_not_the_one_of_the_record() {
    let desk = desk().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let result = sent_by(&desk, &tomasz, "amara.okafor").await;
    desk.delete_user(CUSTOMERS, "amara.okafor").await;
    assert_eq!(tomasz.get(&result).await.status, 403, "gone");
    desk.put_user(CUSTOMERS, "amara.okafor", json!({ "groups": ["gold"], "attributes": { "email": "another@example.com" } })).await;
    let hidden = tomasz.get(&result).await;
    assert!(hidden.status == 403 && !hidden.body.contains("Amara"), "{}", hidden.text());
}

#[tokio::test]
async fn while_cognito_does_not_say_only_ones_own_recent_work_is_told() {
    let desk = desk().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let result = sent_by(&desk, &tomasz, "amara.okafor").await;
    // The same, of two hours ago.
    let mut old = desk.records(result.trim_start_matches("/results/")).await[0].entry.clone();
    old.action_id = Uuid::new_v4();
    old.occurred_at = to_micros(from_micros(old.occurred_at) - Duration::hours(2));
    desk.console.audit.append(old.clone()).await.expect("appended");
    desk.fault("AdminGetUser", "access_denied", None).await;
    assert!(tomasz.page(&result).await.text().contains(NAME));
    assert!(tomasz.page("/work").await.text().contains(NAME));
    for (browser, path) in [(&ines, result.clone()), (&tomasz, format!("/results/{}", old.action_id))] {
        let untold = browser.get(&path).await;
        assert!(untold.status == 503 && untold.text().contains("What was done before stays done.") && !untold.body.contains("Amara"), "{} {}", untold.status, untold.text());
    }
}

#[tokio::test]
async fn a_role_for_everybody_asks_cognito_for_nothing_there() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let result = sent_by(&desk, &tomasz, "amara.okafor").await;
    desk.delete_user(CUSTOMERS, "amara.okafor").await;
    desk.fault("AdminGetUser", "access_denied", None).await;
    assert!(tomasz.page(&result).await.text().contains(NAME) && tomasz.page("/work").await.text().contains(NAME));
}

#[tokio::test]
async fn a_button_says_that_a_ticked_box_asks_for_a_fresh_sign_in() {
    let desk = Desk::open_with(|settings| settings.desk.step_up.actions = vec![Action::SignOutEverywhere, Action::TypePassword]).await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    for (form, times) in [("reset", 1), ("password", 2)] {
        let page = supervisor.page(&format!("/users/{CUSTOMERS}/{sub}?do={form}")).await;
        assert_eq!(page.text().matches("With “Sign out everywhere” ticked: from ").count(), times, "{}", page.text());
    }
}
