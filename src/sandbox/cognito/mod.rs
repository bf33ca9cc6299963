//! The Cognito endpoint: `POST /`, one `X-Amz-Target` an operation.

mod access;
mod attributes;
mod auth;
mod auth_events;
mod constraints;
mod contacts;
mod create_user;
mod delivery;
mod faults;
mod filter;
mod forgot;
mod get_user;
mod groups;
mod input;
mod list_users;
mod lookup;
mod page_token;
mod password;
mod pools;
mod recovery;
mod requests;
mod reset;
mod schema;
mod sending;
mod server;
mod set_password;
mod sign_out;
mod sign_up;
mod signature;
mod switch_user;
mod wire;

pub use auth::shown_code;
pub use delivery::CODE_SECONDS;
pub use faults::{Dice, Fault, FaultKind, Faults, RandomFaults, meet};
pub use input::username as check_username;
pub use lookup::find as find_user;
pub use requests::{KeptRequest, Requests};
pub use server::serve;
pub use signature::{Request, signer_of};
pub use wire::{WireError, raw};

/// Exceptions that answer instead of an operation, by their place in the list.
pub mod exception {
    pub use super::faults::{answer, is_access_denied};
}

use serde_json::Value;

use self::constraints::Member;
use self::input::ClientMetadata;
use self::wire::Answer;
use super::clock::Moment;
use super::model::{Effect, Invocation, Pool, Trigger, User, World};
use super::sts::RoleSession;

/// One operation of the API.
struct Operation {
    name: &'static str,
    /// Whether the operation needs IAM credentials; the users' own operations do not.
    is_signed: bool,
    /// What it may be given.
    input: &'static [Member],
    run: Run,
}

type Run = fn(&mut Call<'_>, &Value) -> Answer;

const fn signed(name: &'static str, input: &'static [Member], run: Run) -> Operation {
    Operation { name, is_signed: true, input, run }
}

const fn open(name: &'static str, input: &'static [Member], run: Run) -> Operation {
    Operation { name, is_signed: false, input, run }
}

/// What the endpoint answers. A new operation is a function, its input, and a line here.
const OPERATIONS: &[Operation] = &[
    signed("ListUserPools", constraints::LIST_USER_POOLS, pools::list),
    signed("DescribeUserPool", constraints::DESCRIBE_USER_POOL, pools::describe),
    signed("ListUsers", constraints::LIST_USERS, list_users::list),
    signed("AdminGetUser", constraints::POOL_AND_USER, get_user::admin_get),
    signed("AdminListGroupsForUser", constraints::LIST_GROUPS_FOR_USER, groups::list_for_user),
    signed("AdminListUserAuthEvents", constraints::LIST_USER_AUTH_EVENTS, auth_events::list),
    signed("AdminResetUserPassword", constraints::POOL_USER_METADATA, reset::reset),
    signed("AdminSetUserPassword", constraints::SET_USER_PASSWORD, set_password::set),
    signed("AdminCreateUser", constraints::CREATE_USER, create_user::create_user),
    signed("AdminConfirmSignUp", constraints::POOL_USER_METADATA, sign_up::confirm),
    signed("AdminUpdateUserAttributes", constraints::UPDATE_USER_ATTRIBUTES, attributes::update),
    signed("AdminUserGlobalSignOut", constraints::POOL_AND_USER, sign_out::by_administrator),
    signed("AdminEnableUser", constraints::POOL_AND_USER, switch_user::enable),
    signed("AdminDisableUser", constraints::POOL_AND_USER, switch_user::disable),
    signed("AdminInitiateAuth", constraints::ADMIN_INITIATE_AUTH, auth::admin_initiate),
    signed("AdminRespondToAuthChallenge", constraints::ADMIN_RESPOND_TO_AUTH_CHALLENGE, auth::admin_respond),
    open("InitiateAuth", constraints::INITIATE_AUTH, auth::initiate),
    open("RespondToAuthChallenge", constraints::RESPOND_TO_AUTH_CHALLENGE, auth::respond),
    open("GetUser", constraints::ACCESS_TOKEN, get_user::get),
    open("GlobalSignOut", constraints::ACCESS_TOKEN, sign_out::by_user),
    open("RevokeToken", constraints::REVOKE_TOKEN, auth::revoke),
    open("ForgotPassword", constraints::FORGOT_PASSWORD, forgot::forgot),
    open("ConfirmForgotPassword", constraints::CONFIRM_FORGOT_PASSWORD, forgot::confirm),
];

/// The operations by name, for the page of faults.
pub fn operation_names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.name)
}

