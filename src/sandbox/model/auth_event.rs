//! What threat protection remembers of a user: AuthEventType.

use serde::{Deserialize, Serialize};

use crate::sandbox::clock::Moment;

/// EventType
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthEventKind {
    /// A sign-in, finished or not.
    SignIn,
    /// A code was asked for.
    ForgotPassword,
    /// The user chose a new password.
    PasswordChange,
}

/// EventResponse
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthEventResponse {
    /// It worked.
    Pass,
    /// It did not.
    Fail,
    /// A challenge was given.
    InProgress,
}

/// One event, with where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthEvent {
    /// EventId
    pub id: String,
    /// EventType
    pub kind: AuthEventKind,
    /// EventResponse
    pub response: AuthEventResponse,
    /// CreationDate
    pub at: Moment,
    /// EventContextData.IpAddress
    pub ip_address: String,
    /// EventContextData.DeviceName
    pub device: String,
    /// EventContextData.City; empty when the address tells none.
    pub city: String,
    /// EventContextData.Country; empty when the address tells none.
    pub country: String,
}
