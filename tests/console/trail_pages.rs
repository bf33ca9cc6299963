//! The auditor's list: what its filters keep, what its numbers count, where its links lead, and what text of strangers does to it.

use crate::browser::{Browser, encode};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::html::{self, Tag};
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditEntry, RecordKind, RecordedTarget};
use passdesk::domain::clock::to_micros;
use std::collections::{BTreeMap, BTreeSet};

/// A desk on which a code was sent, one was refused by Cognito, and one was denied.
async fn busy_desk() -> (Desk, BTreeMap<String, String>) {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sent = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    tomasz.reset(&sent).await.result_id();
    tomasz.reset(&desk.reset_form(CUSTOMERS, "freya.lindholm").await).await.result_id();
    tomasz.reset(&desk.reset_form(CUSTOMERS, "root.operator").await).await;
    (desk, sent)
}

fn links(body: &str) -> Vec<String> {
    html::tags(body).into_iter().filter(|tag| tag.name == "a").map(|tag| tag.get("href").to_owned()).collect()
}

/// The links with this class.
fn of_class(body: &str, class: &str) -> Vec<Tag> {
    html::tags(body).into_iter().filter(|tag| tag.name == "a" && tag.get("class").split(' ').any(|own| own == class)).collect()
}

async fn rows(reader: &Browser, path: &str) -> usize {
    of_class(&reader.page(path).await.body, "table__row-link").len()
}

#[tokio::test]
async fn what_is_misread_is_said_beside_its_field_and_everything_typed_is_kept() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for (name, typed, sentence) in [
        ("outcome", "fine", "Choose an outcome from the list."),
        ("pool", "nope", "Choose a pool from the list, or write its id as in eu-west-1_9aBcDeF12."),
        // A role that the policy had earlier can be asked for.
        ("role", "Boss", "Choose a role from the list, or write one of before as in night-desk."),
        ("basis", "whim", "Choose from the list what carried the right."),
        ("address", "here", "Write the address as in 192.0.2.7 or 2001:db8::7."),
        ("from", "yesterday", "Write the day as in 2026-11-21."),
    ] {
        let page = auditor.get(&format!("/audit?text=lost+phone&ticket=INC-1&action=password&{name}={typed}")).await;
        let tags = html::tags(&page.body);
        let field = tags.iter().find(|tag| tag.get("id") == name).expect("the field");
        assert_eq!((page.status, field.get("aria-describedby").split(' ').next_back()), (422, Some(format!("{name}-error").as_str())), "{name}");
        let kept: Vec<_> = tags.iter().filter(|tag| tag.attributes.contains_key("selected") || tag.name == "input").map(|tag| tag.get("value")).collect();
        assert!(page.text().contains(sentence) && page.text().contains("Error"), "{name}: {}", page.text());
        for value in [typed, "lost phone", "INC-1", "password"] {
            assert!(kept.contains(&value), "{name}: {value} is kept: {kept:?}");
        }
        assert!(of_class(&page.body, "table__row-link").is_empty(), "{name}: a filter that is misread shows nothing");
    }
}

#[tokio::test]
async fn fields_for_rare_days_are_folded_until_one_of_them_is_set() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let is_open = |body: &str| html::tags(body).iter().any(|tag| tag.name == "details" && tag.attributes.contains_key("open"));
    for query in ["", "?text=a&who=b&user=c&action=password&outcome=open&from=2026-01-01&until=2026-01-02&reads=on"] {
        assert!(!is_open(&auditor.page(&format!("/audit{query}")).await.body), "{query}");
    }
    for field in ["pool=eu-west-1_X", "role=admin", "basis=approval", "ticket=T", "address=192.0.2.7", "reference=R", "actor=a", "user_sub=s"] {
        assert!(is_open(&auditor.page(&format!("/audit?{field}")).await.body), "{field}");
    }
}

