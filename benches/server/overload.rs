//! Three times the load that the console can carry: what becomes of those that are admitted, who is refused, and how soon it is as before.

use crate::cores::Cores;
use crate::desk::{Desk, User, page_of};
use crate::load::{Answered, Asked, Load};
use crate::start::highest;
use crate::support::{Sheet, Target, interval, median, percentile};
use std::sync::Arc;
use std::time::Duration;

/// As AWS.
const DELAY_MS: u64 = 50;
/// What is asked for, in twenties: a desk at work.
const MIX: [&str; 20] =
    ["page", "search", "page", "trail", "page", "action", "page", "search", "page", "page", "search", "page", "trail", "page", "search", "page", "page", "search", "page", "page"];
/// How much of what it can carry is a normal day.
const NORMAL: f64 = 0.7;
const TIMES: f64 = 3.0;
const SPAN: Duration = Duration::from_secs(3);
const AFTER: Duration = Duration::from_secs(2);
/// Users, in the order in which they are helped.
struct Turns {
    pages: Vec<Asked>,
    forms: std::vec::IntoIter<String>,
}

impl Turns {
    fn next(&mut self, number: usize) -> Asked {
        let page = |turns: &Self| turns.pages[number * 7 % turns.pages.len()].clone();
        match MIX[number % MIX.len()] {
            "action" => match self.forms.next() {
                Some(form) => Asked { kind: "action", path: "/api/passwords/reset".to_owned(), form: Some(form) },
                None => page(self),
            },
            "search" => Asked::page("search", &format!("/users?q=reset{:03}", number % 100)),
            "trail" => Asked::page("trail", "/audit"),
            _ => page(self),
        }
    }
}

pub async fn run(cores: Cores, pairs: usize) {
    let mut sheet = Sheet::new("overload", "three times the load that the console can carry (P13)", "make bench BENCH=overload", "pair,phase,kind,status,milliseconds,at_ms");
    let desk = Desk::open(cores);
    let console = Arc::new(desk.released(&["/healthz"]).await);
    let mut cookies = Vec::new();
    for _ in 0..24 {
        cookies.push(desk.sign_in().await);
    }
    let load = Load::new(&desk.url(), &cookies);
    let viewed = desk.crowd("view", 300).await;
    let pages: Vec<Asked> = viewed.iter().map(|user| Asked::page("page", &page_of(user))).collect();
    // Each form is good once. They are fetched before anything is slow.
    let carried = carried(&desk, &load, &pages).await;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a few thousand")]
    let wanted = (carried * pairs as f64 * (NORMAL * (SPAN + AFTER).as_secs_f64() + TIMES * SPAN.as_secs_f64()) / 20.0) as usize + 1;
    let helped = desk.crowd("help", wanted).await;
    let forms = forms(&desk, &cookies[0], &helped).await;
    desk.slow(DELAY_MS).await;
    println!("  it carries {carried:.0} requests a second; {wanted} users are to be helped");
    let mut turns = Turns { pages, forms: forms.into_iter() };
    let mut pairs_told = Vec::new();
    for pair in 0..pairs {
        sheet.calibration.run();
        let normal = phase(&mut sheet, pair, "normal", load.a_second(carried * NORMAL, SPAN, |number| turns.next(number)).await);
        let watched = tokio::spawn(highest(Arc::clone(&console), SPAN));
        let over = phase(&mut sheet, pair, "over", load.a_second(carried * TIMES, SPAN, |number| turns.next(number)).await);
        let after = phase(&mut sheet, pair, "after", load.a_second(carried * NORMAL, AFTER, |number| turns.next(number)).await);
        sheet.calibration.run();
        let (resident, _) = watched.await.expect("a watch");
        pairs_told.push(Pair { normal, over, after, resident });
    }
    tell(&mut sheet, &pairs_told, carried);
    sheet.limits(&format!(
        "processor time, and {DELAY_MS} ms for each of Cognito's calls; in twenty requests are one action, twelve pages of a user, five searches, two of the trail; {}",
        cores.words()
    ));
    sheet.write();
}

struct Pair {
    normal: Vec<Answered>,
    over: Vec<Answered>,
    after: Vec<Answered>,
    resident: f64,
}

