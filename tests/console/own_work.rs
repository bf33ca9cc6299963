//! My work: what somebody did themselves, what of it is not done yet, and nobody else's.

use crate::browser::{Answer, Browser};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use passdesk::domain::clock::to_micros;
use passdesk::ports::trail_search::{DAY, day_of};
use reqwest::Method;
use sqlx::Connection;
use std::collections::BTreeSet;
use uuid::Uuid;

fn links(page: &str) -> Vec<String> {
    html::tags(page).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned()).collect()
}

/// The results that a part of a page leads to, in order.
fn results(part: &str) -> Vec<String> {
    links(part).iter().filter_map(|href| href.strip_prefix("/results/")).map(str::to_owned).collect()
}

/// The rows of the table with this caption, one string each; none where there is no such table.
fn rows(page: &Answer, caption: &str) -> Vec<String> {
    let table = page.body.split("<table").find(|table| html::text(&format!("<table{table}")).starts_with(caption)).unwrap_or_default();
    let body = table.split("</table>").next().unwrap_or_default().split("<tbody>").nth(1).unwrap_or_default();
    body.split("<tr").skip(1).map(|row| format!("<tr{row}")).collect()
}

const TOP: &str = "Needs attention";

/// Tomasz, with an issuer of one's choice.
fn tomasz_of(issuer: &str) -> Actor {
    Actor { id: StaffId { issuer: issuer.into(), sub: HELPDESK_TOMASZ.into() }, name: "Tomasz Wilk".into(), email: None, roles: BTreeSet::from([Role::HELPDESK]) }
}

impl Desk {
    fn tomasz(&self) -> Actor {
        tomasz_of(&self.settings.oidc.issuer)
    }

    /// An intent on a user of this number, as it would be recorded at this time, without an outcome.
    async fn intent(&self, actor: &Actor, user: usize, at: i64) -> AuditEntry {
        let mut entry = AuditEntry::new(RecordKind::Intent, "password.reset", at, Some(actor), &RequestOrigin::default());
        entry.action_id = Uuid::new_v4();
        entry.target = Some(RecordedTarget { pool: CUSTOMERS.into(), username: format!("user{user}"), sub: format!("sub-{user}"), name: format!("User {user}") });
        (entry.reason, entry.ticket) = (Some("Caller lost the phone".into()), Some(format!("INC-{user}")));
        self.console.audit.append(entry.clone()).await.expect("an intent");
        entry
    }

    async fn ends(&self, intent: &AuditEntry, outcome: Outcome, code: Option<&str>) {
        let mut entry = AuditEntry { kind: RecordKind::Outcome, outcome: Some(outcome), ..intent.clone() };
        entry.code = code.map(str::to_owned);
        self.console.audit.append(entry).await.expect("an outcome");
    }

    async fn done(&self, actor: &Actor, user: usize, at: i64) -> String {
        let intent = self.intent(actor, user, at).await;
        self.ends(&intent, Outcome::Succeeded, None).await;
        intent.action_id.to_string()
    }

    fn micros(&self) -> i64 {
        to_micros(self.console.now())
    }
}

async fn sent_to(desk: &Desk, browser: &Browser, username: &str) -> String {
    browser.reset(&desk.reset_form(CUSTOMERS, username).await).await.result_id()
}

#[tokio::test]
async fn everybody_sees_what_they_did_themselves_and_no_address_shows_a_colleagues() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let (his, hers) = (sent_to(&desk, &tomasz, "amara.okafor").await, sent_to(&desk, &ines, "kofi.mensah").await);
    let issuer = url::form_urlencoded::byte_serialize(desk.settings.oidc.issuer.as_bytes()).collect::<String>();
    for query in [
        String::new(),
        format!("?actor={HELPDESK_INES}"),
        format!("?actor={issuer}+{HELPDESK_INES}&who=Duarte&sub={HELPDESK_INES}&issuer={issuer}"),
        format!("?days=week&actor={HELPDESK_INES}&text=&user=kofi&reads=on"),
    ] {
        let page = tomasz.page(&format!("/work{query}")).await;
        assert_eq!(results(&page.body), std::slice::from_ref(&his), "{query}");
        assert!(page.text().contains("Amara Okafor") && !page.text().contains("Kofi") && !page.text().contains("Duarte"), "{query}: {}", page.text());
    }
    assert_eq!(results(&ines.page("/work").await.body), [hers]);
    // Who reads the trail has work of their own all the same.
    let supervisor = desk.signed_in(SUPERVISOR).await;
    assert!(results(&supervisor.page("/work").await.body).is_empty());
}

