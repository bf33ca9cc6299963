//! `[[canaries]]`: users whom nobody has a reason to look for.

use super::faults::Faults;
use crate::domain::canary::{Canaries, Canary, CanaryBy};
use crate::domain::pool::PoolId;
use serde::Deserialize;

/// One of them as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawCanary {
    pub pool: String,
    pub username: Option<String>,
    pub sub: Option<String>,
    pub group: Option<String>,
}

pub(super) fn check(raw: Vec<RawCanary>, pools: &[PoolId], faults: &mut Faults) -> Canaries {
    let mut canaries = Vec::new();
    for (place, canary) in raw.into_iter().enumerate() {
        let at = format!("canaries[{place}]");
        let pool = pools.iter().find(|pool| pool.as_str() == canary.pool).cloned();
        let pool = faults.keep(&format!("{at}.pool"), pool.ok_or_else(|| format!("`{}` is none of the configured pools", canary.pool)));
        let named = [canary.username.map(CanaryBy::Username), canary.sub.map(CanaryBy::Sub), canary.group.map(CanaryBy::Group)];
        let mut named: Vec<CanaryBy> = named.into_iter().flatten().collect();
        let by = match (named.pop(), named.is_empty()) {
            (Some(CanaryBy::Username(name) | CanaryBy::Sub(name) | CanaryBy::Group(name)), true) if name.trim().is_empty() => Err("names nobody: it is empty"),
            (Some(by), true) => Ok(by),
            (Some(_), false) => Err("names more than one of username, sub and group: make a table for each"),
            (None, _) => Err("names nobody: write a username, a sub or a group"),
        };
        if let (Some(pool), Some(by)) = (pool, faults.keep(&at, by.map_err(str::to_owned))) {
            canaries.push(Canary { pool, by });
        }
    }
    Canaries(canaries)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{GOOD, load_text};
    use super::*;

    const POOL: &str = "eu-west-1_9aBcDeF12";

    fn loaded(text: &str) -> Result<Canaries, Vec<String>> {
        load_text(&format!("{GOOD}\n{text}"), &[]).map(|settings| settings.desk.canaries)
    }

    #[test]
    fn a_canary_is_named_by_username_sub_or_group() {
        let text = ["username = \"vip.one\"", "sub = \"0b4f\"", "group = \"canaries\""].map(|by| format!("[[canaries]]\npool = \"{POOL}\"\n{by}\n")).concat();
        let by: Vec<CanaryBy> = loaded(&text).expect("canaries").0.into_iter().map(|canary| canary.by).collect();
        assert_eq!(by, [CanaryBy::Username("vip.one".into()), CanaryBy::Sub("0b4f".into()), CanaryBy::Group("canaries".into())]);
        assert_eq!(loaded(""), Ok(Canaries::default()));
    }

    #[test]
    fn one_that_is_nobody_stops_the_start_with_its_line() {
        let line = GOOD.matches('\n').count() + 2;
        for (text, told) in [
            (format!("pool = \"{POOL}\""), format!("canaries[0] (line {line}): names nobody")),
            (format!("pool = \"{POOL}\"\nusername = \" \""), format!("canaries[0] (line {line}): names nobody: it is empty")),
            (format!("pool = \"{POOL}\"\nusername = \"a\"\nsub = \"b\""), format!("canaries[0] (line {line}): names more than one")),
            ("pool = \"eu-west-1_Other\"\nsub = \"b\"".to_owned(), format!("canaries[0].pool (line {}): `eu-west-1_Other` is none", line + 1)),
            (format!("pool = \"{POOL}\"\nsub = \"b\"\nname = \"c\""), format!("canaries.name (line {line}): is not a setting")),
        ] {
            let faults = loaded(&format!("[[canaries]]\n{text}")).expect_err(&text);
            assert!(faults.len() == 1 && faults[0].starts_with(&told), "{told}: {faults:?}");
        }
    }
}
