//! A pool with a role: external ids, session tags, and who does what in whose session.

use super::{BY_ENVIRONMENT, HOST, Machine, ROLE, TOKEN, known_key};
use crate::desk::{CUSTOMERS, Desk, SUPERVISOR};
use passdesk::domain::cognito_operation::CognitoOperation;
use reqwest::Method;
use serde_json::json;

const OWN: &str = "arn:aws:sts::210987654321:assumed-role/passdesk-customers/passdesk";
const PERSON: &str = "arn:aws:sts::210987654321:assumed-role/passdesk-customers/passdesk-check-0000000000000000";

#[tokio::test]
async fn what_is_read_is_asked_as_the_console_and_effects_as_people() {
    let machine = Machine::with_keys(Some(TOKEN)).await;
    let said = machine.check(&format!("role_arn = {ROLE:?}"), &BY_ENVIRONMENT).await;
    assert!(said.is_good, "{}\n{}", said.out, said.faults);
    said.has(&[
        "credentials from the environment",
        &format!("this console is {HOST} (account 123456789012)"),
        &format!("reads as {OWN} (account 210987654321)"),
        &format!("people act as {PERSON}"),
    ]);
    said.keeps_its_secrets();
    let requests = machine.requests().await;
    for operation in CognitoOperation::ALL {
        let caller = if operation.actions().is_empty() { OWN } else { PERSON };
        let of = requests.iter().filter(|request| request["operation"] == operation.name());
        let callers: Vec<_> = of.map(|request| request["caller"].as_str().unwrap_or_default()).collect();
        assert!(!callers.is_empty() && callers.iter().all(|it| *it == caller), "{}: {callers:?}", operation.name());
        said.has(&[&format!("{}: allowed", operation.name())]);
    }
    assert_eq!(machine.desk.effects().await, 0);
    let named = machine.check(&format!("role_arn = {ROLE:?}\nrole_session_name = \"console-eu\""), &BY_ENVIRONMENT).await;
    named.has(&["reads as arn:aws:sts::210987654321:assumed-role/passdesk-customers/console-eu (account 210987654321)", &format!("people act as {PERSON}")]);
}

#[tokio::test]
async fn a_trust_policy_that_asks_for_an_external_id_gets_it_for_both_sessions() {
    let machine = Machine::new().await;
    machine.switch(json!({ "known_keys": [known_key(None)], "external_id": "desk/42" })).await;
    let with = async |lines: &str| machine.check(&format!("role_arn = {ROLE:?}\n{lines}"), &BY_ENVIRONMENT).await;
    let right = with("external_id = \"desk/42\"").await;
    assert!(right.is_good, "{}\n{}", right.out, right.faults);
    right.has(&[&format!("reads as {OWN} (account 210987654321)"), &format!("people act as {PERSON}")]);
    for wrong in ["", "external_id = \"desk/43\""] {
        let said = with(wrong).await;
        assert!(!said.is_good && said.faults.contains("sts:AssumeRole on resource: ") && said.faults.contains(ROLE), "{wrong}: {}", said.faults);
        said.has(&[&format!("this console is {HOST} (account 123456789012)")]);
        assert!(!said.out.contains("allowed"), "{}", said.out);
    }
}

#[tokio::test]
async fn tags_need_a_right_of_their_own_and_are_on_every_session() {
    let machine = Machine::new().await;
    let tagged = format!("role_arn = {ROLE:?}\nsession_tags = {{ team = \"help desk\", tenant = \"x\" }}");
    let said = machine.check(&tagged, &BY_ENVIRONMENT).await;
    assert!(said.is_good, "{}\n{}", said.out, said.faults);
    machine.switch(json!({ "denied": [{ "operations": ["TagSession"] }] })).await;
    let said = machine.check(&tagged, &BY_ENVIRONMENT).await;
    assert!(!said.is_good && said.faults.contains("sts:TagSession"), "{}", said.faults);
    assert!(machine.check(&format!("role_arn = {ROLE:?}"), &BY_ENVIRONMENT).await.is_good, "without tags nothing is asked for");

    let desk = Desk::open_with(|settings| {
        for pool in settings.pools.iter_mut().filter(|pool| pool.pool.id.as_str() == CUSTOMERS) {
            (pool.role_arn, pool.external_id) = (Some(ROLE.to_owned()), Some("desk/42".to_owned()));
            pool.session_tags = [("team".to_owned(), "help desk".to_owned())].into();
        }
    })
    .await;
    desk.control(Method::POST, "switches", Some(json!({ "external_id": "desk/42" }))).await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let id = hana.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "succeeded");
    let effects = desk.control(Method::GET, "effects", None).await;
    assert_eq!(effects["effects"][0]["session_tags"], json!({ "team": "help desk" }), "{effects}");
    assert!(effects["effects"][0]["source_identity"].as_str().is_some_and(|name| name.starts_with("hana.sato@northwind.example-")), "{effects}");
}

#[tokio::test]
async fn without_a_session_for_people_nothing_with_an_effect_is_asked() {
    let machine = Machine::new().await;
    machine.switch(json!({ "denied": [{ "operations": ["SetSourceIdentity"] }] })).await;
    let said = machine.check(&format!("role_arn = {ROLE:?}"), &BY_ENVIRONMENT).await;
    assert!(!said.is_good && said.faults.contains("role_arn: no session for a person: ") && said.faults.contains("sts:SetSourceIdentity"), "{}", said.faults);
    said.has(&["ListUsers: allowed", "AdminListGroupsForUser: allowed"]);
    assert!(said.out.contains("AdminResetUserPassword: not asked: there is no session for a person: "), "{}", said.out);
    let without = machine.check(&format!("role_arn = {ROLE:?}\nsource_identity = false"), &BY_ENVIRONMENT).await;
    assert!(without.is_good, "{}", without.faults);
    without.has(&["AdminResetUserPassword: allowed"]);
}
