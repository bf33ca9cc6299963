//! What the preflight promises, held against the sandbox over thousands of random users and pools: what it offers is never refused for the
//! user's state, leads to the status it announced, and sends the message it announced to the contact it announced; and what it calls
//! impossible, Cognito refuses where that is known.

use crate::desk::{CUSTOMERS, Desk};
use passdesk::compose::directory;
use passdesk::domain::contact::Contact;
use passdesk::domain::pool::{PoolFacts, PoolId};
use passdesk::domain::preflight::{Effect, Help, Warning, preflight};
use passdesk::domain::user::{User, Username};
use passdesk::ports::user_directory::UserDirectory;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const POOLS: usize = 40;
const USERS_OF_EACH: usize = 11;
const SEED: u64 = 4;

const STATUSES: [&str; 8] = ["CONFIRMED", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD", "UNCONFIRMED", "EXTERNAL_PROVIDER", "ARCHIVED", "COMPROMISED", "UNKNOWN"];

fn random_pool(dice: &mut StdRng) -> Value {
    let recoveries = [
        json!(null),
        json!(["verified_email"]),
        json!(["verified_phone_number"]),
        json!(["verified_email", "verified_phone_number"]),
        json!(["verified_phone_number", "verified_email"]),
        json!(["admin_only"]),
    ];
    let setups = ["working", "working", "not_configured", "SNSSandbox", "InvalidSmsRoleAccessPolicyException", "InvalidSmsRoleTrustRelationshipException"];
    let mailers = ["COGNITO_DEFAULT", "DEVELOPER"];
    let triggers: Vec<&str> = ["CustomMessage", "CustomEmailSender", "CustomSMSSender", "PreSignUp", "PostConfirmation"].into_iter().filter(|_| dice.random_bool(0.25)).collect();
    json!({
        "recovery": recoveries.choose(dice),
        "sms": setups.choose(dice),
        "mailer": mailers.choose(dice),
        "triggers": triggers,
    })
}

/// A user; each copy of one is the same but for the addresses, which are nobody else's.
fn random_user(dice: &mut StdRng) -> Value {
    let mut attributes = BTreeMap::new();
    for contact in Contact::ALL {
        if dice.random_bool(0.7) {
            attributes.insert(contact.attribute(), json!("set"));
            attributes.insert(contact.verified_attribute(), json!(dice.random_bool(0.6).to_string()));
        }
    }
    let factors = [json!([]), json!(["SMS_MFA"]), json!(["SOFTWARE_TOKEN_MFA"])];
    // What people have more often than the rare states comes more often.
    let status = if dice.random_bool(0.6) { STATUSES[..4].choose(dice) } else { STATUSES.choose(dice) };
    json!({
        "status": status,
        "enabled": dice.random_bool(0.85),
        "attributes": attributes,
        "mfa": factors.choose(dice),
        "temporary_age_seconds": dice.random_range(0..20 * 86_400),
    })
}

/// A copy of a user for one action, with addresses of its own.
fn copy_of(user: &Value, number: usize) -> Value {
    let mut copy = user.clone();
    let attributes = copy["attributes"].as_object_mut().expect("attributes");
    for (name, address) in [("email", format!("u{number}@laws.example")), ("phone_number", format!("+4477{number:08}"))] {
        if let Some(value) = attributes.get_mut(name) {
            *value = json!(address);
        }
    }
    copy
}

/// Cognito's operation for a way to help.
fn call_of(help: Help, user: &User, contact: Option<Contact>) -> (&'static str, Value) {
    let whom = json!({ "UserPoolId": CUSTOMERS, "Username": user.username.as_str() });
    let with = |more: Value| {
        let mut input = whom.clone();
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    match help {
        Help::ResetCode => ("AdminResetUserPassword", whom),
        Help::Invitation => {
            let medium = if contact == Some(Contact::PhoneNumber) { "SMS" } else { "EMAIL" };
            ("AdminCreateUser", with(json!({ "MessageAction": "RESEND", "DesiredDeliveryMediums": [medium] })))
        }
        Help::TemporaryPassword => ("AdminSetUserPassword", with(json!({ "Password": "Quartz-Meadow-58-lantern", "Permanent": false }))),
        Help::PermanentPassword => ("AdminSetUserPassword", with(json!({ "Password": "Quartz-Meadow-58-lantern", "Permanent": true }))),
        Help::ConfirmSignUp => ("AdminConfirmSignUp", whom),
        Help::Enable => ("AdminEnableUser", whom),
        Help::MarkVerified(contact) => ("AdminUpdateUserAttributes", with(json!({ "UserAttributes": [{ "Name": contact.verified_attribute(), "Value": "true" }] }))),
        Help::SignOut => ("AdminUserGlobalSignOut", whom),
    }
}

/// What was said before the click that may explain a refusal which is not for the user's state.
fn is_warned(effect: &Effect) -> bool {
    effect.warnings.iter().any(|warning| matches!(warning, Warning::SmsBroken | Warning::SmsMissing))
}

/// Cognito is known to refuse this, so calling it impossible is not just caution.
fn is_settled(help: Help, user: &User) -> bool {
    let is_local = matches!(user.status.name(), "CONFIRMED" | "RESET_REQUIRED" | "FORCE_CHANGE_PASSWORD" | "UNCONFIRMED");
    matches!(help, Help::ResetCode | Help::Invitation | Help::ConfirmSignUp) && is_local
}

#[tokio::test]
async fn what_is_offered_works_as_announced_and_what_is_called_impossible_is_refused() {
    let desk = Desk::open().await;
    let mut dice = StdRng::seed_from_u64(SEED);
    let (mut offered, mut refused, mut announced_messages) = (0, 0, 0);
    for round in 0..POOLS {
        let pool = random_pool(&mut dice);
        desk.control(Method::POST, &format!("pools/{CUSTOMERS}"), Some(pool.clone())).await;
        desk.control(Method::DELETE, "outbox", None).await;
        let mut copies = Vec::new();
        let mut put = serde_json::Map::new();
        for _ in 0..USERS_OF_EACH {
            let user = random_user(&mut dice);
            for help in Help::ALL {
                let number = copies.len();
                let name = format!("laws.{round}.{number}");
                put.insert(name.clone(), copy_of(&user, round * 1_000 + number));
                copies.push((name, help));
            }
        }
        desk.control(Method::POST, &format!("users/{CUSTOMERS}"), Some(json!({ "users": put }))).await;
        // A directory of its own: the console believes a pool's description for a minute.
        let cognito = directory(&desk.settings).await.expect("a directory");
        let id = PoolId::try_from(CUSTOMERS.to_owned()).expect("a pool");
        let facts = cognito.describe_pool(&id).await.expect("a description");
        let mut messages = Vec::new();
        for (name, help) in &copies {
            let (was_offered, announced) = hold(&desk, &cognito, &id, &facts, name, *help, &pool).await;
            if was_offered {
                offered += 1
            } else {
                refused += 1
            }
            messages.extend(announced.map(|announced| (name.clone(), announced)));
        }
        announced_messages += messages.len();
        let sent: BTreeMap<String, (String, String)> =
            desk.outbox().await.iter().map(|message| (text(message, "username"), (text(message, "medium"), text(message, "destination")))).collect();
        let wanted: BTreeMap<String, (String, String)> = messages.into_iter().collect();
        assert_eq!(sent, wanted, "round {round} of seed {SEED}: {pool}");
        for (name, _) in copies {
            desk.delete_user(CUSTOMERS, &name).await;
        }
    }
    assert!(offered > 1_000 && refused > 1_000, "{offered} offered, {refused} not: the dice reach both sides");
    assert!(announced_messages > 50, "{announced_messages} messages");
}

fn text(message: &Value, name: &str) -> String {
    message[name].as_str().expect("text").to_owned()
}

/// Carries one action out on one user. Whether it was offered, and the message that must be in the outbox: medium and address.
async fn hold(desk: &Desk, cognito: &impl UserDirectory, id: &PoolId, facts: &PoolFacts, name: &str, help: Help, pool: &Value) -> (bool, Option<(String, String)>) {
    let username = Username::try_from(name.to_owned()).expect("a username");
    let user = cognito.get_user(id, &username).await.expect("a user");
    let now = desk.console.now();
    let found = preflight(facts, &user, None, now);
    assert!(found.diagnosis.first.is_none_or(|first| found.is_possible(first)), "what is recommended is possible: {user:?}");
    let effect = found.verdict(help);
    let contact = effect.ok().and_then(|effect| effect.message.as_ref()).map(|message| message.contact);
    let (operation, input) = call_of(help, &user, contact);
    let story = format!("{operation} on {user:?} in {pool}: {effect:?}");
    if effect.is_err() && !is_settled(help, &user) {
        return (false, None);
    }
    let answer = desk.cognito(operation, input).await;
    let effect = match (effect, &answer) {
        (Ok(effect), Ok(_)) => effect,
        (Ok(effect), Err(_)) => {
            assert!(is_warned(effect), "{story}: {answer:?}");
            return (true, None);
        }
        (Err(_), answer) => {
            assert!(answer.is_err(), "{story}: Cognito did it");
            return (false, None);
        }
    };
    let after = cognito.get_user(id, &username).await.expect("a user");
    assert_eq!(after.status, effect.status_after, "{story}");
    match help {
        Help::Enable => assert!(after.is_enabled, "{story}"),
        Help::MarkVerified(contact) => assert!(after.is_verified(contact), "{story}"),
        _ => {}
    }
    let announced = effect.message.as_ref().map(|message| {
        let address = user.contact(message.contact).expect("the contact").to_owned();
        assert_eq!(message.address, message.contact.mask(&address), "{story}");
        (if message.contact == Contact::Email { "EMAIL" } else { "SMS" }.to_owned(), address)
    });
    (true, announced)
}