#[tokio::test]
async fn a_row_has_time_user_action_outcome_ticket_and_the_way_to_its_result() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let id = tomasz.reset(&fields).await.result_id();
    tomasz.page(&format!("/users?q={}", "kofi")).await;
    let page = tomasz.page("/work").await;
    let [row] = &rows(&page, "From today")[..] else { panic!("one row, and neither searches nor sign-ins: {}", page.text()) };
    for words in ["Amara Okafor", "amara.okafor", "Northwind customers", "just now", "Reset code sent", "Caller lost the old phone", "Succeeded", "INC-204817"] {
        assert!(html::text(row).contains(words), "{words}: {}", html::text(row));
    }
    let user = format!("/users/{CUSTOMERS}/{}", fields["sub"]);
    assert_eq!(links(row), [user.clone(), format!("/results/{id}"), format!("{user}?do=reset&again={id}#action")]);
    let result = tomasz.page(&format!("/results/{id}")).await;
    assert!(links(&result.body).iter().filter(|href| *href == "/work").count() == 2, "in the navigation and beside the other ways on");
    for tab in ["/work", "/work?days=yesterday", "/work?days=week"] {
        assert!(links(&page.body).contains(&tab.to_owned()), "{tab}");
    }
}

#[tokio::test]
async fn what_is_not_done_stands_on_top_until_somebody_has_done_it() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let refused = sent_to(&desk, &tomasz, "freya.lindholm").await;
    let denied = tomasz.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
    assert_eq!(denied.status, 303);
    desk.control(Method::POST, "faults", Some(serde_json::json!({ "operation": "AdminResetUserPassword", "kind": "throttle", "times": 9 }))).await;
    let not_sent = sent_to(&desk, &tomasz, "kofi.mensah").await;
    desk.clear_faults().await;
    let fine = sent_to(&desk, &tomasz, "amara.okafor").await;
    let now = desk.micros();
    let under_way = desk.intent(&desk.tomasz(), 1, now).await.action_id.to_string();
    let doubt = desk.intent(&desk.tomasz(), 2, now).await;
    desk.ends(&doubt, Outcome::Unknown, Some("outcome_unknown")).await;
    let doubt = doubt.action_id.to_string();

    let page = tomasz.page("/work").await;
    let top = rows(&page, TOP);
    assert_eq!(top.len(), 5, "{}", page.text());
    let words: Vec<_> =
        ["Unknown", "Under way", "Not sent", "Denied by policy", "Refused by Cognito"].into_iter().zip(&top).filter(|(word, row)| !html::text(row).contains(word)).collect();
    assert!(words.is_empty(), "newest first, each with its word: {words:?}");
    assert_eq!(
        results(&top.concat()).into_iter().filter(|id| [&doubt, &under_way, &not_sent, &refused].contains(&id)).collect::<Vec<_>>(),
        [doubt, under_way, not_sent.clone(), refused.clone()]
    );
    for advice in ["Cognito has not answered yet.", "Cognito is limiting how fast we may ask. Nothing was done. Wait a few seconds", "look at the user's status"] {
        assert!(page.text().contains(advice), "{advice}: {}", page.text());
    }
    assert_eq!(results(&rows(&page, "Everything else").concat()), [fine], "each action stands in one place");

    // A colleague helps one of them; with the other he tries again, in vain: the newest attempt stands for both.
    let ines = desk.signed_in(HELPDESK_INES).await;
    sent_to(&desk, &ines, "kofi.mensah").await;
    let again = sent_to(&desk, &tomasz, "freya.lindholm").await;
    let page = tomasz.page("/work").await;
    let (top, rest) = (results(&rows(&page, TOP).concat()), results(&rows(&page, "Everything else").concat()));
    assert!(!top.contains(&not_sent) && rest.contains(&not_sent), "{}", page.text());
    assert!(top.contains(&again) && !top.contains(&refused) && rest.contains(&refused), "{}", page.text());
    assert!(!page.text().contains("Duarte"), "who helped them stands on their page");
}

