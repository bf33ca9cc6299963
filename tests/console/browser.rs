//! As much of a browser as the tests need: cookies, forms, Fetch Metadata. Redirects are followed by hand.

use crate::desk::Desk;
use crate::html;
use crate::invariants;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::collections::BTreeMap;
use std::sync::Mutex;
use url::Url;

/// The console's session cookie.
pub const SESSION: &str = "__Host-passdesk";

const FORM: &str = "application/x-www-form-urlencoded";

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where it redirects to.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The words of the page, as a person reads them.
    pub fn text(&self) -> String {
        html::text(&self.body)
    }

    /// All lines of `Set-Cookie`.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").iter().map(|line| line.to_str().expect("ASCII").to_owned()).collect()
    }

    /// The closed code of an error in JSON.
    pub fn code(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }

    /// What the sign-in page that this redirects to says went wrong; it names this answer's reference, which is the log's.
    pub fn sign_in_problem(&self) -> &str {
        let parts = self.location().strip_prefix("/sign-in?problem=").and_then(|rest| rest.split_once("&reference="));
        let (problem, reference) = parts.unwrap_or_else(|| panic!("no sign-in page with a reference: {} {}", self.status, self.location()));
        assert_eq!(reference, self.header("x-request-id"));
        problem
    }

    /// The action of the result page that this redirects to.
    pub fn result_id(&self) -> String {
        let id = self.location().strip_prefix("/results/").unwrap_or_else(|| panic!("no result page: {} {} {}", self.status, self.location(), self.text()));
        assert_eq!(self.status, 303);
        id.split('?').next().unwrap_or_default().to_owned()
    }
}

/// One browser with its own cookies. Cookies of a host are shared by its ports, so the issuer sees them too.
pub struct Browser {
    http: reqwest::Client,
    console: String,
    issuer: String,
    instance: Option<std::net::SocketAddr>,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    pub fn new(desk: &Desk) -> Self {
        Self { http: desk.http.clone(), console: desk.url.clone(), issuer: desk.sandbox.issuer_url(), instance: None, cookies: Mutex::default() }
    }

    /// The same browser, whose requests another instance answers: both are behind one public address.
    pub fn elsewhere(&self, instance: std::net::SocketAddr) -> Self {
        let cookies = Mutex::new(self.cookies.lock().expect("cookies").clone());
        Self { http: self.http.clone(), console: self.console.clone(), issuer: self.issuer.clone(), instance: Some(instance), cookies }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    pub fn cookie_names(&self) -> Vec<String> {
        self.cookies.lock().expect("cookies").keys().cloned().collect()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    /// A page of the console.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[("accept", "text/html"), ("sec-fetch-site", "same-origin")], None).await
    }

    /// A page that must be there.
    pub async fn page(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        // 203 is the page that shows a password: the one that no browser may keep.
        let expected = if html::revealed(&answer.body).is_some() { 203 } else { 200 };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text());
        answer
    }

