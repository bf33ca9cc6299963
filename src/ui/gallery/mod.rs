//! Mock pages made of every component. `PASSDESK_GALLERY=folder cargo test --features ssr gallery`
//! writes them to a folder, to be looked at beside `main.css`.

mod audit;
mod parts;
mod search;
mod sign_in;
mod user;
mod user_aside;

use leptos::prelude::*;

use crate::ui::{Banner, FindForm, NavLink, Person};

/// A whole page around a body, in one theme.
fn document(title: &str, theme: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\" data-theme=\"{theme}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"main.css\"></head><body>{body}</body></html>"
    )
}

/// The banner as on every page; `current` is the label of the link one stands on.
fn banner(current: &'static str, has_search: bool) -> impl IntoView {
    let links = move || {
        [("Users", ""), ("Escalations", "2"), ("Bulk", ""), ("Waiting", ""), ("Policy", ""), ("Audit", "")]
            .map(|(label, count)| {
                view! { <NavLink href="#" label=label count=count is_current=label == current /> }
            })
            .collect_view()
    };
    let person = || {
        view! {
            <Person initials="HM" name="Hana M." role="helpdesk">
                <a class="button button--quiet button--small" href="#">
                    "Sessions"
                </a>
                <form action="#" method="post">
                    <button class="button button--quiet button--small" type="submit">
                        "Sign out"
                    </button>
                </form>
            </Person>
        }
    };
    if has_search {
        let search = || view! { <FindForm id="find" label="Find a user" action="/users" /> };
        view! {
            <Banner
                links=links
                search=search
                person=person
                strip="Sandbox: nothing here reaches AWS"
            />
        }
        .into_any()
    } else {
        view! { <Banner links=links person=person /> }.into_any()
    }
}

/// The pages by name.
fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("search", search::page().to_html()),
        ("user", user::page().to_html()),
        ("audit", audit::page().to_html()),
        ("sign_in", sign_in::page().to_html()),
        ("parts", parts::page().to_html()),
    ]
}

#[test]
fn every_mock_page_has_one_heading_and_no_inline_style() {
    let folder = std::env::var("PASSDESK_GALLERY").ok();
    for (name, body) in pages() {
        assert_eq!(body.matches("<h1").count(), 1, "{name} has one h1");
        assert!(!body.contains("style="), "{name} has no inline style");
        for (index, part) in body.match_indices(" id=\"") {
            let id = &body[index..index + part.len() + body[index + part.len()..].find('"').unwrap_or(0) + 1];
            assert_eq!(body.matches(id).count(), 1, "{name}: {id} stands once");
        }
        if let Some(folder) = &folder {
            for theme in ["light", "dark"] {
                let path = std::path::Path::new(folder).join(format!("{name}-{theme}.html"));
                std::fs::write(path, document(name, theme, &body)).expect("the folder is there");
            }
        }
    }
}

#[test]
fn text_from_strangers_is_escaped_everywhere() {
    let hostile = "</textarea><script>alert(1)</script>\"'";
    let html = view! {
        <crate::ui::TextField id="a" name="a" label=hostile value=hostile hint=hostile error=hostile />
        <crate::ui::PageTitle title=hostile eyebrow=hostile />
        <crate::ui::CopyText label=hostile text=hostile />
        <crate::ui::Tag text=hostile />
        <crate::ui::Choice id="c" name="c" value=hostile title=hostile impossible=hostile />
    }
    .to_html();
    assert!(!html.contains("<script"), "{html}");
}
