//! What this person may do for this user: every action with why it is not possible where it is not, and the form of the chosen one.

use crate::domain::operation::Action;
use crate::domain::policy::{Denial, decide};
use crate::domain::state_guide::{Guidance, Recommended, password_refusal};
use crate::features::console::{Caller, Console};
use crate::features::faults::denial_code;
use crate::features::passwords::draft::{Draft, KeptForm};
use crate::features::passwords::pages::{ResetForm, SetPasswordForm};
use crate::features::users::UserView;
use crate::features::users::rows::user_href;
use crate::ui::{Card, ChoiceLink, Notice};
use leptos::prelude::*;

/// What is possible, and what is not for which reason.
pub(super) struct Offers {
    /// Roles that act at all.
    may_act: bool,
    /// Policy says no for this user, whatever the action.
    denial: Option<Denial>,
    /// Why no reset code; empty: possible.
    reset: String,
    /// Why no password; empty: possible.
    password: String,
    recommended: Recommended,
}

impl Offers {
    /// What `caller` may do for `user` in this state.
    pub(super) fn find(console: &Console, caller: &Caller, user: &UserView, guidance: &Guidance) -> Self {
        let denial_of = |action| {
            let actor = caller.actor().ok()?;
            decide(actor, action, user.target.tier(actor, &console.rules.policy)).err()
        };
        let (for_reset, for_password) = (denial_of(Action::SendResetCode), denial_of(Action::SetTemporaryPassword));
        let words = |denial: Denial| denial_code(denial).title().to_lowercase();
        Self {
            may_act: caller.may(Action::SendResetCode) || caller.may(Action::SetTemporaryPassword),
            denial: for_reset.filter(|denial| for_password == Some(*denial)),
            reset: for_reset.map(words).or_else(|| guidance.reset_refusal.map(str::to_owned)).unwrap_or_default(),
            password: for_password.map(words).or_else(|| password_refusal(&user.target.user).map(|refusal| refusal.sentence().to_owned())).unwrap_or_default(),
            recommended: guidance.recommended,
        }
    }

    /// Policy lets them act on this user: advice about the state is for those only who may follow it.
    pub(super) fn is_permitted(&self) -> bool {
        self.denial.is_none()
    }

    /// The form to show: the wanted one where it is possible, else what helps in this state, else any.
    fn shown(&self, wanted: &str) -> Option<&'static str> {
        let (reset, password) = (self.reset.is_empty(), self.password.is_empty());
        match (wanted, self.recommended) {
            ("reset", _) if reset => Some("reset"),
            ("password", _) if password => Some("password"),
            (_, Recommended::TemporaryPassword) if password => Some("password"),
            _ if reset => Some("reset"),
            _ if password => Some("password"),
            _ => None,
        }
    }
}

/// The choice of action, and its form. A form that came back is shown before the chosen one, as long as it is still possible.
pub(super) fn actions(offers: &Offers, user: &UserView, draft: Option<Draft>, chosen: &str) -> AnyView {
    if !offers.may_act {
        return view! { <Notice tone="denied" title="Your role reads and does not act." is_plain=true /> }.into_any();
    }
    let wanted = draft.as_ref().map_or(chosen, |draft| draft.form.shown());
    let shown = offers.shown(wanted);
    let name = user.target.user.shown_name();
    let href = |shown: &str| format!("{}?do={shown}#action", user_href(&user.target.user));
    // Looking is no attempt.
    let advice = offers.denial.map(|denial| denial_code(denial).advice().trim_end_matches(" This attempt is recorded.").to_owned());
    let form = shown.map(|shown| form(shown, user.clone(), draft));
    let (reset_href, password_href) = (href("reset"), href("password"));
    let (reset, password) = (offers.reset.clone(), offers.password.clone());
    let recommends_reset = reset.is_empty() && offers.recommended == Recommended::ResetCode;
    let recommends_password = password.is_empty() && offers.recommended == Recommended::TemporaryPassword;
    view! {
        <Card title=format!("Help {name} sign in") id="action">
            <nav class="choice-grid" aria-label="What to do">
                <ChoiceLink
                    href=reset_href
                    title="Send a reset code"
                    text="Cognito sends a code; they choose a new password with it."
                    is_recommended=recommends_reset
                    impossible=reset
                    is_current=shown == Some("reset")
                />
                <ChoiceLink
                    href=password_href
                    title="Set a password"
                    text="You read it out; a temporary one must be changed at the next sign-in."
                    is_recommended=recommends_password
                    impossible=password
                    is_current=shown == Some("password")
                />
            </nav>
            {advice.map(|advice| view! { <p>{advice}</p> })}
            {form}
        </Card>
    }
    .into_any()
}

fn form(shown: &str, user: UserView, draft: Option<Draft>) -> AnyView {
    let (form, error) = draft.map_or((None, None), |draft| (Some(draft.form), draft.error));
    let fields = error.map(|error| error.fields).unwrap_or_default();
    match (shown, form) {
        ("reset", Some(KeptForm::Reset(form))) => view! { <ResetForm user=user form=form fields=fields /> }.into_any(),
        ("reset", _) => view! { <ResetForm user=user form=Default::default() fields=fields /> }.into_any(),
        (_, Some(KeptForm::SetPassword(form))) => view! { <SetPasswordForm user=user form=form fields=fields /> }.into_any(),
        _ => view! { <SetPasswordForm user=user form=Default::default() fields=fields /> }.into_any(),
    }
}
