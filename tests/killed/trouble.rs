//! A database that cannot take records, under the running program: nothing is sent, each page says so in a sentence, what was typed is
//! kept, and all of it works again as soon as the trouble is over.
//!
//! A full disk is a limit on the length of files, which needs no account of its own: writing fails in the middle of a page, as there. A
//! file that only root can still write cannot be had for tests that root runs; the adapter's tests make a connection read-only instead.

use crate::browser::Browser;
use crate::process::Desk;
use passdesk::domain::audit::Outcome;
use passdesk::ports::audit_log::TrailRow;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use uuid::Uuid;

const RESET: &str = "AdminResetUserPassword";
const REFUSED: &str = "The audit trail cannot be written, so nothing was done.";
const UNREAD: &str = "The audit trail cannot be read now.";
const UNAVAILABLE: &str = "The console's database does not answer.";
const PAGE: usize = 4_096;

/// A console, somebody of the help desk, and an auditor.
struct Scene {
    desk: Desk,
    tomasz: Browser,
    priya: Browser,
    /// Past the console; open from the beginning, since nobody can open what is damaged.
    raw: Connection,
    /// Effects so far.
    effects: usize,
}

/// The words of a page, as far as they tell these sentences apart.
fn words(body: &str) -> String {
    body.replace("&#x27;", "'").replace("&#39;", "'")
}

impl Scene {
    async fn open(records: usize) -> Self {
        let desk = Desk::open_with(|_| String::new(), records).await;
        let (tomasz, priya) = (Browser::sign_in(&desk).await, Browser::of_auditor(&desk).await);
        Self { raw: desk.raw(), desk, tomasz, priya, effects: 0 }
    }

    /// The form is refused and comes back as it was typed; the trail's page says why there is none; nothing is ready, and nothing was sent.
    async fn refuses(&self, what: &str) -> BTreeMap<String, String> {
        let form = self.desk.fields(Uuid::new_v4(), "reset").await;
        let answer = self.tomasz.send("/api/passwords/reset", &form).await;
        let said = words(&answer.body);
        assert!(answer.status == 503 && said.contains(REFUSED), "{what}: {} {said}", answer.status);
        assert!(answer.location.starts_with("/again/") && said.contains(&form["reason"]), "{what}: what was typed is kept: {said}");
        let trail = self.priya.look("/audit").await;
        let said = words(&trail.body);
        assert!(trail.status == 503 && said.contains(REFUSED), "{what}: {} {said}", trail.status);
        assert_eq!(self.desk.readiness().await, 503, "{what}");
        assert_eq!(self.desk.effects(RESET).await, self.effects, "{what}: nothing was sent");
        assert!(self.desk.records(form["action_id"].parse().expect("an id")).await.is_empty(), "{what}");
        form
    }

    /// The same form is carried out, once, and everybody goes on in the same process.
    async fn works(&mut self, what: &str, form: &BTreeMap<String, String>) {
        self.desk.until(what, async |desk| desk.readiness().await == 200).await;
        let answer = self.tomasz.send("/api/passwords/reset", form).await;
        assert!(answer.location.starts_with("/results/"), "{what}: {} {} {}", answer.status, answer.location, answer.body);
        self.effects += 1;
        assert_eq!(self.desk.effects(RESET).await, self.effects, "{what}");
        let action = form["action_id"].parse().expect("an id");
        assert_eq!(self.desk.row(action).await.as_ref().and_then(TrailRow::ended), Some(Outcome::Succeeded), "{what}");
        assert_eq!(self.priya.look("/audit").await.status, 200, "{what}");
        self.desk.verify().await;
    }

    /// Everything that was committed is in the database file, and the log beside it is empty. Gives the file.
    fn fold_in(&self) -> Vec<u8> {
        self.fold_log_in();
        std::fs::read(self.desk.path("passdesk.db")).expect("the file")
    }

