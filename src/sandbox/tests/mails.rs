use serde_json::{Value, json};

use super::{Bench, CUSTOMERS, PARTNERS, settings};
use crate::sandbox::Sandbox;

/// Puts so many customers, each with a verified e-mail address, and names them.
async fn crowd(bench: &Bench, number: usize) -> Vec<String> {
    let user = |number| (format!("mailed.{number:02}"), json!({ "attributes": { "email": format!("mailed{number}@example.com"), "email_verified": "true" } }));
    let users: serde_json::Map<String, Value> = (0..number).map(user).collect();
    let names = users.keys().cloned().collect();
    bench.set(&format!("users/{CUSTOMERS}"), json!({ "users": users })).await;
    names
}

#[tokio::test]
async fn the_fifty_first_mail_of_a_day_is_refused_to_all_pools_of_the_default_mailer() {
    let mut bench = Bench::new().await;
    bench.set(&format!("pools/{CUSTOMERS}"), json!({ "mailer": "COGNITO_DEFAULT" })).await;
    let names = crowd(&bench, 51).await;
    // Mails from before the switch do not count.
    bench.reset(CUSTOMERS, &names[50]).await.unwrap();
    bench.set("switches", json!({ "mails_a_day": 50 })).await;
    for name in &names[..49] {
        bench.reset(CUSTOMERS, name).await.unwrap();
    }
    bench.reset(PARTNERS, "Otto.Brandt@reseller.example").await.unwrap();
    bench.sandbox.shutdown().await;
    bench.sandbox = Sandbox::start(settings(&bench.folder)).await.unwrap();
    for (pool, name) in [(CUSTOMERS, names[49].as_str()), (PARTNERS, "Otto.Brandt@reseller.example")] {
        let (kind, message) = bench.reset(pool, name).await.unwrap_err();
        assert_eq!(kind, "LimitExceededException");
        assert!(message.starts_with("Exceeded daily email limit for the operation or the account."), "{message}");
    }
    assert_eq!(bench.get(&format!("users/{CUSTOMERS}/{}", names[49])).await["status"], "CONFIRMED");
    let invitation = json!({ "UserPoolId": CUSTOMERS, "Username": "dana.kowalczyk", "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] });
    assert_eq!(bench.refusal("AdminCreateUser", invitation).await.unwrap(), "LimitExceededException");
    // Text messages, and the mails of a company's own mailer, are counted elsewhere.
    bench.reset(PARTNERS, "pia.larsen@carrier.example").await.unwrap();
    bench.set(&format!("pools/{CUSTOMERS}"), json!({ "mailer": "DEVELOPER" })).await;
    bench.reset(CUSTOMERS, &names[49]).await.unwrap();
    bench.set(&format!("pools/{CUSTOMERS}"), json!({ "mailer": "COGNITO_DEFAULT" })).await;
    bench.set("clock", json!({ "advance_seconds": 86_400 })).await;
    bench.reset(CUSTOMERS, &names[49]).await.unwrap();
}

#[tokio::test]
async fn without_the_switch_mails_have_no_end() {
    let bench = Bench::new().await;
    bench.set(&format!("pools/{CUSTOMERS}"), json!({ "mailer": "COGNITO_DEFAULT" })).await;
    for name in crowd(&bench, 60).await {
        bench.reset(CUSTOMERS, &name).await.unwrap();
    }
}
