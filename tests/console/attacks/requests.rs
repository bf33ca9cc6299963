//! Requests in disguise: paths, methods, hosts and origins that two readers read differently.

use crate::browser::{SESSION, encode};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::raw::{request, session_line};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const OWN_SITE: &str = "sec-fetch-site: same-origin";

/// Addresses of what only signed-in people may see.
const PRIVATE: [&str; 12] = [
    "/users",
    "/users?q=amara.okafor",
    "/audit",
    "/audit/people",
    "/audit/proof",
    "/audit/checkpoints",
    "/audit/audit-format.md",
    "/audit/verifier.py",
    "/sessions",
    "/waiting",
    "/work",
    "/policy",
];

/// The same address as it could be written for somebody who resolves dots, slashes, escapes or case.
fn disguises(path: &str) -> Vec<String> {
    let mut all = vec![];
    for open in [
        "/auth/..",
        "/auth/%2e%2e",
        "/auth/.%2E",
        "/auth/x/../..",
        "/api/..",
        "/api/%2e%2e",
        "/sign-in/..",
        "/problem/..",
        "/theme/..",
        "/pkg/..",
        "/pkg/%2e%2e",
        "/healthz/..",
        "/auth/..;",
        "/auth/..%2f..",
        "/auth/\\..\\..",
    ] {
        all.push(format!("{open}{path}"));
    }
    let (bare, query) = path.split_once('?').map_or((path, String::new()), |(bare, query)| (bare, format!("?{query}")));
    all.extend([
        format!("/{path}"),
        format!("//evil.example{path}"),
        format!("/.{path}"),
        format!("{bare}/{query}"),
        format!("{bare};x=1{query}"),
        format!("{bare}%00{query}"),
        format!("{bare}%2f{query}"),
        format!("{bare}.json{query}"),
        format!("{}{query}", bare.to_uppercase()),
        format!("{}{query}", bare.replacen('u', "%75", 1).replacen('a', "%61", 1)),
        format!("/sign-in%2f..{path}"),
        format!("/sign-in#{path}"),
        format!("/sign-in?x={path}"),
    ]);
    all
}

#[tokio::test]
async fn no_spelling_of_an_address_shows_a_stranger_anything() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    let sent = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let before = desk.trail().await.len();
    let pages = [format!("/users/{CUSTOMERS}/{sub}"), format!("/results/{sent}"), format!("/audit/{sent}")];
    for path in PRIVATE.into_iter().chain(pages.iter().map(String::as_str)) {
        for disguise in disguises(path).into_iter().chain([path.to_owned()]) {
            for (method, lines) in [("GET", vec![OWN_SITE]), ("HEAD", vec![]), ("GET", vec!["x-original-url: /users", "x-rewrite-url: /users", "x-forwarded-prefix: /auth"])] {
                let answer = desk.raw_page(&format!("{method} {disguise} HTTP/1.1"), &lines, "").await;
                let text = answer.text();
                assert!(answer.status != 200 || text.is_empty() || text.contains("Sign in"), "{method} {disguise}: {} {text}", answer.status);
                for secret in ["Amara", "amara.okafor@", "Tomasz", &sub, "records", "def verify"] {
                    assert!(!text.contains(secret), "{method} {disguise} shows {secret}: {text}");
                }
                let to = answer.location();
                assert!(to.is_empty() || (to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/\\")), "{method} {disguise}: {to}");
            }
        }
    }
    assert_eq!(desk.trail().await.len(), before, "nothing was read in anybody's name");
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn no_spelling_of_an_address_goes_around_a_guard_of_posts() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let session = session_line(&tomasz.cookie(SESSION).expect("a session"));
    let body = encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await);
    let length = format!("content-length: {}", body.len());
    for disguise in disguises("/api/passwords/reset")
        .into_iter()
        .chain(["/auth/backchannel-logout/../../api/passwords/reset".to_owned(), "/auth/backchannel-logout/..;/api/passwords/reset".to_owned()])
    {
        for site in ["sec-fetch-site: cross-site", OWN_SITE] {
            let answer = desk.raw_page(&format!("POST {disguise} HTTP/1.1"), &[&session, FORM, &length, site], &body).await;
            assert!(answer.status >= 400, "{site} {disguise}: {}", answer.status);
        }
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
}

#[tokio::test]
async fn no_other_method_has_an_effect() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let session = session_line(&hana.cookie(SESSION).expect("a session"));
    let own = encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await);
    let handle = desk.console.sessions.list(None).await.expect("sessions").remove(0).handle;
    let overrides = ["x-http-method-override: POST", "x-http-method: POST", "x-method-override: POST"];
    for (path, body) in [
        ("/api/passwords/reset", own.as_str()),
        ("/api/passwords/set", &format!("{own}&lasts=temporary&source=generated")),
        ("/api/sessions/end", &format!("handle={handle}")),
        ("/api/sessions/end-others", ""),
        ("/auth/logout", ""),
        ("/audit/verify", ""),
        ("/audit/sign", ""),
        ("/audit/export", "format=csv&everything=on"),
    ] {
        for method in ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "post", "Post", "POSTT", "QUERY"] {
            for target in [path.to_owned(), format!("{path}?_method=POST&{body}"), format!("{path}?method=POST&{body}")] {
                let body = if method == "TRACE" { "" } else { body };
                let length = format!("content-length: {}", body.len());
                let lines: Vec<&str> = [session.as_str(), FORM, OWN_SITE, &length].into_iter().chain(overrides).collect();
                let answer = desk.raw_page(&format!("{method} {target} HTTP/1.1"), &lines, body).await;
                assert!((400..500).contains(&answer.status), "{method} {target}: {}", answer.status);
                assert!(
                    !answer.body.contains(session.trim_start_matches("cookie: ")) && !answer.body.to_lowercase().contains("x-http-method"),
                    "{method} {target} is an echo: {}",
                    answer.body
                );
                assert!(answer.cookies().is_empty(), "{method} {target}: {:?}", answer.cookies());
            }
        }
    }
    assert_eq!((desk.effects().await, desk.live_sessions().await), (0, 1));
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 0);
}

