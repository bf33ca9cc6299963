//! The same user page as a small axum program with an askama template: the same questions to the session store, the locks, Cognito and the trail, by the
//! same statements and the same client, the same durable record of the reading, the same rules asked, and the same page written. What it has not is the
//! console: its guards, its components, its routing of pages, and what it works out anew for each action that it offers.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use passdesk::adapters::sqlite::{SqliteAuditLog, SqliteLocks, SqliteSessions, connect, console_key, handle_of};
use passdesk::compose::directory;
use passdesk::config::{Settings, load};
use passdesk::domain::actor::{Actor, RequestOrigin};
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use passdesk::domain::clock::{Clock, SystemClock, from_micros, readable, relative, rfc3339, to_micros};
use passdesk::domain::contact::Contact;
use passdesk::domain::contact_change::change_in;
use passdesk::domain::locks::{Wish, forbidding};
use passdesk::domain::masking::mask_email;
use passdesk::domain::operation::Action;
use passdesk::domain::policy::TargetFacts;
use passdesk::domain::pool::PoolId;
use passdesk::domain::preflight::{Help, preflight};
use passdesk::domain::search::{Comparison, UserFilter};
use passdesk::domain::session_limits::{NOTED_EVERY, SessionLimits};
use passdesk::domain::velocity::Limit;
use passdesk::features::contact_changes::ContactMarker;
use passdesk::ports::audit_log::{AuditLog, TimelineOf};
use passdesk::ports::lock_store::LockStore;
use passdesk::ports::session_store::{SessionDirectory, SessionTimes, StaffSession, TIMES_KEY};
use passdesk::ports::user_directory::UserDirectory;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;
use tower_http::compression::CompressionLayer;
use tower_sessions::SessionStore;
use tower_sessions::session::Id;

/// Set in the child that serves this: where, from which configuration, and on which copy of its database.
pub const PEER: &str = "PASSDESK_BENCH_PEER";

/// What the child is told.
pub fn told(address: &str, config: &FilePath, database: &FilePath) -> String {
    json!({ "address": address, "config": config, "database": database }).to_string()
}

#[derive(Clone)]
struct Parts {
    sessions: SqliteSessions,
    locks: SqliteLocks,
    audit: SqliteAuditLog,
    directory: Arc<dyn UserDirectory>,
    marker: Arc<ContactMarker>,
    settings: Arc<Settings>,
}

/// The child's whole life.
pub async fn serve(told: &str) {
    let told: Value = serde_json::from_str(told).expect("JSON");
    let text = |name: &str| told[name].as_str().expect("a text").to_owned();
    let settings = load(Some(&PathBuf::from(text("config"))), &BTreeMap::new()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let database = connect(&format!("sqlite://{}", text("database"))).await.expect("a database");
    let key = console_key(&database, "contact_marks").await.expect("a key");
    let parts = Parts {
        sessions: SqliteSessions::new(database.clone(), SessionLimits::default()),
        locks: SqliteLocks::new(database.clone()),
        audit: SqliteAuditLog::new(database),
        directory: Arc::new(directory(&settings).await.expect("pools")),
        marker: Arc::new(ContactMarker::new(key)),
        settings: Arc::new(settings),
    };
    let router = Router::new().route("/healthz", get(|| async { "alive\n" })).route("/users/{pool}/{sub}", get(user_page)).layer(CompressionLayer::new()).with_state(parts);
    let listener = TcpListener::bind(text("address")).await.expect("a port");
    axum::serve(listener, router).await.expect("a server");
}

/// What the page shows.
#[derive(Template)]
#[template(path = "user.html")]
struct Page<'a> {
    name: &'a str,
    pool: &'a str,
    pool_name: &'a str,
    staff: &'a str,
    username: &'a str,
    sub: &'a str,
    status: &'a str,
    email: &'a str,
    groups: &'a [String],
    state: &'a str,
    advice: &'a str,
    lately: &'a str,
    used: &'a str,
    created: Moment,
    changed: Moment,
    seen: &'a str,
    action_id: &'a str,
    timeline: &'a [Item],
}

