//! Medians with their bootstrap intervals, and a loop of fixed work that shows how steady the machine was. Tested by `tests/statistics.rs`.

use std::hint::black_box;
use std::time::Instant;

/// Samples that are drawn for an interval.
const RESAMPLES: usize = 4_000;
/// Steps of the calibration loop: some ten milliseconds.
const STEPS: u32 = 10_000_000;

/// A median, and where it lies in 95 of 100 samples drawn from the same values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// The value in the middle; of an even number the mean of the two.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        many if many % 2 == 1 => sorted[many / 2],
        many => f64::midpoint(sorted[many / 2 - 1], sorted[many / 2]),
    }
}

/// The value below which this share of them lies.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a list")]
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(place).copied().unwrap_or(f64::NAN)
}

/// The median of these with its interval. The same values give the same interval.
#[expect(clippy::cast_possible_truncation, reason = "a place in a short list")]
pub fn interval(values: &[f64]) -> Interval {
    if values.is_empty() {
        return Interval { value: f64::NAN, low: f64::NAN, high: f64::NAN };
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut medians = Vec::with_capacity(RESAMPLES);
    let mut drawn = vec![0.0; values.len()];
    for _ in 0..RESAMPLES {
        for place in &mut drawn {
            *place = values[(next(&mut state) % values.len() as u64) as usize];
        }
        medians.push(median(&drawn));
    }
    Interval { value: median(values), low: percentile(&medians, 0.025), high: percentile(&medians, 0.975) }
}

/// Marsaglia's xorshift: enough to draw samples, and work that no compiler takes away.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Times of the same work, done around each half of a pair.
#[derive(Debug, Default)]
pub struct Calibration(pub Vec<f64>);

impl Calibration {
    /// Does the work once more.
    pub fn run(&mut self) {
        let began = Instant::now();
        let mut state = 88_172_645_463_325_252;
        for _ in 0..STEPS {
            next(&mut state);
        }
        black_box(state);
        self.0.push(began.elapsed().as_secs_f64() * 1e3);
    }

    /// By how much the same work varied: nine in ten of its times lie that far apart, as a share of their median.
    pub fn spread(&self) -> f64 {
        (percentile(&self.0, 0.95) - percentile(&self.0, 0.05)) / median(&self.0)
    }

    /// In words.
    pub fn words(&self) -> String {
        let verdict = if self.spread() > 0.1 { ": a noisy machine" } else { "" };
        format!("the calibration loop ({} times, {:.1} ms) varied by {:.0} %{verdict}", self.0.len(), median(&self.0), self.spread() * 100.0)
    }
}
