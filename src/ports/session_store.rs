//! Staff sessions' port. Cookies and request extraction are tower-sessions' work; what a session is, is ours.

use crate::domain::actor::{Actor, StaffId};
use crate::domain::step_up::SignInProof;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// A signed-in session as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSession {
    /// Who is signed in.
    pub actor: Actor,
    /// The groups of the ID token: what the person may be follows from them, by the configuration that is in force.
    pub groups: Vec<String>,
    /// The issuer's session id (`sid`), for back-channel logout.
    pub sid: Option<String>,
    /// The ID token, kept only as `id_token_hint` of the sign-out; never sent to the browser otherwise.
    pub id_token: String,
    /// When the person proved who they are, seconds since 1970 (`auth_time`, else `iat`).
    pub auth_time: i64,
    /// The same by the token's own word, where it has one: what a fresh sign-in is told by.
    #[serde(default)]
    pub proof: SignInProof,
}

/// A session as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// A public handle: 16 hexadecimal digits of the stored id's hash, of no use as a cookie.
    pub handle: String,
    /// Whose it is; the roles are those of the sign-in.
    pub actor: Actor,
    /// Their groups at the sign-in.
    pub groups: Vec<String>,
    /// The client's address at sign-in.
    pub address: String,
    /// The client's user agent at sign-in.
    pub user_agent: String,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970.
    pub last_seen_at: i64,
}

/// The key under which a loaded session carries its [`SessionTimes`]; they are never stored there.
pub const TIMES_KEY: &str = "times";

/// When a session began, and when its use was last noted; microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTimes {
    /// The sign-in.
    pub created_at: i64,
    /// The last use by a person that was noted.
    pub last_seen_at: i64,
}

/// Somebody who signed in within the last 30 days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// Who, as at their newest sign-in.
    pub actor: Actor,
    /// Their groups then.
    pub groups: Vec<String>,
    /// That sign-in, microseconds since 1970.
    pub signed_in_at: i64,
    /// How many live sessions they have.
    pub live: i64,
    /// Somebody else ended their newest session, or since their newest sign-in one of those that are all over by now: what they were by it counts no more.
    pub was_ended: bool,
}

/// Why a session is over; shown on the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// The person signed out.
    SignedOut,
    /// Ended from the list of sessions, by a supervisor.
    Ended,
    /// Ended from the list of sessions, by its owner.
    EndedByOwner,
    /// The issuer said so (OpenID Connect Back-Channel Logout 1.0).
    ByIssuer,
    /// Replaced by a new sign-in in the same browser.
    Replaced,
    /// The person was locked out.
    Locked,
    /// The person's groups give no role any more.
    NoRole,
}

impl SessionEnd {
    /// The stable word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Ended => "ended",
            Self::EndedByOwner => "ended_by_owner",
            Self::ByIssuer => "by_issuer",
            Self::Replaced => "replaced",
            Self::Locked => "locked",
            Self::NoRole => "no_role",
        }
    }
}

/// Which sessions to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionChoice {
    /// The one with this handle.
    Handle(String),
    /// All of this person (issuer, sub) but the one with this handle.
    OthersOf {
        /// Issuer's URL.
        issuer: String,
        /// The person's `sub`.
        sub: String,
        /// The session to keep.
        keep_handle: String,
    },
    /// All of this person.
    Person {
        /// Issuer's URL.
        issuer: String,
        /// The person's `sub`.
        sub: String,
    },
    /// By the issuer's logout token: its `sid`, its `sub`, or both.
    Issuer {
        /// Issuer's URL.
        issuer: String,
        /// The logout token's `sid`.
        sid: Option<String>,
        /// The logout token's `sub`.
        sub: Option<String>,
    },
}

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the session store failed: {0}")]
pub struct SessionStoreError(pub String);

/// Listing and ending sessions.
#[async_trait]
pub trait SessionDirectory: Send + Sync {
    /// Live sessions: of one person (issuer, sub), or everyone's.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn list(&self, of: Option<(&str, &str)>) -> Result<Vec<SessionFacts>, SessionStoreError>;

    /// Ends the chosen sessions at once and gives what they were; already ended ones are not counted.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn end(&self, choice: &SessionChoice, end: SessionEnd) -> Result<Vec<SessionFacts>, SessionStoreError>;

    /// Whose session this was, where it ended within the last hour: by time, by its owner or a supervisor, or by the issuer. Never
    /// where a new one took its place. A form that is sent after that is kept for its owner to find again; nothing else follows
    /// from it.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn owner_of_ended(&self, handle: &str) -> Result<Option<StaffId>, SessionStoreError>;

    /// Everybody who signed in within the last 30 days, newest first.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn people(&self) -> Result<Vec<PersonFacts>, SessionStoreError>;

    /// Takes the groups of all earlier sign-ins from this person: by their newest they have none that is a role.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn forget_groups(&self, person: &StaffId) -> Result<(), SessionStoreError>;

    /// Whether this session ended because its person may not come in any more, and why: [`SessionEnd::Locked`] or [`SessionEnd::NoRole`].
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn shut_out(&self, handle: &str) -> Result<Option<SessionEnd>, SessionStoreError>;

    /// Notes that the session with this handle was used by a person (polling does not count), and removes what is long over.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn touch(&self, handle: &str) -> Result<(), SessionStoreError>;
}
