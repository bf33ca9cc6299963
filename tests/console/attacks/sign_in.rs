//! Attacks on signing in: forged, mixed and repeated callbacks, and where a sign-in leads.

use crate::browser::{Browser, SESSION, encode};
use crate::desk::{Desk, HELPDESK_INES, HELPDESK_TOMASZ, form};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use std::collections::BTreeMap;
use url::Url;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Parameters and what they are to be; nothing: they are left out.
type Edit<'a> = &'a [(&'a str, Option<&'a str>)];

fn parameters(callback: &str) -> BTreeMap<String, String> {
    Url::parse("http://console").and_then(|base| base.join(callback)).expect("a callback").query_pairs().into_owned().collect()
}

fn callback(parameters: &BTreeMap<String, String>) -> String {
    format!("/auth/callback?{}", encode(parameters))
}

async fn nobody_is_in(desk: &Desk, browser: &Browser, what: &str) {
    assert!(browser.cookie(SESSION).is_none(), "{what}");
    assert_eq!((desk.live_sessions().await, desk.effects().await), (0, 0), "{what}");
}

#[tokio::test]
async fn a_callback_with_parts_of_another_sign_in_signs_nobody_in() {
    let desk = Desk::open().await;
    let (attacker, victim) = (desk.browser(), desk.browser());
    let theirs = parameters(&attacker.callback_of(HELPDESK_INES).await);
    for (what, taken) in [("the attacker's code", &["code"][..]), ("the attacker's state", &["state"]), ("all of the attacker's", &["code", "state", "iss"])] {
        let mut mixed = parameters(&victim.callback_of(HELPDESK_TOMASZ).await);
        taken.iter().for_each(|name| drop(mixed.insert((*name).to_owned(), theirs[*name].clone())));
        assert_eq!(victim.get(&callback(&mixed)).await.sign_in_problem(), "sign_in_failed", "{what}");
        nobody_is_in(&desk, &victim, what).await;
    }
}

#[tokio::test]
async fn a_callback_that_was_tampered_with_signs_nobody_in() {
    let desk = Desk::open().await;
    let issuer = desk.sandbox.issuer_url();
    let upper = issuer.replace("http://", "HTTP://");
    let edits: [(&str, Edit); 10] = [
        ("no state", &[("state", None)]),
        ("an empty state", &[("state", Some(""))]),
        ("no code", &[("code", None)]),
        ("no iss", &[("iss", None)]),
        ("an empty iss", &[("iss", Some(""))]),
        ("the iss of somebody else", &[("iss", Some("https://evil.example"))]),
        ("the iss with a slash more", &[("iss", Some(&format!("{issuer}/")))]),
        ("the iss in capitals", &[("iss", Some(&upper))]),
        ("an error beside the code", &[("error", Some("access_denied"))]),
        ("an empty error beside the code", &[("error", Some(""))]),
    ];
    for (what, edit) in edits {
        let browser = desk.browser();
        let mut sent = parameters(&browser.callback_of(HELPDESK_TOMASZ).await);
        for (name, value) in edit {
            sent.remove(*name);
            value.map(|value| sent.insert((*name).to_owned(), value.to_owned()));
        }
        assert_eq!(browser.get(&callback(&sent)).await.sign_in_problem(), "sign_in_failed", "{what}");
        nobody_is_in(&desk, &browser, what).await;
    }
}

#[tokio::test]
async fn a_callback_whose_parameters_come_twice_or_in_disguise_signs_nobody_in() {
    let desk = Desk::open().await;
    let theirs = parameters(&desk.browser().callback_of(HELPDESK_INES).await);
    for name in ["code", "state", "iss", "error"] {
        for first in [true, false] {
            let browser = desk.browser();
            let good = browser.callback_of(HELPDESK_TOMASZ).await;
            let (path, query) = good.split_once('?').expect("a query");
            let again = encode(&form(&[(name, theirs.get(name).map_or("", String::as_str))]));
            let both = if first { format!("{path}?{again}&{query}") } else { format!("{path}?{query}&{again}") };
            assert_eq!(browser.get(&both).await.sign_in_problem(), "sign_in_failed", "{both}");
            nobody_is_in(&desk, &browser, name).await;
        }
    }
    // What only resembles a parameter is none: neither in the place of one, nor beside it.
    for disguise in ["code[]", "state[0]", "Code", "STATE", "iss ", "code%00"] {
        let browser = desk.browser();
        let mut sent = parameters(&browser.callback_of(HELPDESK_TOMASZ).await);
        let plain = disguise.to_lowercase().chars().take_while(char::is_ascii_alphabetic).collect::<String>();
        let value = sent.remove(&plain).expect("the parameter");
        sent.insert(disguise.to_owned(), value);
        assert_eq!(browser.get(&callback(&sent)).await.sign_in_problem(), "sign_in_failed", "{disguise:?}");
        nobody_is_in(&desk, &browser, disguise).await;
    }
}

