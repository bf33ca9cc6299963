//! An action's parts: what belongs to it and has a record of its own, under an id that follows from the action's.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of the part of `action` with this event. Always the same one, so that a part can be found from its action, and can be
/// recorded once only: one record opens an action. A UUID of version 8 (RFC 9562, section 5.8), made of SHA-256.
pub fn part_id(action: Uuid, event: &str) -> Uuid {
    let digest = Sha256::new().chain_update(action.as_bytes()).chain_update(event.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Whether an id has the form of a part's.
pub fn is_part(id: Uuid) -> bool {
    id.get_version_num() == 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parts_id_follows_from_its_action_and_its_event() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(part_id(one, "password.reveal"), part_id(one, "password.reveal"));
        assert_ne!(part_id(one, "password.reveal"), part_id(other, "password.reveal"));
        assert_ne!(part_id(one, "password.reveal"), part_id(one, "user.sign_out"));
        assert!(is_part(part_id(one, "user.sign_out")) && !is_part(Uuid::now_v7()) && !is_part(Uuid::new_v4()));
    }
}
