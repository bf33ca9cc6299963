//! What stands on every page of those whom a lock stops.

use crate::domain::clock::{from_micros, readable};
use crate::domain::locks::{Lock, LockOn};
use crate::domain::operation::Action;
use crate::features::console::Caller;
use leptos::prelude::*;

/// The locks on all actions and on the reader's roles: who set them, and why. Whoever lifts locks gets the way there.
#[component]
pub fn LockBanner(
    /// Who reads.
    caller: Caller,
) -> impl IntoView {
    let roles = caller.staff.as_ref().map(|staff| staff.actor.roles.clone()).unwrap_or_default();
    let may_lift = caller.may(Action::SetPersonLock);
    let concerns = |lock: &&Lock| match &lock.on {
        LockOn::Actions => true,
        LockOn::Role(role) => roles.contains(role),
        LockOn::Person { .. } => false,
    };
    let lines = caller.locks.iter().filter(|_| caller.staff.is_some()).filter(concerns).map(|lock| line(lock, may_lift)).collect_view();
    view! { {lines} }
}

fn line(lock: &Lock, may_lift: bool) -> impl IntoView + use<> {
    let what = match &lock.on {
        LockOn::Role(role) => format!("Actions of the role {} are locked", role.name()),
        _ => "Actions are locked".to_owned(),
    };
    let until = lock.until.map_or_else(|| ": ".to_owned(), |until| format!(" until {}: ", readable(from_micros(until))));
    view! {
        <div class="notice notice--lock" data-tone="danger">
            <p class="notice__title">
                {what} " by " <bdi>{lock.set_by_name.clone()}</bdi> {until} <bdi>{lock.reason.clone()}</bdi>
            </p>
            <p>"Reading goes on; nothing with an effect is done." {may_lift.then(|| view! { " " <a href="/locks">"Locks"</a> })}</p>
        </div>
    }
}
