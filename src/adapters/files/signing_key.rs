//! The key that signs checkpoints: Ed25519 in PKCS #8 (RFC 8410), as PEM, for the console's account only.

use crate::domain::audit::CheckpointSigner;
use crate::domain::secret::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Reads the key, or makes one where there is no file.
///
/// # Errors
/// A sentence for the operator, with the file's name.
pub fn open_signing_key(path: &Path, origin: &str) -> Result<CheckpointSigner, String> {
    match read_signing_key(path, origin) {
        Ok(Some(signer)) => Ok(signer),
        Ok(None) => {
            make(path)?;
            read_signing_key(path, origin)?.ok_or_else(|| format!("{} is gone again", path.display()))
        }
        Err(problem) => Err(problem),
    }
}

/// Reads the key; `None` where there is no file.
///
/// # Errors
/// A sentence for the operator, with the file's name.
pub fn read_signing_key(path: &Path, origin: &str) -> Result<Option<CheckpointSigner>, String> {
    let pem = match std::fs::read(path) {
        Ok(pem) => Zeroizing::new(pem),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
    };
    is_for_the_owner_only(path)?;
    let key = PrivatePkcs8KeyDer::from_pem_slice(&pem)
        .map_err(|_| format!("{} is not a private key in PEM; make one with: openssl genpkey -algorithm ed25519 -out {}", path.display(), path.display()))?;
    let key = Secret::new(key.secret_pkcs8_der().to_vec());
    CheckpointSigner::new(origin, &key).map(Some).map_err(|problem| format!("{} {problem}", path.display()))
}

/// Whoever reads the key can seal a trail of their own making.
#[cfg(unix)]
fn is_for_the_owner_only(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(format!("{} can be read by other accounts; make it the console's own: chmod 600", path.display())) }
}

#[cfg(not(unix))]
fn is_for_the_owner_only(_: &Path) -> Result<(), String> {
    Ok(())
}

fn make(path: &Path) -> Result<(), String> {
    let key = CheckpointSigner::generate()?;
    let text = Zeroizing::new(STANDARD.encode(key.expose()));
    let mut pem = Zeroizing::new(String::from("-----BEGIN PRIVATE KEY-----\n"));
    // RFC 7468: 64 characters a line.
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PRIVATE KEY-----\n");
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let not_made = |error: std::io::Error| format!("{} cannot be made: {error}", path.display());
    match options.open(path) {
        Ok(mut file) => file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(not_made),
        // Another instance was first.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(not_made(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_for_the_owner_only_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit-key.pem");
        assert!(read_signing_key(&path, "o").unwrap().is_none());
        let made = open_signing_key(&path, "o").unwrap();
        assert_eq!(open_signing_key(&path, "o").unwrap().verifier(), made.verifier());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(open_signing_key(&path, "o").unwrap_err().contains("chmod 600"));
    }

    #[test]
    fn a_key_that_openssl_made_is_taken_and_anything_else_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let write = |text: &str| {
            let _ = std::fs::remove_file(&path);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        };
        // From RFC 8410, section 10.3.
        write("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n");
        // Its public key stands there as well: 19 BF 44 09 …, behind the type's byte.
        let verifier = open_signing_key(&path, "o").unwrap().verifier().to_string();
        assert!(verifier.ends_with("+ARm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh"), "{verifier}");
        write("a password");
        assert!(open_signing_key(&path, "o").unwrap_err().contains("openssl genpkey"));
    }
}
