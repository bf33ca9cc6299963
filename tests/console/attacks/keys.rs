//! Idempotency keys: of another form, of two people at once, and aliases in the place of other people's names.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::{ALL, RESET};
use futures::future::join_all;
use passdesk::domain::audit::RecordKind;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_key_of_one_form_is_none_for_another() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for used in ALL {
        let fields = used.forged(&desk, CUSTOMERS, used.user).await;
        let id = hana.post(used.path, &fields).await.result_id();
        let before = desk.changed().await;
        for other in ALL.into_iter().filter(|other| other.event != used.event || other.word != used.word) {
            // For the same user, whatever state they are in now, and for the one whom the form suits.
            for user in [used.user, other.user] {
                let mut fields = other.forged(&desk, CUSTOMERS, user).await;
                fields.insert("action_id".into(), id.clone());
                let answer = hana.post(other.path, &fields).await;
                assert!(!answer.location().starts_with("/results/"), "{} after {} for {user}: {}", other.word, used.word, answer.location());
            }
        }
        assert_eq!(desk.changed().await, before, "{}", used.word);
    }
}

#[tokio::test]
async fn of_two_people_with_one_key_one_acts() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    for round in 0..5 {
        let key = form(&[("action_id", &Uuid::new_v4().to_string())]);
        let before = desk.effects().await;
        let (one, other) = (desk.reset_form(CUSTOMERS, "amara.okafor").await, desk.reset_form(CUSTOMERS, "kofi.mensah").await);
        let sends = [(&tomasz, one), (&ines, other)].map(|(browser, fields)| {
            let fields = fields.into_iter().chain(key.clone()).collect();
            async move { browser.reset(&fields).await }
        });
        let answers = join_all(sends).await;
        let results = answers.iter().filter(|answer| answer.location().starts_with("/results/")).count();
        assert_eq!((results, desk.effects().await), (1, before + 1), "{round}: {:?}", answers.iter().map(|answer| answer.location().to_owned()).collect::<Vec<_>>());
        let records = desk.records(&key["action_id"]).await;
        assert_eq!(records.iter().filter(|record| record.entry.kind == RecordKind::Intent).count(), 1);
        let actor = records[0].entry.actor.as_ref().expect("who").sub.clone();
        assert!(records.iter().all(|record| record.entry.actor.as_ref().is_some_and(|by| by.sub == actor)), "{records:?}");
    }
}

#[tokio::test]
async fn an_alias_that_is_somebody_elses_name_takes_nothing_over() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let amara = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let address = "amara.okafor@example.com";
    // What users of a pool may write into their own profile.
    for (attribute, value) in [
        ("preferred_username", "amara.okafor"),
        ("preferred_username", amara["sub"].as_str()),
        ("preferred_username", address),
        ("nickname", "amara.okafor"),
        ("name", "amara.okafor"),
    ] {
        let mut attributes = serde_json::Map::new();
        attributes.insert(attribute.to_owned(), json!(value));
        desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": attributes })).await;
        for username in ["amara.okafor", &amara["sub"], address] {
            let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
            fields.extend(form(&[("username", username), ("sub", &amara["sub"])]));
            let answer = tomasz.reset(&fields).await;
            if answer.location().starts_with("/results/") {
                assert_eq!(desk.records(&answer.result_id()).await[0].entry.target.as_ref().expect("a target").username, "amara.okafor", "{attribute}={value} {username}");
            }
        }
        let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}", amara["sub"])).await;
        assert_eq!(RESET.offered(&page)["username"], "amara.okafor", "{attribute}={value}");
        desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": { attribute: null } })).await;
    }
    assert!(!desk.changed().await.is_empty() && desk.changed().await.iter().all(|(_, username)| username == "amara.okafor"), "{:?}", desk.changed().await);
}
