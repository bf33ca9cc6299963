//! The parts of an `Authorization` header, and the form that each of them has to have.

use axum::http::{HeaderMap, header};

use crate::sandbox::cognito::wire::WireError;

/// What an `Authorization` header says.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The access key.
    pub access_key: &'a str,
    /// The day of the credential's scope, as in `20240102`.
    pub day: &'a str,
    /// The Region of the credential's scope.
    pub region: &'a str,
    /// The service of the credential's scope.
    pub service: &'a str,
    /// The names of the signed headers.
    pub signed_headers: Vec<&'a str>,
    /// 64 hexadecimal digits.
    pub signature: &'a str,
}

/// Reads the header; no more than its form, and that it is for this service, is checked.
pub fn read<'a>(headers: &'a HeaderMap, for_service: &str) -> Result<Parts<'a>, WireError> {
    let missing = || WireError::new("MissingAuthenticationTokenException", "Missing Authentication Token");
    let header = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let header = header.to_str().map_err(|_| missing())?;
    let fields = header.strip_prefix("AWS4-HMAC-SHA256 ").ok_or_else(missing)?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
            .filter(|value| !value.is_empty())
            .ok_or_else(|| incomplete(format!("Authorization header requires '{name}' parameter.")))
    };
    let (credential, signed, signature) = (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
    let wrong = |message: &str| WireError::new("InvalidSignatureException", message);
    if signature.len() != 64 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong("The request signature we calculated does not match the signature you provided."));
    }
    let signed_headers: Vec<_> = signed.split(';').collect();
    if !signed_headers.contains(&"host") {
        return Err(wrong("'Host' must be a 'SignedHeader' in the AWS Authorization."));
    }
    if !headers.contains_key("x-amz-date") && !headers.contains_key(header::DATE) {
        return Err(incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."));
    }
    let mut scope = credential.rsplitn(5, '/');
    let parts = (scope.next(), scope.next(), scope.next(), scope.next(), scope.next());
    let (Some(end), Some(service), Some(region), Some(day), Some(access_key)) = parts else {
        return Err(incomplete("Credential must have exactly 5 slash-delimited elements."));
    };
    if access_key.is_empty() || end != "aws4_request" || day.len() != 8 {
        return Err(wrong("Credential should be scoped with a valid terminator and date."));
    }
    if service != for_service {
        return Err(wrong(&format!("Credential should be scoped to correct service: '{for_service}'.")));
    }
    Ok(Parts { access_key, day, region, service, signed_headers, signature })
}

fn incomplete(message: impl Into<String>) -> WireError {
    WireError::new("IncompleteSignatureException", message)
}
