//! In addresses: parameters, paths, cursors.

use super::{OWN_SITE, PAGE, values};
use crate::browser::{SESSION, encode};
use crate::desk::{ADMIN, CUSTOMERS, Desk, HELPDESK_TOMASZ, form};
use crate::raw::{request, session_line};
use reqwest::Method;

#[tokio::test]
async fn no_parameter_of_an_address_makes_a_page_fail() {
    let desk = Desk::open().await;
    let admin = desk.signed_in(ADMIN).await;
    let sub = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    let user = format!("/users/{CUSTOMERS}/{sub}");
    let pages: [(&str, &[&str]); 11] = [
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
        ("/audit/people", &["text", "actor", "outcome", "from", "until", "reads", "before"]),
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
