use serde_json::json;
use url::Url;

use super::Bench;

#[tokio::test]
async fn signing_out_needs_a_hint_of_this_issuer_and_goes_back_to_the_console_only() {
    let bench = Bench::new().await;
    let (_, tokens) = bench.exchange(&[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let out = |pairs: Vec<(&'static str, String)>| {
        let url = Url::parse_with_params(&format!("{}/logout", bench.sandbox.issuer_url()), pairs).unwrap();
        bench.http.get(url).send()
    };
    let back = "http://127.0.0.1:4400/sign-in".to_owned();
    let forged = out(vec![("id_token_hint", format!("{hint}x"))]).await.unwrap();
    assert_eq!(forged.status(), 400);
    let away = out(vec![("id_token_hint", hint.to_owned()), ("post_logout_redirect_uri", "http://evil.example/".to_owned())]).await.unwrap();
    assert_eq!(away.status(), 400);
    assert_eq!(bench.sandbox.shared.issuer.memory().sessions.len(), 1);
    let done = out(vec![("id_token_hint", hint.to_owned()), ("post_logout_redirect_uri", back.clone()), ("state", "x y".to_owned())]).await.unwrap();
    assert_eq!(done.headers()["location"], format!("{back}?state=x+y").as_str());
    assert!(bench.sandbox.shared.issuer.memory().sessions.is_empty());
}

#[tokio::test]
async fn ending_a_session_at_the_issuer_tells_the_console() {
    let bench = Bench::new().await;
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<String>(1);
    let console = axum::Router::new().route(
        "/auth/backchannel-logout",
        axum::routing::post(async move |body: String| {
            let _ = sender.send(body).await;
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move { axum::serve(listener, console).await });
    bench.exchange(&[]).await;
    bench.sandbox.set_console_url(at);
    let sid = bench.sandbox.shared.issuer.memory().sessions.keys().next().unwrap().clone();
    let page = bench.post(&format!("/sessions/{sid}/end"), String::new()).await.text().await.unwrap();
    assert!(page.contains("answered with HTTP 200"), "{page}");
    let body = receiver.recv().await.unwrap();
    let token = body.strip_prefix("logout_token=").unwrap();
    let claims = bench.sandbox.shared.issuer.key.verified(token).unwrap();
    assert_eq!((claims["sid"].as_str(), claims["sub"].as_str()), (Some(sid.as_str()), Some("nw-1001")));
    assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    assert!(claims.get("nonce").is_none() && claims["jti"].is_string());
    server.abort();
}
