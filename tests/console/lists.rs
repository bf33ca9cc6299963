//! Pasted lists: posted, kept for their owner, looked up by an address that names nobody.

use crate::browser::{Answer, Browser, SESSION, encode};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html;
use passdesk::domain::audit::RecordKind;
use std::collections::BTreeMap;

/// Posts a list as the page's form does; the answer leads to the list's page.
pub async fn post_list(browser: &Browser, list: &str) -> Answer {
    browser.post("/api/users/look-up", &form(&[("pool", CUSTOMERS), ("list", list)])).await
}

/// The page of a list.
async fn page_of(browser: &Browser, list: &str) -> Answer {
    let answer = post_list(browser, list).await;
    assert!(answer.status == 303 && answer.location().starts_with(&format!("/users?pool={CUSTOMERS}&list=")), "{} {}", answer.status, answer.location());
    browser.follow(&answer).await
}

/// What stands in the page's field for lists.
fn kept(page: &Answer) -> String {
    let field = html::tags(&page.body).into_iter().find(|tag| tag.get("name") == "list").expect("the field");
    field.get("value").to_owned()
}

fn many(count: usize) -> String {
    (0..count).map(|n| format!("user{n}@example.com\n")).collect()
}

#[tokio::test]
async fn a_pasted_list_tells_who_was_found_and_who_was_not() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.user(CUSTOMERS, "yuki.tanaka").await["sub"].as_str().expect("a sub").to_owned();
    let list = format!("amara.okafor@example.com\n+44 7700 900582; {sub}\n\nmei.chen, nobody.at.all@example.com\r\namara.okafor@example.com");
    let by_search = tomasz.page(&format!("/users?{}", encode(&form(&[("pool", CUSTOMERS), ("q", &list)])))).await;
    for page in [page_of(&tomasz, &list).await, by_search] {
        assert!(page.status == 200 && page.text().contains("4 of 5 entries found in Northwind customers"), "{}", page.text());
        for username in ["amara.okafor", "kofi.mensah", "yuki.tanaka", "mei.chen"] {
            assert!(page.text().contains(username), "{username}");
        }
        assert!(page.text().contains("Not found nobody.at.all@example.com"), "{}", page.text());
    }
    let record = desk.newest(RecordKind::Read, "user.search").await.expect("a record").entry;
    assert!(record.note.expect("a note").contains("looked up a list of 5"));
}

#[tokio::test]
async fn a_lists_address_names_nobody_and_leads_its_owner_alone_back_to_it() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let answer = post_list(&tomasz, "amara.okafor@example.com\nkofi.mensah").await;
    assert!(!answer.location().contains("amara") && answer.location().len() < 100, "{}", answer.location());
    let page = tomasz.follow(&answer).await;
    assert!(page.text().contains("2 of 2 entries found"), "{}", page.text());
    assert_eq!(kept(&page), "amara.okafor@example.com; kofi.mensah", "it can be changed and looked up again");
    let in_partners = html::tags(&page.body).into_iter().find(|tag| tag.name == "a" && tag.get("href").starts_with("/users?pool=us-east-1_Nw4Partners")).expect("a tab");
    assert!(tomasz.page(in_partners.get("href")).await.text().contains("0 of 2 entries found in Northwind partners"));
    for (browser, address) in [(&ines, answer.location()), (&tomasz, "/users?list=amara.okafor"), (&tomasz, "/users?list=00000000-0000-4000-8000-000000000000")] {
        let page = browser.get(address).await;
        assert!(page.status == 422 && page.text().contains("This list is not kept any more"), "{address}: {} {}", page.status, page.text());
    }
    assert_eq!(desk.count(RecordKind::Read, "user.search").await, 2, "what is not looked up is not recorded as such");
}

