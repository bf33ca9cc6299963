//! The port `UserDirectory` over Cognito's API.

use super::attempts::{Kind, attempts};
use super::client::{ConnectError, PoolClient, connect};
use super::convert::{listed_user, pool_facts, single_user, unreadable};
use super::failure::{failure, reset_failure};
use super::settings::CognitoPoolSettings;
use crate::domain::actor::Actor;
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::contact::Contact;
use crate::domain::operation::{
    ConfirmSignUp, EnableUser, MarkContactVerified, Operation, ResendInvitation, SendResetCode, SetPermanentPassword, SetTemporaryPassword, SignOutEverywhere,
};
use crate::domain::password::NewPassword;
use crate::domain::pool::{PoolFacts, PoolId, ServedPool};
use crate::domain::role_session::RoleSession;
use crate::domain::search::UserFilter;
use crate::domain::user::{User, Username};
use crate::ports::audit_log::Recorded;
use crate::ports::user_directory::{Accepted, DirectoryError, DirectoryFailure, UserDirectory, UserPage};
use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, DeliveryMediumType, MessageActionType};
use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

/// How long a pool's description is believed.
const FACTS_LAST: Duration = Duration::from_secs(60);
/// More pages of groups than any user has (a user can be in 100 groups).
const GROUP_PAGES: usize = 10;

/// Every configured pool with its client.
#[derive(Debug)]
pub struct CognitoDirectory {
    served: Vec<ServedPool>,
    clients: HashMap<PoolId, PoolClient>,
    facts: RwLock<HashMap<PoolId, (Instant, Arc<PoolFacts>)>>,
}

impl CognitoDirectory {
    /// Makes a client for each pool; does not ask the pools whether they exist.
    ///
    /// # Errors
    /// [`ConnectError`] for the first pool whose settings cannot work.
    pub async fn connect(settings: &[CognitoPoolSettings]) -> Result<Self, ConnectError> {
        let mut clients = HashMap::new();
        for pool in settings {
            clients.insert(pool.pool.id.clone(), connect(pool).await?);
        }
        Ok(Self { served: settings.iter().map(|pool| pool.pool.clone()).collect(), clients, facts: RwLock::new(HashMap::new()) })
    }

    /// Only pools of the configuration have a client.
    pub(super) fn client(&self, pool: &PoolId) -> Result<&PoolClient, DirectoryFailure> {
        self.clients.get(pool).ok_or_else(|| DirectoryError::PoolNotFound.into())
    }

    /// `AdminSetUserPassword`. The SDK redacts the password in what it prints, and holds it for as long as the request lives.
    async fn set_password<Op: Operation>(&self, call: &Recorded<Op>, password: &NewPassword, is_permanent: bool) -> Result<Accepted, DirectoryFailure> {
        let user = &call.permit().target().user;
        if !password.is_for(&user.sub) {
            return Err(DirectoryError::AccessDenied("the password was typed for another user".to_owned()).into());
        }
        self.effect(call, |client, as_person| async move {
            let call = client.admin_set_user_password().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            let call = call.password(password.expose()).permanent(is_permanent).customize().config_override(as_person);
            call.send().await.map_err(|error| failure(&error))
        })
        .await
    }

    fn known_facts(&self, pool: &PoolId) -> Option<Arc<PoolFacts>> {
        let facts = self.facts.read().ok()?;
        facts.get(pool).filter(|(read_at, _)| read_at.elapsed() < FACTS_LAST).map(|(_, facts)| Arc::clone(facts))
    }
}

/// The pairs as the SDK takes them; none rather than an empty map.
fn map_of(metadata: &ClientMetadata) -> Option<HashMap<String, String>> {
    (!metadata.is_empty()).then(|| metadata.pairs().iter().cloned().collect())
}

#[async_trait]
impl UserDirectory for CognitoDirectory {
    fn pools(&self) -> &[ServedPool] {
        &self.served
    }

    fn role_session(&self, pool: &PoolId, actor: &Actor) -> Option<RoleSession> {
        self.clients.get(pool)?.sessions.as_ref().map(|_| RoleSession::of(actor))
    }

    async fn describe_pool(&self, pool: &PoolId) -> Result<Arc<PoolFacts>, DirectoryFailure> {
        if let Some(facts) = self.known_facts(pool) {
            return Ok(facts);
        }
        let client = self.client(pool)?;
        let answer = attempts(Kind::Read, || async { client.sdk.describe_user_pool().user_pool_id(pool.as_str()).send().await.map_err(|error| failure(&error)) }).await?;
        let facts = Arc::new(pool_facts(answer.user_pool().ok_or_else(|| unreadable("a pool without a description"))?));
        if let Ok(mut known) = self.facts.write() {
            known.insert(pool.clone(), (Instant::now(), Arc::clone(&facts)));
        }
        Ok(facts)
    }

    async fn list_users(&self, pool: &PoolId, filter: Option<&UserFilter>, limit: u8, page: Option<&str>) -> Result<UserPage, DirectoryFailure> {
        attempts(Kind::Read, || self.list_users_once(pool, filter, limit, page)).await
    }

    async fn list_users_once(&self, pool: &PoolId, filter: Option<&UserFilter>, limit: u8, page: Option<&str>) -> Result<UserPage, DirectoryFailure> {
        let call = self.client(pool)?.sdk.list_users().user_pool_id(pool.as_str()).limit(i32::from(limit));
        let call = call.set_filter(filter.map(UserFilter::expression)).set_pagination_token(page.map(str::to_owned));
        let answer = call.send().await.map_err(|error| failure(&error))?;
        let users = answer
            .users()
            .iter()
            .filter_map(|user| listed_user(pool, user).inspect_err(|failure| tracing::error!(%pool, %failure, "a user of the list is left out")).ok())
            .collect();
        Ok(UserPage { users, next: answer.pagination_token().map(str::to_owned) })
    }

