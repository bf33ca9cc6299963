use serde_json::json;

use super::{Bench, CUSTOMERS, KIOSKS};

#[tokio::test]
async fn a_reset_follows_the_state_table() {
    const STATE: &str = "User password cannot be reset in the current state.";
    const CONTACT: &str = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    let bench = Bench::new().await;
    let refused = [
        ("dana.kowalczyk", "NotAuthorizedException", STATE),
        ("yuki.tanaka", "NotAuthorizedException", STATE),
        ("freya.lindholm", "NotAuthorizedException", STATE),
        ("Google_108214573920164837261", "NotAuthorizedException", STATE),
        ("archived.user", "NotAuthorizedException", STATE),
        ("samir.haddad", "NotAuthorizedException", "User is disabled."),
        ("nobody.reachable", "InvalidParameterException", CONTACT),
        ("lena.fischer", "InvalidParameterException", CONTACT),
        ("ravi.iyer", "InvalidParameterException", CONTACT),
        ("no.such.user", "UserNotFoundException", "User does not exist."),
    ];
    for (username, kind, message) in refused {
        let answer = bench.reset(CUSTOMERS, username).await.unwrap_err();
        assert_eq!(answer, (kind.to_owned(), message.to_owned()), "{username}");
    }
    assert_eq!(bench.reset(KIOSKS, "kiosk-lisbon-01").await.unwrap_err().0, "NotAuthorizedException");
    assert_eq!(bench.effects().await, 0);
    for username in ["amara.okafor", "mateo.alvarez", "kofi.mensah", "mei.chen"] {
        assert_eq!(bench.reset(CUSTOMERS, username).await, Ok(json!({})), "{username}");
        assert_eq!(bench.get(&format!("users/{CUSTOMERS}/{username}")).await["status"], "RESET_REQUIRED");
    }
    assert_eq!(bench.effects().await, 4);
}

#[tokio::test]
async fn a_switch_accepts_the_resets_that_nobody_has_settled() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "accept_unsettled_resets": true })).await;
    assert!(bench.reset(KIOSKS, "kiosk-lisbon-01").await.is_ok());
    assert!(bench.reset(CUSTOMERS, "Google_108214573920164837261").await.is_ok());
    assert_eq!(bench.reset(CUSTOMERS, "dana.kowalczyk").await.unwrap_err().0, "NotAuthorizedException");
}

#[tokio::test]
async fn a_trigger_receives_exactly_the_client_metadata_and_other_pools_ignore_it() {
    let bench = Bench::new().await;
    let metadata = json!({ "ticket": "INC-<b>7</b>", "empty": "" });
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "AMARA.OKAFOR", "ClientMetadata": metadata });
    bench.call("AdminResetUserPassword", input).await.unwrap();
    let message = bench.get("outbox").await["messages"][0].clone();
    assert_eq!(message["client_metadata"], metadata);
    assert_eq!((message["username"].as_str(), message["destination"].as_str()), (Some("amara.okafor"), Some("amara.okafor@example.com")));
    assert!(message["text"].as_str().unwrap().contains("INC-<b>7</b>"));
    let page = bench.http.get(format!("{}/sandbox/outbox", bench.sandbox.cognito_url())).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("INC-&lt;b&gt;7") && !page.contains("<b>7"));

    let input = json!({ "UserPoolId": super::PARTNERS, "Username": "pia.larsen@carrier.example", "ClientMetadata": { "ticket": "1" } });
    bench.call("AdminResetUserPassword", input).await.unwrap();
    let message = bench.get("outbox").await["messages"][0].clone();
    assert!(message["client_metadata"].is_null() && message["trigger"].is_null());
    assert_eq!((message["medium"].as_str(), message["destination"].as_str()), (Some("SMS"), Some("+447700900321")));
}

#[tokio::test]
async fn client_metadata_that_is_too_long_and_attempts_that_are_too_many_are_refused() {
    let bench = Bench::new().await;
    let metadata = |size| json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "ClientMetadata": { "k": "ä".repeat(size) } });
    assert_eq!(bench.refusal("AdminResetUserPassword", metadata(131_073)).await.unwrap(), "InvalidParameterException");
    assert_eq!(bench.refusal("AdminResetUserPassword", metadata(131_072)).await, None);
    for _ in 1..20 {
        bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    }
    assert_eq!(bench.reset(CUSTOMERS, "amara.okafor").await.unwrap_err().0, "LimitExceededException");
    assert!(bench.reset(CUSTOMERS, "mei.chen").await.is_ok());
    bench.set("clock", json!({ "advance_seconds": 3601 })).await;
    assert!(bench.reset(CUSTOMERS, "amara.okafor").await.is_ok());
}
