//! In forms: values of every field, and shapes of the whole.

use super::{FORM, OWN_SITE, PAGE, values};
use crate::browser::encode;
use crate::desk::{CUSTOMERS, Desk, SUPERVISOR};
use crate::forms::ALL;
use reqwest::Method;

#[tokio::test]
async fn no_value_of_a_field_makes_a_form_fail_or_go_to_somebody_else() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in ALL {
        let names: Vec<String> = of
            .forged(&desk, CUSTOMERS, of.user)
            .await
            .into_keys()
            .chain(["seen", "caller_verified_by", "check", "signs_out", "add_rows", "sends_code", "sends_secret_looks"].map(str::to_owned))
            .collect();
        for name in names {
            // One form for each: what a good one does is not at stake.
            let value = values().into_iter().collect::<Vec<_>>();
            for value in value.iter().step_by(if matches!(name.as_str(), "pool" | "sub" | "username" | "action_id") { 1 } else { 6 }) {
                let mut fields = of.forged(&desk, CUSTOMERS, of.user).await;
                fields.remove(&name);
                let body = format!("{}&{name}={value}", encode(&fields));
                let answer = hana.send(Method::POST, of.path, &[FORM, OWN_SITE, PAGE], Some(body)).await;
                assert!(answer.status < 500, "{} {name}={value}: {} {}", of.word, answer.status, answer.text());
                let to = answer.location();
                assert!(to.is_empty() || (to.starts_with('/') && !to.contains("//") && !to.contains('\\')), "{} {name}={value}: {to}", of.word);
            }
        }
    }
    let users: Vec<&str> = ALL.iter().map(|of| of.user).collect();
    assert!(desk.changed().await.iter().all(|(_, username)| users.contains(&username.as_str())), "{:?}", desk.changed().await);
}

#[tokio::test]
async fn no_shape_of_a_form_makes_it_fail() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let paths: Vec<&str> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .chain(["/audit/export", "/audit/verify", "/audit/sign", "/theme", "/auth/login", "/auth/backchannel-logout"])
        .collect();
    let deep = "[a]".repeat(3_000);
    let shapes = [
        String::new(),
        "&".repeat(60_000),
        "=".repeat(60_000),
        "a=1&".repeat(15_000),
        "%".repeat(60_000),
        format!("metadata{deep}=1"),
        format!("pool{deep}=1"),
        "[".repeat(30_000),
        "]=1".to_owned(),
        "metadata[99999999999999999999][key]=a".to_owned(),
        "metadata[18446744073709551615][key]=a&metadata[0][key]=b".to_owned(),
        "metadata[-1][key]=a".to_owned(),
        "metadata[][key]=a&metadata[][value]=b".to_owned(),
        "metadata[0][key][x]=a".to_owned(),
        "metadata[0]=x&metadata[0][key]=a".to_owned(),
        "metadata=a&metadata[0][key]=a".to_owned(),
        (0..1_500).map(|row| format!("metadata[{row}][key]=k{row}&")).collect(),
        (0..3_000).map(|row| format!("words[{row}]=w&")).collect(),
        (0..8_000).map(|_| "list=a&").collect(),
        format!("list={}", "a%0a".repeat(9_000)),
        format!("password={}", "%F0%9F%98%80".repeat(5_000)),
        format!("reason={}", "%00".repeat(20_000)),
        "logout_token=a&logout_token=b".to_owned(),
        format!("logout_token={}", "a.".repeat(20_000)),
        "logout_token=e30.e30.&state=x".to_owned(),
        "format=csv&format=jsonl&everything=on&everything=off&before=-1".to_owned(),
        "\u{feff}pool=x".to_owned(),
        "{\"pool\":\"x\"}".to_owned(),
    ];
    for path in paths {
        for shape in &shapes {
            for accept in ["text/html", "application/json"] {
                let answer = hana.send(Method::POST, path, &[FORM, OWN_SITE, ("accept", accept)], Some(shape.clone())).await;
                assert!(answer.status < 500, "{path} {:.80}: {} {}", shape, answer.status, answer.text());
            }
            // Whoever ended the session by one of these signs in again.
            if hana.get("/sessions").await.status != 200 {
                hana.sign_in(SUPERVISOR).await;
            }
        }
    }
    assert_eq!(desk.changed().await, []);
}
