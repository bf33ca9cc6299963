//! What takes another person's approval: none of it alone, and by two people what each part allows.

use super::*;

#[test]
fn a_right_with_an_approval_is_none_alone_and_says_so() {
    let mut rights = Rights::usual(&Role::HELPDESK);
    rights.give(Action::EnableUser, Reach::WithApproval);
    rights.take(Action::ReadContacts);
    let mut policy = Policy::default();
    policy.roles.insert(Role::HELPDESK, RoleRules { rights, ..RoleRules::default() });
    let desk = actor(&[Role::HELPDESK]);
    assert_eq!(decided(&policy, &[Role::HELPDESK], Action::EnableUser, &ordinary()), Err(Denial::NeedsApproval));
    assert!(!policy.has_right(&desk, Action::EnableUser) && !policy.has_right(&desk, Action::ReadContacts) && policy.has_right(&desk, Action::SendResetCode));
}

#[test]
fn two_people_may_what_one_may_not_alone_and_nothing_else() {
    let mut policy = Policy { tiers: vec![tier("protected", &["admins"])], contact_change_needs_approval: true, ..Policy::default() };
    policy.roles.get_mut(&Role::HELPDESK).expect("a role").rights.give(Action::SetPermanentPassword, Reach::WithApproval);
    let person = |sub: &str, role: &Role| Actor {
        id: StaffId { issuer: "https://issuer.example".into(), sub: sub.into() },
        email: Some(format!("{sub}@northwind.example")),
        ..actor(std::slice::from_ref(role))
    };
    let (asker, approver) = (person("tomasz", &Role::HELPDESK), person("hana", &Role::SUPERVISOR));
    let plain = facts("u", "u@x.example", UserStatus::Confirmed, &[]);
    let admin = facts("u", "u@x.example", UserStatus::Confirmed, &["admins"]);
    let of_approver = facts("u", "hana@northwind.example", UserStatus::Confirmed, &["admins"]);
    let of_asker = facts("u", "TOMASZ@northwind.example", UserStatus::Confirmed, &[]);
    let external = facts("u", "u@x.example", UserStatus::ExternalProvider, &["admins"]);
    let twin = Actor { email: Some(" Tomasz@Northwind.example ".into()), ..approver.clone() };
    let also_helpdesk = person("ines", &Role::HELPDESK);
    let auditor = person("otto", &Role::AUDITOR);
    for (who, action, target, ruling) in [
        (&approver, Action::SetPermanentPassword, &plain, Ok((Role::HELPDESK, Role::SUPERVISOR))),
        (&approver, Action::SendResetCode, &admin, Ok((Role::HELPDESK, Role::SUPERVISOR))),
        (&approver, Action::SendResetCode, &changed(plain.clone()), Ok((Role::HELPDESK, Role::SUPERVISOR))),
        (&approver, Action::TypePassword, &plain, Err(Denial::Role)),
        (&approver, Action::SendResetCode, &of_asker, Err(Denial::Oneself)),
        (&approver, Action::SendResetCode, &of_approver, Err(Denial::ApproverMayNot)),
        (&approver, Action::SendResetCode, &external, Err(Denial::ExternalUser)),
        (&asker, Action::SendResetCode, &admin, Err(Denial::SamePerson)),
        (&twin, Action::SendResetCode, &admin, Err(Denial::SamePerson)),
        (&also_helpdesk, Action::SetPermanentPassword, &plain, Err(Denial::ApproverMayNot)),
        (&auditor, Action::SendResetCode, &admin, Err(Denial::ApproverMayNot)),
    ] {
        let decided = policy.decide_for_two(&asker, who, action, target, monday_at_ten(), None).map(|roles| (roles.asks, roles.approves));
        assert_eq!(decided, ruling, "{} {action:?} {:?}", who.id.sub, target.user.email());
    }
    assert_eq!(policy.decide(&asker, Action::SetPermanentPassword, Some(&plain), monday_at_ten()), Err(Denial::NeedsApproval));
    // Whoever decides on requests, and may do this with an approval only, covers nothing.
    policy.roles.get_mut(&Role::SUPERVISOR).expect("a role").rights.give(Action::SetPermanentPassword, Reach::WithApproval);
    assert_eq!(policy.decide_for_two(&asker, &approver, Action::SetPermanentPassword, &plain, monday_at_ten(), None), Err(Denial::ApproverMayNot));
}