#[tokio::test]
async fn each_filter_that_is_set_is_a_link_that_takes_it_away() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let set = [
        ("text", "lost"),
        ("who", "wilk"),
        ("actor", "nw-1002"),
        ("user", "amara"),
        ("user_sub", "s-1"),
        ("action", "password.reset"),
        ("outcome", "attention"),
        ("pool", CUSTOMERS),
        ("role", "helpdesk"),
        ("basis", "role"),
        ("ticket", "INC-1"),
        ("address", "192.0.2.7"),
        ("reference", "AAAA-BBBB-CCCC"),
        ("from", "2026-11-01"),
        ("until", "2026-11-30"),
        ("reads", "on"),
    ];
    let page = auditor.page(&format!("/audit?{}", encode(&form(&set)))).await;
    let chips = of_class(&page.body, "chips__chip");
    assert_eq!(chips.len(), set.len());
    for (chip, (name, _)) in chips.iter().zip(set) {
        let left: BTreeMap<_, _> = url::form_urlencoded::parse(chip.get("href").split_once('?').expect("a query").1.as_bytes()).into_owned().collect();
        let expected: BTreeMap<_, _> = form(&set).into_iter().filter(|(field, _)| field != name).collect();
        assert_eq!(left, expected, "without {name}");
    }
    for words in ["Search: “lost”", "Action: Reset code", "Outcome: Needs attention", "Pool: Northwind customers", "Right by: A role"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert_eq!(of_class(&auditor.page("/audit?who=wilk").await.body, "chips__chip")[0].get("href"), "/audit");
    assert!(of_class(&auditor.page("/audit").await.body, "chips__chip").is_empty());
}

#[tokio::test]
async fn counts_are_those_of_the_filter_and_each_leads_to_what_it_counted() {
    let (desk, _) = busy_desk().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let page = auditor.page("/audit?action=password.reset").await;
    assert!(page.text().contains("3 actions in the last 30 days ("), "{}", page.text());
    assert!(page.text().contains("Reset code 3 1 1 1"), "all, succeeded, refused, denied: {}", page.text());
    let counted: Vec<_> = links(&page.body).into_iter().filter(|href| href.contains("action=password.reset&outcome=")).collect();
    assert_eq!(counted.len(), 3, "by what was done; of a day its records are one address away");
    for href in counted {
        assert_eq!(rows(&auditor, &href).await, 1, "{href}");
    }
    let day = time::OffsetDateTime::from_unix_timestamp(desk.console.now().unix_timestamp()).expect("now").date();
    let href = format!("/audit?action=password.reset&from={day}&until={day}");
    assert!(links(&page.body).contains(&href), "{:?}", links(&page.body));
    assert_eq!(rows(&auditor, &href).await, 3);
    assert!(page.text().contains("Day All Done Everything else") && page.text().contains(" 3 1 2 "), "of a day what the chart draws: {}", page.text());
    let other = auditor.page("/audit?action=password.reset&outcome=refused").await;
    assert!(other.text().contains("Reset code 1 1") && !other.text().contains("Reset code 3"), "{}", other.text());
    assert!(!auditor.page("/audit?from=2020-01-01&until=2020-01-02").await.body.contains("class=\"bars\""), "nothing to draw");
}

#[tokio::test]
async fn a_rows_names_lead_to_everything_of_that_person_and_that_user() {
    let (desk, sent) = busy_desk().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let page = auditor.page("/audit?action=password.reset&user=amara").await;
    let names: Vec<_> = of_class(&page.body, "table__filter").iter().map(|tag| tag.get("href").to_owned()).collect();
    let issuer = desk.settings.oidc.issuer.clone();
    let actor = format!("actor={}", url::form_urlencoded::byte_serialize(format!("{issuer} {HELPDESK_TOMASZ}").as_bytes()).collect::<String>());
    assert_eq!(names.len(), 2);
    assert!(names[0].contains(&actor) && names[0].contains("user=amara"), "{names:?}");
    assert!(names[1].contains(&format!("user_sub={}", sent["sub"])) && !names[1].contains("user=amara"), "{names:?}");
    assert_eq!((rows(&auditor, &names[0]).await, rows(&auditor, &names[1]).await), (1, 1));
    let by_person = format!("/audit?{actor}");
    assert_eq!(rows(&auditor, &format!("{by_person}&action=password.reset")).await, 3);
    assert!(auditor.page(&format!("{by_person}&action=password.reset")).await.text().contains("Exactly this person: Tomasz Wilk (nw-1002)"));
    let record = auditor.page(of_class(&page.body, "table__row-link")[0].get("href")).await;
    assert!(links(&record.body).contains(&"/audit?user=amara&action=password.reset".to_owned()), "the way back to the same list");
    assert!(links(&record.body).contains(&by_person), "{:?}", links(&record.body));
    let to_user = format!("/audit?user_sub={}", sent["sub"]);
    assert!(links(&record.body).contains(&to_user));
    let user_page = auditor.page(&format!("/users/{CUSTOMERS}/{}", sent["sub"])).await;
    assert!(links(&user_page.body).contains(&to_user) && user_page.text().contains("Everything done to this user"));
}

