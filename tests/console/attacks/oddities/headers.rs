//! In headers, those of questions from other origins included.

use super::PAGE;
use crate::browser::SESSION;
use crate::desk::{Desk, HELPDESK_TOMASZ};
use crate::raw::{request, session_line};
use reqwest::Method;

#[tokio::test]
async fn no_header_makes_a_page_fail_or_says_anything_on_it() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let session = session_line(&tomasz.cookie(SESSION).expect("a session"));
    for name in [
        "user-agent",
        "accept",
        "accept-language",
        "accept-encoding",
        "referer",
        "range",
        "if-none-match",
        "if-modified-since",
        "if-range",
        "x-request-id",
        "traceparent",
        "content-type",
        "expect",
        "upgrade",
        "te",
        "x-passdesk-poll",
        "sec-purpose",
        "x-forwarded-for",
        "date",
        "via",
        "connection",
    ] {
        for value in [
            "",
            ",",
            "\"",
            "evil\u{202e}\u{e9}",
            "bytes=0-",
            "bytes=-1,-1,-1",
            "*",
            "text/html;q=nan",
            "100-continue",
            "h2c",
            "websocket",
            "evil<script>alert(1)</script>",
            "Thu, 99 Nov 9999 99:99:99 GMT",
            &"evil".repeat(5_000),
        ] {
            let host = format!("host: {}", desk.host());
            let lines = [host.as_str(), session.as_str(), "accept: text/html", &format!("{name}: {value}"), "connection: close"];
            for path in ["/users", "/sessions", "/sign-in", "/pkg/passdesk.css"] {
                let Some(answer) = desk.raw(&request(&format!("GET {path} HTTP/1.1"), &lines, "")).await.into_iter().next() else { continue };
                assert!(answer.status < 500, "{name}: {value:.60} {path}: {}", answer.status);
                assert!(!answer.body.contains("<script>alert"), "{name}: {value:.60} {path}: {}", answer.body);
                assert!(answer.headers.iter().all(|(_, told)| !told.to_str().unwrap_or("evil").contains("evil")), "{name}: {value:.60} {path}: {:?}", answer.headers);
            }
        }
    }
}

#[tokio::test]
async fn no_answer_lets_another_origin_read_it() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1", &desk.url] {
        for (method, path) in [
            (Method::GET, "/users"),
            (Method::GET, "/audit"),
            (Method::OPTIONS, "/users"),
            (Method::OPTIONS, "/api/passwords/reset"),
            (Method::OPTIONS, "/api/users/search"),
            (Method::POST, "/api/users/search"),
            (Method::OPTIONS, "/auth/logout"),
            (Method::GET, "/healthz"),
            (Method::GET, "/pkg/passdesk.css"),
        ] {
            let headers = [
                PAGE,
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type"),
                ("access-control-request-private-network", "true"),
            ];
            let answer = tomasz.send(method.clone(), path, &headers, None).await;
            let open: Vec<_> = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control") || name.as_str() == "timing-allow-origin").collect();
            assert!(open.is_empty(), "{method} {path} {origin}: {open:?}");
            assert!(method != Method::OPTIONS || answer.status >= 400, "{method} {path}: {}", answer.status);
        }
    }
    assert_eq!(desk.changed().await, []);
}
