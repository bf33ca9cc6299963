//! An issuer on loopback whose metadata, claims and signatures a test can spoil.

use super::{CLIENT_ID, START};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use rsa::pkcs1::EncodeRsaPrivateKey;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, OnceLock};

pub(super) const ACCESS_TOKEN: &str = "access-token-of-the-test";

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signing {
    Rs256,
    Ps256,
    /// Another key under the published key id.
    Forged,
    /// RS256 in the header, and no signature.
    Stripped,
    /// `alg` none.
    Unsigned,
    /// HS256 with the public key as the secret.
    PublicKeyAsSecret,
}

/// An answer in the place of the metadata.
pub(super) type DiscoveryAnswer = (StatusCode, Vec<(header::HeaderName, String)>, String);

/// What the issuer says, and what it was asked.
pub(super) struct Script {
    pub(super) metadata: Value,
    pub(super) claims: Value,
    pub(super) header: Value,
    pub(super) signing: Signing,
    pub(super) kid: &'static str,
    pub(super) token_answer: Option<(StatusCode, String)>,
    pub(super) discovery_answer: Option<DiscoveryAnswer>,
    pub(super) discoveries: usize,
    pub(super) key_reads: usize,
    pub(super) token_requests: Vec<(Option<String>, String)>,
}

/// The issuer.
#[derive(Clone)]
pub(super) struct TestIssuer {
    url: String,
    script: Arc<Mutex<Script>>,
}

impl TestIssuer {
    pub(super) async fn start() -> Self {
        Self::start_at("127.0.0.1:0").await
    }

    pub(super) async fn start_at(address: &str) -> Self {
        let listener = tokio::net::TcpListener::bind(address).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let script = Script {
            metadata: json!({}),
            claims: json!({}),
            header: json!({}),
            signing: Signing::Rs256,
            kid: "first",
            token_answer: None,
            discovery_answer: None,
            discoveries: 0,
            key_reads: 0,
            token_requests: Vec::new(),
        };
        let issuer = Self { url, script: Arc::new(Mutex::new(script)) };
        let routes = Router::new().route("/.well-known/openid-configuration", get(metadata)).route("/keys", get(keys)).route("/token", post(token)).with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        issuer
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Reads or changes the script.
    pub(super) fn script<T>(&self, read: impl FnOnce(&mut Script) -> T) -> T {
        read(&mut self.script.lock().expect("the script"))
    }

    /// A valid ID token's claims, as changed by the script.
    pub(super) fn id_token(&self) -> String {
        let at_hash = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(ACCESS_TOKEN)[..16]);
        let claims = json!({
            "iss": self.url, "aud": CLIENT_ID, "sub": "person-1", "iat": START, "exp": START + 300, "auth_time": START - 20, "at_hash": at_hash,
            "sid": "sid-1", "name": "Ana Desk", "email": "ana@desk.example", "groups": ["desk"],
        });
        self.sign(claims)
    }

    /// A valid logout token's claims, as changed by the script.
    pub(super) fn logout_token(&self) -> String {
        self.sign(json!({
            "iss": self.url, "aud": [CLIENT_ID], "sub": "person-1", "sid": "sid-1", "iat": START, "exp": START + 120, "jti": "logout-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        }))
    }

    fn sign(&self, claims: Value) -> String {
        self.script(|script| {
            let (algorithm, name) = match script.signing {
                Signing::Rs256 | Signing::Forged | Signing::Stripped => (CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, "RS256"),
                Signing::Ps256 => (CoreJwsSigningAlgorithm::RsaSsaPssSha256, "PS256"),
                Signing::Unsigned => (CoreJwsSigningAlgorithm::None, "none"),
                Signing::PublicKeyAsSecret => (CoreJwsSigningAlgorithm::HmacSha256, "HS256"),
            };
            let header = patched(json!({ "alg": name, "kid": script.kid }), &script.header);
            let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", part(&header), part(&patched(claims, &script.claims)));
            let signature = match script.signing {
                Signing::Unsigned | Signing::Stripped => Ok(Vec::new()),
                Signing::PublicKeyAsSecret => CoreHmacKey::new(public_key(script.kid).to_string()).sign(&algorithm, signed.as_bytes()),
                Signing::Forged => key("forger").sign(&algorithm, signed.as_bytes()),
                Signing::Rs256 | Signing::Ps256 => key(script.kid).sign(&algorithm, signed.as_bytes()),
            };
            format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.expect("a signature")))
        })
    }
}

/// The value with these members set, or removed where they are null.
fn patched(value: Value, patch: &Value) -> Value {
    let mut members: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    for (name, member) in patch.as_object().into_iter().flatten() {
        if member.is_null() {
            members.remove(name)
        } else {
            members.insert(name.clone(), member.clone())
        };
    }
    Value::Object(members)
}

fn key(kid: &str) -> CoreRsaPrivateSigningKey {
    static KEYS: OnceLock<Vec<String>> = OnceLock::new();
    let make = |_| {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2_048).expect("a key");
        key.to_pkcs1_pem(rsa::pkcs8::LineEnding::LF).expect("a PEM file").to_string()
    };
    let keys = KEYS.get_or_init(|| (0..2).map(make).collect());
    let pem = if kid == "forger" { &keys[1] } else { &keys[0] };
    CoreRsaPrivateSigningKey::from_pem(pem, Some(JsonWebKeyId::new(kid.to_owned()))).expect("a signing key")
}

fn public_key(kid: &str) -> Value {
    serde_json::to_value(key(kid).as_verification_key()).expect("a JWK")
}

/// The public half of the key that signs what is forged.
pub(super) fn forgers_key() -> Value {
    public_key("forger")
}

async fn metadata(State(issuer): State<TestIssuer>) -> Response {
    let url = issuer.url.clone();
    issuer.script(|script| {
        script.discoveries += 1;
        if let Some((status, headers, body)) = script.discovery_answer.clone() {
            return (status, axum::response::AppendHeaders(headers), body).into_response();
        }
        let honest = json!({
            "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"), "jwks_uri": format!("{url}/keys"),
            "end_session_endpoint": format!("{url}/end"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        });
        Json(patched(honest, &script.metadata)).into_response()
    })
}

async fn keys(State(issuer): State<TestIssuer>) -> Response {
    issuer.script(|script| {
        script.key_reads += 1;
        Json(json!({ "keys": [public_key(script.kid), { "kty": "from the future" }] })).into_response()
    })
}

async fn token(State(issuer): State<TestIssuer>, headers: HeaderMap, body: String) -> Response {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let scripted = issuer.script(|script| {
        script.token_requests.push((authorization, body));
        script.token_answer.clone()
    });
    if let Some((status, body)) = scripted {
        return (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    }
    Json(json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 60, "id_token": issuer.id_token() })).into_response()
}
