//! What every form with an effect has: whom it is for, and why.

use crate::domain::reason::VERIFICATION_METHODS;
use crate::features::console::Console;
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

fn afterwards_box(afterwards: Afterwards) -> AnyView {
    let (name, label, hint, is_ticked) = match afterwards {
        Afterwards::SignOut(is_ticked) => ("signs_out", "Sign out everywhere", "Ends their sessions at once, where apps ask Cognito.", is_ticked),
        Afterwards::SendCode(is_ticked) => ("sends_code", "Send a reset code", "Goes to the contact that the pool prefers, once this one counts.", is_ticked),
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
) -> impl IntoView {
    view! {
        <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">
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
    /// As typed.
    desk: DeskFields,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What may follow a success; nothing for actions after which nothing can.
    #[prop(optional_no_strip)]
    afterwards: Option<Afterwards>,
) -> impl IntoView {
    let rules = use_context::<Console>().map(|console| console.rules);
    let (is_required, example) = rules.map(|rules| (rules.ticket.is_required, rules.ticket.example())).unwrap_or_default();
    let chosen = desk.caller_verified_by.clone();
    view! {
        <div class="field-grid">
            <TextField id="reason" name="reason" label="Reason" hint="Goes into the audit trail." error=error_of(&fields, "reason") value=desk.reason maxlength="500" />
            <TextField
                id="ticket"
                name="ticket"
                label="Ticket"
                hint=format!("As in {example}.")
                error=error_of(&fields, "ticket")
                value=desk.ticket
                maxlength="64"
                is_mono=true
                is_optional=!is_required
            />
            <SelectField id="caller_verified_by" name="caller_verified_by" label="Caller verified by" error=error_of(&fields, "caller_verified_by") is_optional=true>
                <SelectOption value="" label="Not said" is_selected=chosen.is_empty() />
                {VERIFICATION_METHODS.map(|(value, label)| view! { <SelectOption value=value label=label is_selected=chosen == value /> }).collect_view()}
            </SelectField>
            {afterwards.map(afterwards_box)}
        </div>
    }
}
