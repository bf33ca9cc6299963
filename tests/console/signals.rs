//! Signs of misuse: what is one, who sees it, and that nobody who sets one off notices.

use crate::browser::Browser;
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR};
use passdesk::config::Settings;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::{AuditEntry, RecordKind};
use passdesk::domain::canary::{Canaries, Canary, CanaryBy};
use passdesk::domain::clock::{Clock, SystemClock};
use passdesk::domain::policy::WorkingHours;
use passdesk::domain::pool::PoolId;
use passdesk::domain::velocity::Velocity;
use std::sync::Arc;

fn canaries(settings: &mut Settings, by: CanaryBy) {
    let pool = PoolId::try_from(CUSTOMERS.to_owned()).expect("a pool");
    settings.desk.canaries = Canaries(vec![Canary { pool, by }]);
}

async fn user_path(desk: &Desk, username: &str) -> String {
    format!("/users/{CUSTOMERS}/{}", desk.reset_form(CUSTOMERS, username).await["sub"])
}

/// All records of canaries, newest first.
async fn canary_records(desk: &Desk) -> Vec<AuditEntry> {
    desk.trail().await.into_iter().map(|row| row.opening.entry).filter(|entry| entry.event == "signal.canary").collect()
}

/// The signs that somebody sees, newest first.
async fn signs(browser: &Browser) -> Vec<String> {
    let body = browser.page("/signals").await.body;
    let table = body.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).unwrap_or_default().to_owned();
    table.split("class=\"tag\"").skip(1).filter_map(|tag| Some(tag.split_once('>')?.1.split_once('<')?.0.to_owned())).collect()
}

#[tokio::test]
async fn whoever_finds_or_opens_a_canary_is_told_of_and_sees_nothing_of_it() {
    let desk = Desk::open_with(|settings| canaries(settings, CanaryBy::Username("amara.okafor".into()))).await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let path = user_path(&desk, "amara.okafor").await;
    let mut seen = String::new();
    for page in [format!("/users?pool={CUSTOMERS}&q=amara"), path.clone()] {
        let answer = tomasz.get(&page).await;
        let answer = if answer.status == 200 { answer } else { tomasz.follow(&answer).await };
        seen.push_str(&answer.body);
    }
    tomasz.post_for_json("/api/users/search", &crate::desk::form(&[("pool", CUSTOMERS), ("q", "amara.okafor")])).await;
    let work = tomasz.page("/work").await;
    assert!(seen.contains("Okafor"), "they read the user as any other");
    for page in [seen.to_lowercase(), work.body.to_lowercase()] {
        assert!(!page.contains("canary") && !page.contains("signal"), "{page}");
    }
    let records = canary_records(&desk).await;
    assert!(records.len() >= 3, "{records:?}");
    for record in &records {
        let target = record.target.as_ref().expect("whom");
        assert_eq!((record.actor.as_ref().expect("who").sub.as_str(), target.username.as_str(), record.kind), (HELPDESK_TOMASZ, "amara.okafor", RecordKind::Read));
    }
    // Other users are none, and the canary's namesake of another pool neither.
    tomasz.page(&user_path(&desk, "kofi.mensah").await).await;
    assert_eq!(canary_records(&desk).await.len(), records.len());

    let page = supervisor.page("/signals").await;
    let told = page.text();
    for words in ["Canary read", "Tomasz Wilk", "Found in a search", "more like it in the same ten minutes", "No caller is this user: ask what they were looking for."] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(page.body.contains(&format!("href=\"{path}\"")), "the way to the user");
    let lock = format!("/locks?issuer={}&amp;sub={HELPDESK_TOMASZ}#person", url::form_urlencoded::byte_serialize(desk.sandbox.issuer_url().as_bytes()).collect::<String>());
    assert!(page.body.contains(&lock), "the way to stop them: {}", page.body);
    let locks = supervisor.page(&lock.replace("&amp;", "&").replace("#person", "")).await;
    assert!(locks.text().contains("Lock out Tomasz Wilk"), "{}", locks.text());
    let href =
        page.body.split("href=\"").find_map(|part| part.split('"').next().filter(|href| href.starts_with("/audit?actor="))).expect("a way into the trail").replace("&amp;", "&");
    assert!(supervisor.page(&href).await.text().contains("Canary read"), "{href}");
}

#[tokio::test]
async fn a_form_that_guesses_at_a_canarys_username_with_any_sub_is_on_record_before_it_is_answered() {
    for (by, username) in [(CanaryBy::Username("amara.okafor".into()), "amara.okafor"), (CanaryBy::Group("cohort-7".into()), "kofi.mensah")] {
        let desk = Desk::open_with(|settings| canaries(settings, by)).await;
        let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
        desk.change_user(CUSTOMERS, "kofi.mensah", serde_json::json!({ "groups": ["cohort-7"] })).await;
        let mut fields = desk.reset_form(CUSTOMERS, username).await;
        let sub = fields.insert("sub".into(), "0f9a0000-0000-4000-8000-00000000beef".into()).expect("their own");
        assert_eq!(tomasz.post_for_json("/api/passwords/reset", &fields).await.code(), "user_moved", "{username} exists");
        let records = canary_records(&desk).await;
        assert_eq!(records.len(), 1, "{username}: {records:?}");
        assert_eq!(records[0].target.as_ref().expect("whom").sub, sub);
        assert_eq!(desk.effects().await, 0);
    }
}

