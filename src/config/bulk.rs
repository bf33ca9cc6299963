//! `[bulk]`, and what pools say of Cognito's rate: how bulk runs go.

use super::faults::Faults;
use super::pools::RawPool;
use crate::domain::bulk::BulkRules;
use crate::domain::pool::PoolId;
use serde::Deserialize;
use std::collections::BTreeMap;
use time::Duration;

/// The table as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawBulk {
    pub share_percent: Option<u64>,
    pub rows_at_most: Option<u64>,
    pub second_person_above: Option<u64>,
    pub keep_days: Option<u64>,
}

/// The rules.
pub(super) fn check(raw: &RawBulk, pools: &[RawPool], faults: &mut Faults) -> BulkRules {
    let usual = BulkRules::default();
    let share = faults.within("bulk.share_percent", raw.share_percent, u64::from(usual.share_percent), 1..=100);
    let rows = faults.within("bulk.rows_at_most", raw.rows_at_most, usual.rows_at_most as u64, 1..=100_000);
    let second = faults.within("bulk.second_person_above", raw.second_person_above, u64::from(usual.second_person_above), 0..=100_000);
    let days = faults.within("bulk.keep_days", raw.keep_days, usual.keep_for.whole_days().unsigned_abs(), 1..=365);
    let (mut rates, mut read_rates) = (BTreeMap::new(), BTreeMap::new());
    for (place, pool) in pools.iter().enumerate() {
        for (name, rate, rates) in [("rate", pool.rate, &mut rates), ("read_rate", pool.read_rate, &mut read_rates)] {
            let Some(rate) = rate else { continue };
            let rate = faults.within(&format!("pools[{place}].{name}"), Some(rate), rate, 1..=10_000);
            // A pool whose id is none is named where pools are read.
            if let Ok(id) = PoolId::try_from(pool.id.clone()) {
                rates.insert(id, u32::try_from(rate).unwrap_or(u32::MAX));
            }
        }
    }
    BulkRules {
        share_percent: u8::try_from(share).unwrap_or(usual.share_percent),
        rates,
        read_rates,
        rows_at_most: usize::try_from(rows).unwrap_or(usual.rows_at_most),
        second_person_above: u32::try_from(second).unwrap_or(usual.second_person_above),
        keep_for: Duration::days(i64::try_from(days).unwrap_or(7)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, pools: &[RawPool]) -> Result<BulkRules, Vec<String>> {
        let mut faults = Faults::default();
        let rules = check(&toml::from_str(text).expect("a table"), pools, &mut faults);
        if faults.is_empty() { Ok(rules) } else { Err(faults.into_list(&crate::config::lines::Lines::default()).iter().map(ToString::to_string).collect()) }
    }

    #[test]
    fn runs_take_half_of_cognitos_rate_unless_said_otherwise() {
        assert_eq!(checked("", &[]), Ok(BulkRules::default()));
        let pool = RawPool { id: "eu-west-1_Nw4Customers".into(), rate: Some(80), ..RawPool::default() };
        let rules = checked("share_percent = 25\nrows_at_most = 500\nsecond_person_above = 0\nkeep_days = 2", &[pool]).expect("rules");
        assert_eq!((rules.share_percent, rules.rows_at_most, rules.second_person_above, rules.keep_for), (25, 500, 0, Duration::days(2)));
        assert_eq!(rules.rates.values().copied().collect::<Vec<_>>(), [80]);
    }

    #[test]
    fn what_cannot_work_is_named() {
        for (text, words) in [
            ("share_percent = 0", "bulk.share_percent: 0 is out of range: 1 to 100"),
            ("share_percent = 101", "bulk.share_percent: 101 is out of range"),
            ("rows_at_most = 100001", "bulk.rows_at_most: 100001 is out of range"),
            ("keep_days = 0", "bulk.keep_days: 0 is out of range"),
        ] {
            let faults = checked(text, &[]).expect_err(text);
            assert!(faults.len() == 1 && faults[0].contains(words), "{text}: {faults:?}");
        }
        let pool = RawPool { id: "eu-west-1_Nw4Customers".into(), rate: Some(0), ..RawPool::default() };
        assert!(checked("", &[pool]).expect_err("no rate")[0].contains("pools[0].rate: 0 is out of range"));
    }
}
