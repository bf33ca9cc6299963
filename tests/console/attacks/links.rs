//! Links and pages of others that lead staff here: what they must not have done in somebody's name.

use crate::browser::Answer;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;

const EMAIL: &str = "amara.okafor@example.com";
const PAGE: (&str, &str) = ("accept", "text/html");

/// Headers of a browser that another page led here, or none.
fn from_elsewhere(own: &str) -> Vec<Vec<(&'static str, String)>> {
    let site = |value: &str| ("sec-fetch-site", value.to_owned());
    let referer = |value: String| ("referer", value);
    vec![
        vec![site("cross-site")],
        vec![site("same-site")],
        vec![site("cross-site"), referer(format!("{own}/users"))],
        vec![site("SAME-ORIGIN")],
        vec![site("same-origin, cross-site")],
        vec![referer("https://evil.example/".to_owned())],
        vec![referer(format!("{own}.evil.example/"))],
        vec![referer(format!("{own}@evil.example/"))],
    ]
}

async fn open(desk: &Desk, persona: &str, path: &str, headers: &[(&'static str, String)]) -> Answer {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).chain([PAGE]).collect();
    desk.signed_in(persona).await.send(Method::GET, path, &headers, None).await
}

#[tokio::test]
async fn a_link_shows_no_contacts_and_puts_nobody_on_record_for_it() {
    let desk = Desk::open().await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    let path = format!("/users/{CUSTOMERS}/{sub}?contacts=shown");
    // An address that was typed, pasted or sent by mail is no click here either.
    let no_page = [vec![("sec-fetch-site", "none".to_owned())], vec![]];
    for headers in from_elsewhere(&desk.url).iter().chain(&no_page) {
        for persona in [HELPDESK_TOMASZ, AUDITOR] {
            let page = open(&desk, persona, &path, headers).await;
            assert!(page.status == 200 && page.text().contains("a•••@example.com") && !page.body.contains(EMAIL), "{headers:?}: {} {}", page.status, page.text());
            assert_eq!(page.text().contains("an address alone does not show them"), persona == HELPDESK_TOMASZ, "{headers:?}");
        }
    }
    assert_eq!(desk.count(RecordKind::Read, "user.read_contacts").await + desk.count(RecordKind::Denied, "user.read_contacts").await, 0);
    // A click on our own page does, also in a browser that knows no Fetch Metadata.
    for headers in [vec![("sec-fetch-site", "same-origin".to_owned())], vec![("referer", format!("{}/users/{CUSTOMERS}/{sub}", desk.url))]] {
        assert!(open(&desk, HELPDESK_TOMASZ, &path, &headers).await.body.contains(EMAIL), "{headers:?}");
    }
    assert_eq!(desk.count(RecordKind::Read, "user.read_contacts").await, 2);
}

#[tokio::test]
async fn another_page_begins_no_sign_in_and_no_fresh_one() {
    let desk = Desk::open().await;
    let issuer = desk.sandbox.issuer_url();
    for headers in from_elsewhere(&desk.url) {
        let login = open(&desk, HELPDESK_TOMASZ, "/auth/login?return_to=%2Faudit", &headers).await;
        assert_eq!((login.status, login.location()), (303, "/sign-in?return_to=%2Faudit"), "{headers:?}");
        let fresh = open(&desk, HELPDESK_TOMASZ, "/auth/step-up?return_to=%2Faudit", &headers).await;
        assert_eq!((fresh.status, fresh.location()), (303, "/audit"), "{headers:?}");
        assert!(login.cookies().is_empty() && fresh.cookies().is_empty(), "no attempt was begun: {headers:?}");
    }
    for headers in [vec![("sec-fetch-site", "same-origin".to_owned())], vec![("sec-fetch-site", "none".to_owned())], vec![]] {
        for path in ["/auth/login", "/auth/step-up"] {
            assert!(open(&desk, HELPDESK_TOMASZ, path, &headers).await.location().starts_with(&issuer), "{path} {headers:?}");
        }
    }
}

/// A denial keeps what was typed as its target. On the page of signs, on the record's and on a result a name leads to a user, or nowhere.
#[tokio::test]
async fn what_was_typed_for_a_user_becomes_no_link_to_anywhere_else() {
    let desk = Desk::open().await;
    let (tomasz, supervisor, auditor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(AUDITOR).await);
    let own = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    for (pool, sub) in [(CUSTOMERS, format!("{}?contacts=shown", own["sub"])), (CUSTOMERS, "../../auth/step-up".into()), ("../auth/step-up?x=", own["sub"].clone())] {
        for _ in 0..5 {
            let mut planted = desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await;
            planted.extend([("pool", pool), ("sub", &sub), ("username", "Amara Okafor")].map(|(name, value)| (name.to_owned(), value.to_owned())));
            assert_eq!(tomasz.post_for_json("/api/passwords/set", &planted).await.code(), "not_allowed");
        }
    }
    let record = desk.newest(RecordKind::Denied, "password.set_permanent").await.expect("a record").entry;
    assert_eq!(record.target.expect("a target").sub, own["sub"], "kept as it was typed");
    let signs = supervisor.page("/signals").await;
    assert!(signs.text().contains("Many denials") && signs.text().contains("Amara Okafor"), "{}", signs.text());
    let record = auditor.page(&format!("/audit/{}", record.action_id)).await;
    let path = format!("/users/{CUSTOMERS}/{}", own["sub"]);
    for page in [signs, record] {
        let hrefs = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|href| href.starts_with("/users/"));
        assert!(hrefs.clone().all(|href| href == path), "{:?}", hrefs.collect::<Vec<_>>());
    }
}