struct Moment {
    datetime: String,
    exact: String,
    relative: String,
}

struct Item {
    action: String,
    what: String,
    who: String,
    at: Moment,
}

async fn user_page(State(parts): State<Parts>, Path((pool, sub)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let failed = |_| StatusCode::SERVICE_UNAVAILABLE;
    let now = SystemClock.now();
    let (staff, id, times) = who(&parts, &headers).await?;
    let actor = &staff.actor;
    if now - from_micros(times.last_seen_at) >= NOTED_EVERY {
        let touched = parts.sessions.clone();
        tokio::spawn(async move { touched.touch(&handle_of(&id)).await });
    }
    let pool = PoolId::try_from(pool).map_err(|_| StatusCode::NOT_FOUND)?;
    let filter = UserFilter { attribute: "sub".into(), comparison: Comparison::Equals, value: sub };
    let (facts, listed) = tokio::join!(parts.directory.describe_pool(&pool), parts.directory.list_users(&pool, Some(&filter), 1, None));
    let (facts, listed) = (facts.map_err(|_| StatusCode::BAD_GATEWAY)?, listed.map_err(|_| StatusCode::BAD_GATEWAY)?);
    let username = listed.users.into_iter().next().ok_or(StatusCode::NOT_FOUND)?.username;
    let (user, groups) = tokio::join!(parts.directory.get_user(&pool, &username), parts.directory.groups_of(&pool, &username));
    let (user, groups) = (user.map_err(|_| StatusCode::BAD_GATEWAY)?, groups.map_err(|_| StatusCode::BAD_GATEWAY)?);
    let days = parts.settings.desk.contact_changes.days;
    let since = to_micros(now - Duration::days(i64::from(days)));
    let sightings = parts.audit.contact_sightings(pool.as_str(), user.sub.as_str(), since).await.map_err(failed)?;
    let records: Vec<_> = sightings.iter().map(|(at, marks)| (from_micros(*at), marks)).collect();
    let contact_marks = parts.marker.marks(&user);
    let contact_change = change_in(&records, &contact_marks, now, days);
    let target = TargetFacts { user, groups, contact_change, contact_marks };
    parts.settings.desk.policy.decide(actor, Action::ReadUser, Some(&target), now).map_err(|_| StatusCode::FORBIDDEN)?;
    record(&parts, actor, &target, now).await?;
    let user = &target.user;
    let effects = parts.audit.timeline(pool.as_str(), user.sub.as_str(), TimelineOf::Effects, 12).await.map_err(failed)?;
    let timeline = parts.audit.timeline(pool.as_str(), user.sub.as_str(), TimelineOf::Actions, 12).await.map_err(failed)?;
    let limits: Vec<Limit> = limits(&parts, actor, &target, now);
    let usage = parts.audit.usage(&actor.id, pool.as_str(), user.sub.as_str(), &limits, to_micros(now)).await.map_err(failed)?;
    let sent = effects.rows.first().map(|row| from_micros(row.opening.entry.occurred_at));
    let diagnosis = preflight(&facts, user, sent, now).diagnosis;
    let items: Vec<Item> = timeline
        .rows
        .iter()
        .map(|row| {
            let entry = &row.opening.entry;
            let who = entry.actor.as_ref().map(|actor| actor.name.clone()).unwrap_or_default();
            Item {
                action: entry.action_id.to_string(),
                what: format!("{} {}", entry.event, row.ended().map(Outcome::name).unwrap_or_default()),
                who,
                at: moment(Some(from_micros(entry.occurred_at)), now),
            }
        })
        .collect();
    let shown = |limit: &passdesk::domain::velocity::Usage| limit.in_short();
    let page = Page {
        name: &user.shown_name(),
        pool: pool.as_str(),
        pool_name: &parts.settings.pools.first().map(|pool| pool.pool.name.clone()).unwrap_or_default(),
        staff: &actor.name,
        username: user.username.as_str(),
        sub: user.sub.as_str(),
        status: user.status.name(),
        email: &user.contact(Contact::Email).map(mask_email).unwrap_or_default(),
        groups: &target.groups,
        state: &diagnosis.state,
        advice: &diagnosis.advice,
        lately: &sent.map(|sent| format!("Reset code sent by {}, {}.", actor.name, relative(sent, now))).unwrap_or_default(),
        used: &usage.iter().map(shown).collect::<Vec<_>>().join(" "),
        created: moment(user.created_at, now),
        changed: moment(user.changed_at, now),
        seen: &format!("{}.{}.{}", effects.rows.first().map_or(0, |row| row.opening.sequence), user.status.name(), parts.marker.state(user)),
        action_id: &form_key(&staff, user.sub.as_str(), timeline.rows.first().map_or(0, |row| row.last().sequence)),
        timeline: &items,
    };
    let text = page.render().map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Html(text)).into_response())
}

