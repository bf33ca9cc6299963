//! Sessions end on the server, by whoever may end them.

use crate::browser::{Browser, SESSION};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html;
use passdesk::domain::audit::RecordKind;
use passdesk::sandbox::Sandbox;
use reqwest::Method;
use std::collections::BTreeMap;
use std::time::Duration;

async fn is_signed_in(browser: &Browser) -> bool {
    match browser.get("/users").await {
        answer if answer.status == 200 => true,
        answer => {
            assert!(answer.location().starts_with("/sign-in"), "{} {}", answer.status, answer.location());
            false
        }
    }
}

async fn handle_of(desk: &Desk, sub: &str) -> String {
    let sessions = desk.console.sessions.list(None).await.expect("sessions");
    sessions.into_iter().find(|session| session.actor.id.sub == sub).expect("a session").handle
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_and_at_the_issuer() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let stolen = tomasz.cookie(SESSION).expect("a cookie");
    let answer = tomasz.post("/auth/logout", &BTreeMap::new()).await;
    assert!(answer.location().starts_with(&format!("{}/logout?", desk.sandbox.issuer_url())), "{}", answer.location());
    assert_eq!(answer.header("clear-site-data"), r#""cache", "storage""#);
    assert!(tomasz.cookie(SESSION).is_none(), "the browser's cookie is taken away");
    let thief = desk.browser();
    thief.set_cookie(SESSION, &stolen);
    assert!(!is_signed_in(&thief).await, "the old cookie is worth nothing");
    assert!(desk.console.sessions.list(None).await.expect("sessions").is_empty());

    let at_the_issuer = desk.http.get(answer.location()).send().await.expect("the issuer");
    let back = at_the_issuer.headers()["location"].to_str().expect("an address").to_owned();
    assert_eq!(back, format!("{}/sign-in?ended=signed_out", desk.url));
    assert_eq!(desk.issuer(Method::GET, "/").await["sessions"].as_array().map(Vec::len), Some(0));
    assert!(tomasz.page("/sign-in?ended=signed_out").await.text().contains("You are signed out."));
    assert_eq!(desk.count(RecordKind::SignIn, "session.end").await, 1);
}

#[tokio::test]
async fn the_issuer_ends_a_session_by_back_channel_logout() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let sessions = desk.issuer(Method::GET, "/").await;
    let of_tomasz = sessions["sessions"].as_array().expect("sessions").iter().find(|session| session["sub"] == HELPDESK_TOMASZ).expect("his").clone();
    let told = desk.issuer(Method::POST, &format!("/sessions/{}/end", of_tomasz["sid"].as_str().expect("a sid"))).await;
    assert_eq!(told["console_answered"], 200);
    assert!(!is_signed_in(&tomasz).await);
    assert!(is_signed_in(&ines).await, "nobody else's");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    for token in ["", "logout_token=", "logout_token=a.b.c", "other=1"] {
        let answer = desk.browser().send(Method::POST, "/auth/backchannel-logout", &headers, Some(token.into())).await;
        assert_eq!(answer.status, 400, "{token:?}");
    }
    assert!(is_signed_in(&ines).await);
}

