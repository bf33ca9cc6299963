//! What an action would do, as the page announces it before the click.

use crate::domain::clock::{readable, rfc3339};
use crate::domain::preflight::{Effect, Help, Sessions};
use crate::domain::user::{User, UserStatus};
use crate::ui::{Fact, Facts, Moment, Mono};
use leptos::prelude::*;
use time::Duration;

/// Who gets what, where, for how long, and what becomes of everything else.
#[component]
pub fn EffectFacts(
    /// What is to be done.
    help: Help,
    /// What it would do.
    effect: Effect,
    /// The user.
    user: User,
    /// Contacts are shown unmasked on this page.
    shows_contacts: bool,
) -> impl IntoView {
    let gets = effect.message.as_ref().map(|message| {
        let shown = user.contact(message.contact).filter(|_| shows_contacts).map_or_else(|| message.address.clone(), str::to_owned);
        let (medium, carries) = (message.contact.message(), message.carries.words());
        view! { <Fact name="They will get">{medium} " at " <strong><bdi>{shown}</bdi></strong> " with " {carries}</Fact> }
    });
    let changes = change(help, &user, shows_contacts).map(|(name, text)| view! { <Fact name=name>{text}</Fact> });
    let works =
        effect.works.map(|(lasts, until)| view! { <Fact name="It works for">{lasts_words(lasts)} ", until " <Moment datetime=rfc3339(until) exact=readable(until) /></Fact> });
    let sessions = match effect.sessions {
        Sessions::MayGoOn if matches!(help, Help::ResetCode | Help::TemporaryPassword | Help::PermanentPassword) => Some("may go on, unless you tick “Sign out everywhere”"),
        // Nobody expects anything else.
        Sessions::MayGoOn => None,
        Sessions::None => Some("none: they never signed in"),
        Sessions::End => Some("end, where apps ask Cognito"),
    };
    let warnings = effect.warnings.iter().map(|warning| view! { <p>{warning.sentence()}</p> }).collect_view();
    let has_warnings = !effect.warnings.is_empty();
    view! {
        <Facts kind="effect">
            {gets}
            {changes}
            {works}
            <StatusAfter before=user.status after=effect.status_after help=help />
            {sessions.map(|sessions| view! { <Fact name="Old sessions">{sessions}</Fact> })}
            {has_warnings.then(|| view! { <Fact name="Mind">{warnings}</Fact> })}
        </Facts>
    }
}

/// The status afterwards, and what becomes of the password they have.
#[component]
pub fn StatusAfter(
    /// As it is.
    before: UserStatus,
    /// As it will be.
    after: UserStatus,
    /// What is to be done.
    help: Help,
) -> impl IntoView {
    let verb = if before == after { "stays " } else { "becomes " };
    let password = match help {
        Help::ResetCode if before == after => "",
        Help::ResetCode => ": the old password stops working until they finish",
        Help::Invitation => " until they choose a password of their own",
        Help::TemporaryPassword | Help::PermanentPassword => ": the old password stops working at once",
        Help::ConfirmSignUp | Help::Enable | Help::MarkVerified(_) | Help::SignOut => ": the password stays as it is",
    };
    let after = after.name().to_owned();
    view! { <Fact name="UserStatus">{verb} <Mono text=after /> {password}</Fact> }
}

/// What changes that is neither a message nor a status.
fn change(help: Help, user: &User, shows_contacts: bool) -> Option<(&'static str, String)> {
    match help {
        Help::MarkVerified(contact) => {
            let address = user.contact(contact).unwrap_or_default();
            let shown = if shows_contacts { address.to_owned() } else { contact.mask(address) };
            Some(("What changes", format!("the {} {shown} counts as verified", contact.noun())))
        }
        Help::Enable => Some(("What changes", "the account is enabled: they can sign in again, if their password works".to_owned())),
        Help::ConfirmSignUp => Some(("At the next sign-in", "they use the password they chose when they signed up".to_owned())),
        Help::SignOut => Some(("What changes", "they must sign in again wherever an app asks Cognito; refresh tokens stop working at once".to_owned())),
        Help::ResetCode | Help::Invitation | Help::TemporaryPassword | Help::PermanentPassword => None,
    }
}

fn lasts_words(lasts: Duration) -> String {
    let (count, unit) = if lasts.whole_days() > 0 { (lasts.whole_days(), "day") } else { (lasts.whole_hours(), "hour") };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
