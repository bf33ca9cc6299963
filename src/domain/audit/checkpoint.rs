//! Checkpoints: signed notes that say how long the trail is and what its last hash is.
//!
//! The text is that of C2SP's tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>): origin, size, hash, and an extension line with the time;
//! the signature that of its signed-note (<https://c2sp.org/signed-note>) with Ed25519. The hash is the chain's last one, and not the root
//! of a Merkle tree.

use super::chain::ChainHead;
use super::line::inert;
use crate::domain::clock::{from_micros, rfc3339, to_micros};
use crate::domain::secret::Secret;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The signature type of Ed25519 in a signed note.
const ED25519_TYPE: u8 = 1;
/// Longer notes are not ours.
const NOTE_LIMIT: usize = 4_096;

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which trail.
    pub origin: String,
    /// How many records there were, and the hash of the last.
    pub head: ChainHead,
    /// When it was made, RFC 3339; empty where the note does not say.
    pub made_at: String,
    /// SHA-256 of the export after which everything up to here was pruned, in hex; only notes that a cut rests on have one.
    pub cut: Option<String>,
    /// SHA-256 of everything that stands before it in an export that the console gave out, in hex; only the note at the end of one has it.
    pub export: Option<String>,
}

/// Why a note is no checkpoint of this trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// It is not in the format.
    #[error("it is not a checkpoint: {0}")]
    Malformed(&'static str),
    /// None of its signatures is by a key that is trusted here.
    #[error("it is not signed by a key that is trusted here (it names {0})")]
    UnknownKey(String),
    /// A trusted key's signature does not fit the text.
    #[error("its signature does not fit its text: it was changed, or forged")]
    BadSignature,
}

/// A key that checkpoints are verified with, as C2SP's signed-note writes it: `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    public: [u8; 32],
}

impl VerifierKey {
    fn new(name: &str, public: [u8; 32]) -> Self {
        let mut digest = Sha256::new();
        digest.update(name);
        digest.update([b'\n', ED25519_TYPE]);
        digest.update(public);
        let digest = digest.finalize();
        Self { name: name.to_owned(), id: [digest[0], digest[1], digest[2], digest[3]], public }
    }

    /// Reads the text form.
    ///
    /// # Errors
    /// A sentence: what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("must have the form name+id+key, as the console prints it at its start".to_owned());
        };
        let bytes = STANDARD.decode(key).map_err(|_| "the key behind the second + is not base64".to_owned())?;
        let public = match bytes.split_first() {
            Some((&ED25519_TYPE, public)) => <[u8; 32]>::try_from(public).map_err(|_| "the key does not have 32 bytes".to_owned())?,
            _ => return Err("it is not an Ed25519 key".to_owned()),
        };
        let key = Self::new(name, public);
        if hex::encode(key.id) == id { Ok(key) } else { Err("the id does not fit the name and the key: a digit was mistyped".to_owned()) }
    }
}

impl std::fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = vec![ED25519_TYPE];
        bytes.extend(self.public);
        write!(f, "{}+{}+{}", self.name, hex::encode(self.id), STANDARD.encode(bytes))
    }
}

/// The keys that are trusted: the one in use and those before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifierKeys(pub Vec<VerifierKey>);

impl VerifierKeys {
    /// The place of the key that a note names as its signer, the one in use first; nothing is verified.
    pub fn signer_of(&self, note: &str) -> Option<usize> {
        let named = note.lines().filter_map(|line| line.strip_prefix("\u{2014} ")?.rsplit_once(' '));
        let ids = named.filter_map(|(name, signature)| Some((name, STANDARD.decode(signature).ok()?.first_chunk::<4>().copied()?)));
        ids.filter_map(|(name, id)| self.0.iter().position(|key| key.name == name && key.id == id)).next()
    }

    /// Reads a note and verifies its signature.
    ///
    /// # Errors
    /// [`CheckpointFault`].
    pub fn open(&self, note: &str) -> Result<Checkpoint, CheckpointFault> {
        let malformed = CheckpointFault::Malformed;
        if note.len() > NOTE_LIMIT {
            return Err(malformed("it is too long"));
        }
        // The text with its last line feed, an empty line, the signatures.
        let (text, signatures) = note.split_at(note.rfind("\n\n").ok_or(malformed("it has no signature"))? + 1);
        let checkpoint = read_text(text)?;
        let mut named = String::new();
        for line in signatures.lines().skip(1) {
            let (name, signature) = line.strip_prefix("\u{2014} ").and_then(|rest| rest.rsplit_once(' ')).ok_or(malformed("a signature line is not one"))?;
            let bytes = STANDARD.decode(signature).map_err(|_| malformed("a signature is not base64"))?;
            let Some((id, signature)) = bytes.split_first_chunk::<4>() else { return Err(malformed("a signature is too short")) };
            // It may be anything, and is told on a terminal.
            named = inert(name);
            if let Some(key) = self.0.iter().find(|key| key.name == name && key.id == *id) {
                let verified = UnparsedPublicKey::new(&ED25519, key.public).verify(text.as_bytes(), signature);
                return verified.map(|()| checkpoint).map_err(|_| CheckpointFault::BadSignature);
            }
        }
        Err(if named.is_empty() { malformed("it has no signature") } else { CheckpointFault::UnknownKey(named) })
    }
}

