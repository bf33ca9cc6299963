//! How the trail stands, in words: what was verified, what is signed, and what may not be relied on. The list, a record and the proof say the
//! same.

use super::words::{grouped, records};
use crate::domain::audit::verify::{FaultKind, Report};
use crate::domain::clock::{readable, relative};
use crate::features::audit_trail::standing::{Standing, unreliable_from};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// So many newer records are nothing to look at, and so is a tenth of all of them.
const FEW: i64 = 20;

/// Tone and sentence where nothing is known to be wrong with the trail.
pub(super) fn headline(standing: &Standing) -> (&'static str, String) {
    let Some(verdict) = &standing.verification.verdict else {
        return match standing.verification.running {
            None => ("warning", "Not verified since the console was started.".to_owned()),
            Some(_) => ("info", "Being verified for the first time since the console was started.".to_owned()),
        };
    };
    let ago = relative(verdict.at, standing.now);
    let Ok(report) = &verdict.found else {
        return ("warning", format!("The trail could not be verified, {ago}: it could not be read. The log says why."));
    };
    let (verified, newer) = (report.records(), standing.head.map(|head| head - report.head.size));
    let all = i128::from(verified) + i128::from(newer.unwrap_or_default());
    let counted = match newer {
        None => format!("{} verified, {ago}", records(verified)),
        Some(..0) => return ("danger", format!("There were {} when they were verified, {ago}, and there are fewer now.", records(verified))),
        Some(0) if verified == 0 => format!("Verified {ago}, when there was no record yet"),
        Some(0) => format!("All {} verified, {ago}", records(verified)),
        Some(newer) => {
            let newer = format!("{} {} newer", grouped(newer), if newer == 1 { "is" } else { "are" });
            format!("{} of {} verified, {ago}; {newer}", grouped(verified), records(u64::try_from(all).unwrap_or(u64::MAX)))
        }
    };
    if !verdict.unread.is_empty() {
        return ("warning", format!("{counted}. Not every place that keeps checkpoints could be read."));
    }
    let has_many_newer = newer.is_none_or(|newer| newer > FEW && i128::from(newer) * 10 > all);
    (if verified == 0 || has_many_newer { "info" } else { "success" }, format!("{counted}."))
}

