use super::*;
use axum::body::to_bytes;
use tower::ServiceExt;

const CSS: &str = "/pkg/passdesk.css";

fn site() -> (tempfile::TempDir, Arc<Assets>) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("pkg")).expect("a folder");
    let files = [("pkg/passdesk.css", "plain css"), ("pkg/passdesk.css.br", "brotli"), ("pkg/passdesk.css.gz", "gzip"), ("favicon.svg", "<svg/>"), ("version.txt", "abc")];
    for (path, content) in files {
        std::fs::write(folder.path().join(path), content).expect("a file");
    }
    let assets = Arc::new(Assets::find(Some(folder.path().to_owned())));
    (folder, assets)
}

async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, String) {
    let (_folder, assets) = site();
    let request = headers.iter().fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    let response = routes(assets).oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), 1024).await.expect("a body");
    (status, headers, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_file_comes_in_the_best_encoding_that_is_taken() {
    let table = [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip, deflate", "gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "gzip"),
        ("BR", "br", "brotli"),
        ("identity", "", "plain css"),
        ("brotli", "", "plain css"),
        ("", "", "plain css"),
    ];
    for (accepted, encoding, body) in table {
        let (status, headers, text) = ask(Method::GET, CSS, &[("accept-encoding", accepted)]).await;
        let sent = headers.get("content-encoding").map_or("", |value| value.to_str().expect("text"));
        assert_eq!((status, sent, text.as_str()), (StatusCode::OK, encoding, body), "{accepted}");
        assert_eq!((&headers["content-type"], &headers["vary"]), (&HeaderValue::from_static("text/css"), &HeaderValue::from_static("accept-encoding")));
    }
}

#[tokio::test]
async fn it_is_kept_for_a_year_by_the_builds_version_only() {
    for (path, kept) in [(format!("{CSS}?v=abc"), YEAR), (format!("{CSS}?v=abd"), ASK_ANEW), (CSS.to_owned(), ASK_ANEW), ("/favicon.svg".to_owned(), DAY)] {
        let (status, headers, _) = ask(Method::GET, &path, &[]).await;
        assert_eq!((status, headers["cache-control"].to_str().expect("text")), (StatusCode::OK, kept), "{path}");
    }
    for path in ["/pkg/none.css?v=abc", "/pkg/passdesk.css.br", "/pkg/../favicon.svg", "/robots.txt"] {
        let (status, headers, body) = ask(Method::GET, path, &[]).await;
        let kept = headers.get("cache-control").map_or("", |value| value.to_str().expect("text"));
        assert_eq!((status, kept, body.as_str()), (StatusCode::NOT_FOUND, "no-store", ""), "{path}");
    }
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let (_, headers, _) = ask(Method::GET, CSS, &[]).await;
    let etag = headers["etag"].to_str().expect("text");
    for known in [etag.to_owned(), format!("\"other\", {etag}")] {
        let (status, headers, body) = ask(Method::GET, CSS, &[("if-none-match", &known)]).await;
        assert_eq!((status, body.as_str(), headers["etag"].to_str().expect("text")), (StatusCode::NOT_MODIFIED, "", etag));
    }
    assert_eq!(ask(Method::GET, CSS, &[("if-none-match", "W/\"older\"")]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_part_is_sent_of_what_would_have_been_sent() {
    let (status, headers, body) = ask(Method::GET, CSS, &[("range", "bytes=2-3"), ("accept-encoding", "br")]).await;
    assert_eq!((status, headers["content-range"].to_str().expect("text"), body.as_str()), (StatusCode::PARTIAL_CONTENT, "bytes 2-3/6", "ot"));
    let (status, headers, body) = ask(Method::GET, CSS, &[("range", "bytes=9-")]).await;
    assert_eq!((status, headers["content-range"].to_str().expect("text"), body.as_str()), (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */9", ""));
}

#[tokio::test]
async fn head_says_what_get_would_send_and_other_methods_are_refused() {
    let (status, headers, body) = ask(Method::HEAD, CSS, &[]).await;
    assert_eq!((status, headers["content-length"].to_str().expect("text"), body.as_str()), (StatusCode::OK, "9", ""));
    for method in [Method::POST, Method::OPTIONS, Method::DELETE] {
        let (status, headers, _) = ask(method, CSS, &[]).await;
        assert_eq!((status, headers["allow"].to_str().expect("text")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD"));
    }
}
