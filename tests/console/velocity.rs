//! Limits of effects hold exactly, on all instances together and across restarts; whoever is stopped reads which and until when.

use crate::browser::{Answer, Browser};
use crate::desk::{ADMIN, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::escalations;
use crate::forms::{SIGN_OUT, VERIFY_EMAIL, asking};
use futures::future::join_all;
use passdesk::config::Settings;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use passdesk::domain::clock::{Clock, SystemClock};
use passdesk::domain::velocity::{Velocity, VelocityRules};
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use time::{Duration, OffsetDateTime};

/// The machine's clock, so many seconds ahead.
#[derive(Default)]
pub struct Ahead(AtomicI64);

impl Clock for Ahead {
    fn now(&self) -> OffsetDateTime {
        SystemClock.now() + Duration::seconds(self.0.load(Ordering::Relaxed))
    }
}

impl Ahead {
    pub fn turn(&self, by: Duration) {
        self.0.fetch_add(by.whole_seconds(), Ordering::Relaxed);
    }
}

fn usual(settings: &mut Settings) {
    settings.desk.velocity = VelocityRules::default();
}

/// Users of whom each can have a reset code.
async fn users(desk: &Desk, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    for number in 0..count {
        let name = format!("caller.{number}");
        let attributes = json!({ "email": format!("caller.{number}@example.com"), "email_verified": "true" });
        desk.put_user(CUSTOMERS, &name, json!({ "attributes": attributes })).await;
        names.push(name);
    }
    names
}

async fn forms(desk: &Desk, users: &[String]) -> Vec<BTreeMap<String, String>> {
    join_all(users.iter().map(|user| desk.reset_form(CUSTOMERS, user))).await
}

async fn succeeds(desk: &Desk, browser: &Browser, fields: &BTreeMap<String, String>) {
    assert_eq!(desk.outcome(&browser.reset(fields).await.result_id()).await.0, "succeeded");
}

/// The newest refusal of a reset.
async fn refusal(desk: &Desk) -> AuditEntry {
    desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry
}

/// How many of these answers lead to a result, and how many say that a limit is reached.
fn counted(answers: &[Answer], code: &str) -> (usize, usize) {
    let results = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| (answer.status, answer.code().as_str()) == (429, code)).count();
    (results, refused)
}

#[tokio::test]
async fn the_eleventh_action_in_ten_minutes_is_refused_on_record_and_says_when_it_works_again() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), usual).await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let users = users(&desk, 12).await;
    let forms = forms(&desk, &users).await;
    for fields in &forms[..10] {
        succeeds(&desk, &tomasz, fields).await;
    }
    let page = tomasz.follow(&tomasz.reset(&forms[10]).await).await;
    let told = page.text();
    assert_eq!(page.status, 429, "{told}");
    assert!(told.contains("You have reached your limit of 10 actions in 10 minutes. It works again in 10 minutes, at "), "{told}");
    assert!(told.contains("If it cannot wait, ask a colleague.") && told.contains("You acted 10 of 10 in 10 minutes."), "{told}");
    assert!(!page.body.contains("/api/passwords/reset"), "no button that would be refused");
    let record = refusal(&desk).await;
    assert_eq!((record.outcome, record.code.as_deref(), record.reason.as_deref()), (Some(Outcome::Denied), Some("staff_limit"), Some("Caller lost the old phone")));
    assert_eq!(record.note.as_deref(), Some("the limit of 10 actions by one person in 10 minutes is reached"));
    assert_eq!((record.ticket.as_deref(), record.state_before.as_deref()), (Some("INC-204817"), Some("CONFIRMED")));
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (10, 10));
    // It is one person's limit.
    succeeds(&desk, &ines, &forms[10]).await;
    // A console that is started anew counts from the same trail.
    let tomasz = tomasz.elsewhere(desk.second_instance().await);
    clock.turn(Duration::minutes(9));
    assert_eq!(tomasz.post_for_json("/api/passwords/reset", &forms[11]).await.code(), "staff_limit");
    clock.turn(Duration::minutes(1));
    succeeds(&desk, &tomasz, &forms[11]).await;
    assert_eq!(desk.effects().await, 12);
}

#[tokio::test]
async fn sixty_actions_in_a_day_are_the_most_for_one_person() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), usual).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let forms = forms(&desk, &users(&desk, 61).await).await;
    for (number, fields) in forms[..60].iter().enumerate() {
        if number > 0 && number % 10 == 0 {
            assert_eq!(tomasz.post_for_json("/api/passwords/reset", fields).await.code(), "staff_limit", "ten in ten minutes");
            clock.turn(Duration::minutes(11));
        }
        succeeds(&desk, &tomasz, fields).await;
    }
    clock.turn(Duration::minutes(11));
    let told = tomasz.follow(&tomasz.reset(&forms[60]).await).await.text();
    assert!(told.contains("You have reached your limit of 60 actions in 24 hours. It works again in 23 hours, at "), "{told}");
    assert_eq!(desk.effects().await, 60);
}

