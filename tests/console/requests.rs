//! Requests as documents: what is pasted fills in the form of its user, sends nothing, and leaves no password anywhere.

use crate::browser::{Answer, Browser, SESSION};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR, form};
use crate::html;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use std::collections::BTreeMap;
use std::sync::Arc;

const READ: &str = "/api/requests/read";
const RESET: &str = "/api/passwords/reset";
const SET: &str = "/api/passwords/set";
/// Found nowhere else, in no notation that changes it.
const CANARY: &str = "Quartz58lanternMeadow";

async fn paste(browser: &Browser, document: &str, typed: &[(&str, &str)]) -> Answer {
    let mut fields = form(typed);
    fields.insert("document".into(), document.into());
    browser.post(READ, &fields).await
}

fn reset(username: &str) -> String {
    format!("{{\"UserPoolId\": \"{CUSTOMERS}\", \"Username\": \"{username}\", \"ClientMetadata\": {{\"locale\": \"pl-PL\", \"said\": \"“yes” <b>\"}}}}")
}

fn set(username: &str, rest: &str) -> String {
    format!("UserPoolId: {CUSTOMERS}\nUsername: {username}\n{rest}")
}

/// What stands in the page's field for the document.
fn area(page: &Answer) -> String {
    let (_, after) = page.body.split_once("<textarea").expect("a text area");
    let (_, text) = after.split_once(">\n").expect("its text");
    let text = text.split("</textarea>").next().unwrap_or_default();
    ["&lt;<", "&gt;>", "&quot;\"", "&amp;&"].iter().fold(text.to_owned(), |text, pair| text.replace(&pair[..pair.len() - 1], &pair[pair.len() - 1..]))
}

async fn back(browser: &Browser, answer: &Answer) -> Answer {
    assert!(answer.status == 303 && answer.location().starts_with("/requests?draft="), "{} {}", answer.status, answer.location());
    browser.follow(answer).await
}

#[tokio::test]
async fn a_document_fills_in_the_form_of_its_user_and_sends_nothing() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    assert!(tomasz.page("/users").await.body.contains("href=\"/requests\""), "the search leads there");
    let sub = desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub").to_owned();
    for name in ["amara.okafor", "amara.okafor@example.com", &sub] {
        let yaml = format!("UserPoolId: {CUSTOMERS}\nUsername: {name}\nClientMetadata:\n  locale: pl-PL\n  said: “yes” <b>");
        for document in [reset(name), yaml] {
            let answer = paste(&tomasz, &document, &[("reason", "Caller lost the old phone"), ("ticket", "INC-204817")]).await;
            assert!(answer.location().starts_with(&format!("/users/{CUSTOMERS}/{sub}?do=reset&draft=")), "{}", answer.location());
            let page = tomasz.follow(&answer).await;
            assert!(page.status == 200 && page.text().contains("Filled in from your document. Nothing was sent."), "{}", page.text());
            let fields = html::form_fields(&page.body, RESET);
            let expected = [
                ("username", "amara.okafor"),
                ("reason", "Caller lost the old phone"),
                ("ticket", "INC-204817"),
                ("metadata[0][key]", "locale"),
                ("metadata[1][value]", "“yes” <b>"),
            ];
            for (field, value) in expected {
                assert_eq!(fields[field], value, "{field}");
            }
            assert!(!fields["action_id"].is_empty() && !fields["seen"].is_empty(), "{fields:?}");
        }
    }
    let search = desk.newest(RecordKind::Read, "user.search").await.expect("a record").entry;
    assert_eq!((search.note.as_deref(), search.actor.expect("who").sub.as_str()), (Some(format!("looked up for a pasted request: {sub}").as_str()), HELPDESK_TOMASZ));
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
    // The form that opened is one like any other.
    let fields = html::form_fields(&tomasz.follow(&paste(&tomasz, &reset("amara.okafor"), &[("reason", "Lost"), ("ticket", "INC-204817")]).await).await.body, RESET);
    tomasz.post(RESET, &fields).await.result_id();
    assert_eq!(desk.outbox().await[0]["client_metadata"]["said"], "“yes” <b>");
}

