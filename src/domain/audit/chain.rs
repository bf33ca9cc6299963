//! The chain: how a record's hash is made from its place, the hash before it, and its body.

use sha2::{Digest, Sha256};

/// The version of the canonical encoding; a record says which one it was hashed in.
pub const ENCODING_VERSION: u32 = 1;

/// A record as it is stored, not yet read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawRecord<'a> {
    /// Its place.
    pub sequence: i64,
    /// The hash of the record before, as stored.
    pub previous_hash: [u8; 32],
    /// Its own hash, as stored.
    pub hash: [u8; 32],
    /// The encoding's version, as stored.
    pub encoding: i64,
    /// The canonical encoding.
    pub body: &'a str,
}

/// A place in the chain: how many records there are up to it, and the hash of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// The last record's sequence; 0 before the first.
    pub size: i64,
    /// The last record's hash; 32 zero bytes before the first.
    pub hash: [u8; 32],
}

impl ChainHead {
    /// Before the first record.
    pub const EMPTY: Self = Self { size: 0, hash: [0; 32] };
}

/// SHA-256 over `passdesk-audit`, the encoding version, the sequence, the hash before and the canonical encoding, each on a line.
pub fn record_hash(sequence: i64, previous_hash: &[u8; 32], canonical: &str) -> [u8; 32] {
    // Made without the heap: a verification does this millions of times a second.
    let mut head = [0_u8; 112];
    let fixed = b"passdesk-audit\n1\n";
    let mut length = fixed.len();
    head[..length].copy_from_slice(fixed);
    length += decimal(sequence, &mut head[length..]);
    head[length] = b'\n';
    length += 1;
    for byte in previous_hash {
        head[length] = HEX[usize::from(byte >> 4)];
        head[length + 1] = HEX[usize::from(byte & 15)];
        length += 2;
    }
    head[length] = b'\n';
    length += 1;
    let mut digest = Sha256::new();
    digest.update(&head[..length]);
    digest.update(canonical.as_bytes());
    digest.finalize().into()
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes a number in decimal digits and gives their count, 20 at most.
fn decimal(number: i64, into: &mut [u8]) -> usize {
    let mut digits = [0_u8; 20];
    let (mut rest, mut start) = (number.unsigned_abs(), digits.len());
    loop {
        start -= 1;
        digits[start] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        start -= 1;
        digits[start] = b'-';
    }
    let digits = &digits[start..];
    into[..digits.len()].copy_from_slice(digits);
    digits.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_over_the_lines_that_the_auditors_page_names() {
        for sequence in [0, 1, 9, 10, 4_711, i64::MAX, -1, i64::MIN] {
            let plain = format!("passdesk-audit\n{ENCODING_VERSION}\n{sequence}\n{}\n{{\"a\":\"漢\"}}", hex::encode([0xA5; 32]));
            assert_eq!(record_hash(sequence, &[0xA5; 32], "{\"a\":\"漢\"}"), <[u8; 32]>::from(Sha256::digest(plain)), "{sequence}");
        }
    }
}