#[tokio::test]
async fn canaries_are_known_by_their_group_too_and_without_the_record_nothing_is_shown() {
    let desk = Desk::open_with(|settings| canaries(settings, CanaryBy::Group("cohort-7".into()))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.change_user(CUSTOMERS, "kofi.mensah", serde_json::json!({ "groups": ["cohort-7"] })).await;
    tomasz.page(&user_path(&desk, "kofi.mensah").await).await;
    assert_eq!(canary_records(&desk).await.len(), 1);

    let desk = Desk::open_with(|settings| canaries(settings, CanaryBy::Username("amara.okafor".into()))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let path = user_path(&desk, "amara.okafor").await;
    const REFUSE: &str = r#"CREATE TRIGGER refuse BEFORE INSERT ON audit_records WHEN NEW.body LIKE '%"event":"signal.canary"%' BEGIN SELECT RAISE(ABORT, 'no'); END"#;
    sqlx::query(REFUSE).execute(&mut desk.intruder().await).await.expect("a trigger");
    let answer = tomasz.get(&path).await;
    assert!(answer.status == 503 && !answer.body.contains("Okafor"), "{} {}", answer.status, answer.text());
}

/// Hours that are not now.
fn never() -> WorkingHours {
    let day = match SystemClock.now().weekday() {
        time::Weekday::Monday | time::Weekday::Tuesday | time::Weekday::Sunday => "thu",
        _ => "mon",
    };
    WorkingHours::read(&format!("{day} 00:00-24:00"), "UTC").expect("hours")
}

#[tokio::test]
async fn limits_denials_hours_and_own_accounts_are_signs_newest_first() {
    let desk = Desk::open_with(|settings| {
        settings.desk.velocity.usual = Velocity { staff_in_10_minutes: Some(1), staff_in_24_hours: None, user_in_24_hours: None };
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.entry(Role::SUPERVISOR).or_default().hours = Some(never());
    })
    .await;
    let (tomasz, ines, supervisor, admin) =
        (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await, desk.signed_in(ADMIN).await);
    let told = admin.page("/signals").await.text();
    assert!(told.contains("No signals") && told.contains("Nobody read a canary, reached a limit, or was refused again and again."), "{told}");
    assert!(told.contains("5 denials of one person within 10 minutes"), "{told}");

    tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    tomasz.reset(&desk.reset_form(CUSTOMERS, "kofi.mensah").await).await;
    assert_eq!(signs(&admin).await, ["Limit reached"]);
    assert!(admin.page("/signals").await.text().contains("The limit of 1 action by one person in 10 minutes is reached"));
    ines.reset(&desk.reset_form(CUSTOMERS, "ines.duarte").await).await;
    supervisor.reset(&desk.reset_form(CUSTOMERS, "mei.chen").await).await;
    assert_eq!(signs(&admin).await, ["Out of hours", "Own account", "Limit reached"], "newest first");

    for _ in 0..3 {
        assert_eq!(tomasz.get("/audit").await.status, 403);
    }
    assert_eq!(signs(&admin).await.len(), 3, "four denials are not so many");
    for _ in 0..3 {
        assert_eq!(tomasz.get("/audit").await.status, 403);
    }
    // Supervisors look at it too, and may not act at this hour.
    for browser in [&admin, &supervisor] {
        assert_eq!(signs(browser).await, ["Many denials", "Out of hours", "Own account", "Limit reached"], "one burst is one sign");
    }
}

#[tokio::test]
async fn supervisors_and_auditors_see_signals_the_help_desk_does_not_and_every_look_is_on_record() {
    let desk = Desk::open_with(|settings| canaries(settings, CanaryBy::Username("amara.okafor".into()))).await;
    let (tomasz, auditor, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(AUDITOR).await, desk.signed_in(SUPERVISOR).await);
    tomasz.page(&user_path(&desk, "amara.okafor").await).await;
    let refused = tomasz.get("/signals").await;
    assert!(refused.status == 403 && !refused.text().contains("Canary"), "{}", refused.text());
    assert_eq!(desk.newest(RecordKind::Denied, "signals.read").await.expect("a record").entry.code.as_deref(), Some("not_allowed"));
    for (browser, is_linked) in [(&tomasz, false), (&auditor, true), (&supervisor, true)] {
        assert_eq!(browser.page("/users").await.body.contains("href=\"/signals\""), is_linked);
    }
    let page = auditor.page("/signals").await;
    assert!(page.body.contains("Canary read</span>") && !page.body.contains("/locks?"), "who locks nobody out is not asked to");
    assert_eq!(desk.count(RecordKind::Read, "signals.read").await, 1);
    assert_eq!(desk.newest(RecordKind::Read, "signals.read").await.expect("a record").entry.actor.expect("who").sub, AUDITOR);
    // A supervisor who sets one off reads of it, and does not lock themselves out.
    supervisor.page(&user_path(&desk, "amara.okafor").await).await;
    let page = supervisor.page("/signals").await;
    assert_eq!((page.body.matches("Lock out</a>").count(), page.body.matches("Canary read</span>").count()), (1, 2), "{}", page.text());
    assert_eq!(supervisor.get("/signals?before=yesterday").await.status, 404);
    assert!(supervisor.page("/signals?before=1").await.text().contains("No signals"));
    assert!(supervisor.page(&format!("/users?pool={KIOSKS}")).await.body.contains("href=\"/signals\""));
}
