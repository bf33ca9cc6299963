//! Unknown stays unknown: where nobody knows how a call ended, the user is read again, and what that tells becomes a record of its own.
//! Nothing is ever sent again. Once at once, once after the settling time, and then with every sweep until Cognito answers.

use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind, RecordedTarget};
use crate::domain::clock::to_micros;
use crate::domain::pool::PoolId;
use crate::domain::reconcile::{Circumstances, FRESH, Verdict, leaves_trace, reconcile, without_trace};
use crate::domain::user::{Sub, User, Username};
use crate::features::console::Console;
use crate::features::faults::read_code;
use crate::ports::audit_log::{AuditError, Doubt, TimelineOf, TrailRow};
use crate::ports::user_directory::DirectoryError;
use futures::StreamExt;
use std::time::Duration;
use uuid::Uuid;

/// How often doubts are looked for.
const EVERY: Duration = Duration::from_secs(5);
/// Users read at a time: a Cognito that does not answer must not hold up the rest.
const AT_A_TIME: usize = 4;
/// Actions on one user that are looked through; where there were more, they may be the cause of anything.
const OTHERS: u32 = 50;

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attempt {
    /// It is on record.
    Told,
    /// Cognito did not answer, or it is too early.
    Later,
}

/// Right after a call that ended in doubt: one look within the time that somebody waits for, and another one after the settling time.
pub async fn after_doubt(console: &Console, action_id: Uuid) {
    let times = console.reconciling;
    match tokio::time::timeout(times.first_look, look(console, action_id)).await {
        Ok(Attempt::Told) => {}
        Ok(Attempt::Later) | Err(_) => {
            // Not among the actions that the end of the process waits for: the next start finds the doubt.
            let console = console.clone();
            tokio::spawn(async move {
                tokio::time::sleep(times.settling).await;
                look(&console, action_id).await;
            });
        }
    }
}

/// Looks at one action's doubt.
async fn look(console: &Console, action_id: Uuid) -> Attempt {
    let row = match console.audit.action(action_id).await {
        Ok(records) => TrailRow::of(&records),
        Err(error) => {
            tracing::error!(%action_id, %error, "a doubt could not be read from the trail");
            return Attempt::Later;
        }
    };
    match row {
        Some(TrailRow { opening: intent, outcome: Some(outcome), reconciled: None }) if outcome.entry.outcome == Some(Outcome::Unknown) => {
            settle(console, &Doubt { intent, outcome }).await
        }
        _ => Attempt::Told,
    }
}

/// Looks at every doubt that is older than the settling time, and gives the number of those that are on record now.
///
/// # Errors
/// [`AuditError::Store`].
pub async fn reconcile_doubts(console: &Console) -> Result<usize, AuditError> {
    let doubts = console.audit.doubts(to_micros(console.now() - console.reconciling.settling)).await?;
    let attempts = futures::stream::iter(doubts).map(async |doubt| settle(console, &doubt).await).buffer_unordered(AT_A_TIME);
    Ok(attempts.filter(|attempt| futures::future::ready(*attempt == Attempt::Told)).count().await)
}

/// Reconciles for as long as the process lives. Apart from the sweeper, which must not wait for Cognito.
pub async fn reconcile_regularly(console: Console) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match reconcile_doubts(&console).await {
            Ok(0) => {}
            Ok(told) => tracing::info!(told, "unknown outcomes were reconciled"),
            Err(error) => tracing::error!(%error, "doubts could not be read from the trail"),
        }
    }
}

