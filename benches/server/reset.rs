//! P5: how long a reset through the console takes beside the raw calls of the SDK. P6: what it costs in processor time beside the AWS CLI and boto3.

#![expect(clippy::disallowed_types, reason = "the raw call is what the console is held against")]

use crate::cores::Cores;
use crate::desk::{Desk, POOL, User};
use crate::load::{Asked, Load};
use crate::peers::Peer;
use crate::process::cpu_of;
use crate::support::{Sheet, Target, interval};
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Credentials, Region};
use std::time::Instant;

/// How long the sandbox takes for each call, as AWS does.
const DELAY_MS: u64 = 50;
/// Resets of each half of P6.
const RESETS: usize = 60;
const PATH: &str = "/api/passwords/reset";

/// One kind of thing that is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Console,
    /// `AdminResetUserPassword` alone.
    RawCall,
    /// The calls that the console makes: the user and their groups together, then the reset.
    RawCalls,
}

pub async fn latency(cores: Cores, pairs: usize) {
    let mut sheet =
        Sheet::new("P5", "one reset through the console, two durable commits, beside raw calls of the SDK; 50 ms a call", "make bench BENCH=P5", "pair,side,milliseconds");
    let desk = Desk::open(cores);
    let console = desk.released(&["/healthz"]).await;
    let users = desk.crowd("reset", pairs * 2 + 1).await;
    let cookies = desk.sign_in().await;
    let load = Load::new(&desk.url(), std::slice::from_ref(&cookies));
    let raw = raw_client(&desk);
    let mut forms = Vec::new();
    for user in &users {
        forms.push(desk.reset_form(&cookies, user).await);
    }
    desk.slow(DELAY_MS).await;
    let mut turns = users.into_iter().zip(forms);
    // Connections, and what is known of the pool.
    let (user, form) = turns.next().expect("a user");
    once(Side::Console, &load, &raw, &user, &form).await;
    once(Side::RawCalls, &load, &raw, &user, &form).await;
    let (mut ours, mut alone, mut together, mut against_alone, mut against_together) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for pair in 0..pairs {
        let mut times = [0.0; 3];
        let [(first, first_form), (second, _)] = [turns.next().expect("a user"), turns.next().expect("a user")];
        let order = [Side::Console, Side::RawCall, Side::RawCalls];
        sheet.calibration.run();
        for place in if pair % 2 == 0 { [0, 1, 2] } else { [2, 1, 0] } {
            let side = order[place];
            let user = if side == Side::Console { &first } else { &second };
            times[place] = once(side, &load, &raw, user, &first_form).await;
            sheet.row(&[pair.to_string(), format!("{side:?}"), format!("{:.3}", times[place])]);
        }
        sheet.calibration.run();
        let [console, call, calls] = times;
        ours.push(console);
        alone.push(call);
        together.push(calls);
        against_alone.push(console / call);
        against_together.push(console / calls);
    }
    drop(console);
    let target = Some(Target::AtMost(1.03));
    let (call, calls) = (interval(&alone).value, interval(&together).value);
    sheet.median("a reset through the console ÷ the same calls of the SDK", interval(&against_together), "×", target, &format!("user and groups, then the reset: {calls:.1} ms"));
    sheet.median("a reset through the console ÷ AdminResetUserPassword alone", interval(&against_alone), "×", target, &format!("the call alone: {call:.1} ms"));
    sheet.median("a reset through the console", interval(&ours), "ms", None, "");
    sheet.median("of that, what the console adds to the same calls", interval(&ours.iter().zip(&together).map(|(ours, theirs)| ours - theirs).collect::<Vec<_>>()), "ms", None, "");
    sheet.limits(&format!(
        "the user and their groups are read afresh before each decision, one turn with Cognito before the effect's own: beside the lone call the floor is {:.2}×; {}",
        calls / call,
        cores.words()
    ));
    sheet.write();
}

fn raw_client(desk: &Desk) -> Client {
    let config = aws_sdk_cognitoidentityprovider::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("SANDBOX", "sandbox", None, None, "bench"))
        .endpoint_url(&desk.sandbox.cognito);
    Client::from_conf(config.build())
}

async fn once(side: Side, load: &Load, raw: &Client, user: &User, form: &str) -> f64 {
    let began = Instant::now();
    match side {
        Side::Console => {
            let reply = load.ask(0, &Asked { kind: "action", path: PATH.to_owned(), form: Some(form.to_owned()) }).await;
            assert!(reply.is_done, "a reset leads to its result: {reply:?}");
        }
        Side::RawCall => reset(raw, user).await,
        Side::RawCalls => {
            let (found, groups) = tokio::join!(
                raw.admin_get_user().user_pool_id(POOL).username(&user.name).send(),
                raw.admin_list_groups_for_user().user_pool_id(POOL).username(&user.name).limit(60).send()
            );
            assert!(found.is_ok() && groups.is_ok(), "the user and their groups");
            reset(raw, user).await;
        }
    }
    began.elapsed().as_secs_f64() * 1e3
}

