//! What belongs to others: pools, drafts, results, records, sessions. Whoever knows or guesses an id has nothing by it.

use crate::browser::SESSION;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR, form};
use crate::forms::{ALL, asking};
use crate::html;
use passdesk::domain::audit::RecordKind;
use serde_json::json;
use std::collections::BTreeMap;

/// Nobody writes this anywhere else.
const OWN_WORDS: &str = "Heron-by-the-weir told me";

fn all_spellings(id: &str) -> [String; 4] {
    [id.to_owned(), id.to_uppercase(), id.replace('-', ""), format!("%7B{id}%7D")]
}

#[tokio::test]
async fn a_user_is_found_and_helped_in_their_own_pool_only() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        let fields = of.forged(&desk, CUSTOMERS, of.user).await;
        let elsewhere: BTreeMap<String, String> = fields.clone().into_iter().chain(form(&[("pool", KIOSKS)])).collect();
        assert_eq!(hana.get(&format!("/users/{KIOSKS}/{}?do={}", fields["sub"], of.word)).await.status, 404, "{}", of.word);
        let answer = hana.post_for_json(of.path, &elsewhere).await;
        assert_eq!((answer.status, answer.code().as_str()), (404, "user_gone"), "{}: {}", of.word, answer.body);
        // And somebody of that very name is somebody else.
        desk.put_user(KIOSKS, of.user, json!({})).await;
        let answer = hana.post_for_json(of.path, &elsewhere).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "user_moved"), "{}: {}", of.word, answer.body);
        desk.delete_user(KIOSKS, of.user).await;
    }
    assert_eq!(desk.changed().await, []);
}

#[tokio::test]
async fn a_draft_is_shown_to_whoever_typed_it() {
    let desk = Desk::open().await;
    let (tomasz, ines, hana, auditor) =
        (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(AUDITOR).await);
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend(form(&[("reason", OWN_WORDS), ("ticket", "none")]));
    let back = tomasz.reset(&fields).await.location().to_owned();
    assert!(tomasz.get(&back).await.body.contains(OWN_WORDS));
    let draft = back.split("draft=").nth(1).expect("a draft").to_owned();
    fields.insert("pool".into(), "eu-west-1_Elsewhere".into());
    let again = tomasz.reset(&fields).await.location().to_owned();
    assert!(tomasz.get(&again).await.body.contains(OWN_WORDS));
    let other = again.strip_prefix("/again/").expect("a draft").to_owned();
    let checked = tomasz.reset(&asking(&desk.reset_form(CUSTOMERS, "amara.okafor").await.into_iter().chain(form(&[("reason", OWN_WORDS)])).collect())).await.location().to_owned();
    assert!(tomasz.get(&checked).await.body.contains(OWN_WORDS));
    for (browser, who) in [(&ines, "a colleague"), (&hana, "a supervisor"), (&auditor, "an auditor"), (&desk.browser(), "a stranger")] {
        for id in [&draft, &other].into_iter().flat_map(|id| all_spellings(id)) {
            for address in [
                format!("/again/{id}"),
                format!("/users/{CUSTOMERS}/{}?do=reset&draft={id}", fields["sub"]),
                format!("/users/{CUSTOMERS}/{}?do=password&draft={id}", fields["sub"]),
                format!("/users?draft={id}"),
                format!("/users?list={id}"),
                format!("/results/{id}"),
            ] {
                let seen = browser.get(&address).await;
                assert!(!seen.body.contains(OWN_WORDS), "{who} {address}: {}", seen.text());
            }
        }
        for address in [&back, &again, &checked] {
            assert!(!browser.get(address).await.body.contains(OWN_WORDS), "{who} {address}");
        }
    }
    assert_eq!(desk.changed().await, []);
}

#[tokio::test]
async fn what_a_colleague_typed_is_not_offered_as_ones_own_try() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    desk.fault("AdminResetUserPassword", "throttle", Some(9)).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend(form(&[("reason", OWN_WORDS), ("metadata[0][key]", "note"), ("metadata[0][value]", OWN_WORDS)]));
    let id = tomasz.reset(&fields).await.result_id();
    desk.clear_faults().await;
    let address = |id: &str| format!("/users/{CUSTOMERS}/{}?do=reset&from={id}", fields["sub"]);
    assert_eq!(html::reset_fields(&tomasz.page(&address(&id)).await.body)["reason"], OWN_WORDS);
    for id in all_spellings(&id) {
        let offered = html::reset_fields(&ines.page(&address(&id)).await.body);
        assert!(offered.values().all(|value| value != OWN_WORDS), "{id}: {offered:?}");
    }
}

