//! Ten thousand random tamperings with a trail, each found and located; and everything that is none of them, each without an alarm.
//!
//! The intruder can write the file and has this source: they drop the triggers and compute hashes. They have not got the key, and not what
//! was kept elsewhere.

use super::super::verify::verify_connection;
use super::*;
use crate::domain::audit::verify::{Report, Seal, SealPlace};
use crate::domain::audit::{ChainHead, CheckpointSigner, VerifierKeys, record_hash};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;

const ORIGIN: &str = "passdesk.example/audit";

/// A sealed trail, its keys, and the checkpoints that were also kept elsewhere.
struct Sealed {
    file: TestFile,
    keys: VerifierKeys,
    outside: Vec<Seal>,
    size: i64,
}

async fn seal(log: &SqliteAuditLog, signer: &CheckpointSigner, outside: &mut Vec<Seal>) {
    let head = log.head().await.unwrap();
    let made_at = 1_700_000_000_000_000 + head.size;
    let note = signer.sign(head, made_at);
    log.keep_checkpoint(head.size, &note, made_at).await.unwrap();
    outside.push(Seal { place: SealPlace::Outside(format!("line {}", outside.len() + 1)), note, filed_size: None });
}

/// 36 records, sealed after each eight, and once more at the end.
async fn sealed() -> Sealed {
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    let signer = CheckpointSigner::new(ORIGIN, &CheckpointSigner::generate().unwrap()).unwrap();
    let mut outside = Vec::new();
    for number in 0..18 {
        let opening = AuditEntry { reason: Some(format!("Caller {number} \u{202e}\u{1b}[31m")), ..intent() };
        let id = opening.action_id;
        log.append(opening).await.unwrap();
        log.append(ending(id, Outcome::Succeeded)).await.unwrap();
        if number % 4 == 3 {
            seal(&log, &signer, &mut outside).await;
        }
    }
    seal(&log, &signer, &mut outside).await;
    let size = log.head().await.unwrap().size;
    database.close().await;
    Sealed { file, keys: VerifierKeys(vec![signer.verifier().clone()]), outside, size }
}

/// A record as the intruder holds it.
#[derive(Clone)]
struct Row {
    previous: [u8; 32],
    hash: [u8; 32],
    body: String,
}

impl Row {
    fn of(sequence: i64, previous: [u8; 32], body: String) -> Self {
        Self { previous, hash: record_hash(sequence, &previous, &body), body }
    }
}

/// What an intruder does with rows by their places, and what is to be found: the kinds that fit, and the places of which one must be named.
struct Tampering {
    name: &'static str,
    kinds: &'static [FaultKind],
    /// Where the first record lies that is not what it was.
    from: i64,
    /// Up to where it may be located instead, where no more can be known.
    until: i64,
}

fn read_rows(connection: &Connection) -> Vec<(i64, Row)> {
    let mut statement = connection.prepare("SELECT sequence, previous_hash, hash, body FROM audit_records ORDER BY sequence").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, Row { previous: row.get(1)?, hash: row.get(2)?, body: row.get(3)? }))).unwrap();
    rows.map(Result::unwrap).collect()
}

fn write_rows(connection: &Connection, rows: &[(i64, Row)]) {
    connection.execute("DELETE FROM audit_records", []).unwrap();
    let mut insert = connection.prepare_cached("INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening) VALUES (?, ?, ?, 1, ?, ?)").unwrap();
    for (sequence, row) in rows {
        insert.execute((sequence, row.previous, row.hash, &row.body, sequence)).unwrap();
    }
}

/// Computes every hash anew from a place on, as someone with this source can.
fn recompute(rows: &mut [(i64, Row)], from: usize) {
    for at in from..rows.len() {
        let previous = at.checked_sub(1).map_or([0; 32], |before| rows[before].1.hash);
        let (sequence, row) = &mut rows[at];
        *row = Row::of(*sequence, previous, std::mem::take(&mut row.body));
    }
}

fn renumber(rows: &mut [(i64, Row)]) {
    for (at, (sequence, _)) in rows.iter_mut().enumerate() {
        *sequence = i64::try_from(at).unwrap() + 1;
    }
}

