//! Users in every state, and users whom policy keeps from the desk: each attempt leaves its record, and none an effect.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS};
use passdesk::domain::audit::RecordKind;

const STATE: (&str, &str) = ("wrong_state", "Cognito does not do this for a user in this state.");
const CONTACT: (&str, &str) = ("no_verified_contact", "A code cannot reach this user");
const DISABLED: (&str, &str) = ("user_disabled", "This user is disabled.");
const RECOVERY: (&str, &str) = ("recovery_off", "This pool does not let users recover accounts with a code.");
const EXTERNAL: (&str, &str) = ("external_user", "Another identity provider signs this user in.");
const PROTECTED: (&str, &str) = ("protected_user", "This user is protected.");
const OWN: (&str, &str) = ("own_account", "This is your own account.");

/// Cognito refuses these, in the words of its exceptions, which staff never read.
const REFUSED: [(&str, &str, (&str, &str)); 12] = [
    (CUSTOMERS, "dana.kowalczyk", STATE),
    (CUSTOMERS, "yuki.tanaka", STATE),
    (CUSTOMERS, "freya.lindholm", STATE),
    (CUSTOMERS, "archived.user", STATE),
    (CUSTOMERS, "compromised.user", STATE),
    (CUSTOMERS, "unknown.user", STATE),
    (CUSTOMERS, "samir.haddad", DISABLED),
    (CUSTOMERS, "expired.and.disabled", DISABLED),
    (CUSTOMERS, "nobody.reachable", CONTACT),
    (CUSTOMERS, "lena.fischer", CONTACT),
    (CUSTOMERS, "ravi.iyer", CONTACT),
    (KIOSKS, "kiosk-lisbon-01", RECOVERY),
];

/// Policy denies these: Cognito is not asked.
const DENIED: [(&str, &str, (&str, &str)); 6] = [
    (HELPDESK_TOMASZ, "Google_108214573920164837261", EXTERNAL),
    (HELPDESK_TOMASZ, "ContosoSAML_victor.hugo@contoso.example", EXTERNAL),
    (HELPDESK_TOMASZ, "root.operator", PROTECTED),
    (HELPDESK_TOMASZ, "greta.holm", PROTECTED),
    (HELPDESK_TOMASZ, "member.everywhere", PROTECTED),
    (HELPDESK_INES, "ines.duarte", OWN),
];

#[tokio::test]
async fn cognitos_refusals_are_recorded_and_told_in_our_words() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (pool, username, (code, sentence)) in REFUSED {
        let fields = desk.reset_form(pool, username).await;
        let page = tomasz.page(&format!("/users/{pool}/{}", fields["sub"])).await;
        assert!(!page.body.contains("action=\"/api/passwords/reset\""), "{username}: the page offers no form");
        // The form as someone who does not go by the page would send it.
        let sent = tomasz.reset(&fields).await;
        assert_eq!(desk.outcome(&sent.result_id()).await, ("refused".to_owned(), code.to_owned()), "{username}");
        let result = tomasz.follow(&sent).await;
        assert!(result.text().contains("Cognito refused the reset code") && result.text().contains(sentence), "{username}: {}", result.text());
    }
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
}

#[tokio::test]
async fn policys_denials_are_recorded_with_the_reason_and_cognito_is_not_asked() {
    let desk = Desk::open().await;
    // If Cognito were asked after all, it would do it.
    desk.control(reqwest::Method::POST, "switches", Some(serde_json::json!({ "accept_unsettled_resets": true }))).await;
    for (persona, username, (code, sentence)) in DENIED {
        let browser = desk.signed_in(persona).await;
        let fields = desk.reset_form(CUSTOMERS, username).await;
        let page = browser.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
        let asks = code == PROTECTED.0;
        assert_eq!(page.body.contains("action=\"/api/passwords/reset\""), asks, "{username}: a form that asks, or none");
        assert!(!page.text().contains("Send reset code") && page.text().contains("Ask for approval") == asks, "{username}: {}", page.text());
        let answer = browser.reset(&fields).await;
        let told = browser.follow(&answer).await;
        assert!(told.status == 403 && told.text().contains(sentence), "{username}: {} {}", told.status, told.text());
        let record = desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry;
        let target = record.target.expect("a target");
        assert_eq!((record.code.as_deref(), target.username.as_str(), target.sub.as_str()), (Some(code), username, fields["sub"].as_str()));
        assert_eq!((record.reason.as_deref(), record.ticket.as_deref()), (Some("Caller lost the old phone"), Some("INC-204817")), "{username}");
        assert!(told.text().contains(&record.request_id), "{username}: the page names the record's reference");
        let json = browser.post_for_json("/api/passwords/reset", &fields).await;
        assert_eq!((json.status, json.code().as_str()), (403, code), "{username}");
    }
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 0, "nothing was about to be done");
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
}

#[tokio::test]
async fn a_user_whom_cognito_can_reach_gets_the_code_where_the_page_said() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (username, announced, destination) in [
        ("amara.okafor", "an e-mail at a•••@example.com", "amara.okafor@example.com"),
        ("mateo.alvarez", "an e-mail at m•••@example.com", "mateo.alvarez@example.com"),
        ("kofi.mensah", "a text message at +44•••••582", "+447700900582"),
        ("mei.chen", "an e-mail at m•••@example.net", "mei.chen@example.net"),
    ] {
        let fields = desk.reset_form(CUSTOMERS, username).await;
        let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
        assert!(page.text().contains(announced), "{username}: {}", page.text());
        let result = tomasz.follow(&tomasz.reset(&fields).await).await;
        assert!(result.text().contains(announced), "{username}: {}", result.text());
        assert_eq!(desk.outbox().await[0]["destination"], destination);
    }
}
