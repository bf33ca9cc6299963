//! What the sandbox keeps: pools, their users, the messages they were sent and what was done to them.

mod effect;
mod message;
mod password;
mod pool;
mod user;
mod world;

pub use effect::Effect;
pub use message::{Medium, Message};
pub use password::{PasswordHash, PasswordPolicy};
pub use pool::{Contact, Group, Pool, PoolSettings};
pub use user::{SentCode, User, UserSession, UserStatus};
pub use world::{Switches, World};
