//! As much of a browser as it takes to sign in and to send a form.

use crate::process::Desk;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

/// The help desk's Tomasz, by the `sub` that the sandbox's issuer gives him.
const PERSONA: &str = "nw-1002";
/// Hana, who runs lists.
const SUPERVISOR: &str = "nw-1003";
/// Priya, who reads the trail.
const AUDITOR: &str = "nw-1005";

pub struct Browser {
    http: reqwest::Client,
    console: String,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// What matters of an answer: where it leads, and what it says.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
}

impl Browser {
    /// A browser in which somebody of the help desk has signed in. On a busy machine a console that has just started may need a moment.
    pub async fn sign_in(desk: &Desk) -> Self {
        Self::sign_in_as(desk, PERSONA).await
    }

    /// A browser in which the auditor has signed in.
    pub async fn of_auditor(desk: &Desk) -> Self {
        Self::sign_in_as(desk, AUDITOR).await
    }

    /// A browser in which the supervisor has signed in.
    pub async fn of_supervisor(desk: &Desk) -> Self {
        Self::sign_in_as(desk, SUPERVISOR).await
    }

    async fn sign_in_as(desk: &Desk, persona: &str) -> Self {
        for _ in 0..20 {
            let browser = Self { http: desk.http.clone(), console: desk.url.clone(), cookies: Mutex::default() };
            if browser.try_sign_in(&desk.sandbox.issuer_url(), persona).await.is_some() {
                return browser;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        panic!("nobody can sign in");
    }

    async fn try_sign_in(&self, issuer: &str, persona: &str) -> Option<()> {
        let login = self.exchange("GET", &format!("{}/auth/login", self.console), None).await?;
        let picker = self.exchange("GET", &login.location, None).await?;
        let (_, after) = picker.body.split_once("name=\"request\"")?;
        let (request, _) = after.split_once("value=\"")?.1.split_once('"')?;
        let fields = [("request", request), ("persona", persona)].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let back = self.exchange("POST", &format!("{issuer}/authorize/decision"), Some(&fields)).await?;
        let inside = self.exchange("GET", &back.location, None).await?;
        (inside.location == "/users").then_some(())
    }

    /// Sends a form; where it leads to, or nothing if the console went away.
    pub async fn post(&self, path: &str, fields: &BTreeMap<String, String>) -> Option<String> {
        self.exchange("POST", &format!("{}{path}", self.console), Some(fields)).await.map(|answer| answer.location)
    }

    /// Sends a form, and gives the page to which its answer leads, or which it is.
    pub async fn send(&self, path: &str, fields: &BTreeMap<String, String>) -> Answer {
        let answer = self.exchange("POST", &format!("{}{path}", self.console), Some(fields)).await.expect("an answer");
        if answer.location.is_empty() { answer } else { Answer { location: answer.location.clone(), ..self.look(&answer.location).await } }
    }

    /// A page of the console, whatever its status.
    pub async fn look(&self, path: &str) -> Answer {
        self.exchange("GET", &format!("{}{path}", self.console), None).await.expect("a page")
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
            let is_list = url.ends_with("/bulk/lists");
            let (kind, body) = if is_list { multipart(fields) } else { (FORM.to_owned(), url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()) };
            request = request.header("content-type", kind).body(body);
        }
        let answer = request.send().await.ok()?;
        let text = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let location = text("location");
        for line in answer.headers().get_all("set-cookie") {
            let pair = line.to_str().ok().and_then(|line| line.split(';').next()).and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.lock().expect("cookies").insert(pair.0.trim().to_owned(), pair.1.to_owned());
        }
        Some(Answer { status: answer.status().as_u16(), location, body: answer.text().await.unwrap_or_default() })
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// The form that can carry a file, without one.
fn multipart(fields: &BTreeMap<String, String>) -> (String, String) {
    let boundary = "----passdesk-test-boundary";
    let parts: String = fields.iter().map(|(name, value)| format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")).collect();
    (format!("multipart/form-data; boundary={boundary}"), format!("{parts}--{boundary}--\r\n"))
}
