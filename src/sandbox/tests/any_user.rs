use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP, PARTNERS};
use crate::sandbox::SEED_PASSWORD;

#[tokio::test]
async fn a_user_of_any_kind_is_put_and_nothing_of_an_earlier_one_stays() {
    let bench = Bench::new().await;
    let path = format!("users/{CUSTOMERS}/made.up");
    let first = json!({ "groups": ["gold"], "mfa": ["SMS_MFA"], "attributes": { "name": "Made Up", "email": "made.up@example.com", "email_verified": "true" } });
    let (status, told) = bench.control(Method::PUT, &path, Some(first)).await;
    assert_eq!((status, told["status"].as_str(), told["enabled"].as_bool()), (200, Some("CONFIRMED"), Some(true)), "{told}");
    assert_eq!(bench.effects().await, 0);
    let identities = json!([{ "userId": "1", "providerName": "Google", "providerType": "Google", "primary": true, "dateCreated": 1 }]).to_string();
    let second = json!({
        "status": "ARCHIVED", "enabled": false, "created_at": "2020-01-02T03:04:05Z", "modified_at": "2021-02-03T04:05:06+01:00",
        "temporary_since": "2021-02-03T00:00:00Z", "attributes": { "sub": "11111111-2222-4333-8444-555555555555", "identities": identities }, "attempts": 3,
    });
    let told = bench.control(Method::PUT, &path, Some(second)).await.1;
    let expected = json!({
        "pool": CUSTOMERS, "username": "made.up", "sub": "11111111-2222-4333-8444-555555555555", "status": "ARCHIVED", "enabled": false,
        "attributes": { "sub": "11111111-2222-4333-8444-555555555555", "identities": identities }, "groups": [], "mfa": [],
        "created_at": "2020-01-02T03:04:05Z", "modified_at": "2021-02-03T03:05:06Z", "temporary_since": "2021-02-03T00:00:00Z",
        "has_code": false, "code": null, "code_expires_at": null, "attempts": 3, "live_sessions": 0, "failed_sign_ins": 0, "locked_until": null,
    });
    assert_eq!(told, expected);
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "made.up" });
    assert_eq!(bench.call("AdminGetUser", input).await.unwrap()["UserStatus"], "ARCHIVED");
}

#[tokio::test]
async fn a_code_that_went_out_some_time_ago_works_until_its_hour_is_over() {
    let bench = Bench::new().await;
    let (reset, amara) = (json!({ "status": "RESET_REQUIRED", "code": { "code": "204060", "age_seconds": 1200 } }), format!("users/{CUSTOMERS}/amara.okafor"));
    let confirm = json!({ "ClientId": CUSTOMERS_APP, "Username": "amara.okafor", "ConfirmationCode": "204060", "Password": "Another-Pass-1" });
    bench.set(&amara, reset.clone()).await;
    bench.set("clock", json!({ "advance_seconds": 2401 })).await;
    assert_eq!(bench.refusal("ConfirmForgotPassword", confirm.clone()).await.unwrap(), "ExpiredCodeException");
    bench.set(&amara, reset).await;
    bench.set("clock", json!({ "advance_seconds": 2398 })).await;
    assert_eq!(bench.refusal("ConfirmForgotPassword", confirm).await, None);
    bench.set(&amara, json!({ "code": {} })).await;
    assert_eq!(bench.get(&amara).await["code"].as_str().unwrap().len(), 6);
    bench.set(&amara, json!({ "code": null })).await;
    assert_eq!(bench.get(&amara).await["has_code"], false);
}

#[tokio::test]
async fn thousands_of_users_are_put_in_one_request_all_or_none() {
    let bench = Bench::new().await;
    let user = |number: u32| {
        let email = format!("many{number}@example.com");
        (format!("many.{number}"), json!({ "status": "FORCE_CHANGE_PASSWORD", "temporary_age_seconds": 60, "attributes": { "email": email, "email_verified": "true" } }))
    };
    let users: serde_json::Map<String, Value> = (0..3000).map(user).collect();
    let (status, told) = bench.control(Method::POST, &format!("users/{CUSTOMERS}"), Some(json!({ "users": users }))).await;
    assert_eq!((status, told["count"].as_u64()), (200, Some(3000)));
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/many2999@example.com")).await["sub"], told["subs"]["many.2999"]);
    assert_eq!(bench.sign_in("many.7", SEED_PASSWORD).await.unwrap()["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    for other in ["not a name", "FINE.one", "Amara.Okafor"] {
        let broken = json!({ "users": { "fine.one": {}, other: {} } });
        assert_eq!(bench.control(Method::POST, &format!("users/{CUSTOMERS}"), Some(broken)).await.0, 422, "{other}");
    }
    assert_eq!(bench.control(Method::GET, &format!("users/{CUSTOMERS}/fine.one"), None).await.0, 404);
}

#[tokio::test]
async fn a_user_who_is_put_where_addresses_are_usernames_is_known_by_the_sub() {
    let bench = Bench::new().await;
    let sub = "11111111-2222-4333-8444-555555555555";
    let body = json!({ "attributes": { "email": "put@carrier.example" } });
    assert_eq!(bench.control(Method::PUT, &format!("users/{PARTNERS}/{sub}"), Some(body)).await.1["sub"], sub);
    let input = json!({ "UserPoolId": PARTNERS, "Username": "put@carrier.example" });
    assert_eq!(bench.call("AdminGetUser", input).await.unwrap()["Username"], sub);
}

#[tokio::test]
async fn what_no_user_can_be_is_refused_with_a_sentence() {
    let bench = Bench::new().await;
    let amara = format!("users/{CUSTOMERS}/amara.okafor");
    for (body, says) in [
        (json!({ "state": "CONFIRMED" }), "unknown field `state`"),
        (json!({ "status": "SLEEPING" }), "unknown variant `SLEEPING`"),
        (json!({ "mfa": ["FAX"] }), "mfa: only SMS_MFA"),
        (json!({ "created_at": "yesterday" }), "is no time of RFC 3339"),
        (json!({ "temporary_since": null, "temporary_age_seconds": 1 }), "either temporary_since"),
        (json!({ "code": { "cipher": 1 } }), "unknown field `cipher`"),
        (json!({ "attempts": -1 }), "attempts"),
    ] {
        for method in [Method::POST, Method::PUT] {
            let (status, told) = bench.control(method, &amara, Some(body.clone())).await;
            assert!(status == 422 && told["error"].as_str().unwrap().contains(says), "{body} {told}");
        }
    }
    let (status, told) = bench.control(Method::PUT, &format!("users/{CUSTOMERS}/AMARA.okafor"), Some(json!({}))).await;
    assert!(status == 422 && told["error"].as_str().unwrap().contains("in other letters"), "{told}");
    assert_eq!(bench.control(Method::POST, &format!("users/{CUSTOMERS}/nobody.here"), Some(json!({}))).await.0, 404);
    assert_eq!(bench.control(Method::PUT, "users/eu-west-1_Missing/made.up", Some(json!({}))).await.0, 404);
}
