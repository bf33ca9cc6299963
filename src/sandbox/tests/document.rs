use super::super::cognito::operation_names;
use super::super::model::Switches;
use super::super::{MAIN_CHARACTERS, SEED_PASSWORD};
use super::{Bench, CUSTOMERS, KIOSKS, PARTNERS};

const DOCUMENT: &str = include_str!("../../../docs/sandbox.md");

#[test]
fn the_document_names_every_operation_switch_pool_and_main_character() {
    let switches = serde_json::to_value(Switches::default()).unwrap();
    let switches = switches.as_object().unwrap().keys().map(|name| format!("`{name}`"));
    let people = MAIN_CHARACTERS.iter().map(|character| format!("`{}`", character.sign_in));
    let names = operation_names().map(str::to_owned).chain(switches).chain(people).chain([SEED_PASSWORD, CUSTOMERS, PARTNERS, KIOSKS].map(str::to_owned));
    for name in names {
        assert!(DOCUMENT.contains(&name), "docs/sandbox.md does not name {name}");
    }
}

#[tokio::test]
async fn the_document_names_the_control_endpoints_members() {
    let bench = Bench::new().await;
    let user = bench.get(&format!("users/{CUSTOMERS}/amara.okafor")).await;
    for name in ["temporary_since", "has_code", "code", "code_expires_at", "attempts", "live_sessions", "failed_sign_ins", "locked_until"] {
        assert!(user.get(name).is_some() && DOCUMENT.contains(&format!("`{name}`")), "{name}");
    }
    let pool = bench.get(&format!("pools/{CUSTOMERS}")).await;
    let policy = pool["policy"].as_object().unwrap().keys();
    for name in pool.as_object().unwrap().keys().filter(|name| !["id", "name", "region", "client_id"].contains(&name.as_str())).chain(policy) {
        assert!(DOCUMENT.contains(&format!("`{name}`")), "docs/sandbox.md does not name {name}");
    }
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    for member in bench.get("outbox").await["messages"][0].as_object().unwrap().keys() {
        assert!(DOCUMENT.contains(&format!("`{member}`")), "docs/sandbox.md does not name {member}");
    }
}