/// Reads the user of a doubt, and records what that tells, if it tells something by now.
async fn settle(console: &Console, doubt: &Doubt) -> Attempt {
    let intent = &doubt.intent.entry;
    let times = console.reconciling;
    // Before the user is read: what the call may still do until then is no shorter wait.
    let now = to_micros(console.now());
    let since = |record: &AuditRecord| Duration::from_micros(u64::try_from(now - record.entry.occurred_at).unwrap_or(0));
    let (since_intent, since_end) = (since(&doubt.intent), since(&doubt.outcome));
    let told = |outcome: Outcome, seen: String| Verdict { outcome, seen };
    let unresolved = |seen: &str| told(Outcome::Unresolved, seen.to_owned());
    if !leaves_trace(&intent.event) {
        return record(console, doubt, without_trace(), None).await;
    }
    if intent.changed_before.is_none() && since_intent > FRESH {
        return record(console, doubt, unresolved("it was too long ago for the user to tell anything of it"), None).await;
    }
    let Some((pool, username, sub)) = intent.target.as_ref().and_then(parsed) else {
        return record(console, doubt, unresolved("the record names no user that could be read"), None).await;
    };
    let user = match console.directory.get_user(&pool, &username).await {
        Ok(user) => user,
        Err(failure) if failure.error == DirectoryError::UserNotFound && since_end >= times.settling => {
            return record(console, doubt, unresolved("the user is not there any more"), None).await;
        }
        Err(failure) => {
            tracing::warn!(action_id = %intent.action_id, %failure, "a user could not be read again");
            if since_end < times.give_up {
                return Attempt::Later;
            }
            let minutes = times.give_up.as_secs() / 60;
            return record(console, doubt, unresolved(&format!("Cognito gave no answer within {minutes} minutes ({})", read_code(&failure).name())), None).await;
        }
    };
    if user.sub != sub {
        return record(console, doubt, unresolved("the username belongs to somebody else by now"), None).await;
    }
    // After the user was read: what shows in them by now was recorded before it was sent.
    let others = match others(console, intent).await {
        Ok(others) => others,
        Err(error) => {
            tracing::error!(action_id = %intent.action_id, %error, "a doubt could not be looked at");
            return Attempt::Later;
        }
    };
    let verdict = reconcile(intent, &user, &Circumstances { others: &others, since_intent, since_end, settling: times.settling });
    // Evidence for an effect does not get better with time; anything else may still become it.
    if verdict.outcome != Outcome::TookEffect && since_end < times.settling {
        return Attempt::Later;
    }
    record(console, doubt, verdict, Some(&user)).await
}

fn parsed(target: &RecordedTarget) -> Option<(PoolId, Username, Sub)> {
    let pool = PoolId::try_from(target.pool.clone()).ok()?;
    Some((pool, Username::try_from(target.username.clone()).ok()?, Sub::try_from(target.sub.clone()).ok()?))
}

/// The events of all other actions on this user that may have had an effect since they were read before this intent.
async fn others(console: &Console, intent: &AuditEntry) -> Result<Vec<String>, AuditError> {
    let target = intent.target.clone().unwrap_or_default();
    let page = console.audit.timeline(&target.pool, &target.sub, TimelineOf::Effects, OTHERS).await?;
    let read_at = intent.occurred_at.saturating_sub(i64::try_from(console.reconciling.reading.as_micros()).unwrap_or(i64::MAX));
    let is_cut_off = page.has_older && page.rows.last().is_some_and(|row| row.opening.entry.occurred_at > read_at);
    let events = page.rows.iter().filter(|row| row.opening.entry.action_id != intent.action_id && may_have_changed(row, read_at)).map(|row| row.opening.entry.event.clone());
    Ok(events.chain(is_cut_off.then(|| intent.event.clone())).collect())
}

fn may_have_changed(row: &TrailRow, read_at: i64) -> bool {
    if row.opening.entry.kind != RecordKind::Intent {
        return false;
    }
    let Some(outcome) = row.outcome.as_ref().map(|record| &record.entry) else { return true };
    let had_none = match row.ended() {
        Some(Outcome::NotSent | Outcome::NoEffect) => true,
        // Of a refusal after which something may have changed, no status is recorded.
        Some(Outcome::Refused) => outcome.state_after.is_some(),
        _ => false,
    };
    !had_none && outcome.occurred_at >= read_at
}

/// Appends the verdict. Two instances may come to it at once: the second one finds it there.
async fn record(console: &Console, doubt: &Doubt, verdict: Verdict, user: Option<&User>) -> Attempt {
    let intent = &doubt.intent.entry;
    let mut entry = AuditEntry::new(RecordKind::Reconciled, &intent.event, to_micros(console.now()), None, &RequestOrigin::default());
    entry.action_id = intent.action_id;
    entry.part_of = intent.part_of;
    entry.run = intent.run;
    entry.request_id.clone_from(&intent.request_id);
    entry.target.clone_from(&intent.target);
    entry.outcome = Some(verdict.outcome);
    entry.state_after = user.map(|user| user.status.name().to_owned());
    entry.note = Some(verdict.seen);
    match console.audit.append(entry).await {
        Ok(_) | Err(AuditError::Duplicate(_) | AuditError::NoDoubt(_)) => Attempt::Told,
        Err(error) => {
            tracing::error!(action_id = %intent.action_id, %error, "what reading a user again told was not recorded");
            Attempt::Later
        }
    }
}
