//! Every standing, and everything that an approval is not good for.

use super::*;
use crate::domain::actor::{Actor, RequestOrigin, Role};
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;

const MINUTE: i64 = 60_000_000;

fn staff(sub: &str, email: &str) -> Actor {
    Actor { id: StaffId { issuer: "https://id.example".into(), sub: sub.into() }, name: sub.into(), email: Some(email.into()), roles: [Role::HELPDESK].into() }
}

fn wanted() -> String {
    Wanted { actions: vec![Action::SendResetCode.event().into()], tiers: Vec::new(), form: serde_json::json!({ "reset": { "sub": "3f0c" } }) }.canonical()
}

fn record(action_id: Uuid, kind: RecordKind, event: &str, at: i64, by: Option<&Actor>) -> AuditRecord {
    let mut entry = AuditEntry::new(kind, event, at, by, &RequestOrigin::default());
    entry.action_id = action_id;
    entry.request_hash = Some(Wanted::hash(&wanted()));
    AuditRecord { sequence: 1, previous_hash: [0; 32], hash: [0; 32], entry }
}

const ID: Uuid = Uuid::from_u128(7);

/// Asked at minute 0 by Tomasz, to be decided on within 30.
fn asked() -> Escalation {
    let mut request = record(ID, RecordKind::Escalation, REQUEST, 0, Some(&staff("tomasz", "t@x.example")));
    request.entry.expires_at = Some(30 * MINUTE);
    request.entry.target = Some(RecordedTarget { pool: "p".into(), username: "u".into(), sub: "3f0c".into(), name: String::new() });
    Escalation::of(&[request], &[], Vec::new()).expect("a request")
}

fn decided(event: &str, at: i64, by: Option<&Actor>) -> Escalation {
    let mut decision = record(decision_id(ID), RecordKind::Escalation, event, at, by);
    decision.entry.part_of = Some(ID);
    decision.entry.expires_at = Some(at + 30 * MINUTE);
    Escalation { decision: Some(decision), ..asked() }
}

fn approved(at: i64) -> Escalation {
    decided(APPROVE, at, Some(&staff("hana", "h@x.example")))
}

fn ended(kind: RecordKind, event: &str) -> Escalation {
    Escalation { end: vec![record(end_id(ID), kind, event, 11 * MINUTE, None)], ..approved(10 * MINUTE) }
}

#[test]
fn where_a_request_stands_follows_from_its_records_and_the_time() {
    assert_eq!(asked().standing(29 * MINUTE), Standing::Open { until: 30 * MINUTE });
    assert_eq!(asked().standing(30 * MINUTE), Standing::Expired);
    let hana = staff("hana", "h@x.example");
    assert_eq!(decided(REJECT, MINUTE, Some(&hana)).standing(2 * MINUTE), Standing::Rejected);
    assert_eq!(decided(WITHDRAW, MINUTE, Some(&hana)).standing(2 * MINUTE), Standing::Withdrawn);
    assert_eq!(decided(EXPIRE, 31 * MINUTE, None).standing(32 * MINUTE), Standing::Expired);
    assert_eq!(approved(10 * MINUTE).standing(39 * MINUTE), Standing::Approved { until: 40 * MINUTE });
    assert_eq!(approved(10 * MINUTE).standing(40 * MINUTE), Standing::Expired);
    assert_eq!(ended(RecordKind::Intent, "password.reset").standing(12 * MINUTE), Standing::CarriedOut);
    assert_eq!(ended(RecordKind::Escalation, WITHDRAW).standing(12 * MINUTE), Standing::Withdrawn);
    assert_eq!(ended(RecordKind::Escalation, EXPIRE).standing(12 * MINUTE), Standing::Expired);
    assert_eq!(Escalation::of(&[record(ID, RecordKind::Intent, "password.reset", 0, None)], &[], Vec::new()), None);
}

#[test]
fn what_is_no_valid_approval_lets_nothing_through() {
    let hana = staff("hana", "h@x.example");
    let mut of_another = approved(10 * MINUTE);
    let spoil = |change: fn(&mut AuditEntry)| {
        let mut escalation = approved(10 * MINUTE);
        escalation.decision.as_mut().map(|decision| change(&mut decision.entry)).expect("a decision");
        escalation
    };
    of_another.decision = Some(record(decision_id(ID), RecordKind::Intent, APPROVE, MINUTE, Some(&hana)));
    for (escalation, what) in [
        (of_another, "a record of another kind"),
        (decided(APPROVE, 30 * MINUTE, Some(&hana)), "too late"),
        (decided(APPROVE, MINUTE, Some(&staff("tomasz", "t@x.example"))), "by whoever asked"),
        (decided(APPROVE, MINUTE, None), "by nobody"),
        (spoil(|entry| entry.request_hash = Some(Wanted::hash("{}"))), "of something else"),
        (spoil(|entry| entry.request_hash = None), "of nothing"),
        (spoil(|entry| entry.part_of = None), "of no request"),
        (spoil(|entry| entry.expires_at = None), "without a time"),
    ] {
        assert_eq!(escalation.standing(11 * MINUTE), Standing::Expired, "{what}");
    }
}

#[test]
fn an_approval_is_redeemed_for_what_was_asked_by_the_two_people_of_the_records() {
    let (tomasz, hana) = (staff("tomasz", "t@x.example"), staff("hana", "h@x.example"));
    let redeem = |escalation: &Escalation, kept: &str, asker: &Actor, approver: &Actor, by: &Actor, at: i64| {
        Approval::redeem(escalation, kept, (asker.clone(), approver.clone()), by, at).map(|approval| approval.request())
    };
    let (good, kept) = (approved(10 * MINUTE), wanted());
    assert_eq!(redeem(&good, &kept, &tomasz, &hana, &tomasz, 11 * MINUTE), Ok(ID));
    assert_eq!(redeem(&good, &kept, &tomasz, &hana, &hana, 11 * MINUTE), Ok(ID));
    assert_eq!(redeem(&good, &kept, &tomasz, &hana, &tomasz, 40 * MINUTE), Err(ApprovalFault::NotApproved));
    assert_eq!(redeem(&asked(), &kept, &tomasz, &hana, &tomasz, MINUTE), Err(ApprovalFault::NotApproved));
    assert_eq!(redeem(&ended(RecordKind::Intent, "password.reset"), &kept, &tomasz, &hana, &tomasz, 12 * MINUTE), Err(ApprovalFault::NotApproved));
    assert_eq!(redeem(&good, &kept.replace("3f0c", "4a1b"), &tomasz, &hana, &tomasz, 11 * MINUTE), Err(ApprovalFault::Altered));
    assert_eq!(redeem(&good, "", &tomasz, &hana, &tomasz, 11 * MINUTE), Err(ApprovalFault::Altered));
    let ines = staff("ines", "i@x.example");
    assert_eq!(redeem(&good, &kept, &ines, &hana, &ines, 11 * MINUTE), Err(ApprovalFault::OtherPeople));
    assert_eq!(redeem(&good, &kept, &tomasz, &ines, &tomasz, 11 * MINUTE), Err(ApprovalFault::OtherPeople));
    assert_eq!(redeem(&good, &kept, &tomasz, &hana, &ines, 11 * MINUTE), Err(ApprovalFault::OtherPeople));
    let second_account = staff("hana", " T@X.example");
    assert_eq!(redeem(&good, &kept, &tomasz, &second_account, &tomasz, 11 * MINUTE), Err(ApprovalFault::OtherPeople));
}
