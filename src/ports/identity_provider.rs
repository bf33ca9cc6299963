//! The OpenID provider's port.

use crate::domain::actor::StaffId;
use crate::domain::secret::Secret;
use crate::domain::step_up::SignInProof;
use crate::ports::session_store::SessionStoreError;
use async_trait::async_trait;

/// What the issuer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedFor<'a> {
    /// A sign-in, also by a session that is alive at the issuer.
    SignIn,
    /// That the person proves again who they are.
    FreshSignIn {
        /// `acr` values of which one is wanted; empty: those of every sign-in.
        acr_values: &'a [String],
    },
}

/// What must be remembered between the authorization request and its callback.
#[derive(Debug)]
pub struct LoginAttempt {
    /// OAuth 2.0 `state`: 128 random bits or more.
    pub state: String,
    /// OpenID Connect `nonce`.
    pub nonce: Secret<String>,
    /// RFC 7636 code verifier.
    pub pkce_verifier: Secret<String>,
}

/// A started sign-in: where to send the browser, and what to remember.
#[derive(Debug)]
pub struct AuthorizationRequest {
    /// The authorization endpoint with all parameters.
    pub url: String,
    /// What to remember.
    pub attempt: LoginAttempt,
}

/// For which session a fresh sign-in was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUpFor {
    /// The session's public handle.
    pub session: String,
    /// Whose session it is: nobody else's sign-in is an answer.
    pub person: StaffId,
}

/// An attempt as it comes back from where it was kept.
#[derive(Debug)]
pub struct KeptAttempt {
    /// As it was begun.
    pub attempt: LoginAttempt,
    /// The local path to return to.
    pub return_to: String,
    /// When it began, microseconds since 1970.
    pub began_at: i64,
    /// Where a session asked for it; absent for an ordinary sign-in.
    pub step_up: Option<StepUpFor>,
}

/// What the callback's address carried.
#[derive(Debug, Clone, Default)]
pub struct CallbackParameters {
    /// The authorization code.
    pub code: Option<String>,
    /// RFC 9207 `iss`.
    pub iss: Option<String>,
    /// OAuth 2.0 error code.
    pub error: Option<String>,
}

/// A person whom the issuer has vouched for, before any question of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedIdentity {
    /// The issuer's URL, exactly as configured.
    pub issuer: String,
    /// The issuer's identifier of the person.
    pub sub: String,
    /// The name to show; the `sub` where there is none.
    pub name: String,
    /// The e-mail address, if given.
    pub email: Option<String>,
    /// Values of the configured roles claim (a string, or a list of strings).
    pub groups: Vec<String>,
    /// `sid`, if given.
    pub sid: Option<String>,
    /// When the token was made (`iat`), seconds since 1970.
    pub issued_at: i64,
    /// When and how they signed in, as far as the token says.
    pub proof: SignInProof,
    /// The encoded ID token, for `id_token_hint`.
    pub id_token: String,
}

/// A verified logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutClaims {
    /// The issuer's session id.
    pub sid: Option<String>,
    /// The issuer's identifier of the person.
    pub sub: Option<String>,
    /// The token's own id, to refuse a replay.
    pub jti: String,
}

/// Why a sign-in did not work. For engineers: logged, never serialised.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The issuer does not answer, or answers what is not its metadata.
    #[error("the issuer does not answer: {0}")]
    Unavailable(String),
    /// The person or the issuer stopped the sign-in.
    #[error("the issuer refused: {0}")]
    Refused(String),
    /// A check of the callback, the token response or the ID token failed.
    #[error("the sign-in did not verify: {0}")]
    Unverified(String),
}

/// The OpenID provider.
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// The configured issuer.
    fn issuer(&self) -> &str;

    /// Builds an authorization request: code flow, PKCE S256, fresh state and nonce. For a fresh sign-in with `max_age=0`, which obliges the
    /// issuer to ask the person again and to say in `auth_time` when it did (OpenID Connect Core 1.0, section 3.1.2.1).
    ///
    /// # Errors
    /// [`IdentityError::Unavailable`].
    async fn authorization_request(&self, asked_for: AskedFor<'_>) -> Result<AuthorizationRequest, IdentityError>;

    /// Checks `iss`, redeems the code once, and checks the ID token in full.
    ///
    /// # Errors
    /// [`IdentityError`].
    async fn redeem(&self, attempt: &LoginAttempt, callback: &CallbackParameters) -> Result<VerifiedIdentity, IdentityError>;

    /// The address that ends the issuer's own session (RP-Initiated Logout 1.0), if the issuer has one.
    async fn end_session_url(&self, id_token_hint: &str) -> Option<String>;

    /// Checks a back-channel logout token.
    ///
    /// # Errors
    /// [`IdentityError`].
    async fn verify_logout_token(&self, token: &str) -> Result<LogoutClaims, IdentityError>;

    /// Whether the issuer answers with metadata that fits the configuration.
    ///
    /// # Errors
    /// [`IdentityError`].
    async fn check(&self) -> Result<(), IdentityError>;
}

/// Login attempts between request and callback: single use, ten minutes, bound to one browser.
#[async_trait]
pub trait LoginAttemptStore: Send + Sync {
    /// Keeps an attempt, bound to the browser's login cookie, with the local path to return to, and the session that asked for it, if one did.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn keep(&self, attempt: &LoginAttempt, browser: &str, return_to: &str, step_up: Option<&StepUpFor>) -> Result<(), SessionStoreError>;

    /// Takes an attempt out, once: only for the browser that began it, and not after ten minutes.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn take(&self, state: &str, browser: &str) -> Result<Option<KeptAttempt>, SessionStoreError>;

    /// Notes a logout token's id; `false` when it was seen before.
    ///
    /// # Errors
    /// [`SessionStoreError`].
    async fn is_new_logout_token(&self, jti: &str) -> Result<bool, SessionStoreError>;
}
