//! What the sandbox keeps: pools, their users, the messages they were sent and what was done to them.

mod auth_event;
mod effect;
mod message;
mod password;
mod pool;
mod sending;
mod session;
mod status;
mod switches;
mod trigger;
mod user;
mod world;

pub use auth_event::{AuthEvent, AuthEventKind, AuthEventResponse};
pub use effect::{Effect, EffectCount, EffectLog};
pub use message::{Medium, Message};
pub use password::{PasswordHash, PasswordPolicy};
pub use pool::{Contact, Group, MfaConfiguration, Pool, PoolSettings, pool_arn};
pub use sending::{Mailer, Sms};
pub use session::{AccessToken, UserSession};
pub use status::UserStatus;
pub use switches::Switches;
pub use trigger::{Invocation, Trigger};
pub use user::{SentCode, User};
pub use world::World;