/// Another body of the same shape, and with an id of its own.
fn other_body(body: &str, chance: &mut StdRng) -> String {
    let mut value: serde_json::Value = serde_json::from_str(body).unwrap();
    match chance.random_range(0..4) {
        0 => value["actor"]["name"] = "Eva Émile".into(),
        1 => value["occurred_at"] = (value["occurred_at"].as_i64().unwrap() + chance.random_range(1..1_000_000)).into(),
        2 => value["address"] = format!("192.0.2.{}", chance.random_range(8..255)).into(),
        _ => value["note"] = "x".repeat(chance.random_range(1..40)).into(),
    }
    crate::domain::audit::canonical_json(&value)
}

fn forged(body: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(body).unwrap();
    value["action_id"] = Uuid::new_v4().to_string().into();
    crate::domain::audit::canonical_json(&value)
}

/// Does one of them to the rows, or to the checkpoints.
fn tamper(connection: &Connection, trail: &Sealed, chance: &mut StdRng) -> Tampering {
    use FaultKind::{Deleted, Edited, ForgedSeal, Forked, Inserted, MissingSeal, RolledBack, Swapped, Truncated};
    let mut rows = read_rows(connection);
    let size = rows.len();
    let at = chance.random_range(0..size);
    let place = i64::try_from(at).unwrap() + 1;
    // The size of the first checkpoint that vouches for this place: the places of a rewritten chain cannot be told apart below it.
    let sealed_by = |place: i64| if place > 32 { trail.size } else { (place + 7) / 8 * 8 };
    let found = |name, kinds, from, until| Tampering { name, kinds, from, until };
    let outcome = match chance.random_range(0..17) {
        0 => {
            rows[at].1.body = other_body(&rows[at].1.body, chance);
            found("a body changed", &[Edited], place, place)
        }
        1 => {
            rows[at].1.hash[chance.random_range(0..32)] ^= 1 << chance.random_range(0..8);
            found("a hash changed", &[Edited], place, place)
        }
        2 => {
            rows[at].1.previous[chance.random_range(0..32)] ^= 1 << chance.random_range(0..8);
            found("a previous hash changed", &[Edited], place, place)
        }
        3 => {
            let body = other_body(&rows[at].1.body, chance);
            rows[at].1 = Row::of(place, rows[at].1.previous, body);
            // The last one has no follower that names it: the checkpoint does.
            if at + 1 == size { found("the last body and its hash changed", &[Forked], 33, trail.size) } else { found("a body and its hash changed", &[Edited], place, place) }
        }
        4 if at + 1 < size => {
            rows.remove(at);
            found("a record deleted", &[Deleted], place, place)
        }
        5 if at + 1 < size => {
            let last = chance.random_range(at..size - 1);
            rows.drain(at..=last);
            found("several deleted", &[Deleted], place, place)
        }
        6 if at + 1 < size => {
            let last = chance.random_range(at..size - 1);
            rows.drain(at..=last);
            renumber(&mut rows);
            found("several deleted, the rest renumbered", &[Deleted], place, place)
        }
        7 => {
            let body = forged(&rows[at].1.body);
            rows.insert(at, (place, Row::of(place, rows[at].1.previous, body)));
            renumber(&mut rows);
            found("one inserted that continues the chain, the rest renumbered", &[Inserted], place, place)
        }
        8 => {
            let row = Row { body: forged(&rows[at].1.body), ..rows[at].1.clone() };
            rows.insert(at, (place, row));
            renumber(&mut rows);
            found("one inserted with the hashes of another, the rest renumbered", &[Inserted], place, place)
        }
        9 | 10 => {
            let other = (at + chance.random_range(1..size)) % size;
            let (low, high) = (at.min(other), at.max(other));
            let (first, second) = (rows[low].1.clone(), rows[high].1.clone());
            let place = i64::try_from(low).unwrap() + 1;
            if chance.random_bool(0.5) {
                (rows[low].1, rows[high].1) = (second, first);
                found("two records changed places", &[Swapped], place, place)
            } else {
                rows[low].1.body.clone_from(&second.body);
                rows[high].1.body.clone_from(&first.body);
                found("two bodies changed places", &[Swapped], place, place)
            }
        }
        11 => {
            rows.truncate(at);
            found("the end cut off", &[Truncated], place, place)
        }
        12 => {
            // The whole database as it was: its checkpoints went with it.
            rows.truncate(at);
            connection.execute("DELETE FROM audit_checkpoints WHERE size > ?", [place - 1]).unwrap();
            found("rolled back", &[RolledBack], place, place)
        }
        13 => {
            rows[at].1.body = other_body(&rows[at].1.body, chance);
            recompute(&mut rows, at);
            found("everything from here on written anew", &[Forked], sealed_by(place) - 7, sealed_by(place))
        }
        14 => {
            // Rolled back, and gone on with from there, beyond what it was.
            rows.truncate(at);
            connection.execute("DELETE FROM audit_checkpoints WHERE size > ?", [place - 1]).unwrap();
            let body = read_rows(connection)[0].1.body.clone();
            for sequence in place..=trail.size + chance.random_range(0..3) {
                let previous = rows.last().map_or([0; 32], |(_, row)| row.hash);
                rows.push((sequence, Row::of(sequence, previous, forged(&body))));
            }
            found("rolled back and gone on with", &[Forked], sealed_by(place) - 7, sealed_by(place))
        }
        15 => {
            let id = chance.random_range(1..=5);
            let note: String = connection.query_row("SELECT note FROM audit_checkpoints WHERE id = ?", [id], |row| row.get(0)).unwrap();
            let other = CheckpointSigner::new(ORIGIN, &CheckpointSigner::generate().unwrap()).unwrap();
            let forged = match chance.random_range(0..3) {
                0 => note.replacen("2023", "2024", 1),
                1 => other.sign(ChainHead { size: 8 * id, hash: rows[0].1.hash }, 0),
                _ => note.replacen(ORIGIN, "elsewhere/audit", 1),
            };
            connection.execute("UPDATE audit_checkpoints SET note = ? WHERE id = ?", (forged, id)).unwrap();
            found("a checkpoint forged", &[ForgedSeal], 1, trail.size)
        }
        _ => {
            let id = chance.random_range(1..=4);
            connection.execute("DELETE FROM audit_checkpoints WHERE id = ?", [id]).unwrap();
            found("a checkpoint deleted", &[MissingSeal], 1, trail.size)
        }
    };
    write_rows(connection, &rows);
    outcome
}

