use reqwest::Method;
use serde_json::json;

use super::{Bench, CUSTOMERS, settings};
use crate::sandbox::Sandbox;

#[tokio::test]
async fn effects_are_found_by_request_and_counted_by_user_and_operation_for_good() {
    let mut bench = Bench::new().await;
    for username in ["amara.okafor", "amara.okafor", "mei.chen"] {
        bench.reset(CUSTOMERS, username).await.unwrap();
    }
    bench.set_password("mei.chen", "Another-Pass-1", true).await.unwrap();
    let request_id = bench.get("effects").await["effects"][2]["request_id"].as_str().unwrap().to_owned();
    let found = bench.get(&format!("effects?request_id={request_id}&format=json")).await;
    assert_eq!((found["count"].as_u64(), found["effects"][0]["username"].as_str()), (Some(1), Some("mei.chen")));
    let expected = json!({ "count": 4, "counts": [
        { "pool": CUSTOMERS, "username": "amara.okafor", "operation": "AdminResetUserPassword", "count": 2 },
        { "pool": CUSTOMERS, "username": "mei.chen", "operation": "AdminResetUserPassword", "count": 1 },
        { "pool": CUSTOMERS, "username": "mei.chen", "operation": "AdminSetUserPassword", "count": 1 },
    ] });
    assert_eq!(bench.get("effects/counts").await, expected);
    assert_eq!(bench.get("effects/counts?username=amara.okafor").await["count"], 2);
    bench.sandbox.shutdown().await;
    bench.sandbox = Sandbox::start(settings(&bench.folder)).await.unwrap();
    bench.reset(CUSTOMERS, "mei.chen").await.unwrap();
    assert_eq!(bench.get("effects/counts?operation=AdminResetUserPassword").await["count"], 4);
    assert_eq!(bench.get("effects/counts").await["counts"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn filters_that_nobody_knows_are_refused() {
    let bench = Bench::new().await;
    for path in ["effects?user=amara.okafor", "effects/counts?user=amara.okafor", "effects/counts?request_id=x"] {
        let (status, _) = bench.control(Method::GET, path, None).await;
        assert!([400, 422].contains(&status), "{path} {status}");
    }
}
