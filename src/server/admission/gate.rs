//! Places for requests: as many as the machine carries, the first ones first.

use super::class::Class;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// To begin with.
const FIRST: f64 = 64.0;
/// Places and waiting places of one session: more than a browser asks for at a time, and never all there are.
pub(super) const OF_A_SESSION: usize = 16;
/// The same for an action: whoever has too many pages under way can still act. Fewer than there are at the least.
pub(super) const OF_A_SESSION_ACTING: usize = OF_A_SESSION + OF_A_SESSION / 2;

/// Who is in, and who waits.
#[derive(Debug)]
pub(super) struct Gate {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    limit: f64,
    under_way: usize,
    /// The most that were under way since the limit was last looked at.
    most: usize,
    /// Somebody found no place since then.
    was_full: bool,
    waiting: [VecDeque<oneshot::Sender<Place>>; Class::ALL.len()],
    sessions: HashMap<u64, usize>,
}

/// A place. Whoever drops it gives it to the next one.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let given = {
            let mut state = self.gate.lock();
            state.under_way -= 1;
            state.give_out(&self.gate)
        };
        // Outside of the lock: a place whose taker has gone comes back here.
        given.into_iter().for_each(|(taker, place)| drop(taker.send(place)));
    }
}

/// What a session holds: a place, or a place in the line.
#[derive(Debug)]
struct OfSession {
    gate: Arc<Gate>,
    session: u64,
}

impl Drop for OfSession {
    fn drop(&mut self) {
        let mut state = self.gate.lock();
        if let Some(held) = state.sessions.get_mut(&self.session) {
            *held -= 1;
            if *held == 0 {
                state.sessions.remove(&self.session);
            }
        }
    }
}

/// A request that was let in.
#[derive(Debug)]
pub(super) struct Admitted {
    _place: Place,
    _session: Option<OfSession>,
}

/// What happened since the limit was last looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lately {
    pub limit: f64,
    /// The most that were under way at once.
    pub most: usize,
    /// Whether the limit was in anybody's way.
    pub was_full: bool,
}

impl Gate {
    pub(super) fn new() -> Arc<Self> {
        let state = State { limit: FIRST, under_way: 0, most: 0, was_full: false, waiting: Default::default(), sessions: HashMap::new() };
        Arc::new(Self { state: Mutex::new(state) })
    }

    /// A place, at once or after a short wait; `None` where there is none.
    pub(super) async fn enter(self: &Arc<Self>, class: Class, session: Option<u64>) -> Option<Admitted> {
        let mut of_session = None;
        let waiting = {
            let mut state = self.lock();
            if let Some(session) = session {
                let held = state.sessions.entry(session).or_default();
                if *held >= if class == Class::Action { OF_A_SESSION_ACTING } else { OF_A_SESSION } {
                    return None;
                }
                *held += 1;
                of_session = Some(OfSession { gate: Arc::clone(self), session });
            }
            if state.has_place(class) && !state.is_awaited(class) {
                let place = state.take(self);
                return Some(Admitted { _place: place, _session: of_session });
            }
            state.was_full = true;
            let line = &mut state.waiting[class as usize];
            line.retain(|taker| !taker.is_closed());
            if line.len() >= class.room() {
                None
            } else {
                let (taker, given) = oneshot::channel();
                line.push_back(taker);
                Some(given)
            }
        }?;
        let place = tokio::time::timeout(class.patience(), waiting).await.ok()?.ok()?;
        Some(Admitted { _place: place, _session: of_session })
    }

    /// What happened since this was asked last.
    pub(super) fn lately(&self) -> Lately {
        let mut state = self.lock();
        let lately = Lately { limit: state.limit, most: state.most, was_full: state.was_full };
        (state.most, state.was_full) = (state.under_way, false);
        lately
    }

    /// As many places from now on.
    pub(super) fn set_limit(self: &Arc<Self>, limit: f64) {
        let given = {
            let mut state = self.lock();
            state.limit = limit;
            state.give_out(self)
        };
        given.into_iter().for_each(|(taker, place)| drop(taker.send(place)));
    }

    /// Whether nobody is in.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().under_way == 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    #[expect(clippy::cast_precision_loss, reason = "hundreds")]
    fn has_place(&self, class: Class) -> bool {
        (self.under_way as f64) < (self.limit * class.share()).max(1.0)
    }

    /// Whether somebody waits who goes before a newcomer of this class.
    fn is_awaited(&self, class: Class) -> bool {
        self.waiting[..=class as usize].iter().flatten().any(|taker| !taker.is_closed())
    }

    fn take(&mut self, gate: &Arc<Gate>) -> Place {
        self.under_way += 1;
        self.most = self.most.max(self.under_way);
        Place { gate: Arc::clone(gate) }
    }

    /// What is free, for those who wait, the first class first.
    fn give_out(&mut self, gate: &Arc<Gate>) -> Vec<(oneshot::Sender<Place>, Place)> {
        let mut given = Vec::new();
        for class in Class::ALL {
            while self.has_place(class) {
                let Some(taker) = self.waiting[class as usize].pop_front() else { break };
                if !taker.is_closed() {
                    given.push((taker, self.take(gate)));
                }
            }
        }
        given
    }
}

#[cfg(test)]
mod tests;
