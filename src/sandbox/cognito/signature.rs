//! Signature Version 4, as far as a sandbox can check it: the structure, the service and the
//! Region. Nobody shares a secret key with the sandbox, so any signature of the right form passes.

use axum::http::{HeaderMap, header};

use super::wire::WireError;

/// The Region a request was signed for.
pub fn signed_region(headers: &HeaderMap) -> Result<String, WireError> {
    let missing = || WireError::new("MissingAuthenticationTokenException", "Missing Authentication Token");
    let header = headers.get(header::AUTHORIZATION).ok_or_else(missing)?;
    let header = header.to_str().map_err(|_| missing())?;
    let fields = header.strip_prefix("AWS4-HMAC-SHA256 ").ok_or_else(missing)?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
            .filter(|value| !value.is_empty())
            .ok_or_else(|| WireError::new("IncompleteSignatureException", format!("Authorization header requires '{name}' parameter.")))
    };
    let (credential, signed, signature) = (field("Credential")?, field("SignedHeaders")?, field("Signature")?);
    let wrong = |message: &str| WireError::new("InvalidSignatureException", message);
    if signature.len() != 64 || !signature.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong("The request signature we calculated does not match the signature you provided."));
    }
    if !signed.split(';').any(|name| name == "host") {
        return Err(wrong("'Host' must be a 'SignedHeader' in the AWS Authorization."));
    }
    if !headers.contains_key("x-amz-date") && !headers.contains_key(header::DATE) {
        return Err(WireError::new("IncompleteSignatureException", "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."));
    }
    let mut scope = credential.rsplitn(5, '/');
    let parts = (scope.next(), scope.next(), scope.next(), scope.next(), scope.next());
    let (Some(end), Some(service), Some(region), Some(date), Some(key)) = parts else {
        return Err(WireError::new("IncompleteSignatureException", "Credential must have exactly 5 slash-delimited elements."));
    };
    if key.is_empty() || end != "aws4_request" || date.len() != 8 {
        return Err(wrong("Credential should be scoped with a valid terminator and date."));
    }
    if service != "cognito-idp" {
        return Err(wrong("Credential should be scoped to correct service: 'cognito-idp'."));
    }
    Ok(region.to_owned())
}
