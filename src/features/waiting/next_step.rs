//! What helps somebody who waits, and the form for it on their page.

use super::board::{Kind, Waiting};
use crate::domain::operation::Action;
use crate::domain::pool::PoolId;
use time::OffsetDateTime;

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextStep {
    /// In words of the desk.
    pub words: &'static str,
    /// The form on the user's page, as its address has it, and the right that it needs; `None` where the page itself is what helps.
    pub form: Option<(&'static str, Action)>,
}

const CODE: Option<(&str, Action)> = Some(("reset", Action::SendResetCode));
const INVITATION: Option<(&str, Action)> = Some(("invitation", Action::ResendInvitation));
const PASSWORD: Option<(&str, Action)> = Some(("password", Action::SetTemporaryPassword));

/// The next step for a user: the one place where a form's word is chosen.
pub fn next_step(user: &Waiting, now: OffsetDateTime) -> NextStep {
    let is_over = user.is_over(now);
    let (words, form) = match user.kind {
        _ if !user.is_enabled => ("Find out why they are disabled", None),
        Kind::ResetCode if !user.is_reachable => ("Set a temporary password: no code reaches them", PASSWORD),
        Kind::ResetCode if is_over => ("Send a new code", CODE),
        Kind::ResetCode => ("Ask for the code, or send it again", CODE),
        Kind::TemporaryPassword if !user.has_contact => ("Set a new temporary password", PASSWORD),
        Kind::TemporaryPassword if is_over => ("Send the invitation again", INVITATION),
        Kind::TemporaryPassword => ("Send the invitation again if it is lost", INVITATION),
    };
    NextStep { words, form }
}

impl NextStep {
    /// The same for somebody who may not open its form: they can look.
    pub fn for_whom(self, may: impl Fn(Action) -> bool) -> Self {
        match self.form {
            Some((_, action)) if !may(action) => Self { words: "Open the user's page", form: None },
            _ => self,
        }
    }

    /// The address of a user's page, with the form open.
    pub fn href(self, pool: &PoolId, user: &Waiting) -> String {
        let page = format!("/users/{pool}/{}", user.sub.as_str());
        match self.form {
            Some((form, _)) => format!("{page}?do={form}#action"),
            None => page,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::{Sub, Username};
    use time::{Duration, macros::datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-21 09:41:07 UTC);

    fn waiting(kind: Kind, is_over: bool) -> Waiting {
        let ends_at = if is_over { NOW - Duration::HOUR } else { NOW + Duration::HOUR };
        Waiting {
            sub: Sub::try_from("3f0c9a1e".to_owned()).expect("a sub"),
            username: Username::try_from("ana".to_owned()).expect("a username"),
            name: "Ana".into(),
            contact: String::new(),
            kind,
            since: Some(NOW),
            ends_at: Some(ends_at),
            is_enabled: true,
            is_reachable: true,
            has_contact: true,
            helped_at: None,
        }
    }

    #[test]
    fn each_state_leads_to_the_form_that_helps() {
        let pool = PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id");
        let unreachable = Waiting { is_reachable: false, ..waiting(Kind::ResetCode, true) };
        let without_contact = Waiting { has_contact: false, ..waiting(Kind::TemporaryPassword, true) };
        let disabled = Waiting { is_enabled: false, ..waiting(Kind::ResetCode, true) };
        for (user, end) in [
            (waiting(Kind::ResetCode, false), "?do=reset#action"),
            (waiting(Kind::ResetCode, true), "?do=reset#action"),
            (unreachable, "?do=password#action"),
            (waiting(Kind::TemporaryPassword, false), "?do=invitation#action"),
            (waiting(Kind::TemporaryPassword, true), "?do=invitation#action"),
            (without_contact, "?do=password#action"),
            (disabled, ""),
        ] {
            assert_eq!(next_step(&user, NOW).href(&pool, &user), format!("/users/eu-west-1_test/3f0c9a1e{end}"));
        }
    }

    #[test]
    fn whoever_may_not_act_is_led_to_the_page_alone() {
        let step = next_step(&waiting(Kind::ResetCode, true), NOW);
        assert_eq!(step.for_whom(|_| false), NextStep { words: "Open the user's page", form: None });
        assert_eq!(step.for_whom(|action| action == Action::SendResetCode), step);
    }
}
