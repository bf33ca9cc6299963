use reqwest::Method;
use serde_json::json;

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};

#[tokio::test]
async fn a_request_is_kept_as_it_arrived_but_for_what_is_secret() {
    let bench = Bench::new().await;
    let reset = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "ClientMetadata": { "Ticket": " a\u{202e}'b\" ", "ticket": "" } });
    bench.call("AdminResetUserPassword", reset.clone()).await.unwrap();
    bench.set_password("amara.okafor", "Zanzibar-Secret-9", true).await.unwrap();
    let sign_in = json!({ "PASSWORD": "Zanzibar-Secret-9", "USERNAME": "amara.okafor" });
    let sign_in = json!({ "UserPoolId": CUSTOMERS, "ClientId": CUSTOMERS_APP, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": sign_in });
    let _ = bench.call("AdminInitiateAuth", sign_in).await;
    let told = bench.get("requests").await;
    let requests = told["requests"].as_array().unwrap();
    assert_eq!((told["count"].as_u64(), requests.len()), (Some(3), 3));
    assert_eq!((&requests[0]["sequence"], &requests[0]["operation"], &requests[0]["region"]), (&json!(1), &json!("AdminResetUserPassword"), &json!("eu-west-1")));
    assert_eq!(requests[0]["input"], reset);
    assert_eq!(requests[1]["input"], json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "Password": "(not kept)", "Permanent": true }));
    assert_eq!(requests[2]["input"]["AuthParameters"], "(not kept)");
    assert!(!told.to_string().contains("Zanzibar"), "{told}");
}

#[tokio::test]
async fn a_refused_request_is_kept_too_and_an_unsigned_one_is_not() {
    let bench = Bench::new().await;
    assert!(bench.reset(CUSTOMERS, "nobody.at.all").await.is_err());
    let _ = bench.call("ForgotPassword", json!({ "ClientId": CUSTOMERS_APP, "Username": "amara.okafor" })).await;
    assert_eq!(bench.get("requests").await["requests"][0]["input"]["Username"], "nobody.at.all");
    assert_eq!(bench.get("requests").await["count"], 1);
    assert_eq!(bench.get("requests?after=1").await["count"], 0);
    assert_eq!(bench.get("requests?operation=AdminEnableUser").await["count"], 0);
    let (status, _) = bench.control(Method::GET, "requests?user=amara.okafor", None).await;
    assert!([400, 422].contains(&status), "{status}");
}

#[tokio::test]
async fn the_newest_two_hundred_requests_are_kept() {
    let bench = Bench::new().await;
    for _ in 0..201 {
        let _ = bench.call("AdminGetUser", json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" })).await;
    }
    let told = bench.get("requests").await;
    assert_eq!((&told["count"], &told["requests"][0]["sequence"], &told["requests"][199]["sequence"]), (&json!(200), &json!(2), &json!(201)));
}
