//! Staff sign in and out, at the OpenID provider's word.

#[cfg(feature = "ssr")]
mod cookies;
#[cfg(feature = "ssr")]
mod crowd;
#[cfg(feature = "ssr")]
mod lead;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod records;
#[cfg(feature = "ssr")]
mod return_to;
#[cfg(feature = "ssr")]
mod roles;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod session;
#[cfg(feature = "ssr")]
mod sign_out;
#[cfg(feature = "ssr")]
mod state;
#[cfg(feature = "ssr")]
mod step_up;
#[cfg(feature = "ssr")]
mod strangers;

#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
pub use cookies::LOGIN_COOKIE;
#[cfg(feature = "ssr")]
pub use roles::RoleMap;
#[cfg(feature = "ssr")]
pub use routes::routes;
#[cfg(feature = "ssr")]
pub use session::{ORIGIN_KEY, STAFF_KEY, SessionOrigin, current_staff};
#[cfg(feature = "ssr")]
pub use state::{SessionHandle, SignInState};
#[cfg(feature = "ssr")]
pub use strangers::StrangersBudget;
