//! What is done to an account's standing: the effect, its two records, its page, and one effect for each form.

use crate::desk::{CUSTOMERS, Desk, SUPERVISOR, form};
use crate::forms::{ACCOUNT, CONFIRM, ENABLE, Form, INVITATION, SIGN_OUT, VERIFY_EMAIL, VERIFY_PHONE};
use passdesk::domain::audit::{AuditEntry, RecordKind};
use passdesk::sandbox::SEED_PASSWORD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// What a record and a result page must say of an action.
struct Expected {
    of: Form,
    contact: Option<&'static str>,
    before: &'static str,
    after: &'static str,
    announced: &'static str,
    says: &'static [&'static str],
}

const EXPECTED: [Expected; 6] = [
    Expected {
        of: INVITATION,
        contact: Some("email"),
        before: "FORCE_CHANGE_PASSWORD",
        after: "FORCE_CHANGE_PASSWORD",
        announced: "announced: an e-mail at d•••@example.org with a new temporary password; it works until ",
        says: &["The invitation for Dana Kowalczyk is on its way.", "an e-mail at d•••@example.org", "Ask them to look for the message now, in the spam folder too."],
    },
    Expected {
        of: CONFIRM,
        contact: None,
        before: "UNCONFIRMED",
        after: "CONFIRMED",
        announced: "announced: the sign-up counts as confirmed; contacts stay as they are",
        says: &["The sign-up of Freya Lindholm is confirmed.", "the password they chose when they signed up"],
    },
    Expected {
        of: ENABLE,
        contact: None,
        before: "CONFIRMED",
        after: "CONFIRMED",
        announced: "announced: the account is enabled; password and status stay as they are",
        says: &["The account of سمير حداد is enabled.", "Ask them to sign in while you are on the line."],
    },
    Expected {
        of: VERIFY_EMAIL,
        contact: Some("email"),
        before: "CONFIRMED",
        after: "CONFIRMED",
        announced: "announced: the e-mail address counts as verified",
        says: &["The e-mail address of Lena Fischer counts as verified.", "Reset codes can go there from now on."],
    },
    Expected {
        of: VERIFY_PHONE,
        contact: Some("phone_number"),
        before: "CONFIRMED",
        after: "CONFIRMED",
        announced: "announced: the phone number counts as verified",
        says: &["The phone number of Lena Fischer counts as verified.", "Reset codes can go there from now on."],
    },
    Expected {
        of: SIGN_OUT,
        contact: None,
        before: "CONFIRMED",
        after: "CONFIRMED",
        announced: "announced: refresh tokens end at once; access and ID tokens that others check by themselves work until they expire",
        says: &["陈美 is signed out everywhere.", "their password still works"],
    },
];

fn seconds(time: &Value) -> Option<i64> {
    OffsetDateTime::parse(time.as_str()?, &Rfc3339).ok().map(OffsetDateTime::unix_timestamp)
}

/// Both halves of an action.
async fn halves(desk: &Desk, action_id: &str) -> (AuditEntry, AuditEntry) {
    let records = desk.console.audit.action(Uuid::parse_str(action_id).expect("an id")).await.expect("the trail");
    let [intent, outcome] = records.as_slice() else { panic!("an intent and an outcome: {records:?}") };
    assert_eq!((intent.entry.kind, outcome.entry.kind), (RecordKind::Intent, RecordKind::Outcome));
    (intent.entry.clone(), outcome.entry.clone())
}

