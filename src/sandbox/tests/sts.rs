#![expect(clippy::disallowed_types, reason = "the sandbox is held against the very client that the console uses")]

use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::types::Tag;
use aws_sdk_sts::{Client, Config};
use serde_json::json;

use super::Bench;

const ROLE: &str = "arn:aws:iam::210987654321:role/desk/passdesk";
const SESSION: &str = "arn:aws:sts::210987654321:assumed-role/passdesk/hana";

/// STS with these keys.
fn sts(bench: &Bench, key: &str, secret: &str, token: Option<&str>) -> Client {
    let credentials = Credentials::new(key, secret, token.map(str::to_owned), None, "test");
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new("eu-west-1")).credentials_provider(credentials);
    Client::from_conf(config.endpoint_url(bench.sandbox.cognito_url()).build())
}

async fn caller(client: &Client) -> Result<(String, String), String> {
    let answer = client.get_caller_identity().send().await.map_err(|error| code(&error.into_service_error()))?;
    Ok((answer.account().unwrap_or_default().to_owned(), answer.arn().unwrap_or_default().to_owned()))
}

fn code(error: &impl ProvideErrorMetadata) -> String {
    error.code().unwrap_or_default().to_owned()
}

fn tag(key: &str) -> Tag {
    Tag::builder().key(key).value("x").build().unwrap()
}

#[tokio::test]
async fn whoever_signs_is_told_who_they_are_and_no_policy_denies_it() {
    let bench = Bench::new().await;
    let known = json!({ "access_key_id": "ASIAHOST", "secret_access_key": "host", "session_token": "of-the-host", "arn": "arn:aws:sts::111122223333:assumed-role/host/i-1" });
    bench.set("switches", json!({ "denied": [{ "operations": ["*"] }], "known_keys": [known], "only_known_keys": true })).await;
    let host = ("111122223333".to_owned(), "arn:aws:sts::111122223333:assumed-role/host/i-1".to_owned());
    assert_eq!(caller(&sts(&bench, "ASIAHOST", "host", Some("of-the-host"))).await.unwrap(), host);
    assert_eq!(caller(&sts(&bench, "SANDBOX", "sandbox", None)).await.unwrap().1, "arn:aws:iam::123456789012:user/sandbox");
    for (key, secret, token, refusal) in [
        ("ASIAHOST", "a guess", Some("of-the-host"), "SignatureDoesNotMatch"),
        ("ASIAHOST", "host", Some("of-another"), "InvalidClientTokenId"),
        ("ASIAHOST", "host", None, "InvalidClientTokenId"),
        ("AKIDEXAMPLE", "anything", None, "InvalidClientTokenId"),
    ] {
        assert_eq!(caller(&sts(&bench, key, secret, token)).await.unwrap_err(), refusal, "{key} {secret} {token:?}");
    }
}

#[tokio::test]
async fn a_session_is_who_it_says_and_a_trust_policy_may_ask_for_an_external_id() {
    let bench = Bench::new().await;
    bench.set("switches", json!({ "external_id": "desk/42" })).await;
    let client = sts(&bench, "SANDBOX", "sandbox", None);
    let assume = || client.assume_role().role_arn(ROLE).role_session_name("hana");
    for wrong in [None, Some("desk/43".to_owned()), Some("desk 42".to_owned())] {
        let refused = assume().set_external_id(wrong.clone()).send().await.unwrap_err().into_service_error();
        let is_badly_formed = wrong.as_deref() == Some("desk 42");
        assert_eq!(code(&refused), if is_badly_formed { "ValidationError" } else { "AccessDenied" }, "{wrong:?}");
    }
    let given = assume().external_id("desk/42").tags(tag("team")).send().await.unwrap();
    let keys = given.credentials().unwrap();
    let session = sts(&bench, keys.access_key_id(), keys.secret_access_key(), Some(keys.session_token()));
    assert_eq!(caller(&session).await.unwrap(), ("210987654321".to_owned(), SESSION.to_owned()));
}

#[tokio::test]
async fn tags_are_held_to_what_aws_takes_and_need_a_right_of_their_own() {
    let bench = Bench::new().await;
    let client = sts(&bench, "SANDBOX", "sandbox", None);
    let assume =
        async |tags: Vec<Tag>| client.assume_role().role_arn(ROLE).role_session_name("hana").set_tags(Some(tags)).send().await.map(drop).map_err(|e| code(&e.into_service_error()));
    assert_eq!(assume((0..50).map(|number| tag(&format!("t{number}"))).collect()).await, Ok(()));
    for (tags, refusal) in [
        ((0..51).map(|number| tag(&format!("t{number}"))).collect(), "ValidationError"),
        (vec![tag("aws:team")], "ValidationError"),
        (vec![tag(&"k".repeat(129))], "ValidationError"),
        (vec![tag("team"), tag("Team")], "InvalidParameterException"),
    ] {
        assert_eq!(assume(tags).await, Err(refusal.to_owned()));
    }
    bench.set("switches", json!({ "denied": [{ "operations": ["TagSession"] }] })).await;
    assert_eq!(assume(vec![tag("team")]).await, Err("AccessDenied".to_owned()));
    assert_eq!(assume(Vec::new()).await, Ok(()));
}

#[tokio::test]
async fn a_web_identity_needs_a_token_and_no_keys() {
    let bench = Bench::new().await;
    let client = sts(&bench, "NOBODY", "nothing", None);
    let assume = |token: &str| client.assume_role_with_web_identity().role_arn(ROLE).role_session_name("hana").web_identity_token(token).send();
    for wrong in ["token", "a.b", "a..c", "a.b.c.d"] {
        assert_eq!(code(&assume(wrong).await.unwrap_err().into_service_error()), "InvalidIdentityToken", "{wrong}");
    }
    let given = assume("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").await.unwrap();
    assert_eq!(given.assumed_role_user().unwrap().arn(), SESSION);
    bench.set("switches", json!({ "denied": [{ "operations": ["AssumeRoleWithWebIdentity"] }] })).await;
    assert_eq!(code(&assume("a.b.c").await.unwrap_err().into_service_error()), "AccessDenied");
}
