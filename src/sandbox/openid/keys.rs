//! The issuer's RSA key: made once, kept in the data folder, readable by its owner only.

use std::fmt;
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKey as _, JsonWebKeyId, PrivateSigningKey as _};
use rsa::pkcs1::{DecodeRsaPrivateKey as _, EncodeRsaPrivateKey as _, EncodeRsaPublicKey as _, LineEnding};
use serde_json::{Value, json};

use crate::sandbox::chance;
use crate::sandbox::settings::SandboxError;

/// The key's file in the sandbox's folder.
pub const KEY_FILE: &str = "issuer-key.pem";
const ALGORITHM: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;

/// The signing key.
pub struct Key {
    /// In the form that ID tokens are signed with.
    pub signing: CoreRsaPrivateSigningKey,
    kid: String,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Key {
    /// Reads the key, or makes one.
    pub fn open(folder: &Path) -> Result<Self, SandboxError> {
        let file = folder.join(KEY_FILE);
        let failed = |source| SandboxError::DataFolder { path: file.clone(), source };
        let pem = match std::fs::read_to_string(&file) {
            Ok(pem) => pem,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let pem = fresh()?;
                write(&file, &pem).map_err(failed)?;
                pem
            }
            Err(error) => return Err(failed(error)),
        };
        Self::from_pem(&pem)
    }

    fn from_pem(pem: &str) -> Result<Self, SandboxError> {
        let private = rsa::RsaPrivateKey::from_pkcs1_pem(pem).map_err(broken)?;
        let public = private.to_public_key().to_pkcs1_pem(LineEnding::LF).map_err(broken)?;
        let kid: String = chance::digest(&public).chars().take(16).collect();
        let signing = CoreRsaPrivateSigningKey::from_pem(pem, Some(JsonWebKeyId::new(kid.clone()))).map_err(broken)?;
        Ok(Self { signing, kid })
    }

    /// The public half.
    pub fn public(&self) -> CoreJsonWebKey {
        self.signing.as_verification_key()
    }

    /// A signed JWT of the given type (RFC 7519); nothing when signing fails.
    pub fn sign(&self, kind: &str, claims: &Value) -> Option<String> {
        let header = json!({ "alg": "RS256", "typ": kind, "kid": self.kid });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.signing.sign(&ALGORITHM, input.as_bytes()).ok()?;
        Some(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a JWT that this key has signed.
    pub fn verified(&self, token: &str) -> Option<Value> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        let decode = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        if decode(header)?.get("alg")?.as_str()? != "RS256" {
            return None;
        }
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.public().verify_signature(&ALGORITHM, input.as_bytes(), &signature).ok()?;
        decode(claims)
    }
}

fn broken(error: impl ToString) -> SandboxError {
    SandboxError::Key(error.to_string())
}

fn fresh() -> Result<String, SandboxError> {
    let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).map_err(broken)?;
    Ok(key.to_pkcs1_pem(LineEnding::LF).map_err(broken)?.to_string())
}

fn write(file: &Path, pem: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut opened = options.open(file)?;
    opened.write_all(pem.as_bytes())?;
    opened.sync_all()
}
