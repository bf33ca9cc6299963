//! What the auditor's list leaves out and says so, how it is looked through without typing accents, and what of an address it refuses or mends.

use crate::browser::Browser;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, RecordKind};
use passdesk::domain::clock::to_micros;

fn links(body: &str) -> Vec<String> {
    html::tags(body).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned()).collect()
}

async fn rows(reader: &Browser, path: &str) -> usize {
    let body = reader.page(path).await.body;
    html::tags(&body).iter().filter(|tag| tag.get("class").contains("table__row-link")).count()
}

#[tokio::test]
async fn who_was_shown_a_password_is_never_left_out_and_what_is_left_out_is_said() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    let shown = tomasz.set_password(&fields).await;
    tomasz.follow(&shown).await;
    tomasz.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page(&format!("/audit?user_sub={}", fields["sub"])).await;
    assert!(list.text().contains("Password shown") && !list.text().contains("User read"), "{}", list.text());
    assert!(list.text().contains("Searches and reads are left out. Show them too."), "{}", list.text());
    let more = format!("/audit?user_sub={}&reads=on", fields["sub"]);
    assert!(links(&list.body).contains(&more), "{:?}", links(&list.body));
    let all = auditor.page(&more).await;
    assert!(all.text().contains("Password shown") && all.text().contains("User read") && !all.text().contains("are left out"), "{}", all.text());
}

#[tokio::test]
async fn an_empty_list_says_what_can_be_done_about_it() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for (query, advice, other) in [
        ("who=nobody", "Take a filter away.", "widen"),
        ("who=nobody&until=2020-01-01", "Take a filter away, or widen the days.", "Widen"),
        ("until=2020-01-01", "Widen the days.", "Take a filter away"),
    ] {
        let page = auditor.page(&format!("/audit?{query}")).await;
        let main = page.text();
        let said = main.split("No records fit").nth(1).expect("an empty list");
        assert!(said.contains(advice) && !said.contains(other) && said.contains("Searches and reads are left out. Show them too."), "{query}: {said}");
        assert!(links(&page.body).contains(&format!("/audit?{query}&reads=on")), "{:?}", links(&page.body));
        assert!(!auditor.page(&format!("/audit?{query}&reads=on")).await.text().contains("are left out"));
    }
}

#[tokio::test]
async fn accents_and_case_need_not_be_typed() {
    let desk = Desk::open().await;
    desk.signed_in(HELPDESK_INES).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.set_form(CUSTOMERS, "vera.novak", "temporary").await;
    fields.insert("reason".into(), "przyszła z Łodzi".into());
    fields.insert("ticket".into(), "INC-204817".into());
    tomasz.set_password(&fields).await.result_id();
    let auditor = desk.signed_in(AUDITOR).await;
    for query in ["who=ines&action=session.start", "who=IN%C3%8AS&action=session.start", "user=novakova", "user=Nov%C3%A1kov%C3%A1", "text=lodzi+vera", "ticket=inc-204817"] {
        assert_eq!(rows(&auditor, &format!("/audit?{query}")).await, 1, "{query}");
    }
}

#[tokio::test]
async fn what_is_no_filter_is_refused_and_shows_nothing() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let long = "a".repeat(201);
    for (field, typed, sentence) in [
        ("action", "foo", "Choose an action from the list."),
        ("action", ".", "Choose an action from the list."),
        ("pool", "nope", "Choose a pool from the list"),
        ("text", long.as_str(), "Use 200 characters at most."),
        ("who", "%00", "This has a character that cannot be seen. Type it anew."),
        ("user", "%CC%81", "Write at least one letter or digit."),
        ("reference", "---", "Write at least one letter or digit."),
        ("reads", "perhaps", "Tick the box, or leave it."),
    ] {
        let page = auditor.get(&format!("/audit?{field}={typed}")).await;
        assert!(page.status == 422 && page.text().contains(sentence), "{field}={typed}: {} {}", page.status, page.text());
        assert!(!page.body.contains("table__row-link"), "{field}={typed} shows nothing");
        let tags = html::tags(&page.body);
        let kept = tags.iter().any(|tag| (tag.get("id") == field || tag.attributes.contains_key("selected")) && tag.get("value") == typed);
        assert!(kept || typed.starts_with('%') || field == "reads", "{field}={typed} is kept");
    }
}

#[tokio::test]
async fn a_form_with_empty_fields_leads_to_the_address_without_them_before_anything_is_read() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for (query, clean) in [("text=&who=Ana+%26+Co&user=&action=&reads=on&from=", "/audit?who=Ana+%26+Co&reads=on"), ("text=&who=&user=", "/audit")] {
        let answer = auditor.get(&format!("/audit?{query}")).await;
        assert_eq!((answer.status, answer.location()), (303, clean));
        assert_eq!(desk.count(RecordKind::Read, "trail.read").await, 0, "nothing was read");
    }
    assert_eq!(auditor.get("/audit?who=ana").await.status, 200);
    assert_eq!(desk.count(RecordKind::Read, "trail.read").await, 1);
}

#[tokio::test]
async fn what_needs_attention_and_what_did_not_work_are_a_filter_each_in_the_words_of_the_rows() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    tomasz.reset(&desk.reset_form(CUSTOMERS, "freya.lindholm").await).await.result_id();
    tomasz.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
    let entry = AuditEntry::new(RecordKind::Intent, "password.reset", to_micros(desk.console.now()), None, &RequestOrigin::default());
    desk.console.audit.append(entry).await.expect("a record");
    let auditor = desk.signed_in(AUDITOR).await;
    let failed = auditor.page("/audit?outcome=failed").await;
    assert_eq!(rows(&auditor, "/audit?outcome=failed").await, 2);
    assert!(failed.text().contains("Outcome: Did not work") && failed.text().contains("Refused by Cognito"), "{}", failed.text());
    let open = auditor.page("/audit?outcome=attention").await;
    assert_eq!(rows(&auditor, "/audit?outcome=attention").await, 1);
    let chip_and_row = open.text().matches("Under way").count();
    assert!(open.text().contains("Outcome: Needs attention") && chip_and_row >= 2, "the row and the list say the same: {}", open.text());
    let offered: Vec<_> =
        html::tags(&open.body).into_iter().skip_while(|tag| tag.get("id") != "outcome").filter(|tag| tag.name == "option").map(|tag| tag.get("value").to_owned()).collect();
    assert_eq!(offered[..3], ["", "attention", "failed"]);
}

#[tokio::test]
async fn a_printed_list_says_what_it_is_of() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let page = desk.signed_in(AUDITOR).await.page("/audit?action=password.reset&user=amara").await;
    let text = page.text();
    let host = desk.url.trim_start_matches("http://");
    for words in ["Records of the audit trail", host, "User: amara · Action: Reset code", "1 action, newest first", "all that fit", "UTC, by Priya Raghavan (auditor)"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let other = desk.signed_in(AUDITOR).await.page("/audit?who=wilk").await.text();
    assert!(other.contains("Who: wilk. Searches and reads are left out"), "{other}");
}

#[tokio::test]
async fn whoever_may_not_export_is_told_who_may() {
    let desk = Desk::open().await;
    let sentence = "Exports are for auditors and administrators.";
    assert!(desk.signed_in(SUPERVISOR).await.page("/audit").await.text().contains(sentence));
    assert!(!desk.signed_in(AUDITOR).await.page("/audit").await.text().contains(sentence));
}
