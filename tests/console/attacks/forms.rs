//! Forms with fields that no page of ours has: twice, in disguise, too many; and ids that belong to something else.

use crate::browser::{Answer, Browser, encode};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR, form};
use crate::forms::{ALL, RESET, SET};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Sends this body as it is.
async fn send(browser: &Browser, path: &str, body: String) -> Answer {
    let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
    browser.send(Method::POST, path, &headers, Some(body)).await
}

fn field(name: &str, value: &str) -> String {
    encode(&form(&[(name, value)]))
}

/// What an attacker would rather have in the fields that a page fills in by itself: another user.
async fn wanted(desk: &Desk) -> [(&'static str, String); 5] {
    let other = desk.reset_form(CUSTOMERS, "no.name").await;
    [
        ("sub", other["sub"].clone()),
        ("username", other["username"].clone()),
        ("pool", KIOSKS.to_owned()),
        ("reason", "Another reason".to_owned()),
        ("action_id", other["action_id"].clone()),
    ]
}

#[tokio::test]
async fn a_field_that_comes_twice_makes_a_form_unreadable() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        for (name, value) in wanted(&desk).await {
            for first in [true, false] {
                let good = encode(&of.forged(&desk, CUSTOMERS, of.user).await);
                let more = field(name, &value);
                let body = if first { format!("{more}&{good}") } else { format!("{good}&{more}") };
                let answer = send(&hana, of.path, body).await;
                assert!(
                    !answer.location().starts_with("/results/") && (answer.status == 303 || (400..500).contains(&answer.status)),
                    "{} {name}: {} {}",
                    of.word,
                    answer.status,
                    answer.location()
                );
            }
        }
        for (name, value) in of.fields {
            let body = format!("{}&{}", encode(&of.forged(&desk, CUSTOMERS, of.user).await), field(name, value));
            assert!(!send(&hana, of.path, body).await.location().starts_with("/results/"), "{} {name}", of.word);
        }
    }
    assert_eq!(desk.changed().await, []);
}

#[tokio::test]
async fn a_field_in_disguise_is_not_the_field() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let before = desk.effects().await;
    let mut sent = 0;
    for (name, value) in wanted(&desk).await {
        let upper = name.to_uppercase();
        for disguise in [
            format!("{name}[]"),
            format!("{name}[0]"),
            format!("{name}[x]"),
            format!("desk[{name}]"),
            format!("form[{name}]"),
            format!("[{name}]"),
            format!(" {name}"),
            format!("{name} "),
            format!("{name}\0"),
            format!("{name}.0"),
            upper,
            format!("metadata[0][{name}]"),
            format!("__{name}"),
        ] {
            for first in [true, false] {
                let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
                let (good, more) = (encode(&fields), field(&disguise, &value));
                let body = if first { format!("{more}&{good}") } else { format!("{good}&{more}") };
                let answer = send(&hana, RESET.path, body).await;
                assert!(answer.status < 500, "{disguise}");
                if answer.location().starts_with("/results/") {
                    sent += 1;
                    let entry = desk.records(&fields["action_id"]).await.remove(0).entry;
                    let target = entry.target.expect("a target");
                    assert_eq!((target.username.as_str(), target.sub.as_str(), target.pool.as_str()), ("amara.okafor", fields["sub"].as_str(), CUSTOMERS), "{disguise}");
                    assert_eq!(entry.reason.as_deref(), Some("Caller lost the old phone"), "{disguise}");
                }
            }
            // Alone, in the place of the field, it is nothing.
            let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
            let own = fields.remove(name).expect("the field");
            let count = desk.effects().await;
            send(&hana, RESET.path, format!("{}&{}", encode(&fields), field(&disguise, &own))).await;
            assert_eq!(desk.effects().await, count, "{disguise}");
        }
    }
    let changed = desk.changed().await;
    assert!(changed.iter().all(|(operation, username)| operation == "AdminResetUserPassword" && username == "amara.okafor"), "{changed:?}");
    assert!(before + sent >= desk.effects().await && sent > 0, "what was only in disguise was left aside");
}

#[tokio::test]
async fn fields_in_the_address_of_a_post_are_not_read() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in [RESET, SET] {
        for (name, value) in wanted(&desk).await {
            let mut fields = of.forged(&desk, CUSTOMERS, "amara.okafor").await;
            let answer = send(&hana, &format!("{}?{}", of.path, field(name, &value)), encode(&fields)).await;
            let target = desk.records(&answer.result_id()).await.remove(0).entry.target.expect("a target");
            assert_eq!((answer.result_id().as_str(), target.username.as_str(), target.pool.as_str()), (fields["action_id"].as_str(), "amara.okafor", CUSTOMERS), "{name}");
            fields.insert("action_id".into(), Uuid::new_v4().to_string());
            let before = desk.effects().await;
            let own = fields.remove(name).expect("the field");
            send(&hana, &format!("{}?{}", of.path, field(name, &own)), encode(&fields)).await;
            assert_eq!(desk.effects().await, before, "{name} in the address alone");
        }
    }
    assert!(desk.changed().await.iter().all(|(_, username)| username == "amara.okafor"));
}

