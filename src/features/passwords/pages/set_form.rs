//! The form that sets a password: how long it lasts and what comes of that, where it comes from, and why.

use super::TypedPasswordField;
use crate::domain::clock::{readable, rfc3339};
use crate::domain::operation::{Action, Operation, SetPermanentPassword, SetTemporaryPassword};
use crate::domain::password::allows_words;
use crate::domain::pool::PoolFacts;
use crate::domain::preflight::Help;
use crate::domain::user::{User, UserStatus};
use crate::features::console::{Caller, Console};
use crate::features::escalations::Asking;
use crate::features::forms::{Afterwards, AskedAgain, FormButtons, FormHead, SendButton, StatusAfter, WhyFields, error_of};
use crate::features::passwords::wire;
use crate::features::same_call::{SameCall, call_for};
use crate::features::users::UserView;
use crate::ui::{Button, Choice, Fact, Facts, Fieldset, Moment, Mono};
use crate::wire::{FieldError, TICKED};
use leptos::prelude::*;
use time::Duration;

/// The user's names, for the check while one types. Contacts are masked on the page and stay so: those are checked with the form.
fn words_of(user: &UserView) -> Vec<String> {
    let target = &user.target.user;
    vec![target.shown_name(), target.username.as_str().to_owned(), user.pool.name.clone()]
}

/// The form for a user for whom a password can be set.
#[component]
pub fn SetPasswordForm(
    /// The user.
    user: UserView,
    /// What was typed, where the form came back; never a password.
    form: wire::SetPasswordForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
) -> impl IntoView {
    let form = wire::SetPasswordForm { desk: user.desk_fields(Help::TemporaryPassword.word(), &use_context::<Caller>().unwrap_or_default(), form.desk), ..form };
    let words = words_of(&user);
    let call = |help| call_for(help, &user.target.user, None, &[]);
    let calls = (call(Help::TemporaryPassword), call(Help::PermanentPassword));
    // In the form's own box: which of the two is shown follows from the choice there.
    view! {
        <div class="stack set-password">
            <SetPasswordFields form=form fields=fields asking=asking facts=Some((*user.facts).clone()) user=Some(user.target.user) words=words />
            <div data-lasts="temporary">
                <SameCall call=calls.0 id="-temporary" />
            </div>
            <div data-lasts="permanent">
                <SameCall call=calls.1 id="-permanent" />
            </div>
        </div>
    }
}

/// The fields alone: also offered again by themselves when Cognito or the trail failed, and then without what only Cognito knows.
#[component]
pub fn SetPasswordFields(
    /// As typed, with the user it is for and a fresh idempotency key.
    form: wire::SetPasswordForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
    /// What the pool says; `None` where nobody can tell.
    facts: Option<PoolFacts>,
    /// The user, where they were read.
    user: Option<User>,
    /// The user's names, for the check of a typed password.
    words: Vec<String>,
) -> impl IntoView {
    let caller = use_context::<Caller>().unwrap_or_default();
    let may_set_permanent = caller.may_ask(Action::SetPermanentPassword);
    let asks_for_both = asking.wants(Action::SetTemporaryPassword) && asking.wants(Action::SetPermanentPassword);
    let is_permanent = form.lasts == "permanent" && may_set_permanent;
    let ends = facts.as_ref().zip(use_context::<Console>()).map(|(facts, console)| {
        let (days, now) = (facts.temporary_password_days, console.now());
        (days, now + Duration::days(i64::from(days)))
    });
    let source = source(&form, &fields, facts.as_ref(), caller.may_ask(Action::TypePassword), words);
    let afterwards = Afterwards::SignOut(form.signs_out == TICKED);
    let effects = (temporary_effect(ends, user.as_ref()), permanent_effect(user.as_ref()));
    view! {
        <form class="stack set-password" action="/api/passwords/set" method="post" autocomplete="off">
            <FormHead desk=form.desk.clone() asks=asks_for_both />
            <Fieldset id="lasts" legend="How long it lasts" error=error_of(&fields, "lasts")>
                <div class="choice-grid">
                    <Choice id="lasts-temporary" name="lasts" value="temporary" title="Temporary" text="They choose their own at the next sign-in." is_recommended=true is_checked=!is_permanent />
                    <Choice
                        id="lasts-permanent"
                        name="lasts"
                        value="permanent"
                        title="Permanent"
                        text="They keep it, and you have seen it."
                        impossible=if may_set_permanent { "" } else { "your role sets temporary passwords only." }
                        is_checked=is_permanent
                    />
                </div>
            </Fieldset>
            <div data-lasts="temporary">{effects.0}</div>
            <div data-lasts="permanent">{effects.1}</div>
            {source}
            <WhyFields
                actions=vec![Action::SetTemporaryPassword, Action::SetPermanentPassword]
                beside=vec![Action::TypePassword]
                desk=form.desk
                fields=fields
                afterwards=Some(afterwards)
            />
            <p class="soft small">
                "Cognito sends no message when a password is set: you tell them. There is no ClientMetadata here, because "
                <Mono text="AdminSetUserPassword" />
                " takes none; no trigger of the pool hears of it."
            </p>
            <FormButtons>
                <span data-lasts="temporary">
                    {send(Action::SetTemporaryPassword, "Set temporary password", &asking, afterwards)}
                </span>
                <span data-lasts="permanent">
                    {send(Action::SetPermanentPassword, "Set permanent password", &asking, afterwards)}
                </span>
            </FormButtons>
        </form>
    }
}

