//! What both servers of the sandbox share, and how it comes out of the data folder.

use std::path::Path;

use tokio::sync::Mutex;
use url::Url;

use super::chance;
use super::clock::Clock;
use super::cognito::{Faults, Requests};
use super::console::Console;
use super::model::World;
use super::openid::Issuer;
use super::seed;
use super::settings::{PoolSummary, SandboxError, SandboxSettings};
use super::store::{Change, Store, StoreError};
use super::sts::Sessions;

/// The layout of the records; a folder of another layout is seeded anew.
const LAYOUT: u32 = 3;

/// The URLs of the two servers.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// The Cognito endpoint.
    pub cognito: String,
    /// The issuer.
    pub issuer: String,
}

/// Everything that requests need.
#[derive(Debug)]
pub struct Shared {
    /// Where the servers are.
    pub addresses: Addresses,
    /// Where the console is.
    pub console: Console,
    /// The time of the Cognito endpoint.
    pub clock: Clock,
    /// The user pools, the outbox and the effects.
    pub world: Mutex<World>,
    /// The pools in short.
    pub pools: Vec<PoolSummary>,
    /// Faults that wait for calls.
    pub faults: Faults,
    /// The signed requests that arrived.
    pub requests: Requests,
    /// Role sessions that STS gave.
    pub sessions: Sessions,
    /// The OpenID provider's state; it has a clock of its own.
    pub issuer: Issuer,
    /// The state on disk.
    pub store: Store,
}

impl Shared {
    /// Opens the state in the data folder, or seeds it.
    pub async fn open(settings: &SandboxSettings, addresses: Addresses) -> Result<Self, SandboxError> {
        if Url::parse(&settings.console_url).ok().is_none_or(|url| !url.has_host()) {
            return Err(SandboxError::ConsoleUrl(settings.console_url.clone()));
        }
        let folder = settings.data_dir.join("sandbox");
        let file = folder.join("sandbox.db");
        let failed = |source| SandboxError::DataFolder { path: folder.clone(), source };
        private_folder(&folder).map_err(failed)?;
        if settings.fresh {
            forget(&folder).map_err(failed)?;
        }
        let mut store = Store::open(&file).await?;
        if store.one::<u32>("layout", "").await?.is_some_and(|layout| layout != LAYOUT) {
            store.close().await;
            forget(&folder).map_err(failed)?;
            store = Store::open(&file).await?;
        }
        let clock = Clock::ahead_by(store.one("clock", "").await?.unwrap_or_default());
        let mut world = World::load(&store, chance::token()).await?;
        if world.pools.is_empty() {
            for pool in seed::seed(clock.now()) {
                world.add_pool(pool)?;
            }
            let mut changes = world.take_changes()?;
            changes.push(Change::put("layout", "", &LAYOUT)?);
            store.commit(changes).await?;
        }
        let pools = world.pools.iter().map(|pool| PoolSummary { id: pool.settings.id.clone(), name: pool.settings.name.clone(), region: pool.settings.region.clone() });
        Ok(Self {
            pools: pools.collect(),
            console: Console::new(&settings.console_url),
            issuer: Issuer::open(&folder, &store, addresses.issuer.clone()).await?,
            addresses,
            clock,
            world: Mutex::new(world),
            faults: Faults::default(),
            requests: Requests::default(),
            sessions: Sessions::default(),
            store,
        })
    }

    /// Changes the world and commits before anybody learns of it.
    pub async fn change<T>(&self, change: impl FnOnce(&mut World) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut world = self.world.lock().await;
        let changed = change(&mut world)?;
        self.store.commit(world.take_changes()?).await?;
        Ok(changed)
    }
}

/// The folder holds a signing key and codes: nobody else on the machine may read it.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Removes the sandbox's own files, and nothing else that may be in the folder.
fn forget(folder: &Path) -> std::io::Result<()> {
    for name in ["sandbox.db", "sandbox.db-wal", "sandbox.db-shm", super::openid::KEY_FILE] {
        match std::fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
