//! Too much to do: who is refused, and what goes on all the same.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ};
use reqwest::Method;
use serde_json::json;

/// More than one browser may have under way.
const MANY: usize = 60;

#[tokio::test]
async fn a_browser_that_asks_for_too_much_at_once_is_told_when_to_come_again_and_is_in_nobodys_way() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let sub = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    let page = format!("/users/{CUSTOMERS}/{sub}");
    desk.control(Method::POST, "faults", Some(json!({ "operation": "AdminGetUser", "delay_ms": 3_000 }))).await;
    let crowd = futures::future::join_all((0..MANY).map(|_| tomasz.get(&page)));
    let others = async {
        // While Cognito keeps them waiting.
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        (ines.get("/work").await, ines.get("/healthz").await)
    };
    let (answers, (work, health)) = tokio::join!(crowd, others);
    assert_eq!((work.status, health.status), (200, 200));
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert!(!refused.is_empty(), "nobody was refused");
    assert!(answers.iter().any(|answer| answer.status == 200), "somebody is always let in");
    for answer in refused {
        assert!(answer.text().contains("The console has too much to do at the moment."), "{}", answer.text());
        assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{:?}", answer.headers);
    }
    desk.control(Method::DELETE, "faults", None).await;
    assert_eq!(tomasz.get(&page).await.status, 200, "as before");
}