#[tokio::test]
async fn a_refused_list_stands_in_its_field_again() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = page_of(&tomasz, &format!("{}</textarea><script>alert(1)</script>\n\"><b>", many(99))).await;
    assert!(page.status == 422 && page.text().contains("Look up 100 entries at most at a time. These are 101."), "{} {}", page.status, page.text());
    let back = kept(&page);
    assert!(back.starts_with("user0@example.com; user1@example.com; ") && back.ends_with("</textarea><script>alert(1)</script>; \"><b>"), "{back}");
    assert!(!page.body.contains("<script>alert"), "escaped");
    assert!(html::tags(&page.body).iter().any(|tag| tag.name == "details" && tag.attributes.contains_key("open")), "its place is open");
    let search = html::tags(&page.body).into_iter().find(|tag| tag.get("name") == "q").expect("the search");
    assert_eq!((search.get("value"), search.get("aria-invalid")), ("", ""), "nothing is wrong with the search");
    let without_two = back.split("; ").take(99).collect::<Vec<_>>().join("; ");
    assert!(page_of(&tomasz, &without_two).await.text().contains("0 of 99 entries found"), "put right, it is looked up");
    let by_search = tomasz.get(&format!("/users?{}", encode(&form(&[("q", &many(101).replace('\n', ","))])))).await;
    assert!(by_search.status == 422 && by_search.text().contains("These are 101."), "{} {}", by_search.status, by_search.text());
    assert!(html::tags(&by_search.body).iter().any(|tag| tag.get("name") == "q" && tag.get("value").starts_with("user0@example.com,user1@example.com,")));
    assert_eq!(desk.count(RecordKind::Read, "user.search").await, 1);
}

#[tokio::test]
async fn a_list_that_no_address_could_hold_is_looked_up() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    // Each letter is three bytes, which a form writes as nine: about 40 KiB, where an address may have 16.
    let list: String = (10..100).map(|n| format!("{}{n}\n", "山".repeat(48))).chain(["陈美\n".into(), "amara.okafor\n".into()]).collect();
    let page = page_of(&tomasz, &list).await;
    assert!(page.status == 200 && page.text().contains("of 92 entries found") && page.text().contains("amara.okafor"), "{} {}", page.status, page.text());
    let beyond = post_list(&tomasz, &"山".repeat(10 * 1024)).await;
    assert_eq!(beyond.status, 413);
}

#[tokio::test]
async fn a_list_that_is_sent_after_the_session_ended_is_kept_for_its_owner() {
    let desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let sessions = desk.console.sessions.list(None).await.expect("sessions");
    let his = sessions.into_iter().find(|session| session.actor.id.sub == HELPDESK_TOMASZ).expect("his").handle;
    supervisor.post("/api/sessions/end", &form(&[("handle", &his)])).await;
    let cookie = tomasz.cookie(SESSION).expect("a cookie");
    let answer = post_list(&tomasz, "amara.okafor\nkofi.mensah").await;
    assert!(answer.location().starts_with("/sign-in?problem=session_ended&return_to=%2Fusers%3Fpool%3D"), "{}", answer.location());
    assert_eq!(desk.count(RecordKind::Read, "user.search").await, 0, "nobody is looked up for someone who is not signed in");
    tomasz.set_cookie(SESSION, &cookie);
    let json = tomasz.post_for_json("/api/users/look-up", &form(&[("list", "amara.okafor")])).await;
    assert_eq!((json.status, json.code().as_str()), (401, "session_ended"));
    let encoded: BTreeMap<String, String> = url::form_urlencoded::parse(answer.location().split_once('?').expect("a query").1.as_bytes()).into_owned().collect();
    let again = desk.signed_in(HELPDESK_TOMASZ).await;
    assert!(again.page(&encoded["return_to"]).await.text().contains("2 of 2 entries found"));
}

#[tokio::test]
async fn an_empty_list_leads_back_to_the_search() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let answer = post_list(&tomasz, " \r\n ").await;
    assert_eq!(answer.location(), format!("/users?pool={CUSTOMERS}"));
    assert_eq!(tomasz.follow(&answer).await.status, 200);
}

#[tokio::test]
async fn entries_that_ran_together_are_seen_as_such() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.page("/users?q=amara.okafor%40example.comkofi.mensah%40example.com").await;
    assert!(page.text().contains("several entries that ran together"), "{}", page.text());
}
