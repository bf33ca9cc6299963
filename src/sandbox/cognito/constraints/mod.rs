//! The constraints of the published API model: type, presence, length, range, pattern and enum of
//! every member, checked before an operation looks at anything else, as AWS does.

mod check;
#[cfg(test)]
mod every_member;
mod pattern;
mod shape;
mod shapes;
#[cfg(test)]
mod tests;
mod types;

pub use check::{check, check_text};
pub use shape::Member;
pub use shapes::*;
