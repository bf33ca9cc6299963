//! Every registered server function refuses strangers, wrong roles and other sites. A new one must be added to the table.

use crate::browser::Browser;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, NO_ROLE, SUPERVISOR, form};
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditEntry, RecordKind};
use passdesk::domain::escalation::Wanted;
use passdesk::features::escalations::Register;
use passdesk::ports::session_store::SessionFacts;
use reqwest::Method;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Who may not, and what the denial's record is called; or why there is nobody.
enum WrongRole {
    Is { persona: &'static str, event: &'static str },
    NobodyBecause(&'static str),
}

struct ServerFunction {
    path: &'static str,
    wrong_role: WrongRole,
}

const TABLE: [ServerFunction; 24] = [
    ServerFunction { path: "/api/bulk/cancel", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "bulk.cancel" } },
    ServerFunction { path: "/api/bulk/confirm", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "bulk.confirm" } },
    ServerFunction { path: "/api/bulk/pause", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "bulk.pause" } },
    ServerFunction { path: "/api/bulk/resume", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "bulk.resume" } },
    ServerFunction { path: "/api/bulk/start", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "bulk.start" } },
    ServerFunction { path: "/api/escalations/carry-out", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "escalation.carry_out" } },
    ServerFunction { path: "/api/escalations/decide", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "escalation.decide" } },
    ServerFunction { path: "/api/escalations/withdraw", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "escalation.withdraw" } },
    ServerFunction { path: "/api/locks/lift", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "lock.lift" } },
    ServerFunction { path: "/api/locks/set", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "lock.set" } },
    ServerFunction { path: "/api/passwords/check", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "password.type" } },
    ServerFunction { path: "/api/passwords/reset", wrong_role: WrongRole::Is { persona: AUDITOR, event: "password.reset" } },
    ServerFunction { path: "/api/passwords/set", wrong_role: WrongRole::Is { persona: AUDITOR, event: "password.set_temporary" } },
    ServerFunction { path: "/api/requests/read", wrong_role: WrongRole::Is { persona: AUDITOR, event: "password.reset" } },
    // Everyone may end their own; the fields below name a session of somebody else.
    ServerFunction { path: "/api/sessions/end", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "session.end_other" } },
    ServerFunction { path: "/api/sessions/end-others", wrong_role: WrongRole::NobodyBecause("it ends one's own sessions only, which every role may") },
    ServerFunction { path: "/api/sessions/end-person", wrong_role: WrongRole::Is { persona: AUDITOR, event: "session.end_other" } },
    ServerFunction { path: "/api/users/confirm_sign_up", wrong_role: WrongRole::Is { persona: AUDITOR, event: "user.confirm_sign_up" } },
    ServerFunction { path: "/api/users/enable", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "user.enable" } },
    ServerFunction { path: "/api/users/look-up", wrong_role: WrongRole::NobodyBecause("every role may search; the auditor too") },
    ServerFunction { path: "/api/users/mark_contact_verified", wrong_role: WrongRole::Is { persona: HELPDESK_TOMASZ, event: "user.mark_contact_verified" } },
    ServerFunction { path: "/api/users/resend_invitation", wrong_role: WrongRole::Is { persona: AUDITOR, event: "invitation.resend" } },
    ServerFunction { path: "/api/users/search", wrong_role: WrongRole::NobodyBecause("every role may search; the auditor too") },
    ServerFunction { path: "/api/users/sign_out", wrong_role: WrongRole::Is { persona: AUDITOR, event: "user.sign_out" } },
];

/// A desk with one signed-in supervisor whose session others may try to end.
async fn desk_with_a_session() -> (Desk, Browser) {
    let desk = Desk::open().await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    (desk, supervisor)
}

async fn sessions(desk: &Desk) -> Vec<SessionFacts> {
    let mut sessions = desk.console.sessions.list(None).await.expect("sessions");
    for session in &mut sessions {
        session.last_seen_at = 0;
    }
    sessions
}

/// A request of the supervisor's that waits for a decision.
async fn request(desk: &Desk) -> String {
    let (id, by) = (Uuid::from_u128(0x58d7_4c7e), StaffId { issuer: desk.sandbox.issuer_url(), sub: SUPERVISOR.into() });
    let actor = Actor { id: by.clone(), name: "Hana".into(), email: None, roles: [Role::SUPERVISOR].into() };
    let record = AuditEntry::new(RecordKind::Escalation, "escalation.request", 0, Some(&actor), &RequestOrigin::default());
    let wanted = Wanted { actions: vec!["password.reset".into()], tiers: Vec::new(), form: serde_json::Value::Null };
    Register::of(&desk.console).ask(id, &by, &wanted, record).await.expect("asked");
    id.to_string()
}

