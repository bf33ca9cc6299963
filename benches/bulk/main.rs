//! Bulk runs against loops of the AWS CLI and boto3, on the embedded Cognito with 50 ms for each call: how near a run comes to the floor of its
//! rate, what it costs in processor time, what staff notice of it, and how much memory a long list takes. `make bench-bulk`.
//!
//! The sandbox is a process of its own, so that what is measured of this one is the console.

mod console;
mod peers;
mod sandbox;
mod usage;

use console::Console;
use peers::Peer;
use std::time::Duration;
use usage::{cpu, memory, most_in_a_second, percentile};

/// Requests a second that Cognito is said to allow; a run uses half.
const RATE: u32 = 60;
/// How long each call takes.
pub const DELAY_MS: u64 = 50;

#[tokio::main]
async fn main() {
    if std::env::var_os(sandbox::CHILD).is_some() {
        return sandbox::serve().await;
    }
    let number = |name: &str, usual: usize| std::env::var(name).map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")));
    let (users, pairs) = (number("USERS", 450), number("PAIRS", 3));
    let console = Console::start(RATE).await;
    console.slow(DELAY_MS).await;
    println!("{users} users, {RATE} requests a second allowed, half of them for a run, {DELAY_MS} ms a call, {pairs} pairs of halves");
    let names = console.crowd(users).await;
    let mut ratios = Vec::new();
    let mut figures = Vec::new();
    for pair in 0..pairs {
        // A B B A
        for side in if pair % 2 == 0 { ["run", "loops"] } else { ["loops", "run"] } {
            if side == "run" {
                let before = cpu();
                let run = console.run(&names).await;
                let spent = cpu() - before;
                let floor = Duration::from_secs_f64(f64::from(u32::try_from(users).expect("few")) / f64::from(RATE / 2));
                let ratio = floor.as_secs_f64() / run.lasted.as_secs_f64();
                println!(
                    "  run: {:.1} s, floor {:.1} s: {ratio:.3}; {} tries of {} rows; at most {} in a second; {:.2} ms of processor time a row, looking at it included",
                    run.lasted.as_secs_f64(),
                    floor.as_secs_f64(),
                    run.tries,
                    users,
                    most_in_a_second(&run.effects),
                    spent.as_secs_f64() * 1e3 / f64::from(u32::try_from(users).expect("few")),
                );
                ratios.push(ratio);
                figures.push((f64::from(u32::try_from(users).expect("few")) / run.lasted.as_secs_f64(), spent.as_secs_f64() * 1e3 / f64::from(u32::try_from(users).expect("few"))));
            } else {
                for peer in Peer::ALL {
                    let told = peer.run(&console, &names).await;
                    println!("  {}: {:.1} users a second, {:.1} ms of processor time each", peer.name(), told.users_a_second, told.cpu_ms);
                }
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    println!("P7: floor over actual, median (target 0.99): {:.3}", ratios[ratios.len() / 2]);
    println!("    a run's users a second and processor time a row: {figures:.1?}");

    let (without, with) = console.staff_beside_a_run(&names).await;
    println!(
        "P13: staff's pages, p99 without and with a run at full rate (target 1.2): {:.1} ms, {:.1} ms: {:.2}",
        percentile(&without, 0.99),
        percentile(&with, 0.99),
        percentile(&with, 0.99) / percentile(&without, 0.99)
    );

    for rows in [1_000, 100_000] {
        console.upload(rows).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
        println!("memory with a list of {rows} rows being looked at: {:.1} MB", memory());
    }
}
