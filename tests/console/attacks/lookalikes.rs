//! Names that look like another, or become another: letters of other scripts, marks, width, case, white space, and aliases that move.

use crate::browser::encode;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::{ALL, RESET};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use serde_json::json;

const AMARA: &str = "amara.okafor";

/// Usernames of other people, each of which may pass for [`AMARA`] on a page.
const LOOKALIKES: [&str; 9] = [
    // Cyrillic, Greek, full width, other dots.
    "\u{430}mara.okafor",
    "amara.\u{43e}kafor",
    "am\u{3b1}ra.okafor",
    "\u{ff41}mara.okafor",
    "amara\u{ff0e}okafor",
    "amara\u{2024}okafor",
    // Marks, composed and not.
    "amara.okafor\u{301}",
    "amár\u{61}.okafor",
    "ama\u{301}ra.okafor",
];

/// What is no name of anybody, though a careless reader might make Amara's of it.
const SPELLINGS: [&str; 19] = [
    " amara.okafor",
    "amara.okafor ",
    "amara.okafor\t",
    "amara.okafor\n",
    "amara.okafor\r\n",
    "amara.okafor\u{0}",
    "amara.okafor\u{0}x",
    "amara.okafor\u{a0}",
    "\u{3000}amara.okafor",
    "amara.okafor\u{200b}",
    "amara\u{ad}.okafor",
    "\u{feff}amara.okafor",
    "\u{202e}rofako.arama",
    "amara.okafor\u{fe0f}",
    "amara.okafor%20",
    "amara%2eokafor",
    "amara.okafor;",
    "amara.okafor\" or \"",
    "amara.okafo*",
];

#[tokio::test]
async fn nobody_is_acted_on_under_the_name_of_somebody_who_looks_like_them() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let amara = desk.reset_form(CUSTOMERS, AMARA).await;
    for name in LOOKALIKES {
        let email = format!("lookalike-{}@example.org", name.chars().map(|c| format!("{:x}", u32::from(c))).collect::<String>());
        desk.put_user(CUSTOMERS, name, json!({ "attributes": { "email": email, "email_verified": "true", "name": "Amara Okafor" } })).await;
        let theirs = desk.reset_form(CUSTOMERS, name).await;
        assert_ne!(theirs["sub"], amara["sub"], "{name:?} is somebody else");
        let before = desk.effects().await;
        for (username, sub) in [(name, &amara["sub"]), (AMARA, &theirs["sub"])] {
            let mut mixed = desk.reset_form(CUSTOMERS, AMARA).await;
            mixed.extend(form(&[("username", username), ("sub", sub)]));
            let answer = tomasz.post_for_json(RESET.path, &mixed).await;
            assert_eq!((answer.status, answer.code().as_str()), (409, "user_moved"), "{name:?}: {}", answer.body);
        }
        assert_eq!(desk.effects().await, before, "{name:?}");
        // Whoever is looked for by one name is not shown for the other.
        for (asked, sub, other) in [(name, &theirs["sub"], &amara["sub"]), (AMARA, &amara["sub"], &theirs["sub"])] {
            let found = tomasz.get(&format!("/users?{}", encode(&form(&[("pool", CUSTOMERS), ("q", asked)])))).await;
            // Who is asked for exactly is led to; a beginning may be several people's, who are all listed.
            let (seen, is_exact) = if found.status == 302 { (found.location().to_owned(), true) } else { (found.body, false) };
            assert!(seen.contains(sub.as_str()) && !(is_exact && seen.contains(other.as_str())), "{asked:?}: {seen}");
        }
        let id = tomasz.reset(&theirs).await.result_id();
        let target = desk.records(&id).await.remove(0).entry.target.expect("a target");
        assert_eq!((target.username.as_str(), &target.sub), (name, &theirs["sub"]));
        assert_eq!(desk.changed().await.last().map(|(_, username)| username.clone()), Some(name.to_owned()));
    }
    assert!(desk.changed().await.iter().all(|(_, username)| username != AMARA), "Amara was not touched");
}

#[tokio::test]
async fn a_name_is_not_trimmed_folded_or_decoded_into_another() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for username in SPELLINGS {
        let mut fields = desk.reset_form(CUSTOMERS, AMARA).await;
        fields.insert("username".into(), username.into());
        let answer = tomasz.reset(&fields).await;
        assert!(!answer.location().starts_with("/results/"), "{username:?}: {}", answer.location());
        assert!(tomasz.follow(&answer).await.status >= 400, "{username:?}");
    }
    let sub = desk.user(CUSTOMERS, AMARA).await["sub"].as_str().expect("a sub").to_owned();
    for written in [
        format!("{sub} "),
        format!(" {sub}"),
        sub.to_uppercase(),
        sub.replace('-', ""),
        format!("{sub}-"),
        format!("{sub}\u{0}"),
        sub.replace('-', "\u{2010}"),
        sub.chars().map(|c| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c) } else { c }).collect(),
        AMARA.to_owned(),
        format!("{sub}\" or sub ^= \""),
    ] {
        let mut fields = desk.reset_form(CUSTOMERS, AMARA).await;
        fields.insert("sub".into(), written.clone());
        let answer = tomasz.reset(&fields).await;
        assert!(!answer.location().starts_with("/results/"), "{written:?}: {}", answer.location());
        let page = tomasz.get(&format!("/users/{CUSTOMERS}/{}", url::form_urlencoded::byte_serialize(written.as_bytes()).collect::<String>().replace('+', "%20"))).await;
        assert!(page.status >= 400 || page.body.contains(&sub), "{written:?}: {}", page.text());
    }
    for pool in [
        format!("{CUSTOMERS} "),
        CUSTOMERS.to_uppercase(),
        CUSTOMERS.to_lowercase(),
        format!("{CUSTOMERS}\u{0}"),
        CUSTOMERS.replace('_', "\u{ff3f}"),
        format!("{CUSTOMERS}/../x"),
        "*".to_owned(),
    ] {
        let mut fields = desk.reset_form(CUSTOMERS, AMARA).await;
        fields.insert("pool".into(), pool.clone());
        assert!(tomasz.reset(&fields).await.location().starts_with("/again/"), "{pool:?}");
    }
    assert_eq!(desk.changed().await, []);
    assert_eq!(desk.count(RecordKind::Intent, RESET.event).await, 0);
}

