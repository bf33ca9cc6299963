//! Counts by person, and how much a list leaves out.

use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use passdesk::domain::audit::RecordKind;

#[tokio::test]
async fn counts_by_person_lead_to_as_many_records_and_are_on_record() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    for username in ["amara.okafor", "kofi.mensah"] {
        tomasz.reset(&desk.reset_form(CUSTOMERS, username).await).await.result_id();
    }
    ines.reset(&desk.reset_form(CUSTOMERS, "mateo.alvarez").await).await.result_id();
    // Denied: counted, and not done.
    ines.reset(&desk.reset_form(CUSTOMERS, "ines.duarte").await).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reset").await;
    assert!(list.body.contains("href=\"/audit/people?action=password.reset\""), "{}", list.body);
    let people = auditor.page("/audit/people?action=password.reset").await;
    for words in ["Tomasz Wilk nw-1002 2 2 0", "Inês Duarte nw-1001 2 1 1"] {
        assert!(people.text().contains(words), "{words}: {}", people.text());
    }
    assert_eq!(desk.newest(RecordKind::Read, "trail.read").await.expect("a record").entry.note.as_deref(), Some("by person: /audit?action=password.reset"));
    let href = crate::html::tags(&people.body).into_iter().map(|tag| tag.get("href").to_owned()).find(|href| href.contains("actor=") && href.contains("nw-1002")).expect("a link");
    let theirs = auditor.page(&href.replace("&amp;", "&")).await;
    assert!(theirs.text().contains("2 actions") && !theirs.text().contains("Mateo"), "{}", theirs.text());
    assert!(auditor.page("/audit/people?text=phone").await.text().contains("too many records would have to be read"));
    assert!(auditor.page("/audit/people?action=user.enable").await.text().contains("No records fit"));
    assert_eq!(auditor.get("/audit/people?from=yesterday").await.status, 422);
    assert_eq!(tomasz.get("/audit/people").await.status, 403);
}

#[tokio::test]
async fn a_list_that_hides_reads_says_how_many() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    for _ in 0..3 {
        tomasz.page(&format!("/users/{CUSTOMERS}/{sub}")).await;
    }
    tomasz.page("/users?q=nobody.at.all").await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let list = supervisor.page("/audit?actor=nw-1002").await;
    assert!(list.text().contains("4 searches and readings of these days are left out of the list and of the counts."), "{}", list.text());
    for shows in ["/audit?actor=nw-1002&reads=on", "/audit?actor=nw-1002&outcome=denied", "/audit?actor=nw-1002&text=phone"] {
        assert!(!supervisor.page(shows).await.text().contains("left out of the list"), "{shows}");
    }
}
