//! As much of a browser as it takes to sign in and to send a form.

use crate::process::Desk;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The help desk's Tomasz, by the `sub` that the sandbox's issuer gives him.
const PERSONA: &str = "nw-1002";

pub struct Browser {
    http: reqwest::Client,
    console: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What matters of an answer: where it leads, and what it says.
struct Answer {
    location: String,
    body: String,
}

impl Browser {
    /// A browser in which somebody of the help desk has signed in.
    pub async fn sign_in(desk: &Desk) -> Self {
        let browser = Self { http: desk.http.clone(), console: desk.url.clone(), cookies: Mutex::default() };
        let login = browser.exchange("GET", &format!("{}/auth/login", desk.url), None).await.expect("the way to the issuer");
        let picker = browser.exchange("GET", &login.location, None).await.expect("the issuer");
        let after = picker.body.split_once("name=\"request\"").expect("the picker").1;
        let request = after.split_once("value=\"").and_then(|(_, rest)| rest.split_once('"')).expect("a request").0;
        let fields = [("request", request), ("persona", PERSONA)].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let back = browser.exchange("POST", &format!("{}/authorize/decision", desk.sandbox.issuer_url()), Some(&fields)).await.expect("the issuer");
        let inside = browser.exchange("GET", &back.location, None).await.expect("the console");
        assert_eq!(inside.location, "/users", "signed in: {}", inside.body);
        browser
    }

    /// Sends a form; where it leads to, or nothing if the console went away.
    pub async fn post(&self, path: &str, fields: &BTreeMap<String, String>) -> Option<String> {
        self.exchange("POST", &format!("{}{path}", self.console), Some(fields)).await.map(|answer| answer.location)
    }

    /// A page of the console.
    pub async fn page(&self, path: &str) -> String {
        self.exchange("GET", &format!("{}{path}", self.console), None).await.expect("a page").body
    }

    async fn exchange(&self, method: &str, url: &str, fields: Option<&BTreeMap<String, String>>) -> Option<Answer> {
        let line: Vec<String> = self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = self.http.request(method.parse().expect("a method"), url);
        request = request.header("accept", "text/html").header("sec-fetch-site", "same-origin").header("cookie", line.join("; "));
        if let Some(fields) = fields {
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let answer = request.send().await.ok()?;
        let text = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let location = text("location");
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().ok().and_then(|line| line.split(';').next()).and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.lock().expect("cookies").insert(pair.0.trim().to_owned(), pair.1.to_owned());
        }
        Some(Answer { location, body: answer.text().await.unwrap_or_default() })
    }
}
