//! Ten thousand seeded faults: before the request is worked on, after the effect, during the answer. Every operation with an effect, driven
//! through the console's own services against the sandbox over the wire, with its own reconciling beside it.
//!
//! What must hold: no intent has two effects; every intent is closed and every doubt gets its verdict within a minute; a verdict is true; no
//! password is handed out after a doubt. The seed stands below, and is printed.

mod act;
mod crowd;
mod lane;
mod tally;
mod world;

use futures::future::join_all;
use lane::Lane;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tally::Tally;
use world::World;

/// What the dice start from.
const SEED: u64 = 0x5eed_2026;
/// Faults in all: so many in worlds where one lane has each user for itself, which shows the effects of each single intent …
const ALONE: u32 = 8_960;
/// … and so many where several people act on a few users at once.
const TOGETHER: u32 = 1_040;
/// Worlds of lanes: each has a Cognito, a database and a console of its own.
const WORLDS: u32 = 4;
/// A doubt that is older than this has a verdict, and an intent an end.
const A_MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_faults_leave_no_doubt_untold_and_no_effect_twice() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let began = Instant::now();
    let tally = Arc::new(Tally::default());
    eprintln!("seed {SEED:#x}: {} faults", ALONE + TOGETHER);
    let worlds = join_all((0..=WORLDS).map(|_| World::open())).await;
    eprintln!("{} worlds stand after {:?}", worlds.len(), began.elapsed());
    let (crowded, alone) = worlds.split_last().expect("worlds");
    let each = ALONE / WORLDS / u32::try_from(Lane::ALL.len()).expect("a few");
    let lanes = alone.iter().zip(0_u64..).flat_map(|(world, place)| {
        let tally = &tally;
        Lane::ALL.into_iter().zip(0_u64..).map(move |(lane, number)| lane::run(world.clone(), lane, each, SEED + place * 100 + number, Arc::clone(tally)))
    });
    let lanes = join_all(lanes.map(tokio::spawn));
    let crowd = tokio::spawn(crowd::run(crowded.clone(), TOGETHER, SEED, Arc::clone(&tally)));
    let progress = tokio::spawn(tally::report(Arc::clone(&tally), began));
    for ended in lanes.await {
        ended.expect("a lane");
    }
    crowd.await.expect("the crowd");
    progress.abort();
    eprintln!("all faults were met after {:?}: {tally}", began.elapsed());
    for world in &worlds {
        world.is_settled(A_MINUTE).await;
    }
    eprintln!("and everything is settled after {:?}", began.elapsed());
    tally.is_plausible(ALONE + TOGETHER);
}
