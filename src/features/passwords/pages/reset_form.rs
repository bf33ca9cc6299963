//! The reset form: the effect first, then what must be said for it.

use super::why_fields::{FormHead, WhyFields};
use crate::domain::destination::{Destination, predict};
use crate::domain::user::UserStatus;
use crate::features::client_metadata::fieldset::MetadataFieldset;
use crate::features::console::Caller;
use crate::features::passwords::wire::{self, TICKED};
use crate::features::users::UserView;
use crate::ui::{Button, ButtonRow, Fact, Facts, Mono};
use crate::wire::FieldError;
use leptos::prelude::*;

/// The form for a user to whom a code can be sent.
#[component]
pub fn ResetForm(
    /// The user.
    user: UserView,
    /// What was typed, where the form came back.
    form: wire::ResetForm,
    /// Problems by field.
    fields: Vec<FieldError>,
) -> impl IntoView {
    let has_message_trigger = Some(user.facts.has_message_trigger);
    let form = wire::ResetForm { desk: user.desk_fields("reset", &use_context::<Caller>().unwrap_or_default(), form.desk), ..form };
    view! {
        <Effect user=user />
        <ResetFields form=form fields=fields has_message_trigger=has_message_trigger />
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
            <Fact name="Old sessions">"may go on, unless you tick “Sign out everywhere”"</Fact>
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
    let metadata_errors = fields.iter().filter(|field| field.field.starts_with("metadata")).cloned().collect::<Vec<_>>();
    let sends_secret_looks = form.sends_secret_looks == TICKED;
    view! {
        <form class="stack" action="/api/passwords/reset" method="post">
            <FormHead desk=form.desk.clone() />
            <WhyFields desk=form.desk fields=fields signs_out=form.signs_out == TICKED />
            <MetadataFieldset rows=form.metadata errors=metadata_errors sends_secret_looks=sends_secret_looks has_message_trigger=has_message_trigger />
            <ButtonRow>
                <Button label="Send reset code" kind="primary" />
            </ButtonRow>
        </form>
    }
}
