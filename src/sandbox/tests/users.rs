use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, PARTNERS};

async fn pages(bench: &Bench, pool: &str, filter: &str, limit: u64) -> (Vec<String>, Vec<usize>) {
    let (mut names, mut sizes, mut token) = (Vec::new(), Vec::new(), Value::Null);
    loop {
        let mut input = json!({ "UserPoolId": pool, "Limit": limit, "Filter": filter });
        if !token.is_null() {
            input["PaginationToken"] = token;
        }
        let answer = bench.call("ListUsers", input).await.unwrap();
        let users = answer["Users"].as_array().unwrap();
        sizes.push(users.len());
        names.extend(users.iter().map(|user| user["Username"].as_str().unwrap().to_owned()));
        token = answer["PaginationToken"].clone();
        if token.is_null() {
            return (names, sizes);
        }
    }
}

#[tokio::test]
async fn pages_give_every_user_once_and_some_are_short() {
    let bench = Bench::new().await;
    let (names, sizes) = pages(&bench, CUSTOMERS, "", 60).await;
    let unique: BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), unique.len()), (406, 406));
    assert!(sizes[..sizes.len() - 1].iter().any(|size| *size < 60), "{sizes:?}");
    bench.set("switches", json!({ "empty_first_pages": true })).await;
    assert_eq!(pages(&bench, CUSTOMERS, "", 60).await.1[0], 0);
}

#[tokio::test]
async fn filters_find_by_prefix_and_status_without_case() {
    let bench = Bench::new().await;
    let found = |filter: &'static str| pages(&bench, CUSTOMERS, filter, 60);
    assert_eq!(found(r#"email = "amara.okafor@example.com""#).await.0, ["amara.okafor"]);
    assert_eq!(found(r#"username = "sean.o'brien+\"beta\"\\test""#).await.0.len(), 1);
    let reset = found(r#"cognito:user_status = "reset_required""#).await.0;
    assert!(reset.contains(&"mateo.alvarez".to_owned()));
    assert!(found(r#"status = "Disabled""#).await.0.contains(&"samir.haddad".to_owned()));
    assert!(found(r#"given_name ^= "Am""#).await.0.contains(&"amara.okafor".to_owned()));
}

#[tokio::test]
async fn limits_and_tokens_of_other_requests_are_invalid_parameters() {
    let bench = Bench::new().await;
    let first = bench.call("ListUsers", json!({ "UserPoolId": CUSTOMERS, "Limit": 5 })).await.unwrap();
    let token = &first["PaginationToken"];
    let cases = [
        json!({ "UserPoolId": CUSTOMERS, "Limit": 61 }),
        json!({ "UserPoolId": CUSTOMERS, "Limit": -1 }),
        json!({ "UserPoolId": CUSTOMERS, "PaginationToken": "nonsense" }),
        json!({ "UserPoolId": PARTNERS, "PaginationToken": token }),
        json!({ "UserPoolId": CUSTOMERS, "PaginationToken": token, "Filter": "name ^= \"A\"" }),
        json!({ "UserPoolId": CUSTOMERS, "AttributesToGet": ["shoe_size"] }),
        // An attribute that not every user found has.
        json!({ "UserPoolId": CUSTOMERS, "AttributesToGet": ["phone_number"] }),
    ];
    for input in cases {
        assert_eq!(bench.refusal("ListUsers", input.clone()).await.unwrap(), "InvalidParameterException", "{input}");
    }
    assert!(bench.call("ListUsers", json!({ "UserPoolId": CUSTOMERS, "Limit": 0 })).await.is_ok());
}

#[tokio::test]
async fn a_user_is_found_by_username_sub_and_alias_as_the_pool_says() {
    let bench = Bench::new().await;
    let find = async |pool: &str, name: &str| {
        let input = json!({ "UserPoolId": pool, "Username": name });
        let user = bench.call("AdminGetUser", input).await;
        user.map(|user| user["Username"].as_str().unwrap().to_owned()).map_err(|(kind, _)| kind)
    };
    let sub = bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["sub"].as_str().unwrap().to_owned();
    for name in ["amara.okafor", "AMARA.Okafor", "amara.okafor@example.com", "Amara.Okafor@Example.com", "+447700900147", "amara", &sub] {
        assert_eq!(find(CUSTOMERS, name).await.unwrap(), "amara.okafor", "{name}");
    }
    // Not verified, and from an identity provider.
    for name in ["lena.fischer@example.com", "gideon.ross@example.com"] {
        assert_eq!(find(CUSTOMERS, name).await.unwrap_err(), "UserNotFoundException", "{name}");
    }
    assert!(find(PARTNERS, "Otto.Brandt@reseller.example").await.is_ok());
    assert_eq!(find(PARTNERS, "otto.brandt@reseller.example").await.unwrap_err(), "UserNotFoundException");
}

#[tokio::test]
async fn groups_come_in_pages() {
    let bench = Bench::new().await;
    let mut input = json!({ "UserPoolId": CUSTOMERS, "Username": "member.everywhere", "Limit": 2 });
    let mut names = Vec::new();
    loop {
        let answer = bench.call("AdminListGroupsForUser", input.clone()).await.unwrap();
        names.extend(answer["Groups"].as_array().unwrap().iter().map(|group| group["GroupName"].to_string()));
        if answer["NextToken"].is_null() {
            break;
        }
        input["NextToken"] = answer["NextToken"].clone();
    }
    assert_eq!(names.len(), 5);
}

#[tokio::test]
async fn a_lagging_list_shows_a_user_as_before_for_a_while() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "list_lag_seconds": 5 })).await;
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    let listed = async || {
        let input = json!({ "UserPoolId": CUSTOMERS, "Filter": "username = \"amara.okafor\"" });
        bench.call("ListUsers", input).await.unwrap()["Users"][0]["UserStatus"].clone()
    };
    assert_eq!(listed().await, "CONFIRMED");
    bench.set("clock", json!({ "advance_seconds": 6 })).await;
    assert_eq!(listed().await, "RESET_REQUIRED");
}

#[tokio::test]
async fn a_lagging_list_does_not_know_a_new_user_whom_a_direct_read_finds() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "list_lag_seconds": 5 })).await;
    bench.call("AdminCreateUser", json!({ "UserPoolId": CUSTOMERS, "Username": "just.now", "MessageAction": "SUPPRESS" })).await.unwrap();
    let listed = async || {
        let input = json!({ "UserPoolId": CUSTOMERS, "Filter": "username = \"just.now\"" });
        bench.call("ListUsers", input).await.unwrap()["Users"].as_array().map(Vec::len)
    };
    assert_eq!(listed().await, Some(0));
    assert!(bench.call("AdminGetUser", json!({ "UserPoolId": CUSTOMERS, "Username": "just.now" })).await.is_ok());
    bench.set("clock", json!({ "advance_seconds": 6 })).await;
    assert_eq!(listed().await, Some(1));
}