/// Who is signed in here and locked out by nothing.
async fn who(parts: &Parts, headers: &HeaderMap) -> Result<(StaffSession, Id, SessionTimes), StatusCode> {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let cookie = cookies.split("; ").find_map(|pair| pair.strip_prefix("__Host-passdesk=")).ok_or(StatusCode::UNAUTHORIZED)?;
    let id: Id = cookie.parse().map_err(|_| StatusCode::UNAUTHORIZED)?;
    let (record, locks) = tokio::join!(parts.sessions.load(&id), parts.locks.standing());
    let record = record.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?.ok_or(StatusCode::UNAUTHORIZED)?;
    let staff: StaffSession = serde_json::from_value(record.data.get("staff").cloned().unwrap_or_default()).map_err(|_| StatusCode::UNAUTHORIZED)?;
    let times: SessionTimes = serde_json::from_value(record.data.get(TIMES_KEY).cloned().unwrap_or_default()).map_err(|_| StatusCode::UNAUTHORIZED)?;
    let locks = locks.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let lock = forbidding(&locks, &staff.actor.id, &staff.actor.roles, Wish::Enter);
    if lock.is_some() { Err(StatusCode::FORBIDDEN) } else { Ok((staff, id, times)) }
}

/// That this person read this user: durable before anything is shown.
async fn record(parts: &Parts, actor: &Actor, target: &TargetFacts, now: OffsetDateTime) -> Result<(), StatusCode> {
    let origin = RequestOrigin { request_id: "0000-0000-0000".to_owned(), address: "127.0.0.1".to_owned(), user_agent: "bench".to_owned() };
    let mut entry = AuditEntry::new(RecordKind::Read, Action::ReadUser.event(), to_micros(now), Some(actor), &origin);
    entry.target = Some(RecordedTarget::from(target));
    entry.outcome = Some(Outcome::Succeeded);
    entry.contact_marks.clone_from(&target.contact_marks);
    parts.audit.append(entry).await.map(|_| ()).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)
}

fn limits(parts: &Parts, actor: &Actor, target: &TargetFacts, now: OffsetDateTime) -> Vec<Limit> {
    let offered = [
        Help::ResetCode,
        Help::Invitation,
        Help::TemporaryPassword,
        Help::ConfirmSignUp,
        Help::Enable,
        Help::MarkVerified(Contact::Email),
        Help::MarkVerified(Contact::PhoneNumber),
        Help::SignOut,
    ];
    let desk = &parts.settings.desk;
    let of = |help: Help| desk.policy.decide(actor, help.action(), Some(target), now).map(|role| desk.velocity.limits(&role, help.action(), false)).unwrap_or_default();
    offered.into_iter().flat_map(of).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A form's key, as the console makes one.
fn form_key(staff: &StaffSession, sub: &str, last: i64) -> String {
    let digest = Sha256::new_with_prefix(&staff.id_token).chain_update(sub).chain_update(last.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
}

fn moment(at: Option<OffsetDateTime>, now: OffsetDateTime) -> Moment {
    let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    Moment { datetime: rfc3339(at), exact: readable(at), relative: relative(at, now) }
}
