//! What comes alive in the browser on the forms about passwords.

mod password_meter;

pub use password_meter::PasswordMeter;