fn send(action: Action, label: &'static str, asking: &Asking, afterwards: Afterwards) -> AnyView {
    if asking.wants(action) {
        return view! { <SendButton action=action label=label asking=asking.clone() /> }.into_any();
    }
    view! {
        <Button label=label kind="primary" />
        {asked_again(action, afterwards)}
    }
    .into_any()
}

/// What stands beside a button: said of a typed password where that is chosen, unless the action, or a ticked box, says it of itself.
fn asked_again(action: Action, afterwards: Afterwards) -> AnyView {
    let asks_itself = use_context::<Console>().is_some_and(|console| console.rules.step_up.actions.contains(&action));
    let of_typed = (!asks_itself).then(|| {
        view! {
            " "
            <span class="set-password__own">
                <AskedAgain action=Action::TypePassword />
            </span>
        }
    });
    view! {
        " "
        <AskedAgain action=action afterwards=Some(afterwards) />
        {of_typed}
    }
    .into_any()
}

/// Where the password comes from: generated unless somebody may, and wants to, choose it.
fn source(form: &wire::SetPasswordForm, fields: &[FieldError], facts: Option<&PoolFacts>, may_type: bool, words: Vec<String>) -> AnyView {
    let policy = facts.map(|facts| facts.password_policy);
    let has_words = facts.is_none_or(|facts| allows_words(&facts.password_policy));
    let is_typed = form.source == "typed" && may_type;
    let is_words = form.source == "words" && has_words;
    let choices = view! {
        <Choice
            id="source-generated"
            name="source"
            value="generated"
            title="Generated"
            text="Random characters in groups of four, none alike. You see it once."
            is_recommended=true
            is_checked=!is_typed && !is_words
        />
        <Choice
            id="source-words"
            name="source"
            value="words"
            title="Generated words"
            text="Longer, and easier to say and to type."
            impossible=if has_words { "" } else { "this pool's rules do not fit words." }
            is_checked=is_words
        />
        <Choice
            id="source-typed"
            name="source"
            value="typed"
            title="Typed"
            text="You choose it. It is never shown again."
            impossible=if may_type { "" } else { "your role has passwords generated." }
            is_checked=is_typed
        />
    };
    let meter = may_type.then(|| {
        let mut error = error_of(fields, "password");
        if !error.is_empty() {
            error.push_str(" Type it again: it was not kept.");
        }
        view! { <div class="set-password__own"><TypedPasswordField policy=policy words=words error=error /></div> }
    });
    view! {
        <Fieldset id="source" legend="Where it comes from" error=error_of(fields, "source")>
            <div class="choice-grid">{choices}</div>
            {meter}
        </Fieldset>
    }
    .into_any()
}

/// What a temporary password does.
fn temporary_effect(ends: Option<(u16, time::OffsetDateTime)>, user: Option<&User>) -> AnyView {
    let works = ends.map(|(days, at)| {
        let plural = if days == 1 { "" } else { "s" };
        view! { <Fact name="It works for">{format!("{days} day{plural}, until ")}<Moment datetime=rfc3339(at) exact=readable(at) /></Fact> }
    });
    let (status, sign_up) = (status_after(user, Help::TemporaryPassword, SetTemporaryPassword::STATUS_AFTER), sign_up(user));
    view! {
        <Facts kind="effect">
            <Fact name="At the next sign-in">"they are asked for a new password of their own"</Fact>
            {works}
            {status}
            {sign_up}
            <Fact name="Old sessions">"may go on, unless you tick “Sign out everywhere”"</Fact>
        </Facts>
    }
    .into_any()
}

/// What a permanent password does.
fn permanent_effect(user: Option<&User>) -> AnyView {
    let asked = match user {
        Some(user) if !user.mfa.is_empty() => "they are asked for nothing new, but for their second factor as before: it works until somebody changes it",
        _ => "they are asked for nothing new: it works until somebody changes it",
    };
    let (status, sign_up) = (status_after(user, Help::PermanentPassword, SetPermanentPassword::STATUS_AFTER), sign_up(user));
    view! {
        <Facts kind="effect">
            <Fact name="At the next sign-in">{asked}</Fact>
            {status}
            {sign_up}
            <Fact name="Old sessions">"may go on, unless you tick “Sign out everywhere”"</Fact>
        </Facts>
    }
    .into_any()
}

/// For whom never confirmed a sign-up.
fn sign_up(user: Option<&User>) -> AnyView {
    if user.is_none_or(|user| user.status != UserStatus::Unconfirmed) {
        return ().into_any();
    }
    view! { <Fact name="The sign-up">"counts as confirmed, without a code and without a verified contact"</Fact> }.into_any()
}

fn status_after(user: Option<&User>, help: Help, after: Option<UserStatus>) -> AnyView {
    let Some(after) = after else { return ().into_any() };
    let before = user.map_or(UserStatus::Unknown, |user| user.status);
    view! { <StatusAfter before=before after=after help=help /> }.into_any()
}
