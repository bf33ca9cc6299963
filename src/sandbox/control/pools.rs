//! `/sandbox/pools` and `/sandbox/pools/{id}`: what a pool is like.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::given::or_null;
use crate::sandbox::model::{Contact, Mailer, MfaConfiguration, PasswordPolicy, PoolSettings, Sms, Trigger};
use crate::sandbox::shared::Shared;

/// What to change; absent fields stay.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patch {
    /// `null`: the pool has no AccountRecoverySetting.
    #[serde(deserialize_with = "or_null")]
    recovery: Option<Option<Vec<Contact>>>,
    policy: PolicyPatch,
    mailer: Option<Mailer>,
    sms: Option<Sms>,
    mfa: Option<MfaConfiguration>,
    /// All the triggers that the pool has.
    triggers: Option<Vec<Trigger>>,
    tier: Option<String>,
    threat_protection: Option<bool>,
}

/// What to change of the password policy.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PolicyPatch {
    minimum_length: Option<usize>,
    require_uppercase: Option<bool>,
    require_lowercase: Option<bool>,
    require_numbers: Option<bool>,
    require_symbols: Option<bool>,
    password_history_size: Option<usize>,
    temporary_password_validity_days: Option<i64>,
}

/// `GET /sandbox/pools`
pub async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world.lock().await;
    let pools: Vec<Value> = world.pools.iter().map(|pool| described(&pool.settings)).collect();
    Json(json!({ "pools": pools }))
}

/// `GET /sandbox/pools/{id}`
pub async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    let world = shared.world.lock().await;
    let pool = world.pools.iter().find(|it| it.settings.id == id).ok_or_else(|| ControlError::missing("pool"))?;
    Ok(Json(described(&pool.settings)))
}

/// `POST /sandbox/pools/{id}`
pub async fn patch(State(shared): State<Arc<Shared>>, Path(id): Path<String>, body: Result<Json<Patch>, JsonRejection>) -> Result<Json<Value>, ControlError> {
    let Json(patch) = body.map_err(ControlError::invalid)?;
    let mut world = shared.world.lock().await;
    let place = world.pools.iter().position(|it| it.settings.id == id).ok_or_else(|| ControlError::missing("pool"))?;
    let mut settings = world.pools.get(place).ok_or_else(|| ControlError::missing("pool"))?.settings.clone();
    patch.apply(&mut settings)?;
    let told = described(&settings);
    world.set_pool(place, settings)?;
    shared.store.commit(world.take_changes()?).await?;
    Ok(Json(told))
}

impl Patch {
    fn apply(self, settings: &mut PoolSettings) -> Result<(), ControlError> {
        if let Some(recovery) = self.recovery {
            check_recovery(recovery.as_deref())?;
            settings.recovery = recovery;
        }
        self.policy.apply(&mut settings.policy)?;
        settings.mailer = self.mailer.unwrap_or(settings.mailer);
        settings.sms = self.sms.unwrap_or(settings.sms);
        settings.mfa = self.mfa.unwrap_or(settings.mfa);
        if let Some(triggers) = self.triggers {
            settings.triggers = triggers.into_iter().map(|trigger| (trigger, trigger.function(&settings.region))).collect();
        }
        if let Some(tier) = self.tier {
            if !["LITE", "ESSENTIALS", "PLUS"].contains(&tier.as_str()) {
                return Err(ControlError::invalid("tier: LITE, ESSENTIALS or PLUS"));
            }
            settings.tier = tier;
        }
        settings.has_threat_protection = self.threat_protection.unwrap_or(settings.has_threat_protection);
        Ok(())
    }
}

/// One or two mechanisms, and `admin_only` with no other.
fn check_recovery(recovery: Option<&[Contact]>) -> Result<(), ControlError> {
    match recovery {
        None | Some([_]) => Ok(()),
        Some([first, second]) if first != second && ![first, second].contains(&&Contact::AdminOnly) => Ok(()),
        _ => Err(ControlError::invalid("recovery: null, one mechanism, or verified_email and verified_phone_number in either order")),
    }
}

impl PolicyPatch {
    fn apply(self, policy: &mut PasswordPolicy) -> Result<(), ControlError> {
        within("minimum_length", self.minimum_length, 6..=99)?;
        within("password_history_size", self.password_history_size, 0..=24)?;
        within("temporary_password_validity_days", self.temporary_password_validity_days, 0..=365)?;
        policy.minimum_length = self.minimum_length.unwrap_or(policy.minimum_length);
        policy.require_uppercase = self.require_uppercase.unwrap_or(policy.require_uppercase);
        policy.require_lowercase = self.require_lowercase.unwrap_or(policy.require_lowercase);
        policy.require_numbers = self.require_numbers.unwrap_or(policy.require_numbers);
        policy.require_symbols = self.require_symbols.unwrap_or(policy.require_symbols);
        policy.password_history_size = self.password_history_size.unwrap_or(policy.password_history_size);
        policy.temporary_password_validity_days = self.temporary_password_validity_days.unwrap_or(policy.temporary_password_validity_days);
        Ok(())
    }
}

fn within<T: PartialOrd + std::fmt::Display>(name: &str, value: Option<T>, allowed: RangeInclusive<T>) -> Result<(), ControlError> {
    match value {
        Some(value) if !allowed.contains(&value) => Err(ControlError::invalid(format!("{name}: {} to {}", allowed.start(), allowed.end()))),
        _ => Ok(()),
    }
}

/// The settings in the words of a patch, with what no patch changes.
fn described(settings: &PoolSettings) -> Value {
    let policy = &settings.policy;
    json!({
        "id": settings.id,
        "name": settings.name,
        "region": settings.region,
        "client_id": settings.client_id,
        "recovery": settings.recovery,
        "policy": {
            "minimum_length": policy.minimum_length,
            "require_uppercase": policy.require_uppercase,
            "require_lowercase": policy.require_lowercase,
            "require_numbers": policy.require_numbers,
            "require_symbols": policy.require_symbols,
            "password_history_size": policy.password_history_size,
            "temporary_password_validity_days": policy.temporary_password_validity_days,
        },
        "mailer": settings.mailer,
        "sms": settings.sms,
        "mfa": settings.mfa,
        "triggers": settings.triggers.keys().collect::<Vec<_>>(),
        "tier": settings.tier,
        "threat_protection": settings.has_threat_protection,
    })
}
