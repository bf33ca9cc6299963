//! InitiateAuth and AdminInitiateAuth: the flow that is asked for.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{password, tokens};
use crate::sandbox::cognito::auth_events::Origin;
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, input};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    client_id: Option<String>,
    auth_flow: Option<String>,
    #[serde(default)]
    auth_parameters: BTreeMap<String, String>,
    /// What an app tells of its user.
    user_context_data: Option<Origin>,
    /// What a server tells of its user.
    context_data: Option<Origin>,
}

/// InitiateAuth: what an app may ask for on its own.
pub fn initiate(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    begin(call, pool, &input, &["USER_PASSWORD_AUTH"])
}

/// AdminInitiateAuth: what a server with IAM credentials may ask for.
pub fn admin_initiate(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let pool = call.pool_with_client(input.user_pool_id.as_ref(), input.client_id.as_ref())?;
    begin(call, pool, &input, &["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
}

fn begin(call: &mut Call<'_>, pool: usize, input: &Input, with_password: &[&str]) -> Answer {
    let parameter = |name: &str| {
        let missing = || WireError::invalid(format!("Missing required parameter {name}"));
        input.auth_parameters.get(name).map(String::as_str).ok_or_else(missing)
    };
    match input::required("authFlow", input.auth_flow.as_ref())? {
        "REFRESH_TOKEN_AUTH" | "REFRESH_TOKEN" => tokens::refresh(call, pool, parameter("REFRESH_TOKEN")?),
        flow if with_password.contains(&flow) => {
            let origin = input.context_data.as_ref().or(input.user_context_data.as_ref());
            password::sign_in(call, pool, (parameter("USERNAME")?, parameter("PASSWORD")?), origin)
        }
        _ => Err(WireError::invalid("Initiate Auth method not supported.")),
    }
}
