//! From the SDK's types to ours. What Cognito leaves out or writes strangely becomes a clear fault, never a panic.

use crate::domain::password::PasswordPolicy;
use crate::domain::pool::{PoolFacts, PoolId, RecoveryMechanism, SmsSetup, Triggers};
use crate::domain::user::{Sub, User, UserStatus, Username};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::AdminGetUserOutput;
use aws_sdk_cognitoidentityprovider::primitives::DateTime;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, LambdaConfigType, PasswordPolicyType, RecoveryOptionNameType, UserPoolType, UserType};
use time::OffsetDateTime;

/// An answer that does not hold what Cognito's API promises.
pub(super) fn unreadable(what: &str) -> DirectoryFailure {
    DirectoryError::OutcomeUnknown(format!("unreadable answer: {what}")).into()
}

fn time_of(at: Option<&DateTime>) -> Option<OffsetDateTime> {
    at.and_then(|at| OffsetDateTime::from_unix_timestamp_nanos(at.as_nanos()).ok())
}

fn attributes_of(attributes: &[AttributeType]) -> Vec<(String, String)> {
    attributes.iter().map(|attribute| (attribute.name().to_owned(), attribute.value().unwrap_or_default().to_owned())).collect()
}

fn sub_of(attributes: &[(String, String)]) -> Result<Sub, DirectoryFailure> {
    let sub = attributes.iter().find(|(name, _)| name == "sub").map(|(_, value)| value.clone()).unwrap_or_default();
    Sub::try_from(sub).map_err(|_| unreadable("a user without a sub"))
}

fn username_of(username: &str) -> Result<Username, DirectoryFailure> {
    Username::try_from(username.to_owned()).map_err(|_| unreadable("a user without a username"))
}

/// A user of `ListUsers`.
pub(super) fn listed_user(pool: &PoolId, user: &UserType) -> Result<User, DirectoryFailure> {
    let attributes = attributes_of(user.attributes());
    Ok(User {
        pool: pool.clone(),
        username: username_of(user.username().unwrap_or_default())?,
        sub: sub_of(&attributes)?,
        status: UserStatus::from_name(user.user_status().map_or("", |status| status.as_str())),
        is_enabled: user.enabled(),
        attributes,
        created_at: time_of(user.user_create_date()),
        changed_at: time_of(user.user_last_modified_date()),
        mfa: Vec::new(),
    })
}

/// The user of `AdminGetUser`.
pub(super) fn single_user(pool: &PoolId, user: &AdminGetUserOutput) -> Result<User, DirectoryFailure> {
    let attributes = attributes_of(user.user_attributes());
    let mut mfa = user.user_mfa_setting_list().to_vec();
    // Older users carry SMS MFA as an MFA option instead.
    if mfa.is_empty() && user.mfa_options().iter().any(|option| option.delivery_medium().is_some_and(|medium| medium.as_str() == "SMS")) {
        mfa.push("SMS_MFA".to_owned());
    }
    Ok(User {
        pool: pool.clone(),
        username: username_of(user.username())?,
        sub: sub_of(&attributes)?,
        status: UserStatus::from_name(user.user_status().map_or("", |status| status.as_str())),
        is_enabled: user.enabled(),
        attributes,
        created_at: time_of(user.user_create_date()),
        changed_at: time_of(user.user_last_modified_date()),
        mfa,
    })
}

/// The rules for passwords. What Cognito leaves out is not required; a length out of its own bounds is brought back into them.
fn password_policy(policy: &PasswordPolicyType) -> PasswordPolicy {
    PasswordPolicy {
        minimum_length: policy.minimum_length().and_then(|length| u8::try_from(length).ok()).unwrap_or(8).clamp(6, 99),
        requires_uppercase: policy.require_uppercase(),
        requires_lowercase: policy.require_lowercase(),
        requires_numbers: policy.require_numbers(),
        requires_symbols: policy.require_symbols(),
        history_size: policy.password_history_size().and_then(|size| u8::try_from(size).ok()).unwrap_or(0),
    }
}

/// What `DescribeUserPool` says and this console needs.
pub(super) fn pool_facts(pool: &UserPoolType) -> PoolFacts {
    let mut recovery: Vec<(i32, RecoveryMechanism)> = pool
        .account_recovery_setting()
        .map(|setting| setting.recovery_mechanisms())
        .unwrap_or_default()
        .iter()
        .filter_map(|option| {
            let mechanism = match option.name() {
                RecoveryOptionNameType::VerifiedEmail => RecoveryMechanism::VerifiedEmail,
                RecoveryOptionNameType::VerifiedPhoneNumber => RecoveryMechanism::VerifiedPhoneNumber,
                RecoveryOptionNameType::AdminOnly => RecoveryMechanism::AdminOnly,
                _ => return None,
            };
            Some((option.priority(), mechanism))
        })
        .collect();
    recovery.sort_by_key(|(priority, _)| *priority);
    let triggers = pool.lambda_config();
    let policy = pool.policies().and_then(|policies| policies.password_policy());
    let days = policy.map_or(0, |policy| policy.temporary_password_validity_days());
    PoolFacts {
        recovery: recovery.into_iter().map(|(_, mechanism)| mechanism).collect(),
        triggers: triggers.map(triggers_of).unwrap_or_default(),
        // 0 stands for Cognito's default of seven days.
        password_policy: policy.map(password_policy).unwrap_or_default(),
        temporary_password_days: u16::try_from(days).ok().filter(|days| *days > 0).unwrap_or(7),
        has_default_mailer: pool.email_configuration().and_then(|mail| mail.email_sending_account()).is_none_or(|account| account.as_str() == "COGNITO_DEFAULT"),
        sms: sms_setup(pool),
    }
}

fn triggers_of(lambda: &LambdaConfigType) -> Triggers {
    Triggers {
        custom_message: lambda.custom_message().is_some(),
        custom_email_sender: lambda.custom_email_sender().is_some(),
        custom_sms_sender: lambda.custom_sms_sender().is_some(),
        post_confirmation: lambda.post_confirmation().is_some(),
    }
}

/// `SmsConfigurationFailure` holds the name of an SNS or IAM fault; that of the sandbox is the one in which messages may still arrive.
fn sms_setup(pool: &UserPoolType) -> SmsSetup {
    match (pool.sms_configuration(), pool.sms_configuration_failure()) {
        (None, _) => SmsSetup::Missing,
        (Some(_), None | Some("")) => SmsSetup::Works,
        (Some(_), Some(failure)) if failure.to_lowercase().contains("sandbox") => SmsSetup::Sandbox,
        (Some(_), Some(_)) => SmsSetup::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_cognitoidentityprovider::types::UserStatusType;

    #[test]
    fn a_status_that_the_sdk_does_not_know_keeps_cognitos_word() {
        let sub = AttributeType::builder().name("sub").value("3f0c9a1e-58d7-4f0e-9b1c-77d1b0a2c4e8").build().expect("an attribute");
        let pool = PoolId::try_from("eu-west-1_Nw4Customers".to_owned()).expect("a pool");
        let listed = UserType::builder().username("amara.okafor").user_status(UserStatusType::from("BRAND_NEW")).attributes(sub.clone()).build();
        assert_eq!(listed_user(&pool, &listed).expect("a user").status.name(), "BRAND_NEW");
        let single = AdminGetUserOutput::builder().username("amara.okafor").user_status(UserStatusType::from("BRAND_NEW")).user_attributes(sub);
        assert_eq!(single_user(&pool, &single.build().expect("an answer")).expect("a user").status.name(), "BRAND_NEW");
    }
}