    /// A form of a page of the console, sent without scripts.
    pub async fn post(&self, path: &str, fields: &BTreeMap<String, String>) -> Answer {
        self.send(Method::POST, path, &[("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("content-type", FORM)], Some(encode(fields))).await
    }

    /// The same form, sent by a script that reads JSON.
    pub async fn post_for_json(&self, path: &str, fields: &BTreeMap<String, String>) -> Answer {
        self.send(Method::POST, path, &[("accept", "application/json"), ("sec-fetch-site", "same-origin"), ("content-type", FORM)], Some(encode(fields))).await
    }

    /// Sends a reset form and gives its answer.
    pub async fn reset(&self, fields: &BTreeMap<String, String>) -> Answer {
        self.post("/api/passwords/reset", fields).await
    }

    /// Sends a form that sets a password and gives its answer.
    pub async fn set_password(&self, fields: &BTreeMap<String, String>) -> Answer {
        self.post("/api/passwords/set", fields).await
    }

    /// Any request to the console; every answer must keep the promises that all answers keep.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        let host = self.console.trim_start_matches("http://");
        let (origin, named) = self.instance.map_or((self.console.clone(), None), |instance| (format!("http://{instance}"), Some(("host", host))));
        let headers: Vec<_> = headers.iter().copied().chain(named).collect();
        let answer = self.exchange(method, &format!("{origin}{path}"), &headers, body).await;
        invariants::hold(path, &answer);
        answer
    }

    /// Opens the page that an answer redirects to.
    pub async fn follow(&self, answer: &Answer) -> Answer {
        assert!(matches!(answer.status, 302 | 303), "no redirect: {} {}", answer.status, answer.text());
        assert!(answer.location().starts_with('/'), "a redirect stays at home: {}", answer.location());
        self.get(answer.location()).await
    }

    /// Signs in at the issuer as this persona and gives the console's answer to the callback.
    pub async fn sign_in(&self, persona: &str) -> Answer {
        let callback = self.callback_of(persona).await;
        self.get(&callback).await
    }

    /// Signs in at the issuer and gives the callback's path and query, not yet opened.
    pub async fn callback_of(&self, persona: &str) -> String {
        let login = self.get("/auth/login").await;
        self.callback_from(&login, persona).await
    }

    /// Signs in at the issuer, to which this answer redirects, and gives the callback's path and query, not yet opened.
    pub async fn callback_from(&self, to_issuer: &Answer, persona: &str) -> String {
        assert!(to_issuer.status == 303 && to_issuer.location().starts_with(&self.issuer), "{} {}", to_issuer.status, to_issuer.location());
        self.approved(to_issuer.location(), persona).await
    }

    /// Signs in at the issuer for this authorization request and gives the callback's path and query, not yet opened.
    pub async fn approved(&self, request: &str, persona: &str) -> String {
        let picker = self.exchange(Method::GET, request, &[("accept", "text/html")], None).await;
        let request = html::attribute_after(&picker.body, "name=\"request\"", "value").expect("the picker");
        let fields = BTreeMap::from([("request".to_owned(), request), ("persona".to_owned(), persona.to_owned())]);
        let decision = format!("{}/authorize/decision", self.issuer);
        let back = self.exchange(Method::POST, &decision, &[("content-type", FORM), ("sec-fetch-site", "same-origin")], Some(encode(&fields))).await;
        let url = Url::parse(back.location()).unwrap_or_else(|error| panic!("{error}: {} {}", back.status, back.body));
        format!("{}?{}", url.path(), url.query().unwrap_or_default())
    }

    async fn exchange(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).expect("a name"), HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
        }
        let line: Vec<String> = self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !line.is_empty() {
            map.insert("cookie", HeaderValue::from_bytes(line.join("; ").as_bytes()).expect("cookies"));
        }
        map.entry("user-agent").or_insert(HeaderValue::from_static("passdesk-tests"));
        let mut request = self.http.request(method, url).headers(map);
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let answer = Answer { status, headers, body: answer.text().await.expect("a body") };
        self.keep_cookies(&answer);
        answer
    }

    /// Takes cookies as browsers do: a `__Host-` cookie only with Secure, the whole path and no domain. Loopback counts as secure.
    fn keep_cookies(&self, answer: &Answer) {
        for line in answer.cookies() {
            let mut parts = line.split(';').map(str::trim);
            let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
            let has = |attribute: &str| attributes.iter().any(|known| known == attribute);
            if name.starts_with("__Host-") {
                assert!(has("secure") && has("path=/") && !attributes.iter().any(|known| known.starts_with("domain")), "a browser drops {line}");
            }
            let mut cookies = self.cookies.lock().expect("cookies");
            if has("max-age=0") {
                cookies.remove(name)
            } else {
                cookies.insert(name.to_owned(), value.to_owned())
            };
        }
    }
}

/// Fields as a form sends them.
pub fn encode(fields: &BTreeMap<String, String>) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