#[tokio::test]
async fn what_was_left_open_days_ago_needs_attention_today_and_nothing_else_of_those_days() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let today = day_of(desk.micros()) * DAY;
    let me = desk.tomasz();
    let long_ago = desk.done(&me, 1, today - 8 * DAY).await;
    let left = desk.intent(&me, 2, today - 3 * DAY).await;
    desk.ends(&left, Outcome::Refused, Some("trigger_refused")).await;
    let earlier = desk.done(&me, 3, today - 3 * DAY).await;
    // Half past midnight: more than twelve hours ago, whatever the time is now.
    let yesterday = desk.done(&me, 4, today - DAY + DAY / 48).await;
    let now = desk.done(&me, 5, desk.micros()).await;
    let left = left.action_id.to_string();
    let page = tomasz.page("/work").await;
    assert_eq!((results(&rows(&page, TOP).concat()), results(&rows(&page, "Everything else").concat())), (vec![left.clone()], vec![now.clone()]));
    let page = tomasz.page("/work?days=yesterday").await;
    assert_eq!((rows(&page, TOP).len(), results(&rows(&page, "From yesterday").concat())), (0, vec![yesterday.clone()]));
    let page = tomasz.page("/work?days=week").await;
    assert_eq!((results(&rows(&page, TOP).concat()), results(&rows(&page, "Everything else").concat())), (vec![left], vec![now, yesterday, earlier]));
    assert!(!page.body.contains(&long_ago));
}

#[tokio::test]
async fn many_actions_are_paged_without_gaps_or_repeats_and_a_namesake_of_another_issuer_is_somebody_else() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let (me, namesake) = (desk.tomasz(), tomasz_of("https://elsewhere.example"));
    let mut mine = Vec::new();
    for user in 0..130 {
        mine.push(desk.done(&me, user, desk.micros()).await);
        desk.done(&namesake, user, desk.micros()).await;
    }
    let failed = desk.intent(&me, 500, desk.micros()).await;
    desk.ends(&failed, Outcome::Refused, Some("wrong_state")).await;
    mine.reverse();
    let (mut seen, mut path) = (Vec::new(), "/work?days=week".to_owned());
    for number in 1..=3 {
        let page = tomasz.page(&path).await;
        assert_eq!(rows(&page, TOP).len(), usize::from(number == 1), "on the first page only");
        seen.extend(results(&rows(&page, if number == 1 { "Everything else" } else { "From the last 7 days" }).concat()));
        let older = links(&page.body).into_iter().find(|href| href.starts_with("/work?days=week&before="));
        assert_eq!(older.is_some(), number < 3, "page {number}");
        path = older.unwrap_or_default();
    }
    assert_eq!(seen, mine);
    let page = tomasz.page("/work?before=1").await;
    assert!(page.text().contains("Nothing older") && links(&page.body).contains(&"/work".to_owned()), "{}", page.text());
    for none_of_ours in ["/work?days=all", "/work?before=x"] {
        assert_eq!(tomasz.get(none_of_ours).await.status, 404, "{none_of_ours}");
    }
}

#[tokio::test]
async fn each_look_is_on_record_and_without_a_record_nothing_is_shown() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    sent_to(&desk, &tomasz, "amara.okafor").await;
    for (number, (path, note)) in
        [("/work", "looked at their own work: today"), ("/work?days=week&before=9", "looked at their own work: last 7 days, before record 9")].into_iter().enumerate()
    {
        tomasz.page(path).await;
        let record = desk.newest(RecordKind::Read, "work.read").await.expect("a record").entry;
        assert_eq!((record.actor.expect("who").sub.as_str(), record.note.as_deref()), (HELPDESK_TOMASZ, Some(note)));
        assert_eq!(desk.count(RecordKind::Read, "work.read").await, number + 1);
    }
    let other = desk.lock_trail().await;
    let page = tomasz.get("/work").await;
    assert!(page.status == 503 && page.text().contains("The audit trail cannot be written") && !page.text().contains("Amara"), "{}", page.text());
    other.close().await.expect("released");
    assert!(tomasz.page("/work").await.text().contains("Amara Okafor"));
}

#[tokio::test]
async fn a_trail_that_cannot_be_read_is_said_and_not_shown_as_nothing_done() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = sent_to(&desk, &tomasz, "amara.okafor").await;
    let mut intruder = desk.intruder().await;
    sqlx::query("ALTER TABLE audit_records RENAME TO elsewhere").execute(&mut intruder).await.expect("taken away");
    for path in ["/work".to_owned(), format!("/audit/{id}")] {
        let page = tomasz.get(&path).await;
        assert!(page.status == 503 && page.text().contains("The audit trail cannot be read now.") && page.text().contains("Reference"), "{path}: {} {}", page.status, page.text());
        assert!(!page.text().contains("Nothing from") && !page.text().contains("Amara"), "{path}: {}", page.text());
    }
    sqlx::query("ALTER TABLE elsewhere RENAME TO audit_records").execute(&mut intruder).await.expect("put back");
    assert_eq!(results(&tomasz.page("/work").await.body), [id]);
}

