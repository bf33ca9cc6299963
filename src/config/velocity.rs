//! `[velocity]`: how often effects may be had.

use super::faults::{ConfigFault, Faults};
use super::lines::Lines;
use crate::domain::actor::Role;
use crate::domain::policy::Policy;
use crate::domain::velocity::{Velocity, VelocityRules};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Value;

/// The most that a limit may be: beyond that it is none.
const MOST: i64 = 100_000;

/// The table as written. A limit is a number, or the word that there is none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawVelocity {
    pub staff_in_10_minutes: Option<Value>,
    pub staff_in_24_hours: Option<Value>,
    pub user_in_24_hours: Option<Value>,
    pub roles: Vec<RawRoleVelocity>,
}

/// Limits of one role; what is not named is as for the others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawRoleVelocity {
    pub name: String,
    pub staff_in_10_minutes: Option<Value>,
    pub staff_in_24_hours: Option<Value>,
    pub user_in_24_hours: Option<Value>,
}

pub(super) fn check(raw: &RawVelocity, policy: &Policy, faults: &mut Faults) -> VelocityRules {
    let values = [&raw.staff_in_10_minutes, &raw.staff_in_24_hours, &raw.user_in_24_hours];
    let usual = check_limits("velocity", values, Velocity::default(), faults);
    let mut rules = VelocityRules { usual, ..VelocityRules::default() };
    for (place, role) in raw.roles.iter().enumerate() {
        let at = format!("velocity.roles[{place}]");
        let found = Role::from_name(&role.name).filter(|name| policy.roles.contains_key(name));
        let names = || policy.roles.keys().map(Role::name).collect::<Vec<_>>().join(", ");
        let name = faults.keep(&format!("{at}.name"), found.ok_or_else(|| format!("`{}` is not a role; the roles are {}", role.name, names())));
        let limits = check_limits(&at, [&role.staff_in_10_minutes, &role.staff_in_24_hours, &role.user_in_24_hours], usual, faults);
        if let Some(name) = name
            && rules.of_roles.insert(name, limits).is_some()
        {
            faults.add(&format!("{at}.name"), format!("the role `{}` is named twice", role.name));
        }
    }
    rules
}

/// The limits that variables set, where there is no file.
///
/// # Errors
/// Every fault found, each with the name of its setting.
pub fn velocity_of(variables: &BTreeMap<String, String>) -> Result<VelocityRules, Vec<ConfigFault>> {
    let value = |name: &str| variables.get(&format!("PASSDESK_VELOCITY_{name}")).map(|text| Value::String(text.clone()));
    let mut faults = Faults::default();
    let raw = RawVelocity {
        staff_in_10_minutes: value("STAFF_IN_10_MINUTES"),
        staff_in_24_hours: value("STAFF_IN_24_HOURS"),
        user_in_24_hours: value("USER_IN_24_HOURS"),
        roles: Vec::new(),
    };
    let rules = check(&raw, &Policy::default(), &mut faults);
    if faults.is_empty() { Ok(rules) } else { Err(faults.into_list(&Lines::default())) }
}

fn check_limits(at: &str, [short, long, user]: [&Option<Value>; 3], usual: Velocity, faults: &mut Faults) -> Velocity {
    let mut limit = |name: &str, value: &Option<Value>, usual: Option<u32>| match value {
        None => usual,
        Some(value) => faults.keep(&format!("{at}.{name}"), read(value)).unwrap_or(usual),
    };
    let limits = Velocity {
        staff_in_10_minutes: limit("staff_in_10_minutes", short, usual.staff_in_10_minutes),
        staff_in_24_hours: limit("staff_in_24_hours", long, usual.staff_in_24_hours),
        user_in_24_hours: limit("user_in_24_hours", user, usual.user_in_24_hours),
    };
    if let (Some(short), Some(long)) = (limits.staff_in_10_minutes, limits.staff_in_24_hours)
        && short > long
    {
        faults.add(&format!("{at}.staff_in_10_minutes"), format!("{short} in 10 minutes are more than the {long} in 24 hours, and would never be reached"));
    }
    limits
}