#[tokio::test]
async fn tokens_in_the_callback_are_not_looked_at() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let mut sent = parameters(&browser.callback_of(HELPDESK_TOMASZ).await);
    // As in the implicit and hybrid flows, which this console does not speak.
    for (name, value) in [
        ("id_token", "e30.e30."),
        ("access_token", "planted"),
        ("token_type", "Bearer"),
        ("role", "administrator"),
        ("groups", "passdesk-admins"),
        ("return_to", "//evil.example"),
        ("nonce", "x"),
    ] {
        sent.insert(name.to_owned(), value.to_owned());
    }
    let answer = browser.get(&callback(&sent)).await;
    assert_eq!(answer.location(), "/users");
    let sessions = desk.console.sessions.list(None).await.expect("sessions");
    assert_eq!((sessions.len(), sessions[0].actor.id.sub.as_str(), sessions[0].actor.role_names().to_lowercase().contains("admin")), (1, HELPDESK_TOMASZ, false));
}

#[tokio::test]
async fn a_callback_is_taken_once_however_many_send_it_at_a_time() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let callback = browser.callback_of(HELPDESK_TOMASZ).await;
    let answers = futures::future::join_all((0..8).map(|_| browser.get(&callback))).await;
    assert_eq!(answers.iter().filter(|answer| answer.location() == "/users").count(), 1);
    assert_eq!((desk.live_sessions().await, desk.count(RecordKind::SignIn, "session.start").await), (1, 1));
    for answer in answers.iter().filter(|answer| answer.location() != "/users") {
        assert_eq!(answer.sign_in_problem(), "sign_in_failed");
        assert!(!answer.cookies().iter().any(|line| line.starts_with(&format!("{SESSION}="))), "{:?}", answer.cookies());
    }
}

#[tokio::test]
async fn a_callback_by_any_other_method_signs_nobody_in() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let good = browser.callback_of(HELPDESK_TOMASZ).await;
    let query = good.split_once('?').expect("a query").1.to_owned();
    // form_post, which nobody asked for; and methods that a page of another site can send.
    let headers = [FORM, ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
    for (method, path, body) in
        [(Method::POST, "/auth/callback", Some(query)), (Method::POST, good.as_str(), None), (Method::PUT, good.as_str(), None), (Method::OPTIONS, good.as_str(), None)]
    {
        let answer = browser.send(method.clone(), path, &headers, body).await;
        assert!(answer.status == 405, "{method} {path}: {}", answer.status);
        nobody_is_in(&desk, &browser, method.as_str()).await;
    }
    assert_eq!(browser.get(&good).await.location(), "/users");
}

#[tokio::test]
async fn the_one_address_that_other_sites_may_post_to_takes_the_issuers_word_only() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let path = "/auth/backchannel-logout";
    let session = tomasz.cookie(SESSION).expect("a session");
    let forged = [
        "",
        "logout_token=",
        "logout_token=e30.e30.",
        "logout_token=a.b.c&logout_token=a.b.c",
        "sub=nw-1002",
        "sid=x&sub=nw-1002&logout_token=",
        &format!("logout_token={session}"),
    ];
    for body in forged {
        for (kind, accept) in
            [("application/x-www-form-urlencoded", "text/html"), ("application/json", "application/json"), ("text/plain", "*/*"), ("multipart/form-data; boundary=x", "*/*")]
        {
            let headers = [("content-type", kind), ("accept", accept), ("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
            let answer = tomasz.send(Method::POST, path, &headers, Some(body.to_owned())).await;
            assert!(answer.status == 400 && answer.cookies().is_empty() && answer.location().is_empty(), "{kind} {body}: {} {}", answer.status, answer.body);
        }
    }
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS, Method::TRACE] {
        let answer = tomasz.send(method.clone(), path, &[("accept", "text/html"), ("sec-fetch-site", "cross-site")], None).await;
        assert_eq!(answer.status, 405, "{method}");
    }
    assert_eq!((tomasz.get("/users").await.status, desk.live_sessions().await), (200, 1));
}

