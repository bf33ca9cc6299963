//! Serving until told to stop; work under way is finished first.

use super::Failure;
use axum::Router;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// So long work under way may take after SIGTERM.
const LAST_WORK: Duration = Duration::from_secs(25);

/// Binds the console's address.
pub(super) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::one(format!("cannot listen on {address}: {error}")))
}

/// Serves until SIGTERM or Ctrl-C.
pub(super) async fn serve_until_stopped(listener: TcpListener, router: Router) -> Result<(), Failure> {
    let (told, mut hears) = tokio::sync::watch::channel(false);
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(async move {
        stop_signal().await;
        let _ = told.send(true);
    });
    let too_long = async move {
        let _ = hears.changed().await;
        tokio::time::sleep(LAST_WORK).await;
    };
    tokio::select! {
        ended = server => ended.map_err(|error| Failure::one(format!("the server stopped: {error}"))),
        () = too_long => {
            tracing::warn!("stopped with work under way");
            Ok(())
        }
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