#[tokio::test]
async fn only_what_was_to_have_an_effect_has_a_result() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    tomasz.page("/users?q=heron").await;
    tomasz.reset(&asking(&desk.reset_form(CUSTOMERS, "amara.okafor").await)).await;
    let shown = tomasz.set_password(&desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await).await;
    tomasz.follow(&shown).await;
    let others: Vec<_> = desk.trail().await.into_iter().map(|row| row.opening.entry).filter(|entry| !matches!(entry.kind, RecordKind::Intent | RecordKind::Denied)).collect();
    assert!(others.len() >= 4, "{others:?}");
    for entry in &others {
        for (browser, who) in [(&ines, "a colleague"), (&tomasz, "oneself")] {
            let seen = browser.get(&format!("/results/{}", entry.action_id)).await;
            assert_eq!(seen.status, 404, "{who} {} {:?}: {}", entry.event, entry.kind, seen.text());
            assert!(!seen.body.contains("heron"), "{who} {}", entry.event);
        }
    }
    for id in ["x", "1", "%00", "..%2f..%2faudit", "00000000-0000-0000-0000-000000000000", "' or 1=1 --", "%25"] {
        assert_eq!(tomasz.get(&format!("/results/{}", id.replace(' ', "%20"))).await.status, 404, "{id}");
    }
}

#[tokio::test]
async fn a_record_is_not_read_without_the_right_however_its_address_is_written() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.insert("reason".into(), OWN_WORDS.into());
    let id = ines.reset(&fields).await.result_id();
    let listed = [
        format!("/audit?q={id}"),
        format!("/audit?actor={HELPDESK_INES}"),
        "/audit/proof".to_owned(),
        "/audit/checkpoints".to_owned(),
        format!("/work?actor={HELPDESK_INES}&sub={HELPDESK_INES}&issuer=x"),
        "/work?all=on".to_owned(),
    ];
    for address in
        all_spellings(&id).into_iter().flat_map(|id| [format!("/audit/{id}"), format!("/audit/{id}?own=1"), format!("/audit/{id}/"), format!("/audit/{id}%2f")]).chain(listed)
    {
        let seen = tomasz.get(&address).await;
        assert!(!seen.body.contains(OWN_WORDS), "{address}: {} {}", seen.status, seen.text());
    }
    for (path, fields) in [
        ("/audit/export", form(&[("format", "jsonl"), ("everything", "on")])),
        ("/audit/export", form(&[("format", "csv"), ("actor", HELPDESK_TOMASZ)])),
        ("/audit/verify", form(&[])),
        ("/audit/sign", form(&[])),
    ] {
        let answer = tomasz.post(path, &fields).await;
        assert!(answer.status == 403 && !answer.body.contains(OWN_WORDS), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn nobody_ends_a_session_by_a_handle_that_is_guessed_or_written_otherwise() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let second = desk.signed_in(HELPDESK_TOMASZ).await;
    let sessions = desk.console.sessions.list(None).await.expect("sessions");
    let theirs = sessions.iter().find(|session| session.actor.id.sub == HELPDESK_INES).expect("hers").handle.clone();
    let cookie = ines.cookie(SESSION).expect("a session");
    for handle in [
        theirs.clone(),
        theirs.to_uppercase(),
        format!("{theirs} "),
        theirs[..8].to_owned(),
        format!("{}%", &theirs[..4]),
        "%".into(),
        "_".repeat(theirs.len()),
        "*".into(),
        "' or '1'='1".into(),
        HELPDESK_INES.into(),
        cookie,
        "\u{0}".into(),
    ] {
        let answer = tomasz.post("/api/sessions/end", &form(&[("handle", &handle), ("sub", HELPDESK_INES), ("issuer", &desk.settings.oidc.issuer)])).await;
        assert!(answer.location().starts_with("/problem?code=not_allowed"), "{handle:?}: {}", answer.location());
    }
    assert_eq!(desk.live_sessions().await, 3);
    let others = form(&[("sub", HELPDESK_INES), ("issuer", &desk.settings.oidc.issuer), ("keep_handle", ""), ("handle", &theirs), ("actor[sub]", HELPDESK_INES)]);
    assert_eq!(tomasz.post("/api/sessions/end-others", &others).await.status, 303);
    assert!(tomasz.get("/users").await.status == 200 && ines.get("/users").await.status == 200, "nobody else's, and not this one");
    assert_eq!((second.get("/users").await.status, desk.live_sessions().await), (303, 2));
}
