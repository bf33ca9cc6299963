//! Where credentials come from: each source of the SDK's standard chain, and one profile for a pool.

use super::servers::answering;
use super::{BY_ENVIRONMENT, HOST, KEY, Machine, ROLE, SECRET, TOKEN, WRONG, keys_in_a_file};
use crate::desk::{CUSTOMERS, Desk, SUPERVISOR};
use passdesk::adapters::cognito::{CredentialSource, ProfileSource};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

const PROFILE: &str = "a profile of the shared files";

#[tokio::test]
async fn the_environment_has_keys_with_a_session_token() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    machine.check("", &BY_ENVIRONMENT).await.is(HOST, "the environment");
    let without_the_token = machine.check("", &BY_ENVIRONMENT[..2]).await;
    assert!(!without_the_token.is_good, "the token belongs to them");
}

#[tokio::test]
async fn a_profile_is_the_pools_own_also_where_the_environment_has_keys_for_another() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    machine.write(".aws/credentials", &keys_in_a_file("customers"));
    machine.check("profile = \"customers\"", &WRONG).await.is(HOST, PROFILE);
    let by_variable = machine.check("", &[("AWS_PROFILE", "customers")]).await;
    by_variable.is(HOST, PROFILE);
}

#[tokio::test]
async fn the_files_of_a_profile_may_stand_elsewhere() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let file = machine.write("run/credentials/aws", &keys_in_a_file("customers"));
    machine.check(&format!("profile = \"customers\"\ncredentials_file = {file:?}"), &[]).await.is(HOST, PROFILE);
    let file = file.display().to_string();
    machine.check("profile = \"customers\"", &[("AWS_SHARED_CREDENTIALS_FILE", &file)]).await.is(HOST, PROFILE);
    let config = machine.write("etc/aws", &keys_in_a_file("profile customers"));
    machine.check(&format!("profile = \"customers\"\nconfig_file = {config:?}"), &[]).await.is(HOST, PROFILE);
}

#[tokio::test]
async fn a_profile_that_gives_nothing_is_told_by_its_name_and_nothing_takes_its_place() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    machine.write(".aws/config", "[profile empty]\nregion = eu-west-1\n");
    for (lines, words) in
        [("profile = \"customres\"", "customres"), ("profile = \"empty\"", "no credentials"), ("profile = \"customers\"\ncredentials_file = \"/nowhere/aws\"", "/nowhere/aws")]
    {
        let said = machine.check(lines, &BY_ENVIRONMENT).await;
        assert!(!said.is_good && said.faults.contains(words), "{lines}: {}", said.faults);
        assert!(!said.out.contains("this console is") && !said.out.contains("allowed"), "{}", said.out);
        said.keeps_its_secrets();
    }
    let nothing = machine.check("", &[]).await;
    assert!(!nothing.is_good && nothing.faults.contains("no credentials"), "{}", nothing.faults);
}

#[tokio::test]
async fn a_profile_that_was_put_in_place_works_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("aws");
    let desk = Desk::open_with(|settings| {
        let profile = ProfileSource { name: "customers".to_owned(), config_file: None, credentials_file: Some(file.clone()) };
        settings.pools.iter_mut().for_each(|pool| pool.credentials = CredentialSource::Profile(profile.clone()));
    })
    .await;
    let hana = desk.signed_in(SUPERVISOR).await;
    assert_eq!(hana.get("/users?q=amara.okafor").await.status, 503, "there is no such file");
    std::fs::write(&file, keys_in_a_file("customers")).expect("a file");
    let id = hana.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "succeeded");
}

#[tokio::test]
async fn a_process_gives_credentials() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let answer = json!({ "Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": TOKEN, "Expiration": "2036-01-01T00:00:00Z" });
    let script = machine.write("bin/give", &format!("#!/bin/sh\ntest \"$1\" = customers && printf '%s' '{answer}'\n"));
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).expect("a program");
    machine.write(".aws/config", &format!("[profile customers]\ncredential_process = {} customers\n", script.display()));
    machine.check("profile = \"customers\"", &WRONG).await.is(HOST, "a credential_process, by a profile");
    machine.write("bin/give", "#!/bin/sh\necho the vault is sealed >&2\nexit 1\n");
    let said = machine.check("profile = \"customers\"", &BY_ENVIRONMENT).await;
    assert!(!said.is_good && said.faults.contains("the vault is sealed"), "{}", said.faults);
    machine.write("bin/give", "#!/bin/sh\nexec sleep 12\n");
    let said = machine.check("profile = \"customers\"", &BY_ENVIRONMENT).await;
    assert!(!said.is_good && said.faults.contains("no credentials within 5 s"), "{}", said.faults);
}

