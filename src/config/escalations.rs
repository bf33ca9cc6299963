//! `[escalations]`: how approvals go.

use super::faults::Faults;
use crate::domain::desk::EscalationRules;
use serde::Deserialize;
use time::Duration;

/// The table as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawEscalations {
    pub minutes: Option<u64>,
    pub carried_out_by: Option<String>,
}

/// The rules.
pub(super) fn check(raw: &RawEscalations, faults: &mut Faults) -> EscalationRules {
    let usual = EscalationRules::default();
    let minutes = faults.within("escalations.minutes", raw.minutes, usual.lasts.whole_minutes().unsigned_abs(), 5..=24 * 60);
    let approver_carries_out = match raw.carried_out_by.as_deref() {
        None | Some("asker") => false,
        Some("approver") => true,
        Some(other) => {
            faults.add("escalations.carried_out_by", format!("`{other}` is neither asker nor approver"));
            false
        }
    };
    EscalationRules { lasts: Duration::minutes(i64::try_from(minutes).unwrap_or(30)), approver_carries_out }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> Result<EscalationRules, Vec<String>> {
        let mut faults = Faults::default();
        let rules = check(&toml::from_str(text).expect("a table"), &mut faults);
        if faults.is_empty() { Ok(rules) } else { Err(faults.into_list(&crate::config::lines::Lines::default()).iter().map(ToString::to_string).collect()) }
    }

    #[test]
    fn approvals_last_half_an_hour_and_are_carried_out_by_whoever_asked_unless_said_otherwise() {
        assert_eq!(checked(""), Ok(EscalationRules { lasts: Duration::minutes(30), approver_carries_out: false }));
        assert_eq!(checked("minutes = 60\ncarried_out_by = \"approver\""), Ok(EscalationRules { lasts: Duration::minutes(60), approver_carries_out: true }));
    }

    #[test]
    fn what_cannot_work_is_named() {
        for (text, words) in [
            ("minutes = 4", "escalations.minutes: 4 is out of range: 5 to 1440"),
            ("minutes = 1441", "escalations.minutes: 1441 is out of range"),
            ("carried_out_by = \"both\"", "escalations.carried_out_by: `both` is neither asker nor approver"),
        ] {
            let faults = checked(text).expect_err(text);
            assert!(faults.len() == 1 && faults[0].contains(words), "{text}: {faults:?}");
        }
    }
}
