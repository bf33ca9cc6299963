//! The page that takes a document, and the way to it.

mod link;
mod requests;

pub use link::RequestsLink;
pub use requests::RequestsPage;
