//! The form of a lock: as typed, as checked, and where it leads.

use crate::domain::actor::Role;
use crate::domain::clock::to_micros;
use crate::domain::operation::Action;
use crate::domain::reason::Reason;
use crate::wire::{ApiError, FieldError};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a lock may stand, in hours, with its words; empty until it is lifted.
pub(super) const TERMS: [(&str, &str); 5] = [("", "Until it is lifted"), ("1", "1 hour"), ("8", "8 hours"), ("24", "1 day"), ("168", "7 days")];
/// A lock as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockForm {
    /// `person`, `role` or `actions`.
    pub on: String,
    /// The person's issuer.
    pub issuer: String,
    /// The person's `sub`.
    pub sub: String,
    /// The role's name.
    pub role: String,
    /// Hours; empty until it is lifted.
    pub hours: String,
    /// Why.
    pub reason: String,
}

/// A lock that can be set, but for whom it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Checked {
    /// Why.
    pub(super) reason: String,
    /// Microseconds since 1970.
    pub(super) until: Option<i64>,
    /// The role, for a lock on one.
    pub(super) role: Option<Role>,
}

/// A form that came back, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LockDraft {
    /// As typed.
    pub(super) form: LockForm,
    /// What is wrong with it.
    pub(super) error: ApiError,
}

/// Where a posted form leads.
#[derive(Debug)]
pub enum LockAnswer {
    /// The lock stands.
    Set,
    /// Back to the form.
    Back {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
}

impl LockAnswer {
    /// The address of the page to go to.
    pub fn location(&self) -> String {
        match self {
            Self::Set => "/locks?done=set".to_owned(),
            Self::Back { draft, .. } => format!("/locks?draft={draft}"),
        }
    }

    /// For callers who read the answer and not the page.
    ///
    /// # Errors
    /// What the page would show.
    pub fn into_result(self) -> Result<(), ApiError> {
        match self {
            Self::Set => Ok(()),
            Self::Back { error, .. } => Err(error),
        }
    }
}

impl LockForm {
    /// The right that it takes. What is none of the three is a lock on everything, for which the most is asked.
    pub(super) fn action(&self) -> Action {
        if self.on == "person" { Action::SetPersonLock } else { Action::SetWideLock }
    }

    /// Reads the fields; `roles` can be locked.
    pub(super) fn check(&self, now: OffsetDateTime, roles: &[Role]) -> Result<Checked, Vec<FieldError>> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, sentence: &str| problems.push(FieldError { field: field.to_owned(), sentence: sentence.to_owned() });
        let reason = Reason::parse(&self.reason).map_err(|sentence| problem("reason", sentence)).ok();
        let hours = TERMS.iter().find(|(hours, _)| *hours == self.hours).map(|(hours, _)| hours.parse::<i64>().ok());
        if hours.is_none() {
            problem("hours", "Choose how long from the list.");
        }
        let role = roles.iter().find(|role| role.name() == self.role).cloned();
        if self.on == "role" && role.is_none() {
            problem("role", "Choose a role from the list.");
        }
        match (reason, hours, problems.is_empty()) {
            (Some(reason), Some(hours), true) => {
                let until = hours.map(|hours| to_micros(now.saturating_add(Duration::hours(hours))));
                Ok(Checked { reason: reason.as_str().to_owned(), until, role })
            }
            _ => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn form(on: &str, role: &str, hours: &str, reason: &str) -> LockForm {
        LockForm { on: on.into(), role: role.into(), hours: hours.into(), reason: reason.into(), ..LockForm::default() }
    }

    #[test]
    fn a_lock_has_a_reason_a_term_of_the_list_and_never_the_role_that_lifts_it() {
        let roles = [Role::HELPDESK, Role::SUPERVISOR];
        let now = datetime!(2026-11-21 09:00 UTC);
        let checked = form("role", "helpdesk", "1", "a stolen laptop").check(now, &roles).expect("a lock");
        assert_eq!((checked.role, checked.until), (Some(Role::HELPDESK), Some(to_micros(datetime!(2026-11-21 10:00 UTC)))));
        assert_eq!(form("actions", "", "", "a stolen laptop").check(now, &roles).expect("a lock").until, None);
        for (form, field) in [
            (form("role", "admin", "", "a stolen laptop"), "role"),
            (form("role", "", "", "a stolen laptop"), "role"),
            (form("person", "", "2", "a stolen laptop"), "hours"),
            (form("person", "", "-1", "a stolen laptop"), "hours"),
            (form("actions", "", "", " "), "reason"),
        ] {
            let problems: Vec<String> = form.check(now, &roles).expect_err("refused").into_iter().map(|problem| problem.field).collect();
            assert_eq!(problems, [field], "{form:?}");
        }
    }

    #[test]
    fn what_is_no_lock_on_a_person_takes_the_right_to_lock_everything() {
        for (on, action) in
            [("person", Action::SetPersonLock), ("role", Action::SetWideLock), ("actions", Action::SetWideLock), ("", Action::SetWideLock), ("Person", Action::SetWideLock)]
        {
            assert_eq!(form(on, "", "", "").action(), action, "{on:?}");
        }
    }
}