#[tokio::test]
async fn each_action_has_one_effect_two_whole_records_and_a_page_that_says_what_comes_next() {
    for Expected { of, contact, before, after, announced, says } in EXPECTED {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let user = desk.user(CUSTOMERS, of.user).await;
        let mut fields = of.filled(&desk, &hana).await;
        fields.remove("sends_code");
        let sent = hana.post(of.path, &fields).await;
        assert_eq!(sent.result_id(), fields["action_id"], "{}", of.word);
        let result = hana.follow(&sent).await;
        for words in ["Succeeded", "On record", "Hana Satō", "Caller lost the old phone", "INC-204817", "AWS request id"].iter().chain(says) {
            assert!(result.text().contains(words), "{} {words}: {}", of.word, result.text());
        }
        assert!(!result.text().contains("Who can mend it"), "{}: {}", of.word, result.text());

        let (intent, outcome) = halves(&desk, &fields["action_id"]).await;
        assert_eq!((intent.event.as_str(), outcome.event.as_str()), (of.event, of.event));
        let target = intent.target.clone().expect("a target");
        assert_eq!((target.pool.as_str(), target.username.as_str(), Some(target.sub.as_str())), (CUSTOMERS, of.user, user["sub"].as_str()));
        assert_eq!(outcome.target, intent.target);
        assert_eq!((intent.actor.clone().expect("an actor").sub.as_str(), intent.role.as_deref()), (SUPERVISOR, Some("supervisor")));
        assert_eq!((outcome.actor, outcome.role), (intent.actor, intent.role));
        assert_eq!(
            (intent.reason.as_deref(), intent.ticket.as_deref(), intent.caller_verified_by.as_deref()),
            (Some("Caller lost the old phone"), Some("INC-204817"), Some("manager"))
        );
        assert_eq!((intent.contact.as_deref(), intent.password_source, intent.part_of, intent.then), (contact, None, None, None), "{}", of.word);
        assert_eq!((intent.state_before.as_deref(), intent.state_after, intent.outcome, intent.code), (Some(before), None, None, None), "{}", of.word);
        assert_eq!(intent.changed_before.map(|at| at / 1_000_000), seconds(&user["modified_at"]), "{}", of.word);
        assert!(intent.note.as_deref().is_some_and(|note| note.starts_with(announced)), "{}: {:?}", of.word, intent.note);
        let metadata = if of.takes_metadata() { vec![("ticket".to_owned(), "INC-204817".to_owned())] } else { Vec::new() };
        assert_eq!(intent.client_metadata, metadata, "{}", of.word);
        assert_eq!((outcome.outcome.map(|outcome| outcome.name()), outcome.code, outcome.aws_code), (Some("succeeded"), None, None));
        assert_eq!((outcome.state_after.as_deref(), outcome.aws_request_id.is_some_and(|id| result.text().contains(&id))), (Some(after), true), "{}", of.word);
        assert!(result.text().contains(&intent.request_id) && intent.request_id == outcome.request_id);

        let again = hana.post(of.path, &fields).await;
        assert_eq!(again.location(), format!("/results/{}?repeated=yes", fields["action_id"]));
        assert!(hana.follow(&again).await.text().contains("This form was sent before. Nothing was done now"));
        assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, of.event).await), (1, 1), "{}", of.word);
        assert_eq!(desk.user(CUSTOMERS, of.user).await["status"], after, "{}", of.word);
        desk.verified_records().await;
    }
}

#[tokio::test]
async fn each_action_does_to_the_user_what_it_says_and_nothing_else() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in [CONFIRM, ENABLE, VERIFY_EMAIL, VERIFY_PHONE] {
        let before = desk.user(CUSTOMERS, of.user).await;
        hana.post(of.path, &of.forged(&desk, CUSTOMERS, of.user).await).await.result_id();
        let after = desk.user(CUSTOMERS, of.user).await;
        let mut expected = before.clone();
        match of.word {
            "confirm" => expected["status"] = json!("CONFIRMED"),
            "enable" => expected["enabled"] = json!(true),
            "verify-email" => expected["attributes"]["email_verified"] = json!("true"),
            _ => expected["attributes"]["phone_number_verified"] = json!("true"),
        }
        expected["modified_at"] = after["modified_at"].clone();
        assert_eq!(after, expected, "{}", of.word);
        assert!(desk.application_sign_in(of.user, SEED_PASSWORD).await.is_ok(), "{}: the password is what it was", of.word);
    }
    assert!(desk.outbox().await.is_empty(), "no message goes out");
}

#[tokio::test]
async fn the_invitation_brings_a_new_temporary_password_and_the_days_begin_anew() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    assert_eq!(desk.application_sign_in("dana.kowalczyk", SEED_PASSWORD).await.unwrap_err(), "NotAuthorizedException", "hers has expired");
    hana.post(INVITATION.path, &INVITATION.filled(&desk, &hana).await).await.result_id();
    let message = desk.outbox().await[0].clone();
    assert_eq!((&message["operation"], &message["client_metadata"]), (&json!("AdminCreateUser"), &json!({ "ticket": "INC-204817" })), "the trigger reads ClientMetadata");
    let challenge = desk.application_sign_in("dana.kowalczyk", message["code"].as_str().expect("a password")).await.expect("it works");
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    let page = hana.page(&INVITATION.address(&desk).await).await;
    assert!(page.text().contains("has a temporary password and must change it at the next sign-in. It expires in 7 days."), "{}", page.text());
    assert!(page.text().contains("Sending it again takes the place of the one on its way"), "{}", page.text());
}

