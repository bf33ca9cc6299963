//! The forms, the result, and the page that offers a form again.

mod answer;
mod done;
mod followed;
mod reconciled_words;
mod reset_form;
mod result;
mod result_words;
mod reveal;
mod set_form;
mod success_words;
mod typed_field;

pub use done::has_result_page;
pub use reset_form::{ResetFields, ResetForm};
pub use result::ResultPage;
pub use set_form::{SetPasswordFields, SetPasswordForm};
pub use typed_field::TypedPasswordField;