#[tokio::test]
async fn whoever_may_export_gets_the_filters_as_they_stand() {
    let (desk, _) = busy_desk().await;
    let path = "/audit?text=lost+old&outcome=succeeded&reads=on";
    let page = desk.signed_in(AUDITOR).await.page(path).await;
    for (format, form) in ["csv", "jsonl"].into_iter().zip(page.body.split("action=\"/audit/export\"").skip(1)) {
        let form = form.split("</form>").next().unwrap_or_default();
        let fields: BTreeMap<_, _> =
            html::tags(form).into_iter().filter(|tag| tag.get("type") == "hidden").map(|tag| (tag.get("name").to_owned(), tag.get("value").to_owned())).collect();
        assert_eq!(fields, crate::desk::form(&[("format", format), ("text", "lost old"), ("outcome", "succeeded"), ("reads", "on")]));
    }
    assert_eq!(page.body.matches("action=\"/audit/export\"").count(), 2);
    assert!(page.text().contains("That you exported them is a record too."));
    let supervisor = desk.signed_in(SUPERVISOR).await.page(path).await;
    assert!(!supervisor.body.contains("/audit/export") && supervisor.body.contains("table__row-link"));
}

#[tokio::test]
async fn words_say_what_was_done_only_where_it_was() {
    let (desk, _) = busy_desk().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reset").await;
    assert_eq!(list.text().matches("Reset code sent").count(), 1, "{}", list.text());
    let seconds = html::tags(&list.body).into_iter().any(|tag| tag.name == "time" && tag.get("datetime").len() == 20);
    let shown = list.body.split("<time").nth(1).and_then(|rest| rest.split('>').nth(1)).unwrap_or_default();
    assert!(seconds && shown.split("</").next().unwrap_or_default().matches(':').count() == 2, "times with seconds: {shown}");
    let denied = auditor.page("/audit?outcome=denied").await;
    let record = auditor.page(of_class(&denied.body, "table__row-link")[0].get("href")).await;
    assert!(record.text().contains("What policy denied") && record.text().contains("Denied by policy"), "{}", record.text());
}

#[tokio::test]
async fn a_record_says_who_said_no() {
    let desk = Desk::open().await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    supervisor.set_password(&desk.typed_form(CUSTOMERS, "amara.okafor", "permanent", "password").await).await;
    let mut enable = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    enable.remove("ticket");
    supervisor.post("/api/users/enable", &enable).await;
    for (event, heading, word) in [("password.type", "What the console refused", "Refused by the console"), ("user.enable", "What was not possible", "Not possible")] {
        let list = supervisor.page(&format!("/audit?action={event}")).await;
        let record = supervisor.page(of_class(&list.body, "table__row-link")[0].get("href")).await;
        assert!(record.text().contains(heading) && record.text().contains(word) && !record.text().contains("Denied by policy"), "{event}: {}", record.text());
    }
}

#[tokio::test]
async fn a_record_has_its_parts_its_basis_and_the_checkpoint_over_it() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    fields.insert("signs_out".into(), "yes".into());
    let answer = tomasz.set_password(&fields).await;
    let id = answer.result_id();
    tomasz.follow(&answer).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let record = auditor.page(&format!("/audit/{id}")).await;
    for words in ["What belongs to it", "Password shown at", "Allowed by A role", "Not yet: by the next checkpoint"] {
        assert!(record.text().contains(words), "{words}: {}", record.text());
    }
    let kept = desk.console.sealer.seal().await.expect("a checkpoint");
    let sealed = auditor.page(&format!("/audit/{id}")).await;
    assert!(sealed.text().contains(&format!("over {} records", kept.size)) && !sealed.text().contains("Not yet: by"), "{}", sealed.text());
    let part = links(&record.body).into_iter().find(|href| href.starts_with("/audit/") && !href.contains(&id) && href.len() == 43).expect("a part's record");
    let part = auditor.page(&part).await;
    assert!(links(&part.body).contains(&format!("/audit/{id}")), "the way back: {}", part.text());
}