#[tokio::test]
async fn another_case_is_the_same_user_or_nobody_and_the_record_has_the_name_that_counts() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    // A Kelvin sign, too, has a small k.
    for username in ["Amara.Okafor", "AMARA.OKAFOR", "amara.oKafor", "amara.o\u{212a}afor"] {
        let mut fields = desk.reset_form(CUSTOMERS, AMARA).await;
        fields.insert("username".into(), username.into());
        let answer = tomasz.reset(&fields).await;
        if answer.location().starts_with("/results/") {
            let target = desk.records(&answer.result_id()).await.remove(0).entry.target.expect("a target");
            assert_eq!((target.username.as_str(), &target.sub), (AMARA, &fields["sub"]), "{username}");
        }
    }
    assert!(desk.changed().await.iter().all(|(_, username)| username == AMARA), "{:?}", desk.changed().await);
}

#[tokio::test]
async fn an_alias_that_moves_while_the_effect_is_on_its_way_moves_nothing() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.change_user(CUSTOMERS, AMARA, json!({ "attributes": { "preferred_username": "the.boss" } })).await;
    let mut fields = desk.reset_form(CUSTOMERS, AMARA).await;
    fields.insert("username".into(), "the.boss".into());
    desk.control(Method::POST, "faults", Some(json!({ "operation": "AdminResetUserPassword", "delay_ms": 900, "times": 1 }))).await;
    let moves = async {
        // As soon as the intent is on record, the call is on its way.
        while desk.count(RecordKind::Intent, RESET.event).await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        desk.change_user(CUSTOMERS, AMARA, json!({ "attributes": { "preferred_username": null } })).await;
        desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": { "preferred_username": "the.boss" } })).await;
    };
    let (answer, ()) = futures::join!(tomasz.reset(&fields), moves);
    assert_eq!(desk.records(&answer.result_id()).await.remove(0).entry.target.expect("a target").username, AMARA);
    assert_eq!(desk.changed().await, [("AdminResetUserPassword".to_owned(), AMARA.to_owned())]);
}

#[tokio::test]
async fn ones_own_account_is_found_by_every_name_it_has() {
    let desk = Desk::open().await;
    let ines = desk.signed_in(HELPDESK_INES).await;
    let address = "ines.duarte@northwind.example";
    desk.change_user(CUSTOMERS, "ines.duarte", json!({ "attributes": { "email": "somebody@northwind.example" } })).await;
    for (username, attributes) in [
        ("own.1", json!({ "email": address })),
        ("own.2", json!({ "email": address.to_uppercase() })),
        ("own.3", json!({ "preferred_username": address })),
        ("own.4", json!({ "preferred_username": HELPDESK_INES.to_uppercase() })),
        ("own.5", json!({ "email": "ines.duarte+shop@northwind.example" })),
        ("own.6", json!({ "preferred_username": "ｉｎｅｓ．ｄｕａｒｔｅ＠northwind.example" })),
        ("own.7", json!({ "preferred_username": "ines.du\u{200b}arte@northwind.example" })),
        (address, json!({})),
        ("NW-1001", json!({})),
    ] {
        desk.put_user(CUSTOMERS, username, json!({ "attributes": attributes })).await;
        let answer = ines.post_for_json(RESET.path, &desk.reset_form(CUSTOMERS, username).await).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "own_account"), "{username}: {}", answer.body);
        desk.delete_user(CUSTOMERS, username).await;
    }
    assert_eq!(desk.changed().await, []);
}

#[tokio::test]
async fn words_that_nobody_sees_are_no_reason() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        for unseen in
            ["\u{200b}\u{200b}\u{200b}\u{200b}", "\u{3164}\u{3164}\u{3164}\u{3164}", "\u{2800}\u{2800}\u{2800}\u{2800}", "\u{feff} \u{feff} \u{feff}", "a\u{2060}\u{2060}\u{2060}"]
        {
            let mut fields = of.forged(&desk, CUSTOMERS, of.user).await;
            fields.insert("reason".into(), unseen.into());
            let answer = hana.post_for_json(of.path, &fields).await;
            assert_eq!((answer.status, answer.code().as_str()), (422, "invalid_form"), "{} {unseen:?}: {}", of.word, answer.body);
        }
    }
    assert_eq!(desk.changed().await, []);
}
