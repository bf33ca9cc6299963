//! What a policy says, and what is said of a wrong one.

use super::*;
use crate::config::tests::{GOOD, load_text};

const POLICY: &str = r#"
[desk]
protected_groups = ["admins"]

[[policy.tiers]]
name = "vip"
groups = ["executives"]
attributes = { "custom:level" = ["gold"] }

[[policy.roles]]
name = "night-desk"
like = "helpdesk"
may = ["user.enable"]
may_not = ["user.read_contacts"]
with_approval = ["password.set_permanent"]
alone = { vip = ["password.reset"] }
pools = ["eu-west-1_9aBcDeF12"]
attributes = { "custom:tenant" = ["x"] }
hours = "mon-fri 20:00-24:00, sat-sun 00:00-24:00"
time_zone = "Europe/London"
ticket_pattern = "NGT-*"

[policy.roles.verified_by]
"password.reset" = ["video", "call_back"]
"user.enable" = ["manager"]

[[policy.roles]]
name = "helpdesk"
may_not = ["password.set_temporary", "password.reveal"]
"#;

fn action(event: &str) -> Action {
    Action::from_event(event).expect("a right")
}

#[test]
fn a_policy_names_roles_tiers_scopes_and_hours() {
    let text = format!("{GOOD}\"night\" = \"night-desk\"\n{POLICY}");
    let settings = load_text(&text, &[]).expect("good settings");
    let policy = &settings.desk.policy;
    assert_eq!(settings.roles["night"].name(), "night-desk");
    assert_eq!(policy.tiers.iter().map(|tier| tier.name.as_str()).collect::<Vec<_>>(), ["protected", "vip"]);
    let night = &policy.roles[&settings.roles["night"]];
    for (event, reach) in [
        ("password.reset", Some(Reach::Alone)),
        ("user.enable", Some(Reach::Alone)),
        ("user.read_contacts", None),
        ("password.set_permanent", Some(Reach::WithApproval)),
        ("trail.read", None),
    ] {
        assert_eq!(night.rights.reach(action(event)), reach, "{event}");
    }
    assert!(night.rights.is_alone_on("vip", action("password.reset")) && !night.rights.is_alone_on("protected", action("password.reset")));
    assert_eq!(night.scope.words(), "pool eu-west-1_9aBcDeF12, custom:tenant x");
    assert_eq!(night.hours.as_ref().map(WorkingHours::words).as_deref(), Some("mon-fri 20:00-24:00, sat-sun 00:00-24:00 (Europe/London)"));
    let asked = |event: &str| night.demands.verified_by.get(&action(event)).cloned().unwrap_or_default();
    assert_eq!((asked("password.reset"), asked("user.enable"), asked("user.sign_out")), (vec!["call_back", "video"], vec!["manager"], vec![]));
    assert_eq!(night.demands.ticket, Some(crate::domain::reason::TicketRule { pattern: "NGT-*".to_owned(), is_required: true }));
    let desk = &policy.roles[&Role::HELPDESK];
    assert!(desk.demands.is_nothing());
    assert_eq!(desk.rights.reach(action("password.set_temporary")), None);
    assert_eq!(desk.rights.reach(action("password.reset")), Some(Reach::Alone), "a role of the console's own keeps the rest");
    assert_eq!(policy.roles[&Role::ADMIN], Policy::default().roles[&Role::ADMIN]);
}

