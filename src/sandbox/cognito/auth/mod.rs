//! Sign-in with a password, the answer to NEW_PASSWORD_REQUIRED, and tokens: enough to prove which
//! password works and which session lives. SRP, custom flows and second factors are left out.

mod challenge;
mod initiate;
mod password;
mod tokens;

pub use challenge::{admin_respond, respond};
pub use initiate::{admin_initiate, initiate};
pub use tokens::{owner_of_access_token, revoke};
