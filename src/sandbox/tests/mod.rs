//! The sandbox from outside: over the wire, as its clients see it.

mod access;
mod any_user;
mod auth_events;
mod browser;
mod constraints;
mod contacts;
mod document;
mod effects;
mod every_operation;
mod factors;
mod faults;
mod invitation;
mod logout;
mod mails;
mod network_faults;
mod new_users;
mod openid;
mod passwords;
mod pools;
mod random_faults;
mod recovery;
mod requests;
mod reset;
mod sdk;
mod secrets;
mod sending;
mod signature;
mod state;
mod sts;
mod stuck_users;
mod tokens;
mod users;
mod wire;

use reqwest::Method;
use serde_json::{Value, json};

use super::{Sandbox, SandboxSettings};

const CUSTOMERS: &str = super::seed::CUSTOMERS;
const PARTNERS: &str = super::seed::PARTNERS;
const KIOSKS: &str = super::seed::KIOSKS;
const CUSTOMERS_APP: &str = "4nwcustomersapp7q2m9x5k1ab";

fn settings(folder: &tempfile::TempDir) -> SandboxSettings {
    SandboxSettings {
        data_dir: folder.path().to_owned(),
        fresh: false,
        cognito_listen: ([127, 0, 0, 1], 0).into(),
        issuer_listen: ([127, 0, 0, 1], 0).into(),
        console_url: "http://127.0.0.1:4400".to_owned(),
    }
}

/// A sandbox in a folder of its own, and a client.
struct Bench {
    sandbox: Sandbox,
    http: reqwest::Client,
    folder: tempfile::TempDir,
}

/// A signature of the right form.
fn authorization(region: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20240102/{region}/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature={}", "0a".repeat(32))
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = Sandbox::start(settings(&folder)).await.unwrap();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { sandbox, http, folder }
    }

    fn request(&self, operation: &str, input: &Value) -> reqwest::RequestBuilder {
        let region = input["UserPoolId"].as_str().and_then(|id| id.split('_').next()).unwrap_or("eu-west-1");
        self.http
            .post(self.sandbox.cognito_url())
            .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
            .header("x-amz-date", "20240102T000000Z")
            .header("content-type", "application/x-amz-json-1.1")
            .header("authorization", authorization(region))
            .body(input.to_string())
    }

    /// An answer, or the exception's name and message.
    async fn call(&self, operation: &str, input: Value) -> Result<Value, (String, String)> {
        let answer = self.request(operation, &input).send().await.unwrap();
        let is_success = answer.status().is_success();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        let word = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        if is_success { Ok(body) } else { Err((word("__type"), word("message"))) }
    }

    /// The exception's name and message.
    async fn refused(&self, operation: &str, input: Value) -> (String, String) {
        self.call(operation, input).await.unwrap_err()
    }

    /// The exception's name, or nothing.
    async fn refusal(&self, operation: &str, input: Value) -> Option<String> {
        self.call(operation, input).await.err().map(|(kind, _)| kind)
    }

    async fn control(&self, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.http.request(method, format!("{}/sandbox/{path}", self.sandbox.cognito_url()));
        request = request.header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap_or_default())
    }

    async fn get(&self, path: &str) -> Value {
        self.control(Method::GET, path, None).await.1
    }

    async fn set(&self, path: &str, body: Value) {
        let (status, answer) = self.control(Method::POST, path, Some(body)).await;
        assert_eq!(status, 200, "{answer}");
    }

    async fn reset(&self, pool: &str, username: &str) -> Result<Value, (String, String)> {
        self.call("AdminResetUserPassword", json!({ "UserPoolId": pool, "Username": username })).await
    }

    async fn sign_in(&self, username: &str, password: &str) -> Result<Value, (String, String)> {
        let parameters = json!({ "USERNAME": username, "PASSWORD": password });
        let input = json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CUSTOMERS_APP, "AuthParameters": parameters });
        self.call("InitiateAuth", input).await
    }

    /// AdminSetUserPassword for a customer.
    async fn set_password(&self, username: &str, password: &str, permanent: bool) -> Result<Value, (String, String)> {
        let input = json!({ "UserPoolId": CUSTOMERS, "Username": username, "Password": password, "Permanent": permanent });
        self.call("AdminSetUserPassword", input).await
    }

    async fn effects(&self) -> u64 {
        self.get("effects").await["count"].as_u64().unwrap()
    }

    async fn last_code(&self) -> String {
        let message = self.get("outbox").await["messages"][0].clone();
        message["code"].as_str().unwrap().to_owned()
    }
}