#[tokio::test]
async fn a_request_that_names_another_host_in_any_way_is_refused() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let session = session_line(&tomasz.cookie(SESSION).expect("a session"));
    let host = desk.host().to_owned();
    let port = host.rsplit(':').next().expect("a port");
    let hosts = [
        "evil.example".to_owned(),
        format!("{host}.evil.example"),
        format!("evil.example#{host}"),
        format!("{host}@evil.example"),
        format!("evil.example@{host}"),
        format!("127.0.0.1.:{port}"),
        format!("127.0.0.1:0{port}"),
        format!("127.1:{port}"),
        format!("2130706433:{port}"),
        format!("[::ffff:127.0.0.1]:{port}"),
        format!("{host}, evil.example"),
        format!("{host} evil.example"),
        format!("{host}/evil"),
        format!("127.0.0.1:{port}:{port}"),
        format!("127。0。0。1:{port}"),
        String::new(),
    ];
    let refused = |what: String, bytes: String| {
        let desk = &desk;
        async move {
            for answer in desk.raw(&bytes).await {
                assert!(matches!(answer.status, 400 | 421), "{what}: {} {}", answer.status, answer.location());
                assert!(!answer.body.contains("evil") && !answer.location().contains("evil") && answer.cookies().is_empty(), "{what}: {}", answer.body);
            }
        }
    };
    let end = "connection: close";
    for path in ["/users", "/auth/login"] {
        for named in &hosts {
            refused(format!("host {named:?} {path}"), request(&format!("GET {path} HTTP/1.1"), &[&format!("host: {named}"), &session, "accept: text/html", end], "")).await;
        }
        let own = format!("host: {host}");
        for (what, first_line, lines) in [
            ("two hosts, ours first", format!("GET {path} HTTP/1.1"), vec![own.as_str(), "host: evil.example"]),
            ("two hosts, ours last", format!("GET {path} HTTP/1.1"), vec!["host: evil.example", &own]),
            ("no host", format!("GET {path} HTTP/1.1"), vec![]),
            ("no host, an older version", format!("GET {path} HTTP/1.0"), vec![]),
            // RFC 9112, section 3.2.2: the target's own host is the one that counts.
            ("a target of another host", format!("GET http://evil.example{path} HTTP/1.1"), vec![&own]),
            ("a target of another scheme and host", format!("GET https://evil.example{path} HTTP/1.1"), vec![&own]),
            ("a target of ours under another host", format!("GET http://{host}{path} HTTP/1.1"), vec!["host: evil.example"]),
            ("a target with a name before the host", format!("GET http://evil.example@{host}{path} HTTP/1.1"), vec![&own]),
            ("a host behind white space", format!("GET {path} HTTP/1.1"), vec!["host : evil.example", &own]),
            ("a folded line", format!("GET {path} HTTP/1.1"), vec![&own, " evil.example"]),
        ] {
            let lines: Vec<&str> = lines.into_iter().chain([session.as_str(), "accept: text/html", end]).collect();
            refused(format!("{what} {path}"), request(&first_line, &lines, "")).await;
        }
    }
    assert_eq!(tomasz.page("/users").await.status, 200);
}

