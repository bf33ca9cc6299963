use super::*;

const NOW: i64 = 1_800_000_000;

fn at(seconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(seconds).unwrap()
}

fn proof(auth_time: Option<i64>, acr: Option<&str>) -> SignInProof {
    SignInProof { auth_time, acr: acr.map(str::to_owned) }
}

fn with_acr(values: &[&str]) -> StepUpRules {
    StepUpRules { acr_values: values.iter().map(|value| (*value).to_owned()).collect(), ..StepUpRules::default() }
}

#[test]
fn only_the_listed_actions_ask() {
    let (rules, never) = (StepUpRules::default(), proof(None, None));
    for action in Action::ALL {
        assert_eq!(rules.wants_sign_in(action, &never, at(NOW)), StepUpRules::USUAL.contains(&action), "{action:?}");
    }
    let nothing = StepUpRules { actions: Vec::new(), ..rules };
    assert!(!Action::ALL.into_iter().any(|action| nothing.wants_sign_in(action, &never, at(NOW))));
}

#[test]
fn a_sign_in_is_fresh_for_five_minutes_by_its_own_auth_time() {
    let rules = StepUpRules::default();
    for (auth_time, wants) in [
        (None, true),
        (Some(NOW), false),
        (Some(NOW - 299), false),
        (Some(NOW - 300), true),
        (Some(NOW - 86_400), true),
        (Some(NOW + 60), false),
        (Some(NOW + 61), true),
        (Some(i64::MIN), true),
        (Some(i64::MAX), true),
    ] {
        assert_eq!(rules.wants_sign_in(Action::ExportTrail, &proof(auth_time, None), at(NOW)), wants, "{auth_time:?}");
    }
    assert_eq!(rules.fresh_until(&proof(Some(NOW), None)), Some(at(NOW + 300)));
    let stricter = StepUpRules { max_age: Duration::minutes(1), ..rules };
    assert!(stricter.wants_sign_in(Action::ExportTrail, &proof(Some(NOW - 60), None), at(NOW)));
}

#[test]
fn where_a_strength_is_asked_for_another_one_is_never_fresh() {
    let rules = with_acr(&["mfa", "phr"]);
    for (acr, wants) in [(None, true), (Some("pwd"), true), (Some("MFA"), true), (Some("mfa"), false), (Some("phr"), false)] {
        let proof = proof(Some(NOW), acr);
        assert_eq!(rules.wants_sign_in(Action::TypePassword, &proof, at(NOW)), wants, "{acr:?}");
        assert_eq!(rules.fresh_until(&proof).is_none(), wants, "{acr:?}");
    }
}

#[test]
fn an_answer_is_a_sign_in_after_the_question_and_of_the_strength_that_was_asked_for() {
    for (auth_time, acr, fault) in [
        (None, Some("mfa"), Some(StepUpFault::NotFresh)),
        (Some(NOW - 31), Some("mfa"), Some(StepUpFault::NotFresh)),
        (Some(NOW - 31), None, Some(StepUpFault::NotFresh)),
        (Some(NOW - 30), Some("mfa"), None),
        (Some(NOW + 200), Some("mfa"), None),
        (Some(NOW), Some("pwd"), Some(StepUpFault::TooWeak)),
        (Some(NOW), None, Some(StepUpFault::TooWeak)),
    ] {
        assert_eq!(with_acr(&["mfa"]).check_answer(&proof(auth_time, acr), at(NOW)).err(), fault, "{auth_time:?} {acr:?}");
    }
    assert_eq!(StepUpRules::default().check_answer(&proof(Some(NOW), None), at(NOW)), Ok(()));
}

#[test]
fn what_asks_by_itself_can_ask() {
    assert!(StepUpRules::USUAL.iter().all(|action| StepUpRules::POSSIBLE.contains(action)));
}

#[test]
fn a_session_of_an_earlier_version_has_no_proof() {
    assert_eq!(serde_json::from_str::<SignInProof>("{}").unwrap(), SignInProof::default());
}
