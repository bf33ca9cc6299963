//! Serving until told to stop; work under way is finished first.

use super::Failure;
use crate::compose::{Background, Composed, finish};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// So long work under way may take after SIGTERM.
const LAST_WORK: Duration = Duration::from_secs(25);

/// So long a connection may take to send a request's head, the wait for its next request included.
const HEADERS: Duration = Duration::from_secs(20);
/// Connections at once; the next ones wait to be accepted.
const CONNECTIONS: usize = 4_096;

/// Binds the console's address.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::one(format!("cannot listen on {address}: {error}")))
}

/// Serves until SIGTERM or Ctrl-C. Requests and actions under way are finished first.
pub(super) async fn serve_until_stopped(listener: TcpListener, composed: Composed, background: Background) -> Result<(), Failure> {
    let Composed { router, console } = composed;
    let (stop, connections) = (CancellationToken::new(), TaskTracker::new());
    let accepting = tokio::spawn(accept(listener, router, stop.clone(), connections.clone()));
    stop_signal().await;
    stop.cancel();
    // From now on lists begin nothing more, and what follows their progress ends; whatever is under way may still bring its parts to their end.
    console.under_way.close();
    let finished = async {
        let _ = accepting.await;
        connections.close();
        connections.wait().await;
        // An action goes on without its browser, and is waited for like a request.
        console.under_way.wait().await;
    };
    if tokio::time::timeout(LAST_WORK, finished).await.is_err() {
        tracing::warn!("stopped with work under way");
    }
    finish(&console, background).await;
    Ok(())
}

/// Takes connections one by one. axum's own `serve` has no limit on their number, nor on how long one may take to ask for something.
async fn accept(listener: TcpListener, router: Router, stop: CancellationToken, connections: TaskTracker) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (router, stop) = (router.clone(), stop.clone());
                connections.spawn(async move {
                    serve_connection(stream, peer, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                // Out of file handles, as a rule: some will be free again in a moment.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

async fn serve_connection(stream: TcpStream, peer: SocketAddr, router: Router, stop: CancellationToken) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection stays with Nagle's algorithm");
    }
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    // HTTP/1.1 only: a proxy in front speaks the newer ones, and one connection must not carry hundreds of requests.
    let connection = http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(HEADERS).serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "SIGTERM cannot be heard");
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
