//! P4: the user page as it comes from the server, against axum and askama.

use crate::cores::Cores;
use crate::desk::{Desk, page_of};
use crate::load::{Asked, Load};
use crate::peer;
use crate::process::{Process, free_address};
use crate::support::{Sheet, Target, interval};
use std::sync::Arc;
use std::time::Duration;

/// Users whose pages are asked for in turns.
const USERS: usize = 200;
/// Requests at a time: enough that the server is never without work.
const AT_A_TIME: usize = 12;
/// Of each half, before it counts and while it does.
const WARM: Duration = Duration::from_millis(400);
const SPAN: Duration = Duration::from_secs(2);

/// One half.
struct Half {
    rate: f64,
    /// Processor time of a page, in milliseconds.
    cpu: f64,
    p50: f64,
}

pub async fn run(cores: Cores, pairs: usize) {
    let mut sheet =
        Sheet::new("P4", "the user page from the server, with session, authorization and a durable record", "make bench BENCH=P4", "pair,side,pages_a_second,cpu_ms_a_page,p50_ms");
    let desk = Desk::open(cores);
    let console = desk.console().await;
    let users = desk.crowd("page", USERS).await;
    let mut cookies = Vec::new();
    for _ in 0..4 {
        cookies.push(desk.sign_in().await);
    }
    // Something to show: each user was helped once.
    let load = Load::new(&desk.url(), &cookies);
    for user in &users {
        let form = Some(desk.reset_form(&cookies[0], user).await);
        let reply = load.ask(0, &Asked { kind: "action", path: "/api/passwords/reset".to_owned(), form }).await;
        assert!(reply.is_done, "a reset: {reply:?}");
    }
    drop(console);
    // Both on the same trail and the same sessions, each on a copy of its own.
    let copy = desk.folder.path().join("peer.db");
    for part in ["", "-wal"] {
        // What stands in the log only is part of it.
        let (from, to) = (format!("{}{part}", desk.database().display()), format!("{}{part}", copy.display()));
        assert!(std::fs::copy(from, to).is_ok() || part == "-wal", "a copy of a database that nobody has open");
    }
    let console = desk.console().await;
    let address = free_address();
    let told = peer::told(&address, &desk.folder.path().join("passdesk.toml"), &copy);
    let mut command = Process::own(cores, peer::PEER, &told);
    command.env("AWS_ACCESS_KEY_ID", "SANDBOX").env("AWS_SECRET_ACCESS_KEY", "sandbox").env("AWS_EC2_METADATA_DISABLED", "true");
    let other = Process::start(command, &address, &["/healthz"]).await;
    let pages: Arc<[Asked]> = users.iter().map(|user| Asked::page("page", &page_of(user))).collect();
    let other_load = Load::new(&format!("http://{address}"), &cookies);
    let (ours, theirs) = sizes(&load, &other_load, &pages[0]).await;
    println!("  a page on its way: ours {ours} bytes, theirs {theirs}");

    let (mut rates, mut costs, mut our_rates, mut our_cpu, mut their_rates, mut their_cpu) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        let mut halves = [None, None];
        // A B B A
        for side in if pair % 2 == 0 { [0, 1] } else { [1, 0] } {
            sheet.calibration.run();
            let done = if side == 0 { half(&console, &load, &pages).await } else { half(&other, &other_load, &pages).await };
            sheet.calibration.run();
            let name = ["console", "axum + askama"][side];
            sheet.row(&[pair.to_string(), name.to_owned(), format!("{:.1}", done.rate), format!("{:.3}", done.cpu), format!("{:.2}", done.p50)]);
            halves[side] = Some(done);
        }
        let [Some(ours), Some(theirs)] = halves else { unreachable!("both sides ran") };
        rates.push(ours.rate / theirs.rate);
        costs.push(ours.cpu / theirs.cpu);
        our_rates.push(ours.rate);
        our_cpu.push(ours.cpu);
        their_rates.push(theirs.rate);
        their_cpu.push(theirs.cpu);
    }
    let peer = format!("axum + askama: {:.0}/s", interval(&their_rates).value);
    sheet.median("pages a second ÷ axum + askama's", interval(&rates), "×", Some(Target::AtLeast(0.6)), &peer);
    sheet.median("pages a second", interval(&our_rates), "/s", None, &peer);
    let peer = format!("axum + askama: {:.2} ms", interval(&their_cpu).value);
    sheet.median("processor time of a page ÷ axum + askama's", interval(&costs), "×", None, &peer);
    sheet.median("processor time of a page", interval(&our_cpu), "ms", None, &peer);
    sheet.limits(&format!("processor time: both write the same page ({ours} and {theirs} bytes compressed), with the same statements and calls; {}", cores.words()));
    sheet.write();
}

async fn half(server: &Process, load: &Load, pages: &Arc<[Asked]>) -> Half {
    load.at_a_time(AT_A_TIME, WARM, pages).await;
    let before = server.cpu();
    let (rate, times) = load.at_a_time(AT_A_TIME, SPAN, pages).await;
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let cpu = (server.cpu() - before) / times.len() as f64;
    Half { rate, cpu, p50: crate::support::median(&times) }
}

/// Bytes of the same page from both, compressed. They must not be far apart, or they would not be the same page.
async fn sizes(ours: &Load, theirs: &Load, page: &Asked) -> (usize, usize) {
    let (ours, theirs) = (ours.ask(0, page).await.size, theirs.ask(0, page).await.size);
    let ratio = f64::from(u32::try_from(theirs).expect("small")) / f64::from(u32::try_from(ours).expect("small"));
    assert!((0.8..1.2).contains(&ratio), "the pages are not the same: {ours} and {theirs} bytes");
    (ours, theirs)
}