/// When a note says that it was made, microseconds since 1970; its signature is not looked at. `None` where it does not say.
pub fn noted_at(note: &str) -> Option<i64> {
    let (text, _) = note.split_at(note.rfind("\n\n")? + 1);
    OffsetDateTime::parse(&read_text(text).ok()?.made_at, &Rfc3339).ok().map(to_micros)
}

fn read_text(text: &str) -> Result<Checkpoint, CheckpointFault> {
    let malformed = CheckpointFault::Malformed;
    let mut lines = text.lines();
    let (Some(origin), Some(size), Some(hash)) = (lines.next(), lines.next(), lines.next()) else {
        return Err(malformed("it has fewer than three lines"));
    };
    // Decimal without a sign or leading zeros, as the format asks for.
    let size = size.parse::<i64>().ok().filter(|number| *number >= 0 && number.to_string() == size).ok_or(malformed("its size is not a number"))?;
    let hash = STANDARD.decode(hash).ok().and_then(|hash| <[u8; 32]>::try_from(hash).ok()).ok_or(malformed("its hash is not 32 bytes in base64"))?;
    if origin.is_empty() {
        return Err(malformed("it has no origin"));
    }
    let (mut made_at, mut cut, mut export) = (String::new(), None, None);
    for line in lines {
        match line.split_once(' ') {
            Some(("time", time)) => time.clone_into(&mut made_at),
            Some(("cut", archive)) => cut = Some(archive.to_owned()),
            Some(("export", bytes)) => export = Some(bytes.to_owned()),
            // Extension lines of a later version say nothing here.
            _ => {}
        }
    }
    Ok(Checkpoint { origin: origin.to_owned(), head: ChainHead { size, hash }, made_at, cut, export })
}

/// The key that signs this trail's checkpoints.
pub struct CheckpointSigner {
    pair: Ed25519KeyPair,
    key: VerifierKey,
}

impl std::fmt::Debug for CheckpointSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CheckpointSigner({})", self.key)
    }
}

impl CheckpointSigner {
    /// Takes a key in PKCS #8 (RFC 8410), for a trail's origin.
    ///
    /// # Errors
    /// A sentence: it is no Ed25519 key.
    pub fn new(origin: &str, pkcs8: &Secret<Vec<u8>>) -> Result<Self, String> {
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(pkcs8.expose()).map_err(|_| "is not an Ed25519 key in PKCS #8".to_owned())?;
        let public = <[u8; 32]>::try_from(pair.public_key().as_ref()).map_err(|_| "is not an Ed25519 key".to_owned())?;
        Ok(Self { key: VerifierKey::new(origin, public), pair })
    }

    /// A new key in PKCS #8.
    ///
    /// # Errors
    /// The system gives no random bytes.
    pub fn generate() -> Result<Secret<Vec<u8>>, String> {
        let pair = Ed25519KeyPair::generate().map_err(|_| "the system gives no random bytes".to_owned())?;
        pair.to_pkcs8v1().map(|document| Secret::new(document.as_ref().to_vec())).map_err(|_| "the new key cannot be written".to_owned())
    }

    /// The key that verifies what this one signs.
    pub fn verifier(&self) -> &VerifierKey {
        &self.key
    }

    /// A checkpoint, signed.
    pub fn sign(&self, head: ChainHead, made_at: i64) -> String {
        self.sign_text(head, made_at, "")
    }

    /// A checkpoint that a cut rests on: everything up to this head stands in the export with this SHA-256, in hex.
    pub fn sign_cut(&self, head: ChainHead, made_at: i64, archive_sha256: &str) -> String {
        self.sign_text(head, made_at, &format!("cut {archive_sha256}\n"))
    }

    /// The end of an export: what was given out before it has this SHA-256, in hex, when the trail's head was this one.
    pub fn sign_export(&self, head: ChainHead, made_at: i64, sha256: &str) -> String {
        self.sign_text(head, made_at, &format!("export {sha256}\n"))
    }

    fn sign_text(&self, head: ChainHead, made_at: i64, extension: &str) -> String {
        let origin = &self.key.name;
        let text = format!("{origin}\n{}\n{}\ntime {}\n{extension}", head.size, STANDARD.encode(head.hash), rfc3339(from_micros(made_at)));
        let mut signature = self.key.id.to_vec();
        signature.extend(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n\u{2014} {origin} {}\n", STANDARD.encode(signature))
    }
}

#[cfg(test)]
mod tests;
