//! What crosses between server and browser, and the words for it.

mod api_error;
mod desk_fields;
mod error_code;
mod mended_by;
mod page;

pub use api_error::{ApiError, FieldError};
pub use desk_fields::{DeskFields, TICKED};
pub use error_code::ErrorCode;
pub use page::Page;
