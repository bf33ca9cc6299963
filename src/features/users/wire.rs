//! Search results as they cross to the browser. Contacts are masked before they leave the server.

use serde::{Deserialize, Serialize};

/// One user in a list of results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The user's page.
    pub href: String,
    /// The name, else the username.
    pub name: String,
    /// The canonical username.
    pub username: String,
    /// Masked e-mail address, else masked phone number, else empty.
    pub contact: String,
    /// Cognito's word for the state.
    pub status: String,
    /// `ok`, `attention` or `blocked`.
    pub tone: String,
    /// The account is disabled.
    pub is_disabled: bool,
    /// When the user last changed: RFC 3339, and how long ago.
    pub changed_at: String,
    /// As in `3 days ago`; empty where unknown.
    pub changed: String,
    /// The best next step.
    pub next_step: String,
}

/// What a search gave.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchAnswer {
    /// What was searched, as understood.
    pub query: String,
    /// The users, without duplicates.
    pub rows: Vec<UserRow>,
    /// Which attributes were searched.
    pub looked_in: String,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// The page of the one user that is exactly what was asked for.
    pub exact: Option<String>,
}
