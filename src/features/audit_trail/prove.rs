//! What the page of the proof shows. It shows no record, so that looking at it leaves none: it is looked at again and again while a
//! verification runs, and tells how things stand where no record can be written.

use super::feed::SinkState;
use super::standing::Standing;
use crate::domain::audit::ChainHead;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::require;
use crate::ports::trail_proof::{Cut, KeptCheckpoint};
use crate::wire::ApiError;

/// Checkpoints on the page.
const CHECKPOINTS: u32 = 20;

/// How the trail is proved.
#[derive(Debug, Clone)]
pub struct TrailProved {
    /// What is known of the trail as a whole.
    pub standing: Standing,
    /// The last record.
    pub head: ChainHead,
    /// The newest checkpoints, newest first.
    pub checkpoints: Vec<KeptCheckpoint>,
    /// Where records were pruned, in order.
    pub cuts: Vec<Cut>,
    /// How each sink stands; `None` where that could not be read.
    pub sinks: Option<Vec<SinkState>>,
}

/// Everything that proves the trail, or says that it is not what it was.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `trail_unavailable`.
pub async fn read_proof(console: &Console, caller: &Caller) -> Result<TrailProved, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let standing = Standing::tried(console).await;
    let head = console.proof.head().await.map_err(|error| trail_failed(&error, caller))?;
    let checkpoints = console.proof.newest_checkpoints(CHECKPOINTS).await.map_err(|error| trail_failed(&error, caller))?;
    let cuts = console.proof.cuts().await.map_err(|error| trail_failed(&error, caller))?;
    let sinks = console.sinks.states().await.inspect_err(|error| tracing::error!(%error, "the sinks' states could not be read")).ok();
    Ok(TrailProved { standing, head, checkpoints, cuts, sinks })
}
