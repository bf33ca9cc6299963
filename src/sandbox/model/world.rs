//! Everything the sandbox remembers, and which parts of it wait to be written.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{Effect, EffectLog, Message, Pool, PoolSettings, Switches, User};
use crate::sandbox::clock::Moment;
use crate::sandbox::store::{Change, Store, StoreError};

/// So many messages are kept; older ones are forgotten.
const KEPT: usize = 50_000;

/// The state of the sandbox.
#[derive(Debug, Default)]
pub struct World {
    /// The user pools.
    pub pools: Vec<Pool>,
    /// Sent messages, oldest first.
    pub outbox: VecDeque<Message>,
    /// What really changed.
    pub effects: EffectLog,
    /// Unsettled behaviour, as chosen.
    pub switches: Switches,
    /// Signs pagination tokens and challenge sessions; new at every start, like the tokens.
    pub token_secret: String,
    /// When Cognito's own mailer sent, oldest first, while there is a limit.
    mails: VecDeque<Moment>,
    listed: BTreeMap<(usize, String), (Moment, User)>,
    touched: BTreeSet<(usize, String)>,
    changes: Vec<Change>,
}

impl World {
    /// Reads what an earlier run wrote; no pools when the folder is new.
    pub async fn load(store: &Store, token_secret: String) -> Result<Self, StoreError> {
        let mut pools = Vec::new();
        for record in store.all("pool").await? {
            pools.push(Pool { settings: PoolSettings::read(record)?, users: Default::default() });
        }
        for (pool, user) in store.all::<(String, User)>("user").await? {
            if let Some(pool) = pools.iter_mut().find(|it| it.settings.id == pool) {
                pool.users.insert(user.username.clone(), user);
            }
        }
        Ok(Self {
            pools,
            outbox: store.all("message").await?.into(),
            effects: EffectLog::load(store).await?,
            switches: store.one("switches", "").await?.unwrap_or_default(),
            mails: store.one("mails", "").await?.unwrap_or_default(),
            token_secret,
            ..Self::default()
        })
    }

    /// Adds a whole pool and marks all of it to be written.
    pub fn add_pool(&mut self, pool: Pool) -> Result<(), StoreError> {
        let index = self.pools.len();
        self.changes.push(Change::put("pool", pool_order(index), &pool.settings)?);
        self.touched.extend(pool.users.keys().map(|username| (index, username.clone())));
        self.pools.push(pool);
        Ok(())
    }

    /// Gives a pool other settings.
    pub fn set_pool(&mut self, pool: usize, settings: PoolSettings) -> Result<(), StoreError> {
        if let Some(it) = self.pools.get_mut(pool) {
            self.changes.push(Change::put("pool", pool_order(pool), &settings)?);
            it.settings = settings;
        }
        Ok(())
    }

    /// A user to be changed; the record is written with the answer.
    pub fn user_mut(&mut self, pool: usize, username: &str) -> Option<&mut User> {
        let user = self.pools.get_mut(pool)?.users.get_mut(username)?;
        self.touched.insert((pool, username.to_owned()));
        Some(user)
    }

    /// Keeps a user as ListUsers goes on showing it while it lags behind.
    pub fn keep_listed(&mut self, pool: usize, username: &str, now: Moment) {
        let until = now.plus_seconds(i64::from(self.switches.list_lag_seconds));
        self.listed.retain(|_, (until, _)| now < *until);
        let user = self.pools.get(pool).and_then(|it| it.users.get(username));
        if let (true, Some(user)) = (now < until, user) {
            let key = (pool, username.to_owned());
            self.listed.entry(key).or_insert_with(|| (until, user.clone()));
        }
    }

    /// A user as ListUsers shows it; not at all where the user is so new that the list does not know them yet.
    pub fn as_listed<'a>(&'a self, pool: usize, user: &'a User, now: Moment) -> Option<&'a User> {
        let lag = i64::from(self.switches.list_lag_seconds);
        if lag > 0 && now < user.created_at.plus_seconds(lag) {
            return None;
        }
        Some(match self.listed.get(&(pool, user.username.clone())) {
            Some((until, before)) if now < *until => before,
            _ => user,
        })
    }

