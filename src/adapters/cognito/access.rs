//! The port `PoolAccess`: who the console is for AWS, and what it may do, found out without an effect.
//!
//! What has an effect is asked for [`Nobody`], so Cognito has nobody to do it to: it answers `UserNotFoundException` to whoever may, and
//! `AccessDeniedException` to whoever may not. See decision 0028.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's clients")]

use super::attempts::{Kind, attempts};
use super::client::PoolClient;
use super::directory::CognitoDirectory;
use super::effect::in_session;
use super::failure::{failure, session_failure};
use super::nobody::{Found, Nobody};
use super::source::source_of;
use crate::domain::cognito_operation::CognitoOperation;
use crate::domain::pool::PoolId;
use crate::domain::role_session::RoleSession;
use crate::ports::pool_access::{Identities, Identity, PoolAccess, Probe, Verdict};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, Refusal};
use async_trait::async_trait;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, DeliveryMediumType, MessageActionType};
use aws_sdk_sts as sts;

/// A password that no pool takes, since the shortest that one may ask for has six characters (Cognito API, `PasswordPolicyType`). So what
/// has a password in it would be refused even for a user who exists.
const NO_PASSWORD: &str = "x";
/// Whom `ListUsers` is asked for.
const LISTED: &str = "username = \"passdesk-check\"";

#[async_trait]
impl PoolAccess for CognitoDirectory {
    async fn identities(&self, pool: &PoolId) -> Result<Identities, DirectoryFailure> {
        let callers = &self.client(pool)?.callers;
        let source = match &callers.credentials {
            Some(credentials) => source_of(credentials).await?,
            None => None,
        };
        let host = match &callers.host {
            Some(sts) => Some(caller(sts).await),
            None => None,
        };
        let own = match &callers.own {
            Some(sts) => Some(caller(sts).await),
            None => None,
        };
        Ok(Identities { source, host, own })
    }

    async fn probe(&self, pool: &PoolId) -> Vec<Probe> {
        let Ok(client) = self.client(pool) else { return Vec::new() };
        let sdk = &client.sdk;
        let found = Nobody::find(sdk, pool).await;
        let (nobody, read) = match &found {
            Found::Nobody(nobody) => (Ok(nobody), Verdict::Allowed),
            Found::Doubt(doubt) => (Err("nothing with an effect is called before AdminGetUser has said that nobody has the name"), verdict(Err(doubt.clone()))),
        };
        let person = match nobody {
            Ok(_) => person(client).await,
            Err(_) => Ok(None),
        };
        let mut probes = Vec::new();
        for operation in CognitoOperation::ALL {
            let verdict = match (operation, nobody) {
                (CognitoOperation::AdminGetUser, _) => read.clone(),
                (CognitoOperation::DescribeUserPool, _) => verdict(attempts(Kind::Read, || described(sdk, pool)).await),
                (CognitoOperation::ListUsers, _) => verdict(attempts(Kind::Read, || listed(sdk, pool)).await),
                (_, Err(why)) => Verdict::NotAsked(why.to_owned()),
                (CognitoOperation::AdminListGroupsForUser, Ok(nobody)) => verdict(attempts(Kind::Read, || groups(sdk, pool, nobody)).await),
                (_, Ok(nobody)) => match &person {
                    Ok(person) => tried(attempts(Kind::Read, || effect(sdk, person.as_ref(), operation, pool, nobody)).await),
                    Err(none) => Verdict::NotAsked(format!("there is no session for a person: {none}")),
                },
            };
            probes.push(Probe { operation, verdict });
        }
        probes
    }
}

/// `GetCallerIdentity`.
async fn caller(sts: &sts::Client) -> Result<Identity, DirectoryFailure> {
    let answer = attempts(Kind::Read, || async { sts.get_caller_identity().send().await.map_err(|error| session_failure(&error)) }).await?;
    let unreadable = || DirectoryFailure::from(DirectoryError::Unreachable("unreadable answer of STS: no identity".to_owned()));
    let (account, arn) = answer.account().zip(answer.arn()).ok_or_else(unreadable)?;
    Ok(Identity { account: account.to_owned(), arn: arn.to_owned() })
}

/// Credentials that people act with: a session of the pool's role as it is made for them, or `None` where they act with the console's own.
async fn person(client: &PoolClient) -> Result<Option<SharedCredentialsProvider>, DirectoryFailure> {
    match &client.sessions {
        Some(sessions) => Ok(Some(SharedCredentialsProvider::new(sessions.try_out(&RoleSession::of_a_check()).await?.credentials))),
        None => Ok(None),
    }
}

async fn described(sdk: &cognito::Client, pool: &PoolId) -> Result<(), DirectoryFailure> {
    sdk.describe_user_pool().user_pool_id(pool.as_str()).send().await.map(drop).map_err(|error| failure(&error))
}

async fn listed(sdk: &cognito::Client, pool: &PoolId) -> Result<(), DirectoryFailure> {
    sdk.list_users().user_pool_id(pool.as_str()).filter(LISTED).limit(1).send().await.map(drop).map_err(|error| failure(&error))
}