#[tokio::test]
async fn who_acts_on_nobody_has_no_work_to_see() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    assert!(!links(&auditor.page("/users").await.body).contains(&"/work".to_owned()));
    assert_eq!(auditor.get("/work").await.status, 403);
    let denied = desk.newest(RecordKind::Denied, "work.read").await.expect("a record").entry;
    assert_eq!((denied.actor.expect("who").sub.as_str(), denied.code.as_deref()), (AUDITOR, Some("not_allowed")));
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let nav = links(&tomasz.page("/users").await.body);
    assert!(nav.contains(&"/work".to_owned()), "{nav:?}");
    let page = tomasz.page("/work").await;
    assert!(page.text().contains("Nothing from today and the last 12 hours"), "{}", page.text());
    assert!(desk.browser().get("/work").await.location().starts_with("/sign-in"), "strangers sign in first");
}

#[tokio::test]
async fn the_address_of_ones_own_record_leads_to_its_result_and_anybody_elses_is_denied() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let (his, hers) = (sent_to(&desk, &tomasz, "amara.okafor").await, sent_to(&desk, &ines, "kofi.mensah").await);
    let answer = tomasz.get(&format!("/audit/{his}")).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/results/{his}").as_str()));
    assert!(!answer.body.contains("Amara"), "{}", answer.body);
    assert_eq!(tomasz.follow(&answer).await.status, 200);
    // A check has no result: the user's page has it.
    let fields = desk.reset_form(CUSTOMERS, "mei.chen").await;
    tomasz.reset(&crate::forms::asking(&fields)).await;
    let check = desk.newest(RecordKind::Check, "password.reset").await.expect("a check").entry.action_id;
    let answer = tomasz.get(&format!("/audit/{check}")).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/users/{CUSTOMERS}/{}", fields["sub"]).as_str()));
    assert_eq!(desk.count(RecordKind::Denied, "trail.read").await, 0, "nothing was denied");

    let sign_in = desk.newest(RecordKind::SignIn, "session.start").await.expect("a sign-in").entry.action_id.to_string();
    for (number, id) in [hers.as_str(), sign_in.as_str(), "none", &Uuid::new_v4().to_string()].into_iter().enumerate() {
        let page = tomasz.get(&format!("/audit/{id}")).await;
        assert_eq!(page.status, 403, "{id}");
        for words in ["The audit trail is for supervisors and auditors.", "What you did yourself stands under My work.", "This attempt is recorded."] {
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        assert!(links(html_main(&page)).contains(&"/work".to_owned()) && !page.text().contains("Ask a supervisor") && !page.text().contains("Kofi"), "{}", page.text());
        assert_eq!(desk.count(RecordKind::Denied, "trail.read").await, number + 1, "{id}");
    }
    assert_eq!(desk.newest(RecordKind::Denied, "trail.read").await.expect("a record").entry.code.as_deref(), Some("not_allowed"));
    // Who reads the trail goes on seeing the record, their own as well.
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let own = sent_to(&desk, &supervisor, "mei.chen").await;
    for id in [his, own] {
        assert!(supervisor.page(&format!("/audit/{id}")).await.text().contains("Record of the audit trail"));
    }
}

fn html_main(page: &Answer) -> &str {
    page.body.split("<main").nth(1).unwrap_or_default()
}

#[tokio::test]
async fn text_of_strangers_stays_text_and_a_long_reason_is_cut() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let hostile = "a\u{202e}b</td><script>alert(1)</script>\"'<img src=x onerror=alert(1)>";
    let mut entry = desk.intent(&desk.tomasz(), 1, desk.micros()).await;
    entry.action_id = Uuid::new_v4();
    entry.target = Some(RecordedTarget { pool: CUSTOMERS.into(), username: hostile.into(), sub: "s".into(), name: hostile.into() });
    (entry.reason, entry.ticket) = (Some(format!("{hostile} {} the end", "very long ".repeat(40))), Some(hostile.into()));
    desk.console.audit.append(entry).await.expect("a record");
    let page = tomasz.page("/work").await;
    let shown = "a⟨U+202E⟩b</td><script>alert(1)</script>\"'<img src=x onerror=alert(1)>";
    // Name, username, what the words of two links add, reason and ticket.
    assert_eq!(page.text().matches(shown).count(), 6, "{}", page.text());
    assert!(page.text().contains("very long…") && !page.text().contains("the end"), "{}", page.text());
    assert!(!page.body.contains('\u{202e}') && !page.body.contains("<img"), "nothing of it is markup");
    assert_eq!(rows(&page, TOP).len(), 2);
}
