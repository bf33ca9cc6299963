//! A checkpoint on demand, and the description of the format: for auditors who want to hold something of their own choice.

use crate::desk::{ADMIN, AUDITOR, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use passdesk::domain::audit::RecordKind;

#[tokio::test]
async fn auditors_and_admins_have_a_checkpoint_made_that_covers_their_asking() {
    let desk = Desk::open().await;
    for persona in [AUDITOR, ADMIN] {
        let browser = desk.signed_in(persona).await;
        let page = browser.page("/audit/proof").await;
        assert!(page.body.contains("action=\"/audit/sign\"") && page.text().contains("Sign now"), "{persona}");
        let answer = browser.post("/audit/sign", &form(&[])).await;
        assert_eq!((answer.status, answer.location()), (303, "/audit/proof#checkpoints"), "{persona}");
        let newest = desk.console.proof.newest_checkpoints(1).await.expect("the trail").pop().expect("a checkpoint");
        let asked = desk.newest(RecordKind::Read, "trail.read").await.expect("a record");
        assert_eq!(asked.entry.note.as_deref(), Some("asked for a checkpoint"), "{persona}");
        assert!(newest.size >= asked.sequence, "{} {}", newest.size, asked.sequence);
        assert!(browser.page("/audit/proof").await.text().contains("Every record is covered by the newest one."), "{persona}");
    }
}

#[tokio::test]
async fn nobody_else_has_one_made() {
    let desk = Desk::open().await;
    for persona in [HELPDESK_TOMASZ, SUPERVISOR] {
        let browser = desk.signed_in(persona).await;
        assert_eq!(browser.post("/audit/sign", &form(&[])).await.status, 403, "{persona}");
        assert!(!browser.get("/audit/proof").await.body.contains("/audit/sign"), "{persona}");
    }
    assert_eq!((desk.count(RecordKind::Denied, "trail.export").await, desk.console.proof.newest_checkpoints(1).await.expect("the trail").len()), (2, 0));
}

#[tokio::test]
async fn a_trail_that_cannot_be_sealed_is_not_signed_and_the_page_says_why() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    auditor.post("/audit/sign", &form(&[])).await;
    auditor.page("/audit").await;
    let before = desk.console.proof.newest_checkpoints(100).await.expect("the trail").len();
    let mut intruder = desk.intruder().await;
    for statement in [
        "DROP TRIGGER audit_records_no_update",
        "UPDATE audit_records SET body = replace(body, '127.0.0.1', '127.0.0.2') WHERE sequence = (SELECT max(sequence) FROM audit_records)",
    ] {
        sqlx::query(statement).execute(&mut intruder).await.expect("damage");
    }
    let answer = auditor.post("/audit/sign", &form(&[])).await;
    assert_eq!((answer.status, answer.location()), (303, "/audit/proof"), "{}", answer.text());
    assert_eq!(desk.console.proof.newest_checkpoints(100).await.expect("the trail").len(), before);
    assert!(auditor.get("/audit/proof").await.text().contains("Edited: record"), "the page says why");
}

#[tokio::test]
async fn the_description_of_the_format_is_there_to_be_read_by_readers_of_the_trail() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    assert!(auditor.page("/audit/proof").await.body.contains("href=\"/audit/audit-format.md\""));
    let text = auditor.get("/audit/audit-format.md").await;
    assert_eq!((text.status, text.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert!(text.body.starts_with("# ") && text.body.contains("passdesk-audit-export"), "{}", text.body);
    assert_eq!(desk.signed_in(HELPDESK_TOMASZ).await.get("/audit/audit-format.md").await.status, 403);
}
