//! Where a run and its rows stand: closed lists of words.

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunState {
    /// Its rows are being looked at; nothing is done.
    Checking,
    /// Every row was looked at: somebody may start it.
    Checked,
    /// Somebody has started it, and it waits for a second person.
    Confirmed,
    /// Its rows are being carried out.
    Running,
    /// Somebody, or what went wrong, has stopped it for now.
    Paused,
    /// Every row had its turn.
    Done,
    /// Somebody has ended it before that.
    Cancelled,
}

impl RunState {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Checking, Self::Checked, Self::Confirmed, Self::Running, Self::Paused, Self::Done, Self::Cancelled];

    /// The stable word in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Confirmed => "confirmed",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Nothing more will be done.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    /// The console works on it.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Checking | Self::Running)
    }
}

/// Why a run is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PauseCause {
    /// Somebody paused it.
    Person,
    /// The pool's mails of the day are used up.
    MailLimit,
    /// The console's own access to Cognito was refused, or has expired.
    Access,
    /// Cognito, or the console's own database, has not answered for minutes.
    Unreachable,
    /// Whoever runs it has lost the right, their session was ended, or a lock forbids it.
    Authority,
    /// Row after row failed in the same way, which no single user explains.
    Failing,
}

impl PauseCause {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Person, Self::MailLimit, Self::Access, Self::Unreachable, Self::Authority, Self::Failing];

    /// The stable word in the database and the trail.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::MailLimit => "mail_limit",
            Self::Access => "access",
            Self::Unreachable => "unreachable",
            Self::Authority => "authority",
            Self::Failing => "failing",
        }
    }

    /// The cause with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// What happened, and what to do, for the run's page.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Person => ("Somebody paused it.", "It goes on where it stopped."),
            Self::MailLimit => ("The pool's mails of the day are used up.", "Cognito's own mailer sends 50 a day. Resume tomorrow, or have the pool send through Amazon SES."),
            Self::Access => {
                ("The console's access to Cognito was refused.", "Its credentials have expired or its role has changed: whoever runs the console can mend it. Then resume.")
            }
            Self::Unreachable => (
                "Nothing went through for five minutes.",
                "Cognito was not reached, or it limits how fast the account may ask, or the console could not write. Resume once that is over.",
            ),
            Self::Authority => {
                ("Whoever started it may not go on.", "A lock forbids it, or their role or their sessions were taken away. Somebody entitled can resume it, in their own name.")
            }
            Self::Failing => ("Row after row failed in the same way.", "Look at the rows below: it is not the users. Resume once the cause is mended."),
        }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowStanding {
    /// Nobody has looked at it yet.
    Unchecked,
    /// It can be done, as far as can be told.
    Ready,
    /// It is left out; the row says why.
    LeftOut,
    /// Done, and Cognito said so.
    Succeeded,
    /// Cognito said no; nothing changed.
    Refused,
    /// Policy, a limit or the user's state said no when its turn came; Cognito was not asked.
    Denied,
    /// Nobody can tell whether it took effect.
    Unknown,
    /// The run was cancelled before its turn.
    NotDone,
}

impl RowStanding {
    /// All of them, in the order in which pages list them.
    pub const ALL: [Self; 8] = [Self::Unchecked, Self::Ready, Self::LeftOut, Self::Succeeded, Self::Refused, Self::Denied, Self::Unknown, Self::NotDone];

    /// The stable word in the database, in addresses and in result files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Ready => "ready",
            Self::LeftOut => "left_out",
            Self::Succeeded => "succeeded",
            Self::Refused => "refused",
            Self::Denied => "denied",
            Self::Unknown => "unknown",
            Self::NotDone => "not_done",
        }
    }

    /// The standing with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.name() == name)
    }

    /// The word that staff read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unchecked => "Not checked yet",
            Self::Ready => "Can be done",
            Self::LeftOut => "Left out",
            Self::Succeeded => "Succeeded",
            Self::Refused => "Refused by Cognito",
            Self::Denied => "Denied",
            Self::Unknown => "Unknown",
            Self::NotDone => "Not done",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back() {
        for state in RunState::ALL {
            assert_eq!(RunState::from_name(state.name()), Some(state));
            assert!(!(state.is_over() && state.is_at_work()));
        }
        assert!(PauseCause::ALL.into_iter().all(|cause| PauseCause::from_name(cause.name()) == Some(cause)));
        assert!(RowStanding::ALL.into_iter().all(|standing| RowStanding::from_name(standing.name()) == Some(standing)));
    }
}