/// What is signed, and what only fits; empty where nothing was verified. What this process signed since counts too: it followed the chain
/// up to there.
pub(super) fn signed_words(standing: &Standing) -> String {
    let Some(report) = standing.report().filter(|report| report.records() > 0) else { return String::new() };
    // A checkpoint before the first record vouches for none.
    let since = standing.signed.filter(|(size, _)| *size > report.start.size);
    let (signed, at) = match (signed_by(report), since) {
        (Some(then), Some(since)) => {
            if since.0 > then.0 {
                since
            } else {
                then
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return "Nothing is signed yet: the records fit each other, and nothing signed vouches for them.".to_owned(),
    };
    let others = match report.head.size - signed {
        ..=0 => String::new(),
        1 => "; the other one fits, and nothing signed vouches for it yet".to_owned(),
        count => format!("; the other {} fit each other, and nothing signed vouches for them yet", grouped(count)),
    };
    format!("Signed up to record {}, at {}{others}.", grouped(signed), readable(at))
}

/// Up to where checkpoints that fit vouch for it, and when the last of them was made.
pub(super) fn signed_by(report: &Report) -> Option<(i64, OffsetDateTime)> {
    let at = OffsetDateTime::parse(&report.sealed_at, &Rfc3339).ok()?;
    (report.sealed > report.start.size).then_some((report.sealed, at))
}

/// What may be relied on, where something is wrong, and what may not.
pub(super) fn reliance(standing: &Standing) -> String {
    let faults = standing.faults();
    let has = |kind: FaultKind| faults.iter().any(|fault| fault.kind == kind);
    let first = unreliable_from(&faults);
    let mut sentences: Vec<String> = Vec::new();
    if let Some(report) = standing.report() {
        let begin = report.start.size + 1;
        let fits = report.head.size.min(first.map_or(i64::MAX, |first| first - 1));
        let proved = signed_by(report).map_or(begin - 1, |(sealed, _)| sealed.min(fits));
        match proved - begin {
            ..0 => sentences.push("No record is proved by a signature.".to_owned()),
            0 => sentences.push(format!("Record {} is proved by a signature.", grouped(begin))),
            _ => sentences.push(format!("Records {} to {} are proved by a signature.", grouped(begin), grouped(proved))),
        }
        match fits - proved {
            ..=0 => {}
            1 => sentences.push(format!("Record {} fits, and no signature vouches for it.", grouped(fits))),
            _ => sentences.push(format!("Records {} to {} fit each other, and no signature vouches for them.", grouped(proved + 1), grouped(fits))),
        }
    }
    sentences.extend(first.map(|first| format!("From {} on nothing may be relied on.", grouped(first))));
    let also = if first.is_some() { " as well" } else { "" };
    if has(FaultKind::Guards) {
        sentences.push(format!("The database's protections were changed{also}."));
    }
    if has(FaultKind::Derived) {
        sentences.push(format!("A list that is made from the records says something else{also}."));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::ChainHead;
    use crate::domain::audit::verify::Fault;
    use crate::features::audit_trail::{Running, Verdict, VerificationState};
    use std::time::Duration;
    use time::macros::datetime;

    fn report(size: i64, sealed: i64) -> Report {
        let head = |size| ChainHead { size, hash: [0; 32] };
        let sealed_at = if sealed > 0 { "2026-11-21T04:52:00Z" } else { "" };
        Report { start: head(0), head: head(size), seals: 3, sealed, sealed_at: sealed_at.into(), faults: Vec::new() }
    }

    fn standing(found: Result<Report, String>, head: i64) -> Standing {
        let verdict = Verdict { at: datetime!(2026-11-21 09:39:00 UTC), took: Duration::from_secs(1), found, unread: Vec::new() };
        let verification = VerificationState { verdict: Some(verdict), ..VerificationState::default() };
        Standing { verification, refused: None, can_be_written: true, head: Some(head), signed: None, now: datetime!(2026-11-21 09:47:00 UTC) }
    }

    #[test]
    fn the_headline_counts_what_was_verified_of_what_there_is() {
        for (size, head, tone, words) in [
            (374, 426, "info", "374 of 426 records verified, 8 minutes ago; 52 are newer."),
            (374, 375, "success", "374 of 375 records verified, 8 minutes ago; 1 is newer."),
            (12_431, 12_483, "success", "12,431 of 12,483 records verified, 8 minutes ago; 52 are newer."),
            (426, 426, "success", "All 426 records verified, 8 minutes ago."),
            (0, 240, "info", "0 of 240 records verified, 8 minutes ago; 240 are newer."),
            (0, 1, "info", "0 of 1 record verified, 8 minutes ago; 1 is newer."),
            (0, 0, "info", "Verified 8 minutes ago, when there was no record yet."),
            (9, 8, "danger", "There were 9 records when they were verified, 8 minutes ago, and there are fewer now."),
        ] {
            assert_eq!(headline(&standing(Ok(report(size, 0)), head)), (tone, words.to_owned()));
        }
    }

    #[test]
    fn what_is_not_known_to_be_good_is_not_green() {
        let mut fresh = Standing { verification: VerificationState::default(), ..standing(Ok(report(1, 0)), 1) };
        assert_eq!(headline(&fresh), ("warning", "Not verified since the console was started.".to_owned()));
        fresh.verification.running = Some(Running { verified: 0, records: 426 });
        assert_eq!(headline(&fresh), ("info", "Being verified for the first time since the console was started.".to_owned()));
        let (tone, words) = headline(&standing(Err("disk".into()), 1));
        assert!(tone == "warning" && words.contains("could not be read") && !words.contains("disk"), "{words}");
        let mut elsewhere = standing(Ok(report(9, 9)), 9);
        elsewhere.verification.verdict.iter_mut().for_each(|verdict| verdict.unread.push("/elsewhere".into()));
        assert_eq!(headline(&elsewhere), ("warning", "All 9 records verified, 8 minutes ago. Not every place that keeps checkpoints could be read.".to_owned()));
    }

    #[test]
    fn what_is_signed_is_told_from_what_only_fits() {
        let words = |size, sealed, signed| signed_words(&Standing { signed, ..standing(Ok(report(size, sealed)), size) });
        assert_eq!(words(374, 334, None), "Signed up to record 334, at 21 Nov 2026 04:52 UTC; the other 40 fit each other, and nothing signed vouches for them yet.");
        assert_eq!(words(335, 334, None), "Signed up to record 334, at 21 Nov 2026 04:52 UTC; the other one fits, and nothing signed vouches for it yet.");
        assert_eq!(words(334, 334, None), "Signed up to record 334, at 21 Nov 2026 04:52 UTC.");
        assert_eq!(words(374, 334, Some((380, datetime!(2026-11-21 09:45 UTC)))), "Signed up to record 380, at 21 Nov 2026 09:45 UTC.");
        assert_eq!(words(374, 0, None), "Nothing is signed yet: the records fit each other, and nothing signed vouches for them.");
        assert_eq!(words(11, 0, Some((0, datetime!(2026-11-21 09:45 UTC)))), words(11, 0, None));
        assert_eq!(words(0, 0, None), "");
    }

    #[test]
    fn what_may_be_relied_on_ends_before_the_first_fault_and_protections_have_no_range() {
        let fault = |kind, first: i64, last: i64| Fault { kind, first, last, what: "x".into() };
        let said = |size, sealed, faults: &[Fault]| reliance(&standing(Ok(Report { faults: faults.to_vec(), ..report(size, sealed) }), size));
        let guards = fault(FaultKind::Guards, 1, 71);
        assert_eq!(
            said(71, 68, &[fault(FaultKind::Edited, 72, 72), guards.clone()]),
            "Records 1 to 68 are proved by a signature. Records 69 to 71 fit each other, and no signature vouches for them. From 72 on nothing may be relied on. \
             The database's protections were changed as well."
        );
        assert_eq!(said(71, 71, std::slice::from_ref(&guards)), "Records 1 to 71 are proved by a signature. The database's protections were changed.");
        assert_eq!(said(300, 300, &[fault(FaultKind::Forked, 69, 254)]), "Records 1 to 68 are proved by a signature. From 69 on nothing may be relied on.");
        assert_eq!(said(0, 0, &[fault(FaultKind::Edited, 1, 1)]), "No record is proved by a signature. From 1 on nothing may be relied on.");
        assert_eq!(said(5, 5, &[fault(FaultKind::Derived, 2, 2)]), "Records 1 to 5 are proved by a signature. A list that is made from the records says something else.");
    }

    #[test]
    fn what_the_sealer_met_counts_until_the_next_verdict() {
        let fault = |kind, first: i64| Fault { kind, first, last: first, what: "x".into() };
        let mut standing = standing(Ok(report(20, 4)), 20);
        standing.refused = Some(fault(FaultKind::Edited, 9));
        assert_eq!((standing.faults(), standing.unreliable_from()), (vec![fault(FaultKind::Edited, 9)], Some(9)));
        let found = Report { faults: vec![fault(FaultKind::Edited, 9), fault(FaultKind::Derived, 4)], ..report(20, 4) };
        standing.verification.verdict.iter_mut().for_each(|verdict| verdict.found = Ok(found.clone()));
        assert_eq!((standing.faults().len(), standing.unreliable_from()), (2, Some(9)));
    }
}
