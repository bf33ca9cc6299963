//! HTTP towards the issuer: no redirects, limited in time and size, and only to acceptable addresses.

use super::address::AddressRule;
use openidconnect::url::Url;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::future::Future;
use std::pin::Pin;

/// No answer of an issuer has a reason to be larger.
const LARGEST_ANSWER: usize = 1_048_576;

/// Why an exchange did not give an answer. Holds no request and no body, for both carry secrets.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpFault {
    #[error("the address {0}")]
    Address(&'static str),
    #[error("{0}")]
    Exchange(String),
    #[error("the answer is larger than {LARGEST_ANSWER} bytes")]
    TooLarge,
    #[error("the issuer answered with status {0}")]
    Status(u16),
}

impl From<reqwest::Error> for HttpFault {
    fn from(error: reqwest::Error) -> Self {
        let kind = match () {
            () if error.is_timeout() => "timed out",
            () if error.is_connect() => "cannot connect",
            () => "the exchange broke off",
        };
        // The address without its query: parameters may be secrets.
        let place = error.url().map(|url| format!(" ({})", url.origin().ascii_serialization())).unwrap_or_default();
        Self::Exchange(format!("{kind}{place}"))
    }
}

/// The one HTTP client for the issuer.
#[derive(Debug, Clone)]
pub(super) struct IssuerHttp {
    client: reqwest::Client,
    rule: AddressRule,
}

impl IssuerHttp {
    /// A client with this limit of time for each exchange.
    pub(super) fn new(rule: AddressRule, timeout: std::time::Duration) -> Result<Self, reqwest::Error> {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(timeout).connect_timeout(timeout).referer(false);
        // A proxy from the environment cannot reach this machine's loopback.
        let builder = if rule.is_loopback() { builder.no_proxy() } else { builder.https_only(true) };
        Ok(Self { client: builder.build()?, rule })
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, HttpFault> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| HttpFault::Address("is no URL"))?;
        self.rule.check(&url).map_err(HttpFault::Address)?;
        let mut answer = self.client.execute(request.try_into()?).await?;
        let status = answer.status();
        // Without this, an overloaded issuer's error page would read as a wrong token response.
        if status.is_server_error() || status.is_redirection() {
            return Err(HttpFault::Status(status.as_u16()));
        }
        let headers = std::mem::take(answer.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(HttpFault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = HttpResponse::new(body);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl<'c> AsyncHttpClient<'c> for IssuerHttp {
    type Error = HttpFault;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpFault>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.exchange(request))
    }
}
