//! P12: from the start to the first answer, and memory, idle and under 200 requests a second.

use crate::cores::Cores;
use crate::desk::{Desk, page_of};
use crate::load::{Asked, Load};
use crate::process::{Process, free_address};
use crate::support::{Sheet, Target, interval, median};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the console is left alone before its memory counts as idle.
const IDLE: Duration = Duration::from_secs(5);
/// The load, and for how long.
const RATE: f64 = 200.0;
const SPAN: Duration = Duration::from_secs(10);
/// As AWS, so that requests overlap as they would.
const DELAY_MS: u64 = 50;

pub async fn run(cores: Cores, pairs: usize) {
    let mut sheet = Sheet::new("P12", "start and memory of the released binary", "make bench BENCH=P12", "pair,side,what,value");
    let desk = Desk::open(cores);
    // The database is there, as at every start but the first.
    drop(desk.released(&["/healthz"]).await);
    let (mut health, mut page, mut moto, mut moto_memory) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        for is_ours in if pair % 2 == 0 { [true, false] } else { [false, true] } {
            sheet.calibration.run();
            if is_ours {
                for (path, times) in [("/healthz", &mut health), ("/sign-in", &mut page)] {
                    let started = desk.released(&[path]).await.answered[0].as_secs_f64() * 1e3;
                    sheet.row(&[pair.to_string(), "console".to_owned(), format!("ms to {path}"), format!("{started:.2}")]);
                    times.push(started);
                }
            } else if let Some((started, memory)) = moto_started(cores).await {
                sheet.row(&[pair.to_string(), "moto".to_owned(), "ms to /moto-api/".to_owned(), format!("{started:.2}")]);
                sheet.row(&[pair.to_string(), "moto".to_owned(), "MB resident".to_owned(), format!("{memory:.2}")]);
                moto.push(started);
                moto_memory.push(memory);
            }
            sheet.calibration.run();
        }
    }
    let of_moto = |times: &[f64], idle: &str, unit: &str| if times.is_empty() { String::new() } else { format!("moto{idle}: {:.0} {unit}", interval(times).value) };
    let peer = of_moto(&moto, "", "ms");
    sheet.median("start to the first 200 of /healthz", interval(&health), "ms", Some(Target::AtMost(50.0)), &peer);
    sheet.median("start to the first 200 of /sign-in", interval(&page), "ms", Some(Target::AtMost(50.0)), &peer);
    memory(&desk, &mut sheet, &of_moto(&moto_memory, ", idle", "MB")).await;
    sheet.limits(&format!("megabytes are a million bytes, of all that is resident, the program's own pages included; {}", cores.words()));
    sheet.write();
}

async fn memory(desk: &Desk, sheet: &mut Sheet, peer: &str) {
    let console = desk.released(&["/healthz"]).await;
    tokio::time::sleep(IDLE).await;
    told(sheet, &console, "idle after the start", Some(Target::AtMost(25.0)), peer);
    let users = desk.crowd("memory", 200).await;
    let mut cookies = Vec::new();
    for _ in 0..8 {
        cookies.push(desk.sign_in().await);
    }
    desk.slow(DELAY_MS).await;
    let load = Load::new(&desk.url(), &cookies);
    let pages: Vec<Asked> = users.iter().map(|user| Asked::page("page", &page_of(user))).collect();
    let console = Arc::new(console);
    let watched = tokio::spawn(highest(Arc::clone(&console), SPAN));
    let answers = load.a_second(RATE, SPAN, |number| pages[number % pages.len()].clone()).await;
    let (resident, proportional) = watched.await.expect("a watch");
    let refused = answers.iter().filter(|answer| answer.status != 200).count();
    assert!(refused * 100 < answers.len(), "{refused} of {} were not answered", answers.len());
    let times: Vec<f64> = answers.iter().map(|answer| answer.milliseconds).collect();
    sheet.figure("resident under 200 user pages a second, at most", resident, "MB", Some(Target::AtMost(60.0)), peer);
    if let Some(proportional) = proportional {
        sheet.figure("its proportional share (PSS) then", proportional, "MB", None, "");
    }
    sheet.figure("a page then, median, 50 ms for each of Cognito's calls", median(&times), "ms", None, "");
    tokio::time::sleep(IDLE).await;
    told(sheet, &console, "idle again after that", None, peer);
}

fn told(sheet: &mut Sheet, console: &Process, when: &str, target: Option<Target>, peer: &str) {
    sheet.figure(&format!("resident, {when}"), console.resident(), "MB", target, peer);
    if let Some(proportional) = console.proportional() {
        sheet.figure(&format!("proportional share (PSS), {when}"), proportional, "MB", None, "");
    }
}

/// The most memory of a while.
pub async fn highest(process: Arc<Process>, span: Duration) -> (f64, Option<f64>) {
    let began = Instant::now();
    let (mut resident, mut proportional) = (0.0_f64, None);
    while began.elapsed() < span {
        let now = process.resident();
        if now > resident {
            resident = now;
            proportional = process.proportional();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    (resident, proportional)
}

/// How long moto takes to answer, and its memory then.
async fn moto_started(cores: Cores) -> Option<(f64, f64)> {
    let server = std::env::var_os("PASSDESK_MOTO")?;
    let address = free_address();
    let (host, port) = address.split_once(':')?;
    let mut command: Command = cores.server(server);
    command.args(["-H", host, "-p", port]).stderr(std::process::Stdio::null());
    let process = Process::start(command, &address, &["/moto-api/"]).await;
    Some((process.answered[0].as_secs_f64() * 1e3, process.resident()))
}
