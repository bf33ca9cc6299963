//! From a filter to sets of records: which terms are looked up, and how their sets are joined.

use super::error::IndexError;
use super::store::Store;
use super::terms::{self, Exact, Space};
use crate::domain::audit::{Outcome, RecordKind};
use crate::ports::trail_filter::{Ending, TrailFilter, Wanted};
use crate::ports::trail_search::DAY;

/// What a set is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The records of a term.
    Term(Space, i64),
    /// The records of a term of how actions ended.
    Ended(i64),
    /// The records with a rare value.
    Exact(Exact),
    /// Those of which one of these parts tells.
    Any(Vec<Self>),
    /// Those of which all of these tell.
    All(Vec<Self>),
}

/// How a filter is looked up.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Sets that a record must be in, those first that are small as a rule.
    pub(super) all: Vec<Part>,
    /// Sets that it must not be in.
    pub(super) none: Vec<Part>,
    /// The sets may hold records that do not fit: how many fit is told only by reading them.
    pub(super) is_loose: bool,
    /// Nothing can fit.
    pub(super) is_empty: bool,
}

/// Names of actors that are looked up at most; more of them are read instead.
const NAMES: usize = 64;

impl Plan {
    /// The plan of a filter.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn of(wanted: &Wanted<'_>, store: &Store) -> Result<Self, IndexError> {
        let mut plan = Self::default();
        let filter = wanted.filter;
        plan.rare(wanted, filter);
        plan.texts(wanted);
        plan.ending(filter.ending);
        for (what, value) in [("pool", &filter.pool), ("address", &filter.address), ("role", &filter.role), ("basis", &filter.basis), ("run", &filter.run)] {
            if !value.is_empty() {
                plan.named(what, value);
            }
        }
        let event = filter.asked_event();
        if event.contains('.') {
            plan.named("event", event);
        } else if !event.is_empty() {
            plan.named("noun", event);
        }
        if !filter.actor.is_empty() {
            plan.all.push(Part::Any(["actor", "actor sub"].map(|what| Part::Term(Space::Named, terms::named(what, &filter.actor))).into()));
        }
        plan.who(wanted, store)?;
        plan.is_loose |= [filter.from, filter.until].into_iter().flatten().any(|at| at % DAY != 0);
        plan.is_empty = filter.from.zip(filter.until).is_some_and(|(from, until)| from >= until);
        if filter.without_reads {
            plan.none.push(Part::Term(Space::Named, terms::mere_read()));
        }
        Ok(plan)
    }

    fn named(&mut self, what: &str, value: &str) {
        self.all.push(Part::Term(Space::Named, terms::named(what, value)));
    }

    fn rare(&mut self, wanted: &Wanted<'_>, filter: &TrailFilter) {
        for (what, value) in [("reference", wanted.reference.as_str()), ("ticket", wanted.ticket.as_str()), ("user", &filter.user_sub)] {
            if !value.is_empty() {
                self.all.push(Part::Exact(terms::exact(what, value)));
                // A part of the value's hash leads here.
                self.is_loose = true;
            }
        }
    }

    fn texts(&mut self, wanted: &Wanted<'_>) {
        self.is_loose |= !wanted.words.is_empty();
        // In turns, a gram of each word: words that never meet are seen to after a few sets, and not after all of the first word's.
        let mut words: Vec<_> = wanted.words.iter().map(|word| of_grams(Space::Text, word).into_iter()).collect();
        loop {
            let turn: Vec<_> = words.iter_mut().filter_map(Iterator::next).collect();
            if turn.is_empty() {
                break;
            }
            self.all.extend(turn);
        }
        if !wanted.user.is_empty() {
            self.is_loose = true;
            let names = of_grams(Space::User, &wanted.user);
            // Without grams a name can be anywhere.
            if !names.is_empty() {
                self.all.push(Part::Any(vec![Part::All(names), Part::Exact(terms::exact("user", wanted.filter.user.trim()))]));
            }
        }
    }

    fn ending(&mut self, ending: Option<Ending>) {
        match ending {
            None => {}
            Some(Ending::As(outcome)) => {
                self.all.push(Part::Ended(terms::ended(outcome)));
                if outcome == Outcome::Succeeded {
                    self.none.push(reads());
                }
            }
            Some(Ending::Read) => self.all.extend([Part::Ended(terms::ended(Outcome::Succeeded)), reads()]),
            Some(Ending::Open) => self.all.push(Part::Ended(terms::open())),
            Some(Ending::Check) => self.named("kind", RecordKind::Check.name()),
            Some(Ending::Attention) => self.all.push(Part::Any(one_of(&Ending::IN_DOUBT).chain([Part::Ended(terms::open())]).collect())),
            Some(Ending::Failed) => self.all.push(Part::Any(one_of(&Ending::NOT_DONE).collect())),
        }
    }

    fn who(&mut self, wanted: &Wanted<'_>, store: &Store) -> Result<(), IndexError> {
        if wanted.who.is_empty() {
            return Ok(());
        }
        let names = store.words("actor", &wanted.who)?;
        if names.len() > NAMES {
            self.is_loose = true;
            return Ok(());
        }
        let sub = Part::Term(Space::Named, terms::named("actor sub", wanted.filter.who.trim()));
        let names = names.iter().map(|name| Part::Term(Space::Named, terms::named("actor name", name)));
        self.all.push(Part::Any(names.chain([sub]).collect()));
        Ok(())
    }
}

/// Records of the kind `read`.
pub(super) fn reads() -> Part {
    Part::Term(Space::Named, terms::named("kind", RecordKind::Read.name()))
}

fn one_of(outcomes: &[Outcome]) -> impl Iterator<Item = Part> {
    outcomes.iter().map(|outcome| Part::Ended(terms::ended(*outcome)))
}

fn of_grams(space: Space, text: &str) -> Vec<Part> {
    terms::grams_to_look_for(text).into_iter().map(|gram| Part::Term(space, gram)).collect()
}
