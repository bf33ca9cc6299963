//! Cookie tossing: what a sibling of the console's host, or whoever sits between on plain http, can plant in a browser. The browser
//! refuses to let them set `__Host-` names (RFC 6265bis, section 4.1.3.2), so they set names that only become ours when a server reads
//! them generously.

use crate::browser::{Browser, SESSION};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use reqwest::Method;

const LOGIN: &str = "__Host-passdesk-login";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Names that a browser takes from anybody, and that must not be read as `name`.
fn lookalikes(name: &str) -> Vec<String> {
    let rest = name.trim_start_matches("__Host-");
    let mut names = vec![
        // Percent signs that are decoded (as in CVE-2020-7070).
        format!("%5F%5FHost-{rest}"),
        format!("%5f_Host-{rest}"),
        format!("__%48ost-{rest}"),
        format!("__Host%2D{rest}"),
        format!("{}%00", name),
        // Letters of another case.
        format!("__HOST-{}", rest.to_uppercase()),
        format!("__host-{rest}"),
        format!("__Secure-{rest}"),
        // More or less than the name.
        format!("x{name}"),
        format!("{name}2"),
        rest.to_owned(),
        // As a cookie of RFC 2965, quoted or as an attribute.
        format!("$Version=1; ${name}"),
        format!("\"{name}\""),
        // Full-width letters.
        format!("＿＿Host-{rest}"),
    ];
    // White space that a trim takes away ("Cookie Chaos", PortSwigger 2025).
    for space in ["\u{85}", "\u{a0}", "\u{1680}", "\u{2000}", "\u{200a}", "\u{2028}", "\u{2029}", "\u{202f}", "\u{205f}", "\u{3000}"] {
        names.extend([format!("{space}{name}"), format!("{name}{space}")]);
    }
    names
}

fn cookies_of(browser: &Browser) -> String {
    let pairs: Vec<String> = browser.cookie_names().iter().map(|name| format!("{name}={}", browser.cookie(name).expect("a value"))).collect();
    pairs.join("; ")
}

/// Asks with this line of cookies, from a browser that has none of its own.
async fn seen_with(desk: &Desk, cookies: &str) -> crate::browser::Answer {
    desk.browser().send(Method::GET, "/users", &[("accept", "text/html"), ("sec-fetch-site", "none"), ("cookie", cookies)], None).await
}

#[tokio::test]
async fn a_cookie_that_is_only_nearly_the_sessions_signs_nobody_in() {
    let desk = Desk::open().await;
    let (attacker, victim) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(HELPDESK_TOMASZ).await);
    let (planted, own) = (attacker.cookie(SESSION).expect("a session"), victim.cookie(SESSION).expect("a session"));
    assert!(seen_with(&desk, &format!("{SESSION}={planted}")).await.text().contains("Inês"), "by its own name it is a session");
    for name in lookalikes(SESSION) {
        let alone = seen_with(&desk, &format!("{name}={planted}")).await;
        assert!(alone.status == 303 && alone.location().starts_with("/sign-in"), "{name:?}: {} {}", alone.status, alone.text());
        for both in [format!("{name}={planted}; {SESSION}={own}"), format!("{SESSION}={own}; {name}={planted}")] {
            let seen = seen_with(&desk, &both).await;
            assert!(seen.status == 200 && seen.text().contains("Tomasz Wilk"), "{both:?}: {} {}", seen.status, seen.text());
        }
    }
}

