//! Redirects stay at home, and no address makes a page say what its maker wants.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use reqwest::Method;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn a_forged_error_in_an_address_is_stripped() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (forged, clean) in [
        ("/users?__err=Call+0900&__path=%2Fapi%2Fusers%2Fsearch", "/users"),
        ("/users?q=ana&__err=Call+0900", "/users?q=ana"),
        ("/users?%5F%5Ferr=Call+0900", "/users"),
        ("/sign-in?__path=x&problem=busy", "/sign-in?problem=busy"),
        ("/sessions?__err=", "/sessions"),
    ] {
        let answer = tomasz.get(forged).await;
        assert_eq!((answer.status, answer.location()), (303, clean), "{forged}");
        assert!(!tomasz.get(clean).await.body.contains("0900"));
    }
    let problem = tomasz.get("/problem?code=busy&reference=Call+0900+now").await;
    assert!(problem.status == 503 && !problem.body.contains("0900"), "{}", problem.text());
    let unknown = tomasz.get("/problem?code=Call+0900").await;
    assert!(unknown.status == 404 && !unknown.body.contains("0900"), "{}", unknown.text());
    for forged in ["/sign-in?problem=Call+0900&ended=Call+0900", "/sign-in?problem=busy&reference=Call+0900+now"] {
        let sign_in = tomasz.get(forged).await;
        assert!(!sign_in.body.contains("0900"), "{}", sign_in.text());
    }
}

#[tokio::test]
async fn no_referer_leads_a_post_to_another_site() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let good = crate::browser::encode(&desk.reset_form(CUSTOMERS, "freya.lindholm").await);
    let same_host = format!("{}//evil.example/", desk.url);
    for referer in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "nonsense", same_host.as_str()] {
        for path in leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).chain(["/theme"]) {
            for body in ["", "%zz", "pool=x&q=y&handle=z&theme=dark", good.as_str()] {
                let headers = [FORM, ("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("referer", referer)];
                let answer = tomasz.send(Method::POST, path, &headers, Some(body.to_owned())).await;
                let to = answer.location();
                assert!(answer.status < 500, "{path} {body:?}: {}", answer.status);
                assert!(to.is_empty() || (to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.contains("evil")), "{path} {body:?} {referer}: {to}");
                assert!(!answer.body.contains("evil.example"), "{path} {body:?} {referer}: {}", answer.body);
            }
        }
    }
}

#[tokio::test]
async fn a_theme_is_kept_and_leads_back_to_its_page() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let referer = format!("{}/sign-in?problem=busy", desk.url);
    let headers = [FORM, ("sec-fetch-site", "same-origin"), ("referer", referer.as_str())];
    let answer = browser.send(Method::POST, "/theme", &headers, Some("theme=dark".into())).await;
    assert_eq!((answer.status, answer.location()), (303, "/sign-in?problem=busy"));
    assert!(browser.get("/sign-in").await.body.contains("data-theme=\"dark\""));
    let hostile = browser.send(Method::POST, "/theme", &headers, Some("theme=%22%3E%3Cscript%3E".into())).await;
    assert!(hostile.cookies().iter().all(|line| line.starts_with("passdesk-theme=;")), "{:?}", hostile.cookies());
}
