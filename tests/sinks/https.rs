//! Posts to a listener that fails in every way: nothing is lost, and the cursor never runs ahead.

use crate::listener::{Answer, Listener, Post};
use crate::trail::{TIMES, Trail, checked, is_whole, sink, state, until};
use passdesk::adapters::sinks::{Authorities, FileSink, HttpsSettings, HttpsSink};
use passdesk::domain::secret::Secret;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

const TOKEN: &str = "t0ken-of-the-sink";
const PATH: &str = "/hooks/s3cret-path";

fn https(address: SocketAddr) -> HttpsSink {
    let url = format!("http://{address}{PATH}");
    let settings = HttpsSettings { url: Arc::new(Secret::new(url)), token: Some(Arc::new(Secret::new(TOKEN.to_owned()))), authorities: Authorities::public() };
    assert!(!format!("{settings:?}").contains("s3cret"), "nothing prints itself");
    HttpsSink::new("hook", &settings).expect("a sink")
}

fn sequences(posts: &[Post]) -> Vec<i64> {
    posts.iter().flat_map(|post| post.body.lines()).map(checked).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_fails_in_every_way_and_heals_has_everything_and_the_cursor_never_ran_ahead() {
    let trail = Trail::open().await;
    let script = [
        Answer::Status(500),
        Answer::CloseAfter(0),
        Answer::CloseAfter(700),
        Answer::Hang,
        Answer::Status(204),
        Answer::TakeAndClose,
        Answer::Redirect,
        Answer::Status(429),
        Answer::Status(404),
    ];
    let listener = Listener::start(&script).await;
    trail.append(1_300).await;
    let sinks = trail.sinks(vec![sink("hook", https(listener.address))], TIMES);
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let cursor = trail.cursor("hook").await.unwrap_or(0);
        let taken: Vec<Post> = listener.posts().into_iter().filter(Post::is_taken).collect();
        assert!(cursor <= sequences(&taken).into_iter().max().unwrap_or(0), "the cursor stands at {cursor}");
        seen.extend(state(&sinks, "hook").await.last_error);
        if cursor == 1_300 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(3)).await;
    }
    sinks.finish().await;
    let posts = listener.posts();
    assert_eq!(posts.iter().map(|post| post.answer).take(script.len()).collect::<Vec<_>>(), script);
    is_whole(&sequences(&posts.iter().filter(|post| post.is_taken()).cloned().collect::<Vec<_>>()), 1_300);
    assert_eq!(sequences(&posts[5..6]), sequences(&posts[6..7]), "what was taken without an answer comes again");
    let mut keys: BTreeMap<&str, &str> = BTreeMap::new();
    for post in &posts {
        assert_eq!(post.head.lines().next(), Some("POST /hooks/s3cret-path HTTP/1.1"), "no redirect is followed");
        assert_eq!((post.header("content-type"), post.header("authorization")), (Some("application/x-ndjson"), Some("Bearer t0ken-of-the-sink")));
        if !matches!(post.answer, Answer::CloseAfter(_)) {
            let known = keys.entry(post.header("idempotency-key").expect("a key")).or_insert(&post.body);
            assert_eq!(*known, post.body, "one key, one body");
        }
    }
    assert_eq!(keys.len(), 3, "{:?}", keys.keys());
    assert!(keys.keys().next().is_some_and(|key| key.starts_with("hook-records-1-500-")), "{:?}", keys.keys());
    assert!(!seen.is_empty() && seen.iter().all(|error| !error.contains("s3cret") && !error.contains(TOKEN)), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_never_answers_holds_up_no_append_and_no_other_sink() {
    let trail = Trail::open().await;
    let (listener, file) = (Listener::start(&[Answer::Hang; 1_000]).await, trail.path("audit.ndjson"));
    let sinks = trail.sinks(vec![sink("hook", https(listener.address)), sink("file", FileSink::new(file.clone()).unwrap())], TIMES);
    trail.append(1).await;
    until("it is asked", async || !listener.posts().is_empty()).await;
    trail.append(600).await;
    trail.reaches("file", 601).await;
    until("it tells", async || state(&sinks, "hook").await.last_error.is_some()).await;
    let stands = state(&sinks, "hook").await;
    assert_eq!((stands.position, stands.behind), (0, 601), "{stands:?}");
    assert!(stands.last_error.is_some_and(|error| error.contains("within 1.5s")));
    let since = stands.failing_since.expect("a time");
    let asked = listener.posts().len();
    until("it is asked again", async || listener.posts().len() > asked + 1).await;
    assert_eq!(state(&sinks, "hook").await.failing_since, Some(since), "it has failed since then");
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_is_not_there_is_named_by_its_host_alone() {
    let trail = Trail::open().await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let sinks = trail.sinks(vec![sink("hook", https(gone))], TIMES);
    trail.append(1).await;
    until("it tells", async || state(&sinks, "hook").await.last_error.is_some()).await;
    assert_eq!(state(&sinks, "hook").await.last_error, Some(format!("http://{gone}: cannot connect")));
    sinks.finish().await;
}
