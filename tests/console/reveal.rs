//! A generated password is shown once, to the one who had it generated, in the session that did; and is kept nowhere.

use crate::browser::{Browser, SESSION};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ};
use crate::html;
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

/// Sets a temporary password and gives the address of its result, which nobody has opened.
async fn set(desk: &Desk, browser: &Browser) -> String {
    let sent = browser.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await;
    format!("/results/{}", sent.result_id())
}

#[tokio::test]
async fn reload_and_back_find_it_gone_and_the_showing_is_on_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    assert_eq!(desk.count(RecordKind::Read, "password.reveal").await, 0);
    let first = tomasz.page(&page).await;
    let password = html::revealed(&first.body).expect("the password");
    assert!(first.header("cache-control").contains("no-store"));
    assert_eq!(first.status, 203, "what is not 200 is kept for no back button");
    assert!(first.text().contains("as in"), "it can be read out: {}", first.text());
    for _ in 0..2 {
        let again = tomasz.page(&page).await;
        assert!(again.text().contains("The password was already shown.") && again.text().contains("Set a new one"), "{}", again.text());
        assert!(!again.body.contains(&password));
    }
    assert_eq!(desk.count(RecordKind::Read, "password.reveal").await, 1);
    let record = desk.newest(RecordKind::Read, "password.reveal").await.expect("a record").entry;
    assert_eq!(record.part_of.map(|action| format!("/results/{action}")), Some(page));
    assert!(tomasz.cookie_names().iter().all(|name| !name.contains("reveal")), "the cookie is taken away");
}

#[tokio::test]
async fn a_copied_cookie_opens_nothing_twice_and_nothing_for_others() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let other_session = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    let name = tomasz.cookie_names().into_iter().find(|name| name.contains("reveal")).expect("the cookie");
    let sealed = tomasz.cookie(&name).expect("its value");
    for stranger in [&ines, &other_session] {
        stranger.set_cookie(&name, &sealed);
        let seen = stranger.page(&page).await;
        assert_eq!(html::revealed(&seen.body), None, "{}", seen.text());
        assert!(seen.text().contains("The password cannot be shown.") && seen.text().contains("Set a new one"), "{}", seen.text());
    }
    assert!(html::revealed(&tomasz.page(&page).await.body).is_some(), "others have not used it up");
    tomasz.set_cookie(&name, &sealed);
    assert_eq!(html::revealed(&tomasz.page(&page).await.body), None);
}

#[tokio::test]
async fn a_head_request_and_a_prefetch_use_nothing_up() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    tomasz.send(Method::HEAD, &page, &[("accept", "text/html")], None).await;
    let ahead = tomasz.send(Method::GET, &page, &[("accept", "text/html"), ("sec-purpose", "prefetch;prerender")], None).await;
    assert_eq!(html::revealed(&ahead.body), None);
    assert!(html::revealed(&tomasz.page(&page).await.body).is_some());
}

#[tokio::test]
async fn another_instance_on_the_same_database_shows_it_and_then_none_does() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    let address = desk.second_instance().await;
    let cookies: Vec<String> = tomasz.cookie_names().into_iter().map(|name| format!("{name}={}", tomasz.cookie(&name).unwrap_or_default())).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with(SESSION)));
    // Both answer to one public address, as behind a load balancer.
    let host = desk.url.trim_start_matches("http://");
    let elsewhere = || desk.http.get(format!("http://{address}{page}")).header("host", host).header("accept", "text/html").header("cookie", cookies.join("; ")).send();
    let shown = elsewhere().await.expect("an answer").text().await.expect("a body");
    assert!(html::revealed(&shown).is_some(), "{}", html::text(&shown));
    assert_eq!(html::revealed(&tomasz.page(&page).await.body), None, "the first instance");
    assert_eq!(html::revealed(&elsewhere().await.expect("an answer").text().await.expect("a body")), None, "the second instance");
}

#[tokio::test]
async fn without_a_record_nothing_is_shown_and_a_reload_shows_it() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    // The trail takes everything but this one record.
    let mut database = SqliteConnectOptions::new().filename(desk.database_file()).connect().await.expect("a connection");
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON audit_records WHEN NEW.body LIKE '%password.reveal%' BEGIN SELECT RAISE(ABORT, 'no'); END";
    sqlx::query(refuse).execute(&mut database).await.expect("a trigger");
    let refused = tomasz.get(&page).await;
    assert_eq!(html::revealed(&refused.body), None);
    assert!(refused.text().contains("The password cannot be shown at the moment."), "{}", refused.text());
    sqlx::query("DROP TRIGGER refuse").execute(&mut database).await.expect("no trigger");
    assert!(html::revealed(&tomasz.page(&page).await.body).is_some(), "it was not used up");
    let locked = desk.lock_trail().await;
    assert_eq!(html::revealed(&tomasz.get(&page).await.body), None);
    drop(locked);
}

#[tokio::test]
async fn an_auditor_finds_the_showing_and_what_it_belongs_to() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    fields.insert("signs_out".into(), "yes".into());
    let sent = tomasz.set_password(&fields).await;
    tomasz.follow(&sent).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reveal").await;
    assert!(list.text().contains("Password shown") && list.text().contains("Amara Okafor"), "{}", list.text());
    let record = auditor.page(&format!("/audit/{}", sent.result_id())).await;
    for words in ["generated", "signing out everywhere"] {
        assert!(record.text().contains(words), "{words}: {}", record.text());
    }
    // An address with an id: the page leads to its own checkpoint as well.
    let is_part = |href: &str| href.strip_prefix("/audit/").is_some_and(|id| id.parse::<uuid::Uuid>().is_ok()) && !href.ends_with(&sent.result_id());
    let part = html::tags(&record.body).into_iter().find(|tag| is_part(tag.get("href"))).expect("a link to the part");
    let part = auditor.page(part.get("href")).await;
    assert!(part.body.contains(&format!("/audit/{}", sent.result_id())), "and one back: {}", part.text());
    let theirs = auditor.page(&format!("/results/{}", sent.result_id())).await;
    assert!(theirs.text().contains("The password was already shown.") && !theirs.text().contains("Set a new one"), "{}", theirs.text());
}

#[tokio::test]
async fn a_session_that_ended_takes_its_passwords_with_it() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = set(&desk, &tomasz).await;
    tomasz.post("/auth/logout", &Default::default()).await;
    tomasz.sign_in(HELPDESK_TOMASZ).await;
    let seen = tomasz.page(&page).await;
    assert!(html::revealed(&seen.body).is_none() && seen.text().contains("The password cannot be shown."), "{}", seen.text());
}
