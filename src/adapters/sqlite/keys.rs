//! Keys of this console's own, made once and kept with its database.

use super::Database;
use super::database::sentence;
use crate::domain::secret::Secret;
use rand::TryRngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

/// The key with this name, made at the first call; of several instances that come first, one makes it.
///
/// # Errors
/// A sentence for the operator.
pub async fn console_key(database: &Database, name: &str) -> Result<Secret<[u8; 32]>, String> {
    let mut fresh = Zeroizing::new([0; 32]);
    OsRng.try_fill_bytes(fresh.as_mut()).map_err(|error| format!("the system gives no random bytes: {error}"))?;
    let insert = sqlx::query("INSERT OR IGNORE INTO console_keys (name, key, created_at) VALUES (?, ?, ?)");
    insert.bind(name).bind(fresh.as_slice()).bind(database.now()).execute(&database.writer).await.map_err(|error| sentence(&error))?;
    let kept: Vec<u8> = sqlx::query_scalar("SELECT key FROM console_keys WHERE name = ?").bind(name).fetch_one(&database.writer).await.map_err(|error| sentence(&error))?;
    let kept = Zeroizing::new(kept);
    <[u8; 32]>::try_from(kept.as_slice()).map(Secret::new).map_err(|_| format!("the key {name} in the database does not have 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::fresh;
    use super::*;

    #[tokio::test]
    async fn a_key_is_made_once_and_each_name_has_its_own() {
        let (database, _) = fresh().await;
        let first = console_key(&database, "contact_marks").await.unwrap();
        assert_eq!(first.expose(), console_key(&database, "contact_marks").await.unwrap().expose());
        assert_ne!(first.expose(), console_key(&database, "other").await.unwrap().expose());
    }
}
