//! Places for exports that are being sent: a few for all, and one for a person.

use crate::domain::actor::StaffId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

const PATIENCE: Duration = Duration::from_secs(2);

/// Whoever finds no place is asked to come again; clones share the places.
#[derive(Debug, Clone)]
pub struct ExportPlaces {
    free: Arc<Semaphore>,
    /// Who has one.
    taken: Arc<Mutex<HashSet<StaffId>>>,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct ExportPlace {
    places: ExportPlaces,
    whose: StaffId,
    _held: OwnedSemaphorePermit,
}

impl ExportPlaces {
    /// So many for all together.
    pub fn new(places: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(places)), taken: Arc::default() }
    }

    /// A place for this person, within [`PATIENCE`]: the last piece of an export may be out before its place is free.
    pub async fn take(&self, whose: &StaffId) -> Option<ExportPlace> {
        let until = Instant::now() + PATIENCE;
        loop {
            let place = self.try_take(whose);
            if place.is_some() || Instant::now() >= until {
                return place;
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// A place for this person, if they have none yet and one is free.
    pub fn try_take(&self, whose: &StaffId) -> Option<ExportPlace> {
        let held = Arc::clone(&self.free).try_acquire_owned().ok()?;
        let is_first = self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(whose.clone());
        is_first.then(|| ExportPlace { places: self.clone(), whose: whose.clone(), _held: held })
    }
}

impl Drop for ExportPlace {
    fn drop(&mut self) {
        self.places.taken.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.whose);
    }
}
