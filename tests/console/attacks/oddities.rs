//! What no page of ours would send, thrown at every place that reads something: nothing fails, and nothing is done.

use crate::browser::{SESSION, encode};
use crate::desk::{ADMIN, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::ALL;
use crate::raw::{request, session_line};
use reqwest::Method;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OWN_SITE: (&str, &str) = ("sec-fetch-site", "same-origin");
const PAGE: (&str, &str) = ("accept", "text/html");

/// Values as they stand in an address or a form, already escaped.
fn values() -> Vec<String> {
    let mut values: Vec<String> = [
        "",
        "-1",
        "0",
        "-0",
        "1.5",
        "NaN",
        "1e999",
        "+",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "340282366920938463463374607431768211456",
        "%00",
        "%ff%fe",
        "%",
        "%z",
        "%f0%9f",
        "%ED%A0%80",
        "%C0%AE",
        "%E2%80%AE",
        "%F0%9F%98%80",
        "%EF%BF%BE",
        "%0d%0aSet-Cookie:%20a=b",
        "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "%7B%7B7*7%7D%7D",
        "%24%7B7*7%7D",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%27%20or%201=1--",
        "*",
        "%25",
        "_",
        "0000-00-00",
        "9999-12-31",
        "%2B10000-01-01",
        "-0001-01-01",
        "-9999-01-01",
        "2026-02-30",
        "2026-11-22T25:61:61Z",
        "true",
        "null",
        "%5B%5D",
        "%7B%7D",
        "on",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ]
    .map(str::to_owned)
    .to_vec();
    values.extend(["a".repeat(3_000), "%F0%9F%98%80".repeat(600), "%CC%81".repeat(500), "1".repeat(400)]);
    values
}

#[tokio::test]
async fn no_parameter_of_an_address_makes_a_page_fail() {
    let desk = Desk::open().await;
    let admin = desk.signed_in(ADMIN).await;
    let sub = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    let user = format!("/users/{CUSTOMERS}/{sub}");
    let pages: [(&str, &[&str]); 10] = [
        ("/users", &["pool", "q", "list", "page"]),
        (&user, &["do", "draft", "from", "contacts", "export"]),
        (
            "/audit",
            &[
                "text",
                "who",
                "actor",
                "user",
                "user_sub",
                "action",
                "outcome",
                "pool",
                "role",
                "basis",
                "ticket",
                "address",
                "reference",
                "from",
                "until",
                "reads",
                "before",
                "after",
                "oldest",
                "export",
            ],
        ),
        ("/audit/proof", &["cut", "before", "page"]),
        ("/waiting", &["pool", "kind", "clock", "newer_than", "page", "q"]),
        ("/work", &["days", "before", "page", "action"]),
        ("/sessions", &["ended"]),
        ("/sign-in", &["return_to", "problem", "reference", "ended"]),
        ("/policy", &["action", "pool", "role", "user"]),
        ("/problem", &["code", "reference"]),
    ];
    for (page, names) in pages {
        for name in names {
            for value in values() {
                let answer = admin.send(Method::GET, &format!("{page}?{name}={value}"), &[PAGE, OWN_SITE], None).await;
                assert!(answer.status < 500 || page == "/problem", "{page} {name}={value}: {} {}", answer.status, answer.text());
                assert!(!answer.body.contains("<script>alert") && answer.headers.get("set-cookie").is_none(), "{page} {name}={value}");
            }
            for query in [
                format!("{name}[]=1"),
                format!("{name}[a][b]=1"),
                format!("{name}=1&{name}=2"),
                (*name).to_owned(),
                format!("&&=&={name}&"),
                "%ff=1".to_owned(),
                (0..900).map(|_| format!("{name}=1")).collect::<Vec<_>>().join("&"),
            ] {
                let answer = admin.send(Method::GET, &format!("{page}?{query}"), &[PAGE, OWN_SITE], None).await;
                assert!(answer.status < 500 || page == "/problem", "{page} {query}: {} {}", answer.status, answer.text());
            }
        }
    }
    assert_eq!(desk.changed().await, []);
}

#[tokio::test]
async fn no_part_of_a_path_makes_a_page_fail() {
    let desk = Desk::open().await;
    let session = session_line(&desk.signed_in(ADMIN).await.cookie(SESSION).expect("a session"));
    for value in values() {
        for path in [
            format!("/users/{CUSTOMERS}/{value}"),
            format!("/users/{value}/{value}"),
            format!("/results/{value}"),
            format!("/again/{value}"),
            format!("/audit/{value}"),
            format!("/audit/{value}/{value}"),
            format!("/{value}"),
            format!("/pkg/{value}"),
            format!("/api/{value}"),
            format!("/auth/{value}"),
        ] {
            let answer =
                desk.raw(&request(&format!("GET {path} HTTP/1.1"), &[&format!("host: {}", desk.host()), "accept: text/html", "connection: close", &session], "")).await.remove(0);
            assert!(answer.status < 500 && !answer.body.contains("<script>alert"), "{path}: {} {}", answer.status, answer.text());
        }
    }
    assert_eq!(desk.browser().page("/sign-in").await.status, 200);
}

#[tokio::test]
async fn no_value_of_a_field_makes_a_form_fail_or_go_to_somebody_else() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        let names: Vec<String> = of
            .forged(&desk, CUSTOMERS, of.user)
            .await
            .into_keys()
            .chain(["seen", "caller_verified_by", "check", "signs_out", "add_rows", "sends_code", "sends_secret_looks"].map(str::to_owned))
            .collect();
        for name in names {
            // One form for each: what a good one does is not at stake.
            let value = values().into_iter().collect::<Vec<_>>();
            for value in value.iter().step_by(if matches!(name.as_str(), "pool" | "sub" | "username" | "action_id") { 1 } else { 6 }) {
                let mut fields = of.forged(&desk, CUSTOMERS, of.user).await;
                fields.remove(&name);
                let body = format!("{}&{name}={value}", encode(&fields));
                let answer = hana.send(Method::POST, of.path, &[FORM, OWN_SITE, PAGE], Some(body)).await;
                assert!(answer.status < 500, "{} {name}={value}: {} {}", of.word, answer.status, answer.text());
                let to = answer.location();
                assert!(to.is_empty() || (to.starts_with('/') && !to.contains("//") && !to.contains('\\')), "{} {name}={value}: {to}", of.word);
            }
        }
    }
    let users: Vec<&str> = ALL.iter().map(|of| of.user).collect();
    assert!(desk.changed().await.iter().all(|(_, username)| users.contains(&username.as_str())), "{:?}", desk.changed().await);
}

