//! What follows the last row, or a stop.

use super::super::desk::LEASE;
use super::super::ending::{end, pause};
use super::super::row::{Turned, settle};
use super::{AHEAD, Shift};
use crate::domain::bulk::{RowStanding, RunState};
use crate::features::console::Console;
use crate::ports::bulk_store::{BulkStoreError, RowState, Step};
use crate::wire::ErrorCode;

impl Shift {
    /// What follows the last row, or a stop.
    pub(super) async fn finish(mut self, console: &Console) -> Result<(), BulkStoreError> {
        if let Some(cause) = self.cause {
            return pause(console, &self.run, cause).await;
        }
        if *self.stop.borrow() || console.under_way.is_closed() {
            if console.bulk.find(self.run.id).await?.is_some_and(|now| now.state == RunState::Cancelled) {
                self.run.state = RunState::Cancelled;
                return self.give_up().await;
            }
            return Ok(());
        }
        match self.run.state {
            RunState::Checking => {
                console.bulk.leave_out_doubles(self.run.id, ErrorCode::ListedTwice.name()).await?;
                console.bulk.step(self.run.id, &Step::to(RunState::Checked, &[RunState::Checking])).await.map(|_| ())
            }
            RunState::Running => end(console, &self.run, RunState::Done).await,
            _ => Ok(()),
        }
    }

    /// The rows of a cancelled run that were still to be done: some may have been begun, and the trail knows how they ended.
    pub(super) async fn give_up(mut self) -> Result<(), BulkStoreError> {
        for standing in [RowStanding::Ready, RowStanding::Unchecked] {
            loop {
                let rows = self.console.bulk.rows(self.run.id, Some(standing), 0, AHEAD).await?;
                if rows.is_empty() {
                    break;
                }
                let was_started = self.run.started_at.is_some();
                for row in rows {
                    if !was_started {
                        // Nothing of it can be in the trail.
                        self.noted.push((row.line, RowState { standing: RowStanding::NotDone, ..row.state }));
                        continue;
                    }
                    let Turned { state, trouble } = settle(&self.console, self.run.id, &row, RowStanding::NotDone).await;
                    if trouble.is_some() {
                        // Still under way: the next look finds it.
                        return self.write_down().await;
                    }
                    self.noted.push((row.line, state));
                }
                self.write_down().await?;
                if !self.console.bulk.lease(self.run.id, self.console.bulk_desk.worker, LEASE).await? {
                    return Ok(());
                }
            }
        }
        end(&self.console, &self.run, RunState::Cancelled).await
    }
}