/// Fields with which each function would do its work for someone who may.
async fn working_fields(desk: &Desk, path: &str) -> BTreeMap<String, String> {
    let supervisor = sessions(desk).await.into_iter().find(|session| session.actor.id.sub == SUPERVISOR).map(|session| session.handle);
    match path {
        "/api/passwords/reset" => desk.reset_form(CUSTOMERS, "amara.okafor").await,
        "/api/passwords/set" => desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await,
        "/api/requests/read" => form(&[("document", &format!("UserPoolId: {CUSTOMERS}\nUsername: amara.okafor"))]),
        "/api/passwords/check" => form(&[("password", "Quartz-Meadow-58-lantern"), ("words[0]", "Amara Okafor")]),
        "/api/locks/set" => form(&[("on", "person"), ("issuer", &desk.sandbox.issuer_url()), ("sub", SUPERVISOR), ("reason", "a stolen laptop")]),
        "/api/locks/lift" => form(&[("id", "0b9f3c1e-58d7-4c7e-9d7a-3f0c9a1e58d7")]),
        "/api/sessions/end-person" => form(&[("issuer", &desk.sandbox.issuer_url()), ("sub", SUPERVISOR)]),
        "/api/sessions/end" => form(&[("handle", &supervisor.unwrap_or_default())]),
        "/api/escalations/decide" => form(&[("id", &request(desk).await), ("verdict", "approve"), ("reason", "Called back")]),
        "/api/escalations/carry-out" | "/api/escalations/withdraw" => form(&[("id", &request(desk).await)]),
        "/api/users/look-up" => form(&[("pool", CUSTOMERS), ("list", "amara.okafor\nkofi.mensah")]),
        "/api/users/confirm_sign_up" => desk.reset_form(CUSTOMERS, "freya.lindholm").await,
        "/api/users/enable" => desk.reset_form(CUSTOMERS, "samir.haddad").await,
        "/api/users/resend_invitation" => desk.reset_form(CUSTOMERS, "dana.kowalczyk").await,
        "/api/users/sign_out" => desk.reset_form(CUSTOMERS, "amara.okafor").await,
        "/api/users/mark_contact_verified" => {
            let mut fields = desk.reset_form(CUSTOMERS, "lena.fischer").await;
            fields.extend(form(&[("contact", "email")]));
            fields
        }
        "/api/users/search" => form(&[("pool", CUSTOMERS), ("q", "amara")]),
        // Nothing may be learnt of a run by whoever has no right.
        _ if path.starts_with("/api/bulk/") => form(&[("id", "0b9f3c1e-58d7-4c7e-9d7a-3f0c9a1e58d7"), ("turn", "1"), ("users", "1")]),
        _ => BTreeMap::new(),
    }
}

#[tokio::test]
async fn the_table_names_every_registered_server_function() {
    let desk = Desk::open().await;
    drop(desk);
    let mut registered: Vec<(String, Method)> = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (path.to_owned(), method)).collect();
    registered.sort_by(|left, right| left.0.cmp(&right.0));
    assert!(!registered.is_empty(), "the library is linked, so there are some");
    assert_eq!(registered, TABLE.map(|function| (function.path.to_owned(), Method::POST)), "add the new one to the table, and no GET for an effect");
}

