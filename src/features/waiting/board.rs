//! The board itself: who stands on it, in which order, and until when what they have works. No I/O.

use crate::domain::destination::predict;
use crate::domain::masking::{mask_email, mask_phone};
use crate::domain::pool::PoolFacts;
use crate::domain::preflight::{CODE_LASTS, code_ends_at, invitation_contact, temporary_password_ends_at};
use crate::domain::user::{Sub, User, UserStatus, Username};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// What somebody waits with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// RESET_REQUIRED: a new password is chosen with a code.
    ResetCode,
    /// FORCE_CHANGE_PASSWORD: a temporary password is changed at the next sign-in.
    TemporaryPassword,
}

impl Kind {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::ResetCode, Self::TemporaryPassword];

    /// The status that it stands for.
    pub fn status(self) -> UserStatus {
        match self {
            Self::ResetCode => UserStatus::ResetRequired,
            Self::TemporaryPassword => UserStatus::ForceChangePassword,
        }
    }

    /// What a status waits with; `None` where it does not wait.
    pub fn of(status: UserStatus) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.status() == status)
    }
}

/// Whether what somebody has still works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Works {
    /// It works, for so long.
    For(Duration),
    /// It has been over for so long.
    OverFor(Duration),
    /// Cognito did not say when the user last changed.
    Unknown,
}

/// One user on the board: what it shows, and nothing else of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Their `sub`.
    pub sub: Sub,
    /// Their canonical username.
    pub username: Username,
    /// What to call them.
    pub name: String,
    /// E-mail address or phone number, masked; empty without either.
    pub contact: String,
    /// What they wait with.
    pub kind: Kind,
    /// Their last change, UTC: since then they wait.
    pub since: Option<OffsetDateTime>,
    /// Until then it works, UTC.
    pub ends_at: Option<OffsetDateTime>,
    /// Disabled users cannot sign in, whatever they have.
    pub is_enabled: bool,
    /// A reset code would reach them.
    pub is_reachable: bool,
    /// An invitation would reach them.
    pub has_contact: bool,
    /// When staff helped them, where that was after the board was read.
    pub helped_at: Option<OffsetDateTime>,
}

impl Waiting {
    /// A user as the board shows them; `None` for those who do not wait.
    pub fn of(facts: &PoolFacts, user: &User) -> Option<Self> {
        let kind = Kind::of(user.status)?;
        Some(Self {
            sub: user.sub.clone(),
            username: user.username.clone(),
            name: user.shown_name(),
            contact: user.email().map(mask_email).or_else(|| user.phone().map(mask_phone)).unwrap_or_default(),
            kind,
            since: user.changed_at,
            ends_at: match kind {
                Kind::ResetCode => code_ends_at(user, None),
                Kind::TemporaryPassword => temporary_password_ends_at(facts, user),
            },
            is_enabled: user.is_enabled,
            is_reachable: predict(facts, user).is_reachable(),
            has_contact: invitation_contact(user).is_some(),
            helped_at: None,
        })
    }

    /// The same user after staff helped them at that time. `temporary_days` is how long the pool's temporary passwords work.
    pub fn helped(&self, kind: Kind, at: OffsetDateTime, temporary_days: u16) -> Self {
        let works = match kind {
            Kind::ResetCode => CODE_LASTS,
            Kind::TemporaryPassword => Duration::days(i64::from(temporary_days)),
        };
        Self { kind, since: Some(at), ends_at: Some(at.saturating_add(works)), helped_at: Some(at), ..self.clone() }
    }

    /// Whether what they have still works.
    pub fn works(&self, now: OffsetDateTime) -> Works {
        match self.ends_at {
            None => Works::Unknown,
            Some(ends) if ends > now => Works::For(ends - now),
            Some(ends) => Works::OverFor(now - ends),
        }
    }

    /// What they have works no more.
    pub fn is_over(&self, now: OffsetDateTime) -> bool {
        matches!(self.works(now), Works::OverFor(_))
    }
}

/// Oldest first, those without a date after them, and disabled users last: a code or a password helps nobody there, and in many a pool
/// they would fill the first pages.
pub fn sort(users: &mut [Arc<Waiting>]) {
    users.sort_by(|left, right| {
        let key = |user: &Waiting| (!user.is_enabled, user.since.is_none(), user.since);
        key(left).cmp(&key(right)).then_with(|| left.username.cmp(&right.username))
    });
}

/// Which users are asked for; `None` is any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// What they wait with.
    pub kind: Option<Kind>,
    /// Whether it is over.
    pub is_over: Option<bool>,
}

impl Filter {
    /// Whether a user is asked for.
    pub fn lets(self, user: &Waiting, now: OffsetDateTime) -> bool {
        self.kind.is_none_or(|kind| user.kind == kind) && self.is_over.is_none_or(|is_over| user.is_over(now) == is_over)
    }

    /// How many users it lets pass.
    pub fn count(self, users: &[Arc<Waiting>], now: OffsetDateTime) -> usize {
        users.iter().filter(|user| self.lets(user, now)).count()
    }
}

/// Users of a page.
pub const PAGE: usize = 50;

/// A page of the board.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoardPage {
    /// Its users.
    pub users: Vec<Arc<Waiting>>,
    /// Which page it is, from 1.
    pub number: usize,
    /// How many pages there are; 1 at least.
    pub pages: usize,
    /// How many users fit the filter.
    pub total: usize,
}

/// The page with this number, from 1. The board shrinks between two looks: past its end stands its last page.
pub fn page(users: &[Arc<Waiting>], filter: Filter, number: usize, now: OffsetDateTime) -> BoardPage {
    let fitting: Vec<&Arc<Waiting>> = users.iter().filter(|user| filter.lets(user, now)).collect();
    let pages = fitting.len().div_ceil(PAGE).max(1);
    let number = number.clamp(1, pages);
    let users = fitting.iter().skip((number - 1) * PAGE).take(PAGE).map(|user| Arc::clone(user)).collect();
    BoardPage { users, number, pages, total: fitting.len() }
}

#[cfg(test)]
mod tests;
