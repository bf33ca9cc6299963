//! Segments: what is found in a block of the trail. Blocks are of three sizes; eight small ones become one of the next size.

use super::bits::{Bits, CHUNK, checked, kept, with_check};
use super::error::IndexError;
use super::store::Store;
use super::terms::{self, Exact, Space};
use crate::domain::audit::AuditRecord;
use crate::ports::trail_filter::Folded;
use crate::ports::trail_search::day_of;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

/// Records of a block of each size, the smallest first. Small in tests, so that a short trail has segments of every size.
pub(super) const SIZES: [i64; 3] = if cfg!(test) { [8, 64, CHUNK] } else { [1_024, 8_192, CHUNK] };

/// A segment as it stands in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    /// The block's first sequence times four, and its size's place in [`SIZES`].
    pub(super) id: i64,
    /// When its first and its last action began, by the clock, microseconds since 1970.
    pub(super) min_at: i64,
    pub(super) max_at: i64,
}

impl Segment {
    /// The id of a block's segment.
    pub(super) fn id_of(block: Block) -> i64 {
        block.first << 2 | i64::try_from(block.level).unwrap_or(0)
    }

    /// Its block.
    pub(super) fn block(self) -> Block {
        Block { first: self.id >> 2, level: usize::try_from(self.id & 3).unwrap_or(0).min(SIZES.len() - 1) }
    }
}

/// A block of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) first: i64,
    pub(super) level: usize,
}

impl Block {
    /// The largest block that begins here and has ended at the trail's head.
    pub(super) fn at(first: i64, head: i64) -> Option<Self> {
        let fits = |level: &usize| first % SIZES[*level] == 0 && first + SIZES[*level] - 1 <= head;
        (0..SIZES.len()).rev().find(fits).map(|level| Self { first, level })
    }

    /// Its last sequence.
    pub(super) fn last(self) -> i64 {
        self.first + SIZES[self.level] - 1
    }

    /// The larger block of which this is the last part.
    pub(super) fn completes(self) -> Option<Self> {
        let level = self.level + 1;
        let size = SIZES.get(level)?;
        ((self.last() + 1) % size == 0).then(|| Self { first: self.last() + 1 - size, level })
    }
}

/// The place of a record in its chunk.
pub(super) fn place_of(sequence: i64) -> u16 {
    u16::try_from(sequence.rem_euclid(CHUNK)).unwrap_or(0)
}

/// A segment that is being made.
#[derive(Default)]
pub(super) struct Draft {
    postings: HashMap<(Space, i64), Vec<u16>, BuildHasherDefault<Mix>>,
    exact: HashMap<u8, Vec<(u32, u16)>>,
    ended: HashMap<u16, i64>,
    words: BTreeSet<(&'static str, String)>,
    times: Option<(i64, i64)>,
}

impl Draft {
    /// Adds the record that opens an action; ascending by sequence.
    pub(super) fn open(&mut self, record: &AuditRecord) {
        let (place, entry) = (place_of(record.sequence), &record.entry);
        let folded = Folded::of(entry);
        terms::named_values(entry, |term| self.push(Space::Named, term, place));
        self.push(Space::Day, day_of(entry.occurred_at), place);
        terms::grams(&folded.text, true, |gram| self.push(Space::Text, gram, place));
        terms::grams(&folded.user, false, |gram| self.push(Space::User, gram, place));
        terms::exact_values(entry, |(bucket, rest)| self.exact.entry(bucket).or_default().push((rest, place)));
        self.words.insert(("event", entry.event.clone()));
        if entry.actor.is_some() {
            self.words.insert(("actor", folded.who));
        }
        self.saw(entry.occurred_at, entry.occurred_at);
    }

    /// How the action at this place ended, as far as is known by now.
    pub(super) fn end(&mut self, place: u16, term: i64) {
        self.ended.insert(place, term);
    }

    fn saw(&mut self, min: i64, max: i64) {
        let (least, most) = self.times.unwrap_or((min, max));
        self.times = Some((least.min(min), most.max(max)));
    }