/// A number, or `None` for the word "off".
fn read(value: &Value) -> Result<Option<u32>, String> {
    match value {
        Value::String(word) if word == "off" => Ok(None),
        // A variable's text.
        Value::String(text) => text.trim().parse().map_err(|_| wrong(value)).and_then(|number| read(&Value::Integer(number))),
        Value::Integer(0) => Err("0 would let nobody do anything: write \"off\" where there is to be no limit".to_owned()),
        Value::Integer(number @ 1..=MOST) => u32::try_from(*number).map(Some).map_err(|_| wrong(value)),
        _ => Err(wrong(value)),
    }
}

fn wrong(value: &Value) -> String {
    format!("`{}` is neither a whole number from 1 to {MOST} nor \"off\"", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{GOOD, load_text};
    use super::*;

    fn loaded(text: &str, variables: &[(&str, &str)]) -> Result<VelocityRules, Vec<String>> {
        load_text(&format!("{GOOD}\n{text}"), variables).map(|settings| settings.desk.velocity)
    }

    #[test]
    fn limits_hold_unless_a_word_turns_them_off_and_roles_may_have_their_own() {
        assert_eq!(loaded("", &[]), Ok(VelocityRules::default()));
        assert_eq!(loaded("[velocity]\nstaff_in_10_minutes = \"off\"\nstaff_in_24_hours = \"off\"\nuser_in_24_hours = \"off\"", &[]), Ok(VelocityRules::off()));
        let rules = loaded("[velocity]\nuser_in_24_hours = 3\n[[velocity.roles]]\nname = \"supervisor\"\nstaff_in_10_minutes = 20", &[]).expect("rules");
        assert_eq!(rules.of(&Role::HELPDESK), Velocity { user_in_24_hours: Some(3), ..Velocity::default() });
        assert_eq!(rules.of(&Role::SUPERVISOR), Velocity { staff_in_10_minutes: Some(20), user_in_24_hours: Some(3), ..Velocity::default() }, "the rest as for others");
    }

    #[test]
    fn variables_stand_over_the_file() {
        let rules = loaded("[velocity]\nuser_in_24_hours = 3", &[("PASSDESK_VELOCITY_USER_IN_24_HOURS", "off"), ("PASSDESK_VELOCITY_STAFF_IN_10_MINUTES", "4")]).expect("rules");
        assert_eq!(rules.usual, Velocity { staff_in_10_minutes: Some(4), user_in_24_hours: None, ..Velocity::default() });
    }

    #[test]
    fn what_is_no_limit_stops_the_start_with_its_line() {
        // The tables stand behind the file's first fourteen lines.
        let line = GOOD.matches('\n').count() + 2;
        for (text, told) in [
            ("user_in_24_hours = 0", format!("velocity.user_in_24_hours (line {}): 0 would let nobody do anything: write \"off\"", line + 1)),
            ("user_in_24_hours = -1", format!("velocity.user_in_24_hours (line {}): `-1` is neither a whole number", line + 1)),
            ("staff_in_24_hours = \"none\"", format!("velocity.staff_in_24_hours (line {}): `none` is neither", line + 1)),
            ("staff_in_24_hours = 1.5", format!("velocity.staff_in_24_hours (line {}): `1.5` is neither", line + 1)),
            ("staff_in_10_minutes = 61", format!("velocity.staff_in_10_minutes (line {}): 61 in 10 minutes are more than the 60", line + 1)),
            ("staff_a_week = 5", format!("velocity.staff_a_week (line {}): is not a setting of this console", line + 1)),
            ("[[velocity.roles]]\nname = \"king\"", format!("velocity.roles[0].name (line {}): `king` is not a role", line + 2)),
            ("[[velocity.roles]]\nname = \"admin\"\nspeed = 1", format!("velocity.roles.speed (line {}): is not a setting", line + 1)),
            ("[[velocity.roles]]\nname = \"admin\"\n[[velocity.roles]]\nname = \"admin\"", format!("velocity.roles[1].name (line {}): the role `admin` is named twice", line + 4)),
        ] {
            let faults = loaded(&format!("[velocity]\n{text}"), &[]).expect_err(text);
            assert!(faults.len() == 1 && faults[0].starts_with(&told), "{told}: {faults:?}");
        }
    }
}
