//! `/escalations/news`: what waits for this person, for the script that says so on every page.

use super::carry_out::is_carried_out_by;
use super::pages::name;
use super::read::{failed, sees_all_of, target_of};
use super::register::Register;
use crate::domain::actor::StaffId;
use crate::domain::bulk::RunState;
use crate::domain::escalation::{Escalation, Standing};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::layout::status_of;
use crate::ports::bulk_store::KeptRun;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Requests that wait, as many as are looked at here and in the queue at most: the oldest.
pub(super) const WAITING_SHOWN: u32 = 200;

/// Bulk runs that are looked at: the newest, as many as their page lists.
const RUNS_LOOKED_AT: u32 = 50;

/// What waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct News {
    /// Requests of others that wait for a decision, for those who decide.
    to_decide: usize,
    /// Approved requests that wait to be carried out by this person.
    to_carry_out: usize,
    /// Bulk runs of others that wait for this person as the second one.
    to_confirm: usize,
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
    // Who does not decide is told of their own.
    let unfinished = match register.unfinished((!decides).then_some(&actor.id), WAITING_SHOWN).await {
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
    news.listed = listed(unfinished.iter(), now);
    for escalation in unfinished {
        match escalation.standing(now) {
            Standing::Open { .. } if is_to_decide(&caller, &escalation) => news.to_decide += 1,
            Standing::Approved { .. } if is_carried_out_by(&console, &caller, &escalation) => news.to_carry_out += 1,
            _ => {}
        }
    }
    if decides && caller.may(Action::RunBulk) {
        let runs = match console.bulk.newest(RUNS_LOOKED_AT).await {
            Ok(runs) => runs,
            Err(error) => {
                tracing::error!(request_id = %caller.origin.request_id, %error, "which bulk runs wait could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        };
        news.to_confirm = runs.iter().filter(|run| is_to_confirm(&caller, &actor.id, run)).count();
    }
    // Counts, and no data of anybody's. A page that has fetched what must not be stored is kept by no browser for its way back, and what was typed
    // there would be gone.
    ([(header::CACHE_CONTROL, "private, no-cache")], Json(news)).into_response()
}

/// Whether a request waits for this person's decision. Where their role is for some users only, nobody knows before the user is read: such a request
/// stands in the queue without a name, and is not counted.
fn is_to_decide(caller: &Caller, escalation: &Escalation) -> bool {
    let is_own = caller.actor().ok().map(|actor| &actor.id) == escalation.asked_by().as_ref();
    caller.may(Action::DecideEscalation) && !is_own && sees_all_of(caller, &target_of(escalation).pool)
}

/// Whether a run waits for this person: others prepared and started it, and its rows are theirs to see.
fn is_to_confirm(caller: &Caller, own: &StaffId, run: &KeptRun) -> bool {
    let is_own = run.plan.prepared_by.id == *own || run.runs_as.as_ref().is_some_and(|person| person.id == *own);
    run.state == RunState::Confirmed && !is_own && run.plan.pools.iter().all(|pool| sees_all_of(caller, pool))
}

/// What waits, in a word that changes when that does: a digest of the requests and where they stand.
pub fn listed<'a>(escalations: impl Iterator<Item = &'a Escalation>, now: i64) -> String {
    let waiting = escalations.map(|escalation| (escalation.id(), escalation.standing(now))).filter(|(_, standing)| !standing.is_over());
    let digest = waiting.fold(Sha256::new(), |digest, (id, standing)| digest.chain_update(id.as_bytes()).chain_update(name(standing)));
    hex::encode(&digest.finalize()[..8])
}
