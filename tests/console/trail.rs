//! The auditor's pages, and who may not see them.

use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use passdesk::domain::audit::RecordKind;

#[tokio::test]
async fn the_help_desk_may_not_read_the_trail_and_its_asking_is_on_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let ines = desk.signed_in(HELPDESK_INES).await;
    let id = ines.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert!(!tomasz.page("/users").await.body.contains("href=\"/audit\""));
    for (number, path) in ["/audit".to_owned(), "/audit?who=Tomasz".to_owned(), format!("/audit/{id}"), "/audit/none".to_owned()].iter().enumerate() {
        let answer = tomasz.get(path).await;
        assert!(answer.status == 403 && answer.text().contains("The audit trail is for supervisors and auditors."), "{path}: {}", answer.text());
        assert_eq!(desk.count(RecordKind::Denied, "trail.read").await, number + 1, "{path}");
    }
}

#[tokio::test]
async fn reading_the_trail_is_on_record() {
    let desk = Desk::open().await;
    for persona in [AUDITOR, SUPERVISOR] {
        let reader = desk.signed_in(persona).await;
        reader.page("/audit?who=Tomasz&outcome=refused").await;
        let record = desk.newest(RecordKind::Read, "trail.read").await.expect("a record").entry;
        assert_eq!((record.actor.expect("who").sub.as_str(), record.note.as_deref()), (persona, Some("/audit?who=Tomasz&outcome=refused")));
        assert!(reader.page("/audit?action=trail.read").await.text().contains("Trail read"));
    }
}

#[tokio::test]
async fn each_filter_keeps_what_fits_and_nothing_else() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut sent = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    sent.insert("ticket".into(), "INC-111111".into());
    let sent_id = tomasz.reset(&sent).await.result_id();
    let reference = desk.records(&sent_id).await[0].entry.request_id.clone();
    let mut refused = desk.reset_form(CUSTOMERS, "freya.lindholm").await;
    refused.insert("ticket".into(), "INC-222222".into());
    tomasz.reset(&refused).await.result_id();
    tomasz.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let today = time::OffsetDateTime::from_unix_timestamp(desk.console.now().unix_timestamp()).expect("now").date();
    let rows = async |query: &str| {
        let page = auditor.page(&format!("/audit?{query}")).await;
        html::tags(&page.body).iter().filter(|tag| tag.name == "a" && tag.get("class").contains("table__row-link")).count()
    };
    for (query, count) in [
        ("action=password.reset".to_owned(), 3),
        ("action=password.reset&outcome=succeeded".to_owned(), 1),
        ("action=password.reset&outcome=refused".to_owned(), 1),
        ("outcome=denied".to_owned(), 1),
        ("outcome=open".to_owned(), 0),
        ("ticket=INC-111111".to_owned(), 1),
        ("ticket=inc-111111".to_owned(), 1),
        ("ticket=INC-11111".to_owned(), 0),
        ("user=FREYA".to_owned(), 1),
        (format!("user={}", sent["sub"]), 1),
        ("who=tomasz&action=password.reset".to_owned(), 3),
        ("who=nw-1002&action=password.reset".to_owned(), 3),
        ("who=nobody".to_owned(), 0),
        (format!("pool={CUSTOMERS}&action=password"), 3),
        ("pool=us-east-1_Nw4Partners".to_owned(), 0),
        (format!("action=password.reset&from={today}&until={today}"), 3),
        ("action=password.reset&until=2020-01-01".to_owned(), 0),
        ("action=password.reset&from=9999-12-30".to_owned(), 0),
        ("text=FREYA&action=password.reset".to_owned(), 1),
        ("text=inc-111111+amara".to_owned(), 1),
        ("text=inc-111111+freya".to_owned(), 0),
        ("text=%22+OR+NEAR%28%25_".to_owned(), 0),
        ("actor=nw-1002&action=password.reset".to_owned(), 3),
        ("actor=nw-100".to_owned(), 0),
        (format!("user_sub={}&action=password.reset", sent["sub"]), 1),
        ("role=helpdesk&action=password.reset".to_owned(), 3),
        ("role=admin".to_owned(), 0),
        ("basis=role&action=password.reset".to_owned(), 2),
        ("basis=approval".to_owned(), 0),
        ("address=127.0.0.1&action=password.reset".to_owned(), 3),
        ("address=192.0.2.1".to_owned(), 0),
        ("outcome=checks".to_owned(), 0),
        ("outcome=attention".to_owned(), 0),
        ("outcome=failed&action=password.reset".to_owned(), 2),
        (format!("reference={}", reference.replace('-', "").to_lowercase()), 1),
        ("action=password.reset&oldest=on".to_owned(), 3),
    ] {
        assert_eq!(rows(&query).await, count, "{query}");
    }
    let row = auditor.page("/audit?user=freya.lind").await.text();
    assert!(row.contains("freya.lindholm · Northwind customers"), "names are not unique, usernames are: {row}");
}

#[tokio::test]
async fn days_that_are_none_are_named_beside_their_field_and_kept() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for (name, day) in [("from", "2026-02-30"), ("until", "yesterday"), ("from", "21.11.2026"), ("until", "9999-12-31")] {
        let page = auditor.get(&format!("/audit?who=Tomasz&{name}={day}")).await;
        assert!(page.status == 422 && page.text().contains("Write the day as in 2026-11-21."), "{name}={day}: {} {}", page.status, page.text());
        let fields = html::tags(&page.body);
        assert!(fields.iter().any(|tag| tag.get("id") == name && tag.get("value") == day), "{name}={day} is kept");
        assert!(fields.iter().any(|tag| tag.get("id") == "who" && tag.get("value") == "Tomasz"), "the other filters too");
    }
}

#[tokio::test]
async fn the_trail_is_paged_without_gaps_or_repeats() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for n in 0..60 {
        auditor.page(&format!("/users?q=zz{n}")).await;
    }
    let links = |body: &str| -> Vec<String> {
        html::tags(body)
            .into_iter()
            .filter(|tag| tag.name == "a" && tag.get("class").contains("table__row-link"))
            .map(|tag| tag.get("href").split('?').next().unwrap_or_default().to_owned())
            .collect()
    };
    let first = auditor.page("/audit?action=user.search").await;
    let older = html::tags(&first.body).into_iter().find(|tag| tag.get("href").contains("before=")).expect("older records").get("href").to_owned();
    let second = auditor.page(&older).await;
    let mut all = links(&first.body);
    assert_eq!(all.len(), 50);
    all.extend(links(&second.body));
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 60);
    let newer = html::tags(&second.body).into_iter().find(|tag| tag.get("href").contains("after=")).expect("newer records").get("href").to_owned();
    assert_eq!(links(&auditor.page(&newer).await.body), links(&first.body));
    for (place, status) in [("after=-1", 200), ("before=0", 200), ("before=x", 422), ("before=99999999999999999999", 422)] {
        assert_eq!(auditor.get(&format!("/audit?{place}")).await.status, status, "what is no place is said to be none: {place}");
    }
}
