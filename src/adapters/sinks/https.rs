//! An address that lines are posted to.

use super::thread::lines;
use super::tls::{Authorities, tls_words};
use crate::domain::secret::Secret;
use crate::ports::trail_feed::{FeedItem, TrailSink};
use async_trait::async_trait;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// For a delivery, from the connection to the answer's status.
const DELIVERY: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(5);

/// Where to post, and by what right. Neither address nor token prints itself: paths of webhooks are secrets, too.
#[derive(Debug, Clone)]
pub struct HttpsSettings {
    /// An `https://` address; `http://` on loopback only.
    pub url: Arc<Secret<String>>,
    /// A bearer token.
    pub token: Option<Arc<Secret<String>>>,
    /// Whose certificates are believed.
    pub authorities: Authorities,
}

/// Posts of lines as `application/x-ndjson`. A status of 2xx says that they are kept; the answer's body is not read.
#[derive(Debug)]
pub struct HttpsSink {
    name: String,
    url: Url,
    token: Option<HeaderValue>,
    client: Client,
}

impl HttpsSink {
    /// For a sink of this name.
    ///
    /// # Errors
    /// A sentence for the operator, without the address and the token.
    pub fn new(name: &str, settings: &HttpsSettings) -> Result<Self, String> {
        let url = Url::parse(settings.url.expose()).map_err(|_| "the address is none".to_owned())?;
        let bearer = |token: &Arc<Secret<String>>| {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose())).map_err(|_| "the token has characters that no header can carry".to_owned())?;
            value.set_sensitive(true);
            Ok::<_, String>(value)
        };
        let builder = Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(DELIVERY).connect_timeout(CONNECT).referer(false);
        let builder = builder.use_preconfigured_tls(settings.authorities.client_config()?);
        // A proxy from the environment cannot reach this machine's loopback.
        let builder = if url.scheme() == "https" { builder.https_only(true) } else { builder.no_proxy() };
        let client = builder.user_agent(concat!("passdesk/", env!("CARGO_PKG_VERSION"))).build().map_err(|_| "there can be no HTTP client".to_owned())?;
        Ok(Self { name: name.to_owned(), url, token: settings.token.as_ref().map(bearer).transpose()?, client })
    }

    /// Asks for the address's options (RFC 9110 §9.3.7), on the way and with the right of deliveries. That stores nothing; what a status tells
    /// of a post is little, but for those that no post would mend.
    ///
    /// # Errors
    /// A sentence for the operator, without the address and the token.
    pub async fn check(&self, patience: Duration) -> Result<String, String> {
        let place = self.url.origin().ascii_serialization();
        let answer = self.request(Method::OPTIONS).timeout(patience).send().await.map_err(|error| format!("{place}: {}", words(&error)))?;
        let status = answer.status();
        let problem = match status {
            StatusCode::UNAUTHORIZED if self.token.is_some() => "it does not take the token of token_file",
            StatusCode::UNAUTHORIZED => "it asks for a token: name a file with one in token_file",
            _ if status.is_redirection() => "redirects are not followed: write the address that it leads to",
            _ if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED => "it cannot work now: look there",
            _ => return Ok(format!("{place}: answers, with status {} where nothing is posted", status.as_u16())),
        };
        Err(format!("{place}: answered with status {}: {problem}", status.as_u16()))
    }

    /// A post, not yet filled in.
    pub(super) fn posting(&self) -> RequestBuilder {
        self.request(Method::POST)
    }

    /// Sends it; a status of 2xx says that it is taken.
    pub(super) async fn send(&self, request: RequestBuilder) -> Result<(), String> {
        let place = self.url.origin().ascii_serialization();
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("{place} answered with status {}", answer.status().as_u16())),
            Err(error) => Err(format!("{place}: {}", words(&error))),
        }
    }

    fn request(&self, method: Method) -> RequestBuilder {
        let request = self.client.request(method, self.url.clone());
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, token.clone()),
            None => request,
        }
    }

    /// The same for the same lines only: what follows a rollback has the old places and another key.
    fn idempotency_key(&self, items: &[FeedItem], body: &[u8]) -> String {
        let (Some(first), Some(last)) = (items.first(), items.last()) else { return self.name.clone() };
        let digest = hex::encode(&Sha256::digest(body)[..8]);
        format!("{}-{}-{}-{}-{digest}", self.name, first.what.name(), first.position, last.position)
    }
}

#[async_trait]
impl TrailSink for HttpsSink {
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String> {
        let body = lines(items);
        let key = self.idempotency_key(items, &body);
        self.send(self.posting().header(CONTENT_TYPE, "application/x-ndjson").header("idempotency-key", key).body(body)).await
    }
}

/// What went wrong, without the address that reqwest's own words hold.
fn words(error: &reqwest::Error) -> String {
    tls_words(error).unwrap_or_else(|| {
        let plain = match () {
            () if error.is_connect() && error.is_timeout() => return format!("no connection within {CONNECT:?}"),
            () if error.is_connect() => "cannot connect",
            () if error.is_timeout() => "timed out",
            () => "the exchange broke off",
        };
        plain.to_owned()
    })
}
