//! Who works at which run: one worker at a time, whoever finds it. Whoever starts again after a crash finds in the trail what was done; what is written down
//! beside it only saves looking.

use super::desk::{LEASE, UnderWay};
use super::shift::Shift;
use crate::features::console::Console;
use crate::ports::bulk_store::KeptRun;
use std::time::Duration;
use tokio::task::JoinSet;

/// How often somebody looks for work that nobody announced.
const LOOK: Duration = Duration::from_secs(2);

/// Works at runs for as long as the process lives.
pub async fn work_regularly(console: Console) {
    let mut runs = JoinSet::new();
    loop {
        tokio::select! {
            () = console.bulk_desk.wake.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            Some(ended) = runs.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "work on a bulk run broke off; it goes on from what is on record");
                }
                // What is left to do is found by the next look, and not at once again.
                continue;
            }
        }
        if console.under_way.is_closed() {
            // The process is about to end: what is begun is waited for, and nothing more is begun.
            continue;
        }
        match console.bulk.at_work(console.bulk_desk.worker).await {
            Ok(found) => {
                for run in found {
                    if let Some(mark) = console.bulk_desk.begin(run.id) {
                        runs.spawn(work(console.clone(), run, mark));
                    }
                }
            }
            Err(error) => tracing::error!(%error, "bulk runs could not be read"),
        }
    }
}

/// Works at one run until it stands somewhere else.
async fn work(console: Console, run: KeptRun, mark: UnderWay) {
    let (id, worker) = (run.id, console.bulk_desk.worker);
    match console.bulk.lease(id, worker, LEASE).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::error!(run = %id, %error, "a bulk run could not be taken"),
    }
    if let Err(error) = Shift::new(console.clone(), run).work().await {
        tracing::error!(run = %id, %error, "a bulk run could not be worked at; it goes on when the database does");
        tokio::time::sleep(LOOK).await;
    }
    if let Err(error) = console.bulk.release(id, worker).await {
        tracing::warn!(run = %id, %error, "a bulk run was not given back; its lease ends by itself");
    }
    drop(mark);
}
