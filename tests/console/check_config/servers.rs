//! What stands beside AWS on an operator's network: where containers get credentials, IAM Identity Center, and a proxy.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::sync::{Arc, Mutex};

/// A server that gives one answer to whoever has the token, on a port of its own: its address.
pub async fn answering(header: &'static str, token: &'static str, answer: String) -> String {
    let service = Router::new().fallback(move |headers: HeaderMap| {
        let is_right = headers.get(header).is_some_and(|given| given.as_bytes() == token.as_bytes());
        let answer = answer.clone();
        async move { if is_right { ([(header::CONTENT_TYPE, "application/json")], answer).into_response() } else { StatusCode::UNAUTHORIZED.into_response() } }
    });
    serve(service).await
}

/// A proxy. It leads whatever it is asked for in plain to one address, and refuses tunnels.
#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    to: String,
    http: reqwest::Client,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    pub async fn leading_to(to: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut proxy = Self { url: String::new(), to, http, asked: Arc::default() };
        proxy.url = serve(Router::new().fallback(pass).with_state(proxy.clone())).await;
        proxy
    }

    /// What it was asked for, each once: method and host.
    pub fn asked(&self) -> Vec<String> {
        let mut asked = self.asked.lock().expect("a list").clone();
        asked.sort();
        asked.dedup();
        asked
    }
}

async fn pass(State(proxy): State<Proxy>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let host = uri.authority().map_or("(none)", |authority| authority.as_str());
    proxy.asked.lock().expect("a list").push(format!("{method} {host}"));
    if method == Method::CONNECT {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut request = proxy.http.request(method, format!("{}{}", proxy.to, uri.path())).body(body);
    for (name, value) in headers.iter().filter(|(name, _)| **name != header::HOST) {
        request = request.header(name, value);
    }
    let answer = request.send().await.expect("what is behind the proxy");
    let (status, kind) = (answer.status(), answer.headers().clone());
    let kept = kind.into_iter().filter_map(|(name, value)| Some((name.filter(|name| name.as_str().starts_with("x-amzn-") || *name == header::CONTENT_TYPE)?, value)));
    let kept: HeaderMap = kept.collect();
    (status, kept, answer.bytes().await.expect("a body")).into_response()
}

async fn serve(service: Router) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, service).await });
    format!("http://{address}")
}

/// An instance's metadata service (IMDSv2): a token, the name of its role, and the role's credentials.
pub async fn instance(credentials: serde_json::Value) -> String {
    let service = Router::new().fallback(move |method: Method, uri: Uri, headers: HeaderMap| {
        let credentials = credentials.to_string();
        async move {
            let has_token = headers.get("x-aws-ec2-metadata-token").is_some_and(|token| token == "imds-token");
            match (method, uri.path().trim_end_matches('/')) {
                (Method::PUT, "/latest/api/token") => ([("x-aws-ec2-metadata-token-ttl-seconds", "21600")], "imds-token").into_response(),
                (Method::GET, _) if !has_token => StatusCode::UNAUTHORIZED.into_response(),
                (Method::GET, "/latest/meta-data/iam/security-credentials") => "passdesk-host".into_response(),
                (Method::GET, "/latest/meta-data/iam/security-credentials/passdesk-host") => credentials.into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        }
    });
    serve(service).await
}
