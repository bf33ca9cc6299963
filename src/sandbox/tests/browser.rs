//! A browser and a client of the issuer, as far as tests need them.

use std::collections::HashMap;

use serde_json::Value;
use url::Url;

use super::Bench;

pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const REDIRECT: &str = "http://127.0.0.1:4400/auth/callback";

pub fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The parameters of the redirect that an answer makes.
pub fn redirected(answer: &reqwest::Response) -> HashMap<String, String> {
    let url = Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    url.query_pairs().into_owned().collect()
}

impl Bench {
    pub async fn post(&self, path: &str, body: String) -> reqwest::Response {
        let request = self.http.post(format!("{}{path}", self.sandbox.issuer_url()));
        request.header("content-type", "application/x-www-form-urlencoded").body(body).send().await.unwrap()
    }

    /// Chooses on the picker of an authorization URL.
    pub async fn choose(&self, url: &str, field: &str, value: &str) -> reqwest::Response {
        let page = self.http.get(url).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Choose who signs in"), "{page}");
        let id = page.split(r#"name="request" value=""#).nth(1).unwrap().split('"').next().unwrap().to_owned();
        self.post("/authorize/decision", form(&[("request", &id), (field, value)])).await
    }

    pub fn authorization_url(&self) -> String {
        let query = form(&[
            ("client_id", self.sandbox.client_id()),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", "s"),
            ("nonce", "n"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        format!("{}/authorize?{query}", self.sandbox.issuer_url())
    }

    pub async fn code(&self) -> String {
        redirected(&self.choose(&self.authorization_url(), "persona", "nw-1001").await)["code"].clone()
    }

    pub async fn exchange(&self, changes: &[(&str, &str)]) -> (u16, Value) {
        let mut fields: HashMap<&str, String> = HashMap::from([
            ("grant_type", "authorization_code".to_owned()),
            ("redirect_uri", REDIRECT.to_owned()),
            ("code_verifier", VERIFIER.to_owned()),
            ("client_id", self.sandbox.client_id().to_owned()),
            ("client_secret", self.sandbox.client_secret().to_owned()),
        ]);
        fields.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        if !fields.contains_key("code") {
            fields.insert("code", self.code().await);
        }
        let pairs: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = self.post("/token", form(&pairs)).await;
        assert_eq!(answer.headers()["cache-control"], "no-store");
        (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }
}
