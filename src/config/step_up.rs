//! `[step_up]`: which actions ask for a fresh sign-in, and which sign-in is fresh.

use super::faults::Faults;
use crate::domain::operation::Action;
use crate::domain::step_up::StepUpRules;
use serde::Deserialize;
use time::Duration;

/// The table as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawStepUp {
    pub minutes: Option<u64>,
    pub acr_values: Vec<String>,
    pub actions: Option<Vec<String>>,
    pub protected_users: Option<bool>,
}

/// The rules. `required_acr` is what every sign-in needs: a fresh one cannot be let off it.
pub(super) fn check(raw: RawStepUp, required_acr: &[String], faults: &mut Faults) -> StepUpRules {
    let usual = StepUpRules::default();
    let minutes = faults.within("step_up.minutes", raw.minutes, usual.max_age.whole_minutes().unsigned_abs(), 1..=60);
    for value in &raw.acr_values {
        // Parameters and claims with spaces in them are lists.
        if value.is_empty() || value.contains(char::is_whitespace) {
            faults.add("step_up.acr_values", format!("`{value}` is not an acr value: it is empty or has a space in it"));
        } else if !required_acr.is_empty() && !required_acr.contains(value) {
            faults.add("step_up.acr_values", format!("`{value}` is not among oidc.required_acr, which every sign-in needs: nobody could sign in with it"));
        }
    }
    let action = |name: &String| {
        let known = StepUpRules::POSSIBLE.into_iter().find(|action| action.event() == name);
        let problem = || format!("`{name}` is not an action that can ask for a fresh sign-in; those are {}", StepUpRules::POSSIBLE.map(Action::event).join(", "));
        known.ok_or_else(problem)
    };
    let actions = match &raw.actions {
        None => usual.actions,
        Some(names) => names.iter().filter_map(|name| faults.keep("step_up.actions", action(name))).collect(),
    };
    StepUpRules { actions, max_age: Duration::minutes(i64::try_from(minutes).unwrap_or(5)), protected: raw.protected_users.unwrap_or(usual.protected), acr_values: raw.acr_values }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, required_acr: &[&str]) -> Result<StepUpRules, Vec<String>> {
        let mut faults = Faults::default();
        let required: Vec<String> = required_acr.iter().map(|value| (*value).to_owned()).collect();
        let rules = check(toml::from_str(text).expect("a table"), &required, &mut faults);
        if faults.is_empty() { Ok(rules) } else { Err(faults.into_list(&crate::config::lines::Lines::default()).iter().map(ToString::to_string).collect()) }
    }

    #[test]
    fn without_a_word_lasting_and_typed_passwords_and_exports_ask() {
        assert_eq!(checked("", &[]), Ok(StepUpRules::default()));
        assert_eq!(checked("", &["mfa"]), Ok(StepUpRules::default()));
    }

    #[test]
    fn actions_are_named_as_in_the_trail_and_may_be_none() {
        let rules = checked("minutes = 10\nacr_values = [\"mfa\"]\nactions = [\"password.reset\", \"trail.export\"]", &["mfa", "phr"]).expect("rules");
        assert_eq!(
            rules,
            StepUpRules { actions: vec![Action::SendResetCode, Action::ExportTrail], max_age: Duration::minutes(10), protected: true, acr_values: vec!["mfa".into()] }
        );
        assert!(checked("actions = []", &[]).expect("rules").actions.is_empty());
    }

    #[test]
    fn what_cannot_work_is_named() {
        for (text, required, words) in [
            ("minutes = 0", &[][..], "step_up.minutes: 0 is out of range: 1 to 60"),
            ("minutes = 61", &[], "step_up.minutes: 61 is out of range: 1 to 60"),
            ("actions = [\"user.read\"]", &[], "step_up.actions: `user.read` is not an action that can ask"),
            ("actions = [\"password\"]", &[], "password.set_permanent"),
            ("acr_values = [\"\"]", &[], "step_up.acr_values: `` is not an acr value"),
            ("acr_values = [\"mfa phr\"]", &[], "has a space in it"),
            ("acr_values = [\"phr\"]", &["mfa"], "`phr` is not among oidc.required_acr"),
        ] {
            let faults = checked(text, required).expect_err(text);
            assert!(faults.len() == 1 && faults[0].contains(words), "{text}: {faults:?}");
        }
    }
}
