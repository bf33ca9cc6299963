//! Sets of the records of one chunk, by the low sixteen bits of their sequences, and the form in which they are kept.

use super::error::IndexError;
use std::ops::Range;

/// Records of a chunk: as many as sixteen bits tell apart; fewer in tests.
pub(super) const CHUNK: i64 = if cfg!(test) { 512 } else { 65_536 };
const WORDS: usize = 1_024;
const DENSE: usize = WORDS * 8;
const CHECK: usize = 4;

/// A set of records of one chunk.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Bits(Box<[u64; WORDS]>);

impl Bits {
    pub(super) fn none() -> Self {
        Self(Box::new([0; WORDS]))
    }

    pub(super) fn insert(&mut self, place: u16) {
        self.0[usize::from(place >> 6)] |= 1 << (place & 63);
    }

    pub(super) fn remove(&mut self, place: u16) {
        self.0[usize::from(place >> 6)] &= !(1 << (place & 63));
    }

    /// Removes every place below this one.
    pub(super) fn remove_below(&mut self, place: u16) {
        let (index, bit) = (usize::from(place >> 6), place & 63);
        self.0[..index].fill(0);
        self.0[index] &= u64::MAX << bit;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    pub(super) fn and(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word &= other);
    }

    pub(super) fn or(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word |= other);
    }

    pub(super) fn and_not(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, other)| *word &= !other);
    }

    /// The words that have any of the places: a day's lie side by side.
    pub(super) fn span(&self) -> Range<usize> {
        let first = self.0.iter().position(|word| *word != 0).unwrap_or(0);
        let end = self.0.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        first..end
    }

    /// How many are in both; `span` is the other's.
    pub(super) fn count_and(&self, other: &Self, span: &Range<usize>) -> u64 {
        self.0[span.clone()].iter().zip(&other.0[span.clone()]).map(|(word, other)| u64::from((word & other).count_ones())).sum()
    }

    /// The places, from the lowest on.
    pub(super) fn up(&self) -> impl Iterator<Item = u16> + '_ {
        (0_u16..).zip(self.0.iter()).filter(|(_, word)| **word != 0).flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(index * 64 + u16::try_from(bit).unwrap_or(0))
            })
        })
    }

    /// The places, from the highest on.
    pub(super) fn down(&self) -> impl Iterator<Item = u16> + '_ {
        (0_u16..1_024).rev().zip(self.0.iter().rev()).filter(|(_, word)| **word != 0).flat_map(|(index, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| 63 - left.leading_zeros())?;
                left &= !(1 << bit);
                Some(index * 64 + u16::try_from(bit).unwrap_or(0))
            })
        })
    }

    /// Reads a set: a list of places, or where that is shorter a bit for each, and a checksum.
    ///
    /// # Errors
    /// [`IndexError::Damaged`].
    pub(super) fn read(kept: &[u8]) -> Result<Self, IndexError> {
        let bytes = checked(kept)?;
        let mut bits = Self::none();
        if bytes.len() == DENSE {
            bits.0.iter_mut().zip(bytes.as_chunks::<8>().0).for_each(|(word, bytes)| *word = u64::from_le_bytes(*bytes));
        } else {
            bytes.as_chunks::<2>().0.iter().for_each(|place| bits.insert(u16::from_le_bytes(*place)));
        }
        Ok(bits)
    }

    /// The set as it is kept.
    pub(super) fn kept(&self) -> Vec<u8> {
        kept(&self.up().collect::<Vec<_>>())
    }
}

/// Places in ascending order, as they are kept.
pub(super) fn kept(places: &[u16]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((places.len() * 2).min(DENSE) + CHECK);
    if places.len() * 2 < DENSE {
        places.iter().for_each(|place| bytes.extend(place.to_le_bytes()));
    } else {
        let mut bits = Bits::none();
        places.iter().for_each(|place| bits.insert(*place));
        bits.0.iter().for_each(|word| bytes.extend(word.to_le_bytes()));
    }
    with_check(bytes)
}

/// The bytes with a checksum at their end: SQLite has none of its own.
pub(super) fn with_check(mut bytes: Vec<u8>) -> Vec<u8> {
    let check = checksum(&bytes);
    bytes.extend(check.to_le_bytes());
    bytes
}

/// The bytes before the checksum.
///
/// # Errors
/// [`IndexError::Damaged`].
pub(super) fn checked(kept: &[u8]) -> Result<&[u8], IndexError> {
    let (bytes, check) = kept.split_last_chunk::<CHECK>().ok_or(IndexError::Damaged("a list is too short"))?;
    if checksum(bytes) == u32::from_le_bytes(*check) { Ok(bytes) } else { Err(IndexError::Damaged("a list and its checksum do not agree")) }
}

/// Finds what a disk or a stray write did, eight bytes at a step; nobody is kept from forging it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let (words, rest) = bytes.as_chunks::<8>();
    let mut sum = 0xCBF2_9CE4_8422_2325 ^ bytes.len() as u64;
    sum = words.iter().fold(sum, |sum, word| step(sum, u64::from_le_bytes(*word)));
    sum = rest.iter().fold(sum, |sum, byte| step(sum, u64::from(*byte)));
    u32::try_from((sum ^ sum >> 32) & 0xFFFF_FFFF).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_sets_come_back_and_a_changed_byte_is_seen() {
        for step in [1, 3, 16, 17, 1_000, 65_535] {
            let places: Vec<u16> = (0..=u16::MAX).step_by(step).collect();
            let mut bytes = kept(&places);
            assert!(bytes.len() <= 8_196, "{step}");
            let bits = Bits::read(&bytes).expect("whole");
            assert_eq!((bits.up().collect::<Vec<_>>(), bits.len()), (places.clone(), places.len() as u64), "{step}");
            assert_eq!(bits.kept(), bytes);
            assert!(bits.down().eq(places.into_iter().rev()), "{step}");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 4;
            assert!(matches!(Bits::read(&bytes), Err(IndexError::Damaged(_))), "{step}");
        }
        assert!(Bits::read(&kept(&[])).expect("empty").is_empty());
        assert!(Bits::read(&[1, 2]).is_err());
    }

    #[test]
    fn sets_are_joined_cut_and_counted() {
        let of = |places: &[u16]| Bits::read(&kept(places)).expect("whole");
        let (left, right) = (of(&[1, 64, 65_535]), of(&[64, 70]));
        let with = |change: fn(&mut Bits, &Bits)| {
            let mut bits = left.clone();
            change(&mut bits, &right);
            bits.up().collect::<Vec<_>>()
        };
        assert_eq!(with(Bits::and), [64]);
        assert_eq!(with(Bits::or), [1, 64, 70, 65_535]);
        assert_eq!(with(Bits::and_not), [1, 65_535]);
        assert_eq!((right.span(), left.span(), Bits::none().span()), (1..2, 0..1_024, 0..0));
        assert_eq!((left.count_and(&right, &right.span()), left.count_and(&Bits::none(), &(0..0))), (1, 0));
        let mut bits = left.clone();
        bits.remove(1);
        assert_eq!(bits.up().collect::<Vec<_>>(), [64, 65_535]);
        bits.remove_below(64);
        assert_eq!(bits.len(), 2);
        bits.remove_below(65);
        assert_eq!(bits.up().collect::<Vec<_>>(), [65_535]);
    }
}