#[tokio::test]
async fn a_document_with_a_password_opens_the_form_of_a_password_and_none_is_in_it() {
    let desk = Desk::open().await;
    let (tomasz, hana) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    for (browser, rest, lasts) in [
        (&tomasz, format!("Password: {CANARY}"), "temporary"),
        (&tomasz, "Permanent: false".into(), "temporary"),
        (&hana, format!("Password: {CANARY}\nPermanent: true"), "permanent"),
    ] {
        let answer = paste(browser, &set("kofi.mensah", &rest), &[]).await;
        assert!(answer.location().contains("?do=password&draft=") && !answer.location().contains(CANARY), "{}", answer.location());
        let page = browser.follow(&answer).await;
        let fields = html::form_fields(&page.body, SET);
        assert_eq!((fields["lasts"].as_str(), fields["source"].as_str()), (lasts, "generated"));
        assert_eq!(page.text().contains("The password in the document was not kept."), rest.contains("Password"), "{}", page.text());
        assert!(!page.body.contains(CANARY));
    }
    nowhere(&desk, CANARY).await;
}

/// Nothing in the trail, in what the console's files have, or in a draft of these two people.
async fn nowhere(desk: &Desk, canary: &str) {
    for row in desk.trail().await {
        assert!(!format!("{row:?}").contains(canary), "{row:?}");
    }
    let folder = desk.database_file().parent().expect("a folder").to_owned();
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("a file");
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{}", path.display());
        }
    }
}

#[tokio::test]
async fn what_is_typed_wins_over_what_the_document_says() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let kofi = desk.user(CUSTOMERS, "kofi.mensah").await["sub"].as_str().expect("a sub").to_owned();
    for document in ["{\"UserPoolId\": \"eu-west-1_Elsewhere\", \"Username\": \"two words\"}", "UserPoolId: ''\nUsername: ''\n", "ClientMetadata: {}", &reset("amara.okafor")] {
        let answer = paste(&tomasz, document, &[("pool", CUSTOMERS), ("username", " kofi.mensah ")]).await;
        assert!(answer.location().starts_with(&format!("/users/{CUSTOMERS}/{kofi}?do=reset")), "{document}: {}", answer.location());
    }
    let page = back(&tomasz, &paste(&tomasz, &reset("amara.okafor"), &[("pool", KIOSKS)]).await).await;
    assert!(page.status == 422 && page.text().contains("answers to this username, alias or sub."), "{}", page.text());
    assert_eq!(html::form_fields(&page.body, READ)["pool"], KIOSKS);
    let page = back(&tomasz, &paste(&tomasz, &reset("amara.okafor"), &[("pool", "eu-west-1_Elsewhere"), ("username", "two words")]).await).await;
    for words in ["Choose one of the pools that this console serves.", "has 1 to 128 characters and no spaces."] {
        assert!(page.text().contains(words), "{}", page.text());
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place_and_everything_typed_is_there_again() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let document = format!("# </textarea><script>alert(1)</script> \"&amp;\"\n{}Usrname: 7\nPermanent: yes\n", set("12345", ""));
    let answer = paste(&tomasz, &document, &[("reason", "Lost <b>"), ("ticket", "INC-1")]).await;
    let page = back(&tomasz, &answer).await;
    assert_eq!((page.status, area(&page)), (422, document));
    for words in [
        "Line 3, column 11: Username takes a text, and this is a number.",
        "Line 4, column 1: “Usrname” is no name of a request. Username is.",
        "Line 5, column 12: Permanent takes true or false without quotation marks, and this is a text.",
        "3 places need attention.",
        "Error: ",
    ] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let fields = html::form_fields(&page.body, READ);
    assert_eq!((fields["reason"].as_str(), fields["ticket"].as_str()), ("Lost <b>", "INC-1"));
    let json = tomasz.post_for_json(READ, &form(&[("document", "Username: 1")])).await;
    assert_eq!((json.status, json.code().as_str()), (422, "invalid_form"));
    for (document, words) in [
        ("Username: amara.okafor", "UserPoolId is missing: add it, or choose the user pool below."),
        (&set("", ""), "takes a text, and this is nothing (null)."),
        ("UserPoolId: eu-west-1_Elsewhere\nUsername: a", "Line 1, column 13: This console does not serve that user pool."),
        (&reset("nobody.at.all"), "Nobody in Northwind customers answers to this username, alias or sub."),
        (&set("two words", ""), "Line 2, column 11: A username, an alias or a sub has 1 to 128 characters and no spaces."),
        ("", "Paste a document, or choose its file."),
    ] {
        let page = back(&tomasz, &paste(&tomasz, document, &[]).await).await;
        assert!(page.status == 422 && page.text().contains(words), "{document}: {}", page.text());
    }
    // Somebody else's is nobody's.
    let ines = desk.signed_in(HELPDESK_INES).await;
    let page = ines.page(answer.location()).await;
    assert!(page.text().contains("This document is not kept any more") && area(&page).is_empty(), "{}", page.text());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn no_password_comes_back_in_whatever_way_it_is_written() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let (kept, left_out) = (true, false);
    let documents: [(&str, bool); 20] = [
        ("{\"Username\": 1, \"Password\": \"CANARY\"}", kept),
        ("{\"Username\": 1, \"P\\u0061ssword\": \"CANARY\"}", kept),
        ("{\"Username\": 1, \"Password\": {\"Value\": [\"CANARY\"]}}", kept),
        ("{\"Username\": 1, \"Password\": \"x\", \"Password\": \"CANARY\"}", kept),
        ("{\"Username\": 1, \"password\": \"CANARY\", \"PASSWORD\": [\"CANARY\"]}", kept),
        ("{\"Username\": \"a\", \"ClientMetadata\": {\"Password\": \"CANARY\"}}", kept),
        ("Username: 1\nPassword: CANARY", kept),
        ("Username: 1\n\"Password\": 'CANARY'", kept),
        ("Username: 1\n\"P\\x61ssword\": \"CANARY\"", kept),
        ("Username: 1\nPassword: |\n  CANARY\n  CANARY\nPermanent: true", kept),
        ("Username: 1\nPassword: >-\n  CANARY\n\nPermanent: true", kept),
        ("--- {Username: 1, Password: CANARY}", kept),
        ("Username: 1\nPassword:\n  - CANARY\n", kept),
        ("Username: 1\nPasswrod: CANARY", kept),
        ("{Username: a, Password: CANARY}", left_out),
        ("{\"Username\": \"a\", \"Password\": \"CANARY\"", left_out),
        ("{\"Username\": \"a\" \"P\\u0061ssword\": \"CANARY\"}", left_out),
        ("Username: a\nPassword:CANARY", left_out),
        ("Username: 1\nPassword: &x CANARY\nUserPoolId: *x", left_out),
        ("Username: 1\n# Password: CANARY", left_out),
    ];
    for (document, is_kept) in documents {
        let answer = paste(&hana, &document.replace("CANARY", CANARY), &[("reason", "Caller lost the old phone")]).await;
        assert!(!format!("{answer:?}").contains(CANARY), "{document}");
        let page = back(&hana, &answer).await;
        assert!(page.status == 422 && !page.body.contains(CANARY), "{document}: {}", page.body);
        assert_eq!((!area(&page).is_empty(), page.text().contains("Your document was not kept.")), (is_kept, !is_kept), "{document}: {}", page.text());
        assert_eq!(page.text().contains("The password was taken out of your document."), is_kept, "{document}");
        assert_eq!(html::form_fields(&page.body, READ)["reason"], "Caller lost the old phone");
        let json = hana.post_for_json(READ, &form(&[("document", &document.replace("CANARY", CANARY))])).await;
        assert!(json.status == 422 && !json.body.contains(CANARY), "{document}: {}", json.body);
    }
    nowhere(&desk, CANARY).await;
}

