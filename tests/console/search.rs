//! Finding a user by anything a caller may know.

use crate::browser::{Answer, Browser, encode};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, form};
use passdesk::domain::audit::RecordKind;

async fn search(browser: &Browser, typed: &str) -> Answer {
    browser.get(&format!("/users?{}", encode(&form(&[("pool", CUSTOMERS), ("q", typed)])))).await
}

#[tokio::test]
async fn whatever_the_caller_knows_exactly_opens_the_users_page() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let amara = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    let odd = desk.user(CUSTOMERS, r#"sean.o'brien+"beta"\test"#).await["sub"].as_str().expect("a sub").to_owned();
    let google = desk.user(CUSTOMERS, "Google_108214573920164837261").await["sub"].as_str().expect("a sub").to_owned();
    let upper = amara.to_uppercase();
    for (typed, sub) in [
        ("amara.okafor@example.com", &amara),
        ("  Amara.Okafor@Example.com ", &amara),
        ("amara.okafor", &amara),
        ("amara", &amara),
        (amara.as_str(), &amara),
        (upper.as_str(), &amara),
        ("+447700900147", &amara),
        ("+44 7700 900147", &amara),
        ("0044 7700 900-147", &amara),
        ("+44 (7700) 900.147", &amara),
        (r#"sean.o'brien+"beta"\test"#, &odd),
        (google.as_str(), &google),
    ] {
        let answer = search(&tomasz, typed).await;
        assert_eq!((answer.status, answer.location()), (302, format!("/users/{CUSTOMERS}/{sub}").as_str()), "{typed}: {}", answer.text());
        assert_eq!(tomasz.follow(&answer).await.status, 200, "{typed}");
    }
}

#[tokio::test]
async fn names_and_beginnings_give_a_list_that_says_where_it_looked() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (typed, name) in [
        ("Amara Okafor", "Amara Okafor"),
        ("amara okafor", "Amara Okafor"),
        ("amara.oka", "Amara Okafor"),
        ("田中", "田中 由紀"),
        ("nobody.reach", "Noah Reachable"),
        ("amara.okafor@", "Amara Okafor"),
    ] {
        let answer = search(&tomasz, typed).await;
        assert!(answer.status == 200 && answer.text().contains(name) && answer.text().contains("Looked in"), "{typed}: {} {}", answer.status, answer.text());
    }
    let nobody = search(&tomasz, "zzzz.nobody").await;
    assert!(nobody.text().contains("Nobody in Northwind customers matches “zzzz.nobody”"), "{}", nobody.text());
}

#[tokio::test]
async fn quotes_and_backslashes_cannot_change_the_filter() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for typed in [r#"zz" OR username ^= ""#, r#"" ^= ""#, r#"zz\"#, r#"zz\" "#, r#"zz\\" "#, r"\", r#"" = ""#, r#"zz" x"#, "zz'--", "zz%", "*"] {
        let answer = search(&tomasz, typed).await;
        assert!(answer.status == 200 && answer.text().contains("Nobody in Northwind customers"), "{typed}: {} {}", answer.status, answer.text());
    }
    let half = search(&tomasz, r#"sean.o'brien+"be"#).await;
    assert!(half.text().contains("Seán"), "a quote in the middle is found as it is: {}", half.text());
}

#[tokio::test]
async fn each_pool_is_searched_by_itself() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let partners = tomasz.get("/users?pool=us-east-1_Nw4Partners&q=pia.larsen%40carrier.example").await;
    assert!(partners.location().starts_with("/users/us-east-1_Nw4Partners/"), "{}", partners.text());
    assert!(search(&tomasz, "pia.larsen@carrier.example").await.text().contains("Nobody in Northwind customers"));
}

#[tokio::test]
async fn empty_pages_and_a_lagging_list_hide_nobody() {
    let desk = Desk::open().await;
    desk.control(reqwest::Method::POST, "switches", Some(serde_json::json!({ "empty_first_pages": true }))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    assert_eq!(search(&tomasz, "amara.okafor@example.com").await.status, 302);
    assert!(search(&tomasz, "Amara Okafor").await.text().contains("amara.okafor"));
}

#[tokio::test]
async fn searches_are_on_record_also_the_auditors() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    search(&auditor, "Amara Okafor").await;
    let record = desk.newest(RecordKind::Read, "user.search").await.expect("a record").entry;
    assert_eq!((record.actor.expect("who").sub.as_str(), record.note.as_deref()), (AUDITOR, Some("searched for: Amara Okafor")));
}
