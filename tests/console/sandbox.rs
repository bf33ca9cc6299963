//! The sandbox from outside: its control API, and Cognito's wire as an application of the company would use it.

use crate::desk::Desk;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The application client of the customers' pool.
const CUSTOMERS_APP: &str = "4nwcustomersapp7q2m9x5k1ab";
/// What the console does that changes a user.
pub const RESET: &str = "AdminResetUserPassword";

impl Desk {
    /// Asks the control API, which answers in JSON.
    pub async fn control(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        self.ask(method, &format!("{}/sandbox/{path}", self.sandbox.cognito_url()), body).await
    }

    /// Asks the issuer's own pages, which answer in JSON.
    pub async fn issuer(&self, method: Method, path: &str) -> Value {
        self.ask(method, &format!("{}{path}", self.sandbox.issuer_url()), None).await
    }

    /// What the issuer does wrong at the next sign-in.
    pub async fn misbehave(&self, next: &str) {
        self.ask(Method::POST, &format!("{}/misbehave", self.sandbox.issuer_url()), Some(json!({ "next": next }))).await;
    }

    async fn ask(&self, method: Method, url: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(method, url).header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("the sandbox");
        let status = answer.status();
        let text = answer.text().await.expect("a body");
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// A user with what Cognito would not tell.
    pub async fn user(&self, pool: &str, username: &str) -> Value {
        self.control(Method::GET, &user_path(pool, username), None).await
    }

    /// Changes a user behind the console's back.
    pub async fn change_user(&self, pool: &str, username: &str, patch: Value) {
        self.control(Method::POST, &user_path(pool, username), Some(patch)).await;
    }

    /// Makes a user under this very username, confirmed and enabled, or replaces the one who has it.
    pub async fn put_user(&self, pool: &str, username: &str, user: Value) {
        self.control(Method::PUT, &user_path(pool, username), Some(user)).await;
    }

    pub async fn delete_user(&self, pool: &str, username: &str) {
        self.control(Method::DELETE, &user_path(pool, username), None).await;
    }

    /// What goes wrong with calls of an operation; `times` absent: until cleared.
    pub async fn fault(&self, operation: &str, kind: &str, times: Option<u32>) {
        self.control(Method::POST, "faults", Some(json!({ "operation": operation, "kind": kind, "times": times }))).await;
    }

    pub async fn clear_faults(&self) {
        self.control(Method::DELETE, "faults", None).await;
    }

    /// How many effects there were, of everything that changes a user.
    pub async fn effects(&self) -> u64 {
        self.control(Method::GET, "effects", None).await["count"].as_u64().expect("a number")
    }

    /// The messages that were sent, newest first.
    pub async fn outbox(&self) -> Vec<Value> {
        self.control(Method::GET, "outbox", None).await["messages"].as_array().expect("messages").clone()
    }

    /// A call of Cognito's API: its answer, or the exception's name.
    pub async fn cognito(&self, operation: &str, input: Value) -> Result<Value, String> {
        let credential = "Credential=AKIDEXAMPLE/20240102/eu-west-1/cognito-idp/aws4_request";
        let request = self.http.post(self.sandbox.cognito_url()).header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"));
        let request = request.header("x-amz-date", "20240102T000000Z").header("content-type", "application/x-amz-json-1.1");
        let signature = format!("AWS4-HMAC-SHA256 {credential}, SignedHeaders=host;x-amz-date, Signature={}", "0a".repeat(32));
        let answer = request.header("authorization", signature).body(input.to_string()).send().await.expect("the sandbox");
        let is_success = answer.status().is_success();
        let body: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
        if is_success { Ok(body) } else { Err(body["__type"].as_str().unwrap_or_default().to_owned()) }
    }

    /// A user signs in to the company's application with a password.
    pub async fn application_sign_in(&self, username: &str, password: &str) -> Result<Value, String> {
        let input = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CUSTOMERS_APP, "AuthParameters": { "USERNAME": username, "PASSWORD": password } });
        self.cognito("InitiateAuth", input).await
    }

    /// The application goes on with a session.
    pub async fn application_refresh(&self, token: &str) -> Result<Value, String> {
        let input = json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CUSTOMERS_APP, "AuthParameters": { "REFRESH_TOKEN": token } });
        self.cognito("InitiateAuth", input).await
    }

    /// A user finishes a reset with the code.
    pub async fn confirm_code(&self, username: &str, code: &str, password: &str) -> Result<Value, String> {
        self.cognito("ConfirmForgotPassword", json!({ "ClientId": CUSTOMERS_APP, "Username": username, "ConfirmationCode": code, "Password": password })).await
    }

    /// All users of a pool, over the wire: each with its attributes.
    pub async fn all_users(&self, pool: &str) -> Vec<BTreeMap<String, String>> {
        let mut users = Vec::new();
        let mut input = json!({ "UserPoolId": pool });
        loop {
            let page = self.cognito("ListUsers", input.clone()).await.expect("users");
            users.extend(page["Users"].as_array().expect("a list").iter().map(attributes));
            match page["PaginationToken"].as_str() {
                Some(token) => input["PaginationToken"] = json!(token),
                None => return users,
            }
        }
    }
}

fn attributes(user: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let listed = user["Attributes"].as_array().expect("attributes").iter().map(|pair| (text(&pair["Name"]), text(&pair["Value"])));
    listed.chain([("username".to_owned(), text(&user["Username"]))]).collect()
}

fn user_path(pool: &str, username: &str) -> String {
    let mut url = url::Url::parse("http://sandbox").expect("a base");
    url.path_segments_mut().expect("a path").extend(["users", pool, username]);
    url.path().trim_start_matches('/').to_owned()
}
