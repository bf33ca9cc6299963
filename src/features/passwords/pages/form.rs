//! The reset form: the effect first, then what must be said for it.

use crate::domain::destination::{Destination, predict};
use crate::domain::reason::VERIFICATION_METHODS;
use crate::domain::user::UserStatus;
use crate::features::client_metadata::fieldset::MetadataFieldset;
use crate::features::console::Console;
use crate::features::passwords::draft::ResetDraft;
use crate::features::passwords::wire;
use crate::features::users::UserView;
use crate::ui::{Button, ButtonRow, ChoiceLink, Fact, Facts, Mono, SelectField, SelectOption, TextField};
use crate::wire::FieldError;
use leptos::prelude::*;

/// The form for a user to whom a code can be sent.
#[component]
pub fn ResetForm(
    /// The user.
    user: UserView,
    /// What was typed, where the form came back.
    draft: Option<ResetDraft>,
) -> impl IntoView {
    let target = &user.target.user;
    let error = draft.as_ref().and_then(|draft| draft.error.clone());
    let mut form = draft.map(|draft| draft.form).unwrap_or_default();
    form.pool = user.pool.id.to_string();
    form.sub = target.sub.as_str().to_owned();
    form.username = target.username.as_str().to_owned();
    form.action_id = uuid::Uuid::now_v7().to_string();
    view! {
        <nav class="choice-grid" aria-label="What to do">
            <ChoiceLink href="#reset" title="Send a reset code" text="Cognito sends a code; they choose a new password with it." is_recommended=true is_current=true />
        </nav>
        <Effect user=user.clone() />
        <ResetFields form=form fields=error.map(|error| error.fields).unwrap_or_default() has_message_trigger=Some(user.facts.has_message_trigger) />
    }
}

/// Who gets what, where, for how long, and what becomes of everything else.
#[component]
fn Effect(
    /// The user.
    user: UserView,
) -> impl IntoView {
    let target = &user.target.user;
    let destination = predict(&user.facts, target);
    let (medium, address) = match &destination {
        Destination::Email(address) => ("an e-mail at ", address.clone()),
        Destination::Sms(number) => ("a text message at ", number.clone()),
        other => return view! { <p>{other.sentence()}</p> }.into_any(),
    };
    let is_repeat = target.status == UserStatus::ResetRequired;
    let mailer = (user.facts.has_default_mailer && matches!(destination, Destination::Email(_)))
        .then_some(" This pool mails through Cognito's own mailer: 50 messages a day in the whole account.");
    let sms = (!user.facts.can_send_sms && matches!(destination, Destination::Sms(_))).then_some(" This pool has no working SMS settings: the message may not arrive.");
    view! {
        <Facts kind="effect">
            <Fact name="They will get">
                {medium}
                <strong>{address}</strong>
                " with a reset code."
                {mailer}
                {sms}
            </Fact>
            <Fact name="It works for">"1 hour"</Fact>
            <Fact name="UserStatus">
                {if is_repeat { "stays " } else { "becomes " }}
                <Mono text="RESET_REQUIRED" />
                {if is_repeat { ". A code sent before may stop working." } else { ": the old password stops working until they finish." }}
            </Fact>
            <Fact name="Old sessions">"may go on: a reset does not sign anyone out"</Fact>
        </Facts>
    }
    .into_any()
}

/// The fields alone: also offered again by themselves when Cognito or the trail failed.
#[component]
pub(super) fn ResetFields(
    /// As typed, with the user it is for and a fresh idempotency key.
    form: wire::ResetForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// Whether the pool has a trigger that reads ClientMetadata; `None` where nobody can say.
    has_message_trigger: Option<bool>,
) -> impl IntoView {
    let rules = use_context::<Console>().map(|console| console.rules);
    let (is_required, example) = rules.map(|rules| (rules.ticket.is_required, rules.ticket.example())).unwrap_or_default();
    let error_of = |name: &str| fields.iter().find(|field| field.field == name).map(|field| field.sentence.clone()).unwrap_or_default();
    let chosen = form.caller_verified_by.clone();
    let metadata_errors = fields.iter().filter(|field| field.field.starts_with("metadata")).cloned().collect::<Vec<_>>();
    let sends_secret_looks = form.sends_secret_looks == "yes";
    view! {
        <form class="stack" action="/api/passwords/reset" method="post">
            // Enter in a field presses a form's first button, which must not be "Add rows".
            <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">
                "Send"
            </button>
            <input type="hidden" name="pool" value=form.pool />
            <input type="hidden" name="sub" value=form.sub />
            <input type="hidden" name="username" value=form.username />
            <input type="hidden" name="action_id" value=form.action_id />
            <div class="field-grid">
                <TextField id="reason" name="reason" label="Reason" hint="Goes into the audit trail." error=error_of("reason") value=form.reason maxlength="500" />
                <TextField
                    id="ticket"
                    name="ticket"
                    label="Ticket"
                    hint=format!("As in {example}.")
                    error=error_of("ticket")
                    value=form.ticket
                    maxlength="64"
                    is_mono=true
                    is_optional=!is_required
                />
                <SelectField id="caller_verified_by" name="caller_verified_by" label="Caller verified by" error=error_of("caller_verified_by") is_optional=true>
                    <SelectOption value="" label="Not said" is_selected=chosen.is_empty() />
                    {VERIFICATION_METHODS.map(|(value, label)| view! { <SelectOption value=value label=label is_selected=chosen == value /> }).collect_view()}
                </SelectField>
            </div>
            <MetadataFieldset rows=form.metadata errors=metadata_errors sends_secret_looks=sends_secret_looks has_message_trigger=has_message_trigger />
            <ButtonRow>
                <Button label="Send reset code" kind="primary" />
            </ButtonRow>
        </form>
    }
}