/// How many a second it answers when never without work, each call of Cognito's taking its time.
async fn carried(desk: &Desk, load: &Load, pages: &[Asked]) -> f64 {
    desk.slow(DELAY_MS).await;
    let mut turns = Turns { pages: pages.to_vec(), forms: Vec::new().into_iter() };
    let asked: Arc<[Asked]> = (0..2_000).map(|number| turns.next(number)).collect();
    let mut rates = Vec::new();
    // As many at a time as give the most; what comes at a time is not what is measured here.
    for at_a_time in [16, 32, 64, 96] {
        let (rate, _) = load.at_a_time(at_a_time, Duration::from_secs(3), &asked).await;
        println!("  {at_a_time} at a time: {rate:.0} a second");
        rates.push(rate);
    }
    desk.slow(0).await;
    rates.into_iter().fold(0.0, f64::max)
}

async fn forms(desk: &Desk, cookies: &str, users: &[User]) -> Vec<String> {
    let mut forms = Vec::with_capacity(users.len());
    for user in users {
        forms.push(desk.reset_form(cookies, user).await);
    }
    forms
}

fn phase(sheet: &mut Sheet, pair: usize, name: &str, answers: Vec<Answered>) -> Vec<Answered> {
    for answer in &answers {
        let cells =
            [pair.to_string(), name.to_owned(), answer.kind.to_owned(), answer.status.to_string(), format!("{:.2}", answer.milliseconds), answer.at.as_millis().to_string()];
        sheet.row(&cells);
    }
    answers
}

fn p99(answers: &[Answered]) -> f64 {
    percentile(&answers.iter().filter(|answer| answer.is_done).map(|answer| answer.milliseconds).collect::<Vec<_>>(), 0.99)
}

fn share(answers: &[Answered], kind: &str) -> f64 {
    let of: Vec<&Answered> = answers.iter().filter(|answer| answer.kind == kind).collect();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let share = of.iter().filter(|answer| answer.is_done).count() as f64 / of.len().max(1) as f64;
    share * 100.0
}

fn tell(sheet: &mut Sheet, pairs: &[Pair], carried: f64) {
    let of = |value: &dyn Fn(&Pair) -> f64| interval(&pairs.iter().map(value).collect::<Vec<_>>());
    let normal = format!("at {:.0} a second, {:.0} % of what it carries: {:.0} ms", carried * NORMAL, NORMAL * 100.0, of(&|pair| p99(&pair.normal)).value);
    sheet.median("p99 of what is admitted at 3× ÷ normal p99", of(&|pair| p99(&pair.over) / p99(&pair.normal)), "×", Some(Target::AtMost(1.5)), &normal);
    sheet.median("p99 of the two seconds after ÷ normal p99", of(&|pair| p99(&pair.after) / p99(&pair.normal)), "×", Some(Target::AtMost(1.5)), &normal);
    for (kind, name) in [("action", "actions"), ("page", "pages of a user"), ("search", "searches"), ("trail", "pages of the trail")] {
        sheet.median(&format!("{name} that are admitted at 3×"), of(&|pair| share(&pair.over, kind)), "%", None, "");
    }
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let rate = |pair: &Pair| pair.over.iter().filter(|answer| answer.is_done).count() as f64 / SPAN.as_secs_f64();
    sheet.median("answered a second at 3×", of(&rate), "/s", None, &format!("most that it carries: {carried:.0}/s"));
    let turned_away: Vec<&Answered> = pairs.iter().flat_map(|pair| &pair.over).filter(|answer| !answer.is_done).collect();
    let told_when = turned_away.iter().filter(|answer| answer.status == 503 && answer.says_when).count();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let told_when = told_when as f64 * 100.0 / turned_away.len().max(1) as f64;
    sheet.figure("of the refused, with 503 and Retry-After", told_when, "%", Some(Target::AtLeast(100.0)), &format!("{} refused", turned_away.len()));
    let refused: Vec<f64> = turned_away.iter().map(|answer| answer.milliseconds).collect();
    sheet.figure("a refusal, median", median(&refused), "ms", None, "");
    let (first, last) = (pairs.first().map_or(f64::NAN, |pair| pair.resident), pairs.last().map_or(f64::NAN, |pair| pair.resident));
    sheet.figure("resident at the last overload ÷ at the first", last / first, "×", None, &format!("{first:.0} MB at the first"));
}
