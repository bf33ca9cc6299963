//! The embedded sandbox: a Cognito endpoint that speaks the real wire protocol and an OpenID
//! provider with a persona picker, both on loopback, for trying the console and for its tests.
//!
//! The console reaches both through the very same AWS SDK and OpenID code as in production.

mod chance;
mod clock;
mod cognito;
mod console;
mod control;
mod guard;
mod html;
mod model;
mod net;
mod openid;
mod seed;
mod settings;
mod shared;
mod store;
mod sts;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::model::{PasswordPolicy, UserStatus};
pub use self::openid::Persona;
pub use self::seed::{Character, MAIN_CHARACTERS, SEED_PASSWORD};
pub use self::settings::{PoolSummary, SandboxError, SandboxSettings};

use self::net::{CuttableListener, Line};
use self::shared::{Addresses, Shared};

/// Connections still open this long after a shutdown began are dropped.
const GRACE: Duration = Duration::from_secs(2);

/// A running sandbox. Dropping it leaves the servers running; [`Sandbox::shutdown`] ends them.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    stop: CancellationToken,
    servers: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Opens or seeds the state in the data folder, binds both addresses and serves.
    ///
    /// # Errors
    /// When an address is not a loopback address or is taken, and when the data folder cannot be
    /// used.
    pub async fn start(settings: SandboxSettings) -> Result<Self, SandboxError> {
        let cognito = bind(settings.cognito_listen).await?;
        let issuer = bind(settings.issuer_listen).await?;
        let addresses = Addresses { cognito: url(settings.cognito_listen, &cognito)?, issuer: url(settings.issuer_listen, &issuer)? };
        let shared = Arc::new(Shared::open(&settings, addresses).await?);
        let stop = CancellationToken::new();
        let cognito = axum::serve(CuttableListener(cognito), control::router(Arc::clone(&shared)).into_make_service_with_connect_info::<Line>());
        let issuer = axum::serve(issuer, openid::router(Arc::clone(&shared)).into_make_service());
        let cognito = cognito.with_graceful_shutdown(stop.clone().cancelled_owned());
        let issuer = issuer.with_graceful_shutdown(stop.clone().cancelled_owned());
        let servers = vec![tokio::spawn(async move { report("Cognito endpoint", cognito.await) }), tokio::spawn(async move { report("OpenID provider", issuer.await) })];
        Ok(Self { shared, stop, servers })
    }

    /// Where the AWS SDK finds the Cognito endpoint, without a trailing slash.
    pub fn cognito_url(&self) -> String {
        self.shared.addresses.cognito.clone()
    }

    /// The issuer, exactly as in its metadata.
    pub fn issuer_url(&self) -> String {
        self.shared.addresses.issuer.clone()
    }

    /// The console's `client_id` at the issuer.
    pub fn client_id(&self) -> &str {
        openid::CLIENT_ID
    }

    /// The console's `client_secret` at the issuer: random, and the same as long as the data
    /// folder lasts.
    pub fn client_secret(&self) -> &str {
        &self.shared.issuer.client_secret
    }

    /// The user pools.
    pub fn pools(&self) -> Vec<PoolSummary> {
        self.shared.pools.clone()
    }

    /// The members of staff who can sign in.
    pub fn personas() -> &'static [Persona] {
        openid::personas()
    }

    /// Tells where the console is, once its own port is known: the redirect URI, the
    /// post-logout redirect URI and the back-channel logout URI follow from it.
    pub fn set_console_url(&self, url: String) {
        self.shared.console.set(url);
    }

    /// Ends both servers and closes the state.
    pub async fn shutdown(self) {
        self.stop.cancel();
        for mut server in self.servers {
            if tokio::time::timeout(GRACE, &mut server).await.is_err() {
                server.abort();
            }
        }
        self.shared.store.close().await;
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, SandboxError> {
    if !address.ip().is_loopback() {
        return Err(SandboxError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|source| SandboxError::Listen { address, source })
}

fn url(asked: SocketAddr, listener: &TcpListener) -> Result<String, SandboxError> {
    let bound = listener.local_addr().map_err(|source| SandboxError::Listen { address: asked, source })?;
    Ok(format!("http://{bound}"))
}

fn report(server: &str, ended: std::io::Result<()>) {
    if let Err(error) = ended {
        tracing::error!(%error, "the sandbox's {server} has stopped");
    }
}
