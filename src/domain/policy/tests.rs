//! One table for the whole policy: every role, action and tier stands here.

use super::*;
use crate::domain::actor::StaffId;
use crate::domain::contact_change::ContactChange;
use crate::domain::pool::PoolId;
use crate::domain::user::{Sub, User, UserStatus, Username};

/// `+` allowed; `-` no role has it; `o`, `p`, `x`, `c` denied for the target: oneself, protected, external, contact changed.
/// Columns: ordinary, external, protected, oneself, contact changed.
const TABLE: [(Action, [(Role, &str); 4]); 21] = [
    (Action::FindUsers, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::ReadWaiting, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::ReadOwnWork, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "-----"), (Role::Admin, "+++++")]),
    (Action::ReadUser, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::ReadContacts, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "-----"), (Role::Admin, "+++++")]),
    (Action::SendResetCode, [(Role::Helpdesk, "+xpoc"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::SetTemporaryPassword, [(Role::Helpdesk, "+xpoc"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::SetPermanentPassword, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::TypePassword, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::RevealPassword, [(Role::Helpdesk, "+xpoc"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::ResendInvitation, [(Role::Helpdesk, "+xpoc"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::ConfirmSignUp, [(Role::Helpdesk, "+xpoc"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::EnableUser, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::MarkContactVerified, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+xpoc"), (Role::Auditor, "-----"), (Role::Admin, "+xpoc")]),
    (Action::SignOutEverywhere, [(Role::Helpdesk, "+xpo+"), (Role::Supervisor, "+xpo+"), (Role::Auditor, "-----"), (Role::Admin, "+xpo+")]),
    (Action::ReadTrail, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::VerifyTrail, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::ExportTrail, [(Role::Helpdesk, "-----"), (Role::Supervisor, "-----"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::EndOwnSessions, [(Role::Helpdesk, "+++++"), (Role::Supervisor, "+++++"), (Role::Auditor, "+++++"), (Role::Admin, "+++++")]),
    (Action::ReadAnySessions, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+++++"), (Role::Auditor, "-----"), (Role::Admin, "+++++")]),
    (Action::EndAnySession, [(Role::Helpdesk, "-----"), (Role::Supervisor, "+++++"), (Role::Auditor, "-----"), (Role::Admin, "+++++")]),
];

fn actor(roles: &[Role]) -> Actor {
    Actor {
        id: StaffId { issuer: "https://issuer.example".into(), sub: "staff-1".into() },
        name: "Hana".into(),
        email: Some("Hana@northwind.example".into()),
        roles: roles.iter().copied().collect(),
    }
}

fn facts(username: &str, email: &str, status: UserStatus, groups: &[&str]) -> TargetFacts {
    TargetFacts {
        user: User {
            pool: PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id"),
            username: Username::try_from(username.to_owned()).expect("a username"),
            sub: Sub::try_from("3f0c9a1e-58d7".to_owned()).expect("a sub"),
            status,
            is_enabled: true,
            attributes: vec![("email".into(), email.into())],
            created_at: None,
            changed_at: None,
            mfa: vec![],
        },
        groups: groups.iter().map(|g| (*g).to_owned()).collect(),
        contact_change: None,
        contact_marks: Vec::new(),
    }
}

#[test]
fn the_whole_table_role_by_action_by_target() {
    assert_eq!(TABLE.map(|(action, _)| action), Action::ALL, "every action stands in the table");
    for (action, rows) in TABLE {
        assert_eq!(rows.map(|(role, _)| role), Role::ALL, "every role stands in the table");
        for (role, cells) in rows {
            for (tier, cell) in TargetTier::ALL.into_iter().zip(cells.chars()) {
                let want = match cell {
                    '+' => Ok(role),
                    'o' => Err(Denial::Oneself),
                    'p' => Err(Denial::ProtectedUser),
                    'x' => Err(Denial::ExternalUser),
                    'c' => Err(Denial::ContactChanged),
                    _ => Err(Denial::Role),
                };
                assert_eq!(decide(&actor(&[role]), action, tier), want, "{role:?} {action:?} {tier:?}");
            }
        }
    }
}

#[test]
fn nobody_without_a_role_may_do_anything() {
    for action in Action::ALL {
        for tier in TargetTier::ALL {
            assert_eq!(decide(&actor(&[]), action, tier), Err(Denial::Role));
        }
    }
}

#[test]
fn a_second_role_adds_its_rights_and_takes_none() {
    let both = actor(&[Role::Helpdesk, Role::Auditor]);
    assert_eq!(decide(&both, Action::SendResetCode, TargetTier::Ordinary), Ok(Role::Helpdesk));
    assert_eq!(decide(&both, Action::ReadTrail, TargetTier::Ordinary), Ok(Role::Auditor));
    assert_eq!(decide(&both, Action::SendResetCode, TargetTier::Oneself), Err(Denial::Oneself));
}

#[test]
fn the_tier_is_the_strictest_that_applies() {
    let hana = actor(&[Role::Helpdesk]);
    let rules = PolicyRules { protected_groups: vec!["admins".into()], contact_change_needs_approval: true };
    let table = [
        (facts("amara", "amara@northwind.example", UserStatus::Confirmed, &["customers"]), TargetTier::Ordinary),
        (facts("amara", "amara@northwind.example", UserStatus::Confirmed, &["Admins"]), TargetTier::Protected),
        (facts("google_1", "g@northwind.example", UserStatus::ExternalProvider, &[]), TargetTier::External),
        (facts("google_1", "g@northwind.example", UserStatus::ExternalProvider, &["admins"]), TargetTier::Protected),
        (facts("someone", "hana@NORTHWIND.example", UserStatus::Confirmed, &["admins"]), TargetTier::Oneself),
        (facts("hana@northwind.example", "", UserStatus::Confirmed, &[]), TargetTier::Oneself),
        (facts("staff-1", "", UserStatus::Confirmed, &[]), TargetTier::Oneself),
    ];
    let changed = ContactChange { contact: None, not_before: None, seen_at: time::OffsetDateTime::UNIX_EPOCH };
    for (target, tier) in &table {
        let lately = TargetFacts { contact_change: Some(changed), ..target.clone() };
        let strictest = if *tier == TargetTier::Ordinary { TargetTier::ContactChanged } else { *tier };
        assert_eq!(lately.tier(&hana, &rules), strictest, "{}", target.user.username.as_str());
        assert_eq!(lately.tier(&hana, &PolicyRules { contact_change_needs_approval: false, ..rules.clone() }), *tier, "said, and no more");
    }
    for (target, tier) in table {
        assert_eq!(target.tier(&hana, &rules), tier, "{}", target.user.username.as_str());
    }
}
