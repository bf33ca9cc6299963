//! Sign-in with a password, its challenges, and tokens: enough to prove which password works and
//! which session lives. SRP, custom flows and passkeys are left out.

mod challenge;
mod factor;
mod initiate;
mod new_password;
mod password;
mod tokens;

pub use challenge::{admin_respond, respond};
pub use factor::shown_code;
pub use initiate::{admin_initiate, initiate};
pub use tokens::{owner_of_access_token, revoke};
