//! What all benchmarks reckon with. They run without a test harness, so that their module is tested from here.

#[path = "../benches/support/statistics.rs"]
mod statistics;

use statistics::{Calibration, interval, median, percentile};

#[test]
fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assert_eq!(median(&[3.0, 1.0, 2.0]).to_bits(), 2.0_f64.to_bits());
    assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]).to_bits(), 2.5_f64.to_bits());
    assert!(median(&[]).is_nan());
}

#[test]
fn a_percentile_is_one_of_the_values() {
    let values: Vec<f64> = (1..=100).map(f64::from).collect();
    assert_eq!(percentile(&values, 0.99).to_bits(), 99.0_f64.to_bits());
    assert_eq!(percentile(&values, 0.0).to_bits(), 1.0_f64.to_bits());
    assert_eq!(percentile(&values, 1.0).to_bits(), 100.0_f64.to_bits());
}

#[test]
fn the_interval_holds_the_median_and_is_the_same_each_time() {
    let values: Vec<f64> = (0..30).map(|number| f64::from(number * 7 % 30)).collect();
    let found = interval(&values);
    assert!(found.low < found.value && found.value < found.high, "{found:?}");
    assert!(found.low > 5.0 && found.high < 25.0, "{found:?}");
    assert_eq!(found, interval(&values));
    assert!(interval(&[]).value.is_nan());
}

#[test]
fn values_that_agree_have_a_narrow_interval_and_those_that_do_not_a_wide_one() {
    let narrow = interval(&[1.0, 1.01, 0.99, 1.0, 1.02, 0.98, 1.0, 1.0, 1.01, 0.99]);
    let wide = interval(&[0.2, 2.0, 1.0, 0.4, 1.7, 0.9, 1.1, 0.3, 1.9, 1.0]);
    assert!(narrow.high - narrow.low < 0.03, "{narrow:?}");
    assert!(wide.high - wide.low > 0.5, "{wide:?}");
}

#[test]
fn an_interval_covers_the_true_median_about_as_often_as_it_says() {
    // Many samples of a distribution whose median is 0.5, by Knuth's generator.
    let mut state = 4_711_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 32).expect("32 bits")) / f64::from(u32::MAX)
    };
    let covered = (0..200).filter(|_| {
        let values: Vec<f64> = (0..21).map(|_| next()).collect();
        let found = interval(&values);
        found.low <= 0.5 && 0.5 <= found.high
    });
    let covered = covered.count();
    assert!((176..=199).contains(&covered), "{covered} of 200");
}

#[test]
fn the_same_work_takes_some_time_and_its_spread_is_told() {
    let mut calibration = Calibration::default();
    for _ in 0..3 {
        calibration.run();
    }
    assert!(calibration.0.iter().all(|time| *time > 0.0) && calibration.spread() >= 0.0);
    let noisy = Calibration(vec![10.0, 10.0, 10.0, 13.0]);
    assert!(noisy.words().contains("varied by 30 %: a noisy machine"), "{}", noisy.words());
    assert!(Calibration(vec![10.0, 10.1]).words().ends_with("varied by 1 %"));
}
