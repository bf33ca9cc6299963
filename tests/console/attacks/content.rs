//! Bodies: of other kinds, in disguise, too large, without an end, and two in one.

use crate::browser::{SESSION, encode};
use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::raw::{request, session_line};
use passdesk::domain::audit::RecordKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const FORM: &str = "content-type: application/x-www-form-urlencoded";
const OWN_SITE: &str = "sec-fetch-site: same-origin";
const RESET: &str = "POST /api/passwords/reset HTTP/1.1";

async fn signed_in() -> (Desk, String) {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let session = session_line(&tomasz.cookie(SESSION).expect("a session"));
    (desk, session)
}

async fn good_body(desk: &Desk) -> String {
    encode(&desk.reset_form(CUSTOMERS, "amara.okafor").await)
}

async fn nothing_was_done(desk: &Desk) {
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.reset").await), (0, 0));
}

fn in_chunks(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

#[tokio::test]
async fn a_body_that_does_not_call_itself_a_form_is_none_however_it_is_sent() {
    let (desk, session) = signed_in().await;
    let body = good_body(&desk).await;
    let length = format!("content-length: {}", body.len());
    let kinds = [
        // What a page of another site may send without asking first.
        Some("text/plain"),
        Some("text/plain; application/x-www-form-urlencoded"),
        Some("multipart/form-data; boundary=x"),
        Some("multipart/form-data, application/x-www-form-urlencoded"),
        // What a script sends.
        Some("application/json"),
        Some("application/x-www-form-urlencodedx"),
        Some("x/application/x-www-form-urlencoded"),
        Some("application/x-www-form-urlencoded, text/plain"),
        Some("application/cbor"),
        Some("application/octet-stream"),
        Some(""),
        Some("\u{e9}"),
        // A Blob without a type has no such line at all.
        None,
    ];
    for kind in kinds {
        let line = kind.map(|kind| format!("content-type: {kind}"));
        let lines: Vec<&str> = [session.as_str(), OWN_SITE].into_iter().chain(line.as_deref()).collect();
        let whole: Vec<&str> = lines.iter().copied().chain([length.as_str()]).collect();
        let chunked: Vec<&str> = lines.iter().copied().chain(["transfer-encoding: chunked"]).collect();
        for (lines, body) in [(whole, body.clone()), (chunked, in_chunks(&body))] {
            let answer = desk.raw_page(RESET, &lines, &body).await;
            assert_eq!(answer.status, 415, "{kind:?} {:?}: {}", lines.last(), answer.location());
        }
    }
    nothing_was_done(&desk).await;
    let chunked = desk.raw_page(RESET, &[&session, OWN_SITE, FORM, "transfer-encoding: chunked"], &in_chunks(&body)).await;
    assert!(!chunked.result_id().is_empty() && desk.effects().await == 1, "in pieces a form is a form, so the rest was refused for its kind");
}

#[tokio::test]
async fn other_encodings_under_the_name_of_a_form_are_read_as_nothing_of_ours() {
    let (desk, session) = signed_in().await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let json = serde_json::to_string(&fields).expect("JSON");
    let parts: String = fields.iter().map(|(name, value)| format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")).collect();
    let semicolons = encode(&fields).replace('&', ";");
    let plain: String = fields.iter().map(|(name, value)| format!("{name}={value}\r\n")).collect();
    let utf_7 = encode(&fields).replace('=', "+AD0-");
    let wide: String = encode(&fields).chars().map(|c| format!("%00{c}")).collect();
    for body in
        [json.clone(), format!("{parts}--x--\r\n"), semicolons, plain, utf_7, wide, format!("json={}", url::form_urlencoded::byte_serialize(json.as_bytes()).collect::<String>())]
    {
        let answer = desk.raw_page(RESET, &[&session, OWN_SITE, FORM, &format!("content-length: {}", body.len())], &body).await;
        assert!(!answer.location().starts_with("/results/") && answer.status < 500, "{body}: {} {}", answer.status, answer.location());
    }
    // Nothing is unpacked, so nothing can burst.
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let bomb = "\u{1f}\u{8b}\u{8}";
        let answer = desk.raw_page(RESET, &[&session, OWN_SITE, FORM, &format!("content-encoding: {encoding}"), &format!("content-length: {}", bomb.len())], bomb).await;
        assert!(!answer.location().starts_with("/results/") && answer.status < 500, "{encoding}: {} {}", answer.status, answer.location());
    }
    nothing_was_done(&desk).await;
}

#[tokio::test]
async fn too_much_is_refused_however_its_length_is_told() {
    let (desk, session) = signed_in().await;
    let body = good_body(&desk).await;
    let long = format!("{body}&reason={}", "x".repeat(70_000));
    let whole = |length: &str, body: &str| (vec![format!("content-length: {length}")], body.to_owned());
    let (chunked, small_chunks) =
        (in_chunks(&long), long.as_bytes().chunks(100).map(|piece| format!("64\r\n{}\r\n", std::str::from_utf8(piece).expect("ASCII"))).take(700).collect::<String>());
    for (what, (lines, body)) in [
        ("by its length", whole(&long.len().to_string(), &long)),
        ("a length that no machine holds", whole("99999999999999999999999", "x")),
        ("a length beyond what comes", whole("18446744073709551615", "x")),
        ("a length below nothing", whole("-1", &body)),
        ("a length with a sign", whole("+5", &body)),
        ("a length in hexadecimal", whole("0x10", &body)),
        ("two lengths", (vec![format!("content-length: {}", body.len()), "content-length: 0".to_owned()], body.clone())),
        ("two lengths in one line", whole(&format!("{}, 0", body.len()), &body)),
        ("in one piece", (vec!["transfer-encoding: chunked".to_owned()], chunked)),
        ("in small pieces", (vec!["transfer-encoding: chunked".to_owned()], format!("{small_chunks}0\r\n\r\n"))),
        ("a piece without bounds", (vec!["transfer-encoding: chunked".to_owned()], format!("ffffffffffffffff\r\n{body}"))),
        ("a piece of more digits than a number has", (vec!["transfer-encoding: chunked".to_owned()], format!("{}10\r\n{body}", "0".repeat(40)))),
        ("an encoding that is none", (vec!["transfer-encoding: identity".to_owned()], body.clone())),
    ] {
        let host = format!("host: {}", desk.host());
        let all: Vec<&str> = [host.as_str(), "accept: text/html", "connection: close", &session, OWN_SITE, FORM].into_iter().chain(lines.iter().map(String::as_str)).collect();
        let answers = desk.raw(&request(RESET, &all, &body)).await;
        // Where the length itself cannot be, the server's own reader answers, or hangs up.
        for answer in &answers {
            assert!((400..500).contains(&answer.status), "{what}: {} {}", answer.status, answer.location());
        }
        assert!(answers.len() <= 1, "{what}: {answers:?}");
    }
    let many: Vec<String> = (0..2_000).map(|number| format!("x-{number}: 1")).collect();
    let all: Vec<&str> = many.iter().map(String::as_str).chain([session.as_str(), "connection: close"]).collect();
    let answers = desk.raw(&request("GET /users HTTP/1.1", &all, "")).await;
    assert!(answers.iter().all(|answer| (400..500).contains(&answer.status)), "too many headers: {:?}", answers.first().map(|answer| answer.status));
    nothing_was_done(&desk).await;
    assert_eq!(desk.browser().page("/sign-in").await.status, 200, "and others are served");
}

#[tokio::test]
async fn a_second_request_inside_of_a_first_ones_body_is_none() {
    let (desk, session) = signed_in().await;
    let (body, host) = (good_body(&desk).await, format!("host: {}", desk.host()));
    let hidden = request(RESET, &[&host, &session, OWN_SITE, FORM, "connection: close", &format!("content-length: {}", body.len())], &body);
    let theme = "POST /theme HTTP/1.1";
    let counted = format!("content-length: {}", hidden.len());
    let behind_the_end = format!("content-length: {}", hidden.len() + 5);
    for (what, lines, sent) in [
        ("by its length it is a body", vec![counted.as_str()], hidden.clone()),
        ("by its pieces it is a body", vec!["transfer-encoding: chunked"], in_chunks(&hidden)),
        // By one of two lengths it is a body, and by the other a request: a proxy in front may have gone by either (RFC 9112, section 6.1).
        ("both lengths", vec![&behind_the_end, "transfer-encoding: chunked"], format!("0\r\n\r\n{hidden}")),
        ("both lengths, the other way around", vec!["transfer-encoding: chunked", &behind_the_end], format!("0\r\n\r\n{hidden}")),
        ("an encoding that only resembles chunked", vec![&counted, "transfer-encoding: xchunked"], hidden.clone()),
        ("a length behind white space", vec!["content-length : 0", &counted], hidden.clone()),
        ("an encoding on a folded line", vec![&counted, "x: y", " transfer-encoding: chunked"], format!("0\r\n\r\n{hidden}")),
    ] {
        let all: Vec<&str> = [host.as_str(), OWN_SITE, FORM].into_iter().chain(lines).collect();
        // The last one ends the connection.
        let bytes = request(theme, &all, &sent) + &request("GET /healthz HTTP/1.1", &[&host, "connection: close"], "");
        let answers = desk.raw(&bytes).await;
        assert!(!answers.iter().any(|answer| answer.location().starts_with("/results/")), "{what}: {answers:?}");
        assert_eq!(desk.effects().await, 0, "{what}");
    }
    nothing_was_done(&desk).await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_and_holds_nobody_up() {
    let (desk, session) = signed_in().await;
    let host = format!("host: {}", desk.host());
    let head = request(RESET, &[&host, "accept: text/html", "connection: close", &session, OWN_SITE, FORM, "content-length: 500"], "pool=");
    // More than may be under way at once.
    let mut waiting = Vec::new();
    for _ in 0..600 {
        let mut stream = TcpStream::connect(desk.host()).await.expect("a connection");
        stream.write_all(head.as_bytes()).await.expect("sent");
        waiting.push(stream);
    }
    assert_eq!(desk.browser().page("/sign-in").await.status, 200);
    let answers = futures::future::join_all(waiting.into_iter().map(|mut stream| async move {
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read).await;
        String::from_utf8_lossy(&read).into_owned()
    }));
    for answer in answers.await {
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    }
    nothing_was_done(&desk).await;
}
