//! The whole state table of Cognito: every state, contact, recovery setting and action.

use super::*;
use crate::domain::contact::Contact;
use crate::domain::password::PasswordPolicy;
use crate::domain::pool::{PoolId, RecoveryMechanism, SmsSetup, Triggers};
use crate::domain::user::{Sub, UserStatus, Username};
use time::Duration;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2026-11-12 09:12 UTC);

fn pool(recovery: &[RecoveryMechanism]) -> PoolFacts {
    PoolFacts {
        recovery: recovery.to_vec(),
        triggers: Triggers::default(),
        password_policy: PasswordPolicy::default(),
        temporary_password_days: 7,
        has_default_mailer: true,
        sms: SmsSetup::Works,
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

const BOTH: &[(&str, &str)] = &[("email", "dana@x.example"), ("email_verified", "true"), ("phone_number", "+48601234567"), ("phone_number_verified", "true")];
const UNVERIFIED: &[(&str, &str)] = &[("email", "dana@x.example"), ("email_verified", "false")];
const NOTHING: &[(&str, &str)] = &[];

/// `+` possible; else why not. Columns: reset, invitation, temporary, permanent, confirm, enable, verify e-mail, verify phone, sign out.
fn cells(pool: &PoolFacts, user: &User) -> Vec<String> {
    let preflight = preflight(pool, user, None, NOW);
    preflight.offers.iter().map(|offer| offer.verdict.as_ref().map_or_else(|obstacle| format!("{obstacle:?}"), |_| "+".to_owned())).collect()
}

#[test]
fn the_whole_table_state_by_contact_by_action() {
    use UserStatus::{Archived, Compromised, Confirmed, ExternalProvider, ForceChangePassword, ResetRequired, Unconfirmed, Unknown};
    let email_verified = "Verified(Email)";
    let phone_verified = "Verified(PhoneNumber)";
    let no_phone = "NotThere(PhoneNumber)";
    let no_email = "NotThere(Email)";
    type Row<'a> = (UserStatus, &'a [(&'a str, &'a str)], [&'a str; 9]);
    let table: [Row<'_>; 12] = [
        (Confirmed, BOTH, ["+", "SignedInBefore", "+", "+", "NothingToConfirm", "Enabled", email_verified, phone_verified, "+"]),
        (Confirmed, UNVERIFIED, ["NoVerifiedContact", "SignedInBefore", "+", "+", "NothingToConfirm", "Enabled", "+", no_phone, "+"]),
        (Confirmed, NOTHING, ["NoVerifiedContact", "SignedInBefore", "+", "+", "NothingToConfirm", "Enabled", no_email, no_phone, "+"]),
        (ResetRequired, BOTH, ["+", "SignedInBefore", "+", "+", "NothingToConfirm", "Enabled", email_verified, phone_verified, "+"]),
        (ResetRequired, UNVERIFIED, ["NoVerifiedContact", "SignedInBefore", "+", "+", "NothingToConfirm", "Enabled", "+", no_phone, "+"]),
        (ForceChangePassword, BOTH, ["FirstSignIn", "+", "+", "+", "NothingToConfirm", "Enabled", email_verified, phone_verified, "+"]),
        (ForceChangePassword, UNVERIFIED, ["FirstSignIn", "+", "+", "+", "NothingToConfirm", "Enabled", "+", no_phone, "+"]),
        (ForceChangePassword, NOTHING, ["FirstSignIn", "NoContact", "+", "+", "NothingToConfirm", "Enabled", no_email, no_phone, "+"]),
        (Unconfirmed, UNVERIFIED, ["SignUpOpen", "SignedUpThemselves", "+", "+", "+", "Enabled", "+", no_phone, "+"]),
        (Archived, BOTH, ["State"; 9]),
        (Compromised, BOTH, ["State"; 9]),
        (Unknown, BOTH, ["State"; 9]),
    ];
    for (status, contacts, want) in table {
        assert_eq!(cells(&pool(&[]), &user(status, contacts)), want, "{status:?} {contacts:?}");
    }
    assert_eq!(cells(&pool(&[]), &user(ExternalProvider, BOTH)), ["External"; 9]);
    assert_eq!(cells(&pool(&[]), &user(UserStatus::from_name("BRAND_NEW"), BOTH)), ["State"; 9]);
}

#[test]
fn a_disabled_user_is_enabled_first_and_nothing_else_in_every_state() {
    for status in UserStatus::ALL {
        let mut them = user(status, BOTH);
        them.is_enabled = false;
        let found = cells(&pool(&[]), &them);
        match status {
            UserStatus::ExternalProvider => assert_eq!(found, ["External"; 9]),
            UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ForceChangePassword | UserStatus::Unconfirmed => {
                assert_eq!(found, ["Disabled", "Disabled", "Disabled", "Disabled", "Disabled", "+", "Disabled", "Disabled", "Disabled"], "{status:?}");
            }
            _ => assert_eq!(found, ["State"; 9], "{status:?}"),
        }
    }
}

#[test]
fn the_recovery_setting_and_sms_mfa_decide_whether_and_where_a_code_goes() {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    let plain = user(UserStatus::Confirmed, BOTH);
    let mut second_factor = plain.clone();
    second_factor.mfa = vec!["SMS_MFA".into()];
    let mut phone_only = user(UserStatus::Confirmed, &BOTH[2..]);
    phone_only.mfa = vec!["SMS_MFA".into()];
    let (email, sms) = ("an e-mail at d•••@x.example with a reset code", "a text message at +48•••••567 with a reset code");
    let table: [(&[RecoveryMechanism], &User, Result<&str, Obstacle>); 9] = [
        (&[], &plain, Ok(sms)),
        (&[], &second_factor, Ok(email)),
        (&[], &phone_only, Err(Obstacle::PhoneIsSecondFactor)),
        (&[VerifiedEmail, VerifiedPhoneNumber], &plain, Ok(email)),
        (&[VerifiedPhoneNumber, VerifiedEmail], &plain, Ok(sms)),
        (&[VerifiedPhoneNumber, VerifiedEmail], &second_factor, Ok(email)),
        (&[VerifiedPhoneNumber], &plain, Ok(sms)),
        (&[VerifiedPhoneNumber], &second_factor, Err(Obstacle::NoVerifiedContact)),
        (&[AdminOnly], &plain, Err(Obstacle::AdminOnly)),
    ];
    for (recovery, user, want) in table {
        let preflight = preflight(&pool(recovery), user, None, NOW);
        let found = preflight.verdict(Help::ResetCode).map(|effect| effect.message.as_ref().map(Message::sentence).unwrap_or_default());
        assert_eq!(found, want.map(str::to_owned), "{recovery:?} {:?}", user.mfa);
    }
}

#[test]
fn the_invitation_goes_to_the_contact_that_is_verified() {
    let phone_verified: &[(&str, &str)] = &[("email", "dana@x.example"), ("phone_number", "+48601234567"), ("phone_number_verified", "true")];
    let table = [
        (BOTH, Contact::Email, None),
        (&BOTH[2..], Contact::PhoneNumber, None),
        (phone_verified, Contact::PhoneNumber, None),
        (UNVERIFIED, Contact::Email, Some(Warning::NotVerified(Contact::Email))),
        (&[("phone_number", "+48601234567")][..], Contact::PhoneNumber, Some(Warning::NotVerified(Contact::PhoneNumber))),
    ];
    for (contacts, contact, warning) in table {
        let preflight = preflight(&pool(&[]), &user(UserStatus::ForceChangePassword, contacts), None, NOW);
        let effect = preflight.verdict(Help::Invitation).expect("an invitation");
        assert_eq!(effect.message.as_ref().map(|message| message.contact), Some(contact), "{contacts:?}");
        let found = effect.warnings.iter().find(|warning| matches!(warning, Warning::NotVerified(_))).copied();
        assert_eq!(found, warning, "{contacts:?}");
    }
}

#[test]
fn what_the_pool_cannot_do_is_said_before_the_click() {
    let by_phone = user(UserStatus::Confirmed, &BOTH[2..]);
    let by_mail = user(UserStatus::Confirmed, &BOTH[..2]);
    let warnings = |pool: &PoolFacts, user: &User| preflight(pool, user, None, NOW).verdict(Help::ResetCode).expect("a code").warnings.clone();
    for (sms, want) in
        [(SmsSetup::Works, vec![]), (SmsSetup::Sandbox, vec![Warning::SmsSandbox]), (SmsSetup::Broken, vec![Warning::SmsBroken]), (SmsSetup::Missing, vec![Warning::SmsMissing])]
    {
        assert_eq!(warnings(&PoolFacts { sms, ..pool(&[]) }, &by_phone), want, "{sms:?}");
        assert_eq!(warnings(&PoolFacts { sms, ..pool(&[]) }, &by_mail), [Warning::DailyMails], "{sms:?}");
    }
    let own_senders = Triggers { custom_email_sender: true, custom_sms_sender: true, ..Triggers::default() };
    let own = PoolFacts { triggers: own_senders, sms: SmsSetup::Broken, ..pool(&[]) };
    assert!(warnings(&own, &by_phone).is_empty() && warnings(&own, &by_mail).is_empty(), "the pool's own functions send");
    assert!(warnings(&PoolFacts { has_default_mailer: false, ..pool(&[]) }, &by_mail).is_empty());
}

#[test]
fn who_reads_client_metadata_is_known_for_each_call() {
    let message = Triggers { custom_message: true, ..Triggers::default() };
    let confirmation = Triggers { post_confirmation: true, ..Triggers::default() };
    let read = |triggers, status, help| {
        let preflight = preflight(&PoolFacts { triggers, ..pool(&[]) }, &user(status, BOTH), None, NOW);
        preflight.verdict(help).expect("possible").metadata_is_read
    };
    for (triggers, by_message, by_confirmation) in [(message, true, false), (confirmation, false, true), (Triggers::default(), false, false)] {
        assert_eq!(read(triggers, UserStatus::Confirmed, Help::ResetCode), Some(by_message));
        assert_eq!(read(triggers, UserStatus::ForceChangePassword, Help::Invitation), Some(by_message));
        assert_eq!(read(triggers, UserStatus::Unconfirmed, Help::ConfirmSignUp), Some(by_confirmation));
        assert_eq!(read(triggers, UserStatus::Confirmed, Help::TemporaryPassword), None);
    }
}

#[test]
fn the_status_afterwards_is_that_of_the_table() {
    use UserStatus::{Confirmed, ForceChangePassword, ResetRequired, Unconfirmed};
    let after = |status, help| preflight(&pool(&[]), &user(status, BOTH), None, NOW).verdict(help).expect("possible").status_after;
    for status in [Confirmed, ResetRequired, ForceChangePassword, Unconfirmed] {
        assert_eq!(after(status, Help::TemporaryPassword), ForceChangePassword);
        assert_eq!(after(status, Help::PermanentPassword), Confirmed);
        assert_eq!(after(status, Help::SignOut), status);
    }
    assert_eq!((after(Confirmed, Help::ResetCode), after(ResetRequired, Help::ResetCode)), (ResetRequired, ResetRequired));
    assert_eq!((after(ForceChangePassword, Help::Invitation), after(Unconfirmed, Help::ConfirmSignUp)), (ForceChangePassword, Confirmed));
}

#[test]
fn what_is_recommended_is_possible_in_every_cell_and_only_what_nobody_can_mend_has_no_advice() {
    use RecoveryMechanism::{AdminOnly, VerifiedEmail, VerifiedPhoneNumber};
    for status in UserStatus::ALL {
        for contacts in [BOTH, &BOTH[2..], UNVERIFIED, NOTHING] {
            for recovery in [&[][..], &[AdminOnly], &[VerifiedEmail], &[VerifiedPhoneNumber]] {
                for sms in [SmsSetup::Works, SmsSetup::Sandbox, SmsSetup::Broken, SmsSetup::Missing] {
                    for (is_enabled, mfa) in [(true, vec![]), (false, vec![]), (true, vec!["SMS_MFA".to_owned()])] {
                        let them = User { is_enabled, mfa, ..user(status, contacts) };
                        let found = preflight(&PoolFacts { sms, ..pool(recovery) }, &them, None, NOW);
                        let first = found.diagnosis.first;
                        assert!(first.is_none_or(|first| found.is_possible(first)), "{status:?} {contacts:?} {recovery:?} {sms:?}: {first:?}");
                        let is_local = matches!(status, UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ForceChangePassword | UserStatus::Unconfirmed);
                        assert_eq!(first.is_some(), is_local, "{status:?}");
                        for sentence in [&found.diagnosis.state, &found.diagnosis.advice] {
                            assert!(sentence.ends_with('.') && !sentence.contains('!') && !sentence.contains("  "), "{sentence}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn clocks_say_until_when_and_that_it_is_over() {
    let state = |status, now| preflight(&pool(&[]), &user(status, BOTH), None, now).diagnosis.state;
    let ends = datetime!(2026-11-18 09:12 UTC);
    assert_eq!(state(UserStatus::ForceChangePassword, ends - Duration::hours(3)), "dana has a temporary password and must change it at the next sign-in. It expires in 3 hours.");
    assert_eq!(state(UserStatus::ForceChangePassword, ends + Duration::days(3)), "dana never finished the first sign-in, and the temporary password expired 3 days ago.");
    let sent = datetime!(2026-11-11 09:12 UTC);
    assert_eq!(state(UserStatus::ResetRequired, sent + Duration::minutes(20)), "dana was sent a reset code 20 minutes ago and has not chosen a new password yet.");
    assert_eq!(state(UserStatus::ResetRequired, sent + Duration::hours(2)), "dana was sent a reset code 2 hours ago, and it has stopped working.");
    assert_eq!(code_ends_at(&user(UserStatus::ResetRequired, BOTH), Some(NOW)), Some(NOW + Duration::hours(1)));
    assert_eq!(code_ends_at(&user(UserStatus::Confirmed, BOTH), Some(NOW)), None);
}

#[test]
fn a_federated_user_is_told_who_signs_them_in() {
    let google = user(UserStatus::ExternalProvider, &[("identities", r#"[{"providerName":"Google"}]"#)]);
    let diagnosis = preflight(&pool(&[]), &google, None, NOW).diagnosis;
    assert!(diagnosis.state.contains("through Google") && diagnosis.advice.contains("help of Google"), "{diagnosis:?}");
    let nameless = preflight(&pool(&[]), &user(UserStatus::ExternalProvider, &[]), None, NOW).diagnosis;
    assert!(nameless.advice.contains("another identity provider"), "{nameless:?}");
}
