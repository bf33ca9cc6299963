//! The signs, newest first. That they were read is a record, as with the trail itself.

use super::derive::{LOOKED_BACK, begins_with_burst, kind_of};
use crate::domain::audit::{AuditRecord, RecordedTarget};
use crate::domain::operation::Action;
use crate::domain::signals::SignalKind;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_unread;
use crate::features::records::{record_read, require};
use crate::wire::ApiError;

/// Records that a page looks through.
const LOOKED_AT: usize = 200;

/// A sign, and the record that it follows from: of a burst, the last of the denials that make it one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// What it is a sign of.
    pub kind: SignalKind,
    /// The record.
    pub record: AuditRecord,
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
    let size = u32::try_from(LOOKED_AT).unwrap_or(u32::MAX) + LOOKED_BACK;
    let note = before.map(|before| format!("before record {before}"));
    let (found, recorded) =
        tokio::join!(console.signals.notable(before.unwrap_or(i64::MAX), size), record_read(console, caller, Action::ReadSignals, RecordedTarget::default(), note),);
    let records = found.map_err(|error| trail_unread(&error, caller))?;
    recorded?;
    Ok(page_of(&records))
}

/// The signs in the first of these records, newest first; those behind them tell whether denials are a burst.
fn page_of(records: &[AuditRecord]) -> SignalPage {
    let mut page = SignalPage::default();
    for (place, record) in records.iter().enumerate().take(LOOKED_AT) {
        let burst = begins_with_burst(&records[place..]).then_some(SignalKind::Denials);
        page.signals.extend(burst.into_iter().chain(kind_of(&record.entry)).map(|kind| Signal { kind, record: record.clone() }));
    }
    page.older_than = records.get(LOOKED_AT).and_then(|_| records.get(LOOKED_AT - 1)).map(|last| last.sequence);
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditEntry, RecordKind, RecordedActor};

    /// A record of this person, in minutes.
    fn record(sequence: i64, minute: i64, sub: &str, kind: RecordKind, event: &str, code: Option<&str>) -> AuditRecord {
        let mut entry = AuditEntry::new(kind, event, minute * 60_000_000, None, &RequestOrigin::default());
        entry.actor = Some(RecordedActor { issuer: "https://id.example".into(), sub: sub.into(), ..RecordedActor::default() });
        entry.code = code.map(str::to_owned);
        AuditRecord { sequence, previous_hash: [0; 32], hash: [0; 32], entry }
    }

    fn denied(sequence: i64, minute: i64, sub: &str, code: &str) -> AuditRecord {
        record(sequence, minute, sub, RecordKind::Denied, "password.reset", Some(code))
    }

    fn told(mut records: Vec<AuditRecord>) -> Vec<(&'static str, i64)> {
        records.reverse();
        page_of(&records).signals.into_iter().map(|signal| (signal.kind.name(), signal.record.sequence)).collect()
    }

    #[test]
    fn signs_follow_from_codes_and_from_canaries() {
        let records = vec![
            denied(1, 1, "a", "staff_limit"),
            denied(2, 1, "b", "user_limit"),
            denied(3, 1, "c", "out_of_hours"),
            denied(4, 1, "d", "own_account"),
            denied(5, 1, "e", "not_allowed"),
            record(6, 1, "f", RecordKind::Read, "signal.canary", None),
        ];
        let expected = [("signal.canary", 6), ("signal.own_account", 4), ("signal.out_of_hours", 3), ("signal.limit", 2), ("signal.limit", 1)];
        assert_eq!(told(records), expected);
    }

    #[test]
    fn many_denials_of_one_person_are_a_sign_and_those_of_many_people_and_of_states_are_none() {
        assert_eq!(told((1..=6).map(|number| denied(number, number, "a", "not_allowed")).collect()), [("signal.denials", 5)]);
        assert_eq!(told((1..=6).map(|number| denied(number, number, &format!("person {number}"), "not_allowed")).collect()), []);
        assert_eq!(told((1..=6).map(|number| denied(number, number, "a", "nothing_to_do")).collect()), []);
        assert_eq!(told((1..=6).map(|number| denied(number, number, "a", "locked")).collect()), [], "during a lock everybody is refused");
        let at_the_fifth = told((1..=5).map(|number| denied(number, number, "a", "own_account")).collect());
        assert_eq!(at_the_fifth[..2], [("signal.denials", 5), ("signal.own_account", 5)]);
    }

    #[test]
    fn a_page_says_where_the_older_one_goes_on() {
        let many: Vec<_> = (1..=250).rev().map(|number| denied(number, number, "a", "own_account")).collect();
        let page = page_of(&many);
        assert_eq!((page.signals.len() >= LOOKED_AT, page.older_than), (true, Some(51)));
        assert_eq!(page_of(&many[..LOOKED_AT]).older_than, None);
    }
}
