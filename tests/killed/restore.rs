//! The operators' page, "Backup, restore, upgrade", step by step.

use crate::browser::Browser;
use crate::process::Desk;
use passdesk::domain::audit::Outcome;
use passdesk::ports::audit_log::TrailRow;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use uuid::Uuid;

const RESET: &str = "AdminResetUserPassword";
/// So many that the trail's index keeps some of them in its file.
const RECORDS: usize = 6_000;

fn config(folder: &Path) -> String {
    format!("[[audit.sinks]]\nname = \"checkpoints\"\nkind = \"file\"\npath = {:?}\nwhat = [\"checkpoints\"]\n", folder.join("checkpoints.ndjson"))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A reset that succeeds.
async fn act(desk: &Desk, browser: &Browser) -> Uuid {
    let action = Uuid::new_v4();
    let answer = browser.send("/api/passwords/reset", &desk.fields(action, "reset").await).await;
    assert!(answer.location.starts_with("/results/"), "{} {} {}", answer.status, answer.location, answer.body);
    assert_eq!(desk.row(action).await.as_ref().and_then(TrailRow::ended), Some(Outcome::Succeeded));
    action
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_of_a_running_console_and_restored_and_what_was_lost_is_named() {
    let mut desk = Desk::open_with(config, RECORDS).await;
    let (database, copy) = (desk.path("passdesk.db"), desk.path("backup.db"));
    let old_tab = Browser::sign_in(&desk).await;
    let kept = act(&desk, &old_tab).await;

    // Backup, while the console runs.
    let backup = |desk: &Desk| desk.run(&["backup", &text(&copy)]);
    let (made, said) = backup(&desk);
    assert!(made && said.contains("sealed ") && said.ends_with(&format!("OK           {}\n", text(&copy))), "{said}");
    let bytes = std::fs::read(&copy).expect("the backup");
    assert_eq!(copy.metadata().expect("the backup").permissions().mode() & 0o777, 0o600);
    for beside in ["backup.db.partial", "backup.db-wal", "backup.db-shm", "backup.db-journal"] {
        assert!(!desk.path(beside).exists(), "{beside}");
    }
    let (made, said) = backup(&desk);
    assert!(!made && said.contains("is there already, and a backup overwrites nothing"), "{said}");
    assert_eq!(std::fs::read(&copy).expect("the backup"), bytes);
    let nowhere = desk.path("nowhere/backup.db");
    assert!(!desk.run(&["backup", &text(&nowhere)]).0);
    let backed_up: i64 =
        rusqlite::Connection::open(&copy).and_then(|copy| copy.query_row("SELECT max(sequence) FROM audit_records", [], |row| row.get(0))).expect("the backup's last record");

    // The desk works on, over another stop and start, and the index grows beyond the backup.
    let lost = act(&desk, &old_tab).await;
    desk.stop();
    desk.start().await;
    desk.append_searches(RECORDS).await;
    desk.until("the index", async |desk| {
        let index = rusqlite::Connection::open(desk.path("passdesk-index.db")).expect("the index");
        index.query_row("SELECT cursor FROM progress", [], |row| row.get::<_, i64>(0)).is_ok_and(|cursor| cursor > backed_up)
    })
    .await;
    desk.stop();
    let last = desk.count().await;
    assert_eq!(desk.sealed().await, last);

    // Restore.
    let (aside, checkpoints) = (desk.path("aside"), desk.path("checkpoints.ndjson"));
    desk.replace_database(|_| {
        std::fs::create_dir(&aside).expect("a folder");
        for name in ["passdesk.db", "passdesk.db-wal", "passdesk.db-shm"] {
            let moved = std::fs::rename(database.with_file_name(name), aside.join(name));
            assert!(moved.is_ok() || name != "passdesk.db", "{moved:?}");
        }
        std::fs::copy(&checkpoints, aside.join("checkpoints.ndjson")).expect("kept");
        let mut place = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&database).expect("a place");
        std::io::copy(&mut std::fs::File::open(&copy).expect("the backup"), &mut place).expect("copied");
    })
    .await;
    // Nothing in the file itself shows what it lost; the sink's file, which the configuration names, does.
    let (verifies, said) = desk.run(&["audit", "verify", "--database", &text(&database)]);
    assert!(verifies, "{said}");
    let (verifies, said) = desk.run(&["audit", "verify"]);
    assert!(!verifies && said.contains(&format!("rolled back, records {} to {last}: ", backed_up + 1)), "{said}");

    // Whoever forgets the file of checkpoints is told at the start.
    let before = desk.log().len();
    desk.start().await;
    desk.until("the alarm", async |desk| desk.log()[before..].contains("THE AUDIT TRAIL IS NOT WHAT IT WAS fault=rolled back")).await;
    assert!(desk.log()[before..].contains("the trail's index is made again"), "{}", &desk.log()[before..]);
    // The session is one of those in the backup.
    assert_eq!(old_tab.look("/users").await.status, 200);
    desk.stop();

    // The old checkpoints go to the auditors, and a new file begins; sessions end.
    let handed_over = desk.path("checkpoints-until-restore.ndjson");
    std::fs::rename(&checkpoints, &handed_over).expect("moved");
    let (verifies, said) = desk.run(&["audit", "verify"]);
    assert!(!verifies && said.contains("checkpoints.ndjson cannot be read"), "a file that is gone is not passed over: {said}");
    // The newest checkpoint lies beside the key as well: without any sink it is seen too, and nothing newer takes its place.
    let newest = desk.path("audit-key.checkpoint");
    let (note, sealed) = (std::fs::read(&newest).expect("the newest checkpoint"), desk.sealed().await);
    let before = desk.log().len();
    desk.start().await;
    desk.until("the alarm", async |desk| desk.log()[before..].contains("THE AUDIT TRAIL IS NOT WHAT IT WAS fault=rolled back")).await;
    desk.stop();
    assert!(desk.log()[before..].contains(&format!("the checkpoint beside the key vouches for {last} records, and there are ")), "{}", &desk.log()[before..]);
    assert_eq!((std::fs::read(&newest).expect("the newest checkpoint"), desk.sealed().await), (note, sealed));
    std::fs::rename(&newest, desk.path("audit-key-until-restore.checkpoint")).expect("moved");
    desk.raw().execute_batch("DELETE FROM sessions").expect("no sessions");
    let before = desk.log().len();
    desk.start().await;
    desk.until("the verification", async |desk| desk.log()[before..].contains("the audit trail was verified")).await;
    let again = old_tab.look("/users").await;
    assert!(again.status == 303 && again.location.starts_with("/sign-in"), "{} {}", again.status, again.location);
    let tomasz = Browser::sign_in(&desk).await;
    let new = act(&desk, &tomasz).await;
    assert_eq!(desk.effects(RESET).await, 3, "Cognito knows of all three");
    let priya = Browser::of_auditor(&desk).await;
    let page = priya.look("/audit").await;
    assert_eq!(page.status, 200);
    for (action, is_there) in [(kept, true), (lost, false), (new, true)] {
        assert_eq!(page.body.contains(&action.to_string()), is_there, "{action}");
    }
    assert!(!desk.log()[before..].contains("NOT WHAT IT WAS"), "{}", &desk.log()[before..]);
    desk.stop();
    let (verifies, said) = desk.run(&["audit", "verify"]);
    assert!(verifies && checkpoints.metadata().expect("a new file").size() > 0, "{said}");
    // What was lost stays named by what the auditors were given, and is still in the files that were moved away.
    let (verifies, said) = desk.run(&["audit", "verify", "--checkpoints", &text(&handed_over)]);
    assert!(!verifies && said.contains("rolled back") && said.contains(&format!("vouches for {last} records")), "{said}");
    let (verifies, said) = desk.run(&["audit", "verify", "--database", &text(&aside.join("passdesk.db")), "--checkpoints", &text(&aside.join("checkpoints.ndjson"))]);
    assert!(verifies && said.contains(&format!("head         {last} ")), "{said}");
    desk.append_searches(RECORDS + 500).await;
    let (verifies, said) = desk.run(&["audit", "verify", "--checkpoints", &text(&handed_over)]);
    assert!(!verifies && said.contains("forked"), "{said}");
    desk.verify_offline();
}
