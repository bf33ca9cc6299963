//! What must be shown before something is done: by role and by action, after everything else.

use super::*;
use crate::domain::reason::TicketRule;

fn rule(pattern: &str) -> TicketRule {
    TicketRule { pattern: pattern.to_owned(), is_required: true }
}

/// The help desk's resets take a call-back or a video call, and its tickets look like `HD-1`.
fn strict() -> Policy {
    let mut policy = policy();
    let demands = Demands { verified_by: [(Action::SendResetCode, vec!["call_back", "video"])].into(), ticket: Some(rule("HD-*")) };
    policy.roles.entry(Role::HELPDESK).or_default().demands = demands;
    policy
}

fn shown(verified_by: &'static str, ticket: &'static str) -> Shown<'static> {
    Shown { verified_by: Some(verified_by).filter(|method| !method.is_empty()), ticket: Some(ticket).filter(|ticket| !ticket.is_empty()) }
}

fn decided_on(roles: &[Role], action: Action, target: &TargetFacts, shown: Shown<'_>) -> Result<Role, Denial> {
    strict().decide_on(&actor(roles), action, Some(target), monday_at_ten(), shown)
}

#[test]
fn too_little_is_a_denial_and_what_is_enough_hangs_on_role_and_action() {
    let desk = [Role::HELPDESK];
    for (action, given, want) in [
        (Action::SendResetCode, shown("video", "HD-7"), Ok(Role::HELPDESK)),
        (Action::SendResetCode, shown("call_back", "HD-7"), Ok(Role::HELPDESK)),
        (Action::SendResetCode, shown("app_prompt", "HD-7"), Err(Denial::Unverified)),
        (Action::SendResetCode, shown("Video", "HD-7"), Err(Denial::Unverified)),
        (Action::SendResetCode, shown("", "HD-7"), Err(Denial::Unverified)),
        (Action::SendResetCode, shown("video", ""), Err(Denial::NoTicket)),
        (Action::SendResetCode, shown("video", "INC-204817"), Err(Denial::NoTicket)),
        // Of another action less is asked, and reading takes nothing.
        (Action::SignOutEverywhere, shown("", "HD-7"), Ok(Role::HELPDESK)),
        (Action::SignOutEverywhere, shown("", ""), Err(Denial::NoTicket)),
    ] {
        assert_eq!(decided_on(&desk, action, &ordinary(), given), want, "{action:?} {given:?}");
    }
    assert_eq!(strict().decide(&actor(&desk), Action::SendResetCode, Some(&ordinary()), monday_at_ten()), Ok(Role::HELPDESK), "possible, once enough is shown");
    assert_eq!(decided_on(&[Role::SUPERVISOR], Action::SendResetCode, &ordinary(), Shown::default()), Ok(Role::SUPERVISOR), "another role asks for nothing");
}

#[test]
fn reading_takes_neither_a_ticket_nor_a_verified_caller() {
    for action in Action::ALL.into_iter().filter(|action| !action.has_effect_on_a_user()) {
        let without = strict().decide(&actor(&[Role::HELPDESK]), action, Some(&ordinary()), monday_at_ten());
        assert_eq!(decided_on(&[Role::HELPDESK], action, &ordinary(), Shown::default()), without, "{action:?}");
    }
}

#[test]
fn what_is_shown_opens_nothing_that_is_denied_and_hides_no_other_reason() {
    for target in of_each_tier().iter().skip(1) {
        let without = strict().decide(&actor(&[Role::HELPDESK]), Action::SendResetCode, Some(target), monday_at_ten());
        for given in [shown("video", "HD-7"), Shown::default()] {
            assert_eq!(decided_on(&[Role::HELPDESK], Action::SendResetCode, target, given), without, "{}", target.user.username.as_str());
        }
    }
    assert_eq!(decided_on(&[Role::HELPDESK], Action::EnableUser, &ordinary(), Shown::default()), Err(Denial::Role));
}

#[test]
fn whoever_has_two_roles_acts_by_the_one_for_which_enough_is_shown() {
    let both = [Role::HELPDESK, Role::SUPERVISOR];
    assert_eq!(decided_on(&both, Action::SendResetCode, &ordinary(), Shown::default()), Ok(Role::SUPERVISOR));
    assert_eq!(decided_on(&[Role::HELPDESK, Role::AUDITOR], Action::SendResetCode, &ordinary(), Shown::default()), Err(Denial::Unverified));
    let (strict, of_desk) = (strict(), TicketRule { pattern: "INC-######".to_owned(), is_required: false });
    assert_eq!(strict.methods(&actor(&[Role::HELPDESK]), Action::SendResetCode), Some(vec!["call_back", "video"]));
    assert_eq!(strict.methods(&actor(&both), Action::SendResetCode), None);
    assert_eq!(strict.methods(&actor(&[Role::HELPDESK]), Action::SignOutEverywhere), None);
    assert_eq!(strict.tickets(&actor(&[Role::HELPDESK]), Action::SendResetCode, &of_desk), [rule("HD-*")]);
    assert_eq!(strict.tickets(&actor(&both), Action::SendResetCode, &of_desk), [rule("HD-*"), of_desk.clone()]);
    assert_eq!(strict.tickets(&actor(&[]), Action::SendResetCode, &of_desk), [of_desk]);
}
