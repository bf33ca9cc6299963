//! How fast Cognito is asked: never faster than configured, all pools together.

use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// Gives turns with a pause between them.
#[derive(Debug)]
pub struct Pace {
    pause: Duration,
    last: Mutex<Option<Instant>>,
}

impl Pace {
    /// So many turns a second, 1 at least.
    pub fn new(a_second: u32) -> Self {
        Self { pause: Duration::from_secs(1) / a_second.max(1), last: Mutex::new(None) }
    }

    /// Waits for a turn. Whoever waits holds the lock: turns are given in the order in which they were asked for, and each counts from when
    /// the one before really was, so that a late one is not followed by two at once.
    pub async fn turn(&self) {
        let mut last = self.last.lock().await;
        if let Some(before) = *last {
            tokio::time::sleep((before + self.pause).saturating_duration_since(Instant::now())).await;
        }
        *last = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[tokio::test]
    async fn turns_keep_their_distance_whoever_asks_for_them() {
        let pace = Arc::new(Pace::new(20));
        let taken = Arc::new(Mutex::new(Vec::new()));
        let askers: Vec<_> = (0..3)
            .map(|_| {
                let (pace, taken) = (Arc::clone(&pace), Arc::clone(&taken));
                tokio::spawn(async move {
                    for _ in 0..3 {
                        pace.turn().await;
                        taken.lock().await.push(Instant::now());
                    }
                })
            })
            .collect();
        for asker in askers {
            asker.await.expect("an asker");
        }
        let mut taken = taken.lock().await.clone();
        taken.sort();
        assert_eq!(taken.len(), 9);
        let whole = taken[8] - taken[0];
        // The first is noted a moment after its turn.
        assert!(whole >= Duration::from_millis(8 * 50 - 20), "nine turns at twenty a second take 400 ms: {whole:?}");
    }

    #[tokio::test]
    async fn the_first_turn_waits_for_nobody_and_rest_is_not_saved_up() {
        let pace = Pace::new(10);
        let begun = Instant::now();
        pace.turn().await;
        assert!(begun.elapsed() < Duration::from_millis(90), "{:?}", begun.elapsed());
        tokio::time::sleep(Duration::from_millis(350)).await;
        let rested = Instant::now();
        pace.turn().await;
        pace.turn().await;
        pace.turn().await;
        assert!(rested.elapsed() >= Duration::from_millis(200), "{:?}", rested.elapsed());
    }
}
