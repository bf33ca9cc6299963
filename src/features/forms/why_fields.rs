//! What every form with an effect has: whom it is for, and why.

use super::asked::Asked;
use crate::domain::operation::Action;
use crate::domain::reason::VERIFICATION_METHODS;
use crate::features::console::{Caller, Console};
use crate::ui::{Button, ButtonRow, Checkbox, SelectField, SelectOption, TextField};
use crate::wire::{DeskFields, FieldError};
use leptos::prelude::*;

/// The sentence beside a field; empty where nothing is wrong with it.
pub fn error_of(fields: &[FieldError], name: &str) -> String {
    let sentences: Vec<&str> = fields.iter().filter(|field| field.field == name).map(|field| field.sentence.as_str()).collect();
    sentences.join(" ")
}

/// What a box in the form lets follow a success; with whether it is ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Afterwards {
    /// The user's sessions end.
    SignOut(bool),
    /// A reset code goes out.
    SendCode(bool),
}

impl Afterwards {
    /// What it lets follow.
    pub fn action(self) -> Action {
        match self {
            Self::SignOut(_) => Action::SignOutEverywhere,
            Self::SendCode(_) => Action::SendResetCode,
        }
    }

    /// The box that lets this follow.
    pub fn of(action: Action) -> Option<Self> {
        [Self::SignOut(true), Self::SendCode(true)].into_iter().find(|afterwards| afterwards.action() == action)
    }

    /// The box's field.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::SignOut(_) => "signs_out",
            Self::SendCode(_) => "sends_code",
        }
    }

    /// What stands beside the box.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::SignOut(_) => "Sign out everywhere",
            Self::SendCode(_) => "Send a reset code",
        }
    }
}

fn afterwards_box(afterwards: Afterwards) -> AnyView {
    let label = afterwards.label();
    let name = afterwards.field();
    let (hint, is_ticked) = match afterwards {
        Afterwards::SignOut(is_ticked) => ("Ends their sessions at once, where apps ask Cognito.", is_ticked),
        Afterwards::SendCode(is_ticked) => ("Goes to the contact that the pool prefers, once this one counts.", is_ticked),
    };
    view! {
        <div class="field">
            <p class="field__label">"Afterwards"</p>
            <Checkbox id=name name=name value="yes" label=label hint=hint is_checked=is_ticked />
        </div>
    }
    .into_any()
}

/// The button that does it, and the one that only says what would happen.
#[component]
pub fn FormButtons(
    /// What does it.
    children: Children,
) -> impl IntoView {
    view! {
        <ButtonRow>
            {children()}
            <Button label="Check without sending" name="check" value="yes" />
        </ButtonRow>
    }
}

/// The hidden fields, and the button that Enter presses: a form's first, which must not be one that does something else.
#[component]
pub fn FormHead(
    /// Whom, and which.
    desk: DeskFields,
    /// It is asked for, and not done.
    #[prop(optional)]
    asks: bool,
) -> impl IntoView {
    view! {
        <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true" name=asks.then_some("ask") value=asks.then_some("yes")>
            "Send"
        </button>
        <input type="hidden" name="pool" value=desk.pool />
        <input type="hidden" name="sub" value=desk.sub />
        <input type="hidden" name="username" value=desk.username />
        <input type="hidden" name="action_id" value=desk.action_id />
        <input type="hidden" name="seen" value=desk.seen />
    }
}

/// Reason, ticket, how the caller was verified, and what follows.
#[component]
pub fn WhyFields(
    /// What the form does, whatever is chosen in it; where something else may be chosen in its place, all of that too.
    actions: Vec<Action>,
    /// What may be chosen in the form beside that.
    #[prop(optional)]
    beside: Vec<Action>,
    /// As typed.
    desk: DeskFields,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What may follow a success; nothing for actions after which nothing can.
    #[prop(optional_no_strip)]
    afterwards: Option<Afterwards>,
) -> impl IntoView {
    let context = use_context::<Console>().zip(use_context::<Caller>());
    let beside: Vec<Action> = beside.into_iter().chain(afterwards.map(Afterwards::action)).collect();
    let asked = context.map(|(console, caller)| Asked::of(&console, &caller, &actions, &beside)).unwrap_or_default();
    let chosen = desk.caller_verified_by.clone();
    // What was chosen and is no longer offered stays to be seen: its sentence is beside it.
    let is_offered = |method: &str| asked.methods.as_ref().is_none_or(|methods| methods.contains(&method)) || method == chosen;
    let options = VERIFICATION_METHODS.into_iter().filter(|(method, _)| is_offered(method));
    let options = options.map(|(value, label)| view! { <SelectOption value=value label=label is_selected=chosen == value /> }).collect_view();
    let none = if asked.methods.is_some() { "Choose" } else { "Not said" };
    view! {
        <div class="field-grid">
            <TextField id="reason" name="reason" label="Reason" hint="Goes into the audit trail." error=error_of(&fields, "reason") value=desk.reason maxlength="500" />
            <TextField
                id="ticket"
                name="ticket"
                label="Ticket"
                hint=format!("As in {}.", asked.tickets)
                error=error_of(&fields, "ticket")
                value=desk.ticket
                maxlength="64"
                is_mono=true
                is_optional=!asked.needs_ticket
            />
            <SelectField
                id="caller_verified_by"
                name="caller_verified_by"
                label="Caller verified by"
                hint=asked.hint
                error=error_of(&fields, "caller_verified_by")
                is_optional=asked.methods.is_none()
            >
                <SelectOption value="" label=none is_selected=chosen.is_empty() />
                {options}
            </SelectField>
            {afterwards.map(afterwards_box)}
        </div>
    }
}