#[tokio::test]
async fn a_document_takes_the_right_to_what_it_asks_for() {
    let desk = Desk::open().await;
    let (tomasz, auditor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(AUDITOR).await);
    let permanent = set("kofi.mensah", &format!("Password: {CANARY}\nPermanent: true"));
    let page = tomasz.follow(&paste(&tomasz, &permanent, &[]).await).await;
    assert!(page.status == 403 && page.text().contains("Your role does not allow this."), "{}", page.text());
    let denied = desk.newest(RecordKind::Denied, "password.set_permanent").await.expect("a record").entry;
    assert_eq!(denied.target.map(|target| (target.pool, target.username)), Some((CUSTOMERS.to_owned(), "kofi.mensah".to_owned())));
    let page = auditor.page("/requests").await;
    assert!(page.text().contains("Your role reads and does not act.") && !page.body.contains("<textarea"), "{}", page.text());
    assert!(!auditor.page("/users").await.body.contains("href=\"/requests\""));
    for document in [reset("amara.okafor"), "not: a document".to_owned()] {
        assert_eq!(auditor.follow(&paste(&auditor, &document, &[]).await).await.status, 403);
    }
    assert_eq!((desk.count(RecordKind::Denied, "password.reset").await, desk.count(RecordKind::Read, "user.search").await), (2, 0), "nobody was looked up");
    nowhere(&desk, CANARY).await;
}