    fn write_pages(&self, first: usize, bytes: &[u8]) {
        let file = File::options().write(true).open(self.desk.path("passdesk.db")).expect("the file");
        file.write_all_at(bytes, (first * PAGE) as u64).expect("written");
        // Whoever has read these pages before reads them again when the log has begun anew.
        self.fold_log_in();
    }

    fn fold_log_in(&self) {
        let busy: i64 = self.raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).expect("folded in");
        assert_eq!(busy, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_nothing_is_sent_and_it_works_again_once_there_is_room() {
    let mut scene = Scene::open(0).await;
    let wal = std::fs::metadata(scene.desk.path("passdesk.db-wal")).expect("a log").len();
    // The console's own log lies on the same disk, and cannot be written either.
    File::options().write(true).open(scene.desk.path("log")).and_then(|log| log.set_len(1 << 30)).expect("a long file");
    // Room for a part of a page.
    scene.desk.limit_files(Some(wal + 3_000));
    let form = scene.refuses("a full disk").await;
    scene.refuses("a disk that is still full").await;
    scene.desk.limit_files(None);
    scene.works("room again", &form).await;
    scene.desk.stop();
    assert_eq!(scene.desk.sealed().await, scene.desk.count().await);
    scene.desk.verify_offline();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_sends_nothing_and_it_works_again_once_it_is_free() {
    let mut scene = Scene::open(0).await;
    scene.raw.execute_batch("BEGIN IMMEDIATE").expect("locked");
    let form = scene.refuses("a locked database").await;
    scene.raw.execute_batch("ROLLBACK").expect("free");
    scene.works("a free database", &form).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_damaged_file_what_can_be_read_is_read_and_what_cannot_is_said() {
    let mut scene = Scene::open(1_500).await;
    let lost = scene.desk.append_read("needle-in-the-middle").await;
    scene.desk.append_searches(1_500).await;
    let noise: Vec<u8> = (0..PAGE).map(|place| (place * 31 % 251) as u8).collect();

    // One page with some records, far from the end.
    let whole = scene.fold_in();
    let at = whole.windows(20).position(|part| part == b"needle-in-the-middle").expect("the record") / PAGE;
    scene.write_pages(at, &noise);
    let page = scene.priya.look(&format!("/audit/{}", lost.entry.action_id)).await;
    assert!(page.status == 503 && words(&page.body).contains(UNREAD), "{} {}", page.status, page.body);
    let (verifies, said) = scene.desk.run(&["audit", "verify"]);
    assert!(!verifies && said.contains("unreadable"), "{said}");
    let (copied, said) = scene.desk.run(&["backup", &scene.desk.path("copy.db").display().to_string()]);
    assert!(!copied && said.contains("damaged") && !scene.desk.path("copy.db").exists(), "{said}");
    // What does not meet it goes on, and is recorded.
    let form = scene.desk.fields(Uuid::new_v4(), "reset").await;
    let answer = scene.tomasz.send("/api/passwords/reset", &form).await;
    assert!(answer.location.starts_with("/results/"), "{} {}", answer.status, answer.body);
    scene.effects = 1;
    assert_eq!(scene.desk.effects(RESET).await, 1);
    scene.write_pages(at, &whole[at * PAGE..(at + 1) * PAGE]);
    assert_eq!(scene.priya.look(&format!("/audit/{}", lost.entry.action_id)).await.status, 200);

    // Everything but the first page.
    let whole = scene.fold_in();
    scene.write_pages(1, &noise.repeat(whole.len() / PAGE - 1));
    let form = scene.desk.fields(Uuid::new_v4(), "reset").await;
    for answer in [scene.tomasz.send("/api/passwords/reset", &form).await, scene.priya.look("/audit").await] {
        assert!(answer.status == 503 && words(&answer.body).contains(UNAVAILABLE), "{} {} {}", answer.status, answer.location, answer.body);
    }
    assert_eq!((scene.desk.readiness().await, scene.desk.effects(RESET).await), (503, 1));
    scene.write_pages(1, &whole[PAGE..]);
    scene.works("the file is whole again", &form).await;
    scene.desk.stop();
    scene.desk.verify_offline();
}