#[tokio::test]
async fn a_user_is_helped_twice_in_a_day_whoever_helps_and_their_page_says_why_not_a_third_time() {
    let clock = Arc::new(Ahead::default());
    let desk = Desk::open_at(clock.clone(), usual).await;
    let (tomasz, ines, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await, desk.signed_in(SUPERVISOR).await);
    let fields = || desk.reset_form(CUSTOMERS, "amara.okafor");
    let address = format!("/users/{CUSTOMERS}/{}", fields().await["sub"]);
    assert!(!tomasz.page(&address).await.text().contains("Helped "), "nobody helped them yet");
    succeeds(&desk, &tomasz, &fields().await).await;
    assert!(ines.page(&address).await.text().contains("Helped 1 of 2 in 24 hours."));
    succeeds(&desk, &ines, &fields().await).await;
    let page = supervisor.page(&address).await;
    let told = page.text();
    assert!(told.contains("Helped 2 of 2 in 24 hours.") && told.contains("This user has been helped 2 times in 24 hours, which is the limit."), "{told}");
    // No button that would be refused: another person may let it pass.
    assert!(told.contains("If it cannot wait, another person can approve it.") && page.body.contains("Ask for approval") && !page.body.contains("Send reset code"), "{told}");

    let checked = tomasz.follow(&tomasz.reset(&asking(&fields().await)).await).await.text();
    assert!(checked.contains("This would not work: This user has been helped 2 times in 24 hours"), "{checked}");
    let record = desk.newest(RecordKind::Check, "password.reset").await.expect("a record").entry;
    assert_eq!((record.outcome, record.code.as_deref()), (Some(Outcome::WouldNotWork), Some("user_limit")));

    let refused = tomasz.follow(&tomasz.reset(&fields().await).await).await;
    assert!(refused.status == 429 && refused.text().contains("It works again in 24 hours, at "), "{}", refused.text());
    assert_eq!(refusal(&desk).await.code.as_deref(), Some("user_limit"));
    let set = supervisor.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await;
    assert_eq!(supervisor.follow(&set).await.status, 429, "nor any other way");
    assert_eq!(desk.effects().await, 2);
    // Sessions are ended as often as it takes, and others are helped.
    assert_eq!(desk.outcome(&tomasz.post(SIGN_OUT.path, &fields().await).await.result_id()).await.0, "succeeded");
    succeeds(&desk, &tomasz, &desk.reset_form(CUSTOMERS, "kofi.mensah").await).await;

    clock.turn(Duration::DAY);
    desk.control(Method::POST, "clock", Some(json!({ "clock": "issuer", "advance_seconds": 86_400 }))).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    succeeds(&desk, &tomasz, &fields().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_once_on_two_instances_no_more_pass_than_may() {
    let desk = Desk::open_with(usual).await;
    let second = desk.second_instance().await;
    let here = desk.signed_in(HELPDESK_TOMASZ).await;
    let there = here.elsewhere(second);
    let forms = forms(&desk, &users(&desk, 20).await).await;
    let sent = forms.iter().enumerate().map(|(number, fields)| {
        let browser = if number % 2 == 0 { &here } else { &there };
        browser.post_for_json("/api/passwords/reset", fields)
    });
    let answers = join_all(sent).await;
    assert_eq!(counted(&answers, "staff_limit"), (10, 10), "{:?}", answers.iter().map(|answer| (answer.status, answer.code())).collect::<Vec<_>>());
    assert_eq!(desk.effects().await, 10);
    assert_eq!((desk.count(RecordKind::Intent, "password.reset").await, desk.count(RecordKind::Denied, "password.reset").await), (10, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_at_once_for_one_user_by_several_people_on_two_instances_two_pass() {
    let desk = Desk::open_with(usual).await;
    let second = desk.second_instance().await;
    let mut browsers = Vec::new();
    for persona in [HELPDESK_TOMASZ, HELPDESK_INES, SUPERVISOR, ADMIN] {
        let browser = desk.signed_in(persona).await;
        browsers.push(browser.elsewhere(second));
        browsers.push(browser);
    }
    let forms = forms(&desk, &vec!["amara.okafor".to_owned(); 20]).await;
    let answers = join_all(forms.iter().enumerate().map(|(number, fields)| browsers[number % browsers.len()].post_for_json("/api/passwords/reset", fields))).await;
    assert_eq!(counted(&answers, "user_limit"), (2, 18), "{:?}", answers.iter().map(|answer| (answer.status, answer.code())).collect::<Vec<_>>());
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (2, 2));
}

#[tokio::test]
async fn a_double_click_at_the_limit_leads_to_its_first_result_and_what_belongs_to_an_action_is_not_stopped() {
    let desk = Desk::open_with(|settings| settings.desk.velocity.usual = Velocity { user_in_24_hours: Some(1), ..Velocity::default() }).await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let mut fields = VERIFY_EMAIL.forged(&desk, CUSTOMERS, VERIFY_EMAIL.user).await;
    fields.insert("sends_code".into(), "yes".into());
    let send = || supervisor.post(VERIFY_EMAIL.path, &fields);
    let (first, second) = futures::join!(send(), send());
    assert_eq!((first.result_id(), second.result_id()), (fields["action_id"].clone(), fields["action_id"].clone()));
    assert!(supervisor.follow(&first).await.text().contains("A reset code is on its way"), "the code is a part of it");
    assert_eq!(desk.effects().await, 2);
    let next = supervisor.reset(&desk.reset_form(CUSTOMERS, "lena.fischer").await).await;
    assert_eq!(supervisor.follow(&next).await.status, 429);
}

#[tokio::test]
async fn roles_have_limits_of_their_own_and_what_never_reached_cognito_takes_nothing_from_a_user() {
    let desk = Desk::open_with(|settings| {
        let few = Velocity { staff_in_10_minutes: Some(1), ..Velocity::default() };
        settings.desk.velocity = VelocityRules { of_roles: [(Role::HELPDESK, few)].into(), ..VelocityRules::default() };
    })
    .await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let forms = forms(&desk, &users(&desk, 4).await).await;
    succeeds(&desk, &tomasz, &forms[0]).await;
    assert_eq!(tomasz.post_for_json("/api/passwords/reset", &forms[1]).await.code(), "staff_limit");
    for fields in &forms[1..] {
        succeeds(&desk, &supervisor, fields).await;
    }

    for _ in 0..2 {
        desk.fault("AdminResetUserPassword", "too_many_requests", Some(3)).await;
        let action = supervisor.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
        assert_eq!(desk.outcome(&action).await.0, "not_sent");
    }
    succeeds(&desk, &supervisor, &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
}

#[tokio::test]
async fn what_another_person_approved_passes_the_users_limit_and_is_held_to_that_of_whoever_carries_it_out() {
    let limits = Velocity { staff_in_10_minutes: Some(2), staff_in_24_hours: None, user_in_24_hours: Some(1) };
    let desk = Desk::open_with(|settings| settings.desk.velocity.usual = limits).await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    for number in 1..=3 {
        let id = escalations::asked_for_reset(&desk, &tomasz).await;
        escalations::decide(&supervisor, &id, "approve").await;
        let answer = escalations::carry_out(&tomasz, &id).await;
        if number < 3 {
            assert_eq!(answer.result_id(), escalations::end_of(&id));
            assert_eq!(desk.outcome(&escalations::end_of(&id)).await.0, "succeeded", "a user's limit is open to two people");
        } else {
            let page = tomasz.follow(&answer).await;
            assert!(page.text().contains("You have reached your limit of 2 actions in 10 minutes."), "{}", page.text());
            assert!(page.body.contains("href=\"#action\"") && page.body.contains("id=\"action\""), "the sentence leads to the form");
        }
    }
    assert_eq!((refusal(&desk).await.code.as_deref(), desk.effects().await), (Some("staff_limit"), 2), "they count for whoever carries them out");
}

#[tokio::test]
async fn at_a_users_limit_an_approval_is_asked_for_also_where_ones_own_limit_is_reached_for_longer() {
    let clock = Arc::new(Ahead::default());
    let limits = Velocity { staff_in_10_minutes: None, staff_in_24_hours: Some(1), user_in_24_hours: Some(1) };
    let desk = Desk::open_at(clock.clone(), |settings| settings.desk.velocity.usual = limits).await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    succeeds(&desk, &ines, &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    clock.turn(Duration::minutes(5));
    succeeds(&desk, &tomasz, &desk.reset_form(CUSTOMERS, "kofi.mensah").await).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.insert("ask".into(), "yes".into());
    let asked = tomasz.reset(&fields).await;
    assert!(asked.location().starts_with("/escalations/"), "{}", tomasz.follow(&asked).await.text());
    let mut needless = desk.reset_form(CUSTOMERS, "lena.fischer").await;
    needless.insert("ask".into(), "yes".into());
    assert_eq!(tomasz.post_for_json("/api/passwords/reset", &needless).await.code(), "approval_not_needed", "one's own limit is nobody else's to lift");
}
