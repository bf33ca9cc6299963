//! A policy of one's own: scopes, hours, tiers and rights hold on pages, in lists and at actions; and the page that tries it out does nothing.

use crate::browser::Browser;
use crate::desk::{ADMIN, AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR};
use passdesk::config::Settings;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::clock::{Clock, SystemClock};
use passdesk::domain::operation::Action;
use passdesk::domain::policy::{Policy, RoleRules, WorkingHours};
use passdesk::domain::pool::PoolId;
use std::sync::Arc;

/// A desk whose help desk has other rules.
async fn desk_with(change: impl FnOnce(&mut RoleRules)) -> Desk {
    Desk::open_with(|settings| change(helpdesk(settings))).await
}

fn helpdesk(settings: &mut Settings) -> &mut RoleRules {
    policy(settings).roles.entry(Role::HELPDESK).or_default()
}

fn policy(settings: &mut Settings) -> &mut Policy {
    Arc::make_mut(&mut settings.desk.policy)
}

fn pool(id: &str) -> PoolId {
    PoolId::try_from(id.to_owned()).expect("a pool")
}

async fn user_page(desk: &Desk, pool: &str, username: &str) -> String {
    format!("/users/{pool}/{}", desk.reset_form(pool, username).await["sub"])
}

/// A reset is refused with this code, on record, and Cognito hears nothing.
async fn is_refused(desk: &Desk, browser: &Browser, username: &str, code: &str, title: &str) {
    let answer = browser.follow(&browser.reset(&desk.reset_form(CUSTOMERS, username).await).await).await;
    assert!(answer.status == 403 && answer.text().contains(title), "{} {}", answer.status, answer.text());
    let record = desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry;
    assert_eq!((record.code.as_deref(), record.target.map(|target| target.username).as_deref()), (Some(code), Some(username)));
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn a_role_for_some_pools_neither_lists_nor_opens_nor_helps_users_of_others() {
    let desk = desk_with(|rules| rules.scope.pools = vec![pool(KIOSKS)]).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let found = tomasz.get(&format!("/users?pool={CUSTOMERS}&q=amara.okafor")).await;
    assert!(found.status == 200 && !found.body.contains(&format!("/users/{CUSTOMERS}/")), "{}", found.text());
    let page = user_page(&desk, CUSTOMERS, "amara.okafor").await;
    let opened = tomasz.get(&page).await;
    assert!(opened.status == 403 && opened.text().contains("Your role is for other users.") && !opened.body.contains("Okafor"), "{}", opened.text());
    let record = desk.newest(RecordKind::Denied, "user.read").await.expect("a record").entry;
    assert_eq!(record.code.as_deref(), Some("out_of_scope"));
    is_refused(&desk, &tomasz, "amara.okafor", "out_of_scope", "Your role is for other users.").await;
    assert_eq!(tomasz.get(&format!("/waiting?pool={CUSTOMERS}")).await.status, 403);
    assert_eq!(tomasz.get(&format!("/waiting?pool={KIOSKS}")).await.status, 200);
    // Nobody else is concerned.
    assert_eq!(desk.signed_in(SUPERVISOR).await.get(&page).await.status, 200);
}

#[tokio::test]
async fn a_role_for_some_attributes_and_groups_is_for_those_users_only() {
    let desk = desk_with(|rules| rules.scope.attributes = vec![("email".to_owned(), vec!["nobody@example.com".to_owned()])]).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = user_page(&desk, CUSTOMERS, "amara.okafor").await;
    assert_eq!(tomasz.get(&page).await.status, 403);
    assert_eq!(tomasz.get(&format!("/waiting?pool={CUSTOMERS}")).await.status, 403, "the board cannot tell them apart");
    desk.change_user(CUSTOMERS, "amara.okafor", serde_json::json!({ "attributes": { "email": "nobody@example.com" } })).await;
    assert_eq!(tomasz.get(&page).await.status, 200);
    let sent = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
}

#[tokio::test]
async fn a_role_acts_at_its_hours_and_reads_at_any() {
    let desk = desk_with(|rules| rules.hours = Some(never())).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.get(&user_page(&desk, CUSTOMERS, "amara.okafor").await).await;
    assert!(page.status == 200 && page.text().contains("your role does not act at this hour."), "{}", page.text());
    assert!(!page.body.contains("action=\"/api/passwords/reset\""), "no form is offered");
    is_refused(&desk, &tomasz, "amara.okafor", "out_of_hours", "Your role does not act at this hour.").await;
}

/// Hours that are not now: a day that is not today.
fn never() -> WorkingHours {
    let day = match SystemClock.now().weekday() {
        time::Weekday::Monday | time::Weekday::Tuesday | time::Weekday::Sunday => "thu",
        _ => "mon",
    };
    WorkingHours::read(&format!("{day} 00:00-24:00"), "UTC").expect("hours")
}

#[tokio::test]
async fn a_right_that_was_taken_is_gone_from_page_form_and_menu() {
    let desk = desk_with(|rules| {
        rules.rights.take(Action::SendResetCode);
        rules.rights.take(Action::ReadOwnWork);
    })
    .await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.get(&user_page(&desk, CUSTOMERS, "amara.okafor").await).await;
    assert!(!page.body.contains("action=\"/api/passwords/reset\"") && !page.body.contains("href=\"/work\""));
    assert_eq!(tomasz.get("/work").await.status, 403);
    let refused = tomasz.follow(&tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await).await;
    assert!(refused.status == 403 && refused.text().contains("Your role does not allow this."), "{}", refused.text());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn whoever_does_not_search_is_led_past_the_search_and_finds_nothing_there() {
    let desk = desk_with(|rules| rules.rights.take(Action::FindUsers)).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let start = tomasz.get("/users").await;
    assert!(start.status / 100 == 3 && start.location() == "/waiting" && !start.body.contains("searchbox"), "{} {}", start.status, start.location());
    assert_eq!(desk.count(RecordKind::Denied, "user.search").await, 0, "being led there is no attempt");
    for asked in ["/users?pool=", &format!("/users?pool={KIOSKS}"), "/users?q=amara", "/users?list=x", "/users?page=x"] {
        let answer = tomasz.get(asked).await;
        assert!(answer.status == 403 || answer.location() == "/waiting", "{asked}: {} {}", answer.status, answer.text());
    }
    assert!(desk.count(RecordKind::Denied, "user.search").await >= 3);
    // Who has none of the pages is told so, and that is on record.
    let desk = desk_with(|rules| rules.rights = Default::default()).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let answer = tomasz.get("/users").await;
    assert!(answer.status == 403 && answer.text().contains("Your role does not allow this."), "{} {}", answer.status, answer.text());
    assert_eq!(desk.newest(RecordKind::Denied, "user.search").await.expect("a record").entry.code.as_deref(), Some("not_allowed"));
}

#[tokio::test]
async fn a_protected_tier_is_opened_to_a_role_by_its_name_and_to_no_other() {
    let desk = desk_with(|rules| rules.rights.give_alone_on("protected", Action::SendResetCode)).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sent = tomasz.reset(&desk.reset_form(CUSTOMERS, "greta.holm").await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let refused = supervisor.follow(&supervisor.reset(&desk.reset_form(CUSTOMERS, "greta.holm").await).await).await;
    assert!(refused.status == 403 && refused.text().contains("This user is protected."), "{}", refused.text());
}

#[tokio::test]
async fn the_policy_page_says_what_is_in_force_and_what_it_would_say() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let page = auditor.get("/policy").await;
    for words in ["Who may do what to whom", "Reset codepassword.reset alone alone – alone", "protected group admins or finance-approvers", "helpdesk every pool at any hour"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    for (query, says) in [
        ("role=helpdesk&action=password.reset", vec!["Yes helpdesk: Reset code, for a user whom nothing protects."]),
        ("role=helpdesk&action=user.enable", vec!["No helpdesk: Enabling an account", "The role does not have this right."]),
        (&format!("role=helpdesk&action=password.reset&pool={CUSTOMERS}&user=amara.okafor"), vec!["Yes helpdesk: Reset code, for Amara Okafor.", "Nothing protects this user."]),
        (
            &format!("role=supervisor&action=password.reset&pool={CUSTOMERS}&user=greta.holm"),
            vec!["Not alone supervisor: Reset code, for Greta Holm.", "This user is protected.", "The user is in the tier protected."],
        ),
    ] {
        let told = auditor.get(&format!("/policy?{query}")).await;
        assert_eq!(told.status, 200, "{query}");
        for words in says {
            assert!(told.text().contains(words), "{query}: {words}: {}", told.text());
        }
    }
    assert_eq!(desk.effects().await, 0, "nothing was done");
    let record = desk.newest(RecordKind::Read, "policy.read").await.expect("a record").entry;
    assert_eq!(record.target.map(|target| target.username).as_deref(), Some("greta.holm"));
    for (query, says) in [
        ("role=king&action=password.reset", "Choose a role of the policy."),
        ("role=helpdesk&action=password.eat", "Choose an action."),
        ("role=helpdesk&action=password.reset&user=nobody.at.all", "No user of this pool answers to that."),
    ] {
        let told = auditor.get(&format!("/policy?{query}")).await;
        assert!(told.status == 422 && told.text().contains(says), "{query}: {} {}", told.status, told.text());
    }
}

#[tokio::test]
async fn the_policy_page_opens_no_user_to_those_who_may_not_see_them() {
    let desk = desk_with(|rules| rules.scope.pools = vec![pool(KIOSKS)]).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let told = tomasz.get(&format!("/policy?role=admin&action=password.reset&pool={CUSTOMERS}&user=amara.okafor")).await;
    assert!(told.status == 403 && told.text().contains("Your role is for other users.") && !told.body.contains("Okafor"), "{}", told.text());
    let admin = desk.signed_in(ADMIN).await;
    let told = admin.get(&format!("/policy?role=helpdesk&action=password.reset&pool={CUSTOMERS}&user=amara.okafor")).await;
    assert!(told.text().contains("No helpdesk") && told.text().contains("The role is for other users.") && told.text().contains("for users of pool"), "{}", told.text());
}
