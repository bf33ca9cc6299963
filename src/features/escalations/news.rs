//! `/escalations/news`: what waits for this person, for the script that says so on every page.

use super::carry_out::is_carried_out_by;
use super::pages::name;
use super::read::failed;
use super::register::Register;
use crate::domain::escalation::{Escalation, Standing};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::layout::status_of;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct News {
    /// Requests of others that wait for a decision, for those who decide.
    to_decide: usize,
    /// Approved requests that wait to be carried out by this person.
    to_carry_out: usize,
    /// Where the request stands whose page asks; empty where it may not be seen.
    standing: &'static str,
    /// What the queue lists as waiting; changes with it.
    listed: String,
}

/// Whose page asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewsOf {
    /// A request.
    request: Option<Uuid>,
}

/// Counts. Asked by a script it is no use of the session.
pub async fn news(State(console): State<Console>, Extension(caller): Extension<Caller>, Query(of): Query<NewsOf>) -> Response {
    let Ok(actor) = caller.actor() else { return StatusCode::UNAUTHORIZED.into_response() };
    let register = Register::of(&console);
    let (now, decides) = (register.now(), caller.has_right(Action::DecideEscalation));
    let unfinished = match register.unfinished().await {
        Ok(unfinished) => unfinished,
        Err(error) => return status_of(failed(&error, &caller).code).into_response(),
    };
    let mut news = News::default();
    if let Some(id) = of.request {
        news.standing = match register.load(id).await {
            Ok(Some(escalation)) if decides || escalation.asked_by().as_ref() == Some(&actor.id) => name(escalation.standing(now)),
            Ok(_) => "",
            Err(error) => return status_of(failed(&error, &caller).code).into_response(),
        };
    }
    news.listed = listed(unfinished.iter().filter(|escalation| decides || escalation.asked_by().as_ref() == Some(&actor.id)), now);
    for escalation in unfinished {
        match escalation.standing(now) {
            Standing::Open { .. } if caller.may(Action::DecideEscalation) && escalation.asked_by().as_ref() != Some(&actor.id) => news.to_decide += 1,
            Standing::Approved { .. } if is_carried_out_by(&console, &caller, &escalation) => news.to_carry_out += 1,
            _ => {}
        }
    }
    // Counts, and no data of anybody's. A page that has fetched what must not be stored is kept by no browser for its way back, and what was typed
    // there would be gone.
    ([(header::CACHE_CONTROL, "private, no-cache")], Json(news)).into_response()
}

/// What waits, in a word that changes when that does.
pub fn listed<'a>(escalations: impl Iterator<Item = &'a Escalation>, now: i64) -> String {
    let counted = escalations.fold((0, 0), |(open, approved), escalation| match escalation.standing(now) {
        Standing::Open { .. } => (open + 1, approved),
        Standing::Approved { .. } => (open, approved + 1),
        _ => (open, approved),
    });
    format!("{} {}", counted.0, counted.1)
}
