//! Signing in: who gets in, who does not, and what each is told.

use crate::browser::SESSION;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, NO_ROLE, SUPERVISOR};
use passdesk::domain::audit::{Outcome, RecordKind};

#[tokio::test]
async fn a_stranger_is_sent_to_the_sign_in_page_and_comes_back_to_the_page_asked_for() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    for path in [
        "/users",
        "/users?q=amara",
        "/requests",
        "/requests/skeletons/admin-set-user-password.json",
        "/audit",
        "/sessions",
        "/results/x",
        "/again/x",
        "/nowhere",
        &format!("/users/{CUSTOMERS}/x"),
    ] {
        let answer = browser.get(path).await;
        assert!(answer.status == 303 && answer.location().starts_with("/sign-in?return_to="), "{path}: {} {}", answer.status, answer.location());
    }
    let sign_in = browser.follow(&browser.get("/users?q=amara.okafor").await).await;
    assert!(sign_in.status == 200 && sign_in.text().contains("Sign in to see that page."), "{}", sign_in.text());
    let href = crate::html::tags(&sign_in.body).into_iter().find(|tag| tag.get("href").starts_with("/auth/login")).expect("the button");
    assert_eq!(href.get("href"), "/auth/login?return_to=%2Fusers%3Fq%3Damara.okafor");
    assert!(desk.trail().await.is_empty(), "strangers do not fill the trail");
}

#[tokio::test]
async fn a_sign_in_never_leads_to_another_site() {
    let desk = Desk::open().await;
    for evil in ["https%3A%2F%2Fevil.example%2F", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fauth%2Flogout"] {
        let browser = desk.browser();
        let login = browser.get(&format!("/auth/login?return_to={evil}")).await;
        assert!(login.location().starts_with(&desk.sandbox.issuer_url()), "{evil}: {}", login.location());
        // The browser's mark is the same, so this second attempt shares its cookie; both are for the same page.
        assert_eq!(browser.sign_in(HELPDESK_TOMASZ).await.location(), "/users", "{evil}");
    }
}

#[tokio::test]
async fn a_person_without_a_role_gets_no_session_is_told_so_and_is_on_record() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let answer = browser.sign_in(NO_ROLE).await;
    assert_eq!(answer.sign_in_problem(), "no_role");
    assert!(answer.cookies().is_empty() && browser.cookie(SESSION).is_none(), "{:?}", answer.cookies());
    let told = browser.follow(&answer).await.text();
    assert!(told.contains("You are known here, but you have no role in this console."), "{told}");
    assert_eq!(browser.get("/users").await.status, 303);
    assert!(desk.console.sessions.list(None).await.expect("sessions").is_empty());
    let record = desk.newest(RecordKind::SignIn, "session.start").await.expect("a record").entry;
    assert!(told.contains(&format!("Reference {}", record.request_id)), "the page names the record's reference: {told}");
    assert_eq!((record.outcome, record.code.as_deref(), record.actor.map(|actor| actor.sub)), (Some(Outcome::Denied), Some("no_role"), Some(NO_ROLE.to_owned())));
}

#[tokio::test]
async fn the_session_cookie_is_bound_to_host_transport_and_server_and_its_id_changes_at_sign_in() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    browser.set_cookie(SESSION, planted);
    let answer = browser.sign_in(HELPDESK_TOMASZ).await;
    let line = answer.cookies().into_iter().find(|line| line.starts_with(&format!("{SESSION}="))).expect("a session cookie");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(line.split("; ").any(|part| part == attribute), "{attribute} in {line}");
    }
    assert!(!line.contains("Domain") && !line.contains("Max-Age") && !line.contains("Expires"), "{line}");
    let first = browser.cookie(SESSION).expect("a cookie");
    assert!(first != planted && first.len() >= 22, "128 bits of our own: {first}");

    assert_eq!(browser.sign_in(SUPERVISOR).await.location(), "/users");
    let second = browser.cookie(SESSION).expect("a cookie");
    assert_ne!(first, second, "a new id at each sign-in");
    let thief = desk.browser();
    for stale in [planted, &first] {
        thief.set_cookie(SESSION, stale);
        assert_eq!(thief.get("/users").await.status, 303, "{stale} is worth nothing");
    }
    let stored = std::fs::read(desk.database_file()).expect("the file");
    assert!(!stored.windows(second.len()).any(|window| window == second.as_bytes()), "the database does not keep what the browser holds");
}

#[tokio::test]
async fn a_callback_works_once_and_in_the_browser_that_began_it() {
    let desk = Desk::open().await;
    let (victim, attacker) = (desk.browser(), desk.browser());
    let callback = attacker.callback_of(HELPDESK_TOMASZ).await;
    assert_eq!(victim.get(&callback).await.sign_in_problem(), "sign_in_failed", "a forged sign-in");
    assert!(victim.cookie(SESSION).is_none());
    let callback = victim.callback_of(HELPDESK_TOMASZ).await;
    assert_eq!(victim.get(&callback).await.location(), "/users");
    assert_eq!(victim.get(&callback).await.sign_in_problem(), "sign_in_failed", "replayed");
    for broken in ["/auth/callback", "/auth/callback?state=x&code=y", "/auth/callback?state=x&state=y&code=z"] {
        assert_eq!(desk.browser().get(broken).await.sign_in_problem(), "sign_in_failed", "{broken}");
    }
}

#[tokio::test]
async fn a_misbehaving_issuer_signs_nobody_in() {
    let desk = Desk::open().await;
    for next in [
        "wrong_nonce",
        "wrong_audience",
        "wrong_issuer",
        "expired",
        "issued_long_ago",
        "wrong_at_hash",
        "bad_signature",
        "unsigned",
        "callback_without_iss",
        "callback_with_wrong_iss",
    ] {
        desk.misbehave(next).await;
        let browser = desk.browser();
        assert_eq!(browser.sign_in(HELPDESK_TOMASZ).await.sign_in_problem(), "sign_in_failed", "{next}");
        assert!(browser.cookie(SESSION).is_none(), "{next}");
    }
    assert!(desk.console.sessions.list(None).await.expect("sessions").is_empty());
    desk.signed_in(HELPDESK_TOMASZ).await;
}

#[tokio::test]
async fn an_issuer_that_is_down_is_said_to_be_down() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let desk = Desk::open_with(|settings| settings.oidc.issuer = format!("http://{nobody}")).await;
    let browser = desk.browser();
    let answer = browser.get("/auth/login").await;
    assert_eq!(answer.sign_in_problem(), "issuer_unavailable");
    assert!(browser.follow(&answer).await.text().contains("The sign-in service does not answer."));
}