#[tokio::test]
async fn text_of_strangers_is_one_inert_row() {
    let desk = Desk::open().await;
    let hostile = "a\u{1b}[31mb\u{202e}c\nd\u{200b}\"'</td><script>alert(1)</script>";
    let actor = Actor { id: StaffId { issuer: "x".into(), sub: "y".into() }, name: hostile.into(), email: None, roles: BTreeSet::from([Role::HELPDESK]) };
    // Forms take no such text; names, and whoever writes the database, may bring it.
    let mut entry = AuditEntry::new(RecordKind::Intent, "password.reset", to_micros(desk.console.now()), Some(&actor), &RequestOrigin::default());
    entry.target = Some(RecordedTarget { pool: CUSTOMERS.into(), username: hostile.into(), sub: "s".into(), name: hostile.into() });
    entry.client_metadata = vec![(hostile.into(), hostile.into())];
    (entry.reason, entry.ticket, entry.note) = (Some(hostile.into()), Some(hostile.into()), Some(hostile.into()));
    (entry.user_agent, entry.address) = (hostile.into(), hostile.into());
    let id = desk.console.audit.append(entry).await.expect("a record").entry.action_id;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reset").await;
    assert_eq!(of_class(&list.body, "table__row-link").len(), 1, "{}", list.text());
    let record = auditor.page(&format!("/audit/{id}")).await;
    let shown = "a␛[31mb⟨U+202E⟩c␊d⟨U+200B⟩\"'</td><script>alert(1)</script>";
    for (page, times) in [(&list, 4), (&record, 10)] {
        assert!(page.text().matches(shown).count() >= times, "{}: {}", page.text().matches(shown).count(), page.text());
        let hidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
        assert!(!page.body.contains(hidden), "nothing that is not seen");
    }
    let asked = auditor.page(&format!("/audit?{}", encode(&form(&[("text", "\u{202e}x")])))).await;
    assert!(asked.text().contains("Search: “⟨U+202E⟩x”"), "{}", asked.text());
}

#[tokio::test]
async fn a_record_begins_with_what_was_done_and_why_and_the_rest_is_technical() {
    let (desk, _) = busy_desk().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let record = async |query: &str| {
        let list = auditor.page(&format!("/audit?action=password.reset&{query}")).await;
        auditor.page(of_class(&list.body, "table__row-link")[0].get("href")).await.text()
    };
    let text = record("user=amara").await;
    let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
    let order = [
        "Tomasz Wilk sent Amara Okafor a reset code, because “",
        "Why ",
        "To whom Amara Okafor, in Northwind customers",
        "Outcome Succeeded",
        "What was asked for",
        "Technical",
        "Staff: sub nw-1002",
    ];
    assert!(order.map(place).is_sorted(), "{text}");
    let denied = record("outcome=denied").await;
    assert!(denied.contains("Outcome Denied by policy: This user is protected.") && denied.contains("Code protected_user"), "{denied}");
}

#[tokio::test]
async fn an_id_that_is_none_says_so_and_leads_to_the_list() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for id in ["none", "01a1fed3-e374-77d9-9b47-17e0dca73e36"] {
        let page = auditor.get(&format!("/audit/{id}?who=wilk")).await;
        assert!(page.status == 404 && page.text().contains("No such record, or it was pruned.") && !page.text().contains("Find the user again"), "{}", page.text());
        assert!(links(&page.body).contains(&"/audit?who=wilk".to_owned()), "{:?}", links(&page.body));
    }
    let forged = auditor.get("/audit/none?who=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&next=//evil.example").await;
    assert!(!forged.body.contains("<script>alert") && !forged.body.contains("evil.example"), "{}", forged.body);
}

#[tokio::test]
async fn a_record_on_paper_says_where_it_comes_from_and_how_the_trail_stood() {
    let (desk, _) = busy_desk().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reset&user=amara").await;
    let path = of_class(&list.body, "table__row-link")[0].get("href").to_owned();
    let page = auditor.page(&path).await;
    let foot = page.body.split("class=\"print-only\"").nth(1).expect("words for paper");
    for words in ["as it was shown to Priya Raghavan at ", " UTC.", "Not verified since the console was started."] {
        assert!(foot.contains(words), "{words}: {foot}");
    }
    assert!(foot.contains("Printed from ") && !foot.contains("Printed from as"), "{foot}");
}

#[tokio::test]
async fn the_ends_of_the_list_are_one_click_away() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for n in 0..55 {
        auditor.page(&format!("/users?q=zz{n}")).await;
    }
    let newest = auditor.page("/audit?action=user.search").await;
    assert!(links(&newest.body).contains(&"/audit?action=user.search&oldest=on".to_owned()) && !newest.text().contains("Newest Newer"), "{}", newest.text());
    let oldest = auditor.page("/audit?action=user.search&oldest=on").await;
    assert!(oldest.text().contains("Newest Newer") && oldest.text().contains("searched for: zz0") && !oldest.text().contains(" Oldest"), "{}", oldest.text());
    assert_eq!(rows(&auditor, "/audit?action=user.search&oldest=on").await, 50);
}
