//! The index is made again from the trail whenever it is gone, damaged, or another trail's.

use super::random::Maker;
use super::*;
use rand::Rng;
use std::io::{Seek, SeekFrom, Write};

async fn filled(seed: u64, records: usize) -> (World, Maker) {
    let (mut world, mut maker) = (World::new().await, Maker::new(seed));
    let entries: Vec<_> = (0..records).map(|_| maker.next()).collect();
    for entries in entries.chunks(250) {
        world.append(entries.to_vec()).await;
    }
    world.settled().await;
    (world, maker)
}

async fn holds(world: &World, maker: &mut Maker) {
    for _ in 0..10 {
        let filter = maker.filter();
        assert_eq!(sequences(&world.all(&filter, 25).await), sequences(&world.fitting(&filter)), "{filter:?}");
    }
}

/// Closes the index, and what it wrote stands in its file alone.
async fn closed(world: &mut World) -> PathBuf {
    let elsewhere = World::new().await;
    world.index = elsewhere.index;
    let path = index_of(&world.file);
    // The follower ends within its interval; a connection that writes and is the only one folds the journal in.
    loop {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let is_alone = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).is_ok_and(|busy| busy == 0);
        drop(connection);
        if is_alone && !path.with_file_name("passdesk-index.db-wal").exists() {
            return path;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_deleted_is_made_again() {
    let (mut world, mut maker) = filled(21, 700).await;
    let path = closed(&mut world).await;
    store::remove(&path).unwrap();
    world.reopen().await;
    holds(&world, &mut maker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_damaged_is_made_again() {
    let (mut world, mut maker) = filled(22, 700).await;
    for how in 0..5 {
        let path = closed(&mut world).await;
        let length = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap();
        let mut garbage = vec![0_u8; length];
        maker.chance.fill(&mut garbage[..]);
        let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
        match how {
            0 => file.write_all(&garbage).unwrap(),
            1 => file.write_all(b"not a database").unwrap(),
            2 => file.set_len(u64::try_from(length / 2).unwrap()).unwrap(),
            3 => {
                file.seek(SeekFrom::Start(8_192)).unwrap();
                file.write_all(&garbage[8_192..]).unwrap();
            }
            _ => file.set_len(0).unwrap(),
        }
        drop(file);
        world.reopen().await;
        holds(&world, &mut maker).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_list_is_found_while_the_index_is_open() {
    let (world, mut maker) = filled(23, 700).await;
    let raw = rusqlite::Connection::open(index_of(&world.file)).unwrap();
    let changed = raw.execute("UPDATE postings SET bits = CAST(x'FFFF' || substr(bits, 3) AS BLOB) WHERE length(bits) > 5", []).unwrap();
    assert!(changed > 100);
    holds(&world, &mut maker).await;
    let whole = store::Store::open_to_read(&index_of(&world.file)).unwrap();
    assert!(whole.segments().unwrap().iter().all(|segment| whole.posting(segment.id, terms::Space::Named, terms::any()).is_ok()), "it was made again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_version_is_made_again() {
    let (mut world, mut maker) = filled(24, 100).await;
    let path = closed(&mut world).await;
    rusqlite::Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 99; DELETE FROM postings").unwrap();
    world.reopen().await;
    holds(&world, &mut maker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_ahead_of_a_restored_trail_is_made_again() {
    let (mut world, mut maker) = filled(25, 300).await;
    let backup = world.file.path().with_file_name("backup.db");
    rusqlite::Connection::open(world.file.path()).unwrap().execute("VACUUM INTO ?", [backup.to_str().unwrap()]).unwrap();
    let kept = world.records.clone();
    world.append((0..300).map(|_| maker.next()).collect()).await;
    world.settled().await;
    closed(&mut world).await;
    world.database.close().await;
    for (is_longer, _) in [(false, ()), (true, ())] {
        store::remove(&world.file.path()).unwrap();
        std::fs::copy(&backup, world.file.path()).unwrap();
        world.database = world.file.open().await;
        world.log = SqliteAuditLog::new(world.database.clone());
        world.records.clone_from(&kept);
        if is_longer {
            // As many records as before, and others.
            let mut others = Maker::new(26);
            world.append((0..350).map(|_| others.next()).collect()).await;
        }
        world.reopen().await;
        holds(&world, &mut maker).await;
        world.settled().await;
        closed(&mut world).await;
        world.database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_pruned_is_gone_from_lists_and_an_index_is_made_of_the_rest() {
    let (mut world, mut maker) = filled(27, 700).await;
    for cut in [130, 555, 690] {
        let raw = rusqlite::Connection::open(world.file.path()).unwrap();
        raw.execute("INSERT INTO audit_cuts SELECT sequence, hash, '', '', '', 0 FROM audit_records WHERE sequence = ?", [cut]).unwrap();
        raw.execute("DELETE FROM audit_records WHERE sequence <= ?", [cut]).unwrap();
        // Actions whose first record was pruned stand in no list any more.
        let pruned: Vec<Uuid> = world.records.iter().filter(|record| record.sequence <= cut).map(|record| record.entry.action_id).collect();
        world.records.retain(|record| !pruned.contains(&record.entry.action_id));
        holds(&world, &mut maker).await;
        let counts = world.index.counts(&TrailFilter::default(), 0, i64::MAX).await.unwrap();
        assert_eq!(counts, Some(counted(&world.rows(), 0, i64::MAX)));
        let path = closed(&mut world).await;
        store::remove(&path).unwrap();
        world.reopen().await;
        holds(&world, &mut maker).await;
    }
    world.append((0..40).map(|_| random::Maker::new(28)).zip(1..).map(|(mut maker, number)| AuditEntry { action_id: Uuid::from_u128(number), ..maker.next() }).collect()).await;
    holds(&world, &mut maker).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_out_of_the_index_by_a_knowing_hand_is_found_without_it() {
    let (mut world, mut maker) = filled(29, 2_600).await;
    let path = closed(&mut world).await;
    let connection = rusqlite::Connection::open(&path).unwrap();
    // Whole sets go, so that no sum has to be made anew; what is left reads well.
    connection.execute_batch("DELETE FROM postings WHERE term % 2 = 0").unwrap();
    drop(connection);
    world.reopen().await;
    let mut missed = 0;
    for _ in 0..60 {
        let filter = maker.filter();
        let mut fitting = world.fitting(&filter);
        missed += usize::from(sequences(&world.all(&filter, 40).await) != sequences(&fitting));
        fitting.reverse();
        assert_eq!(world.scanned(&filter).await, fitting, "{filter:?}");
    }
    assert!(missed > 0, "the index misses something");
}
