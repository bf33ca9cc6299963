//! Signed messages to an address, as [Standard Webhooks](https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)
//! has them: `webhook-id`, `webhook-timestamp`, and `webhook-signature` over both and the body.

use super::https::{HttpsSettings, HttpsSink};
use super::tls::Authorities;
use crate::domain::clock::Clock;
use crate::domain::secret::Secret;
use crate::ports::hook_post::{HookMessage, HookPost};
use async_trait::async_trait;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::CONTENT_TYPE;
use std::sync::Arc;

/// How a secret begins, in Standard Webhooks' serialization.
const PREFIX: &str = "whsec_";

/// Where to post, and what signs it. Neither prints itself.
#[derive(Debug, Clone)]
pub struct HookSettings {
    /// An `https://` address; `http://` on loopback only.
    pub url: Arc<Secret<String>>,
    /// The signing secret's bytes.
    pub secret: Arc<Secret<Vec<u8>>>,
    /// Whose certificates are believed.
    pub authorities: Authorities,
}

/// A secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64.
///
/// # Errors
/// A sentence for the operator, without the secret.
pub fn read_hook_secret(text: &str) -> Result<Secret<Vec<u8>>, String> {
    let bytes = text.trim().strip_prefix(PREFIX).and_then(|encoded| STANDARD.decode(encoded).ok()).map(Secret::new);
    bytes
        .filter(|bytes| (24..=64).contains(&bytes.expose().len()))
        .ok_or_else(|| format!("must hold {PREFIX} and 24 to 64 bytes in base64, as the receiver gives it, or as in: printf '{PREFIX}%s' \"$(openssl rand -base64 32)\""))
}

/// Posts messages as JSON. A status of 2xx says that one is taken; the answer's body is not read.
pub struct SignedPost {
    https: HttpsSink,
    key: hmac::Key,
    clock: Arc<dyn Clock>,
}

impl SignedPost {
    /// For this address.
    ///
    /// # Errors
    /// A sentence for the operator, without address and secret.
    pub fn new(settings: &HookSettings, clock: Arc<dyn Clock>) -> Result<Self, String> {
        let way = HttpsSettings { url: Arc::clone(&settings.url), token: None, authorities: settings.authorities.clone() };
        Ok(Self { https: HttpsSink::new("hook", &way)?, key: hmac::Key::new(hmac::HMAC_SHA256, settings.secret.expose()), clock })
    }

    fn signature(&self, id: &str, timestamp: i64, body: &str) -> String {
        let signed = hmac::sign(&self.key, format!("{id}.{timestamp}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(signed))
    }
}

#[async_trait]
impl HookPost for SignedPost {
    async fn post(&self, message: &HookMessage) -> Result<(), String> {
        // Of this attempt: receivers refuse what is older than some minutes, since it may be somebody's copy.
        let timestamp = self.clock.now().unix_timestamp();
        let signature = self.signature(&message.id, timestamp, &message.body);
        let headers = [("webhook-id", message.id.as_str()), ("webhook-timestamp", &timestamp.to_string()), ("webhook-signature", &signature)];
        let request = self.https.posting().header(CONTENT_TYPE, "application/json").body(message.body.clone());
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        self.https.send(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::SystemClock;

    fn post(secret: &str) -> SignedPost {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let secret = Arc::new(read_hook_secret(secret).expect("a secret"));
        let url = Arc::new(Secret::new("https://hooks.example/s3cret-path".to_owned()));
        let settings = HookSettings { url, secret, authorities: Authorities::public() };
        assert!(!format!("{settings:?}").contains("s3cret"), "nothing prints itself");
        SignedPost::new(&settings, Arc::new(SystemClock)).expect("a hook")
    }

    #[test]
    fn a_signature_is_that_of_the_specifications_example() {
        // From the test vectors of the reference libraries (standard-webhooks/libraries).
        let signed = post("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_shown() {
        for text in ["", "hunter2", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64 at all!!"] {
            let problem = read_hook_secret(text).expect_err(text);
            assert!(problem.contains("openssl rand -base64 32") && (text.len() < 8 || !problem.contains(text)), "{problem}");
        }
    }
}