#[tokio::test]
async fn a_web_identity_is_taken_from_the_environment_or_from_a_profile() {
    let machine = Machine::new().await;
    machine.switch(json!({ "only_known_keys": true })).await;
    let token = machine.write("token", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").display().to_string();
    let sts = machine.desk.sandbox.cognito_url();
    let session = "arn:aws:sts::210987654321:assumed-role/passdesk-customers/web";
    let variables = [("AWS_WEB_IDENTITY_TOKEN_FILE", token.as_str()), ("AWS_ROLE_ARN", ROLE), ("AWS_ROLE_SESSION_NAME", "web"), ("AWS_ENDPOINT_URL_STS", sts.as_str())];
    machine.check("", &variables).await.is(session, "a web identity token");
    machine.write(".aws/config", &format!("[profile customers]\nrole_arn = {ROLE}\nrole_session_name = web\nweb_identity_token_file = {token}\n"));
    machine.check("profile = \"customers\"", &[("AWS_ENDPOINT_URL_STS", &sts)]).await.is(session, "a web identity token, by a profile");
    machine.write("token", "expired");
    let said = machine.check("profile = \"customers\"", &[("AWS_ENDPOINT_URL_STS", &sts)]).await;
    assert!(!said.is_good && said.faults.contains("no credentials"), "{}", said.faults);
}

#[tokio::test]
async fn a_profile_assumes_a_role_by_itself() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    machine.write(".aws/credentials", &keys_in_a_file("base"));
    machine.write(".aws/config", &format!("[profile customers]\nrole_arn = {ROLE}\nsource_profile = base\nrole_session_name = chained\n"));
    let sts = machine.desk.sandbox.cognito_url();
    let said = machine.check("profile = \"customers\"", &[("AWS_ENDPOINT_URL_STS", &sts)]).await;
    said.is("arn:aws:sts::210987654321:assumed-role/passdesk-customers/chained", PROFILE);
}

#[tokio::test]
async fn a_container_gives_credentials() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let answer = json!({ "AccessKeyId": KEY, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "2036-01-01T00:00:00Z" });
    let container = answering("authorization", "container-token", answer.to_string()).await;
    let token = machine.write("container-token", "container-token").display().to_string();
    let uri = format!("{container}/v2/credentials");
    let by_file = [("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri.as_str()), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.as_str())];
    machine.check("", &by_file).await.is(HOST, "the container's role");
    machine.write(".aws/config", &format!("[profile customers]\nrole_arn = {ROLE}\ncredential_source = EcsContainer\nrole_session_name = web\n"));
    let sts = machine.desk.sandbox.cognito_url();
    let said = machine.check("profile = \"customers\"", &[by_file[0], by_file[1], ("AWS_ENDPOINT_URL_STS", &sts)]).await;
    said.is("arn:aws:sts::210987654321:assumed-role/passdesk-customers/web", PROFILE);
}

#[tokio::test]
async fn an_instance_gives_credentials() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let imds = super::servers::instance(json!({ "Code": "Success", "AccessKeyId": KEY, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": "2036-01-01T00:00:00Z" })).await;
    let said = machine.check("", &[("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &imds)]).await;
    said.is(HOST, "the instance's role");
}

/// `aws sso login` leaves a token in `~/.aws/sso/cache`, in a file named by the SHA-1 of the session's name.
#[tokio::test]
async fn iam_identity_center_gives_credentials() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let session = "[sso-session desk]\nsso_region = eu-west-1\nsso_start_url = https://desk.example/start\n";
    machine.write(".aws/config", &format!("{session}[profile customers]\nsso_session = desk\nsso_account_id = 123456789012\nsso_role_name = passdesk\n"));
    let token = json!({ "accessToken": "sso-token", "expiresAt": "2036-01-01T00:00:00Z", "region": "eu-west-1", "startUrl": "https://desk.example/start" });
    machine.write(".aws/sso/cache/46e7cfa080913f4dae18d802d041de7d664b10e2.json", &token.to_string());
    let keys = json!({ "roleCredentials": { "accessKeyId": KEY, "secretAccessKey": SECRET, "sessionToken": TOKEN, "expiration": 2_082_758_400_000_i64 } });
    let portal = answering("x-amz-sso_bearer_token", "sso-token", keys.to_string()).await;
    let said = machine.check("profile = \"customers\"", &[("AWS_ENDPOINT_URL_SSO", &portal)]).await;
    said.is(HOST, "IAM Identity Center (SSO), by a profile");
}
