//! The reset form, its result, and the page that offers it again.

mod again;
mod form;
mod result;

pub use again::AgainPage;
pub use form::ResetForm;
pub use result::ResultPage;
