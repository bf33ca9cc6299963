use super::*;
use futures::FutureExt;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Fills a class's share, each place under a session of its own.
async fn fill(gate: &Arc<Gate>, class: Class) -> Vec<Admitted> {
    let mut inside = Vec::new();
    while gate.lock().has_place(class) {
        let session = 1_000 + u64::try_from(inside.len()).expect("few");
        inside.push(gate.enter(class, Some(session)).await.expect("a place"));
    }
    inside
}

fn gate(limit: f64) -> Arc<Gate> {
    let gate = Gate::new();
    gate.set_limit(limit);
    gate
}

#[tokio::test]
async fn each_class_leaves_places_for_those_before_it() {
    let gate = gate(40.0);
    let trail = fill(&gate, Class::Trail).await;
    assert_eq!(trail.len(), 20);
    let searches = fill(&gate, Class::Search).await;
    assert_eq!(searches.len(), 10);
    let users = fill(&gate, Class::User).await;
    assert_eq!(users.len(), 6);
    let actions = fill(&gate, Class::Action).await;
    assert_eq!(actions.len(), 4);
    drop((trail, searches, users, actions));
    assert!(gate.is_empty());
}

#[tokio::test]
async fn a_free_place_goes_to_the_first_class_that_waits_and_not_to_the_first_that_came() {
    let gate = gate(8.0);
    let inside = fill(&gate, Class::Action).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for class in [Class::Search, Class::User, Class::Action] {
        let (door, order) = (Arc::clone(&gate), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let place = door.enter(class, None).await;
            order.lock().expect("the order").push((class, place.is_some()));
        }));
        while gate.lock().waiting[class as usize].is_empty() {
            tokio::task::yield_now().await;
        }
    }
    drop(inside);
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(*order.lock().expect("the order"), [(Class::Action, true), (Class::User, true), (Class::Search, true)]);
}

#[tokio::test]
async fn who_has_waited_long_enough_is_refused_and_where_there_is_no_room_to_wait_at_once() {
    let gate = gate(8.0);
    let _inside = fill(&gate, Class::Action).await;
    let began = Instant::now();
    assert!(gate.enter(Class::User, None).await.is_none());
    assert!(began.elapsed() >= Class::User.patience());
    let mut waiting: Vec<_> = (0..Class::Trail.room()).map(|_| Box::pin(gate.enter(Class::Trail, None))).collect();
    for one in &mut waiting {
        assert!(one.now_or_never().is_none(), "it waits");
    }
    assert!(matches!(gate.enter(Class::Trail, None).now_or_never(), Some(None)), "there is no room to wait in");
    assert!(gate.enter(Class::Search, None).now_or_never().is_none(), "others have theirs");
    drop(waiting);
    assert!(gate.enter(Class::Trail, None).now_or_never().is_none(), "whoever gave up takes no room");
}

#[tokio::test]
async fn one_session_cannot_take_all_places() {
    let gate = gate(100.0);
    let mut inside = Vec::new();
    while let Some(Some(place)) = gate.enter(Class::User, Some(7)).now_or_never() {
        inside.push(place);
    }
    assert_eq!(inside.len(), OF_A_SESSION);
    assert!(gate.enter(Class::Trail, Some(8)).await.is_some(), "another one's are free");
    while let Some(Some(place)) = gate.enter(Class::Action, Some(7)).now_or_never() {
        inside.push(place);
    }
    assert_eq!(inside.len(), OF_A_SESSION_ACTING, "whoever reads too much can still act");
    inside.pop();
    assert!(gate.enter(Class::Action, Some(7)).await.is_some());
    drop(inside);
    assert!(gate.is_empty() && gate.lock().sessions.is_empty(), "nothing is kept of who has gone");
}

#[tokio::test]
async fn where_there_are_the_fewest_places_one_session_leaves_some_to_others() {
    let gate = gate(super::super::pace::FEWEST);
    let mut inside = Vec::new();
    while let Some(Some(place)) = gate.enter(Class::Action, Some(7)).now_or_never() {
        inside.push(place);
    }
    assert_eq!(inside.len(), OF_A_SESSION_ACTING);
    assert!(matches!(gate.enter(Class::Action, Some(8)).now_or_never(), Some(Some(_))));
}

#[tokio::test]
async fn whoever_goes_away_while_waiting_loses_no_place() {
    let gate = gate(8.0);
    let inside = fill(&gate, Class::Action).await;
    assert!(timeout(Duration::from_millis(5), gate.enter(Class::Action, Some(3))).await.is_err(), "a browser that closed");
    drop(inside);
    assert!(gate.is_empty());
    assert_eq!(fill(&gate, Class::Action).await.len(), 8);
}

#[tokio::test]
async fn more_places_are_for_those_who_wait_and_fewer_take_nobody_out() {
    let gate = gate(8.0);
    let inside = fill(&gate, Class::Action).await;
    let waiting = {
        let gate = Arc::clone(&gate);
        tokio::spawn(async move { gate.enter(Class::Action, None).await.is_some() })
    };
    sleep(Duration::from_millis(1)).await;
    gate.set_limit(20.0);
    assert!(waiting.await.expect("no panic"));
    gate.set_limit(1.0);
    assert_eq!(gate.lock().under_way, inside.len());
    let lately = gate.lately();
    assert!(lately.was_full && lately.most == 9, "{lately:?}");
    assert!(!gate.lately().was_full);
}
