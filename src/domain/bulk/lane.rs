//! The pace of one kind of requests: no second has more of them than a run may make. What people do counts, and never waits.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A whisker more than a second, since clocks and networks are no metronomes.
const SECOND: Duration = Duration::from_micros(1_000_500);

/// Requests of one kind, as they were let go.
#[derive(Debug)]
pub struct Lane {
    /// In each window at most so many.
    most: usize,
    window: Duration,
    /// Between two of a run's at least so long: no bursts.
    gap: Duration,
    /// The newest, oldest first, as many as a window may have.
    recent: VecDeque<Instant>,
    last: Option<Instant>,
    /// Cognito throttled: nothing goes before this.
    not_before: Option<Instant>,
    /// How long the next slowing down lasts.
    slowing: Duration,
}

/// The first slowing down after throttling; it doubles up to the longest.
const FIRST_SLOWING: Duration = Duration::from_secs(1);
const LONGEST_SLOWING: Duration = Duration::from_secs(32);

impl Lane {
    /// With this many requests a second: whole ones, so that no second has more. Below one, so many seconds lie between two.
    pub fn new(rate: f64) -> Self {
        let rate = rate.clamp(0.001, 100_000.0);
        let (most, window) = if rate < 1.0 { (1, SECOND.div_f64(rate)) } else { (whole(rate), SECOND) };
        // Half of what an even pace would have: enough against bursts, and late ones can make up for it.
        let gap = if most > 1 { window.div_f64(2.0 * f64::from(u32::try_from(most).unwrap_or(u32::MAX))) } else { Duration::ZERO };
        Self { most, window, gap, recent: VecDeque::new(), last: None, not_before: None, slowing: FIRST_SLOWING }
    }

    /// How long a run's next request has to wait; zero: it may go now.
    pub fn wait(&self, now: Instant) -> Duration {
        let full = if self.recent.len() < self.most { None } else { self.recent.front().map(|oldest| *oldest + self.window) };
        let spaced = self.last.map(|last| last + self.gap);
        [full, spaced, self.not_before].into_iter().flatten().max().map_or(Duration::ZERO, |at| at.saturating_duration_since(now))
    }

    /// A run's request goes now.
    pub fn take(&mut self, now: Instant) {
        self.last = Some(now);
        self.note(now);
    }

    /// A person's request went: it counts, and waits for nobody.
    pub fn note(&mut self, now: Instant) {
        self.recent.push_back(now);
        while self.recent.len() > self.most {
            self.recent.pop_front();
        }
    }

    /// Cognito throttled: a pause, longer each time until something went through.
    pub fn slow_down(&mut self, now: Instant) {
        if self.not_before.is_some_and(|until| until > now) {
            // Of several that were under way together, one says it.
            return;
        }
        self.not_before = Some(now + self.slowing);
        self.slowing = (self.slowing * 2).min(LONGEST_SLOWING);
    }

    /// A request went through.
    pub fn went_through(&mut self) {
        self.slowing = FIRST_SLOWING;
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 100,000")]
fn whole(rate: f64) -> usize {
    rate.floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lets requests go for a while, each as soon as it may; people's come between.
    fn simulate(rate: f64, run_for: Duration, people: &[u64]) -> Vec<Duration> {
        let start = Instant::now();
        let (mut lane, mut now, mut gone, mut people) = (Lane::new(rate), start, Vec::new(), people.iter().peekable());
        while now - start < run_for {
            while let Some(at) = people.next_if(|at| start + Duration::from_millis(**at) <= now) {
                lane.note(start + Duration::from_millis(*at));
                gone.push(Duration::from_millis(*at));
            }
            match lane.wait(now) {
                Duration::ZERO => {
                    lane.take(now);
                    gone.push(now - start);
                }
                wait => now += wait.min(Duration::from_millis(3)),
            }
        }
        gone.sort();
        gone
    }

    fn most_in_a_second(gone: &[Duration]) -> usize {
        gone.iter().enumerate().map(|(first, at)| gone[first..].iter().take_while(|other| **other - *at <= Duration::from_secs(1)).count()).max().unwrap_or(0)
    }

    #[test]
    fn no_second_has_more_than_the_rate_and_hardly_less() {
        for rate in [1.0, 7.5, 12.5, 15.0, 60.0, 200.0] {
            let gone = simulate(rate, Duration::from_secs(20), &[]);
            assert!(most_in_a_second(&gone) <= whole(rate), "{rate}: {}", most_in_a_second(&gone));
            let floor = rate.floor() * 20.0;
            let made = f64::from(u32::try_from(gone.len()).expect("few"));
            assert!(made >= floor * 0.98, "{rate}: {made} of {floor}");
        }
    }

    #[test]
    fn below_one_a_second_there_are_seconds_between() {
        let gone = simulate(0.2, Duration::from_secs(21), &[]);
        assert_eq!(gone.len(), 5, "{gone:?}");
        assert!(gone.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_secs(5)));
    }

    #[test]
    fn people_go_first_and_the_run_makes_room_for_them() {
        let people: Vec<u64> = (0..100).map(|number| 2_000 + number * 100).collect();
        let gone = simulate(15.0, Duration::from_secs(20), &people);
        // A person's request may come while the second is full: it goes all the same, and nothing of the run's goes beside it.
        assert!(most_in_a_second(&gone) <= 15 + 10, "{}", most_in_a_second(&gone));
        let meanwhile = gone.iter().filter(|at| (3_000..11_000).contains(&at.as_millis())).count();
        assert!(meanwhile <= 8 * 15 + 10, "{meanwhile}");
    }

    #[test]
    fn throttling_slows_it_down_longer_each_time_until_something_goes_through() {
        let now = Instant::now();
        let mut lane = Lane::new(10.0);
        lane.slow_down(now);
        lane.slow_down(now);
        assert_eq!(lane.wait(now), Duration::from_secs(1));
        let later = now + Duration::from_secs(2);
        lane.slow_down(later);
        assert_eq!(lane.wait(later), Duration::from_secs(2));
        lane.went_through();
        let last = later + Duration::from_secs(3);
        lane.slow_down(last);
        assert_eq!(lane.wait(last), Duration::from_secs(1));
    }
}
