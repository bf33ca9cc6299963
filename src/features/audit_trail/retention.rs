//! Letting go: whole months that are older than the trail is to be kept are sealed into an archive, verified there, and only then pruned. The
//! chain stays verifiable across the cut.

use super::export::{About, ExportFormat, stretch_of_trail};
use super::results::keep_if_new;
use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::clock::to_micros;
use crate::features::console::Console;
use crate::ports::trail_archive::TrailArchive;
use crate::ports::trail_proof::Cut;
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use time::{OffsetDateTime, Time};
use uuid::Uuid;

/// How long to wait for a verification that somebody else began.
const WAIT: Duration = Duration::from_secs(2);
/// How often to look whether a month is over.
const EVERY: Duration = Duration::from_secs(6 * 3_600);

/// How long records are kept in the database, and where they go then.
#[derive(Clone)]
pub struct Retention {
    /// Records younger than this stay.
    pub keep_for: time::Duration,
    /// Where archives go.
    pub archive: Arc<dyn TrailArchive>,
}

/// Prunes for as long as the process lives.
pub async fn prune_regularly(console: Console, retention: Retention) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match prune(&console, &retention).await {
            Ok(None) => {}
            Ok(Some(cut)) => tracing::info!(last = cut.end.size, archive = cut.archive, "the audit trail was pruned; its archive has what was before"),
            Err(problem) => tracing::error!(problem, "the audit trail was not pruned"),
        }
    }
}

/// Archives and prunes what is old enough; `None` where nothing is.
///
/// # Errors
/// A sentence for the operator. Nothing was pruned, unless the very last step, deleting what is archived and cut off, broke off: the next
/// run goes on with it.
pub async fn prune(console: &Console, retention: &Retention) -> Result<Option<Cut>, String> {
    let words = |error: crate::ports::audit_log::AuditError| error.to_string();
    // Only a cut that this console's key vouches for lets anything be deleted: one that somebody wrote into the table would destroy evidence.
    if let Some(cut) = console.proof.cuts().await.map_err(words)?.pop() {
        let opened = console.sealer.keys().open(&cut.note).ok();
        if !opened.is_some_and(|note| note.head == cut.end && note.cut.as_deref() == Some(&cut.archive_sha256)) {
            return Err(format!("the cut after record {} was not signed for, so nothing is pruned", cut.end.size));
        }
        console.proof.finish_cut().await.map_err(words)?;
    }
    let before = to_micros(month_of(console.now() - retention.keep_for));
    let start = console.proof.start().await.map_err(words)?;
    let Some(end) = console.proof.last_closed(before).await.map_err(words)?.filter(|end| end.size > start.size) else { return Ok(None) };
    console.sinks.have_records_up_to(end.size).await?;
    // Nothing is let go of that is not what it was: what was tampered with stays, as evidence.
    console.sealer.seal().await.map_err(|error| error.to_string())?;
    let mut verdict = console.verification.verify().await;
    while verdict.is_none() {
        // One is under way; it says nothing of what came after it began.
        tokio::time::sleep(WAIT).await;
        verdict = console.verification.verify().await;
    }
    if let Some(verdict) = &verdict {
        keep_if_new(console, verdict).await;
    }
    if !verdict.is_some_and(|verdict| verdict.is_good()) {
        return Err("the trail does not verify, so nothing is pruned".to_owned());
    }
    let signer = console.sealer.signer();
    let made_at = to_micros(console.now());
    let archive = format!("passdesk-audit-{:012}-{:012}.jsonl", start.size + 1, end.size);
    let about = About { filter: None, until: end.size, made_at, verifier_key: signer.verifier().to_string(), sealed: None };
    // One that is there already was left by a run that broke off: it is taken if it is what it should be.
    if !retention.archive.has(&archive).await {
        let pieces = stretch_of_trail(Arc::clone(&console.proof), start, ExportFormat::Jsonl, about, signer.sign(end, made_at));
        retention.archive.keep(&archive, pieces.boxed()).await?;
    }
    let verified = retention.archive.verify(&archive, start, end, console.sealer.keys()).await;
    let archive_sha256 = verified.map_err(|problem| format!("the archive {archive} does not verify: {problem}"))?;
    let cut = Cut { end, note: signer.sign_cut(end, made_at, &archive_sha256), archive, archive_sha256, made_at };
    let mut entry = AuditEntry::new(RecordKind::Read, "trail.prune", made_at, None, &RequestOrigin::default());
    entry.action_id = Uuid::nil();
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(format!("records {} to {} are in {}, SHA-256 {}", start.size + 1, end.size, cut.archive, cut.archive_sha256));
    console.audit.append(entry).await.map_err(words)?;
    console.proof.cut(&cut).await.map_err(words)?;
    Ok(Some(cut))
}

/// The beginning of its month, so that an archive holds whole ones.
fn month_of(at: OffsetDateTime) -> OffsetDateTime {
    let at = at.to_offset(time::UtcOffset::UTC);
    at.replace_day(1).unwrap_or(at).replace_time(Time::MIDNIGHT)
}
