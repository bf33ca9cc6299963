//! Trouble: what passes is waited for, what does not pauses the run with its cause.

use super::super::row::Turned;
use super::super::trouble::Trouble;
use super::Shift;
use crate::domain::bulk::{PauseCause, RunState};
use crate::ports::bulk_store::{KeptRow, RowState};
use crate::wire::ErrorCode;
use std::time::Duration;
use tokio::time::Instant;

/// Rows that fail in the same way, one after the other, before it is taken for no matter of theirs.
const SAME_FAILURES: u32 = 20;
/// Trouble that does not pass for so long pauses the run.
const HELD_FOR: Duration = Duration::from_secs(300);
/// The longest pause after trouble that passes.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

impl Shift {
    /// Nothing more is begun, and the run will be paused for this.
    pub(super) fn halt(&mut self, cause: PauseCause) {
        self.cause.get_or_insert(cause);
        self.stop.send_replace(true);
    }

    /// Trouble that passes: nothing is begun for a while, longer each time.
    pub(super) fn hold(&mut self, trouble: Trouble) {
        if self.not_before.is_none() {
            self.pause = (self.pause * 2).clamp(Duration::from_millis(500), LONGEST_PAUSE);
            tracing::warn!(run = %self.run.id, ?trouble, pause = ?self.pause, "a bulk run holds on");
            self.not_before = Some(Instant::now() + self.pause);
            let since = *self.held_since.get_or_insert_with(Instant::now);
            if since.elapsed() > HELD_FOR && trouble != Trouble::UnderWay {
                self.halt(PauseCause::Unreachable);
            }
        }
    }

    /// Takes what came of a row's turn.
    pub(super) fn take(&mut self, row: KeptRow, turned: Turned) {
        let Turned { state, trouble } = turned;
        let Some(trouble) = trouble else {
            self.pause = Duration::ZERO;
            self.held_since = None;
            self.note_failure(&state);
            self.noted.push((row.line, state));
            return;
        };
        if state != row.state {
            self.noted.push((row.line, state.clone()));
        }
        let row = KeptRow { state, ..row };
        if trouble == Trouble::UnderWay {
            self.later.push(row);
            return;
        }
        self.waiting.push_front(row);
        match trouble {
            Trouble::Stopped | Trouble::UnderWay => {}
            Trouble::Throttled | Trouble::Unreachable | Trouble::Store => self.hold(trouble),
            Trouble::Access => self.halt(PauseCause::Access),
            Trouble::MailLimit => self.halt(PauseCause::MailLimit),
            Trouble::Locked => self.halt(PauseCause::Authority),
        }
    }

    /// Rows that fail in the same way, one after the other: what is wrong is wrong with the pool.
    pub(super) fn note_failure(&mut self, state: &RowState) {
        if self.run.state != RunState::Running {
            return;
        }
        let same_for_all = [
            ErrorCode::SendingBroken,
            ErrorCode::TriggerBroken,
            ErrorCode::TriggerRefused,
            ErrorCode::NotEnabled,
            ErrorCode::RecoveryOff,
            ErrorCode::InvalidParameter,
            ErrorCode::OutcomeUnknown,
            ErrorCode::NotAllowed,
            ErrorCode::OutOfHours,
        ];
        if !same_for_all.iter().any(|code| code.name() == state.code) {
            self.failing = (String::new(), 0);
        } else if self.failing.0 == state.code {
            self.failing.1 += 1;
        } else {
            self.failing = (state.code.clone(), 1);
        }
        if self.failing.1 >= SAME_FAILURES {
            self.halt(PauseCause::Failing);
        }
    }
}
