//! ListUserPools and DescribeUserPool.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::page_token::PageTokens;
use super::wire::Answer;
use super::{Call, input, schema};
use crate::sandbox::model::{Contact, Pool};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListInput {
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// ListUserPools: the pools of the Region the call was signed for.
pub fn list(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: ListInput = input::read(body)?;
    let limit = input::limit(input.max_results);
    let region = call.region.unwrap_or_default();
    let tokens = PageTokens { secret: &call.world.token_secret, request: format!("ListUserPools {region}"), now: call.now };
    let after = input.next_token.as_deref().map(|token| tokens.read(token)).transpose()?;
    let mut pools: Vec<_> = call.world.pools.iter().filter(|pool| pool.settings.region == region).collect();
    pools.sort_by(|left, right| left.settings.id.cmp(&right.settings.id));
    let given = after.map_or(0, |after| pools.partition_point(|pool| pool.settings.id <= after));
    let rest = pools.get(given..).unwrap_or_default();
    let page = rest.get(..limit).unwrap_or(rest);
    let listed: Vec<Value> = page
        .iter()
        .map(|pool| {
            json!({
                "Id": pool.settings.id,
                "Name": pool.settings.name,
                "LambdaConfig": lambda_config(pool),
                "CreationDate": pool.settings.created_at.wire(),
                "LastModifiedDate": pool.settings.created_at.wire(),
            })
        })
        .collect();
    let mut answer = json!({ "UserPools": listed });
    if page.len() < rest.len()
        && let Some(last) = page.last()
    {
        answer["NextToken"] = json!(tokens.after(&last.settings.id)?);
    }
    Ok(answer)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DescribeInput {
    user_pool_id: Option<String>,
}

/// DescribeUserPool
pub fn describe(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: DescribeInput = input::read(body)?;
    let pool = call.pool_index(input.user_pool_id.as_ref())?;
    let pool = call.pool(pool)?;
    Ok(json!({ "UserPool": Value::Object(described(pool)) }))
}

fn described(pool: &Pool) -> Map<String, Value> {
    let settings = &pool.settings;
    let created = settings.created_at.wire();
    let mut map = Map::new();
    let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
    put("Id", json!(settings.id));
    put("Name", json!(settings.name));
    put("Arn", json!(pool.arn()));
    put("CreationDate", json!(created));
    put("LastModifiedDate", json!(created));
    put("DeletionProtection", json!("ACTIVE"));
    put("Policies", json!({ "PasswordPolicy": password_policy(pool), "SignInPolicy": { "AllowedFirstAuthFactors": ["PASSWORD"] } }));
    put("LambdaConfig", lambda_config(pool));
    put("AutoVerifiedAttributes", json!(["email"]));
    // Cognito leaves out the one of the two that a pool does not use.
    if settings.username_attributes.is_empty() {
        put("AliasAttributes", json!(settings.alias_attributes));
    } else {
        put("UsernameAttributes", json!(settings.username_attributes));
    }
    put("UsernameConfiguration", json!({ "CaseSensitive": settings.case_sensitive }));
    if let Some(recovery) = &settings.recovery {
        put("AccountRecoverySetting", recovery_setting(recovery));
    }
    put("MfaConfiguration", json!("OPTIONAL"));
    put("EstimatedNumberOfUsers", json!(pool.users.len()));
    put("EmailConfiguration", email_configuration(settings.custom_message.is_some(), &settings.region));
    put(
        "SmsConfiguration",
        json!({
            "SnsCallerArn": "arn:aws:iam::123456789012:role/northwind-cognito-sms",
            "SnsRegion": settings.region,
            "ExternalId": "northwind",
        }),
    );
    put("UserPoolTags", json!({ "company": "northwind" }));
    put("UserPoolTier", json!(settings.tier));
    if settings.has_threat_protection {
        put("UserPoolAddOns", json!({ "AdvancedSecurityMode": "ENFORCED" }));
    }
    put(
        "AdminCreateUserConfig",
        json!({
            "AllowAdminCreateUserOnly": false,
            "UnusedAccountValidityDays": settings.policy.temporary_days(),
        }),
    );
    put("VerificationMessageTemplate", json!({ "DefaultEmailOption": "CONFIRM_WITH_CODE" }));
    put("SchemaAttributes", schema::described());
    map
}

/// A pool without password history does not mention it.
fn password_policy(pool: &Pool) -> Value {
    let policy = &pool.settings.policy;
    let mut told = json!(policy);
    if let (0, Some(members)) = (policy.password_history_size, told.as_object_mut()) {
        members.remove("PasswordHistorySize");
    }
    told
}

fn lambda_config(pool: &Pool) -> Value {
    match &pool.settings.custom_message {
        Some(arn) => json!({ "CustomMessage": arn }),
        None => json!({}),
    }
}

fn recovery_setting(recovery: &[Contact]) -> Value {
    let mechanisms: Vec<Value> = recovery.iter().zip(1..).map(|(name, priority)| json!({ "Name": name, "Priority": priority })).collect();
    json!({ "RecoveryMechanisms": mechanisms })
}

/// The pool with the trigger sends through its company's own mailer, the others through Cognito's
/// with its fifty mails a day.
fn email_configuration(own: bool, region: &str) -> Value {
    if own {
        json!({
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": format!("arn:aws:ses:{region}:123456789012:identity/northwind.example"),
            "From": "Northwind <hello@northwind.example>",
        })
    } else {
        json!({ "EmailSendingAccount": "COGNITO_DEFAULT" })
    }
}