async fn reset(raw: &Client, user: &User) {
    raw.admin_reset_user_password().user_pool_id(POOL).username(&user.name).send().await.expect("a reset");
}

pub async fn cpu(cores: Cores, pairs: usize) {
    let mut sheet = Sheet::new("P6", "processor time of a reset", "make bench BENCH=P6", "pair,side,cpu_ms_a_reset");
    let desk = Desk::open(cores);
    let console = desk.released(&["/healthz"]).await;
    // Users of their own: a form of somebody who was reset meanwhile comes back, and costs less.
    let (users, others) = (desk.crowd("cost", pairs * RESETS).await, desk.crowd("raw", pairs * RESETS).await);
    let cookies = desk.sign_in().await;
    let load = Load::new(&desk.url(), std::slice::from_ref(&cookies));
    let (raw, mut alone, mut together) = (raw_client(&desk), Vec::new(), Vec::new());
    let (mut ours, mut theirs) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for (pair, (some, others)) in users.chunks(RESETS).zip(others.chunks(RESETS)).enumerate() {
        let mut forms = Vec::new();
        for user in some {
            forms.push(desk.reset_form(&cookies, user).await);
        }
        let names: Vec<String> = others.iter().map(|user| user.name.clone()).collect();
        // A B B A
        for is_ours in if pair % 2 == 0 { [true, false] } else { [false, true] } {
            sheet.calibration.run();
            if is_ours {
                let before = console.cpu();
                for form in &forms {
                    let reply = load.ask(0, &Asked { kind: "action", path: PATH.to_owned(), form: Some(form.clone()) }).await;
                    assert!(reply.is_done, "a reset leads to its result: {reply:?}");
                }
                #[expect(clippy::cast_precision_loss, reason = "sixty")]
                let spent = (console.cpu() - before) / forms.len() as f64;
                sheet.row(&[pair.to_string(), "console".to_owned(), format!("{spent:.3}")]);
                ours.push(spent);
            } else {
                for (side, costs) in [(Side::RawCall, &mut alone), (Side::RawCalls, &mut together)] {
                    let before = cpu_of(std::process::id());
                    for user in others {
                        once(side, &load, &raw, user, "").await;
                    }
                    #[expect(clippy::cast_precision_loss, reason = "sixty")]
                    let spent = (cpu_of(std::process::id()) - before) / others.len() as f64;
                    sheet.row(&[pair.to_string(), format!("{side:?}"), format!("{spent:.3}")]);
                    costs.push(spent);
                }
                for (peer, costs) in Peer::ALL.into_iter().zip(&mut theirs) {
                    let told = peer.run(&desk.sandbox.cognito, POOL, &names).await;
                    sheet.row(&[pair.to_string(), peer.name().replace(',', ""), format!("{:.3}", told.cpu_ms)]);
                    costs.push(told.cpu_ms);
                    assert!(told.users_a_second > 0.0);
                }
            }
            sheet.calibration.run();
        }
    }
    let against = |theirs: &[f64]| interval(&theirs.iter().zip(&ours).map(|(theirs, ours)| theirs / ours).collect::<Vec<_>>());
    let [cli, boto, threads] = &theirs;
    sheet.median("the AWS CLI's processor time ÷ the console's", against(cli), "×", Some(Target::AtLeast(300.0)), &format!("AWS CLI v1: {:.0} ms", interval(cli).value));
    sheet.median("boto3's processor time ÷ the console's", against(boto), "×", Some(Target::AtLeast(4.0)), &format!("boto3, one client, a loop: {:.2} ms", interval(boto).value));
    sheet.median("sixteen threads of boto3 ÷ the console's", against(threads), "×", None, &format!("boto3: {:.2} ms", interval(threads).value));
    sheet.median(
        "processor time of a reset through the console",
        interval(&ours),
        "ms",
        None,
        "the post alone: session, locks, user and groups read, decision, two durable records, the call",
    );
    sheet.median(
        "processor time of the SDK for the same three calls",
        interval(&together),
        "ms",
        None,
        &format!("for AdminResetUserPassword alone: {:.2} ms", interval(&alone).value),
    );
    sheet.limits("three calls of the SDK and two commits; the loops make one call each and ask, decide and record nothing");
    sheet.write();
}
