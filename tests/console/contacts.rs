//! Contacts stay masked until someone who may asks to see them, which goes on record.

use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, form};
use passdesk::domain::audit::RecordKind;

const EMAIL: &str = "amara.okafor@example.com";
const PHONE: &str = "+447700900147";

#[tokio::test]
async fn contacts_are_masked_wherever_they_were_not_asked_for() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let user = format!("/users/{CUSTOMERS}/{}", fields["sub"]);
    let sent = tomasz.reset(&fields).await;
    let pages = [
        tomasz.page("/users?q=Amara+Okafor").await,
        tomasz.follow(&crate::lists::post_list(&tomasz, "amara.okafor\nkofi.mensah").await).await,
        tomasz.post_for_json("/api/users/search", &form(&[("pool", CUSTOMERS), ("q", "Amara")])).await,
        tomasz.page(&user).await,
        tomasz.follow(&sent).await,
        desk.signed_in(AUDITOR).await.page(&format!("/audit/{}", sent.result_id())).await,
    ];
    for page in pages {
        assert!(page.body.contains("a•••@example.com"), "{}", page.text());
        assert!(!page.body.contains(EMAIL) && !page.body.contains(PHONE), "{}", page.body);
    }
}

#[tokio::test]
async fn shown_contacts_go_on_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    let masked = tomasz.page(&format!("/users/{CUSTOMERS}/{sub}")).await;
    assert!(masked.text().contains("Show contacts"));
    assert_eq!(desk.count(RecordKind::Read, "user.read_contacts").await, 0);
    let shown = tomasz.page(&format!("/users/{CUSTOMERS}/{sub}?contacts=shown")).await;
    assert!(shown.text().contains(EMAIL) && shown.text().contains(PHONE), "{}", shown.text());
    let record = desk.newest(RecordKind::Read, "user.read_contacts").await.expect("a record").entry;
    assert_eq!((record.actor.expect("who").sub, record.target.expect("whom").sub), (HELPDESK_TOMASZ.to_owned(), sub));
}

#[tokio::test]
async fn auditors_are_not_shown_contacts_and_their_asking_is_on_record() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    let masked = auditor.page(&format!("/users/{CUSTOMERS}/{sub}")).await;
    assert!(!masked.text().contains("Show contacts") && masked.text().contains("Your role reads and does not act."), "{}", masked.text());
    let answer = auditor.get(&format!("/users/{CUSTOMERS}/{sub}?contacts=shown")).await;
    assert_eq!(answer.status, 403);
    assert!(!answer.body.contains(EMAIL) && !answer.body.contains("Amara"), "{}", answer.body);
    let record = desk.newest(RecordKind::Denied, "user.read_contacts").await.expect("a record").entry;
    assert_eq!(record.target.expect("whom").sub, sub);
}