/// Fields that no form has: what a record, a session, a permit and Cognito's own requests are made of.
const MORE: &str = "role=administrator&roles=administrator&actor=nw-1006&session[actor][sub]=nw-1006&actor.sub=nw-1006&issuer=x&name=Root&email=x%40y&basis=approval&approved_by=nw-1006&permit=1&kind=outcome&outcome=succeeded&event=user.enable&sequence=1&occurred_at=0&address=203.0.113.7&user_agent=x&request_id=x\
    &aws_request_id=x&state_before=x&state_after=x&part_of=00000000-0000-4000-8000-000000000000&then=user.enable&note=x&hash=x&help=enable&action=user.enable&operation=AdminDeleteUser\
    &permanent=true&Permanent=true&temporary=false&Password=Hunter2&UserPoolId=x&Username=no.name&MessageAction=SUPPRESS&ForceAliasCreation=true&DesiredDeliveryMediums[]=SMS\
    &UserAttributes[0][Name]=email&UserAttributes[0][Value]=evil%40evil.example&ClientMetadata[a]=b&client_metadata[a]=b&groups[]=admins&tier=ordinary&is_enabled=true&status=CONFIRMED\
    &return_to=//evil.example&redirect=//evil.example&session_handle=x&handle=x&__proto__[role]=administrator&constructor[prototype][role]=administrator";

#[tokio::test]
async fn fields_that_no_form_has_give_nobody_anything() {
    let plain = Desk::open().await;
    let more = Desk::open().await;
    for of in ALL {
        let mut told = Vec::new();
        for (desk, with) in [(&plain, ""), (&more, MORE)] {
            let hana = desk.signed_in(SUPERVISOR).await;
            let fields = of.forged(desk, CUSTOMERS, of.user).await;
            let id = send(&hana, of.path, format!("{}&{with}", encode(&fields))).await.result_id();
            assert_eq!(id, fields["action_id"], "{}", of.word);
            let entries: Vec<String> = desk.records(&id).await.into_iter().map(|record| shape(&record.entry, &fields)).collect();
            let user = desk.user(CUSTOMERS, of.user).await;
            told.push((entries, user["status"].clone(), user["enabled"].clone(), user["groups"].clone(), user["attributes"]["email"].clone()));
        }
        assert_eq!(told[0], told[1], "{}", of.word);
    }
    assert_eq!(plain.changed().await, more.changed().await);
    assert_eq!(more.effects().await, ALL.len() as u64);
}

/// An entry without what differs from desk to desk.
fn shape(entry: &passdesk::domain::audit::AuditEntry, fields: &BTreeMap<String, String>) -> String {
    let mut entry = entry.clone();
    (entry.occurred_at, entry.request_id, entry.aws_request_id) = (0, String::new(), None);
    (entry.contact_marks, entry.changed_before) = (Default::default(), None);
    entry.action_id = Uuid::nil();
    if let Some(actor) = &mut entry.actor {
        actor.issuer.clear();
    }
    format!("{entry:?}").replace(&fields["sub"], "SUB")
}

#[tokio::test]
async fn nobody_becomes_more_than_they_are_by_a_field() {
    let desk = Desk::open().await;
    let (auditor, tomasz) = (desk.signed_in(AUDITOR).await, desk.signed_in(HELPDESK_TOMASZ).await);
    for of in ALL {
        let body = format!("{}&{MORE}", encode(&of.forged(&desk, CUSTOMERS, of.user).await));
        let told = auditor.follow(&send(&auditor, of.path, body).await).await;
        assert_eq!(told.status, 403, "{}: {}", of.word, told.text());
    }
    for lasts in ["permanent", "Permanent", " permanent", "PERMANENT", "temporary,permanent", "true", "1"] {
        let mut fields = SET.forged(&desk, CUSTOMERS, SET.user).await;
        fields.insert("lasts".into(), lasts.into());
        let answer = send(&tomasz, SET.path, format!("{}&{MORE}", encode(&fields))).await;
        assert!(!answer.location().starts_with("/results/"), "{lasts:?}: {}", answer.location());
    }
    for source in ["typed", "Typed", "generated,typed", "none"] {
        let mut fields = SET.forged(&desk, CUSTOMERS, SET.user).await;
        fields.extend(form(&[("source", source), ("password", "Quartz-Meadow-58-lantern")]));
        let answer = send(&tomasz, SET.path, encode(&fields)).await;
        assert!(!answer.location().starts_with("/results/"), "{source:?}: {}", answer.location());
    }
    assert_eq!((desk.changed().await, desk.count(RecordKind::Intent, "password.set_permanent").await), (vec![], 0));
    // A password beside "generated" is not the one that is set.
    let mut fields = SET.forged(&desk, CUSTOMERS, SET.user).await;
    fields.insert("password".into(), "Quartz-Meadow-58-lantern".into());
    let answer = tomasz.set_password(&fields).await;
    if answer.location().starts_with("/results/") {
        assert!(desk.application_sign_in(SET.user, "Quartz-Meadow-58-lantern").await.is_err());
    }
}

