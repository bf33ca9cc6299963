//! What every answer of the console promises, whatever was asked: checked on each answer of each test.

use crate::browser::Answer;
use crate::html;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

/// Nonces of all answers so far, to see that none comes twice.
static NONCES: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// Words of exceptions and of engineers, which no page shows. A result's ticket text and its facts name AWS's exception, and nothing else.
const RAW: [&str; 8] = ["Exception", "sqlx", "panicked", "dispatch failure", "HTTP 500", "stack backtrace", "__type", "error returned from database"];

const FIXED: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)"),
];

/// Panics where an answer breaks a promise.
pub fn hold(path: &str, answer: &Answer) {
    for (name, value) in FIXED {
        assert_eq!(answer.header(name), value, "{path}");
    }
    let is_asset = ["/pkg/", "/favicon.svg", "/robots.txt"].iter().any(|start| path.starts_with(start));
    // Two counts, and nobody's data: a page that has fetched what must not be stored is not kept for the way back, with what was typed there.
    let expected = if path.starts_with("/escalations/news") && answer.status == 200 { "private, no-cache" } else { "no-store" };
    assert!(is_asset || answer.header("cache-control") == expected, "{path} may be kept: {:?}", answer.header("cache-control"));
    assert_ne!(answer.status, 500, "{path}: {}", answer.text());
    assert!(!answer.header("x-request-id").is_empty(), "{path} has a reference");
    let nonce = policy(path, answer);
    let body = if path.starts_with("/results/") || path.starts_with("/audit/") { without_aws_codes(&answer.body) } else { answer.body.clone() };
    // A download of the trail names AWS's exceptions, as the trail does.
    let is_download = answer.header("content-disposition").starts_with("attachment");
    for word in RAW.into_iter().filter(|_| !is_download) {
        assert!(!body.contains(word), "{path} shows {word:?}: {body}");
    }
    if answer.header("content-type").starts_with("text/html") {
        page(path, answer, &nonce);
    }
}

/// The page without the names of exceptions where they belong: after "AWS code", and in the answer as JSON.
fn without_aws_codes(body: &str) -> String {
    let body = body.replace("\"aws_code\"", "AWS code");
    let mut parts = body.split("AWS code");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (name, rest) = part.split_once("Exception").filter(|(name, _)| name.len() < 120).unwrap_or(("", part));
        text + name + rest
    })
}

/// Checks the Content-Security-Policy and gives its nonce.
fn policy(path: &str, answer: &Answer) -> String {
    let csp = answer.header("content-security-policy").to_owned();
    let nonce = csp.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map(|(nonce, _)| nonce.to_owned()).unwrap_or_default();
    assert!(nonce.len() >= 22, "{path} has a nonce of 128 bits: {csp}");
    assert!(NONCES.lock().expect("nonces").insert(nonce.clone()), "{path}: a nonce came twice");
    for part in ["default-src 'none'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "connect-src 'self'"] {
        assert!(csp.contains(part), "{path} lacks {part}: {csp}");
    }
    assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"), "{path}: {csp}");
    nonce
}

/// Scripts come from files and carry the nonce; nothing else does; no style and no handler stands in the page; no data is markup.
fn page(path: &str, answer: &Answer, nonce: &str) {
    for tag in html::tags(&answer.body) {
        for (name, value) in &tag.attributes {
            assert!(name == "nonce" || !value.contains(nonce), "{path}: the nonce stands in {name} of <{}>", tag.name);
            assert!(!name.starts_with("on") && name != "style", "{path}: <{} {name}>", tag.name);
        }
        if tag.name == "script" {
            assert!(tag.get("nonce") == nonce && (tag.get("src").is_empty() || tag.get("src").starts_with("/pkg/")), "{path}: a script of another kind: {tag:?}");
        }
        assert!(!matches!(tag.name.as_str(), "img" | "iframe" | "style" | "object" | "base"), "{path}: <{}>", tag.name);
    }
    for inline in answer.body.split(&format!("<script nonce=\"{nonce}\">")).skip(1) {
        let script = inline.split("</script>").next().unwrap_or_default();
        // The framework's own, for resources that are sent along. Our pages have none, so there is never any data in it.
        let is_without_data = script.split_terminator("=[];").all(|name| name.starts_with("__") && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'));
        assert!(is_without_data && (script.is_empty() || script.ends_with("=[];")), "{path}: an inline script: {script}");
    }
    assert_eq!(answer.body.matches(nonce).count(), answer.body.matches(&format!("nonce=\"{nonce}\"")).count(), "{path}: the nonce stands in the page's text");
    assert!(!answer.body.contains("<script>"), "{path}: {}", answer.body);
}