#[tokio::test]
async fn the_invitation_goes_to_the_contact_that_the_page_named() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let email = |verified: &str| json!({ "email": "dana@x.example", "email_verified": verified, "phone_number": null, "phone_number_verified": null });
    let phone = |verified: &str| json!({ "email": null, "email_verified": null, "phone_number": "+48601234567", "phone_number_verified": verified });
    let both = |email: &str, phone: &str| json!({ "email": "dana@x.example", "email_verified": email, "phone_number": "+48601234567", "phone_number_verified": phone });
    const BY_MAIL: (&str, &str, &str) = ("email", "dana@x.example", "an e-mail at d•••@x.example");
    const BY_TEXT: (&str, &str, &str) = ("phone_number", "+48601234567", "a text message at +48•••••567");
    const UNVERIFIED: &str = "make sure with the caller that it is theirs";
    for (attributes, (contact, destination, announced), is_warned) in [
        (email("true"), BY_MAIL, false),
        (email("false"), BY_MAIL, true),
        (phone("true"), BY_TEXT, false),
        (phone("false"), BY_TEXT, true),
        (both("true", "true"), BY_MAIL, false),
        (both("false", "true"), BY_TEXT, false),
        (both("false", "false"), BY_MAIL, true),
    ] {
        desk.change_user(CUSTOMERS, "dana.kowalczyk", json!({ "attributes": attributes })).await;
        let page = hana.page(&INVITATION.address(&desk).await).await;
        assert!(page.text().contains(&format!("{announced} with a new temporary password")), "{attributes}: {}", page.text());
        assert_eq!(page.text().contains(UNVERIFIED), is_warned, "{attributes}: {}", page.text());
        let before = desk.outbox().await.len();
        let sent = hana.post(INVITATION.path, &INVITATION.filled(&desk, &hana).await).await;
        assert!(hana.follow(&sent).await.text().contains(announced), "{attributes}");
        let outbox = desk.outbox().await;
        assert_eq!((outbox.len() - before, &outbox[0]["destination"]), (1, &json!(destination)), "{attributes}: one message, by one medium");
        assert_eq!(halves(&desk, &sent.result_id()).await.0.contact.as_deref(), Some(contact), "{attributes}");
    }
}

#[tokio::test]
async fn signing_out_ends_sessions_and_leaves_the_password() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let fields = SIGN_OUT.forged(&desk, CUSTOMERS, "amara.okafor").await;
    let signed_in = desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.expect("she can sign in");
    let token = signed_in["AuthenticationResult"]["AccessToken"].as_str().expect("a token").to_owned();
    hana.post(SIGN_OUT.path, &fields).await.result_id();
    assert_eq!(desk.cognito("GetUser", json!({ "AccessToken": token })).await.unwrap_err(), "NotAuthorizedException");
    assert!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.is_ok(), "the password stays as it is");
}

#[tokio::test]
async fn two_tabs_that_show_the_same_state_have_one_effect() {
    for of in ACCOUNT {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let tabs = [of.filled(&desk, &hana).await, of.filled(&desk, &hana).await];
        assert_eq!(tabs[0]["action_id"], tabs[1]["action_id"], "{}", of.word);
        let answers = [hana.post(of.path, &tabs[0]).await, hana.post(of.path, &tabs[1]).await];
        assert_eq!(answers[0].result_id(), answers[1].result_id(), "{}", of.word);
        assert_eq!(desk.count(RecordKind::Intent, of.event).await, 1, "{}", of.word);
    }
}

#[tokio::test]
async fn when_the_user_cannot_be_read_nothing_is_done_and_the_form_is_offered_again() {
    for of in ACCOUNT {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let fields = of.forged(&desk, CUSTOMERS, of.user).await;
        desk.fault("AdminGetUser", "throttle", None).await;
        let page = hana.follow(&hana.post(of.path, &fields).await).await;
        assert!(page.status == 503 && page.text().contains("Nothing was done."), "{}: {}", of.word, page.text());
        desk.clear_faults().await;
        let offered = of.offered(&page);
        assert_eq!(crate::forms::typed(&offered), crate::forms::typed(&fields), "{}", of.word);
        assert_eq!(desk.effects().await, 0, "{}", of.word);
        hana.post(of.path, &offered).await.result_id();
        assert_eq!(desk.effects().await, 1, "{}", of.word);
    }
}

#[tokio::test]
async fn more_rows_and_problems_beside_fields_keep_what_was_typed() {
    for of in ACCOUNT {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let mut fields = of.filled(&desk, &hana).await;
        fields.insert("reason".into(), "abc".into());
        let page = hana.follow(&hana.post(of.path, &fields).await).await;
        assert!(page.status == 422 && page.text().contains("Say a little more"), "{}: {} {}", of.word, page.status, page.text());
        let kept: BTreeMap<String, String> = of.offered(&page);
        assert_eq!(crate::forms::typed(&kept), crate::forms::typed(&fields), "{}", of.word);
        if of.takes_metadata() {
            let mut more = fields.clone();
            more.extend(form(&[("add_rows", "yes")]));
            let page = hana.follow(&hana.post(of.path, &more).await).await;
            let offered = of.offered(&page);
            assert!(page.status == 200 && offered.contains_key("metadata[3][key]"), "{}: {offered:?}", of.word);
            assert_eq!(crate::forms::typed(&offered), crate::forms::typed(&fields), "{}", of.word);
        }
        assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, of.event).await), (0, 0), "{}", of.word);
    }
}