/// The one key that the seals above were made with is all that the verifier trusts, and it sees what was kept elsewhere.
fn judge(connection: &Connection, trail: &Sealed) -> Report {
    verify_connection(connection, &trail.keys, &trail.outside)
}

#[tokio::test]
async fn ten_thousand_random_tamperings_are_all_found_and_located() {
    let trail = sealed().await;
    done(trail.file.intruder().await).await;
    let mut connection = Connection::open(trail.file.path()).unwrap();
    connection.execute_batch("DROP TRIGGER audit_checkpoints_no_update; DROP TRIGGER audit_checkpoints_no_delete; PRAGMA synchronous = OFF").unwrap();
    assert_eq!(judge(&connection, &trail).faults, []);
    let mut chance = StdRng::seed_from_u64(5);
    let mut seen = std::collections::BTreeMap::<&str, usize>::new();
    for number in 0..10_000 {
        let undone = connection.transaction().unwrap();
        let tampering = tamper(&undone, &trail, &mut chance);
        let report = judge(&undone, &trail);
        let named = report.faults.first().unwrap_or_else(|| panic!("{number}: {} at {} was not found", tampering.name, tampering.from));
        let is_located = named.first <= tampering.until && named.last >= tampering.from && (tampering.from < tampering.until || named.first == tampering.from);
        assert!(tampering.kinds.contains(&named.kind) && is_located, "{number}: {} at {} to {}: {:?}", tampering.name, tampering.from, tampering.until, report.faults);
        *seen.entry(tampering.name).or_default() += 1;
        undone.rollback().unwrap();
    }
    assert!(seen.len() == 18 && seen.values().all(|count| *count >= 10), "{seen:?}");
    assert_eq!(judge(&connection, &trail).faults, [], "and nothing of it stayed");
}
