//! The access keys that the sandbox knows.

/// The console's own key. It opens made-up pools on loopback, so it is no secret.
const KEYS: [(&str, &str); 1] = [("SANDBOX", "sandbox")];

/// The secret access key of an access key.
pub fn secret_of(access_key: &str) -> Option<&'static str> {
    KEYS.iter().find(|(known, _)| *known == access_key).map(|(_, secret)| *secret)
}
