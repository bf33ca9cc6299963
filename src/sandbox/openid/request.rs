//! The authorization request (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core 3.1.2.1).

use super::client::CLIENT_ID;
use super::parameters::Parameters;

/// A request that has passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Exactly the registered one.
    pub redirect_uri: String,
    /// Given back as it came.
    pub state: String,
    /// Goes into the ID token.
    pub nonce: String,
    /// The PKCE challenge, S256.
    pub code_challenge: String,
    /// Whether nothing may be shown (`prompt=none`).
    pub is_silent: bool,
    /// Whether the person is to sign in again whatever session there is (`prompt=login`).
    pub asks_login: bool,
    /// `max_age` in seconds.
    pub max_age: Option<i64>,
    /// `acr_values`, the preferred one first.
    pub acr_values: Vec<String>,
}

impl AuthorizationRequest {
    /// Whether a sign-in of this age, in seconds, is not enough.
    pub fn wants_sign_in(&self, age: i64) -> bool {
        self.asks_login || self.max_age.is_some_and(|most| most == 0 || age > most)
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Told to the person: the client cannot be trusted with a redirect.
    Here(&'static str),
    /// Told to the client by a redirect: `error` and `error_description`.
    ToClient {
        /// Of RFC 6749 section 4.1.2.1 or OpenID Connect Core 3.1.2.6.
        error: &'static str,
        /// In words.
        description: String,
    },
}

/// Checks everything about a request, client and redirect URI first.
pub fn check(parameters: &Parameters, registered: &str) -> Result<AuthorizationRequest, Refused> {
    if parameters.get("client_id") != Some(CLIENT_ID) {
        return Err(Refused::Here("The client_id is not known here."));
    }
    if parameters.get("redirect_uri") != Some(registered) || parameters.repeated.as_deref() == Some("redirect_uri") {
        return Err(Refused::Here("The redirect_uri is not the registered one."));
    }
    let refuse = |error, description: &str| Refused::ToClient { error, description: description.to_owned() };
    if let Some(name) = &parameters.repeated {
        return Err(refuse("invalid_request", &format!("{name} is given twice")));
    }
    if parameters.get("request").is_some() {
        return Err(refuse("request_not_supported", "no request objects"));
    }
    if parameters.get("request_uri").is_some() {
        return Err(refuse("request_uri_not_supported", "no request objects"));
    }
    let required = |name: &str| parameters.get(name).map(str::to_owned).ok_or_else(|| refuse("invalid_request", &format!("{name} is required")));
    if required("response_type")? != "code" {
        return Err(refuse("unsupported_response_type", "response_type has to be code"));
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(refuse("invalid_request", "response_mode has to be query"));
    }
    if !required("scope")?.split(' ').any(|scope| scope == "openid") {
        return Err(refuse("invalid_scope", "scope has to contain openid"));
    }
    let (state, nonce) = (required("state")?, required("nonce")?);
    let code_challenge = required("code_challenge")?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(refuse("invalid_request", "code_challenge_method has to be S256"));
    }
    let is_digest = code_challenge.len() == 43 && code_challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !is_digest {
        return Err(refuse("invalid_request", "code_challenge is not a SHA-256 digest"));
    }
    let prompts: Vec<&str> = parameters.get("prompt").unwrap_or_default().split_whitespace().collect();
    let is_silent = prompts.contains(&"none");
    if is_silent && prompts.len() > 1 {
        return Err(refuse("invalid_request", "prompt=none stands alone"));
    }
    let max_age = match parameters.get("max_age").map(str::parse::<i64>) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0 => Some(seconds),
        Some(_) => return Err(refuse("invalid_request", "max_age is a number of seconds")),
    };
    let asks_login = prompts.contains(&"login");
    let acr_values = parameters.get("acr_values").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(AuthorizationRequest { redirect_uri: registered.to_owned(), state, nonce, code_challenge, is_silent, asks_login, max_age, acr_values })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REDIRECT: &str = "http://127.0.0.1:4400/auth/callback";
    const GOOD: &str = "client_id=passdesk-console&redirect_uri=http://127.0.0.1:4400/auth/callback&response_type=code&scope=openid+email&state=s&nonce=n&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    fn checked(text: &str) -> Result<AuthorizationRequest, Refused> {
        check(&Parameters::parse(text.as_bytes()), REDIRECT)
    }

    #[test]
    fn a_full_request_passes() {
        let request = checked(&format!("{GOOD}&max_age=60&prompt=login&acr_values=a+b")).unwrap();
        assert_eq!((request.max_age, request.is_silent, request.asks_login), (Some(60), false, true));
        assert_eq!(request.acr_values, ["a", "b"]);
    }

    #[test]
    fn a_sign_in_is_wanted_by_prompt_and_by_age() {
        for (asked, age, wants) in
            [("", 86_400, false), ("&prompt=login", 0, true), ("&max_age=60", 60, false), ("&max_age=60", 61, true), ("&max_age=0", 0, true), ("&prompt=select_account", 9, false)]
        {
            assert_eq!(checked(&format!("{GOOD}{asked}")).unwrap().wants_sign_in(age), wants, "{asked} {age}");
        }
    }

    #[test]
    fn a_strange_client_or_redirect_uri_is_never_redirected_to() {
        for text in ["", &GOOD.replace("passdesk-console", "x"), &GOOD.replace("4400", "4401"), &GOOD.replace("callback", "callback/"), &format!("{GOOD}&redirect_uri={REDIRECT}")]
        {
            assert!(matches!(checked(text), Err(Refused::Here(_))), "{text}");
        }
    }

    #[test]
    fn every_other_fault_is_told_to_the_client() {
        let cases = [
            (GOOD.replace("response_type=code", "response_type=token"), "unsupported_response_type"),
            (GOOD.replace("openid+", ""), "invalid_scope"),
            (GOOD.replace("state=s&", ""), "invalid_request"),
            (GOOD.replace("nonce=n&", "nonce=&"), "invalid_request"),
            (GOOD.replace("&code_challenge_method=S256", ""), "invalid_request"),
            (GOOD.replace("S256", "plain"), "invalid_request"),
            (GOOD.replace("E9Mel", ""), "invalid_request"),
            (format!("{GOOD}&max_age=-1"), "invalid_request"),
            (format!("{GOOD}&prompt=none+login"), "invalid_request"),
            (format!("{GOOD}&state=t"), "invalid_request"),
            (format!("{GOOD}&request=x"), "request_not_supported"),
        ];
        for (text, expected) in cases {
            let refused = checked(&text);
            assert!(matches!(&refused, Err(Refused::ToClient { error, .. }) if *error == expected), "{text}: {refused:?}");
        }
    }
}
