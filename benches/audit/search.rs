//! P9 and P10: pages and searches over HTTP, against OFFSET and LIKE over a plain table of the same rows.

use crate::Bench;
use crate::measure::{Report, Times, timed};
use crate::people::{RARE_ADDRESS, RARE_WORD, name_of, sub_of};
use passdesk::ports::trail_filter::{Ending, TrailFilter};
use passdesk::ports::trail_search::{DAY, PageFrom};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// P9: a page, at the 95th percentile, in milliseconds.
const PAGE: f64 = 5.0;
/// P10: a search for text.
const TEXT: f64 = 30.0;
/// Pairs of pairs against something that takes a second.
const PAIRS: usize = 12;

const OFFSET: &str = "SELECT * FROM plain WHERE kind <> 'read' ORDER BY sequence DESC LIMIT 50 OFFSET ?";
const LIKE: &str = "SELECT * FROM plain WHERE text LIKE ? ORDER BY sequence DESC LIMIT 50";

/// Pages without a filter: at both ends, and anywhere between.
pub async fn pages(bench: &Bench, report: &mut Report) {
    report.begin("P9", "pages of the trail over HTTP, at any depth");
    let plain = Connection::open(&bench.made.plain).expect("the plain table");
    let openings: i64 = plain.query_row("SELECT count(*) FROM plain WHERE kind <> 'read'", [], |row| row.get(0)).expect("a count");
    // Both warm: what is read often is in memory.
    for _ in 0..20 {
        bench.console.page("/audit").await;
    }
    let newest = times(bench, report, || "/audit".to_owned()).await;
    report.times("first page", &newest, Some(PAGE), None);
    let oldest = times(bench, report, || "/audit?oldest=on".to_owned()).await;
    report.times("last page", &oldest, Some(PAGE), None);
    against_offset(bench, report, &plain, openings, &mut StdRng::seed_from_u64(6)).await;
    report.end("the durable record that each page leaves, and rendering fifty rows");
}

pub async fn run(bench: &Bench, report: &mut Report) {
    report.begin("P10", "filters and searches of the trail over HTTP");
    let plain = Connection::open(&bench.made.plain).expect("the plain table");
    let mut chance = StdRng::seed_from_u64(7);
    filters(bench, report, &mut chance).await;
    against_like(bench, report, &plain).await;
    texts(bench, report, &mut chance).await;
    by_the_port(bench, report, &mut chance).await;
    counts(bench, report).await;
    report.end("the durable record that each page leaves; for text, records that have to be read to be sure");
}

async fn times(bench: &Bench, report: &Report, mut path: impl FnMut() -> String) -> Times {
    let mut times = Times::default();
    for _ in 0..report.rounds {
        times.add(bench.console.page(&path()).await);
    }
    times
}

async fn against_offset(bench: &Bench, report: &mut Report, plain: &Connection, openings: i64, chance: &mut StdRng) {
    let (mut ours, mut theirs) = (Times::default(), Times::default());
    let records = i64::try_from(bench.made.records).expect("a number");
    for _ in 0..PAIRS {
        let depth: f64 = chance.random();
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a place")]
        let (place, offset) = (((1.0 - depth) * records as f64) as i64, (depth * openings as f64) as i64);
        ours.add(bench.console.page(&format!("/audit?before={place}")).await);
        theirs.add(rows(plain, OFFSET, offset));
        theirs.add(rows(plain, OFFSET, offset));
        ours.add(bench.console.page(&format!("/audit?before={place}")).await);
    }
    report.times("page at the same random depth, A B B A", &ours, None, Some(("OFFSET", &theirs)));
    let deep = times(bench, report, || format!("/audit?before={}", chance.random_range(1..=records))).await;
    report.times("page at random depth", &deep, Some(PAGE), Some(("OFFSET", &theirs)));
}

async fn filters(bench: &Bench, report: &mut Report, chance: &mut StdRng) {
    let records = i64::try_from(bench.made.records).expect("a number");
    let users = u32::try_from(bench.made.records / 30 + 100).expect("users");
    let cases = [
        ("who", "who=amara"),
        ("who, by one letter", "who=z"),
        ("exactly this actor, reads too", "actor=staff-0042&reads=on"),
        ("user, by part of the name", "user=Okafor"),
        ("user, by part of the username", "user=0000123"),
        ("action", "action=password.reset"),
        ("action by its noun", "action=password"),
        ("outcome: succeeded", "outcome=succeeded"),
        ("outcome: refused", "outcome=refused"),
        ("outcome: unresolved", "outcome=unresolved"),
        ("outcome: under way", "outcome=open"),
        ("outcome: unknown", "outcome=unknown"),
        ("checks", "outcome=checks"),
        ("pool", "pool=eu-central-1_Nw4Field"),
        ("role", "role=admin"),
        ("basis", "basis=approval"),
        ("ticket", "ticket=INC-204817"),
        ("address, rare", &format!("address={RARE_ADDRESS}")),
        ("days", "from=2025-06-02&until=2025-06-03"),
        ("five together", "who=a&action=password.reset&outcome=refused&pool=us-east-1_Nw4Partners&role=supervisor"),
        ("rare together", "role=admin&basis=approval&outcome=refused&action=user.sign_out"),
        ("never together", "action=password.set_permanent&outcome=would_work"),
    ]
    .map(|(name, query)| (name, query.to_owned()));
    for (name, query) in cases {
        // Part of a name is a search for text: what it leads to has to be read.
        let target = if name.starts_with("user, by part") { TEXT } else { PAGE };
        let found = times(bench, report, || format!("/audit?{query}")).await;
        report.times(&format!("{name}: first page"), &found, Some(target), None);
        let deep = times(bench, report, || format!("/audit?{query}&before={}", chance.random_range(1..=records))).await;
        report.times(&format!("{name}: at random depth"), &deep, Some(target), None);
    }
    let user = times(bench, report, || format!("/audit?user_sub={}&reads=on", sub_of(chance.random_range(0..users)))).await;
    report.times("everything done to a user", &user, Some(PAGE), None);
}

