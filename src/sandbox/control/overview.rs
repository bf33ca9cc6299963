//! `GET /sandbox/`: what is here, and who is worth knowing.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::sandbox::html::{COGNITO_NAV, escape, page};
use crate::sandbox::openid::personas;
use crate::sandbox::seed::{MAIN_CHARACTERS, SEED_PASSWORD};
use crate::sandbox::shared::Shared;

/// The overview.
pub async fn show(State(shared): State<Arc<Shared>>) -> Response {
    let world = shared.world.lock().await;
    let console = shared.console.url();
    let link = |url: &str| format!(r#"<a href="{0}">{0}</a>"#, escape(url));
    let pools: String = world
        .pools
        .iter()
        .map(|pool| {
            let settings = &pool.settings;
            row(&[&settings.name, &settings.id, &settings.region, &pool.users.len().to_string(), &settings.client_id])
        })
        .collect();
    let people: String = MAIN_CHARACTERS.iter().map(|character| row(&[character.sign_in, character.pool, character.status.word(), character.shows])).collect();
    let staff: String = personas().iter().map(|persona| row(&[persona.name, persona.email, &persona.groups.join(", "), persona.description])).collect();
    let body = format!(
        r#"<div class="card"><dl><dt>Console</dt><dd>{console}</dd><dt>Issuer</dt><dd>{issuer}</dd><dt>Cognito endpoint</dt><dd>{cognito}</dd>
<dt>Time here</dt><dd>{now}</dd><dt>Messages sent</dt><dd>{messages}</dd><dt>Effects</dt><dd>{effects}</dd><dt>Every seeded password</dt><dd><code>{SEED_PASSWORD}</code></dd></dl></div>
<h2>User pools</h2>{pools}<h2>Users worth knowing</h2>{people}<h2>Staff</h2>{staff}"#,
        console = link(&console),
        issuer = link(&shared.addresses.issuer),
        cognito = escape(&shared.addresses.cognito),
        now = escape(&shared.clock.now().rfc3339()),
        messages = world.outbox.len(),
        effects = world.effects.last_sequence(),
        pools = table(&["Name", "Id", "Region", "Users", "App client"], &pools),
        people = table(&["User", "Pool", "UserStatus", "Shows"], &people),
        staff = table(&["Name", "E-mail", "Groups", "Who"], &staff),
    );
    page("Overview", COGNITO_NAV, &body)
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
    format!("<tr>{cells}</tr>")
}

fn table(heads: &[&str], rows: &str) -> String {
    let heads: String = heads.iter().map(|head| format!("<th>{}</th>", escape(head))).collect();
    format!(r#"<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"#)
}