#[tokio::test]
async fn no_forwarding_header_changes_where_a_sign_in_comes_back_to_or_who_is_on_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let plain = tomasz.send(Method::GET, "/auth/login", &[], None).await;
    let redirect = |location: &str| url::Url::parse(location).expect("an address").query_pairs().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.into_owned());
    let expected = redirect(plain.location());
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-scheme", "https"),
        ("x-forwarded-port", "443"),
        ("x-forwarded-prefix", "/evil"),
        ("x-forwarded-server", "evil.example"),
        ("forwarded", "for=203.0.113.7;host=evil.example;proto=https"),
        ("x-host", "evil.example"),
        ("x-original-host", "evil.example"),
        ("x-http-host-override", "evil.example"),
        ("x-original-url", "/evil.example"),
        ("x-rewrite-url", "/evil.example"),
        ("x-forwarded-for", "203.0.113.7"),
        ("x-real-ip", "203.0.113.7"),
        ("x-client-ip", "203.0.113.7"),
        ("true-client-ip", "203.0.113.7"),
        ("cf-connecting-ip", "203.0.113.7"),
        ("x-forwarded-for", "127.0.0.1, 203.0.113.7"),
        ("x-remote-user", "nw-1006"),
        ("x-forwarded-user", "nw-1006"),
        ("x-forwarded-email", "admin@northwind.example"),
        ("authorization", "Basic bnctMTAwNjp4"),
    ] {
        let login = tomasz.send(Method::GET, "/auth/login", &[(name, value)], None).await;
        assert_eq!(redirect(login.location()), expected, "{name}");
        let stranger = desk.browser().send(Method::GET, "/users", &[("accept", "text/html"), (name, value)], None).await;
        assert_eq!((stranger.status, stranger.location()), (303, "/sign-in?return_to=%2Fusers"), "{name}");
        let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        let headers = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded"), (name, value)];
        let id = tomasz.send(Method::POST, "/api/passwords/reset", &headers, Some(encode(&fields))).await.result_id();
        for record in desk.records(&id).await {
            assert_eq!((record.entry.address.as_str(), record.entry.actor.expect("who").sub.as_str()), ("127.0.0.1", HELPDESK_TOMASZ), "{name}");
        }
    }
}

#[tokio::test]
async fn a_post_that_says_two_things_of_where_it_comes_from_is_refused() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let session = session_line(&tomasz.cookie(SESSION).expect("a session"));
    let body = encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await);
    let length = format!("content-length: {}", body.len());
    let own = desk.url.clone();
    let origin = |text: &str| format!("origin: {text}");
    let (good, slash, upper, space) = (origin(&own), origin(&format!("{own}/")), origin(&own.to_uppercase()), origin(&format!("{own} https://evil.example")));
    let (https, bare, name) = (origin(&own.replace("http://", "https://")), origin("http://127.0.0.1"), origin(&own.replace("127.0.0.1", "localhost")));
    let (user, path, comma) = (origin(&own.replace("http://", "http://evil.example@")), origin(&format!("{own}/users")), origin(&format!("{own}, {own}")));
    let referer = format!("referer: {own}/users");
    for lines in [
        vec!["sec-fetch-site: same-origin", "sec-fetch-site: cross-site"],
        vec!["sec-fetch-site: cross-site", "sec-fetch-site: same-origin"],
        vec!["sec-fetch-site: same-origin, cross-site"],
        vec!["sec-fetch-site: Same-Origin"],
        vec!["sec-fetch-site: same-origin;x"],
        vec!["sec-fetch-site:"],
        vec!["sec-fetch-site: \u{e9}"],
        vec!["sec-fetch-site: none", good.as_str()],
        vec!["sec-fetch-site: same-site", &good],
        vec!["sec-fetch-site:", &good],
        vec![&good, "origin: https://evil.example"],
        vec!["origin: https://evil.example", &good],
        vec!["origin: null"],
        vec!["origin:"],
        vec![&slash],
        vec![&upper],
        vec![&space],
        vec![&https],
        vec![&bare],
        vec![&name],
        vec![&user],
        vec![&path],
        vec![&comma],
        // A Referer is no word on the origin, nor is any header that a page of another site may not even set.
        vec![&referer],
        vec![&referer, "x-requested-with: XMLHttpRequest"],
        vec!["sec-fetch-mode: navigate", "sec-fetch-user: ?1", "sec-fetch-dest: document"],
    ] {
        let all: Vec<&str> = [session.as_str(), FORM, &length].into_iter().chain(lines.iter().copied()).collect();
        let answer = desk.raw_page("POST /api/passwords/reset HTTP/1.1", &all, &body).await;
        assert_eq!(answer.status, 403, "{lines:?}");
        assert!(answer.text().contains("did not come from a page of this console"), "{lines:?}: {}", answer.text());
    }
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
    let answer = desk.raw_page("POST /api/passwords/reset HTTP/1.1", &[&session, FORM, &length, &good], &body).await;
    assert!(!answer.result_id().is_empty() && desk.effects().await == 1, "our own origin is enough, so the rest was refused for itself");
}
