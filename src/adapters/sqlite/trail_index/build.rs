//! Following the trail: block after block goes into the file, and what comes after the last whole block stays in the tail.

use super::bits::{Bits, CHUNK};
use super::error::IndexError;
use super::segments::{Block, Draft, SIZES, Segment, place_of};
use super::store::Store;
use super::terms::{self, Space};
use super::trail::TrailReader;
use crate::domain::audit::{AuditRecord, Outcome, RecordKind};

/// The hash of an index that has no record yet.
const NOTHING: [u8; 32] = [0; 32];

/// Puts the next block of the trail into the file, the largest there is; `false` where none has ended.
///
/// # Errors
/// [`IndexError`]; then nothing was written.
pub(super) fn step(store: &mut Store, trail: &TrailReader) -> Result<bool, IndexError> {
    let head = trail.head()?;
    let first = trail.first()?;
    let (mut cursor, hash) = store.cursor()?;
    check_trail(trail, cursor, hash)?;
    if cursor < first - SIZES[0] && hash == NOTHING {
        // Nothing is indexed yet, and what was pruned does not come back.
        cursor = first - first.rem_euclid(SIZES[0]) - 1;
        store.0.execute("UPDATE progress SET cursor = ?", [cursor])?;
    }
    let Some(block) = Block::at(cursor + 1, head) else { return Ok(false) };
    let read = Reading::of(trail, block)?;
    // IMMEDIATE, and the cursor once more: another process may have come first.
    store.0.execute_batch("BEGIN IMMEDIATE")?;
    let written = if store.cursor()?.0 == cursor { forget(store, first).and_then(|()| write(store, block, read, first)) } else { Ok(()) };
    match written {
        Ok(()) => store.0.execute_batch("COMMIT")?,
        Err(error) => {
            store.0.execute_batch("ROLLBACK")?;
            return Err(error);
        }
    }
    Ok(true)
}

/// The index belongs to this trail: the record at its end is the one that it was when it was read.
///
/// # Errors
/// [`IndexError::Damaged`] where it is another, or none: the database was restored from a backup.
pub(super) fn check_trail(trail: &TrailReader, cursor: i64, hash: [u8; 32]) -> Result<(), IndexError> {
    if hash == NOTHING || trail.hash_at(cursor)? == Some(hash) { Ok(()) } else { Err(IndexError::Damaged("the index is of another trail, or ahead of this one")) }
}

/// What a block says.
struct Reading {
    draft: Draft,
    /// How actions of earlier blocks ended: their openings, and the outcome.
    late: Vec<(i64, Option<Outcome>)>,
    hash: [u8; 32],
}

impl Reading {
    fn of(trail: &TrailReader, block: Block) -> Result<Self, IndexError> {
        let (mut draft, mut late) = (Draft::default(), Vec::new());
        trail.records(block.first, block.last(), |record, opening| match record.entry.kind {
            kind if kind.opens() => {
                draft.open(&record);
                if let Some(term) = begins(&record) {
                    draft.end(place_of(record.sequence), term);
                }
            }
            _ if opening >= block.first => {
                if let Some(outcome) = record.entry.outcome.filter(|_| opening < record.sequence) {
                    draft.end(place_of(opening), terms::ended(outcome));
                }
            }
            _ => late.push((opening, record.entry.outcome)),
        })?;
        let hash = trail.hash_at(block.last())?.ok_or(IndexError::Damaged("the trail has a gap"))?;
        Ok(Self { draft, late, hash })
    }
}

/// How an action stands when it is opened.
fn begins(opening: &AuditRecord) -> Option<i64> {
    if opening.entry.kind == RecordKind::Intent { Some(terms::open()) } else { opening.entry.outcome.map(terms::ended) }
}

fn write(store: &Store, block: Block, read: Reading, first: i64) -> Result<(), IndexError> {
    for (opening, outcome) in read.late.into_iter().filter(|(opening, _)| *opening >= first) {
        end(store, opening, outcome)?;
    }
    read.draft.write(store, block)?;
    let mut whole = block;
    while let Some(larger) = whole.completes() {
        join(store, larger)?;
        whole = larger;
    }
    store.0.prepare_cached("UPDATE progress SET cursor = ?, hash = ?")?.execute((block.last(), read.hash))?;
    Ok(())
}

/// Makes one segment of those that lie in a block.
fn join(store: &Store, block: Block) -> Result<(), IndexError> {
    let mut draft = Draft::default();
    let parts: Vec<Segment> = store.segments()?.into_iter().filter(|part| (block.first..=block.last()).contains(&part.block().first)).collect();
    for part in &parts {
        draft.absorb(store, *part)?;
    }
    for part in parts {
        delete(store, part)?;
    }
    draft.write(store, block)
}

/// Deletes the segments of what was pruned.
fn forget(store: &Store, first: i64) -> Result<(), IndexError> {
    for part in store.segments()?.into_iter().filter(|part| part.block().last() < first) {
        delete(store, part)?;
    }
    Ok(())
}

fn delete(store: &Store, part: Segment) -> Result<(), IndexError> {
    for text in ["DELETE FROM postings WHERE segment = ?", "DELETE FROM exact WHERE segment = ?", "DELETE FROM segments WHERE id = ?"] {
        store.0.prepare_cached(text)?.execute([part.id])?;
    }
    Ok(())
}

/// Moves an action of the file to where it stands now. It was open, or in doubt.
fn end(store: &Store, opening: i64, outcome: Option<Outcome>) -> Result<(), IndexError> {
    let ids = (0..SIZES.len()).map(|level| Segment::id_of(Block { first: opening - opening.rem_euclid(SIZES[level]), level }));
    let mut exists = store.0.prepare_cached("SELECT 1 FROM segments WHERE id = ?")?;
    for id in ids {
        if !exists.exists([id])? {
            continue;
        }
        for before in [terms::open(), terms::ended(Outcome::Unknown)] {
            change(store, id, before, |bits, place| bits.remove(place), opening)?;
        }
        if let Some(outcome) = outcome {
            change(store, id, terms::ended(outcome), Bits::insert, opening)?;
        }
        return Ok(());
    }
    Err(IndexError::Damaged("an action is in none of the segments"))
}

fn change(store: &Store, segment: i64, term: i64, change: impl Fn(&mut Bits, u16), opening: i64) -> Result<(), IndexError> {
    let mut bits = store.posting(segment, Space::Named, term)?.unwrap_or_else(Bits::none);
    debug_assert!(opening / CHUNK == (segment >> 2) / CHUNK, "a segment lies within a chunk");
    change(&mut bits, place_of(opening));
    store.0.prepare_cached("INSERT OR REPLACE INTO postings (segment, space, term, bits) VALUES (?, ?, ?, ?)")?.execute((segment, Space::Named as i64, term, bits.kept()))?;
    Ok(())
}