#[tokio::test]
async fn the_tables_fields_do_their_work_for_someone_who_may() {
    let (desk, supervisor) = desk_with_a_session().await;
    for path in TABLE
        .map(|function| function.path)
        .into_iter()
        .filter(|path| !["/api/sessions/", "/api/locks/", "/api/escalations/", "/api/bulk/"].iter().any(|elsewhere| path.starts_with(elsewhere)))
    {
        let answer = supervisor.post_for_json(path, &working_fields(&desk, path).await).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    assert_eq!(desk.effects().await, 7, "a reset, a password, and five of an account's standing");
    let other = desk.signed_in(SUPERVISOR).await;
    assert_eq!(sessions(&desk).await.len(), 2);
    assert_eq!(other.post_for_json("/api/sessions/end-others", &BTreeMap::new()).await.status, 200);
    assert_eq!(sessions(&desk).await.len(), 1);
    let ended = other.post_for_json("/api/sessions/end", &working_fields(&desk, "/api/sessions/end").await).await;
    assert_eq!((ended.status, sessions(&desk).await.len()), (200, 0));
}

#[tokio::test]
async fn every_server_function_refuses_a_stranger() {
    let (desk, _supervisor) = desk_with_a_session().await;
    let before = sessions(&desk).await;
    for function in TABLE {
        let fields = working_fields(&desk, function.path).await;
        let json = desk.browser().post_for_json(function.path, &fields).await;
        assert_eq!((json.status, json.code().as_str()), (401, "not_signed_in"), "{}: {}", function.path, json.body);
        let page = desk.browser().post(function.path, &fields).await;
        assert_eq!((page.status, page.sign_in_problem()), (303, "not_signed_in"), "{}", function.path);
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(sessions(&desk).await, before);
}

#[tokio::test]
async fn every_server_function_refuses_someone_whom_the_issuer_knows_and_no_role() {
    let (desk, _supervisor) = desk_with_a_session().await;
    let browser = desk.browser();
    browser.sign_in(NO_ROLE).await;
    for function in TABLE {
        let answer = browser.post_for_json(function.path, &working_fields(&desk, function.path).await).await;
        assert_eq!(answer.status, 401, "{}", function.path);
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn every_server_function_refuses_a_wrong_role_and_records_it() {
    let (desk, _supervisor) = desk_with_a_session().await;
    for function in TABLE {
        let (persona, event) = match function.wrong_role {
            WrongRole::Is { persona, event } => (persona, event),
            WrongRole::NobodyBecause(reason) => {
                assert!(!reason.is_empty());
                continue;
            }
        };
        let fields = working_fields(&desk, function.path).await;
        let browser = desk.signed_in(persona).await;
        let (before, denied_before) = (sessions(&desk).await, desk.count(RecordKind::Denied, event).await);
        let json = browser.post_for_json(function.path, &fields).await;
        assert_eq!((json.status, json.code().as_str()), (403, "not_allowed"), "{}: {}", function.path, json.body);
        let page = browser.post(function.path, &fields).await;
        assert_eq!(page.status, 303, "{}", function.path);
        let told = browser.follow(&page).await;
        assert!(told.status == 403 && told.text().contains("Your role does not allow this."), "{}", told.text());
        assert_eq!(desk.count(RecordKind::Denied, event).await, denied_before + 2, "{} leaves a record of each", function.path);
        let record = desk.newest(RecordKind::Denied, event).await.expect("a record").entry;
        assert_eq!(record.actor.expect("an actor").sub, persona);
        assert!(told.text().contains(&record.request_id), "the page names the record's reference");
        assert_eq!(sessions(&desk).await, before);
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn every_server_function_refuses_posts_from_other_sites() {
    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
    let (desk, supervisor) = desk_with_a_session().await;
    let own = desk.url.clone();
    let suffixed = format!("{own}.evil.example");
    let foreign: [&[(&str, &str)]; 8] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", &suffixed)],
        // The browser's word on the site counts, whatever the origin.
        &[("sec-fetch-site", "cross-site"), ("origin", &own)],
    ];
    let before = sessions(&desk).await;
    for path in TABLE.map(|function| function.path).into_iter().chain(["/auth/logout", "/theme", "/auth/login"]) {
        let body = crate::browser::encode(&working_fields(&desk, path).await);
        for headers in foreign {
            for accept in ["text/html", "application/json"] {
                let sent: Vec<_> = headers.iter().copied().chain([FORM, ("accept", accept)]).collect();
                let answer = supervisor.send(Method::POST, path, &sent, Some(body.clone())).await;
                assert_eq!(answer.status, 403, "{path} {sent:?}");
                assert!(answer.body.contains("not_same_site") || answer.text().contains("did not come from a page of this console"), "{}", answer.body);
                assert!(answer.cookies().is_empty() && answer.location().is_empty(), "{path} {sent:?}");
            }
        }
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(sessions(&desk).await, before);
    assert_eq!(supervisor.page("/users").await.status, 200, "the session lives on");
    let without_fetch_metadata = [FORM, ("accept", "text/html"), ("origin", own.as_str())];
    let answer = supervisor.send(Method::POST, "/theme", &without_fetch_metadata, Some("theme=dark".into())).await;
    assert_eq!(answer.status, 303, "a browser without Fetch Metadata sends our own origin, and that is enough");
}

#[tokio::test]
async fn every_server_function_takes_posts_of_forms_and_nothing_else() {
    let (desk, _supervisor) = desk_with_a_session().await;
    let ines = desk.signed_in(HELPDESK_INES).await;
    let before = sessions(&desk).await;
    for function in TABLE {
        let body = crate::browser::encode(&working_fields(&desk, function.path).await);
        for kind in ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/octet-stream"] {
            let headers = [("content-type", kind), ("sec-fetch-site", "same-origin"), ("accept", "text/html")];
            let answer = ines.send(Method::POST, function.path, &headers, Some(format!("{body}&"))).await;
            assert_eq!(answer.status, 415, "{} {kind}", function.path);
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = ines.send(method.clone(), function.path, &[("sec-fetch-site", "same-origin")], None).await;
            assert_eq!(answer.status, 405, "{} {method}", function.path);
        }
        let by_link = ines.get(&format!("{}?{body}", function.path)).await;
        assert!(matches!(by_link.status, 404 | 405), "{} by a link: {}", function.path, by_link.status);
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 0);
    let after: Vec<_> = sessions(&desk).await;
    assert_eq!(after, before);
}
