use super::{desk, multipart, run_of, send, supervisor};
use crate::desk::{AUDITOR, CUSTOMERS, HELPDESK_INES};
use passdesk::domain::audit::RecordKind;
use reqwest::Method;

const FIELDS: [(&str, &str); 3] = [("help", "reset"), ("pool", CUSTOMERS), ("reason", "Passwords leaked at a supplier")];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_list_is_named_by_line_and_nothing_starts_by_halves() {
    let desk = desk().await;
    let browser = supervisor(&desk).await;
    let list = "Username,UserPoolId,metadata.note\namara.okafor,,fine\n,eu-west-1_Other,x\namara.okafor,eu-west-1_Nobody,AKIAIOSFODNN7EXAMPLE\n";
    let answer = send(&browser, &FIELDS, Some(("users.csv", list))).await;
    assert_eq!(answer.status, 303);
    let page = browser.get(answer.location()).await;
    assert_eq!(page.status, 422, "{}", page.text());
    for words in ["Line 3", "Choose the file"] {
        assert!(page.text().to_lowercase().contains(&words.to_lowercase()), "{words}: {}", page.text());
    }
    assert!(desk.console.bulk.newest(9).await.expect("runs").is_empty());
    assert_eq!(desk.count(RecordKind::Run, "bulk.prepare").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_comes_back_escaped_and_a_password_does_not() {
    let desk = desk().await;
    let browser = supervisor(&desk).await;
    let hostile = "</textarea><script>alert(1)</script>";
    let answer = send(&browser, &[("help", ""), ("pool", CUSTOMERS), ("reason", "Wrong \"quotes\""), ("list", hostile)], None).await;
    let page = browser.get(answer.location()).await;
    assert!(page.body.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)") && !page.body.contains("<script>alert"), "{}", page.body);
    assert!(page.body.contains("Choose what is to be done.") && page.body.contains("Wrong &quot;quotes&quot;"));
    let answer = send(&browser, &[("help", "reset"), ("pool", CUSTOMERS), ("reason", "Leak"), ("list", "Username,Password\namara.okafor,Correct-Horse-7\n")], None).await;
    let page = browser.get(answer.location()).await;
    assert!(page.status == 422 && !page.body.contains("Correct-Horse-7"), "{}", page.text());
    assert!(page.text().to_lowercase().contains("password"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_with_the_right_send_lists_and_others_are_on_record() {
    let desk = desk().await;
    for (persona, event) in [(HELPDESK_INES, "bulk.prepare"), (AUDITOR, "bulk.prepare")] {
        let browser = desk.signed_in(persona).await;
        let answer = send(&browser, &[FIELDS[0], FIELDS[1], FIELDS[2], ("list", "amara.okafor")], None).await;
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert_eq!(desk.newest(RecordKind::Denied, event).await.and_then(|record| record.entry.actor).map(|actor| actor.sub).as_deref(), Some(persona));
        assert_eq!(browser.get("/bulk").await.status, 403);
        assert!(!browser.get("/users").await.body.contains("href=\"/bulk\""));
    }
    // A stranger.
    let answer = send(&desk.browser(), &FIELDS, Some(("users.csv", "amara.okafor"))).await;
    assert_eq!(answer.status, 401, "{}", answer.text());
    // Another site.
    let browser = supervisor(&desk).await;
    let (kind, body) = multipart(&FIELDS, Some(("users.csv", "amara.okafor")));
    let answer = browser.send(Method::POST, "/bulk/lists", &[("accept", "text/html"), ("sec-fetch-site", "cross-site"), ("content-type", &kind)], Some(body.clone())).await;
    assert_eq!(answer.status, 403);
    // No other address takes files.
    let answer = browser.send(Method::POST, "/api/bulk/start", &[("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", &kind)], Some(body)).await;
    assert_eq!(answer.status, 415);
    assert!(desk.console.bulk.newest(9).await.expect("runs").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_may_be_large_and_not_larger() {
    let desk = desk().await;
    let browser = supervisor(&desk).await;
    let list: String = (0..30_000).map(|number| format!("nobody.of.this.name.{number:06}@crowd.example\n")).collect();
    run_of(&send(&browser, &FIELDS, Some(("many.txt", &list))).await);
    let too_large = "x".repeat(5 * 1_024 * 1_024 + 100_000);
    // A page comes back with the rest of the form; a program is told by the status.
    let answer = send(&browser, &FIELDS, Some(("many.txt", &too_large))).await;
    let form = browser.get(answer.location()).await;
    assert!(form.body.contains("The list is larger than 5 MB.") && form.body.contains("Passwords leaked at a supplier"), "{}", form.text());
    let (kind, body) = multipart(&FIELDS, Some(("many.txt", &too_large)));
    let answer = browser.send(Method::POST, "/bulk/lists", &[("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("content-type", &kind)], Some(body)).await;
    assert_eq!(answer.status, 413, "{}", answer.text());
    // Elsewhere forms are as small as ever.
    let (kind, body) = ("application/x-www-form-urlencoded", format!("reason={}", "x".repeat(70_000)));
    let answer = browser.send(Method::POST, "/api/bulk/start", &[("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", kind)], Some(body)).await;
    assert_eq!(answer.status, 413);
}
