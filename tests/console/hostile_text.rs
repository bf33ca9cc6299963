//! Markup in anything that someone may type or be called stays text. That no page holds a script of another's is an invariant;
//! here it is made sure that the text is really there, as text.

use crate::browser::encode;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use std::collections::BTreeMap;

const HOSTILE: &str = r#"</textarea><script>alert(1)</script>"'><img src=x onerror=alert(1)>"#;

fn hostile(mark: &str) -> String {
    format!("{mark} {HOSTILE}")
}

/// Shown as text, or in the value of a field, and nowhere as markup.
fn shows(page: &crate::browser::Answer, text: &str) {
    let in_a_field = html::tags(&page.body).iter().any(|tag| tag.name == "input" && tag.get("value") == text);
    assert!(in_a_field || page.text().contains(text), "{text} is shown: {}", page.text());
    assert!(!page.body.contains("<script>") && !page.body.contains("<img") && !page.body.contains("</textarea><script"), "{}", page.body);
}

#[tokio::test]
async fn markup_in_reasons_and_client_metadata_stays_text_on_every_page() {
    let desk = Desk::open_with(|settings| settings.desk.ticket.pattern.clear()).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let ticket = r#"</b><script>alert(1)</script>"'"#;
    fields.insert("ticket".into(), ticket.into());
    for (name, mark) in [("reason", "reason"), ("metadata[0][key]", "key"), ("metadata[0][value]", "value")] {
        fields.insert(name.into(), hostile(mark));
    }
    let typed = |name: &str| fields[name].clone();

    let mut broken = fields.clone();
    broken.insert("caller_verified_by".into(), hostile("method"));
    let came_back = tomasz.follow(&tomasz.reset(&broken).await).await;
    assert_eq!(came_back.status, 422);
    for name in ["reason", "ticket", "metadata[0][key]", "metadata[0][value]"] {
        assert_eq!(html::reset_fields(&came_back.body)[name], typed(name));
        shows(&came_back, &typed(name));
    }
    desk.fault("AdminGetUser", "cut_before", None).await;
    let again = tomasz.follow(&tomasz.reset(&fields).await).await;
    desk.clear_faults().await;
    assert_eq!((again.status, html::reset_fields(&again.body)["reason"].clone()), (503, typed("reason")));
    shows(&again, &typed("reason"));

    let sent = tomasz.reset(&fields).await;
    let id = sent.result_id();
    let result = tomasz.follow(&sent).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit").await;
    let record = auditor.page(&format!("/audit/{id}")).await;
    for page in [&result, &list, &record] {
        shows(page, &typed("reason"));
        shows(page, ticket);
    }
    for page in [&result, &record] {
        shows(page, &format!("{}: {}", typed("metadata[0][key]"), typed("metadata[0][value]")));
    }
    let timeline = tomasz.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
    shows(&timeline, ticket);
    assert_eq!(desk.outbox().await[0]["client_metadata"][hostile("key")], hostile("value"), "the trigger gets it as typed");
}

/// Whoever approves must see what the trigger will get: a text that turns the reading around, or shows nothing, is shown for what it is; and no value
/// passes for a part of its key.
#[tokio::test]
async fn a_request_shows_characters_that_nobody_sees_to_whoever_decides() {
    let desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let mut fields = desk.reset_form(CUSTOMERS, "root.operator").await;
    let sent = [("reason", "Lost\u{200b} phone"), ("metadata[0][key]", "send_to: a"), ("metadata[0][value]", "moc.\u{202e}elpmaxe@b"), ("ask", "yes")];
    fields.extend(sent.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let asked = tomasz.post("/api/passwords/reset", &fields).await;
    let (page, queue) = (supervisor.page(asked.location()).await, supervisor.page("/escalations").await);
    for words in ["moc.⟨U+202E⟩elpmaxe@b", "Lost⟨U+200B⟩ phone"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(queue.text().contains("Lost⟨U+200B⟩ phone"), "{}", queue.text());
    assert!(!page.body.contains('\u{202e}') && !queue.body.contains('\u{200b}'));
    assert!(page.body.contains("send_to: a</code>"), "a key ends where it ends: {}", page.body);
}

#[tokio::test]
async fn markup_in_a_search_stays_text() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let query = encode(&BTreeMap::from([("q".into(), HOSTILE.into())]));
    let nobody = tomasz.page(&format!("/users?{query}")).await;
    assert!(nobody.text().contains(&format!("matches “{HOSTILE}”")), "{}", nobody.text());
    shows(&nobody, HOSTILE);
    let list = tomasz.follow(&crate::lists::post_list(&tomasz, &format!("{HOSTILE}\nsomeone else")).await).await;
    shows(&list, HOSTILE);
    let pool = encode(&BTreeMap::from([("pool".into(), HOSTILE.into())]));
    assert_eq!(tomasz.get(&format!("/users?{pool}")).await.status, 404);
    let auditor = desk.signed_in(AUDITOR).await;
    let names = ["who", "user", "action", "outcome", "pool", "from", "until", "ticket"];
    for name in names {
        let page = auditor.get(&format!("/audit?{}", encode(&BTreeMap::from([(name.into(), HOSTILE.into())])))).await;
        assert!(matches!(page.status, 200 | 422), "{name}: {}", page.status);
    }
    let searches = auditor.page("/audit?action=user.search").await;
    shows(&searches, HOSTILE);
}

#[tokio::test]
async fn markup_in_a_users_name_stays_text() {
    const NAME: &str = "</textarea><script>alert(1)</script>";
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    shows(&tomasz.page("/users?q=script.kid").await, NAME);
    let fields = desk.reset_form(CUSTOMERS, "script.kiddie").await;
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
    shows(&page, NAME);
    let sent = tomasz.reset(&fields).await;
    shows(&tomasz.follow(&sent).await, NAME);
    let auditor = desk.signed_in(AUDITOR).await;
    shows(&auditor.page("/audit").await, NAME);
    shows(&auditor.page(&format!("/audit/{}", sent.result_id())).await, NAME);
}

#[tokio::test]
async fn a_users_name_cannot_end_the_pages_title() {
    const NAME: &str = "</title><script>alert(1)</script>";
    let desk = Desk::open().await;
    desk.change_user(CUSTOMERS, "amara.okafor", serde_json::json!({ "attributes": { "name": NAME } })).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let sent = tomasz.reset(&fields).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let pages = [tomasz.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await, tomasz.follow(&sent).await, auditor.page(&format!("/audit/{}", sent.result_id())).await];
    for page in pages {
        shows(&page, NAME);
        let title = page.body.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).expect("a title");
        assert!(title.contains("&lt;/title>&lt;script>alert(1)"), "{title}");
    }
}

#[tokio::test]
async fn markup_in_a_user_agent_stays_text() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let headers = [("accept", "text/html"), ("user-agent", HOSTILE)];
    assert_eq!(auditor.send(reqwest::Method::GET, "/users?q=amara", &headers, None).await.status, 302);
    let search = desk.newest(passdesk::domain::audit::RecordKind::Read, "user.search").await.expect("a record").entry;
    assert_eq!(search.user_agent, HOSTILE);
    shows(&auditor.page(&format!("/audit/{}", search.action_id)).await, HOSTILE);
}
