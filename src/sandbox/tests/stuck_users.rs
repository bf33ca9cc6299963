//! The operations by which staff help a user who is stuck, in every state.

use serde_json::{Value, json};

use super::{Bench, CUSTOMERS};

const STATES: [&str; 8] = ["UNCONFIRMED", "CONFIRMED", "ARCHIVED", "COMPROMISED", "UNKNOWN", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"];

fn about(username: &str, more: Value) -> Value {
    let mut input = json!({ "UserPoolId": CUSTOMERS, "Username": username });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    input
}

fn resend(username: &str) -> Value {
    about(username, json!({ "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] }))
}

/// Puts a user with a verified e-mail address, last changed long ago.
async fn someone(bench: &Bench, status: &str, enabled: bool) -> (String, Value) {
    let path = format!("users/{CUSTOMERS}/stuck");
    let attributes = json!({ "email": "stuck@example.com", "email_verified": "true" });
    let body = json!({ "status": status, "enabled": enabled, "attributes": attributes, "modified_at": "2020-01-01T00:00:00Z", "temporary_age_seconds": 777_600 });
    let (code, told) = bench.control(reqwest::Method::PUT, &path, Some(body)).await;
    assert_eq!(code, 200, "{told}");
    (path, told)
}

async fn date(bench: &Bench) -> bool {
    bench.get(&format!("users/{CUSTOMERS}/stuck")).await["modified_at"] != "2020-01-01T00:00:00Z"
}

#[tokio::test]
async fn a_confirmation_works_for_unconfirmed_users_and_says_the_status_of_the_others() {
    let bench = Bench::new().await;
    for status in STATES {
        let (path, before) = someone(&bench, status, true).await;
        let answer = bench.call("AdminConfirmSignUp", about("stuck", json!({}))).await;
        let after = bench.get(&path).await;
        if status == "UNCONFIRMED" {
            assert!(answer.is_ok() && after["status"] == "CONFIRMED" && after["attributes"] == before["attributes"] && date(&bench).await);
        } else {
            assert_eq!(answer.unwrap_err(), ("NotAuthorizedException".to_owned(), format!("User cannot be confirmed. Current status is {status}")));
            assert_eq!(after, before, "{status}");
        }
    }
    assert_eq!(bench.refusal("AdminConfirmSignUp", about("no.such.user", json!({}))).await.unwrap(), "UserNotFoundException");
}

#[tokio::test]
async fn an_invitation_is_sent_again_before_the_first_sign_in_only_and_leaves_the_others_as_they_were() {
    let bench = Bench::new().await;
    for status in STATES {
        let (path, before) = someone(&bench, status, true).await;
        let answer = bench.call("AdminCreateUser", resend("stuck")).await;
        let after = bench.get(&path).await;
        if status == "FORCE_CHANGE_PASSWORD" {
            assert!(answer.is_ok() && after["status"] == status && after["temporary_since"] != before["temporary_since"] && date(&bench).await);
        } else {
            assert_eq!(answer.unwrap_err().0, "UnsupportedUserStateException", "{status}");
            assert_eq!(after, before, "{status}");
        }
    }
    assert_eq!(bench.get("outbox").await["count"], 1);
    assert_eq!(bench.refusal("AdminCreateUser", resend("no.such.user")).await.unwrap(), "UserNotFoundException");
}

#[tokio::test]
async fn a_disabled_user_is_enabled_first_unless_the_switch_says_otherwise() {
    let bench = Bench::new().await;
    for (status, operation, input) in [("UNCONFIRMED", "AdminConfirmSignUp", about("stuck", json!({}))), ("FORCE_CHANGE_PASSWORD", "AdminCreateUser", resend("stuck"))] {
        let (path, before) = someone(&bench, status, false).await;
        let refused = ("NotAuthorizedException".to_owned(), "User is disabled.".to_owned());
        assert_eq!(bench.refused(operation, input.clone()).await, refused, "{operation}");
        assert_eq!(bench.get(&path).await, before, "{operation}");
        bench.set("switches", json!({ "accept_disabled_users": true })).await;
        assert_eq!(bench.refusal(operation, input.clone()).await, None, "{operation}");
        bench.set("switches", json!({})).await;
        someone(&bench, status, false).await;
        bench.call("AdminEnableUser", about("stuck", json!({}))).await.unwrap();
        assert_eq!(bench.refusal(operation, input).await, None, "{operation}");
    }
}

#[tokio::test]
async fn enabling_and_disabling_work_in_every_state_and_twice() {
    let bench = Bench::new().await;
    for status in STATES {
        for (operation, enabled) in [("AdminDisableUser", false), ("AdminEnableUser", true)] {
            let (path, before) = someone(&bench, status, !enabled).await;
            for _ in 0..2 {
                bench.call(operation, about("stuck", json!({}))).await.unwrap();
                let after = bench.get(&path).await;
                assert_eq!((&after["enabled"], &after["status"], &after["attributes"]), (&json!(enabled), &before["status"], &before["attributes"]));
            }
        }
    }
}

#[tokio::test]
async fn switches_say_whether_a_call_that_changes_nothing_moves_the_date_of_the_last_change() {
    let bench = Bench::new().await;
    for (operation, status, switch, by_default) in [
        ("AdminResetUserPassword", "RESET_REQUIRED", "bumps_date_on_repeated_reset", true),
        ("AdminEnableUser", "CONFIRMED", "bumps_date_on_repeated_switch", true),
        ("AdminUserGlobalSignOut", "CONFIRMED", "bumps_date_on_sign_out", false),
    ] {
        for (switches, moves) in [(json!({}), by_default), (json!({ switch: true }), true), (json!({ switch: false }), false)] {
            bench.set("switches", switches.clone()).await;
            someone(&bench, status, true).await;
            bench.call(operation, about("stuck", json!({}))).await.unwrap();
            assert_eq!(date(&bench).await, moves, "{operation} {switches}");
        }
    }
    // What does change something always moves it.
    bench.set("switches", json!({ "bumps_date_on_repeated_reset": false, "bumps_date_on_repeated_switch": false })).await;
    for operation in ["AdminResetUserPassword", "AdminDisableUser"] {
        someone(&bench, "CONFIRMED", true).await;
        bench.call(operation, about("stuck", json!({}))).await.unwrap();
        assert!(date(&bench).await, "{operation}");
    }
}

#[tokio::test]
async fn a_contact_is_marked_verified_if_the_user_has_it_and_it_finds_nobody_else() {
    let bench = Bench::new().await;
    let verify = |flag: &str| about("stuck", json!({ "UserAttributes": [{ "Name": flag, "Value": "true" }] }));
    for (contact, flag, own, taken, name) in [
        ("email", "email_verified", "own@example.com", "Amara.Okafor@example.com", "email"),
        ("phone_number", "phone_number_verified", "+447700900333", "+447700900147", "phone_number"),
    ] {
        let with = async |value: Option<&str>| {
            let body = json!({ "status": "UNCONFIRMED", "attributes": { contact: value } });
            bench.control(reqwest::Method::PUT, &format!("users/{CUSTOMERS}/stuck"), Some(body)).await
        };
        with(Some(own)).await;
        bench.call("AdminUpdateUserAttributes", verify(flag)).await.unwrap();
        let after = bench.get(&format!("users/{CUSTOMERS}/stuck")).await;
        assert_eq!((&after["attributes"][flag], &after["status"]), (&json!("true"), &json!("UNCONFIRMED")));
        with(Some(taken)).await;
        let expected = ("AliasExistsException".to_owned(), format!("An account with the given {name} already exists."));
        assert_eq!(bench.refused("AdminUpdateUserAttributes", verify(flag)).await, expected);
        with(None).await;
        assert_eq!(bench.refusal("AdminUpdateUserAttributes", verify(flag)).await.unwrap(), "InvalidParameterException", "{flag}");
    }
}

#[tokio::test]
async fn the_seeded_ones_are_stuck_as_they_say() {
    let bench = Bench::new().await;
    let by_text = bench.call("AdminCreateUser", about("viola.sommer", json!({ "MessageAction": "RESEND" }))).await;
    assert_eq!((by_text.is_ok(), &bench.get("outbox").await["messages"][0]["medium"]), (true, &json!("SMS")));
    for mediums in [json!(["SMS"]), json!(["EMAIL"])] {
        let input = about("wim.peeters", json!({ "MessageAction": "RESEND", "DesiredDeliveryMediums": mediums }));
        assert_eq!(bench.refusal("AdminCreateUser", input).await.unwrap(), "InvalidParameterException");
    }
    assert_eq!(bench.refused("AdminCreateUser", resend("xenia.petrou")).await.1, "User is disabled.");
    bench.call("AdminConfirmSignUp", about("ursula.keller", json!({}))).await.unwrap();
    bench.reset(CUSTOMERS, "ursula.keller").await.unwrap();
    assert_eq!(bench.reset(CUSTOMERS, "vera.novak").await.unwrap_err().0, "InvalidParameterException");
    let confirm = json!({ "ClientId": super::CUSTOMERS_APP, "Username": "quentin.morel", "ConfirmationCode": "204060", "Password": "Another-Pass-1" });
    bench.call("ConfirmForgotPassword", confirm).await.unwrap();
    assert!(bench.sign_in("quentin.morel", "Another-Pass-1").await.is_ok());
}
