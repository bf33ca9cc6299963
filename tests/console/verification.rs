//! How a caller must have been verified, and a role's own tickets: offered in the form, refused on record where it is not enough.

use crate::browser::Browser;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::operation::Action;
use passdesk::domain::policy::{Demands, Policy};
use passdesk::domain::reason::TicketRule;
use std::collections::BTreeMap;
use std::sync::Arc;

const VIDEO: &str = "Video call, with a photo ID";
const CALL_BACK: &str = "Call-back to the number on file";

/// A desk whose supervisors set permanent passwords for callers on video only, and whose help desk ends sessions for managers only and has
/// tickets of its own.
async fn desk() -> Desk {
    Desk::open_with(|settings| {
        let policy: &mut Policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.entry(Role::SUPERVISOR).or_default().demands.verified_by = [(Action::SetPermanentPassword, vec!["video"])].into();
        policy.roles.entry(Role::HELPDESK).or_default().demands = Demands {
            verified_by: [(Action::SendResetCode, vec!["call_back", "video"]), (Action::SignOutEverywhere, vec!["manager"])].into(),
            ticket: Some(TicketRule { pattern: "HD-####".to_owned(), is_required: true }),
        };
        // Asked for beside it, and tried elsewhere.
        settings.desk.step_up.actions.clear();
    })
    .await
}

async fn reset_form(desk: &Desk, changes: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

/// The form comes back with this sentence beside the field and everything that was typed, and the denial is on record.
async fn comes_back(desk: &Desk, browser: &Browser, path: &str, fields: &BTreeMap<String, String>, (field, sentence): (&str, &str), (event, code): (&str, &str)) -> String {
    let back = browser.follow(&browser.post(path, fields).await).await;
    assert_eq!(back.status, 403, "{}", back.text());
    let link = html::attribute_after(&back.body, "error-summary", "href").expect("a link to the field");
    assert_eq!(link, format!("#{field}"));
    assert!(back.text().contains(sentence), "{sentence}: {}", back.text());
    assert!(back.body.contains("Caller lost the old phone"), "what was typed is kept");
    let record = desk.newest(RecordKind::Denied, event).await.expect("a record").entry;
    assert_eq!((record.code.as_deref(), record.target.map(|target| target.username).as_deref()), (Some(code), Some("amara.okafor")));
    assert_eq!(
        (record.reason.as_deref(), record.caller_verified_by.as_deref().unwrap_or_default()),
        (Some("Caller lost the old phone"), fields.get("caller_verified_by").map_or("", String::as_str))
    );
    assert_eq!(desk.effects().await, 0);
    back.body
}

#[tokio::test]
async fn a_form_offers_the_ways_that_are_enough_and_names_the_others() {
    let desk = desk().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{sub}?do=reset")).await;
    assert!(page.body.contains("value=\"video\"") && page.body.contains("value=\"call_back\"") && !page.body.contains("value=\"app_prompt\""), "{}", page.body);
    for words in [
        "Not enough for this: Confirmed by their manager; In person, with a photo ID; Prompt in their authenticator app.",
        "“Signing out everywhere” takes “Confirmed by their manager”.",
        "As in HD-2048.",
    ] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.text().contains("Caller verified by (optional)") && !page.text().contains("Ticket (optional)"));
    // Of a temporary password nothing is asked of supervisors, and of a permanent one it is said.
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let page = supervisor.page(&format!("/users/{CUSTOMERS}/{sub}?do=password")).await;
    assert!(page.text().contains(&format!("“Permanent password” takes “{VIDEO}”.")) && page.body.contains("value=\"app_prompt\""), "{}", page.text());
}

#[tokio::test]
async fn what_is_not_enough_is_refused_on_record_and_beside_its_field() {
    let desk = desk().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let path = "/api/passwords/reset";
    let (field, of_reset) = ("caller_verified_by", ("password.reset", "verification_too_weak"));
    let none = reset_form(&desk, &[("ticket", "HD-2048")]).await;
    comes_back(&desk, &tomasz, path, &none, (field, &format!("Choose how the caller was verified. “Reset code” takes “{CALL_BACK}” or “{VIDEO}”.")), of_reset).await;
    let weak = reset_form(&desk, &[("ticket", "HD-2048"), (field, "app_prompt")]).await;
    let body = comes_back(&desk, &tomasz, path, &weak, (field, "“Prompt in their authenticator app” is not enough for “Reset code”"), of_reset).await;
    assert!(body.contains("value=\"app_prompt\" selected"), "what was chosen stays in sight");
    // A box adds an action that asks for more: nothing is done before it is clear that all may be.
    let boxed = reset_form(&desk, &[("ticket", "HD-2048"), (field, "video"), ("signs_out", "yes")]).await;
    comes_back(
        &desk,
        &tomasz,
        path,
        &boxed,
        (field, "is not enough for “Signing out everywhere”, which takes “Confirmed by their manager”."),
        ("user.sign_out", "verification_too_weak"),
    )
    .await;
    // A check is refused too: it says what would happen.
    let mut checked = weak.clone();
    checked.insert("check".to_owned(), "yes".to_owned());
    comes_back(&desk, &tomasz, path, &checked, (field, "is not enough"), of_reset).await;
    let enough = reset_form(&desk, &[("ticket", "hd-2048"), (field, "video")]).await;
    let sent = tomasz.reset(&enough).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded");
    let intent = desk.records(&sent.result_id()).await[0].entry.clone();
    assert_eq!((intent.ticket.as_deref(), intent.caller_verified_by.as_deref()), (Some("HD-2048"), Some("video")));
}

#[tokio::test]
async fn a_permanent_password_takes_more_than_a_temporary_one() {
    let desk = desk().await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let mut permanent = desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await;
    permanent.insert("caller_verified_by".to_owned(), "call_back".to_owned());
    let said = ("caller_verified_by", "“Call-back to the number on file” is not enough for “Permanent password”");
    comes_back(&desk, &supervisor, "/api/passwords/set", &permanent, said, ("password.set_permanent", "verification_too_weak")).await;
    let mut temporary = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    temporary.insert("caller_verified_by".to_owned(), "call_back".to_owned());
    assert_eq!(desk.outcome(&supervisor.set_password(&temporary).await.result_id()).await.0, "succeeded");
}

#[tokio::test]
async fn a_roles_tickets_are_its_own_and_never_left_out() {
    let desk = desk().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for ticket in ["", "INC-204817", "HD-204"] {
        let fields = reset_form(&desk, &[("ticket", ticket), ("caller_verified_by", "video")]).await;
        let back = tomasz.follow(&tomasz.reset(&fields).await).await;
        assert!(back.status == 422 && back.text().contains("as in HD-2048."), "{ticket}: {} {}", back.status, back.text());
    }
    assert_eq!(desk.effects().await, 0);
    // A supervisor's are the desk's.
    let fields = reset_form(&desk, &[("ticket", "")]).await;
    assert_eq!(desk.outcome(&desk.signed_in(SUPERVISOR).await.reset(&fields).await.result_id()).await.0, "succeeded");
}

#[tokio::test]
async fn the_policy_page_says_what_each_role_asks_for() {
    let desk = desk().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.page("/policy").await;
    for words in ["a ticket, as in HD-2048", &format!("Permanent password: caller verified by “{VIDEO}”"), "nothing beside a reason", &format!("of {} rights", Action::ALL.len())]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let told = tomasz.page("/policy?role=supervisor&action=password.set_permanent").await;
    assert!(told.text().contains(&format!("It takes a caller verified by “{VIDEO}”.")), "{}", told.text());
}
