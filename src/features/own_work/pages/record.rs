//! `/audit/{id}`, as a link from a colleague leads to it: the record for those who read the trail, and for whoever may not, the result of
//! what they did themselves.

use crate::features::audit_trail::pages::ActionPage;
use crate::features::console::here;
use crate::features::layout::{problem, set_status};
use crate::features::own_work::look::own_page_of;
use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn RecordOrResultPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, options, context) = (id.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let own_page = match context {
                        Ok((console, caller)) => own_page_of(&console, &caller, &id).await,
                        Err(error) => Err(error),
                    };
                    match own_page {
                        Ok(Some(href)) => {
                            leptos_axum::redirect(&href);
                            set_status(options.as_ref(), StatusCode::SEE_OTHER);
                            ().into_any()
                        }
                        Ok(None) => view! { <ActionPage /> }.into_any(),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}
