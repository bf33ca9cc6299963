//! Every operation in every state, and the laws over random circumstances.

use super::super::actor::RequestOrigin;
use super::super::audit::RecordKind;
use super::super::pool::PoolId;
use super::super::user::{Sub, Username};
use super::*;
use Outcome::{NoEffect, TookEffect, Unresolved};
use UserStatus::{Confirmed, ForceChangePassword, ResetRequired, Unconfirmed};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Cognito's date before.
const BEFORE: i64 = 1_700_000_000_000_000;
const EFFECTS: [Action; 8] = [
    Action::SendResetCode,
    Action::SetTemporaryPassword,
    Action::SetPermanentPassword,
    Action::ResendInvitation,
    Action::ConfirmSignUp,
    Action::EnableUser,
    Action::MarkContactVerified,
    Action::SignOutEverywhere,
];

fn intent(action: Action, before: UserStatus) -> AuditEntry {
    let mut entry = AuditEntry::new(RecordKind::Intent, action.event(), 5, None, &RequestOrigin::default());
    entry.state_before = Some(before.name().to_owned());
    entry.changed_before = Some(BEFORE);
    entry.contact = (action == Action::MarkContactVerified).then(|| "email".to_owned());
    entry
}

fn user(status: UserStatus, changed_at: Option<i64>) -> User {
    User {
        pool: PoolId::try_from("eu-west-1_a".to_owned()).unwrap(),
        username: Username::try_from("amara".to_owned()).unwrap(),
        sub: Sub::try_from("s-1".to_owned()).unwrap(),
        status,
        is_enabled: true,
        attributes: vec![("email".into(), "a@b.example".into())],
        created_at: None,
        changed_at: changed_at.map(from_micros),
        mfa: Vec::new(),
    }
}

const LATER: Circumstances<'static> = Circumstances { others: &[], since_intent: Duration::from_secs(30), since_end: Duration::from_secs(12), settling: Duration::from_secs(10) };
const AT_ONCE: Circumstances<'static> = Circumstances { since_end: Duration::ZERO, ..LATER };

/// What an operation that changes the status says for: its own new status, the same user untouched, the same status with a moved date.
#[test]
fn every_operation_in_every_state() {
    let table = [
        (Action::SendResetCode, Confirmed, ResetRequired, [TookEffect, NoEffect, Unresolved]),
        (Action::SendResetCode, ResetRequired, ResetRequired, [TookEffect, Unresolved, TookEffect]),
        (Action::SendResetCode, ForceChangePassword, ResetRequired, [TookEffect, NoEffect, Unresolved]),
        (Action::SendResetCode, Unconfirmed, ResetRequired, [TookEffect, NoEffect, Unresolved]),
        (Action::SetTemporaryPassword, Confirmed, ForceChangePassword, [TookEffect, NoEffect, Unresolved]),
        (Action::SetTemporaryPassword, ResetRequired, ForceChangePassword, [TookEffect, NoEffect, Unresolved]),
        (Action::SetTemporaryPassword, ForceChangePassword, ForceChangePassword, [TookEffect, NoEffect, TookEffect]),
        (Action::SetTemporaryPassword, Unconfirmed, ForceChangePassword, [TookEffect, NoEffect, Unresolved]),
        (Action::SetPermanentPassword, Confirmed, Confirmed, [TookEffect, Unresolved, TookEffect]),
        (Action::SetPermanentPassword, ResetRequired, Confirmed, [TookEffect, NoEffect, Unresolved]),
        (Action::SetPermanentPassword, ForceChangePassword, Confirmed, [TookEffect, NoEffect, Unresolved]),
        (Action::SetPermanentPassword, Unconfirmed, Confirmed, [TookEffect, NoEffect, Unresolved]),
        (Action::ResendInvitation, ForceChangePassword, ForceChangePassword, [TookEffect, NoEffect, TookEffect]),
        (Action::ConfirmSignUp, Unconfirmed, Confirmed, [TookEffect, NoEffect, Unresolved]),
        (Action::ConfirmSignUp, Confirmed, Confirmed, [TookEffect, Unresolved, TookEffect]),
    ];
    for (action, before, after, expected) in table {
        let seen = [user(after, Some(BEFORE + 9)), user(before, Some(BEFORE)), user(before, Some(BEFORE + 9))];
        for (user, outcome) in seen.iter().zip(expected) {
            let verdict = reconcile(&intent(action, before), user, &LATER);
            assert_eq!(verdict.outcome, outcome, "{action:?} on {before:?}, now {:?}: {}", user.status, verdict.seen);
        }
    }
}

