//! Asking for an approval, deciding on it, and carrying it out once.

pub mod api;
pub mod wire;

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
mod ask;
#[cfg(feature = "ssr")]
mod carry_out;
#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod expire;
#[cfg(feature = "ssr")]
mod news;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod register;
#[cfg(feature = "ssr")]
mod withdraw;

#[cfg(feature = "ssr")]
pub use answer::EscalationAnswer;
#[cfg(feature = "ssr")]
pub use ask::{Asking, ask};
#[cfg(feature = "ssr")]
pub use carry_out::carry_out;
#[cfg(feature = "ssr")]
pub use decide::decide;
#[cfg(feature = "ssr")]
pub use expire::{expire, expire_regularly};
#[cfg(feature = "ssr")]
pub use news::news;
#[cfg(feature = "ssr")]
pub use pages::sees_approvals;
#[cfg(feature = "ssr")]
pub use people::{Part, person_now};
#[cfg(feature = "ssr")]
pub use register::{Asked, Register, RegisterError};
#[cfg(feature = "ssr")]
pub use withdraw::withdraw;
