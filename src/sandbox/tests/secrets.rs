use serde_json::json;

use super::{Bench, CUSTOMERS, CUSTOMERS_APP};

/// Every file that the sandbox has written.
fn files(bench: &Bench) -> Vec<u8> {
    let folder = bench.folder.path().join("sandbox");
    std::fs::read_dir(folder).unwrap().flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_password_is_kept_in_clear_in_a_file_a_page_or_the_log_of_effects() {
    const SECRET: &str = "Zanzibar-Secret-9";
    const EARLIER: &str = "Madagascar-Secret-9";
    let bench = Bench::new().await;
    bench.set_password("amara.okafor", EARLIER, true).await.unwrap();
    bench.set_password("amara.okafor", SECRET, true).await.unwrap();
    bench.sign_in("amara.okafor", SECRET).await.unwrap();
    bench.reset(CUSTOMERS, "amara.okafor").await.unwrap();
    let confirm = json!({ "ClientId": CUSTOMERS_APP, "Username": "amara.okafor", "ConfirmationCode": bench.last_code().await, "Password": "Mauritius-Secret-9" });
    bench.call("ConfirmForgotPassword", confirm).await.unwrap();
    let patch = json!({ "password": "Comoros-Secret-9" });
    bench.set(&format!("users/{CUSTOMERS}/mei.chen"), patch).await;
    let mut seen = files(&bench);
    for path in ["effects", "outbox", "faults", "requests", &format!("users/{CUSTOMERS}/amara.okafor"), &format!("users/{CUSTOMERS}/mei.chen")] {
        seen.extend(bench.get(path).await.to_string().into_bytes());
    }
    for secret in [SECRET, EARLIER, "Mauritius-Secret-9", "Comoros-Secret-9"] {
        assert!(!holds(&seen, secret), "{secret}");
    }
}

#[tokio::test]
async fn a_temporary_password_is_in_the_outbox_and_never_in_the_file() {
    let mut bench = Bench::new().await;
    let resend = json!({ "UserPoolId": CUSTOMERS, "Username": "dana.kowalczyk", "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"] });
    bench.call("AdminCreateUser", resend).await.unwrap();
    let password = bench.last_code().await;
    assert!(bench.sign_in("dana.kowalczyk", &password).await.is_ok());
    assert!(!holds(&files(&bench), &password));
    bench.sandbox.shutdown().await;
    bench.sandbox = crate::sandbox::Sandbox::start(super::settings(&bench.folder)).await.unwrap();
    assert_eq!(bench.get("outbox").await["messages"][0]["code"], "");
    assert!(bench.sign_in("dana.kowalczyk", &password).await.is_ok());
}

#[tokio::test]
async fn no_refusal_repeats_a_password() {
    let bench = Bench::new().await;
    for password in ["hunter2", " hunter2-Hunter2", &"Hunter2-hunter2".repeat(20)] {
        let (_, message) = bench.set_password("amara.okafor", password, true).await.unwrap_err();
        assert!(!message.to_lowercase().contains("hunter2"), "{message}");
    }
    for permanent in [json!("hunter2"), json!(["hunter2"])] {
        let input = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "Password": { "hunter2": "hunter2" }, "Permanent": permanent });
        assert!(!bench.refused("AdminSetUserPassword", input).await.1.contains("hunter2"));
    }
}
