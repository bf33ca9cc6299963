//! Signing a user out everywhere, offered with a reset code and with a password: an action of its own, with an ending of its own.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use passdesk::domain::audit::RecordKind;
use passdesk::sandbox::SEED_PASSWORD;
use serde_json::json;
use std::collections::BTreeMap;

/// What the console does that ends sessions.
const SIGN_OUT: &str = "AdminUserGlobalSignOut";

/// Both forms, each for a user of its own.
async fn forms(desk: &Desk, users: [&str; 2]) -> [(&'static str, BTreeMap<String, String>); 2] {
    let mut both = [("/api/passwords/reset", desk.reset_form(CUSTOMERS, users[0]).await), ("/api/passwords/set", desk.set_form(CUSTOMERS, users[1], "temporary").await)];
    for (_, fields) in &mut both {
        fields.insert("signs_out".into(), "yes".into());
    }
    both
}

#[tokio::test]
async fn old_sessions_end_with_a_reset_and_with_a_password_where_it_is_ticked() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let signed_in = desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.expect("she can sign in");
    let token = signed_in["AuthenticationResult"]["AccessToken"].as_str().expect("a token").to_owned();
    let plain = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    tomasz.reset(&plain).await.result_id();
    assert!(desk.cognito("GetUser", json!({ "AccessToken": token })).await.is_ok(), "a reset alone signs nobody out");
    for (path, fields) in forms(&desk, ["amara.okafor", "amara.okafor"]).await {
        let result = tomasz.follow(&tomasz.post(path, &fields).await).await;
        assert!(result.text().contains("They are signed out everywhere."), "{path}: {}", result.text());
        let part = desk.newest(RecordKind::Intent, "user.sign_out").await.expect("an intent").entry;
        assert_eq!(part.part_of.map(|action| action.to_string()), Some(fields["action_id"].clone()));
        assert_eq!(part.reason.as_deref(), Some("Caller lost the old phone"));
        let expected = if path.ends_with("reset") { "RESET_REQUIRED" } else { "FORCE_CHANGE_PASSWORD" };
        assert_eq!(part.state_before.as_deref(), Some(expected), "what the first half has made of the user");
    }
    assert_eq!(desk.cognito("GetUser", json!({ "AccessToken": token })).await.unwrap_err(), "NotAuthorizedException");
}

#[tokio::test]
async fn its_failure_is_its_own() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (kind, words, users) in [
        ("access_denied", "They were not signed out everywhere.", ["amara.okafor", "kofi.mensah"]),
        ("cut_after", "Nobody can tell whether they were signed out everywhere.", ["mei.chen", "lena.fischer"]),
    ] {
        for (path, fields) in forms(&desk, users).await {
            desk.fault(SIGN_OUT, kind, Some(1)).await;
            let sent = tomasz.post(path, &fields).await;
            let result = tomasz.follow(&sent).await;
            assert!(result.text().contains("Succeeded") && result.text().contains(words), "{path} {kind}: {}", result.text());
            assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
            desk.clear_faults().await;
        }
    }
}

#[tokio::test]
async fn nobody_is_signed_out_for_something_that_failed() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.fault("AdminSetUserPassword", "access_denied", Some(1)).await;
    let [_, (path, fields)] = forms(&desk, ["amara.okafor", "amara.okafor"]).await;
    let result = tomasz.follow(&tomasz.post(path, &fields).await).await;
    assert!(result.text().contains("They were not signed out: that follows a success only."), "{}", result.text());
    assert_eq!(desk.count(RecordKind::Intent, "user.sign_out").await, 0);
    assert_eq!(desk.effects().await, 0);
}
