use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::brand_mark::BrandMark;
use crate::ui::skip_link::SkipLink;

/// The head of every page: brand, navigation, search, the person signed in.
///
/// `links` are [`NavLink`](crate::ui::NavLink)s, `search` is a [`FindForm`](crate::ui::FindForm) (leave it
/// out on a page that has its own), `person` is a [`Person`](crate::ui::Person).
#[component]
pub fn Banner(
    /// Where the brand leads.
    #[prop(into, default = "/".to_owned())]
    home: String,
    /// The navigation.
    #[prop(into, optional)]
    links: ViewFnOnce,
    /// The search box.
    #[prop(into, optional)]
    search: Option<ViewFnOnce>,
    /// Who is signed in.
    #[prop(into, optional)]
    person: Option<ViewFnOnce>,
    /// A line above everything, such as "Sandbox: nothing here reaches AWS". Empty: none.
    #[prop(into, optional)]
    strip: String,
) -> impl IntoView {
    view! {
        <SkipLink />
        <header class="banner">
            {given(&strip).map(|strip| view! { <p class="banner__strip">{strip}</p> })}
            <div class="banner__bar">
                <a class="banner__brand" href=home>
                    <BrandMark />
                    "passdesk"
                </a>
                <nav class="banner__nav" aria-label="Main">
                    <ul class="banner__links">{links.run()}</ul>
                </nav>
                {search.map(|search| view! { <div class="banner__search">{search.run()}</div> })}
                {person.map(|person| view! { <div class="banner__person">{person.run()}</div> })}
            </div>
        </header>
    }
}