#[tokio::test]
async fn no_shape_of_a_form_makes_it_fail() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let paths: Vec<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).chain(["/audit/export", "/audit/verify", "/theme", "/auth/login", "/auth/backchannel-logout"]).collect();
    let deep = "[a]".repeat(3_000);
    let shapes = [
        String::new(),
        "&".repeat(60_000),
        "=".repeat(60_000),
        "a=1&".repeat(15_000),
        "%".repeat(60_000),
        format!("metadata{deep}=1"),
        format!("pool{deep}=1"),
        "[".repeat(30_000),
        "]=1".to_owned(),
        "metadata[99999999999999999999][key]=a".to_owned(),
        "metadata[18446744073709551615][key]=a&metadata[0][key]=b".to_owned(),
        "metadata[-1][key]=a".to_owned(),
        "metadata[][key]=a&metadata[][value]=b".to_owned(),
        "metadata[0][key][x]=a".to_owned(),
        "metadata[0]=x&metadata[0][key]=a".to_owned(),
        "metadata=a&metadata[0][key]=a".to_owned(),
        (0..1_500).map(|row| format!("metadata[{row}][key]=k{row}&")).collect(),
        (0..3_000).map(|row| format!("words[{row}]=w&")).collect(),
        (0..8_000).map(|_| "list=a&").collect(),
        format!("list={}", "a%0a".repeat(9_000)),
        format!("password={}", "%F0%9F%98%80".repeat(5_000)),
        format!("reason={}", "%00".repeat(20_000)),
        "logout_token=a&logout_token=b".to_owned(),
        format!("logout_token={}", "a.".repeat(20_000)),
        "logout_token=e30.e30.&state=x".to_owned(),
        "format=csv&format=jsonl&everything=on&everything=off&before=-1".to_owned(),
        "\u{feff}pool=x".to_owned(),
        "{\"pool\":\"x\"}".to_owned(),
    ];
    for path in paths {
        for shape in &shapes {
            for accept in ["text/html", "application/json"] {
                let answer = hana.send(Method::POST, path, &[FORM, OWN_SITE, ("accept", accept)], Some(shape.clone())).await;
                assert!(answer.status < 500, "{path} {:.80}: {} {}", shape, answer.status, answer.text());
            }
            // Whoever ended the session by one of these signs in again.
            if hana.get("/sessions").await.status != 200 {
                hana.sign_in(SUPERVISOR).await;
            }
        }
    }
    assert_eq!(desk.changed().await, []);
}

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

#[tokio::test]
async fn no_address_below_the_assets_leads_to_another_file() {
    let desk = Desk::open().await;
    for up in ["..", "%2e%2e", ".%2e", "%2E.", "..%2f", "..%5c", "%2e%2e%2f", "..;", "%252e%252e", "%c0%ae%c0%ae", "..%00", "....//"] {
        for file in ["Cargo.toml", "passdesk.db", "etc/passwd", "src/main.rs", "target/site/../../Cargo.toml"] {
            for depth in 1..5 {
                let path = format!("/pkg/{}{file}", format!("{up}/").repeat(depth));
                let answer = desk.raw(&request(&format!("GET {path} HTTP/1.1"), &[&format!("host: {}", desk.host()), "connection: close"], "")).await.remove(0);
                assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
            }
        }
    }
    for path in [
        "/pkg/",
        "/pkg",
        "/pkg/.",
        "/favicon.svg/",
        "/robots.txt/x",
        "/pkg//etc/passwd",
        "/.env",
        "/.git/config",
        "/Cargo.toml",
        "/metrics",
        "/debug/pprof",
        "/actuator",
        "/server-status",
    ] {
        let answer = desk.raw(&request(&format!("GET {path} HTTP/1.1"), &[&format!("host: {}", desk.host()), "connection: close"], "")).await.remove(0);
        assert!(answer.status >= 300 && answer.body.len() < 10_000, "{path}: {} {}", answer.status, answer.body);
    }
}

#[tokio::test]
async fn a_search_goes_on_for_its_own_pool_and_words_only() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for page in ["W10", "W251bGxd", "WyJ4Il0", "WyJ4Iiwi eCJd", "WyIiXQ", "eyIwIjoieCJ9", "W1tbW1tbW1tbW1tb", "IiI", "MQ", "bnVsbA", "////", "===="] {
        for query in [form(&[("pool", CUSTOMERS), ("q", "a"), ("page", page)]), form(&[("q", ""), ("page", page)]), form(&[("pool", "x"), ("q", "a"), ("page", page)])] {
            let answer = tomasz.get(&format!("/users?{}", encode(&query))).await;
            assert!(answer.status < 500, "{query:?}: {} {}", answer.status, answer.text());
            let json = tomasz.post_for_json("/api/users/search", &query).await;
            assert!(json.status < 500, "{query:?}: {} {}", json.status, json.body);
        }
    }
}
