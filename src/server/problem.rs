//! Answers of the guards themselves: a closed sentence, as a page or as JSON, without the framework.

use crate::domain::actor::RequestOrigin;
use crate::features::layout::accepts_html;
pub use crate::features::layout::answer;
use crate::wire::ErrorCode;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use std::panic::AssertUnwindSafe;

/// The refusal of a request, with its reference.
pub fn refuse(status: StatusCode, code: ErrorCode, request: &Request) -> Response {
    let reference = request.extensions().get::<RequestOrigin>().map(|origin| origin.request_id.as_str()).unwrap_or_default();
    let wants_page = accepts_html(request.headers());
    answer(status, code, reference, wants_page)
}

/// A panic is a fault of ours: it is logged, and the page says no more than its reference.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<RequestOrigin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let wants_page = accepts_html(request.headers());
    let answered = AssertUnwindSafe(next.run(request)).catch_unwind().await;
    answered.unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| cause.downcast_ref::<String>().cloned());
        tracing::error!(request_id = %reference, cause = text.as_deref().unwrap_or("unknown"), "a request panicked");
        answer(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, &reference, wants_page)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::origin::{TrustedProxies, note_origin};
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::http::header;
    use axum::middleware::{from_fn, from_fn_with_state};
    use axum::routing::get;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tower::ServiceExt;

    /// A log that is kept.
    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Log {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("the log").extend_from_slice(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    async fn broken() -> &'static str {
        panic!("the secret cause")
    }

    #[tokio::test]
    async fn after_a_panic_page_json_and_log_name_the_same_reference_and_only_the_log_its_cause() {
        let router = Router::new().route("/", get(broken)).layer(from_fn(catch_panics)).layer(from_fn_with_state(TrustedProxies(Arc::default()), note_origin));
        for accept in ["text/html", "application/json"] {
            let log = Log::default();
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
            let guard = tracing::subscriber::set_default(subscriber);
            let request = Request::builder().header(header::ACCEPT, accept).body(Body::empty()).expect("a request");
            let answer = router.clone().oneshot(request).await.expect("an answer");
            drop(guard);
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert!(answer.headers()[header::CONTENT_TYPE].to_str().expect("text").starts_with(accept));
            let reference = answer.headers()["x-request-id"].to_str().expect("text").to_owned();
            let body = String::from_utf8(to_bytes(answer.into_body(), 10_000).await.expect("a body").to_vec()).expect("text");
            let logged = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
            assert!(reference.len() == 14 && body.contains(&reference) && !body.contains("secret"), "{body}");
            assert!(logged.contains(&reference) && logged.contains("the secret cause"), "{logged}");
        }
    }
}