#[tokio::test]
async fn a_sign_in_of_another_tab_or_address_leads_home_only() {
    let desk = Desk::open().await;
    let host = desk.host().to_owned();
    let long = format!("/users?q={}", "x".repeat(4_000));
    let asked = [
        "//evil.example",
        "///evil.example",
        "////evil.example/%2f..",
        "/\\evil.example",
        "\\/evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "%2f%2fevil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\u{0}//evil.example",
        " //evil.example",
        "\u{a0}//evil.example",
        "\u{feff}//evil.example",
        "/users\r\nLocation: https://evil.example",
        "/users%0d%0aLocation:%20https://evil.example",
        "/users\u{2028}//evil.example",
        "https://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:\\\\evil.example",
        "HTTPS://evil.example",
        "http:users",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "@evil.example",
        "/@evil.example",
        ".evil.example",
        ":80@evil.example",
        "//evil。example",
        "//evil%E3%80%82example",
        "/／evil.example",
        "／／evil.example",
        "//[::1]/",
        "//2130706433/",
        "/..//evil.example",
        "/users/..//evil.example",
        "/users/%2e%2e//evil.example",
        "/.//evil.example",
        "/;//evil.example",
        "/?//evil.example",
        "?return_to=//evil.example",
        "#//evil.example",
        "/auth/login?return_to=//evil.example",
        "/auth/logout",
        "/AUTH/../auth/login",
        "/./auth/login",
        "/sign-in?return_to=//evil.example",
        "/api/passwords/reset",
        "/users/../api/sessions/end",
        long.as_str(),
    ];
    for (place, wanted) in asked.into_iter().enumerate() {
        let query = encode(&form(&[("return_to", wanted)]));
        let headers = [FORM, ("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        let other = encode(&form(&[("return_to", "/users")]));
        let ways = [
            (Method::GET, format!("/auth/login?{query}"), None),
            (Method::POST, "/auth/login".to_owned(), Some(query.clone())),
            (Method::POST, format!("/auth/login?{query}"), Some(other)),
        ];
        // One way each: an address may begin 120 sign-ins a minute.
        for (method, path, body) in ways.into_iter().skip(place % 3).take(1) {
            let browser = desk.browser();
            let login = browser.send(method.clone(), &path, &headers, body).await;
            assert!(login.location().starts_with(&format!("{}/authorize?", desk.sandbox.issuer_url())), "{wanted:?}: {} {}", login.status, login.location());
            assert!(!login.location().contains("evil"), "{wanted:?}: {}", login.location());
            let landed = browser.get(&browser.approved(login.location(), HELPDESK_TOMASZ).await).await;
            // Where a browser goes from there, by the rules of browsers.
            let there = Url::parse(&desk.url).and_then(|base| base.join(landed.location())).unwrap_or_else(|error| panic!("{wanted:?} {}: {error}", landed.location()));
            assert_eq!((there.scheme(), there.authority()), ("http", host.as_str()), "{wanted:?}: {}", landed.location());
            let first = there.path().split('/').nth(1).unwrap_or_default().to_lowercase();
            assert!(!["auth", "api", "sign-in"].contains(&first.as_str()), "{wanted:?}: {}", landed.location());
            assert!(landed.header("location").is_ascii() && landed.headers.get_all("location").iter().count() == 1, "{wanted:?}");
        }
        let page = desk.browser().page(&format!("/sign-in?{query}")).await;
        for tag in crate::html::tags(&page.body).iter().filter(|tag| tag.name == "a") {
            let there = Url::parse(&desk.url).and_then(|base| base.join(tag.get("href"))).expect("a link");
            assert_eq!(there.authority(), host, "{wanted:?}: {}", tag.get("href"));
        }
    }
    assert_eq!(desk.effects().await, 0);
}
