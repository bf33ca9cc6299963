//! One table for the whole policy: every role, action and tier stands here.

mod approvals;
mod demands;

use super::*;
use crate::domain::actor::StaffId;
use crate::domain::contact_change::ContactChange;
use crate::domain::pool::PoolId;
use crate::domain::user::{Sub, Username};

/// `+` allowed; `-` no role has it; `o`, `p`, `x`, `c` denied for the target: oneself, protected, external, contact changed.
/// Columns: ordinary, external, protected, oneself, contact changed.
const TABLE: [(Action, [(Role, &str); 4]); 27] = [
    (Action::FindUsers, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ReadWaiting, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ReadOwnWork, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::ReadUser, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ReadContacts, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::SendResetCode, [(Role::HELPDESK, "+xpoc"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::SetTemporaryPassword, [(Role::HELPDESK, "+xpoc"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::SetPermanentPassword, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::TypePassword, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::RevealPassword, [(Role::HELPDESK, "+xpoc"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::ResendInvitation, [(Role::HELPDESK, "+xpoc"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::ConfirmSignUp, [(Role::HELPDESK, "+xpoc"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::EnableUser, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::MarkContactVerified, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+xpoc"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpoc")]),
    (Action::SignOutEverywhere, [(Role::HELPDESK, "+xpo+"), (Role::SUPERVISOR, "+xpo+"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+xpo+")]),
    (Action::ReadTrail, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::VerifyTrail, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ExportTrail, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "-----"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ReadSignals, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::EndOwnSessions, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::ReadAnySessions, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::EndAnySession, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::ReadPolicy, [(Role::HELPDESK, "+++++"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "+++++"), (Role::ADMIN, "+++++")]),
    (Action::SetPersonLock, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::SetWideLock, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "-----"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::DecideEscalation, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
    (Action::RunBulk, [(Role::HELPDESK, "-----"), (Role::SUPERVISOR, "+++++"), (Role::AUDITOR, "-----"), (Role::ADMIN, "+++++")]),
];

fn actor(roles: &[Role]) -> Actor {
    Actor {
        id: StaffId { issuer: "https://issuer.example".into(), sub: "staff-1".into() },
        name: "Hana".into(),
        email: Some("Hana@northwind.example".into()),
        roles: roles.iter().cloned().collect(),
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

fn named(name: &str) -> Role {
    Role::from_name(name).expect("a role")
}

fn ordinary() -> TargetFacts {
    facts("amara", "amara@northwind.example", UserStatus::Confirmed, &["customers"])
}

fn changed(target: TargetFacts) -> TargetFacts {
    TargetFacts { contact_change: Some(ContactChange { contact: None, not_before: None, seen_at: OffsetDateTime::UNIX_EPOCH }), ..target }
}

fn linked(mut target: TargetFacts, id: &str) -> TargetFacts {
    target.user.attributes.push(("identities".into(), format!(r#"[{{"providerName":"Okta"}},{{"userId":"{id}","providerName":"Okta"}}]"#)));
    target
}

fn tier(name: &str, groups: &[&str]) -> ProtectedTier {
    ProtectedTier { name: name.to_owned(), members: Members { groups: groups.iter().map(|group| (*group).to_owned()).collect(), ..Members::default() } }
}

/// The usual roles, with a tier of protected users and approvals for changed contacts.
fn policy() -> Policy {
    Policy { tiers: vec![tier("protected", &["admins"])], contact_change_needs_approval: true, ..Policy::default() }
}

/// A user of each tier, in the columns' order.
fn of_each_tier() -> [TargetFacts; 5] {
    [
        ordinary(),
        facts("google_1", "g@northwind.example", UserStatus::ExternalProvider, &[]),
        facts("root", "root@northwind.example", UserStatus::Confirmed, &["Admins"]),
        facts("hana", "hana@NORTHWIND.example", UserStatus::Confirmed, &[]),
        changed(ordinary()),
    ]
}

/// Monday, 23 November 2026, 10:00 UTC.
fn monday_at_ten() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_795_428_000).expect("a time")
}

fn decided(policy: &Policy, roles: &[Role], action: Action, target: &TargetFacts) -> Result<Role, Denial> {
    policy.decide(&actor(roles), action, Some(target), monday_at_ten())
}

#[test]
fn the_whole_table_role_by_action_by_target() {
    assert_eq!(TABLE.map(|(action, _)| action), Action::ALL, "every action stands in the table");
    for (action, rows) in TABLE {
        assert_eq!(rows.clone().map(|(role, _)| role), Role::OWN, "every role stands in the table");
        for (role, cells) in rows {
            for (target, cell) in of_each_tier().iter().zip(cells.chars()) {
                let want = match cell {
                    '+' => Ok(role.clone()),
                    'o' => Err(Denial::Oneself),
                    'p' => Err(Denial::ProtectedUser),
                    'x' => Err(Denial::ExternalUser),
                    'c' => Err(Denial::ContactChanged),
                    _ => Err(Denial::Role),
                };
                assert_eq!(decided(&policy(), std::slice::from_ref(&role), action, target), want, "{role:?} {action:?} {}", target.user.username.as_str());
            }
        }
    }
}

#[test]
fn nobody_without_a_role_and_no_role_that_the_policy_does_not_have_may_do_anything() {
    for action in Action::ALL {
        for target in of_each_tier() {
            assert_eq!(decided(&policy(), &[], action, &target), Err(Denial::Role));
            assert_eq!(decided(&policy(), &[named("night-desk"), named("helpdesk2")], action, &target), Err(Denial::Role));
        }
    }
}

#[test]
fn a_second_role_adds_its_rights_and_takes_none() {
    let both = [Role::HELPDESK, Role::AUDITOR];
    assert_eq!(decided(&policy(), &both, Action::SendResetCode, &ordinary()), Ok(Role::HELPDESK));
    assert_eq!(decided(&policy(), &both, Action::ReadTrail, &ordinary()), Ok(Role::AUDITOR));
    assert_eq!(decided(&policy(), &both, Action::SendResetCode, &of_each_tier()[3]), Err(Denial::Oneself));
}

#[test]
fn the_tier_is_the_strictest_that_applies() {
    let hana = actor(&[Role::HELPDESK]);
    let protected = || TargetTier::Protected("protected".to_owned());
    let table = [
        (ordinary(), TargetTier::Ordinary),
        (facts("amara", "amara@northwind.example", UserStatus::Confirmed, &["Admins"]), protected()),
        (facts("google_1", "g@northwind.example", UserStatus::ExternalProvider, &[]), TargetTier::External),
        // No approval helps a user whom somebody else signs in.
        (facts("google_1", "g@northwind.example", UserStatus::ExternalProvider, &["admins"]), TargetTier::External),
        (facts("someone", "hana@NORTHWIND.example", UserStatus::Confirmed, &["admins"]), TargetTier::Oneself),
        (facts("hana@northwind.example", "", UserStatus::Confirmed, &[]), TargetTier::Oneself),
        (facts("staff-1", "", UserStatus::Confirmed, &[]), TargetTier::Oneself),
        (facts("someone", "ｈａｎａ+shop@northwind.example", UserStatus::Confirmed, &[]), TargetTier::Oneself),
        (linked(facts("someone", "", UserStatus::Confirmed, &[]), "staff-1"), TargetTier::Oneself),
        (linked(facts("someone", "", UserStatus::Confirmed, &[]), "staff-2"), TargetTier::Ordinary),
        // A letter of another script is another address.
        (facts("someone", "hаna@northwind.example", UserStatus::Confirmed, &[]), TargetTier::Ordinary),
    ];
    for (target, tier) in table {
        assert_eq!(policy().tier(&hana, &target), tier, "{}", target.user.username.as_str());
        let strictest = if tier == TargetTier::Ordinary { TargetTier::ContactChanged } else { tier.clone() };
        assert_eq!(policy().tier(&hana, &changed(target.clone())), strictest, "{}", target.user.username.as_str());
        let only_says = Policy { contact_change_needs_approval: false, ..policy() };
        assert_eq!(only_says.tier(&hana, &changed(target)), tier, "said, and no more");
    }
}

#[test]
fn a_right_on_a_tier_is_given_by_its_name_and_overrides_nothing_else() {
    let mut policy = Policy { tiers: vec![tier("vip", &["executives"]), tier("protected", &["admins"])], contact_change_needs_approval: true, ..Policy::default() };
    let mut rights = Rights::usual(&Role::HELPDESK);
    rights.give_alone_on("vip", Action::SendResetCode);
    rights.give_alone_on("vip", Action::SetPermanentPassword);
    policy.roles.insert(named("vip-desk"), RoleRules { rights, ..RoleRules::default() });
    let desk = [named("vip-desk")];
    let vip = |status, groups: &[&str]| facts("amara", "amara@northwind.example", status, groups);
    for (target, action, want) in [
        (vip(UserStatus::Confirmed, &["executives"]), Action::SendResetCode, Ok(named("vip-desk"))),
        (vip(UserStatus::Confirmed, &["executives"]), Action::SetTemporaryPassword, Err(Denial::ProtectedUser)),
        // Given on the tier, and not at all: not given.
        (vip(UserStatus::Confirmed, &["executives"]), Action::SetPermanentPassword, Err(Denial::Role)),
        (vip(UserStatus::Confirmed, &["admins"]), Action::SendResetCode, Err(Denial::ProtectedUser)),
        (vip(UserStatus::Confirmed, &["executives", "admins"]), Action::SendResetCode, Err(Denial::ProtectedUser)),
        (vip(UserStatus::ExternalProvider, &["executives"]), Action::SendResetCode, Err(Denial::ExternalUser)),
        (changed(vip(UserStatus::Confirmed, &["executives"])), Action::SendResetCode, Err(Denial::ContactChanged)),
        (facts("x", "hana@northwind.example", UserStatus::Confirmed, &["executives"]), Action::SendResetCode, Err(Denial::Oneself)),
    ] {
        assert_eq!(decided(&policy, &desk, action, &target), want, "{action:?} {:?}", target.groups);
    }
    assert_eq!(decided(&policy, &[Role::HELPDESK], Action::SendResetCode, &vip(UserStatus::Confirmed, &["executives"])), Err(Denial::ProtectedUser));
}

#[test]
fn tiers_protect_by_group_attribute_or_pool() {
    let members = |members: Members| Policy { tiers: vec![ProtectedTier { name: "vip".to_owned(), members }], ..Policy::default() };
    let mut gold = ordinary();
    gold.user.attributes.push(("custom:level".to_owned(), "Gold".to_owned()));
    let by_attribute = members(Members { attributes: vec![("custom:level".to_owned(), vec!["gold".to_owned()])], ..Members::default() });
    let by_pool = members(Members { pools: vec![ordinary().user.pool], ..Members::default() });
    for (policy, target, is_protected) in [(&by_attribute, gold, true), (&by_attribute, ordinary(), false), (&by_pool, ordinary(), true)] {
        assert_eq!(decided(policy, &[Role::ADMIN], Action::SendResetCode, &target).is_err(), is_protected);
    }
}

#[test]
fn a_scope_limits_reading_and_acting_to_its_users() {
    let scope = Scope { groups: vec!["tenant-x".to_owned()], attributes: vec![("custom:tenant".to_owned(), vec!["x".to_owned(), "y".to_owned()])], ..Scope::default() };
    let mut policy = Policy::default();
    policy.roles.insert(named("x-desk"), RoleRules { rights: Rights::usual(&Role::HELPDESK), scope, ..RoleRules::default() });
    let tenant = |value: &str, groups: &[&str]| {
        let mut target = facts("amara", "amara@northwind.example", UserStatus::Confirmed, groups);
        target.user.attributes.push(("custom:tenant".to_owned(), value.to_owned()));
        target
    };
    let desk = [named("x-desk")];
    for (target, is_covered, may_be_listed) in [
        (tenant("x", &["tenant-x"]), true, true),
        (tenant("y", &["other", "tenant-x"]), true, true),
        (tenant("x", &["Tenant-X"]), false, true),
        (tenant("x", &[]), false, true),
        (tenant("X", &["tenant-x"]), false, false),
        (tenant("", &["tenant-x"]), false, false),
        (ordinary(), false, false),
    ] {
        let want = |denial| if is_covered { Ok(named("x-desk")) } else { Err(denial) };
        assert_eq!(decided(&policy, &desk, Action::ReadUser, &target), want(Denial::OutOfScope), "{:?}", target.groups);
        assert_eq!(decided(&policy, &desk, Action::SendResetCode, &target), want(Denial::OutOfScope), "{:?}", target.groups);
        assert_eq!(policy.may_list(&actor(&desk), Action::FindUsers, &target.user), may_be_listed);
        // A second role sees whom the first does not.
        assert!(policy.may_list(&actor(&[named("x-desk"), Role::AUDITOR]), Action::FindUsers, &target.user));
    }
    let pool = ordinary().user.pool;
    assert!(!policy.may_list_all(&actor(&desk), Action::ReadWaiting, &pool) && policy.may_list_all(&actor(&[Role::HELPDESK]), Action::ReadWaiting, &pool));
    assert_eq!(policy.decide(&actor(&desk), Action::FindUsers, None, monday_at_ten()), Ok(named("x-desk")), "whom they find is another question");
}

#[test]
fn hours_limit_effects_and_not_reading() {
    let hours = WorkingHours::read("mon-fri 12:00-20:00", "UTC").expect("hours");
    let mut policy = Policy::default();
    policy.roles.insert(named("late"), RoleRules { rights: Rights::usual(&Role::HELPDESK), hours: Some(hours), ..RoleRules::default() });
    let late = actor(&[named("late")]);
    let noon = monday_at_ten() + time::Duration::hours(2);
    assert_eq!(policy.decide(&late, Action::SendResetCode, Some(&ordinary()), monday_at_ten()), Err(Denial::OutOfHours));
    assert_eq!(policy.decide(&late, Action::SendResetCode, Some(&ordinary()), noon), Ok(named("late")));
    assert_eq!(policy.decide(&late, Action::ReadUser, Some(&ordinary()), monday_at_ten()), Ok(named("late")));
}