#[tokio::test]
async fn two_cookies_of_one_name_are_nobodys() {
    let desk = Desk::open().await;
    let (attacker, victim) = (desk.signed_in(HELPDESK_INES).await, desk.signed_in(HELPDESK_TOMASZ).await);
    let (planted, own) = (attacker.cookie(SESSION).expect("a session"), victim.cookie(SESSION).expect("a session"));
    let fields = crate::browser::encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await);
    for both in [format!("{SESSION}={planted}; {SESSION}={own}"), format!("{SESSION}={own}; {SESSION}={planted}"), format!("{SESSION}={own}; a=b;{SESSION}=; {SESSION}={own}")] {
        let seen = seen_with(&desk, &both).await;
        assert!(seen.status == 303 && seen.location().starts_with("/sign-in"), "{both:?}: {} {}", seen.status, seen.text());
        let headers = [FORM, ("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("cookie", both.as_str())];
        let sent = desk.browser().send(Method::POST, "/api/passwords/reset", &headers, Some(fields.clone())).await;
        assert_eq!(sent.sign_in_problem(), "not_signed_in", "{both:?}");
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(desk.live_sessions().await, 2, "whoever sees two cookies ends neither session");
}

#[tokio::test]
async fn a_form_is_sent_by_the_person_whose_session_it_is_whatever_was_planted_beside_it() {
    let desk = Desk::open().await;
    let attacker = desk.signed_in(HELPDESK_INES).await;
    let planted = attacker.cookie(SESSION).expect("a session");
    for name in ["%5F%5FHost-passdesk", "\u{a0}__Host-passdesk", "__Host-passdesk\u{3000}"] {
        let victim = desk.signed_in(HELPDESK_TOMASZ).await;
        let sent_by = format!("{name}={planted}; {}; {name}={planted}", cookies_of(&victim));
        let before = desk.effects().await;
        let fields = crate::browser::encode(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await);
        let headers = [FORM, ("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("cookie", sent_by.as_str())];
        let answer = desk.browser().send(Method::POST, "/api/passwords/set", &headers, Some(fields)).await;
        let intent = desk.records(&answer.result_id()).await.remove(0).entry;
        assert_eq!((intent.actor.expect("who").sub.as_str(), desk.effects().await), (HELPDESK_TOMASZ, before + 1), "{name:?}");
        let theirs = attacker.page(&format!("/results/{}", answer.result_id())).await;
        assert_eq!(html::revealed(&theirs.body), None, "{name:?}: the password is not the attacker's to see");
    }
}

#[tokio::test]
async fn a_planted_login_cookie_signs_the_victim_in_as_nobody() {
    let desk = Desk::open().await;
    let attacker = desk.browser();
    // The attacker's own sign-in, stopped before its last step, and the mark of the browser that began it.
    let callback = attacker.callback_of(HELPDESK_INES).await;
    let mark = attacker.cookie(LOGIN).expect("the mark");
    let victim = desk.browser();
    victim.get("/auth/login").await;
    let own = victim.cookie(LOGIN).expect("the victim's mark");
    let planted = lookalikes(LOGIN).into_iter().map(|name| format!("{name}={mark}"));
    let twice = [format!("{LOGIN}={mark}; {LOGIN}={own}"), format!("{LOGIN}={own}; {LOGIN}={mark}"), format!("{LOGIN}=; {LOGIN}={mark}")];
    for cookies in planted.chain(twice) {
        let answer = desk.browser().send(Method::GET, &callback, &[("accept", "text/html"), ("cookie", &cookies)], None).await;
        assert_eq!(answer.sign_in_problem(), "sign_in_failed", "{cookies:?}");
        assert!(!answer.cookies().iter().any(|line| line.starts_with(&format!("{SESSION}="))), "{cookies:?}: {:?}", answer.cookies());
    }
    assert_eq!((desk.live_sessions().await, desk.effects().await), (0, 0));
    assert_eq!(attacker.get(&callback).await.location(), "/users", "it was a sign-in all the time, in its own browser");
}

#[tokio::test]
async fn a_session_that_was_planted_before_the_sign_in_is_not_the_one_after_it() {
    let desk = Desk::open().await;
    let attacker = desk.signed_in(HELPDESK_INES).await;
    let planted = attacker.cookie(SESSION).expect("a session");
    let victim = desk.browser();
    victim.set_cookie(SESSION, &planted);
    assert_eq!(victim.sign_in(SUPERVISOR).await.location(), "/users");
    assert_ne!(victim.cookie(SESSION).as_deref(), Some(planted.as_str()));
    assert!(victim.page("/users").await.text().contains("Hana Satō"));
    let theirs = attacker.get("/users").await;
    assert!(theirs.status == 303, "the planted one is over, and nobody's: {}", theirs.text());
    assert_eq!(desk.live_sessions().await, 1);
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    attacker.reset(&fields).await;
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn cookies_of_other_applications_keep_nobody_out() {
    let desk = Desk::open().await;
    // Another application under the same domain may set any of these for all of its hosts.
    for (name, value) in [
        ("sibling", "żółw"),
        ("ž", "1"),
        ("quoted", "\"a b, c\""),
        ("", "nameless"),
        ("json", "{\"a\":[1,2]}"),
        ("long", &"x".repeat(4_000)),
        ("\u{feff}", "\u{202e}"),
        ("percent", "%zz%"),
    ] {
        let browser = desk.browser();
        browser.set_cookie(name, value);
        let answer = browser.sign_in(HELPDESK_TOMASZ).await;
        assert_eq!((answer.status, answer.location()), (303, "/users"), "{name}={value}");
        assert!(browser.page("/users").await.text().contains("Tomasz Wilk"), "{name}={value}");
        let sent = browser.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await;
        assert!(html::revealed(&browser.follow(&sent).await.body).is_some(), "{name}={value}: the password is shown");
    }
}

#[tokio::test]
async fn a_sealed_password_opens_under_its_own_action_and_name_only() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let one = tomasz.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await.result_id();
    let other = tomasz.set_password(&desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await).await.result_id();
    let name = |id: &str| format!("__Host-passdesk-reveal-{}", id.replace('-', ""));
    let sealed = tomasz.cookie(&name(&one)).expect("a sealed password");
    let session = format!("{SESSION}={}", tomasz.cookie(SESSION).expect("a session"));
    // One user's password in the place of another's, and one under a name that anybody may set.
    for (id, cookies) in [(&other, format!("{session}; {}={sealed}", name(&other))), (&one, format!("{session}; {}={sealed}", name(&one).replace("__Host", "%5F%5FHost")))] {
        let seen = desk.browser().send(Method::GET, &format!("/results/{id}"), &[("accept", "text/html"), ("cookie", &cookies)], None).await;
        assert_eq!(html::revealed(&seen.body), None, "{cookies}");
    }
    assert!(html::revealed(&tomasz.page(&format!("/results/{one}")).await.body).is_some(), "its own is not used up");
}
