//! What the reader of a request can do: decide, withdraw, carry out; and the user as they are now.

use super::super::read::{Exact, target_of};
use crate::domain::escalation::Escalation;
use crate::domain::operation::Action;
use crate::domain::policy::{TargetFacts, TargetTier};
use crate::domain::pool::{PoolFacts, PoolId};
use crate::domain::preflight::preflight;
use crate::domain::user::{Sub, Username};
use crate::features::console::{Caller, Console};
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{AskedAgain, error_of};
use crate::features::passwords::pages::TypedPasswordField;
use crate::features::users::fresh_target;
use crate::ui::{Button, ButtonRow, Card, Fact, Facts, Mono, Notice, TextField};
use crate::wire::FieldError;
use leptos::prelude::*;
use std::sync::Arc;

/// The user as just read.
pub(super) struct UserNow {
    target: TargetFacts,
    facts: Arc<PoolFacts>,
    state: String,
    protection: Option<String>,
}

/// Reads the user; nothing where Cognito does not tell, or they are another one by now.
pub(super) async fn user_now(console: &Console, caller: &Caller, escalation: &Escalation) -> Option<UserNow> {
    let wanted = target_of(escalation);
    let (pool, sub, username) = (PoolId::try_from(wanted.pool).ok()?, Sub::try_from(wanted.sub).ok()?, Username::try_from(wanted.username).ok()?);
    console.pool(pool.as_str(), caller).ok()?;
    let target = fresh_target(console, caller, &pool, &username, &sub).await.ok()?;
    let facts = console.directory.describe_pool(&pool).await.ok()?;
    let (actor, policy) = (caller.actor().ok()?, &console.rules.policy);
    // Whom a role is not for is nobody's to look at.
    policy.decide(actor, Action::ReadUser, Some(&target), console.now()).ok()?;
    let protection = match policy.tier(actor, &target) {
        TargetTier::Protected(tier) => Some(format!("in the tier {tier}")),
        TargetTier::ContactChanged => Some("a contact changed lately".to_owned()),
        TargetTier::Oneself => Some("your own account".to_owned()),
        TargetTier::External => Some("signed in by another identity provider".to_owned()),
        TargetTier::Ordinary => None,
    };
    let state = preflight(&facts, &target.user, None, console.now()).diagnosis.state.to_string();
    Some(UserNow { target, facts, state, protection })
}

pub(super) fn user_card(user: &UserNow) -> impl IntoView + use<> {
    let (state, protection) = (user.state.clone(), user.protection.clone());
    let (status, is_enabled) = (user.target.user.status.name().to_owned(), user.target.user.is_enabled);
    let changed = user.target.contact_change.is_some();
    view! {
        <Card title="The user now">
            {changed.then(|| view! { <Notice tone="danger" title="A contact of this user changed lately: be sure who is calling." is_plain=true /> })}
            <Facts>
                <Fact name="State">{state}</Fact>
                <Fact name="UserStatus"><Mono text=status /> {if is_enabled { ", enabled" } else { ", disabled" }}</Fact>
                {protection.map(|protection| view! { <Fact name="Protected">{protection}</Fact> })}
            </Facts>
        </Card>
    }
}

/// Approve or reject, with a reason.
pub(super) fn decision_card(escalation: &Escalation, reason: &str, fields: &[FieldError]) -> AnyView {
    let (error, reason) = (error_of(fields, "reason"), reason.to_owned());
    let (id, shown) = (escalation.id().to_string(), escalation.request.entry.request_hash.clone().unwrap_or_default());
    view! {
        <Card title="Decide" id="decide">
            <form class="stack" action="/api/escalations/decide" method="post">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="shown" value=shown />
                // Enter in the field would press the first button of the form: this one, which does nothing. Nobody decides by a slip.
                <button type="submit" disabled hidden></button>
                <TextField
                    id="reason"
                    name="reason"
                    label="Reason"
                    hint="Why you decide so. Whoever asked reads it, and it goes into the audit trail."
                    error=error
                    value=reason
                    maxlength="500"
                />
                <ButtonRow>
                    <Button label="Approve" kind="primary" name="verdict" value="approve" />
                    <Button label="Reject" name="verdict" value="reject" />
                    <AskedAgain action=Action::DecideEscalation />
                </ButtonRow>
            </form>
        </Card>
    }
    .into_any()
}

/// Carrying it out, and taking it back.
#[expect(clippy::too_many_arguments, reason = "one for each thing that the card depends on")]
pub(super) fn own_card(
    console: &Console,
    caller: &Caller,
    escalation: &Escalation,
    exact: Option<&Exact>,
    user: Option<&UserNow>,
    carries_out: bool,
    can_withdraw: bool,
    fields: &[FieldError],
) -> AnyView {
    let id = escalation.id().to_string();
    let is_typed = exact.is_some_and(|exact| matches!(&exact.form, KeptForm::SetPassword(form) if form.source == "typed"));
    let meter = is_typed.then(|| {
        let policy = user.map(|user| user.facts.password_policy);
        let words = user.map(|user| vec![user.target.user.shown_name(), user.target.user.username.as_str().to_owned()]).unwrap_or_default();
        let error = error_of(fields, "password");
        view! { <TypedPasswordField policy=policy words=words error=error /> }
    });
    let actions: Vec<Action> = exact.map(|exact| exact.actions.iter().filter_map(|event| Action::from_event(event)).collect()).unwrap_or_default();
    let is_protected = user.is_some_and(|user| console.rules.policy.is_protected(&user.target));
    let is_asked_again = caller.must_sign_in_again(console, &actions) || (is_protected && caller.must_sign_in_again_for_protected(console));
    let carry_out = carries_out.then(|| {
        let id = id.clone();
        view! {
            // What keeps it from being carried out names `action`, as on the user's page.
            <form id="action" class="stack" action="/api/escalations/carry-out" method="post" autocomplete="off">
                <input type="hidden" name="id" value=id />
                {meter}
                <ButtonRow>
                    <Button label="Carry it out" kind="primary" />
                    {is_asked_again.then(|| view! { <span class="soft small">"You will be asked to sign in again."</span> })}
                </ButtonRow>
            </form>
        }
    });
    let withdraw = can_withdraw.then(|| {
        view! {
            <form action="/api/escalations/withdraw" method="post">
                <input type="hidden" name="id" value=id />
                <Button label="Withdraw" />
            </form>
        }
    });
    if carry_out.is_none() && withdraw.is_none() {
        return ().into_any();
    }
    view! {
        <Card title=if carries_out { "Carry it out" } else { "Your request" } id="carry-out">
            {carry_out}
            {withdraw}
        </Card>
    }
    .into_any()
}