#[test]
fn a_state_that_nothing_here_leads_to_tells_nothing() {
    for (action, before, now) in [(Action::SendResetCode, Confirmed, ForceChangePassword), (Action::SetTemporaryPassword, ForceChangePassword, Confirmed)] {
        assert_eq!(reconcile(&intent(action, before), &user(now, Some(BEFORE + 9)), &LATER).outcome, Unresolved);
    }
}

#[test]
fn enabling_and_marking_are_seen_by_what_they_set() {
    let mut enabled = user(Confirmed, Some(BEFORE + 9));
    assert_eq!(reconcile(&intent(Action::EnableUser, Confirmed), &enabled, &LATER).outcome, TookEffect);
    enabled.is_enabled = false;
    assert_eq!(reconcile(&intent(Action::EnableUser, Confirmed), &enabled, &LATER).outcome, Unresolved, "something happened, but not this");
    enabled.changed_at = Some(from_micros(BEFORE));
    assert_eq!(reconcile(&intent(Action::EnableUser, Confirmed), &enabled, &LATER).outcome, NoEffect);
    let mut marked = user(Confirmed, Some(BEFORE));
    assert_eq!(reconcile(&intent(Action::MarkContactVerified, Confirmed), &marked, &LATER).outcome, NoEffect);
    marked.attributes.push(("email_verified".into(), "true".into()));
    marked.changed_at = Some(from_micros(BEFORE + 9));
    assert_eq!(reconcile(&intent(Action::MarkContactVerified, Confirmed), &marked, &LATER).outcome, TookEffect);
    let phone = AuditEntry { contact: Some("phone_number".into()), ..intent(Action::MarkContactVerified, Confirmed) };
    assert_eq!(reconcile(&phone, &marked, &LATER).outcome, Unresolved, "the other contact is no sign");
}

#[test]
fn what_somebody_else_on_record_may_have_done_is_no_evidence() {
    let others = |event: Action| [event.event().to_owned()];
    for (action, before, other, outcome) in [
        (Action::SendResetCode, Confirmed, Action::SendResetCode, Unresolved),
        (Action::SendResetCode, Confirmed, Action::SignOutEverywhere, TookEffect),
        (Action::SetTemporaryPassword, ForceChangePassword, Action::SignOutEverywhere, Unresolved),
        (Action::SetTemporaryPassword, Confirmed, Action::ResendInvitation, Unresolved),
    ] {
        let after = if action == Action::SendResetCode { ResetRequired } else { ForceChangePassword };
        let verdict = reconcile(&intent(action, before), &user(after, Some(BEFORE + 9)), &Circumstances { others: &others(other), ..LATER });
        assert_eq!(verdict.outcome, outcome, "{action:?} beside {other:?}: {}", verdict.seen);
    }
    let untouched = reconcile(&intent(Action::SendResetCode, Confirmed), &user(Confirmed, Some(BEFORE)), &Circumstances { others: &others(Action::SendResetCode), ..LATER });
    assert_eq!(untouched.outcome, NoEffect, "neither of them changed anything");
}