    /// Adds a user under a username that nobody has.
    pub fn add_user(&mut self, pool: usize, user: User) {
        if let Some(it) = self.pools.get_mut(pool) {
            self.touched.insert((pool, user.username.clone()));
            it.users.insert(user.username.clone(), user);
        }
    }

    /// Removes a user, and says whether there was one.
    pub fn remove_user(&mut self, pool: usize, username: &str) -> bool {
        self.touched.insert((pool, username.to_owned()));
        self.pools.get_mut(pool).is_some_and(|it| it.users.remove(username).is_some())
    }

    /// Chooses unsettled behaviour.
    pub fn set_switches(&mut self, switches: Switches) -> Result<(), StoreError> {
        self.changes.push(Change::put("switches", "", &switches)?);
        self.changes.push(Change::Drop { kind: "mails", id: String::new() });
        self.mails.clear();
        self.switches = switches;
        Ok(())
    }

    /// Whether Cognito's own mailer still sends.
    pub fn may_mail(&self, now: Moment) -> bool {
        let sent = self.mails.iter().filter(|at| is_within_a_day(**at, now)).count();
        self.switches.mails_a_day.is_none_or(|most| (sent as u64) < u64::from(most))
    }

    /// Counts a mail of Cognito's own mailer.
    pub fn count_mail(&mut self, now: Moment) -> Result<(), StoreError> {
        if self.switches.mails_a_day.is_some() {
            self.mails.retain(|at| is_within_a_day(*at, now));
            self.mails.push_back(now);
            self.changes.push(Change::put("mails", "", &self.mails)?);
        }
        Ok(())
    }

    /// Puts a message into the outbox under the next number.
    pub fn send(&mut self, mut message: Message) -> Result<(), StoreError> {
        message.sequence = self.outbox.back().map_or(1, |last| last.sequence + 1);
        self.changes.push(Change::put("message", order(message.sequence), &message.for_the_file())?);
        self.outbox.push_back(message);
        if self.outbox.len() > KEPT
            && let Some(oldest) = self.outbox.pop_front()
        {
            self.changes.push(Change::Drop { kind: "message", id: order(oldest.sequence) });
        }
        Ok(())
    }

    /// Forgets all messages. Numbers start again at 1.
    pub fn empty_outbox(&mut self) {
        for message in self.outbox.drain(..) {
            self.changes.push(Change::Drop { kind: "message", id: order(message.sequence) });
        }
    }

    /// Logs an effect under the next number.
    pub fn log_effect(&mut self, effect: Effect) -> Result<(), StoreError> {
        self.changes.extend(self.effects.add(effect)?);
        Ok(())
    }

    /// Takes everything that waits to be written.
    pub fn take_changes(&mut self) -> Result<Vec<Change>, StoreError> {
        let mut changes = std::mem::take(&mut self.changes);
        for (index, username) in std::mem::take(&mut self.touched) {
            let Some(pool) = self.pools.get(index) else {
                continue;
            };
            let id = format!("{}/{username}", pool.settings.id);
            changes.push(match pool.users.get(&username) {
                Some(user) => Change::put("user", id, &(&pool.settings.id, user))?,
                None => Change::Drop { kind: "user", id },
            });
        }
        Ok(changes)
    }
}

/// A clock that was moved back leaves mails in the future: they do not count.
fn is_within_a_day(at: Moment, now: Moment) -> bool {
    at > now.plus_days(-1) && at <= now
}

fn pool_order(index: usize) -> String {
    format!("{index:03}")
}

/// The id under which a numbered record is kept, so that records come back in order.
pub(super) fn order(sequence: u64) -> String {
    format!("{sequence:012}")
}
