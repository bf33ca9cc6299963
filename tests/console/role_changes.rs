//! Roles follow from the groups of the sign-in, by the configuration that is in force at each request.

use crate::browser::SESSION;
use crate::desk::{Desk, HELPDESK_TOMASZ, SUPERVISOR};
use passdesk::compose::compose;
use passdesk::config::Settings;
use passdesk::domain::actor::Role;
use passdesk::domain::audit::RecordKind;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// The console after a restart with other `[roles]`; gives where it listens.
async fn restarted(desk: &mut Desk, change: impl FnOnce(&mut Settings)) -> SocketAddr {
    change(&mut desk.settings);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let console = compose(&desk.settings).await.expect("a console");
    tokio::spawn(async move { axum::serve(listener, console.router.into_make_service_with_connect_info::<SocketAddr>()).await });
    address
}

#[tokio::test]
async fn a_group_that_is_another_role_now_is_so_for_sessions_of_before() {
    let mut desk = Desk::open().await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    assert_eq!(supervisor.get("/audit").await.status, 200);
    let address = restarted(&mut desk, |settings| {
        settings.roles.insert("passdesk-supervisor".into(), Role::HELPDESK);
    })
    .await;
    let elsewhere = supervisor.elsewhere(address);
    assert_eq!(elsewhere.get("/audit").await.status, 403, "from the next request on");
    let page = elsewhere.page("/sessions").await.text();
    assert!(page.contains("My sessions") && page.contains("helpdesk") && !page.contains("supervisor"), "{page}");
    assert_eq!(desk.newest(RecordKind::Denied, "trail.read").await.expect("a record").entry.actor.expect("who").roles, "helpdesk");
}

#[tokio::test]
async fn a_session_whose_groups_give_no_role_any_more_ends_and_its_person_is_told() {
    let mut desk = Desk::open().await;
    let (tomasz, supervisor) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(SUPERVISOR).await);
    let cookie = tomasz.cookie(SESSION).expect("a cookie");
    let address = restarted(&mut desk, |settings| {
        settings.roles.remove("passdesk-helpdesk");
    })
    .await;
    let (tomasz, supervisor) = (tomasz.elsewhere(address), supervisor.elsewhere(address));
    for _ in 0..2 {
        let answer = tomasz.get("/users").await;
        assert!(answer.location().starts_with("/sign-in?problem=no_role"), "{}", answer.location());
        assert!(tomasz.follow(&answer).await.text().contains("you have no role in this console"));
        tomasz.set_cookie(SESSION, &cookie);
    }
    assert_eq!(tomasz.post_for_json("/api/users/search", &Default::default()).await.status, 403);
    let record = desk.newest(RecordKind::SignIn, "session.end").await.expect("a record").entry;
    assert_eq!((record.note.as_deref(), record.actor.expect("who").sub.as_str()), (Some("no_role"), HELPDESK_TOMASZ));
    assert_eq!(desk.count(RecordKind::SignIn, "session.end").await, 1, "it ended once");
    assert_eq!(supervisor.get("/users").await.status, 200);
    assert!(supervisor.page("/sessions").await.text().contains("No role any more"));
}
