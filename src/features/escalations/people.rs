//! Who asked and who approved, with the roles that they have now.

use crate::domain::actor::{Actor, StaffId};
use crate::domain::locks::{Wish, forbidding};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::locks::standing;
use crate::wire::{ApiError, ErrorCode};
use std::collections::BTreeSet;

/// What somebody who is not here now has to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// They asked.
    Asks,
    /// They approved.
    Approves,
    /// A bulk run goes on in their name.
    Runs,
}

/// A person by their groups and the configuration in force; without any role where a lock forbids them to do their part, or somebody else ended their
/// sessions: who signs out themselves, or stays away, is what they were. `None` for somebody who has not signed in for long: nobody knows what they may by now.
///
/// # Errors
/// `database_unavailable`.
pub async fn person_now(console: &Console, caller: &Caller, id: &StaffId, part: Part) -> Result<Option<Actor>, ApiError> {
    if let Some(own) = caller.staff.as_ref().map(|staff| &staff.actor).filter(|own| own.id == *id) {
        return Ok(Some(own.clone()));
    }
    let people = console.sessions.people().await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "who signed in could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    let Some(person) = people.into_iter().find(|person| person.actor.id == *id) else { return Ok(None) };
    let roles = if person.was_ended { BTreeSet::new() } else { console.roles.roles_of(&person.groups) };
    let locks = standing(console, caller).await?;
    let person = Actor { roles, ..person.actor };
    let wish = match part {
        Part::Asks => Wish::Enter,
        Part::Approves => Wish::of(Action::DecideEscalation, &console.rules.policy, &person),
        Part::Runs => Wish::of(Action::RunBulk, &console.rules.policy, &person),
    };
    let is_out = forbidding(&locks, id, &person.roles, wish).is_some();
    Ok(Some(if is_out { Actor { roles: BTreeSet::new(), ..person } } else { person }))
}
