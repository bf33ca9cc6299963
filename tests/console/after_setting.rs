//! What a user meets after a password was set: its end, attempts that were used up, and sessions that go on or do not.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use passdesk::sandbox::SEED_PASSWORD;
use reqwest::Method;
use serde_json::json;

const DAY: i64 = 24 * 60 * 60;

async fn advance(desk: &Desk, seconds: i64) {
    desk.control(Method::POST, "clock", Some(json!({ "advance_seconds": seconds }))).await;
}

#[tokio::test]
async fn a_temporary_password_ends_when_the_page_said_and_a_new_one_works() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let set = async || {
        let sent = tomasz.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await;
        html::revealed(&tomasz.follow(&sent).await.body).expect("the password")
    };
    let first = set().await;
    advance(&desk, 7 * DAY - 60).await;
    assert_eq!(desk.application_sign_in("amara.okafor", &first).await.expect("still in time")["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    advance(&desk, 120).await;
    assert_eq!(desk.application_sign_in("amara.okafor", &first).await.unwrap_err(), "NotAuthorizedException", "after seven days it has expired");
    let second = set().await;
    assert_eq!(desk.application_sign_in("amara.okafor", &second).await.expect("the clock starts anew")["ChallengeName"], "NEW_PASSWORD_REQUIRED");
}

#[tokio::test]
async fn attempts_that_were_used_up_hold_the_new_password_back_for_their_time_only() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for _ in 0..8 {
        assert!(desk.application_sign_in("amara.okafor", "not-her-password-1A").await.is_err());
    }
    assert!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.is_err(), "locked out, with the right one too");
    let sent = hana.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await).await;
    let password = html::revealed(&hana.follow(&sent).await.body).expect("the password");
    advance(&desk, 20 * 60).await;
    assert!(desk.application_sign_in("amara.okafor", &password).await.expect("the lockout is over").get("AuthenticationResult").is_some());
}

#[tokio::test]
async fn a_refresh_token_outlives_a_password_and_no_global_sign_out() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let signed_in = desk.application_sign_in("kofi.mensah", SEED_PASSWORD).await.expect("he can sign in");
    let token = signed_in["AuthenticationResult"]["RefreshToken"].as_str().expect("a refresh token").to_owned();
    let mut fields = desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await;
    tomasz.set_password(&fields).await.result_id();
    assert!(desk.application_refresh(&token).await.is_ok(), "a password alone ends no session, as the page says");
    fields = desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await;
    fields.insert("signs_out".into(), "yes".into());
    tomasz.set_password(&fields).await.result_id();
    assert_eq!(desk.application_refresh(&token).await.unwrap_err(), "NotAuthorizedException");
}