    fn push(&mut self, space: Space, term: i64, place: u16) {
        let places = self.postings.entry((space, term)).or_default();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }

    /// Takes over a segment that stands in the index; the older ones first.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn absorb(&mut self, store: &Store, segment: Segment) -> Result<(), IndexError> {
        let mut statement = store.0.prepare_cached("SELECT space, term, bits FROM postings WHERE segment = ?")?;
        let mut rows = statement.query([segment.id])?;
        while let Some(row) = rows.next()? {
            let space = Space::from_number(row.get(0)?).ok_or(IndexError::Damaged("a kind of postings that there is not"))?;
            let bits = Bits::read(row.get_ref(2)?.as_blob().map_err(|_| IndexError::Damaged("a list is of another type"))?)?;
            self.postings.entry((space, row.get(1)?)).or_default().extend(bits.up());
        }
        let mut statement = store.0.prepare_cached("SELECT bucket, entries FROM exact WHERE segment = ?")?;
        let mut rows = statement.query([segment.id])?;
        while let Some(row) = rows.next()? {
            let kept: Vec<u8> = row.get(1)?;
            self.exact.entry(row.get(0)?).or_default().extend(entries(&kept)?);
        }
        self.saw(segment.min_at, segment.max_at);
        Ok(())
    }

    /// Writes the segment of this block.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn write(mut self, store: &Store, block: Block) -> Result<(), IndexError> {
        let id = Segment::id_of(block);
        let mut ended: Vec<(u16, i64)> = self.ended.drain().collect();
        ended.sort_unstable();
        ended.into_iter().for_each(|(place, term)| self.push(Space::Named, term, place));
        let mut postings: Vec<_> = self.postings.into_iter().collect();
        postings.sort_unstable_by_key(|(key, _)| *key);
        let mut insert = store.0.prepare_cached("INSERT INTO postings (segment, space, term, bits) VALUES (?, ?, ?, ?)")?;
        for ((space, term), places) in postings {
            insert.execute((id, space as i64, term, kept(&places)))?;
        }
        let mut insert = store.0.prepare_cached("INSERT INTO exact (segment, bucket, entries) VALUES (?, ?, ?)")?;
        let mut exact: Vec<_> = self.exact.into_iter().collect();
        exact.sort_unstable();
        for (bucket, entries) in exact {
            let mut bytes = Vec::with_capacity(entries.len() * 6 + 4);
            for (rest, place) in entries {
                bytes.extend(rest.to_le_bytes());
                bytes.extend(place.to_le_bytes());
            }
            insert.execute((id, bucket, with_check(bytes)))?;
        }
        let mut insert = store.0.prepare_cached("INSERT OR IGNORE INTO words (what, word) VALUES (?, ?)")?;
        for (what, word) in self.words {
            insert.execute((what, word))?;
        }
        let (min_at, max_at) = self.times.unwrap_or((i64::MAX, i64::MIN));
        store.0.prepare_cached("INSERT INTO segments (id, min_at, max_at) VALUES (?, ?, ?)")?.execute((id, min_at, max_at))?;
        Ok(())
    }
}

fn entries(kept: &[u8]) -> Result<impl Iterator<Item = (u32, u16)> + '_, IndexError> {
    let entry = |bytes: &[u8]| (u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]), u16::from_le_bytes([bytes[4], bytes[5]]));
    Ok(checked(kept)?.chunks_exact(6).map(entry))
}

/// The records of a segment with this rare value.
///
/// # Errors
/// [`IndexError`].
pub(super) fn with_value(store: &Store, segment: i64, (bucket, rest): Exact) -> Result<Option<Bits>, IndexError> {
    let Some(kept) = store.bucket(segment, bucket)? else { return Ok(None) };
    let mut bits = Bits::none();
    entries(&kept)?.filter(|(other, _)| *other == rest).for_each(|(_, place)| bits.insert(place));
    Ok((!bits.is_empty()).then_some(bits))
}

/// A quick hash for terms, which are numbers already; what is found by them is read anyway.
#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }

    fn write_isize(&mut self, number: isize) {
        self.write_u64(number.cast_unsigned() as u64);
    }
}
