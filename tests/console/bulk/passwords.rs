use super::{START, desk, form_of, prepared, supervisor};
use crate::desk::{ADMIN, CUSTOMERS};
use passdesk::domain::audit::RecordKind;
use passdesk::domain::bulk::RunState;

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_taken_once_by_whoever_started_the_run_and_work() {
    let desk = desk().await;
    let names = desk.crowd(3).await;
    let browser = supervisor(&desk).await;
    let id = prepared(&browser, "password", &names.join("\n")).await;
    desk.until(id, RunState::Checked).await;
    let answer = browser.post(START, &form_of(&desk, &browser, id, START).await).await;
    assert!(answer.cookies().iter().any(|cookie| cookie.starts_with(&format!("__Host-passdesk-run-{}=", id.simple()))), "{:?}", answer.cookies());
    desk.until(id, RunState::Done).await;
    let page = browser.page(&format!("/bulk/{id}")).await;
    assert!(page.text().contains("Download 3 passwords, once"), "{}", page.text());
    let path = format!("/bulk/{id}/passwords");

    // Another person, and the same person in another browser, get nothing.
    let admin = desk.signed_in(ADMIN).await;
    assert_eq!(admin.post(&path, &crate::desk::form(&[])).await.status, 403);
    assert_eq!(desk.count(RecordKind::Denied, "bulk.passwords").await, 1);
    let elsewhere = supervisor(&desk).await;
    assert!(elsewhere.page(&format!("/bulk/{id}")).await.text().contains("3 passwords to be taken"));
    assert_eq!(elsewhere.post(&path, &crate::desk::form(&[])).await.status, 409);

    let file = browser.post(&path, &crate::desk::form(&[])).await;
    assert_eq!((file.status, file.header("cache-control")), (200, "no-store"), "{}", file.text());
    let lines: Vec<&str> = file.body.lines().collect();
    assert_eq!(lines.len(), 4, "{}", file.body);
    for (line, name) in lines[1..].iter().zip(&names) {
        let password = line.rsplit(',').next().expect("a password");
        assert!(line.contains(&format!("{CUSTOMERS},{name},")) && password.len() >= 8, "{line}");
        let signed_in = desk.application_sign_in(name, password).await.expect("a sign-in");
        assert_eq!(signed_in["ChallengeName"], "NEW_PASSWORD_REQUIRED", "{signed_in}");
    }
    // Once.
    assert_eq!(browser.post(&path, &crate::desk::form(&[])).await.status, 409);
    assert!(!browser.page(&format!("/bulk/{id}")).await.text().contains("passwords, once"));
    for event in ["bulk.passwords", "bulk.passwords_deleted"] {
        assert_eq!(desk.count(RecordKind::Run, event).await, 1, "{event}");
    }
    // And nowhere else: neither in the trail, nor in the database's file.
    desk.verified_records().await;
    let passwords: Vec<String> = lines[1..].iter().map(|line| line.rsplit(',').next().expect("a password").to_owned()).collect();
    let mut file = Vec::new();
    for name in ["passdesk.db", "passdesk.db-wal"] {
        file.extend(std::fs::read(desk.database_file().with_file_name(name)).unwrap_or_default());
    }
    for password in passwords {
        assert!(!file.windows(password.len()).any(|bytes| bytes == password.as_bytes()), "a password is in the database");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_that_nobody_takes_are_deleted() {
    let desk = desk().await;
    let names = desk.crowd(1).await;
    let browser = supervisor(&desk).await;
    let id = super::started(&desk, &browser, "password", &names.join("\n")).await;
    desk.until(id, RunState::Done).await;
    let sealed = desk.console.bulk.sealed(id, 0, 9).await.expect("the store");
    assert_eq!(sealed.len(), 1);
    assert_eq!(desk.console.bulk.forget_old_sealed(i64::MAX).await.expect("the store"), 1);
    let page = browser.page(&format!("/bulk/{id}")).await;
    assert!(!page.text().contains("passwords, once"), "{}", page.text());
}