#[tokio::test]
async fn ones_other_sessions_end_together_and_nobody_elses() {
    let desk = Desk::open().await;
    let (here, there, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let page = here.page("/sessions").await;
    assert!(page.text().contains("End my other sessions") && !page.text().contains("Inês"), "only one's own are listed: {}", page.text());
    let answer = here.post("/api/sessions/end-others", &BTreeMap::new()).await;
    assert_eq!((answer.status, answer.location()), (303, "/sessions?ended=others"));
    assert!(here.follow(&answer).await.text().contains("Your other sessions are ended."));
    assert!(is_signed_in(&here).await && !is_signed_in(&there).await && is_signed_in(&ines).await);
}

#[tokio::test]
async fn a_supervisor_ends_anyones_session_and_the_help_desk_only_its_own() {
    let desk = Desk::open().await;
    let (tomasz, ines, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let of_ines = form(&[("handle", &handle_of(&desk, HELPDESK_INES).await)]);
    for fields in [&of_ines, &form(&[("handle", "0123456789abcdef")]), &form(&[("handle", "")])] {
        let refused = tomasz.post("/api/sessions/end", fields).await;
        assert!(refused.location().starts_with("/problem?code=not_allowed"), "whether a session exists is not told: {}", refused.location());
    }
    assert!(is_signed_in(&ines).await);
    assert_eq!(desk.count(RecordKind::Denied, "session.end_other").await, 3);

    assert!(supervisor.page("/sessions").await.text().contains("Inês Duarte"), "supervisors see everyone's");
    let ended = supervisor.post("/api/sessions/end", &of_ines).await;
    assert_eq!((ended.status, ended.location()), (303, "/sessions?ended=one"));
    assert!(!is_signed_in(&ines).await && is_signed_in(&tomasz).await);
    let record = desk.newest(RecordKind::SignIn, "session.end_other").await.expect("a record").entry;
    assert_eq!((record.actor.expect("who").sub.as_str(), record.note), (SUPERVISOR, Some(format!("session {} of Inês Duarte (nw-1001)", of_ines["handle"]))));
    let again = supervisor.post("/api/sessions/end", &of_ines).await;
    assert!(again.location().starts_with("/problem?code=not_found"), "{}", again.location());

    let own = tomasz.post("/api/sessions/end", &form(&[("handle", &handle_of(&desk, HELPDESK_TOMASZ).await)])).await;
    assert_eq!(own.status, 303);
    assert!(!is_signed_in(&tomasz).await);
}

#[tokio::test]
async fn every_persona_with_a_role_gets_in() {
    let desk = Desk::open().await;
    for persona in Sandbox::personas().iter().filter(|persona| persona.groups.iter().any(|group| group.starts_with("passdesk-"))) {
        let browser = desk.signed_in(persona.sub).await;
        assert!(browser.page("/users").await.text().contains(persona.name), "{}", persona.name);
    }
}

/// Waits until the session is over, as a page does that asks by itself: that is no use of a session.
async fn idle_away(browser: &Browser) {
    for _ in 0..100 {
        let answer = browser.send(Method::GET, "/users", &[("accept", "text/html"), ("x-passdesk-poll", "1")], None).await;
        if answer.status != 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a session that only a page's own requests use does not end");
}

/// A form that is sent with a session that is over does nothing, and its owner, and nobody else, finds it again.
async fn is_kept_for_its_owner_alone(desk: &Desk, tomasz: &Browser, fields: &BTreeMap<String, String>) {
    let before = desk.effects().await;
    let answer = tomasz.reset(fields).await;
    let draft = answer.location().split("return_to=").nth(1).unwrap_or_else(|| panic!("{} {}", answer.location(), answer.body)).replace("%2F", "/");
    assert!(draft.starts_with("/again/"), "{draft}");
    assert!(tomasz.follow(&answer).await.text().contains("Your session had ended."));
    assert_eq!(desk.effects().await, before, "nothing was sent");
    let ines = desk.signed_in(HELPDESK_INES).await;
    assert_eq!(ines.get(&draft).await.status, 404, "nobody else's");
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.get(&draft).await;
    let kept = html::reset_fields(&page.body);
    assert_eq!((&kept["reason"], &kept["ticket"]), (&fields["reason"], &fields["ticket"]));
    assert_eq!(desk.outcome(&tomasz.reset(&kept).await.result_id()).await.0, "succeeded");
}

#[tokio::test]
async fn a_form_that_is_sent_after_the_session_expired_is_kept_for_its_owner_alone() {
    let desk = Desk::open_with(|settings| settings.idle = Duration::from_secs(1)).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let cookie = tomasz.cookie(SESSION).expect("a cookie");
    idle_away(&tomasz).await;
    // The browser still holds its cookie when the form is sent from a page that stood open.
    tomasz.set_cookie(SESSION, &cookie);
    is_kept_for_its_owner_alone(&desk, &tomasz, &fields).await;
}

#[tokio::test]
async fn a_form_is_kept_also_where_a_supervisor_ended_the_session() {
    let desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let ended = supervisor.post("/api/sessions/end", &form(&[("handle", &handle_of(&desk, HELPDESK_TOMASZ).await)])).await;
    assert_eq!(ended.location(), "/sessions?ended=one");
    is_kept_for_its_owner_alone(&desk, &tomasz, &fields).await;
}

#[tokio::test]
async fn a_form_is_kept_also_where_its_owner_ended_the_session_from_elsewhere() {
    let desk = Desk::open().await;
    let (here, there) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_TOMASZ).await);
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    assert_eq!(there.post("/api/sessions/end-others", &BTreeMap::new()).await.location(), "/sessions?ended=others");
    is_kept_for_its_owner_alone(&desk, &here, &fields).await;
}

#[tokio::test]
async fn a_form_is_kept_also_where_the_issuer_ended_the_session() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let sessions = desk.issuer(Method::GET, "/").await;
    let sid = sessions["sessions"][0]["sid"].as_str().expect("a sid").to_owned();
    assert_eq!(desk.issuer(Method::POST, &format!("/sessions/{sid}/end")).await["console_answered"], 200);
    is_kept_for_its_owner_alone(&desk, &tomasz, &fields).await;
}

#[tokio::test]
async fn a_session_that_a_new_one_replaced_keeps_no_form() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let old = tomasz.cookie(SESSION).expect("a cookie");
    tomasz.sign_in(HELPDESK_TOMASZ).await;
    let thief = desk.browser();
    thief.set_cookie(SESSION, &old);
    let answer = thief.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert_eq!((answer.sign_in_problem(), desk.effects().await), ("not_signed_in", 0));
}
