//! ListUserPools and DescribeUserPool.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::page_token::PageTokens;
use super::wire::Answer;
use super::{Call, input, schema};
use crate::sandbox::model::{Contact, Mailer, Pool, Sms, Trigger};

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
    put("MfaConfiguration", json!(settings.mfa));
    put("EstimatedNumberOfUsers", json!(pool.users.len()));
    put("EmailConfiguration", email_configuration(settings.mailer, &settings.region));
    if settings.sms != Sms::NotConfigured {
        put("SmsConfiguration", sms_configuration(&settings.region));
    }
    if let Some(failure) = settings.sms.failure() {
        put("SmsConfigurationFailure", json!(failure));
    }
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

/// Most triggers are an ARN; the senders tell the version of their events too, and need a key that
/// the code is encrypted with.
fn lambda_config(pool: &Pool) -> Value {
    let mut config = Map::new();
    for (trigger, function) in &pool.settings.triggers {
        let told = match trigger {
            Trigger::CustomMessage | Trigger::PreSignUp | Trigger::PostConfirmation => json!(function),
            Trigger::CustomEmailSender | Trigger::CustomSmsSender => {
                let key = format!("arn:aws:kms:{}:123456789012:key/4e6f7274-6877-4696-8e64-000000000001", pool.settings.region);
                config.insert("KMSKeyID".to_owned(), json!(key));
                json!({ "LambdaVersion": "V1_0", "LambdaArn": function })
            }
        };
        config.insert(trigger.word().to_owned(), told);
    }
    Value::Object(config)
}

fn recovery_setting(recovery: &[Contact]) -> Value {
    let mechanisms: Vec<Value> = recovery.iter().zip(1..).map(|(name, priority)| json!({ "Name": name, "Priority": priority })).collect();
    json!({ "RecoveryMechanisms": mechanisms })
}

fn email_configuration(mailer: Mailer, region: &str) -> Value {
    let mut told = json!({ "EmailSendingAccount": mailer });
    if mailer == Mailer::Developer {
        told["SourceArn"] = json!(format!("arn:aws:ses:{region}:123456789012:identity/northwind.example"));
        told["From"] = json!("Northwind <hello@northwind.example>");
    }
    told
}

fn sms_configuration(region: &str) -> Value {
    json!({ "SnsCallerArn": "arn:aws:iam::123456789012:role/northwind-cognito-sms", "SnsRegion": region, "ExternalId": "northwind" })
}