/// Other ways to write the same UUID.
fn spellings(id: &str) -> Vec<String> {
    let bare = id.replace('-', "");
    vec![id.to_uppercase(), bare.clone(), bare.to_uppercase(), format!("{{{id}}}"), format!("urn:uuid:{id}"), format!("urn:uuid:{}", id.to_uppercase())]
}

#[tokio::test]
async fn an_id_is_used_once_however_it_is_written_and_by_its_owner_only() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let first = tomasz.reset(&fields).await.result_id();
    let other_user = desk.reset_form(CUSTOMERS, "kofi.mensah").await;
    for id in spellings(&first) {
        let again = form(&[("action_id", &id)]);
        let mine = tomasz.reset(&fields.clone().into_iter().chain(again.clone()).collect()).await;
        assert!(!mine.location().starts_with("/results/") || mine.result_id() == first, "{id}: {}", mine.location());
        for (browser, fields) in [(&ines, &fields), (&tomasz, &other_user), (&ines, &other_user)] {
            let answer = browser.reset(&fields.clone().into_iter().chain(again.clone()).collect()).await;
            assert!(answer.location().starts_with("/again/"), "{id}: {}", answer.location());
        }
    }
    assert_eq!(desk.changed().await, [("AdminResetUserPassword".to_owned(), "amara.okafor".to_owned())]);
}

#[tokio::test]
async fn the_id_of_anything_that_is_on_record_or_reserved_is_no_key() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    // A read, a denial, a check, a showing and a sign-in; of one's own and of a colleague's.
    for browser in [&tomasz, &ines] {
        browser.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
        browser.reset(&crate::forms::asking(&desk.reset_form(CUSTOMERS, "mei.chen").await)).await;
        browser.page("/users?q=smith").await;
    }
    let shown = tomasz.set_password(&desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await).await;
    tomasz.follow(&shown).await;
    let before = desk.changed().await;
    let mut taken: Vec<String> = desk.trail().await.into_iter().map(|row| row.opening.entry.action_id.to_string()).collect();
    let kinds: std::collections::BTreeSet<String> = desk.trail().await.into_iter().map(|row| format!("{:?}", row.opening.entry.kind)).collect();
    assert!(kinds.len() >= 5, "{kinds:?}");
    let parts = ["password.reveal", "user.sign_out", "password.reset", "user.enable"]
        .map(|event| passdesk::domain::part::part_id(shown.result_id().parse().expect("an id"), event).to_string());
    taken.extend(parts);
    taken.extend([
        "00000000-0000-0000-0000-000000000000".to_owned(),
        "ffffffff-ffff-8fff-bfff-ffffffffffff".to_owned(),
        "1".to_owned(),
        format!("{} ", Uuid::new_v4()),
        "0".repeat(37),
    ]);
    for id in taken {
        for (browser, of) in [(&tomasz, RESET), (&ines, RESET), (&tomasz, SET)] {
            let mut fields = of.forged(&desk, CUSTOMERS, "amara.okafor").await;
            fields.insert("action_id".into(), id.clone());
            let answer = browser.post(of.path, &fields).await;
            assert!(!answer.location().starts_with("/results/"), "{id} {}: {}", of.word, answer.location());
        }
    }
    assert_eq!(desk.changed().await, before);
}

/// All forms are for one user: whoever is named in one field is named in the others.
#[tokio::test]
async fn fields_of_two_users_in_one_form_are_nobodys_form() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        let (one, other) = (of.forged(&desk, CUSTOMERS, of.user).await, desk.reset_form(CUSTOMERS, "no.name").await);
        for name in ["sub", "username", "pool"] {
            let mut mixed = one.clone();
            mixed.insert("action_id".into(), Uuid::new_v4().to_string());
            mixed.insert(name.to_owned(), if name == "pool" { KIOSKS.to_owned() } else { other[name].clone() });
            let answer = hana.post(of.path, &mixed).await;
            assert!(!answer.location().starts_with("/results/"), "{} {name}: {}", of.word, answer.location());
        }
    }
    assert_eq!(desk.changed().await, []);
}
