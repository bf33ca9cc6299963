//! Every state with and without a contact, and where a code would go.

use super::*;
use crate::domain::password::PasswordPolicy;
use crate::domain::pool::{PoolId, RecoveryMechanism};
use crate::domain::user::{Sub, Username};
use time::macros::datetime;

fn pool(recovery: &[RecoveryMechanism]) -> PoolFacts {
    PoolFacts {
        recovery: recovery.to_vec(),
        has_message_trigger: false,
        password_policy: PasswordPolicy::default(),
        temporary_password_days: 7,
        has_default_mailer: true,
        can_send_sms: true,
    }
}

fn user(status: UserStatus, attributes: &[(&str, &str)]) -> User {
    User {
        pool: PoolId::try_from("eu-west-1_test".to_owned()).expect("a pool id"),
        username: Username::try_from("dana".to_owned()).expect("a username"),
        sub: Sub::try_from("1".to_owned()).expect("a sub"),
        status,
        is_enabled: true,
        attributes: attributes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        created_at: None,
        changed_at: Some(datetime!(2026-11-11 09:12 UTC)),
        mfa: vec![],
    }
}

const BOTH: [(&str, &str); 4] = [("email", "dana@x.example"), ("email_verified", "true"), ("phone_number", "+48601234567"), ("phone_number_verified", "true")];

#[test]
fn a_reset_is_offered_in_exactly_the_states_where_cognito_accepts_it() {
    for status in UserStatus::ALL {
        let guidance = guide(&pool(&[]), &user(status, &BOTH), datetime!(2026-11-12 09:12 UTC));
        let is_offered = guidance.reset_refusal.is_none();
        assert_eq!(is_offered, matches!(status, UserStatus::Confirmed | UserStatus::ResetRequired), "{status:?}");
    }
    let mut disabled = user(UserStatus::Confirmed, &BOTH);
    disabled.is_enabled = false;
    assert!(guide(&pool(&[]), &disabled, datetime!(2026-11-12 09:12 UTC)).reset_refusal.is_some());
}

#[test]
fn a_password_is_set_in_exactly_the_states_where_cognito_takes_it_and_it_opens_no_way_past_a_provider() {
    for status in UserStatus::ALL {
        let mut them = user(status, &BOTH);
        let may = matches!(status, UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ForceChangePassword | UserStatus::Unconfirmed);
        assert_eq!(password_refusal(&them).is_none(), may, "{status:?}");
        them.is_enabled = false;
        assert_eq!(password_refusal(&them), Some(PasswordRefusal::Disabled), "{status:?}");
    }
}

#[test]
fn what_is_recommended_can_be_done() {
    for status in UserStatus::ALL {
        for contacts in [&BOTH[..], &[]] {
            for recovery in [&[][..], &[RecoveryMechanism::AdminOnly]] {
                let them = user(status, contacts);
                let guidance = guide(&pool(recovery), &them, datetime!(2026-11-12 09:12 UTC));
                let can_be_done = match guidance.recommended {
                    Recommended::ResetCode => guidance.reset_refusal.is_none(),
                    Recommended::TemporaryPassword => password_refusal(&them).is_none() && guidance.reset_refusal.is_some(),
                    Recommended::Nothing => password_refusal(&them).is_some() && guidance.reset_refusal.is_some(),
                };
                assert!(can_be_done, "{status:?} {contacts:?} {recovery:?}: {guidance:?}");
            }
        }
    }
}

#[test]
fn an_expired_temporary_password_is_said_to_have_expired() {
    let dana = user(UserStatus::ForceChangePassword, &BOTH);
    assert!(!guide(&pool(&[]), &dana, datetime!(2026-11-18 09:11 UTC)).state.contains("expired"));
    assert!(guide(&pool(&[]), &dana, datetime!(2026-11-18 09:13 UTC)).state.contains("expired"));
}

#[test]
fn the_destination_follows_priority_verification_and_sms_mfa() {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    let mut with_sms_mfa = user(UserStatus::Confirmed, &BOTH);
    with_sms_mfa.mfa = vec!["SMS_MFA".into()];
    let plain = user(UserStatus::Confirmed, &BOTH);
    let unverified = user(UserStatus::Confirmed, &[("email", "dana@x.example"), ("email_verified", "false")]);
    let email = Destination::Email("d•••@x.example".into());
    let sms = Destination::Sms("+48•••••567".into());
    let table = [
        (vec![], &plain, sms.clone()),
        (vec![], &with_sms_mfa, email.clone()),
        (vec![VerifiedEmail, VerifiedPhoneNumber], &plain, email.clone()),
        (vec![VerifiedPhoneNumber, VerifiedEmail], &plain, sms),
        (vec![VerifiedPhoneNumber], &with_sms_mfa, Destination::Nowhere),
        (vec![VerifiedPhoneNumber, VerifiedEmail], &with_sms_mfa, email),
        (vec![VerifiedEmail], &unverified, Destination::Nowhere),
        (vec![AdminOnly], &plain, Destination::AdminOnly),
    ];
    for (recovery, user, want) in table {
        assert_eq!(predict(&pool(&recovery), user), want, "{recovery:?}");
    }
}
