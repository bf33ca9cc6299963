use reqwest::Method;
use serde_json::json;

use super::{Bench, CUSTOMERS, settings};
use crate::sandbox::Sandbox;

#[tokio::test]
async fn state_outlives_the_sandbox_until_a_fresh_start() {
    let mut bench = Bench::new().await;
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    bench.set("clock", json!({ "advance_seconds": 60 })).await;
    let secret = bench.sandbox.client_secret().to_owned();
    bench.sandbox.shutdown().await;
    bench.sandbox = Sandbox::start(settings(&bench.folder)).await.unwrap();
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["status"], "RESET_REQUIRED");
    assert_eq!(bench.get("outbox").await["count"], 1);
    assert_eq!(bench.get("clock").await["cognito"]["ahead_seconds"], 60);
    assert_eq!(bench.sandbox.client_secret(), secret);
    bench.sandbox.shutdown().await;
    let fresh = crate::sandbox::SandboxSettings { fresh: true, ..settings(&bench.folder) };
    bench.sandbox = Sandbox::start(fresh).await.unwrap();
    assert_eq!(bench.effects().await, 0);
    assert_ne!(bench.sandbox.client_secret(), secret);
}

#[tokio::test]
async fn users_change_and_vanish_behind_the_consoles_back() {
    let bench = Bench::new().await;
    let amara = format!("users/{CUSTOMERS}/amara.okafor");
    bench.set(&amara, json!({ "attributes": { "preferred_username": null }, "enabled": false })).await;
    bench.set(&format!("users/{CUSTOMERS}/mei.chen"), json!({ "attributes": { "preferred_username": "amara" } })).await;
    let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara" });
    assert_eq!(bench.call("AdminGetUser", input).await.unwrap()["Username"], "mei.chen");
    assert_eq!(bench.reset(CUSTOMERS, "amara.okafor").await.unwrap_err().1, "User is disabled.");
    assert_eq!(bench.control(Method::DELETE, &amara, None).await.0, 204);
    assert_eq!(bench.control(Method::GET, &amara, None).await.0, 404);
    assert_eq!(bench.reset(CUSTOMERS, "amara.okafor").await.unwrap_err().0, "UserNotFoundException");
}
