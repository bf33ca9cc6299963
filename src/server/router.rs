//! Which request goes where, and through which guards. The outermost layer is added last.

use super::{admission, api_answers, assets, caller, cookies, csrf, health, host, limits, origin, paths, problem, security_headers, theme};
use crate::app::{App, shell};
use crate::features::audit_trail;
use crate::features::bulk;
use crate::features::console::{Caller, Console};
use crate::features::escalations;
use crate::features::layout::Assets;
use crate::features::requests;
use crate::features::sessions;
use crate::features::sign_in::{self, SignInState};
use crate::server::origin::RequestNonce;
use axum::Router;
use axum::http::request::Parts;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::net::IpAddr;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

/// The session cookie: `__Host-` ties it to this host, to https (or loopback) and to the whole path (RFC 6265bis, section 4.1.3.2).
pub const SESSION_COOKIE: &str = "__Host-passdesk";

/// Everything that the router is made of.
pub struct ServerParts<S: SessionStore + Clone> {
    /// Ports and rules.
    pub console: Console,
    /// Sign-in's own state.
    pub sign_in: SignInState,
    /// Where tower-sessions keeps its records.
    pub session_store: S,
    /// The configured address, without a trailing slash.
    pub public_url: String,
    /// The configured issuer.
    pub issuer: String,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Stylesheet, scripts and WebAssembly.
    pub assets: Arc<Assets>,
}

/// The console's router.
pub fn router<S: SessionStore + Clone>(parts: ServerParts<S>) -> Router {
    let options = LeptosOptions::builder().output_name("passdesk").build();
    let assets = parts.assets;
    let console = parts.console.clone();
    let context_assets = Arc::clone(&assets);
    // What pages and server functions find as context. Nobody is signed in unless the guard below has said so.
    let context = move || {
        let request = use_context::<Parts>();
        let caller = request.as_ref().and_then(|parts| parts.extensions.get::<Caller>().cloned());
        provide_context(caller.unwrap_or_default());
        if let Some(nonce) = request.as_ref().and_then(|parts| parts.extensions.get::<RequestNonce>()) {
            provide_context(Nonce::from_value(nonce.0.as_str()));
        }
        provide_context(console.clone());
        provide_context(Arc::clone(&context_assets));
    };
    let session_layer = SessionManagerLayer::new(parts.session_store)
        .with_name(SESSION_COOKIE)
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnSessionEnd);
    let pages = Router::new()
        .leptos_routes_with_context(&options, generate_route_list(App), context.clone(), shell)
        .fallback(leptos_axum::render_app_async_with_context(context, shell))
        .with_state(options)
        .layer(from_fn(audit_trail::without_empty_fields))
        .layer(from_fn(api_answers::settle));
    let callers = (parts.console.clone(), parts.sign_in.handle_of);
    let guarded = Router::new()
        .merge(sign_in::routes().with_state(parts.sign_in))
        .merge(audit_trail::routes().with_state(parts.console.clone()))
        .merge(bulk::routes().with_state(parts.console.clone()))
        .merge(pages)
        .route("/requests/skeletons/{file}", get(requests::skeleton))
        .route("/sessions/left", get(sessions::time_left).with_state(parts.console.clone()))
        .route("/escalations/news", get(escalations::news).with_state(parts.console.clone()))
        .route("/theme", axum::routing::post(theme::choose))
        .layer(from_fn_with_state(callers, caller::find_caller))
        .layer(session_layer)
        .layer(from_fn(cookies::complete))
        .layer(from_fn(cookies::only_ours))
        .layer(from_fn_with_state(csrf::Allowed::new(&parts.public_url), csrf::refuse_other_sites));
    let pressure = Arc::clone(&parts.console.pressure);
    let health = Router::new().route("/healthz", get(health::alive)).route("/readyz", get(health::ready).with_state(health::Readiness::of(parts.console)));
    let hosts = host::Host::of(&parts.public_url);
    let named = guarded.layer(from_fn(paths::refuse_detours)).layer(from_fn_with_state(hosts, host::refuse_other_hosts));
    // Files cost next to nothing: a page that was let in gets them.
    let served = admission::admitted(named, pressure).merge(assets::routes(assets));
    // Health stands outside of the limits: a crowd must not look like a death.
    limits::limited(served)
        .merge(health)
        .layer(from_fn(problem::catch_panics))
        .layer(CompressionLayer::new().compress_when(pages_only()))
        .layer(from_fn_with_state(security_headers::Policy::new(&parts.public_url, &parts.issuer), security_headers::set))
        .layer(from_fn_with_state(origin::TrustedProxies(Arc::new(parts.trusted_proxies)), origin::note_origin))
}

/// The build has compressed the files: whoever asks for another kind of compression gets them plain, and nobody has us do it anew for each request.
fn pages_only() -> impl Predicate {
    let files = NotForContentType::const_new("application/wasm").and(NotForContentType::const_new("text/javascript")).and(NotForContentType::const_new("text/css"));
    DefaultPredicate::new().and(files)
}
