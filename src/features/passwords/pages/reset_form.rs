//! The reset form: the effect first, then what must be said for it.

use crate::domain::client_metadata::typed_pairs;
use crate::domain::preflight::Help;
use crate::features::client_metadata::fieldset::MetadataFieldset;
use crate::features::console::{Caller, Console};
use crate::features::escalations::Asking;
use crate::features::forms::{Afterwards, EffectFacts, FormButtons, FormHead, SendButton, WhyFields};
use crate::features::passwords::wire;
use crate::features::same_call::{SameCall, call_for};
use crate::features::users::UserView;
use crate::wire::{FieldError, TICKED};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The form for a user to whom a code can be sent.
#[component]
pub fn ResetForm(
    /// The user.
    user: UserView,
    /// What was typed, where the form came back.
    form: wire::ResetForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
) -> impl IntoView {
    let now = use_context::<Console>().map_or(OffsetDateTime::UNIX_EPOCH, |console| console.now());
    let effect = user.preflight(now).verdict(Help::ResetCode).ok().cloned();
    let metadata_is_read = effect.as_ref().and_then(|effect| effect.metadata_is_read);
    let call = call_for(Help::ResetCode, &user.target.user, None, &typed_pairs(&form.metadata));
    let form = wire::ResetForm { desk: user.desk_fields(Help::ResetCode.word(), &use_context::<Caller>().unwrap_or_default(), form.desk), ..form };
    view! {
        {effect.map(|effect| view! { <EffectFacts help=Help::ResetCode effect=effect user=user.target.user.clone() shows_contacts=user.shows_contacts /> })}
        <ResetFields form=form fields=fields asking=asking metadata_is_read=metadata_is_read />
        <SameCall call=call missing="Keys and values that you change above are in it once you have checked or sent the form." />
    }
}

/// The fields alone: also offered again by themselves when Cognito or the trail failed.
#[component]
pub fn ResetFields(
    /// As typed, with the user it is for and a fresh idempotency key.
    form: wire::ResetForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
    /// Whether the pool has a trigger that reads ClientMetadata; `None` where nobody can say.
    metadata_is_read: Option<bool>,
) -> impl IntoView {
    let metadata_errors = fields.iter().filter(|field| field.field.starts_with("metadata")).cloned().collect::<Vec<_>>();
    let sends_secret_looks = form.sends_secret_looks == TICKED;
    let afterwards = Some(Afterwards::SignOut(form.signs_out == TICKED));
    view! {
        <form class="stack" action="/api/passwords/reset" method="post">
            <FormHead desk=form.desk.clone() asks=asking.wants(Help::ResetCode.action()) />
            <WhyFields actions=vec![Help::ResetCode.action()] desk=form.desk fields=fields afterwards=afterwards />
            <MetadataFieldset rows=form.metadata errors=metadata_errors sends_secret_looks=sends_secret_looks is_read=metadata_is_read />
            <FormButtons>
                <SendButton action=Help::ResetCode.action() label=Help::ResetCode.button() asking=asking afterwards=afterwards />
            </FormButtons>
        </form>
    }
}
