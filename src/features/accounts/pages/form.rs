//! One form for the five actions: the effect first, then what must be said for it.

use crate::domain::client_metadata::typed_pairs;
use crate::domain::contact::Contact;
use crate::domain::destination::predict;
use crate::domain::preflight::{Help, Obstacle, invitation_contact, obstacle};
use crate::domain::user::UserStatus;
use crate::features::accounts::wire::AccountForm;
use crate::features::client_metadata::fieldset::MetadataFieldset;
use crate::features::console::{Caller, Console};
use crate::features::escalations::Asking;
use crate::features::forms::{Afterwards, EffectFacts, FormButtons, FormHead, SendButton, WhyFields};
use crate::features::same_call::{SameCall, call_for};
use crate::features::users::UserView;
use crate::ui::{Fact, Facts, Mono};
use crate::wire::{DeskFields, FieldError, TICKED};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The form for a user for whom the action is possible.
#[component]
pub fn AccountFormFor(
    /// What is to be done.
    help: Help,
    /// The user.
    user: UserView,
    /// What was typed, where the form came back.
    form: Option<AccountForm>,
    /// Reason and ticket, where another form came back.
    desk: DeskFields,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
) -> impl IntoView {
    let now = use_context::<Console>().map_or(OffsetDateTime::UNIX_EPOCH, |console| console.now());
    let effect = user.preflight(now).verdict(help).ok().cloned();
    let metadata_is_read = effect.as_ref().and_then(|effect| effect.metadata_is_read);
    let then = code_after(help, &user);
    // The code that is the reason to vouch for a contact follows by itself where it can, unless somebody says otherwise.
    let sends_code = if form.is_none() && matches!(then, Some(Ok(_))) { TICKED.to_owned() } else { String::new() };
    let then = then.map(|then| match then {
        Ok(message) => view! {
            <Fact name="Then they get">{message} ", if the box below is ticked"</Fact>
            <Fact name="UserStatus then">"becomes " <Mono text=UserStatus::ResetRequired.name() /> ": the old password stops working until they finish"</Fact>
        }
        .into_any(),
        Err(obstacle) => view! { <Fact name="Then">{format!("no reset code: {}", obstacle.sentence())}</Fact> }.into_any(),
    });
    let form = form.unwrap_or(AccountForm { desk, sends_code, ..AccountForm::default() });
    let desk = user.desk_fields(help.word(), &use_context::<Caller>().unwrap_or_default(), form.desk);
    let call = call_for(help, &user.target.user, invitation_contact(&user.target.user), &typed_pairs(&form.metadata));
    let form = AccountForm { desk, help: help.word().to_owned(), ..form };
    view! {
        {effect.map(|effect| view! { <EffectFacts help=help effect=effect user=user.target.user.clone() shows_contacts=user.shows_contacts /> })}
        {then.map(|then| view! { <Facts kind="effect">{then}</Facts> })}
        <AccountFields help=help form=form fields=fields asking=asking metadata_is_read=metadata_is_read />
        <SameCall call=call />
    }
}

/// The message that a reset code would be once the contact counts, or why there would be none.
fn code_after(help: Help, user: &UserView) -> Option<Result<String, Obstacle>> {
    let Help::MarkVerified(contact) = help else { return None };
    let them = user.target.user.with_verified(contact);
    Some(match obstacle(Help::ResetCode, &user.facts, &them) {
        Some(obstacle) => Err(obstacle),
        None => Ok(predict(&user.facts, &them).sentence()),
    })
}

/// The fields alone: also offered again by themselves when Cognito or the trail failed.
#[component]
pub fn AccountFields(
    /// What is to be done.
    help: Help,
    /// As typed, with the user it is for and a fresh idempotency key.
    form: AccountForm,
    /// Problems by field.
    fields: Vec<FieldError>,
    /// What must be asked for.
    asking: Asking,
    /// Whether the pool has a trigger that reads ClientMetadata; `None` where nobody can say.
    metadata_is_read: Option<bool>,
) -> impl IntoView {
    let (endpoint, contact) = endpoint(help);
    let afterwards = contact.map(|_| Afterwards::SendCode(form.sends_code == TICKED));
    let takes_metadata = matches!(help, Help::Invitation | Help::ConfirmSignUp);
    let metadata_errors = fields.iter().filter(|field| field.field.starts_with("metadata")).cloned().collect::<Vec<_>>();
    let sends_secret_looks = form.sends_secret_looks == TICKED;
    let rows = form.metadata;
    view! {
        <form class="stack" action=format!("/api/users/{endpoint}") method="post">
            <FormHead desk=form.desk.clone() asks=asking.wants(help.action()) />
            {contact.map(|contact| view! { <input type="hidden" name="contact" value=contact.attribute() /> })}
            <WhyFields actions=vec![help.action()] desk=form.desk fields=fields afterwards=afterwards />
            {takes_metadata
                .then(|| view! { <MetadataFieldset rows=rows errors=metadata_errors sends_secret_looks=sends_secret_looks is_read=metadata_is_read /> })}
            <FormButtons>
                <SendButton action=help.action() label=help.button() asking=asking afterwards=afterwards />
            </FormButtons>
        </form>
    }
}

/// Where the form goes, and the contact it is about. Codes and passwords have forms of their own.
fn endpoint(help: Help) -> (&'static str, Option<Contact>) {
    match help {
        Help::ConfirmSignUp => ("confirm_sign_up", None),
        Help::Enable => ("enable", None),
        Help::MarkVerified(contact) => ("mark_contact_verified", Some(contact)),
        Help::SignOut => ("sign_out", None),
        Help::Invitation | Help::ResetCode | Help::TemporaryPassword | Help::PermanentPassword => ("resend_invitation", None),
    }
}
