//! What came of an action, to be taken away as JSON, and done again as a new one.

use crate::browser::{Answer, Browser};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::TYPED;
use crate::html;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::metadata_record::{MetadataRules, ValueRecord};
use serde_json::{Value, json};

const RESET: &str = "/api/passwords/reset";
const SET: &str = "/api/passwords/set";

/// What stands in the disclosure.
fn answer(page: &Answer) -> String {
    let (_, after) = page.body.split_once("id=\"answer-text\"").expect("the answer");
    let text = after.split_once('>').and_then(|(_, text)| text.split_once("</pre>")).expect("its text").0;
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}

fn whole(page: &Answer) -> Value {
    let text = answer(page);
    serde_json::from_str(text.trim()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

async fn sent(desk: &Desk, browser: &Browser, username: &str) -> String {
    let mut fields = desk.reset_form(CUSTOMERS, username).await;
    fields.extend(form(&[("metadata[0][key]", "locale"), ("metadata[0][value]", "pl <PL> \"&\"")]));
    browser.post(RESET, &fields).await.result_id()
}

/// Where the page's link with these words leads.
fn link(page: &Answer, words: &str) -> Option<String> {
    let place = page.body.find(&format!(">{words}")).or_else(|| page.body.find(&format!("> {words}")))?;
    let tag = &page.body[page.body[..place].rfind("<a ")?..=place];
    Some(html::tags(tag).first()?.get("href").to_owned())
}

#[tokio::test]
async fn a_result_offers_what_came_of_it_as_json_and_each_value_of_the_request() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = sent(&desk, &tomasz, "amara.okafor").await;
    let page = tomasz.page(&format!("/results/{id}")).await;
    let read = whole(&page);
    let request = json!({ "UserPoolId": CUSTOMERS, "Username": "amara.okafor", "ClientMetadata": { "locale": "pl <PL> \"&\"" } });
    assert_eq!((&read["operation"], &read["request"], &read["outcome"]), (&json!("AdminResetUserPassword"), &request, &json!("succeeded")));
    assert_eq!((read["aws_request_id"].as_str(), read["action_id"].as_str()), (desk.outbox().await[0]["request_id"].as_str(), Some(id.as_str())));
    assert!(read["took_milliseconds"].is_u64() && read["requested_at"].as_str() <= read["answered_at"].as_str(), "{read}");
    for (select, expected) in [("%5EUsername", "amara.okafor"), ("%5EUserPoolId", CUSTOMERS)] {
        let page = tomasz.page(&format!("/results/{id}?select={select}")).await;
        assert_eq!(answer(&page).trim(), expected);
        assert!(html::tags(&page.body).iter().any(|tag| tag.name == "details" && tag.attributes.contains_key("open")), "{select}");
    }
    let metadata = tomasz.page(&format!("/results/{id}?select=%5EClientMetadata")).await;
    assert_eq!(serde_json::from_str::<Value>(&answer(&metadata)).expect("JSON"), request["ClientMetadata"]);
    for none in ["%5EPassword", "%5Ereason", "x", "%2A", "%3Cscript%3E"] {
        assert_eq!(whole(&tomasz.page(&format!("/results/{id}?select={none}")).await), read, "{none}");
    }
    assert_eq!(link(&page, "Username").as_deref(), Some(format!("/results/{id}?select=%5EUsername#answer").as_str()));
}

#[tokio::test]
async fn the_answer_of_a_refusal_names_awss_code_and_that_of_a_password_has_none() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    desk.fault("AdminResetUserPassword", "limit_exceeded", Some(1)).await;
    let id = sent(&desk, &hana, "kofi.mensah").await;
    let read = whole(&hana.page(&format!("/results/{id}")).await);
    assert_eq!((read["outcome"].as_str(), read["aws_code"].as_str(), read["code"].as_str()), (Some("refused"), Some("LimitExceededException"), Some("too_many_attempts")));
    let id = hana.post(SET, &desk.typed_form(CUSTOMERS, "mei.chen", "permanent", TYPED).await).await.result_id();
    let page = hana.page(&format!("/results/{id}")).await;
    assert_eq!(whole(&page)["request"], json!({ "UserPoolId": CUSTOMERS, "Username": "mei.chen", "Permanent": true }));
    assert!(!page.body.contains(TYPED) && !answer(&page).contains("reason"));
}

#[tokio::test]
async fn an_action_is_repeated_as_a_new_one_without_its_reasons() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let id = sent(&desk, &tomasz, "amara.okafor").await;
    let first = desk.records(&id).await[0].entry.action_id.to_string();
    let from_work = link(&tomasz.page("/work").await, "Repeat as new").expect("a link");
    let from_result = link(&tomasz.page(&format!("/results/{id}")).await, "Repeat as new").expect("a link");
    assert_eq!(from_work, from_result);
    let page = tomasz.page(from_work.split('#').next().unwrap_or_default()).await;
    assert!(page.text().contains("The same again, as a new action. Nothing was sent yet.") && page.text().contains("Say why anew"), "{}", page.text());
    let mut fields = html::form_fields(&page.body, RESET);
    assert_eq!((fields["metadata[0][key]"].as_str(), fields["metadata[0][value]"].as_str()), ("locale", "pl <PL> \"&\""));
    assert_eq!((fields["reason"].as_str(), fields["ticket"].as_str()), ("", ""));
    assert!(!fields["action_id"].is_empty() && fields["action_id"] != first, "a key of its own");
    assert_eq!(tomasz.follow(&tomasz.post(RESET, &fields).await).await.status, 422, "the reason has to be said anew");
    fields.extend(form(&[("reason", "Called again"), ("ticket", "INC-204818")]));
    tomasz.post(RESET, &fields).await.result_id();
    assert_eq!(desk.outbox().await.len(), 2);
    // Somebody else's is nobody's: their form is an empty one.
    let page = ines.page(from_work.split('#').next().unwrap_or_default()).await;
    let fields = html::form_fields(&page.body, RESET);
    assert!(fields.get("metadata[0][key]").is_none_or(String::is_empty) && !page.text().contains("The same again"), "{fields:?}");
    assert_eq!(link(&ines.page(&format!("/results/{id}")).await, "Repeat as new"), None);
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 2);
}

#[tokio::test]
async fn a_password_is_never_repeated_nor_is_an_approval_and_left_out_values_are_said() {
    let desk = Desk::open_with(|settings| settings.desk.metadata = MetadataRules::for_all(ValueRecord::LeftOut)).await;
    let hana = desk.signed_in(SUPERVISOR).await;
    hana.post(SET, &desk.typed_form(CUSTOMERS, "mei.chen", "permanent", TYPED).await).await.result_id();
    let repeat = link(&hana.page("/work").await, "Repeat as new").expect("a link");
    let page = hana.page(repeat.split('#').next().unwrap_or_default()).await;
    let fields = html::form_fields(&page.body, SET);
    assert_eq!((fields["lasts"].as_str(), fields["source"].as_str(), fields.get("password").map_or("", String::as_str)), ("permanent", "generated", ""));
    assert!(!page.body.contains(TYPED));
    let id = sent(&desk, &hana, "kofi.mensah").await;
    let repeat = link(&hana.page(&format!("/results/{id}")).await, "Repeat as new").expect("a link");
    let page = hana.page(repeat.split('#').next().unwrap_or_default()).await;
    assert!(page.text().contains("ClientMetadata is not in it: the trail does not keep all of its values."), "{}", page.text());
    assert!(html::form_fields(&page.body, RESET).get("metadata[0][key]").is_none_or(String::is_empty));
}