    async fn get_user(&self, pool: &PoolId, username: &Username) -> Result<User, DirectoryFailure> {
        let client = self.client(pool)?;
        let answer =
            attempts(Kind::Read, || async { client.sdk.admin_get_user().user_pool_id(pool.as_str()).username(username.as_str()).send().await.map_err(|error| failure(&error)) })
                .await?;
        single_user(pool, &answer)
    }

    async fn groups_of(&self, pool: &PoolId, username: &Username) -> Result<Vec<String>, DirectoryFailure> {
        let client = self.client(pool)?;
        let mut groups = Vec::new();
        let mut page = None;
        for _ in 0..GROUP_PAGES {
            let answer = attempts(Kind::Read, || async {
                let call = client.sdk.admin_list_groups_for_user().user_pool_id(pool.as_str()).username(username.as_str());
                call.limit(60).set_next_token(page.clone()).send().await.map_err(|error| failure(&error))
            })
            .await?;
            groups.extend(answer.groups().iter().filter_map(|group| group.group_name().map(str::to_owned)));
            page = answer.next_token().map(str::to_owned);
            if page.is_none() {
                return Ok(groups);
            }
        }
        // An unfinished list could hide a protected group, so it is not a list.
        Err(unreadable("groups without an end"))
    }

    async fn reset_password(&self, call: &Recorded<SendResetCode>) -> Result<Accepted, DirectoryFailure> {
        let (user, operation) = (&call.permit().target().user, call.permit().operation());
        self.effect(call, |client, as_person| async move {
            let call = client.admin_reset_user_password().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            let call = call.set_client_metadata(map_of(&operation.client_metadata)).customize().config_override(as_person);
            call.send().await.map_err(|error| reset_failure(&error))
        })
        .await
    }

    async fn set_temporary_password(&self, call: &Recorded<SetTemporaryPassword>, password: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        self.set_password(call, password, false).await
    }

    async fn set_permanent_password(&self, call: &Recorded<SetPermanentPassword>, password: &NewPassword) -> Result<Accepted, DirectoryFailure> {
        self.set_password(call, password, true).await
    }

    async fn resend_invitation(&self, call: &Recorded<ResendInvitation>) -> Result<Accepted, DirectoryFailure> {
        let (user, operation) = (&call.permit().target().user, call.permit().operation());
        self.effect(call, |client, as_person| async move {
            let medium = match operation.contact {
                Contact::Email => DeliveryMediumType::Email,
                Contact::PhoneNumber => DeliveryMediumType::Sms,
            };
            let call = client.admin_create_user().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            let call = call.message_action(MessageActionType::Resend).desired_delivery_mediums(medium);
            let call = call.set_client_metadata(map_of(&operation.client_metadata)).customize().config_override(as_person);
            call.send().await.map_err(|error| failure(&error))
        })
        .await
    }

    async fn confirm_sign_up(&self, call: &Recorded<ConfirmSignUp>) -> Result<Accepted, DirectoryFailure> {
        let (user, operation) = (&call.permit().target().user, call.permit().operation());
        self.effect(call, |client, as_person| async move {
            let call = client.admin_confirm_sign_up().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            let call = call.set_client_metadata(map_of(&operation.client_metadata)).customize().config_override(as_person);
            call.send().await.map_err(|error| failure(&error))
        })
        .await
    }

    async fn enable_user(&self, call: &Recorded<EnableUser>) -> Result<Accepted, DirectoryFailure> {
        let user = &call.permit().target().user;
        self.effect(call, |client, as_person| async move {
            let call = client.admin_enable_user().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            call.customize().config_override(as_person).send().await.map_err(|error| failure(&error))
        })
        .await
    }

    async fn mark_contact_verified(&self, call: &Recorded<MarkContactVerified>) -> Result<Accepted, DirectoryFailure> {
        let (user, operation) = (&call.permit().target().user, call.permit().operation());
        self.effect(call, |client, as_person| async move {
            let attribute = AttributeType::builder().name(operation.contact.verified_attribute()).value("true").build();
            let attribute = attribute.map_err(|error| DirectoryFailure::from(DirectoryError::Unreachable(error.to_string())))?;
            let call = client.admin_update_user_attributes().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            call.user_attributes(attribute).customize().config_override(as_person).send().await.map_err(|error| failure(&error))
        })
        .await
    }

    async fn sign_out_everywhere(&self, call: &Recorded<SignOutEverywhere>) -> Result<Accepted, DirectoryFailure> {
        let user = &call.permit().target().user;
        self.effect(call, |client, as_person| async move {
            let call = client.admin_user_global_sign_out().user_pool_id(user.pool.as_str()).username(user.username.as_str());
            call.customize().config_override(as_person).send().await.map_err(|error| failure(&error))
        })
        .await
    }

    async fn check(&self, pool: &PoolId) -> Result<(), DirectoryFailure> {
        let client = self.client(pool)?;
        client.sdk.describe_user_pool().user_pool_id(pool.as_str()).send().await.map(|_| ()).map_err(|error| failure(&error))
    }

    async fn check_role(&self, pool: &PoolId) -> Result<Option<String>, DirectoryFailure> {
        match &self.client(pool)?.sessions {
            Some(sessions) => Ok(Some(sessions.try_out(&RoleSession::of_a_check()).await?.arn)),
            None => Ok(None),
        }
    }
}