#[test]
fn the_laws_hold_in_any_circumstances() {
    let mut rng = StdRng::seed_from_u64(16);
    let mut told = [0_u32; 3];
    for _ in 0..200_000 {
        let pick = |rng: &mut StdRng| UserStatus::ALL[rng.random_range(0..UserStatus::ALL.len())];
        let action = EFFECTS[rng.random_range(0..EFFECTS.len())];
        let before = pick(&mut rng);
        let mut intent = intent(action, before);
        intent.changed_before = rng.random_bool(0.9).then_some(BEFORE);
        let now = if rng.random_bool(0.5) { before } else { pick(&mut rng) };
        let changed = rng.random_bool(0.9).then(|| BEFORE + rng.random_range(-1..=1));
        let mut user = user(now, changed);
        user.is_enabled = rng.random_bool(0.5);
        user.attributes.push(("email_verified".into(), rng.random_bool(0.5).to_string()));
        let others: Vec<String> = (0..rng.random_range(0..3)).map(|_| EFFECTS[rng.random_range(0..EFFECTS.len())].event().to_owned()).collect();
        let seconds = |rng: &mut StdRng, most| Duration::from_secs(rng.random_range(0..most));
        let circumstances = Circumstances { others: &others, since_intent: seconds(&mut rng, 1_200), since_end: seconds(&mut rng, 20), settling: LATER.settling };
        let verdict = reconcile(&intent, &user, &circumstances);
        let is_moved = intent.changed_before.zip(changed).is_some_and(|(before, now)| now > before);
        let is_unmoved = intent.changed_before.is_some() && intent.changed_before == changed;
        let case = format!("{action:?} {before:?} {user:?} {circumstances:?}: {verdict:?}");
        assert!(!verdict.seen.is_empty());
        match verdict.outcome {
            TookEffect => {
                told[0] += 1;
                let has_sign = match trace_of(action.event(), Some(Contact::Email)).expect("a trace") {
                    Trace::Status(to) => now == to && (before != to || (is_moved && others.is_empty())),
                    Trace::Enabled => user.is_enabled,
                    Trace::Verified(_) => user.is_email_verified(),
                };
                assert!(has_sign && circumstances.since_intent <= FRESH && !others.contains(&action.event().to_owned()), "{case}");
            }
            NoEffect => {
                told[1] += 1;
                assert!(is_unmoved && circumstances.since_end >= circumstances.settling, "{case}");
                let trace = trace_of(action.event(), Some(Contact::Email)).expect("a trace");
                let had_to_show = match trace {
                    Trace::Status(to) => now == before && (before != to || surely_moves_the_date(action.event(), &before)),
                    Trace::Enabled => !user.is_enabled,
                    Trace::Verified(_) => !user.is_email_verified(),
                };
                assert!(had_to_show, "{case}");
            }
            Unresolved => told[2] += 1,
            other => panic!("{other:?} is no verdict: {case}"),
        }
        assert!(action != Action::SignOutEverywhere || verdict.outcome == Unresolved, "{case}");
        // Nothing but time has passed: what was told stays true, and nothing is taken back by a shorter wait.
        let early = reconcile(&intent, &user, &Circumstances { since_end: Duration::ZERO, ..circumstances });
        assert!(early.outcome == verdict.outcome || (verdict.outcome == NoEffect && early.outcome == Unresolved), "{case}: {early:?}");
    }
    assert!(told.iter().all(|count| *count > 2_000), "each of the three is told often enough to mean something: {told:?}");
}

#[test]
fn before_the_settling_time_nothing_is_taken_for_no_effect() {
    let untouched = user(Confirmed, Some(BEFORE));
    assert_eq!(reconcile(&intent(Action::SendResetCode, Confirmed), &untouched, &AT_ONCE).outcome, Unresolved);
    assert_eq!(reconcile(&intent(Action::SendResetCode, Confirmed), &user(ResetRequired, Some(BEFORE + 9)), &AT_ONCE).outcome, TookEffect);
}
