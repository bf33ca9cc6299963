//! Signs a call again with the secret key that belongs to it, by the crate that the SDK signs with.

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use axum::http::{HeaderMap, Method, Uri};
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::parts::Parts;
use crate::sandbox::chance;
use crate::sandbox::cognito::wire::WireError;

/// How `X-Amz-Date` writes a time.
const BASIC: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");
/// How far a signature may be from the machine's time.
const SKEW: Duration = Duration::minutes(5);

/// What of a call is signed.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query.
    pub uri: &'a Uri,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

/// Whether the call was signed lately, and with this secret.
pub fn verify(request: &Request<'_>, parts: &Parts<'_>, secret: &str, now: OffsetDateTime) -> Result<(), WireError> {
    let at = signed_at(request.headers).ok_or_else(mismatch)?;
    let text = |at: OffsetDateTime| at.format(BASIC).unwrap_or_default();
    if text(at).get(..8) != Some(parts.day) {
        let day = text(at).get(..8).unwrap_or_default().to_owned();
        return Err(wrong(format!("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{day}', from '{}'.", parts.day, text(at))));
    }
    if at < now - SKEW {
        return Err(wrong(format!("Signature expired: {} is now earlier than {} ({} - 5 min.)", text(at), text(now - SKEW), text(now))));
    }
    if at > now + SKEW {
        return Err(wrong(format!("Signature not yet current: {} is still later than {} ({} + 5 min.)", text(at), text(now + SKEW), text(now))));
    }
    let expected = signature(request, parts, secret, at).ok_or_else(mismatch)?;
    if chance::same_secret(&expected, parts.signature) { Ok(()) } else { Err(mismatch()) }
}

/// The answer to a signature that is not the right one.
pub fn mismatch() -> WireError {
    wrong("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.".to_owned())
}

fn wrong(message: String) -> WireError {
    WireError::new("InvalidSignatureException", message)
}

fn signed_at(headers: &HeaderMap) -> Option<OffsetDateTime> {
    let date = headers.get("x-amz-date")?.to_str().ok()?;
    Some(PrimitiveDateTime::parse(date, BASIC).ok()?.assume_utc())
}

/// The signature that the call should have. Only the signed headers are handed over, and none of
/// them is left out.
fn signature(request: &Request<'_>, parts: &Parts<'_>, secret: &str, at: OffsetDateTime) -> Option<String> {
    let identity = Credentials::new(parts.access_key, secret, None, None, "sandbox").into();
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    let params = v4::SigningParams::builder().identity(&identity).region(parts.region).name(parts.service).time(at.into()).settings(settings).build().ok()?.into();
    let mut headers = Vec::new();
    for name in &parts.signed_headers {
        for value in request.headers.get_all(*name) {
            headers.push((*name, value.to_str().ok()?));
        }
    }
    // Without a host the signer would take it from the address, which has none here.
    headers.iter().any(|(name, _)| *name == "host").then_some(())?;
    let signable = SignableRequest::new(request.method.as_str(), request.uri.to_string(), headers.into_iter(), SignableBody::Bytes(request.body)).ok()?;
    Some(sign(signable, &params).ok()?.into_parts().1)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use time::macros::datetime;

    use super::super::parts;
    use super::*;

    /// A call as a client with this secret would have signed it.
    fn signed(secret: &str, body: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("127.0.0.1:4401"));
        headers.insert("x-amz-date", HeaderValue::from_static("20240102T000000Z"));
        let form =
            |signature: &str| format!("AWS4-HMAC-SHA256 Credential=SANDBOX/20240102/eu-west-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}");
        headers.insert("authorization", form(&"0".repeat(64)).parse().unwrap());
        let uri = Uri::from_static("/");
        let request = Request { method: &Method::POST, uri: &uri, headers: &headers, body };
        let made = signature(&request, &parts::read(&headers, "cognito-idp").unwrap(), secret, datetime!(2024-01-02 00:00 UTC)).unwrap();
        headers.insert("authorization", form(&made).parse().unwrap());
        headers
    }

    fn verdict(headers: &HeaderMap, body: &[u8], now: OffsetDateTime) -> Option<String> {
        let uri = Uri::from_static("/");
        let request = Request { method: &Method::POST, uri: &uri, headers, body };
        verify(&request, &parts::read(headers, "cognito-idp").unwrap(), "sandbox", now).err().map(|error| error.message)
    }

    #[test]
    fn a_signature_is_good_for_its_secret_its_body_and_its_headers_only() {
        let now = datetime!(2024-01-02 00:01 UTC);
        let headers = signed("sandbox", b"{}");
        assert_eq!(verdict(&headers, b"{}", now), None);
        assert!(verdict(&headers, b"{ }", now).unwrap().contains("does not match the signature you provided"));
        assert!(verdict(&signed("another", b"{}"), b"{}", now).unwrap().contains("does not match"));
        let mut moved = headers.clone();
        moved.insert("host", HeaderValue::from_static("127.0.0.1:4402"));
        assert!(verdict(&moved, b"{}", now).unwrap().contains("does not match"));
    }

    #[test]
    fn a_signature_more_than_five_minutes_off_is_expired_or_not_yet_current() {
        let headers = signed("sandbox", b"{}");
        assert_eq!(verdict(&headers, b"{}", datetime!(2024-01-02 00:05 UTC)), None);
        assert_eq!(verdict(&headers, b"{}", datetime!(2024-01-01 23:55 UTC)), None);
        let expired = "Signature expired: 20240102T000000Z is now earlier than 20240102T000001Z (20240102T000501Z - 5 min.)";
        assert_eq!(verdict(&headers, b"{}", datetime!(2024-01-02 00:05:01 UTC)).unwrap(), expired);
        let early = "Signature not yet current: 20240102T000000Z is still later than 20240101T235959Z (20240101T235459Z + 5 min.)";
        assert_eq!(verdict(&headers, b"{}", datetime!(2024-01-01 23:54:59 UTC)).unwrap(), early);
    }
}
