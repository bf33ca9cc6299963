//! The forms, the result, and the page that offers a form again.

mod again;
mod reset_form;
mod result;
mod result_words;
mod reveal;
mod set_form;
mod why_fields;

pub use again::AgainPage;
pub use reset_form::ResetForm;
pub use result::ResultPage;
pub use result_words::has_result_page;
pub use set_form::SetPasswordForm;