#[tokio::test]
async fn a_form_that_is_not_possible_now_is_said_to_be_so() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.follow(&paste(&tomasz, &reset("dana.kowalczyk"), &[]).await).await;
    assert!(page.status == 200 && page.text().contains("Your document was read. Nothing was sent.") && page.text().contains("which is not possible now"), "{}", page.text());
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_not_lost() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.fault("AdminGetUser", "cut_before", None).await;
    let page = back(&tomasz, &paste(&tomasz, &set("kofi.mensah", &format!("Password: {CANARY}")), &[]).await).await;
    desk.clear_faults().await;
    assert!(page.status == 503 && area(&page) == set("kofi.mensah", "Password: \"<password>\"") && page.text().contains("Reference"), "{} {}", page.status, page.text());
    let lock = desk.lock_trail().await;
    let page = tomasz.follow(&paste(&tomasz, &reset("kofi.mensah"), &[]).await).await;
    assert_eq!(page.status, 503, "{}", page.text());
    drop(lock);
    nowhere(&desk, CANARY).await;
}

#[tokio::test]
async fn a_document_that_is_sent_after_the_session_ended_is_kept_for_its_owner_but_for_the_password() {
    let desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let sessions = desk.console.sessions.list(None).await.expect("sessions");
    let his = sessions.into_iter().find(|session| session.actor.id.sub == HELPDESK_TOMASZ).expect("his").handle;
    supervisor.post("/api/sessions/end", &form(&[("handle", &his)])).await;
    let cookie = tomasz.cookie(SESSION).expect("a cookie");
    let answer = paste(&tomasz, &set("kofi.mensah", &format!("Password: {CANARY}")), &[("reason", "Lost")]).await;
    assert!(answer.location().starts_with("/sign-in?problem=session_ended&return_to=%2Frequests%3Fdraft%3D"), "{}", answer.location());
    tomasz.set_cookie(SESSION, &cookie);
    let encoded: BTreeMap<String, String> = url::form_urlencoded::parse(answer.location().split_once('?').expect("a query").1.as_bytes()).into_owned().collect();
    let again = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = again.get(&encoded["return_to"]).await;
    assert_eq!(area(&page), set("kofi.mensah", "Password: \"<password>\""));
    assert_eq!(desk.count(RecordKind::Read, "user.search").await, 0, "nobody is looked up for someone who is not signed in");
    nowhere(&desk, CANARY).await;
}

/// As in every search, and on every page of a user.
#[tokio::test]
async fn a_user_whom_the_role_is_not_for_is_not_shown() {
    let desk = Desk::open_with(|settings| {
        let policy = Arc::make_mut(&mut settings.desk.policy);
        policy.roles.entry(Role::HELPDESK).or_default().scope.pools = vec![KIOSKS.to_owned().try_into().expect("a pool")];
    })
    .await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let answer = paste(&tomasz, &reset("kofi.mensah"), &[]).await;
    let page = tomasz.follow(&answer).await;
    assert!(
        !answer.location().starts_with("/users/") && page.status == 422 && page.text().contains("Nobody in Northwind customers answers to this"),
        "{} {}",
        answer.location(),
        page.text()
    );
    assert!(!page.text().contains("Kofi"), "{}", page.text());
}

#[tokio::test]
async fn skeletons_are_there_to_be_kept() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = tomasz.page("/requests").await;
    let links: Vec<String> = html::tags(&page.body).into_iter().map(|tag| tag.get("href").to_owned()).filter(|href| href.starts_with("/requests/skeletons/")).collect();
    assert_eq!(links.len(), 4);
    for link in links {
        let file = tomasz.page(&link).await;
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"admin-") && file.body.contains("UserPoolId"), "{link}: {:?}", file.headers);
        assert!(desk.browser().get(&link).await.location().starts_with("/sign-in"), "{link}");
        let answer = paste(&tomasz, &file.body, &[("pool", CUSTOMERS), ("username", "kofi.mensah")]).await;
        let is_permanent = link.contains("admin-set");
        assert_eq!(answer.location().contains("?do=reset"), !is_permanent, "{link}: {}", answer.location());
    }
    assert_eq!(tomasz.get("/requests/skeletons/admin-delete-user.json").await.status, 404);
    let file_input = html::tags(&page.body).into_iter().position(|tag| tag.get("type") == "file").expect("a choice of a file");
    let box_of_it = html::tags(&page.body).into_iter().position(|tag| tag.attributes.contains_key("data-reads-into")).expect("its box");
    assert!(box_of_it < file_input && html::tags(&page.body)[box_of_it].attributes.contains_key("hidden"), "without scripts there is none");
    assert!(html::tags(&page.body)[file_input].get("name").is_empty(), "the file itself is never sent");
}