async fn groups(sdk: &cognito::Client, pool: &PoolId, nobody: &Nobody) -> Result<(), DirectoryFailure> {
    sdk.admin_list_groups_for_user().user_pool_id(pool.as_str()).username(nobody.name()).limit(1).send().await.map(drop).map_err(|error| failure(&error))
}

/// Calls what has an effect, for nobody. It may be repeated, since there is nobody to repeat it on.
async fn effect(sdk: &cognito::Client, person: Option<&SharedCredentialsProvider>, operation: CognitoOperation, pool: &PoolId, nobody: &Nobody) -> Result<(), DirectoryFailure> {
    let (pool, name) = (pool.as_str(), nobody.name());
    let as_person = || person.map_or_else(cognito::config::Builder::new, |credentials| in_session(cognito::config::Builder::new(), credentials));
    macro_rules! call {
        ($request:expr) => {
            $request.user_pool_id(pool).username(name).customize().config_override(as_person()).send().await.map(drop).map_err(|error| failure(&error))
        };
    }
    match operation {
        CognitoOperation::AdminResetUserPassword => call!(sdk.admin_reset_user_password()),
        // RESEND is for a user who is there. Were it not understood, the password would keep a user from being made.
        CognitoOperation::AdminCreateUser => {
            let call = sdk.admin_create_user().message_action(MessageActionType::Resend).temporary_password(NO_PASSWORD);
            call!(call.desired_delivery_mediums(DeliveryMediumType::Email))
        }
        CognitoOperation::AdminSetUserPassword => call!(sdk.admin_set_user_password().password(NO_PASSWORD).permanent(false)),
        CognitoOperation::AdminConfirmSignUp => call!(sdk.admin_confirm_sign_up()),
        CognitoOperation::AdminEnableUser => call!(sdk.admin_enable_user()),
        CognitoOperation::AdminUpdateUserAttributes => {
            let attribute = AttributeType::builder().name("email_verified").value("true").build();
            let attribute = attribute.map_err(|error| DirectoryFailure::from(DirectoryError::Unreachable(error.to_string())))?;
            call!(sdk.admin_update_user_attributes().user_attributes(attribute))
        }
        CognitoOperation::AdminUserGlobalSignOut => call!(sdk.admin_user_global_sign_out()),
        // What is read is asked by `probe` itself.
        CognitoOperation::DescribeUserPool | CognitoOperation::ListUsers | CognitoOperation::AdminGetUser | CognitoOperation::AdminListGroupsForUser => {
            Err(DirectoryError::Unreachable("a read was asked for as an effect".to_owned()).into())
        }
    }
}

/// What the answer to a read tells of the right to it.
fn verdict(answer: Result<(), DirectoryFailure>) -> Verdict {
    let Err(failure) = answer else { return Verdict::Allowed };
    let is_denial = failure.aws_code.as_deref().is_some_and(|code| code.contains("AccessDenied"));
    match &failure.error {
        // Cognito looks at users, and at a password, only for whoever may.
        DirectoryError::UserNotFound | DirectoryError::Refused(Refusal::PasswordAgainstPolicy) => Verdict::Allowed,
        DirectoryError::AccessDenied(words) if is_denial => Verdict::Denied(words.clone()),
        _ => Verdict::NotClear(failure.to_string()),
    }
}

/// The same for an effect, which nobody's call can have had.
fn tried(answer: Result<(), DirectoryFailure>) -> Verdict {
    match answer {
        Ok(()) => Verdict::NotClear("Cognito accepted it for a user who does not exist".to_owned()),
        refused => verdict(refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(error: DirectoryError, code: &str) -> Result<(), DirectoryFailure> {
        Err(DirectoryFailure { error, aws_request_id: None, aws_code: Some(code.to_owned()) })
    }

    #[test]
    fn only_an_answer_that_looked_for_the_user_says_that_it_is_allowed() {
        let denied = || DirectoryError::AccessDenied("not authorized to perform".to_owned());
        assert_eq!(tried(failed(DirectoryError::UserNotFound, "UserNotFoundException")), Verdict::Allowed);
        assert_eq!(tried(failed(DirectoryError::Refused(Refusal::PasswordAgainstPolicy), "InvalidPasswordException")), Verdict::Allowed);
        assert_eq!(tried(failed(denied(), "AccessDeniedException")), Verdict::Denied("not authorized to perform".to_owned()));
        for (error, code) in [
            (denied(), "ExpiredTokenException"),
            (denied(), "NotAuthorizedException"),
            (DirectoryError::PoolNotFound, "ResourceNotFoundException"),
            (DirectoryError::Throttled, "TooManyRequestsException"),
            (DirectoryError::Refused(Refusal::InvalidParameter), "InvalidParameterException"),
        ] {
            assert!(matches!(tried(failed(error, code)), Verdict::NotClear(_)), "{code}");
        }
        assert_eq!(verdict(Ok(())), Verdict::Allowed);
        assert!(matches!(tried(Ok(())), Verdict::NotClear(_)), "an effect that nobody can have had is no good news");
    }
}