#[test]
fn a_fault_of_the_policy_is_named_with_its_line() {
    let line = GOOD.matches('\n').count();
    for (policy, fault) in [
        ("[[policy.roles]]\nname = 'x'\nmay = ['password.rest']", (3, "policy.roles[0].may", "did you mean `password.reset`?")),
        ("[[policy.roles]]\nname = 'X y'", (2, "policy.roles[0].name", "`X y` is not a name for a role")),
        ("[[policy.roles]]\nname = 'x'\n[[policy.roles]]\nname = 'x'", (4, "policy.roles[1].name", "two roles `x`")),
        ("[[policy.roles]]\nname = 'x'\nlike = 'y'", (3, "policy.roles[0].like", "no role `y` before this one")),
        ("[[policy.roles]]\nname = 'x'\nwith_approval = ['trail.read']", (3, "policy.roles[0].with_approval", "`trail.read` does nothing to a user")),
        (
            "[[policy.roles]]\nname = 'x'\nlike = 'helpdesk'\nalone = { vip = ['password.reset'] }",
            (4, "policy.roles[0].alone.vip", "there is no tier `vip`; the tiers are protected"),
        ),
        ("[[policy.roles]]\nname = 'x'\nalone = { protected = ['password.reset'] }", (3, "policy.roles[0].alone.protected", "may not do `password.reset` alone to anyone")),
        ("[[policy.roles]]\nname = 'x'\npools = ['eu-west-1_other']", (3, "policy.roles[0].pools", "none of the configured pools")),
        ("[[policy.roles]]\nname = 'x'\nattributes = { a = [] }", (3, "policy.roles[0].attributes.a", "nobody fits")),
        ("[[policy.roles]]\nname = 'x'\nhours = 'all day'", (3, "policy.roles[0].hours", "mon-fri 07:00-20:00")),
        ("[[policy.roles]]\nname = 'x'\ntime_zone = 'UTC'", (3, "policy.roles[0].time_zone", "nothing without hours")),
        (
            "[[policy.roles]]\nname = 'helpdesk'\nverified_by = { 'password.reset' = ['knowledge'] }",
            (3, "policy.roles[0].verified_by.password.reset", "`knowledge` is no way to verify a caller; those are call_back, manager"),
        ),
        ("[[policy.roles]]\nname = 'helpdesk'\n[policy.roles.verified_by]\n'password.reset' = []", (4, "policy.roles[0].verified_by.password.reset", "an empty list")),
        ("[[policy.roles]]\nname = 'helpdesk'\nverified_by = { 'user.enable' = ['video'] }", (3, "policy.roles[0].verified_by.user.enable", "does not have `user.enable`")),
        ("[[policy.roles]]\nname = 'helpdesk'\nverified_by = { 'user.read' = ['video'] }", (3, "policy.roles[0].verified_by.user.read", "no form asks")),
        ("[[policy.roles]]\nname = 'helpdesk'\nverified_by = { 'password.rest' = ['video'] }", (3, "policy.roles[0].verified_by.password.rest", "did you mean `password.reset`?")),
        ("[[policy.roles]]\nname = 'helpdesk'\nticket_pattern = ' '", (3, "policy.roles[0].ticket_pattern", "is empty")),
        ("[[policy.roles]]\nname = 'helpdesk'\nticket_pattern = 'INC '", (3, "policy.roles[0].ticket_pattern", "fits no ticket")),
        ("[[policy.tiers]]\nname = 'vip'", (1, "policy.tiers[0]", "protects nobody")),
        ("[[policy.tiers]]\nname = 'protected'\ngroups = ['a']", (2, "policy.tiers[0].name", "another one's")),
        ("[policy]\nrolls = 1", (2, "policy.rolls", "is not a setting of this console")),
    ] {
        let faults = load_text(&format!("{GOOD}{policy}\n"), &[]).expect_err(policy);
        let start = format!("{} (line {}): ", fault.1, line + fault.0);
        assert!(faults.iter().any(|found| found.starts_with(&start) && found.contains(fault.2)), "{start}… {}: {faults:?}", fault.2);
    }
    let faults = load_text(&GOOD.replace("\"helpdesk\"", "\"night-desk\""), &[]).expect_err("no such role");
    assert!(faults[0].contains("`night-desk` is not a role; the roles are admin, auditor, helpdesk, supervisor"), "{faults:?}");
}

#[test]
fn a_role_that_is_like_another_keeps_to_its_users_and_hours_where_it_names_none() {
    let text =
        format!("{GOOD}\n{POLICY}\n[[policy.roles]]\nname = \"later\"\nlike = \"night-desk\"\nmay_not = [\"user.enable\"]\nattributes = {{ \"custom:level\" = [\"gold\"] }}\n");
    let policy = load_text(&text, &[]).expect("good settings").desk.policy;
    let later = &policy.roles[&Role::from_name("later").expect("a role")];
    assert_eq!(later.scope.words(), "pool eu-west-1_9aBcDeF12, custom:tenant x, custom:level gold");
    assert!(later.hours.is_some() && later.rights.reach(action("user.enable")).is_none());
    assert_eq!(later.rights.reach(action("password.set_permanent")), Some(Reach::WithApproval));
    // What it asks for stays, but for what it may not do any more.
    assert!(later.demands.ticket.is_some() && later.demands.verified_by.keys().copied().eq([action("password.reset")]));
}
