//! Bulk runs against loops of the AWS CLI and boto3, on the embedded Cognito with 50 ms for each call: how near a run comes to the floor of its
//! rate, what it costs in processor time, what staff notice of it, and how much memory a long list takes. `make bench-bulk`.
//!
//! The sandbox is a process of its own, so that what is measured of this one is the console.

mod console;
#[path = "../support/peers.rs"]
mod peers;
#[path = "../support/sandbox.rs"]
mod sandbox;
#[path = "../support/mod.rs"]
mod support;
mod usage;

use console::{Console, POOL};
use peers::Peer;
use std::time::Duration;
use support::{Sheet, Target, interval, median, percentile};
use usage::{cpu, memory, most_in_a_second};

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
    let mut runs = Runs::default();
    let mut sheet = Sheet::new("P7", "bulk runs: how near they come to the floor of their rate", COMMAND, "pair,side,users_a_second,cpu_ms_a_user,floor_over_actual,tries_a_row");
    for pair in 0..pairs {
        // A B B A
        for side in if pair % 2 == 0 { ["run", "loops"] } else { ["loops", "run"] } {
            sheet.calibration.run();
            if side == "run" {
                runs.ours(&mut sheet, pair, &console, &names).await;
            } else {
                runs.theirs(&mut sheet, pair, &console, &names).await;
            }
            sheet.calibration.run();
        }
    }
    runs.told(sheet);

    let mut sheet = Sheet::new("P13", "staff beside a run at full rate", COMMAND, "side,milliseconds");
    sheet.calibration.run();
    let (without, with) = console.staff_beside_a_run(&names).await;
    sheet.calibration.run();
    for (side, times) in [("without", &without), ("beside a run", &with)] {
        milliseconds(times).iter().for_each(|time| sheet.row(&[side.to_owned(), format!("{time:.3}")]));
    }
    let (alone, beside) = (percentile(&milliseconds(&without), 0.99), percentile(&milliseconds(&with), 0.99));
    sheet.figure("staff's pages, p99 beside a run ÷ without one", beside / alone, "×", Some(Target::AtMost(1.2)), &format!("without: {alone:.1} ms; beside: {beside:.1} ms"));
    for rows in [1_000, 100_000] {
        console.upload(rows).await;
        tokio::time::sleep(Duration::from_secs(10)).await;
        sheet.figure(&format!("memory with a list of {rows} rows being looked at"), memory(), "MB", None, "");
    }
    sheet.limits("one process serves staff and runs; the sandbox, the load and it share two cores");
    sheet.write();
}

fn milliseconds(times: &[Duration]) -> Vec<f64> {
    times.iter().map(|time| time.as_secs_f64() * 1e3).collect()
}

const COMMAND: &str = "make bench-bulk";

/// What runs and loops came to.
#[derive(Default)]
struct Runs {
    floors: Vec<f64>,
    rates: Vec<f64>,
    cpu: Vec<f64>,
    tries: Vec<f64>,
    /// Users a second and processor time of each peer, in their order.
    peers: [(Vec<f64>, Vec<f64>); 3],
}

impl Runs {
    async fn ours(&mut self, sheet: &mut Sheet, pair: usize, console: &Console, names: &[String]) {
        let users = f64::from(u32::try_from(names.len()).expect("few"));
        let before = cpu();
        let run = console.run(names).await;
        let spent = (cpu() - before).as_secs_f64() * 1e3 / users;
        let (lasted, floor) = (run.lasted.as_secs_f64(), users / f64::from(RATE / 2));
        let (ratio, tries) = (floor / lasted, f64::from(run.tries) / users);
        let most = most_in_a_second(&run.effects);
        println!(
            "  run: {lasted:.1} s, floor {floor:.1} s: {ratio:.3}; {tries:.3} tries a row; at most {most} in a second; {spent:.2} ms of processor time a row, looking at it included"
        );
        sheet.row(&[pair.to_string(), "run".to_owned(), format!("{:.3}", users / lasted), format!("{spent:.3}"), format!("{ratio:.4}"), format!("{tries:.4}")]);
        self.floors.push(ratio);
        self.rates.push(users / lasted);
        self.cpu.push(spent);
        self.tries.push(tries);
    }

    async fn theirs(&mut self, sheet: &mut Sheet, pair: usize, console: &Console, names: &[String]) {
        for (peer, (rates, cpu)) in Peer::ALL.into_iter().zip(&mut self.peers) {
            let told = peer.run(&console.sandbox.cognito, POOL, names).await;
            println!("  {}: {:.1} users a second, {:.1} ms of processor time each", peer.name(), told.users_a_second, told.cpu_ms);
            sheet.row(&[pair.to_string(), peer.name().replace(',', ""), format!("{:.3}", told.users_a_second), format!("{:.3}", told.cpu_ms), String::new(), String::new()]);
            rates.push(told.users_a_second);
            cpu.push(told.cpu_ms);
        }
    }

    fn told(self, mut sheet: Sheet) {
        let [(cli, cli_cpu), (boto, boto_cpu), (threads, _)] = &self.peers;
        let against = |theirs: &[f64]| interval(&self.rates.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect::<Vec<_>>());
        sheet.median("floor N/(share × rate) ÷ actual", interval(&self.floors), "", Some(Target::AtLeast(0.99)), "");
        sheet.median("users a second ÷ the AWS CLI's loop", against(cli), "×", Some(Target::AtLeast(19.0)), &format!("AWS CLI: {:.1}/s", median(cli)));
        sheet.median("users a second ÷ boto3's loop", against(boto), "×", None, &format!("boto3: {:.1}/s", median(boto)));
        sheet.median("users a second ÷ boto3's sixteen threads", against(threads), "×", None, &format!("boto3: {:.1}/s, without a pace", median(threads)));
        let peers = format!("AWS CLI: {:.0} ms; boto3: {:.1} ms", median(cli_cpu), median(boto_cpu));
        sheet.median("processor time of a row, looking at it included", interval(&self.cpu), "ms", None, &peers);
        sheet.median("tries of a row", interval(&self.tries), "", None, "");
        sheet.limits("a run goes at the pace that is set: the half of what Cognito allows that is a run's");
        sheet.write();
    }
}
