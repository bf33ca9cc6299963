use reqwest::Method;
use serde_json::{Value, json};

use super::{Bench, CUSTOMERS};

/// What meets so many resets of some users: the exception, the status, or nothing at all.
async fn met(bench: &Bench, usernames: &[&str]) -> Vec<String> {
    let mut met = Vec::new();
    for username in usernames {
        let input = json!({ "UserPoolId": CUSTOMERS, "Username": username });
        met.push(match bench.request("AdminResetUserPassword", &input).send().await {
            Err(_) => "cut".to_owned(),
            Ok(answer) => {
                let status = answer.status().as_u16();
                let body: Option<Value> = serde_json::from_str(&answer.text().await.unwrap()).ok();
                format!("{status} {}", body.map_or("unreadable".to_owned(), |body| body["__type"].as_str().unwrap_or("fine").to_owned()))
            }
        });
    }
    met
}

#[tokio::test]
async fn seeded_faults_come_again_for_the_same_seed_and_what_they_did_is_told() {
    const USERS: [&str; 12] = [
        "amara.okafor",
        "kofi.mensah",
        "mei.chen",
        "ines.duarte",
        "amara.okafor",
        "kofi.mensah",
        "mei.chen",
        "ines.duarte",
        "amara.okafor",
        "kofi.mensah",
        "mei.chen",
        "ines.duarte",
    ];
    let bench = Bench::new().await;
    let dice = json!({ "seed": 7, "operations": ["AdminResetUserPassword"], "share": 0.6 });
    bench.set("faults/random", dice.clone()).await;
    let first = met(&bench, &USERS).await;
    let told = bench.get("faults").await["random"].clone();
    assert_eq!((told["seed"].as_u64(), told["calls"].as_u64(), told["kinds"].as_array().map(Vec::len)), (Some(7), Some(12), Some(6)));
    let faults: u64 = told["met"].as_object().unwrap().values().map(|times| times.as_u64().unwrap()).sum();
    assert_eq!(faults as usize, first.iter().filter(|it| *it != "200 fine").count());
    let happened = |word: &str| told["met"][word].as_u64().unwrap_or_default();
    assert_eq!(bench.effects().await, 12 - faults + happened("cut_after") + happened("garbage"));
    bench.set("faults/random", dice).await;
    assert_eq!(met(&bench, &USERS).await, first);
    assert!(first.contains(&"200 fine".to_owned()) && first.iter().any(|it| it != "200 fine"), "{first:?}");
}

#[tokio::test]
async fn dice_take_any_kinds_until_they_are_cleared_and_leave_other_operations_alone() {
    let bench = Bench::new().await;
    let dice = json!({ "seed": 1, "operations": ["AdminResetUserPassword"], "share": 1, "kinds": ["limit_exceeded"] });
    let amara = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" });
    for clear in ["faults/random", "faults"] {
        bench.set("faults/random", dice.clone()).await;
        assert_eq!(bench.refusal("AdminResetUserPassword", amara.clone()).await.unwrap(), "LimitExceededException");
        assert_eq!(bench.refusal("AdminGetUser", amara.clone()).await, None);
        assert_eq!(bench.control(Method::DELETE, clear, None).await, (200, json!({ "faults": [] })));
        assert_eq!(bench.refusal("AdminResetUserPassword", amara.clone()).await, None);
    }
}

#[tokio::test]
async fn nonsense_dice_are_refused() {
    let bench = Bench::new().await;
    for change in [
        json!({ "operations": [] }),
        json!({ "operations": ["Fly"] }),
        json!({ "share": 1.1 }),
        json!({ "share": -0.1 }),
        json!({ "kinds": [] }),
        json!({ "kinds": ["x"] }),
        json!({ "speed": 1 }),
        json!({ "seed": null }),
    ] {
        let mut body = json!({ "seed": 1, "operations": ["*"], "share": 0.5 });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(bench.control(Method::POST, "faults/random", Some(body)).await.0, 422, "{change}");
    }
}
