//! Sinks over TLS: who is not the one at the name gets nothing, and nothing is lost by that.

use crate::authority::{Authority, Door, Entrance, GOOD_YEARS, OURS, wrong_doors};
use crate::listener::Listener;
use crate::syslog::frames;
use crate::trail::{TIMES, Trail, checked, is_whole, sink, state, until};
use passdesk::adapters::sinks::{Authorities, HttpsSettings, HttpsSink, SyslogSettings, SyslogSink};
use passdesk::domain::secret::Secret;
use passdesk::features::audit_trail::Sink;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A receiver of syslog over TLS: each connection's messages, once it has read them to their end.
struct Receiver {
    address: SocketAddr,
    entrance: Entrance,
    is_abrupt: Arc<AtomicBool>,
    deliveries: Arc<Mutex<Vec<Vec<i64>>>>,
}

impl Receiver {
    async fn start(door: Door) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let receiver = Self { address: listener.local_addr().unwrap(), entrance: Entrance::new(door), is_abrupt: Arc::default(), deliveries: Arc::default() };
        let (entrance, is_abrupt, deliveries) = (receiver.entrance.clone(), Arc::clone(&receiver.is_abrupt), Arc::clone(&receiver.deliveries));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some(mut stream) = entrance.enter(stream).await else { continue };
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes).await.expect("the sender's close_notify");
                deliveries.lock().unwrap().push(frames(&bytes));
                if !is_abrupt.load(Ordering::Relaxed) {
                    stream.shutdown().await.expect("closed");
                }
            }
        });
        receiver
    }

    fn found(&self) -> Vec<i64> {
        self.deliveries.lock().unwrap().concat()
    }
}

fn syslog(address: &str, authorities: Authorities) -> Sink {
    let settings = SyslogSettings { address: address.parse().expect("an address"), authorities };
    sink("syslog", SyslogSink::new(&settings).expect("a sink"))
}

fn https(address: SocketAddr, authorities: Authorities) -> Sink {
    let url = format!("https://localhost:{}/ingest", address.port());
    let settings = HttpsSettings { url: Arc::new(Secret::new(url)), token: None, authorities };
    sink("hook", HttpsSink::new("hook", &settings).expect("a sink"))
}

/// The sink goes through all that is wrong, and stands where it stood.
async fn meets_what_is_wrong(trail: &Trail, sink: Sink, entrance: &Entrance, doors: Vec<(Door, &'static str)>) {
    let name = sink.name.clone();
    let sinks = trail.sinks(vec![sink], TIMES);
    for (door, words) in doors {
        entrance.becomes(door);
        until(words, async || state(&sinks, &name).await.last_error.is_some_and(|error| error.contains(words))).await;
        assert_eq!(trail.cursor(&name).await.unwrap_or(0), 0, "{words}");
    }
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tls_messages_are_counted_and_the_certificate_may_be_for_a_name_or_an_address() {
    let trail = Trail::open().await;
    let authority = Authority::new(OURS);
    trail.append(1_100).await;
    for name in ["localhost", "127.0.0.1"] {
        let receiver = Receiver::start(authority.server(name, GOOD_YEARS)).await;
        let trusted = Authorities::of_file(&authority.file(&trail.folder)).unwrap();
        let sink = Sink { name: name.replace('.', "-"), ..syslog(&format!("tls:{name}:{}", receiver.address.port()), trusted) };
        let sinks = trail.sinks(vec![sink], TIMES);
        trail.reaches(&name.replace('.', "-"), 1_100).await;
        sinks.finish().await;
        assert_eq!(receiver.found(), (1..=1_100).collect::<Vec<_>>());
        assert!(receiver.deliveries.lock().unwrap().len() > 2, "a connection for each delivery");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_syslog_receiver_that_is_not_the_one_at_the_name_gets_nothing_and_the_right_one_gets_everything() {
    let trail = Trail::open().await;
    let authority = Authority::new(OURS);
    let trusted = Authorities::of_file(&authority.file(&trail.folder)).unwrap();
    let receiver = Receiver::start(Door::Plain).await;
    let address = format!("tls:localhost:{}", receiver.address.port());
    trail.append(300).await;
    meets_what_is_wrong(&trail, syslog(&address, trusted.clone()), &receiver.entrance, wrong_doors(&authority, "localhost")).await;
    let right = authority.server("localhost", GOOD_YEARS);
    let public = vec![(right.clone(), "its certificate is of no authority that this sink trusts")];
    meets_what_is_wrong(&trail, syslog(&address, Authorities::public()), &receiver.entrance, public).await;
    assert!(receiver.found().is_empty() && receiver.entrance.heard_no_record(), "nothing was sent");
    let sinks = trail.sinks(vec![syslog(&address, trusted)], TIMES);
    trail.reaches("syslog", 300).await;
    sinks.finish().await;
    assert_eq!(receiver.found(), (1..=300).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_without_close_notify_is_no_receipt() {
    let trail = Trail::open().await;
    let authority = Authority::new(OURS);
    let trusted = Authorities::of_file(&authority.file(&trail.folder)).unwrap();
    let right = authority.server("localhost", GOOD_YEARS);
    let receiver = Receiver::start(right.clone()).await;
    let address = format!("tls:localhost:{}", receiver.address.port());
    trail.append(40).await;
    receiver.is_abrupt.store(true, Ordering::Relaxed);
    meets_what_is_wrong(&trail, syslog(&address, trusted.clone()), &receiver.entrance, vec![(right, "without TLS's close_notify")]).await;
    receiver.is_abrupt.store(false, Ordering::Relaxed);
    let sinks = trail.sinks(vec![syslog(&address, trusted)], TIMES);
    trail.reaches("syslog", 40).await;
    sinks.finish().await;
    is_whole(&receiver.found(), 40);
    assert!(receiver.deliveries.lock().unwrap().len() > 1, "they came again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_https_listener_that_is_not_the_one_at_the_name_gets_nothing_and_the_right_one_gets_everything() {
    let trail = Trail::open().await;
    let authority = Authority::new(OURS);
    let trusted = Authorities::of_file(&authority.file(&trail.folder)).unwrap();
    let entrance = Entrance::new(Door::Plain);
    let listener = Listener::start_behind(&entrance, &[]).await;
    trail.append(300).await;
    meets_what_is_wrong(&trail, https(listener.address, trusted.clone()), &entrance, wrong_doors(&authority, "localhost")).await;
    let right = authority.server("localhost", GOOD_YEARS);
    let public = vec![(right, "its certificate is of no authority that this sink trusts")];
    meets_what_is_wrong(&trail, https(listener.address, Authorities::public()), &entrance, public).await;
    assert!(listener.posts().is_empty() && entrance.heard_no_record(), "nothing was sent");
    let sinks = trail.sinks(vec![https(listener.address, trusted)], TIMES);
    trail.reaches("hook", 300).await;
    sinks.finish().await;
    let found: Vec<i64> = listener.posts().iter().flat_map(|post| post.body.lines().map(checked).collect::<Vec<_>>()).collect();
    assert_eq!(found, (1..=300).collect::<Vec<_>>());
}
