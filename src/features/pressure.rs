//! Whether people wait for this console: what runs beside them gives way then.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often whoever gives way looks again.
const LOOK: Duration = Duration::from_millis(50);

/// Set by the server, asked by what nobody waits for.
#[derive(Debug, Default)]
pub struct Pressure(AtomicBool);

impl Pressure {
    /// Whether somebody waits now.
    pub fn set(&self, is_high: bool) {
        self.0.store(is_high, Ordering::Relaxed);
    }

    /// Returns when nobody waits any more; after `at_most` in any case, so that a run is slowed down and never stopped.
    pub async fn eased(&self, at_most: Duration) {
        let began = Instant::now();
        while self.0.load(Ordering::Relaxed) && began.elapsed() < at_most {
            sleep(LOOK).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use std::sync::Arc;
    use tokio::time::timeout;

    #[tokio::test]
    async fn who_gives_way_goes_on_when_nobody_waits_and_after_a_while_in_any_case() {
        let pressure = Arc::new(Pressure::default());
        assert!(pressure.eased(Duration::from_secs(60)).now_or_never().is_some(), "nobody waits");
        pressure.set(true);
        let began = Instant::now();
        pressure.eased(Duration::from_millis(120)).await;
        assert!(began.elapsed() >= Duration::from_millis(120));
        let other = Arc::clone(&pressure);
        let waiting = tokio::spawn(async move { other.eased(Duration::from_secs(60)).await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        pressure.set(false);
        timeout(Duration::from_secs(10), waiting).await.expect("an end").expect("no panic");
    }
}
