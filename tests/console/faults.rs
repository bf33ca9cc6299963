//! What Cognito and the network do on a bad day: the right outcome, the right sentence, and never a second attempt in doubt.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::html;
use crate::sandbox::RESET;
use serde_json::json;

/// A fault: its kind, how many calls it meets, and what becomes of a reset.
struct Fault {
    kind: &'static str,
    times: Option<u32>,
    outcome: &'static str,
    code: &'static str,
    effects: u64,
    says: &'static str,
}

const fn fault(kind: &'static str, times: Option<u32>, (outcome, code): (&'static str, &'static str), effects: u64, says: &'static str) -> Fault {
    Fault { kind, times, outcome, code, effects, says }
}

const UNKNOWN: (&str, &str) = ("unknown", "outcome_unknown");
const NOBODY_KNOWS: &str = "Nobody can tell yet whether the reset code for Amara Okafor was sent.";
/// What reading the user again tells at once: she was CONFIRMED, or her last change has moved.
const AFTER_ALL: &str = "The reset code for Amara Okafor took effect after all.";
const NOT_SENT: (&str, &str) = ("not_sent", "cognito_access_denied");
const NO_ACCESS: &str = "This console's own access to Cognito was refused.";

/// Faults that would pass on a second attempt (`Some(1)`) show that there was none.
const FAULTS: [Fault; 14] = [
    fault("throttle", Some(2), ("succeeded", ""), 1, "is on its way."),
    fault("throttle", None, ("not_sent", "busy"), 0, "Cognito is limiting how fast we may ask."),
    fault("cut_before", Some(1), UNKNOWN, 0, NOBODY_KNOWS),
    fault("cut_before", None, UNKNOWN, 0, NOBODY_KNOWS),
    fault("cut_after", Some(1), UNKNOWN, 1, AFTER_ALL),
    fault("cut_after", None, UNKNOWN, 1, AFTER_ALL),
    fault("internal_error", Some(1), UNKNOWN, 0, NOBODY_KNOWS),
    fault("garbage", None, UNKNOWN, 1, AFTER_ALL),
    fault("access_denied", Some(1), NOT_SENT, 0, NO_ACCESS),
    fault("bad_signature", Some(1), NOT_SENT, 0, NO_ACCESS),
    fault("expired_token", Some(1), NOT_SENT, 0, NO_ACCESS),
    fault("limit_exceeded", Some(1), ("refused", "too_many_attempts"), 0, "Cognito's limit for this user or for messages is reached."),
    fault("user_lambda_validation", Some(1), ("refused", "trigger_refused"), 0, "The pool's own trigger refused it."),
    fault("operation_not_enabled", Some(1), ("refused", "recovery_off"), 0, "This pool does not let users recover accounts with a code."),
];

#[tokio::test]
async fn every_fault_of_a_reset_ends_in_its_own_outcome_and_sentence() {
    // All of these are for one user: nothing that ended before is taken for the cause of what is seen afterwards.
    let desk = Desk::open_with(|settings| settings.reconciling.reading = std::time::Duration::ZERO).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for Fault { kind, times, outcome, code, effects, says } in FAULTS {
        let before = desk.effects().await;
        let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        desk.fault(RESET, kind, times).await;
        let sent = tomasz.reset(&fields).await;
        let id = sent.result_id();
        let result = tomasz.follow(&sent).await;
        desk.clear_faults().await;
        assert_eq!(desk.outcome(&id).await, (outcome.to_owned(), code.to_owned()), "{kind} {times:?}");
        assert_eq!(desk.effects().await - before, effects, "{kind} {times:?}");
        assert!(result.status == 200 && result.text().contains(says), "{kind} {times:?}: {}", result.text());
        // Only what was surely not sent, and what another try could mend: a limit is mended by waiting.
        let is_offered = matches!(outcome, "refused" | "not_sent") && code != "too_many_attempts";
        assert_eq!(result.text().contains("Try again with what you typed"), is_offered, "{kind}");
    }
    assert!(desk.verified_records().await > 28);
}

#[tokio::test]
async fn an_api_client_gets_the_outcome_by_the_result_page_and_never_a_401() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (kind, _) in [("access_denied", ()), ("bad_signature", ()), ("internal_error", ())] {
        desk.fault(RESET, kind, Some(1)).await;
        let answer = tomasz.post_for_json("/api/passwords/reset", &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
        assert_eq!(answer.status, 200, "{kind}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_slow_cognito_is_waited_for_and_a_silent_one_leaves_the_outcome_unknown() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (delay_ms, delay_after_ms, outcome) in [(400, 0, "succeeded"), (0, 7_500, "unknown")] {
        let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": RESET, "delay_ms": delay_ms, "delay_after_ms": delay_after_ms, "times": 1 }))).await;
        let id = tomasz.reset(&fields).await.result_id();
        assert_eq!(desk.outcome(&id).await.0, outcome);
    }
    assert_eq!(desk.effects().await, 2, "each attempt had its effect, and none was made twice");
}

#[tokio::test]
async fn a_cognito_that_cannot_be_read_sends_nothing_and_keeps_what_was_typed() {
    for (operation, kind, sentence) in [
        ("AdminGetUser", "cut_before", "Cognito cannot be reached."),
        ("AdminGetUser", "throttle", "Cognito is limiting how fast we may ask."),
        ("AdminGetUser", "garbage", "Cognito cannot be reached."),
        ("AdminListGroupsForUser", "internal_error", "Cognito cannot be reached."),
        ("AdminListGroupsForUser", "access_denied", "This console's own access to Cognito was refused."),
        ("DescribeUserPool", "access_denied", "This console's own access to Cognito was refused."),
    ] {
        // A desk of its own: a pool's description is believed for a minute.
        let desk = Desk::open().await;
        let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
        let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        fields.extend([("metadata[0][key]".to_owned(), "locale".to_owned()), ("metadata[0][value]".to_owned(), "en-GB".to_owned())]);
        desk.fault(operation, kind, None).await;
        let answer = tomasz.reset(&fields).await;
        assert!(answer.location().starts_with("/again/"), "{operation} {kind}: {}", answer.location());
        let page = tomasz.follow(&answer).await;
        assert!(page.status == 503 && page.text().contains(sentence) && page.text().contains("Reference"), "{operation} {kind}: {} {}", page.status, page.text());
        let offered = html::reset_fields(&page.body);
        for name in ["reason", "ticket", "username", "sub", "pool", "metadata[0][key]", "metadata[0][value]"] {
            assert_eq!(offered[name], fields[name], "{operation} {kind} {name}");
        }
        let user_page = tomasz.get(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
        assert!(user_page.status == 503 && user_page.text().contains(sentence), "{operation} {kind}: {}", user_page.text());
        desk.clear_faults().await;
        assert_eq!(desk.effects().await, 0, "{operation} {kind}");
    }
}

#[tokio::test]
async fn what_was_not_sent_can_be_tried_again_with_what_was_typed() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    desk.fault(RESET, "throttle", Some(3)).await;
    let sent = tomasz.reset(&fields).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "not_sent");
    let result = tomasz.follow(&sent).await;
    let again = html::tags(&result.body).into_iter().find(|tag| tag.get("href").contains("from=")).expect("a way to try again");
    let offered = html::reset_fields(&tomasz.page(again.get("href")).await.body);
    assert_eq!((&offered["reason"], &offered["ticket"]), (&fields["reason"], &fields["ticket"]));
    assert_ne!(offered["action_id"], fields["action_id"]);
    assert_eq!(desk.outcome(&tomasz.reset(&offered).await.result_id()).await.0, "succeeded");
    assert_eq!(desk.effects().await, 1);
}