async fn against_like(bench: &Bench, report: &mut Report, plain: &Connection) {
    for (name, word) in [("rare", RARE_WORD), ("nowhere", "zzgqx")] {
        let (mut ours, mut theirs) = (Times::default(), Times::default());
        for _ in 0..PAIRS {
            ours.add(bench.console.page(&format!("/audit?text={word}")).await);
            theirs.add(rows(plain, LIKE, format!("%{word}%")));
            theirs.add(rows(plain, LIKE, format!("%{word}%")));
            ours.add(bench.console.page(&format!("/audit?text={word}")).await);
        }
        report.times(&format!("text that stands {name}, A B B A"), &ours, None, Some(("LIKE", &theirs)));
    }
}

async fn texts(bench: &Bench, report: &mut Report, chance: &mut StdRng) {
    let records = i64::try_from(bench.made.records).expect("a number");
    let cases = [
        ("rare", RARE_WORD.to_owned()),
        ("nowhere", "zzgqx".to_owned()),
        ("common", "phone".to_owned()),
        ("two common words", "caller holidays".to_owned()),
        ("common words that never meet", "holidays warehouse".to_owned()),
        ("a ticket's middle", "0481".to_owned()),
        ("a whole ticket", "inc-204817".to_owned()),
        ("a name in another script", "παπαδόπουλος".to_owned()),
        ("a Chinese name of one letter", "娜".to_owned()),
        ("two letters", "xy".to_owned()),
        ("a name and a word", format!("{} shelf", name_of(77))),
    ];
    for (name, text) in cases {
        let path = format!("/audit?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair("text", &text).finish());
        let found = times(bench, report, || path.clone()).await;
        report.times(&format!("text: {name}"), &found, Some(TEXT), None);
        let deep = times(bench, report, || format!("{path}&before={}", chance.random_range(1..=records))).await;
        report.times(&format!("text: {name}, at random depth"), &deep, Some(TEXT), None);
    }
}

/// Past the router: what the index and the reading of the rows alone take.
async fn by_the_port(bench: &Bench, report: &mut Report, chance: &mut StdRng) {
    let records = i64::try_from(bench.made.records).expect("a number");
    let cases = [
        ("no filter", TrailFilter { without_reads: true, ..TrailFilter::default() }),
        ("outcome: refused", TrailFilter { ending: Ending::from_name("refused"), ..TrailFilter::default() }),
        ("never together", TrailFilter { event: "password.set_permanent".into(), ending: Ending::from_name("would_work"), ..TrailFilter::default() }),
    ];
    for (name, filter) in cases {
        let mut times = Times::default();
        for _ in 0..report.rounds {
            let place = PageFrom::Before(chance.random_range(1..=records));
            let (page, time) = timed(bench.console.search.page(&filter, place, 50)).await;
            page.expect("a page");
            times.add(time);
        }
        report.times(&format!("page at random depth by the port: {name}"), &times, None, None);
    }
}

/// Past the router: by the port.
async fn counts(bench: &Bench, report: &mut Report) {
    let until = 20_778 * DAY;
    let cases = [
        ("30 days", TrailFilter::default(), 30),
        ("30 days, no reads", TrailFilter { without_reads: true, ..TrailFilter::default() }, 30),
        ("30 days of an actor", TrailFilter { actor: "staff-0042".into(), ..TrailFilter::default() }, 30),
        ("a year", TrailFilter::default(), 366),
        ("a year of an actor", TrailFilter { actor: "staff-0042".into(), ..TrailFilter::default() }, 366),
        ("a year of a rare text", TrailFilter { text: RARE_WORD.into(), ..TrailFilter::default() }, 366),
    ];
    for (name, filter, days) in cases {
        let mut times = Times::default();
        for _ in 0..report.rounds.min(100) {
            let (answer, time) = timed(bench.console.search.counts(&filter, until - days * DAY, until)).await;
            assert!(answer.expect("counts").is_some(), "{name}");
            times.add(time);
        }
        report.times(&format!("counts by the port: {name}"), &times, None, None);
    }
}

fn rows(plain: &Connection, query: &str, value: impl rusqlite::ToSql) -> Duration {
    let began = Instant::now();
    let mut statement = plain.prepare_cached(query).expect("a statement");
    let mut rows = statement.query([value]).expect("rows");
    while let Some(row) = rows.next().expect("a row") {
        std::hint::black_box(row.get_ref(0).expect("a column"));
    }
    began.elapsed()
}
