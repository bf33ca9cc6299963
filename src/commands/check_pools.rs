//! What `passdesk check-config` asks of each user pool: whether it answers, who this console is there, and what it may do.

use crate::compose::directory;
use crate::config::Settings;
use crate::domain::pool::ServedPool;
use crate::ports::pool_access::{Identity, PoolAccess, Probe, Verdict};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, UserDirectory};

/// Prints what is found out, and adds what is wrong to the faults.
pub(super) async fn check_pools(settings: &Settings, faults: &mut Vec<String>) {
    let directory = match directory(settings).await {
        Ok(directory) => directory,
        Err(error) => return faults.push(error.to_string()),
    };
    for pool in directory.pools() {
        let mut told = Told { pool, faults: &mut *faults };
        if told.identities(&directory).await && told.answers(&directory).await {
            told.people(&directory).await;
            for probe in directory.probe(&pool.id).await {
                let is_needed = probe.operation.is_needed(&settings.desk.policy, settings.roles.values(), &pool.id);
                told.probe(&probe, is_needed);
            }
        }
    }
}

/// What is told of one pool.
struct Told<'a> {
    pool: &'a ServedPool,
    faults: &'a mut Vec<String>,
}

impl Told<'_> {
    fn say(&self, line: impl std::fmt::Display) {
        println!("user pool {} ({}): {line}", self.pool.id, self.pool.name);
    }

    fn fault(&mut self, fault: impl std::fmt::Display) {
        self.faults.push(format!("user pool {}: {fault}", self.pool.id));
    }

    /// Who the console is there; whether there is any sense in going on.
    async fn identities(&mut self, directory: &impl PoolAccess) -> bool {
        let identities = match directory.identities(&self.pool.id).await {
            Ok(identities) => identities,
            Err(failure) => {
                self.fault(failure);
                return false;
            }
        };
        if let Some(source) = identities.source {
            self.say(format!("credentials from {source}"));
        }
        let has_role = identities.own.is_some();
        match identities.host {
            None => self.say("who this console is there was not asked: endpoint_url leads elsewhere than to AWS, and there is no sts_endpoint_url"),
            Some(Ok(host)) => self.say(format!("this console is {}", words(&host))),
            // Without a role nothing of the console's work is asked of STS, which may be out of its reach.
            Some(Err(failure)) if !has_role => self.say(format!("who this console is there is not known: {failure}")),
            Some(Err(failure)) => self.fault(format!("who this console is there is not known: {failure}")),
        }
        match identities.own {
            None => {}
            Some(Ok(own)) => self.say(format!("reads as {}", words(&own))),
            Some(Err(failure)) => self.fault(format!("role_arn: no session for this console: {failure}")),
        }
        true
    }

    /// Whether the pool answers. A refusal is an answer: what else is refused is worth knowing.
    async fn answers(&mut self, directory: &impl UserDirectory) -> bool {
        match directory.check(&self.pool.id).await {
            Ok(()) => {
                self.say("answers");
                true
            }
            // What was refused is told by operation.
            Err(DirectoryFailure { error: DirectoryError::AccessDenied(_), aws_code: Some(code), .. }) if code.contains("AccessDenied") => true,
            Err(failure) => {
                self.fault(failure);
                false
            }
        }
    }

    /// A person's session, tried out.
    async fn people(&mut self, directory: &impl UserDirectory) {
        match directory.check_role(&self.pool.id).await {
            Ok(None) => {}
            Ok(Some(session)) => self.say(format!("people act as {session}")),
            Err(failure) => self.fault(format!("role_arn: no session for a person: {failure}")),
        }
    }

    /// One operation. What nobody here could come to need may be denied.
    fn probe(&mut self, probe: &Probe, is_needed: bool) {
        let name = probe.operation.name();
        match &probe.verdict {
            Verdict::Allowed => self.say(format!("{name}: allowed")),
            Verdict::Denied(words) if is_needed => self.fault(format!("{name}: denied: {words}")),
            Verdict::Denied(_) => self.say(format!("{name}: denied, and no role of this console needs it")),
            Verdict::NotAsked(why) => self.say(format!("{name}: not asked: {why}")),
            Verdict::NotClear(answer) => self.say(format!("{name}: not clear: {answer}")),
        }
    }
}

fn words(identity: &Identity) -> String {
    format!("{} (account {})", identity.arn, identity.account)
}
