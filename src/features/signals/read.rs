//! The signs, newest first. That they were read is a record, as with the trail itself.

use super::derive::{followed_by, may_be, tells};
use crate::domain::audit::{AuditRecord, RecordedTarget};
use crate::domain::operation::Action;
use crate::domain::signals::SignalKind;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_unread;
use crate::features::records::{record_read, require};
use crate::ports::audit_log::AuditError;
use crate::ports::signal_log::SignalLog;
use crate::wire::ApiError;

/// Signs after which a page ends.
const SHOWN: usize = 50;
/// Records that are read at a time.
const BATCH: usize = 200;
/// Records after which a page ends, however few signs it has: somebody who is denied without end must not hold it up.
const LOOKED_AT: usize = 4_000;
/// So far it is counted what followed a sign.
pub(super) const COUNTED: usize = 1_000;

/// A sign, and the record that it follows from: of a burst, the last of the denials that make it one; of others, the first of those that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// What it is a sign of.
    pub kind: SignalKind,
    /// The record.
    pub record: AuditRecord,
    /// How many came after it that are the same sign.
    pub followed_by: usize,
}

/// A page of signs, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignalPage {
    /// The signs.
    pub signals: Vec<Signal>,
    /// The sequence before which there may be older ones.
    pub older_than: Option<i64>,
}

/// Reads the signs before a sequence, or the newest, and records that this person did.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `trail_unread`, `trail_unavailable` where it cannot be recorded.
pub async fn read_signals(console: &Console, caller: &Caller, before: Option<i64>) -> Result<SignalPage, ApiError> {
    require(console, caller, Action::ReadSignals, None).await?;
    let note = before.map(|before| format!("before record {before}"));
    let page = page_before(&*console.signals, before.unwrap_or(i64::MAX));
    let (found, recorded) = tokio::join!(page, record_read(console, caller, Action::ReadSignals, RecordedTarget::default(), note));
    let page = found.map_err(|error| trail_unread(&error, caller))?;
    recorded?;
    Ok(page)
}

/// The newest signs before a sequence.
async fn page_before(log: &dyn SignalLog, mut before: i64) -> Result<SignalPage, AuditError> {
    let (mut page, mut looked_at) = (SignalPage::default(), 0);
    loop {
        // One more tells whether there are others behind.
        let records = log.notable(before, u32::try_from(BATCH + 1).unwrap_or(u32::MAX)).await?;
        let has_more = records.len() > BATCH;
        let mut records = records.into_iter().take(BATCH).peekable();
        while let Some(record) = records.next() {
            before = record.sequence;
            for kind in may_be(&record.entry) {
                if tells(log, kind, record.sequence, &record.entry).await? {
                    let followed_by = followed_by(log, kind, record.sequence, &record.entry, COUNTED).await?;
                    page.signals.push(Signal { kind, record: record.clone(), followed_by });
                }
            }
            looked_at += 1;
            if page.signals.len() >= SHOWN || looked_at >= LOOKED_AT {
                page.older_than = (has_more || records.peek().is_some()).then_some(before);
                return Ok(page);
            }
        }
        if !has_more {
            return Ok(page);
        }
    }
}

#[cfg(test)]
mod tests;
