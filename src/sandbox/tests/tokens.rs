use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, CUSTOMERS_APP, PARTNERS};
use crate::sandbox::SEED_PASSWORD;

async fn tokens(bench: &Bench) -> (Value, Value) {
    let answer = bench.sign_in("amara.okafor", SEED_PASSWORD).await.unwrap();
    let result = &answer["AuthenticationResult"];
    (json!({ "AccessToken": result["AccessToken"] }), result["RefreshToken"].clone())
}

fn refresh(token: &Value) -> Value {
    json!({ "ClientId": CUSTOMERS_APP, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": { "REFRESH_TOKEN": token } })
}

fn amara() -> Value {
    json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor" })
}

#[tokio::test]
async fn a_refresh_token_gives_new_access_tokens_until_it_expires() {
    let bench = Bench::new().await;
    let (access, token) = tokens(&bench).await;
    bench.set("clock", json!({ "advance_seconds": 3600 })).await;
    assert_eq!(bench.refused("GetUser", access).await.1, "Access Token has expired");
    let fresh = bench.call("InitiateAuth", refresh(&token)).await.unwrap();
    assert!(fresh["AuthenticationResult"]["RefreshToken"].is_null());
    let access = json!({ "AccessToken": fresh["AuthenticationResult"]["AccessToken"] });
    assert_eq!(bench.call("GetUser", access).await.unwrap()["Username"], "amara.okafor");
    bench.set("clock", json!({ "advance_seconds": 30 * 86_400 })).await;
    assert_eq!(bench.refused("InitiateAuth", refresh(&token)).await.1, "Refresh Token has expired");
    assert_eq!(bench.refused("InitiateAuth", refresh(&json!("nonsense"))).await, ("NotAuthorizedException".to_owned(), "Invalid Refresh Token".to_owned()));
}

#[tokio::test]
async fn disabling_and_a_global_sign_out_end_access_and_refresh_tokens_for_good() {
    let bench = Bench::new().await;
    for operation in ["AdminUserGlobalSignOut", "AdminDisableUser"] {
        let (access, token) = tokens(&bench).await;
        bench.call(operation, amara()).await.unwrap();
        for (name, input) in [("GetUser", access.clone()), ("InitiateAuth", refresh(&token))] {
            assert_eq!(bench.refusal(name, input).await.unwrap(), "NotAuthorizedException", "{operation} {name}");
        }
        bench.call("AdminEnableUser", amara()).await.unwrap();
        assert_eq!(bench.refused("GetUser", access).await.1, "Access Token has been revoked", "{operation}");
        assert_eq!(bench.refused("InitiateAuth", refresh(&token)).await.1, "Refresh Token has been revoked", "{operation}");
    }
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await["live_sessions"], 0);
}

#[tokio::test]
async fn a_set_password_and_a_reset_leave_tokens_alive() {
    let bench = Bench::new().await;
    let (access, token) = tokens(&bench).await;
    bench.set_password("amara.okafor", "Another-Pass-1", true).await.unwrap();
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    assert!(bench.call("GetUser", access).await.is_ok());
    assert!(bench.call("InitiateAuth", refresh(&token)).await.is_ok());
}

#[tokio::test]
async fn a_user_can_end_one_session_or_all_of_them() {
    let bench = Bench::new().await;
    let (first, first_refresh) = tokens(&bench).await;
    let (second, _) = tokens(&bench).await;
    let revoke = |token: &Value| json!({ "ClientId": CUSTOMERS_APP, "Token": token });
    assert_eq!(bench.refusal("RevokeToken", revoke(&first["AccessToken"])).await.unwrap(), "UnsupportedTokenTypeException");
    assert_eq!(bench.refusal("RevokeToken", revoke(&json!("nonsense"))).await.unwrap(), "UnauthorizedException");
    bench.call("RevokeToken", revoke(&first_refresh)).await.unwrap();
    assert!(bench.call("GetUser", first).await.is_err());
    assert!(bench.call("GetUser", second.clone()).await.is_ok());
    bench.call("GlobalSignOut", second.clone()).await.unwrap();
    assert!(bench.call("GetUser", second).await.is_err());
}

#[tokio::test]
async fn an_administrators_sign_in_takes_its_own_flows_and_the_pools_own_client() {
    let bench = Bench::new().await;
    let input = |pool: &str, flow: &str| {
        let parameters = json!({ "USERNAME": "amara.okafor", "PASSWORD": SEED_PASSWORD });
        json!({ "UserPoolId": pool, "ClientId": CUSTOMERS_APP, "AuthFlow": flow, "AuthParameters": parameters })
    };
    let answer = bench.call("AdminInitiateAuth", input(CUSTOMERS, "ADMIN_USER_PASSWORD_AUTH")).await.unwrap();
    let token = &answer["AuthenticationResult"]["RefreshToken"];
    let again = json!({ "UserPoolId": CUSTOMERS, "ClientId": CUSTOMERS_APP, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": { "REFRESH_TOKEN": token } });
    assert!(bench.call("AdminInitiateAuth", again).await.is_ok());
    for (pool, flow, refused) in [
        (PARTNERS, "ADMIN_USER_PASSWORD_AUTH", "ResourceNotFoundException"),
        (CUSTOMERS, "USER_SRP_AUTH", "InvalidParameterException"),
        (CUSTOMERS, "NO_SUCH_FLOW", "InvalidParameterException"),
    ] {
        assert_eq!(bench.refusal("AdminInitiateAuth", input(pool, flow)).await.unwrap(), refused, "{pool} {flow}");
    }
    assert_eq!(bench.refusal("InitiateAuth", input(CUSTOMERS, "ADMIN_USER_PASSWORD_AUTH")).await.unwrap(), "InvalidParameterException");
}