/// The operations that IAM has a say in.
pub fn signed_operation_names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().filter(|operation| operation.is_signed).map(|operation| operation.name)
}

/// One call of an operation: the state, the time and who asks.
pub struct Call<'a> {
    /// The state.
    pub world: &'a mut World,
    /// The time of the call.
    pub now: Moment,
    /// The Region the call was signed for; none for the users' own operations.
    pub region: Option<&'a str>,
    /// The operation's name.
    pub operation: &'static str,
    /// The role session whose credentials the call was signed with, if it was one.
    pub session: Option<&'a RoleSession>,
    /// The request id of the answer.
    pub request_id: &'a str,
    /// What the pool's functions were given, to be logged with the effect.
    pub invoked: Vec<Invocation>,
}

impl Call<'_> {
    /// The pool of an id. Every Region has its own endpoint, so a pool of another is not there.
    pub fn pool_index(&self, id: Option<&String>) -> Result<usize, WireError> {
        let id = input::required("userPoolId", id)?;
        self.world
            .pools
            .iter()
            .position(|pool| pool.settings.id == id && self.region.is_none_or(|it| it == pool.settings.region))
            .ok_or_else(|| WireError::new("ResourceNotFoundException", format!("User pool {id} does not exist.")))
    }

    /// The pool of an app client.
    pub fn pool_of_client(&self, client: Option<&String>) -> Result<usize, WireError> {
        let client = input::required("clientId", client)?;
        self.world
            .pools
            .iter()
            .position(|pool| pool.settings.client_id == client)
            .ok_or_else(|| WireError::new("ResourceNotFoundException", format!("User pool client {client} does not exist.")))
    }

    /// The pool of an id, which has to be that of the app client as well.
    pub fn pool_with_client(&self, id: Option<&String>, client: Option<&String>) -> Result<usize, WireError> {
        let pool = self.pool_index(id)?;
        let client = input::required("clientId", client)?;
        if self.pool(pool)?.settings.client_id == client {
            Ok(pool)
        } else {
            Err(WireError::new("ResourceNotFoundException", format!("User pool client {client} does not exist.")))
        }
    }

    /// A pool by its place.
    pub fn pool(&self, pool: usize) -> Result<&Pool, WireError> {
        self.world.pools.get(pool).ok_or_else(WireError::internal)
    }

    /// The pool and the canonical username that an administrator's call is about.
    pub fn target(&self, pool: Option<&String>, username: Option<&String>) -> Result<(usize, String), WireError> {
        let name = input::required("username", username)?;
        let pool = self.pool_index(pool)?;
        Ok((pool, lookup::find(self.pool(pool)?, name)?))
    }

    /// A user by canonical username.
    pub fn user(&self, pool: usize, username: &str) -> Result<&User, WireError> {
        self.pool(pool)?.users.get(username).ok_or_else(WireError::no_user)
    }

    /// Refuses a disabled user where nobody has settled in public what AWS does.
    fn must_be_enabled(&self, user: &User) -> Result<(), WireError> {
        if user.enabled || self.world.switches.accept_disabled_users { Ok(()) } else { Err(WireError::not_authorized("User is disabled.")) }
    }

    /// A user to be changed.
    pub fn user_mut(&mut self, pool: usize, username: &str) -> Result<&mut User, WireError> {
        self.world.keep_listed(pool, username, self.now);
        self.world.user_mut(pool, username).ok_or_else(WireError::no_user)
    }

    /// Hands an event (the second half of triggerSource) to one of the pool's functions, if it has it.
    fn invoke(&mut self, pool: usize, trigger: Trigger, event: &str, metadata: &ClientMetadata) -> Result<(), WireError> {
        if let Some(function) = self.pool(pool)?.settings.trigger(trigger).map(str::to_owned) {
            self.invoked.push(Invocation { source: format!("{}_{event}", trigger.word()), function, client_metadata: metadata.clone() });
        }
        Ok(())
    }

    /// Logs that the call changed a user.
    pub fn log_effect(&mut self, pool: usize, username: &str) -> Result<(), WireError> {
        let pool = self.pool(pool)?.settings.id.clone();
        let effect = Effect {
            sequence: 0,
            operation: self.operation.to_owned(),
            pool,
            username: username.to_owned(),
            at: self.now,
            request_id: self.request_id.to_owned(),
            role_session: self.session.map(|session| session.name.clone()),
            source_identity: self.session.and_then(|session| session.source_identity.clone()),
            session_tags: self.session.map(|session| session.tags.clone()).unwrap_or_default(),
            triggers: std::mem::take(&mut self.invoked),
        };
        Ok(self.world.log_effect(effect)?)
    }
}
