//! What the embedding program may do beside EPP: move time, arm faults, look at objects, act as the registry.

use chrono::{DateTime, Duration, Utc};
use serde::Serialize;

use crate::clock::SandboxClock;
use crate::faults::FaultPlan;
use crate::response::extension::ServerChange;
use crate::server::Handle;
use crate::settle::{REGISTRY, change_notice};
use crate::state::{
    Change, Contact, Domain, Host, Notice, NoticeExtension, PollMessage, Registry, RgpStatus, Status,
};
use crate::store::StoreError;

/// A domain as it stands now.
#[derive(Debug, Clone, Serialize)]
pub struct DomainState {
    #[serde(flatten)]
    pub domain: Domain,
    /// The statuses that `info` shows.
    pub visible_statuses: Vec<Status>,
    pub rgp: Vec<RgpStatus>,
}

/// Why the registry did not act.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    #[error("the domain does not exist")]
    NoSuchDomain,
    #[error("the registrar does not exist")]
    NoSuchRegistrar,
    #[error("{0:?} is not the registry's to set")]
    NotServerStatus(Status),
    #[error("not XML")]
    NotXml,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A service message of the embedding program's own making.
#[derive(Debug, Clone, Default)]
pub struct OddMessage {
    pub text: String,
    /// The content of `<resData>`: any elements with their namespaces declared.
    pub res_data: Option<String>,
    /// The content of `<extension>`, sent whatever the client asked for at login.
    pub extension: Option<String>,
}

impl Handle {
    /// The sandbox's time.
    pub fn clock(&self) -> SandboxClock {
        self.engine.clock.clone()
    }

    /// Moves the sandbox's time to `offset` from real time, and lets everything that fell due by then happen, in
    /// order. The offset survives a restart.
    pub async fn set_clock_offset(&self, offset: Duration) -> Result<(), StoreError> {
        let change = Change::ClockOffset(offset.num_milliseconds());
        self.engine.change(vec![change]).await?;
        self.engine.clock.set_offset(offset);
        self.settle().await
    }

    /// Lets everything happen that fell due up to now, in order.
    pub async fn settle(&self) -> Result<(), StoreError> {
        self.engine.settle().await
    }

    /// The next moment at which the registry acts by itself.
    pub fn next_deadline(&self) -> Option<DateTime<Utc>> {
        self.engine.next_deadline()
    }

    /// The faults, to be armed and taken back.
    pub fn faults(&self) -> FaultPlan {
        self.engine.faults.clone()
    }

    /// A domain's state; `None` where it does not exist.
    pub fn domain(&self, name: &str) -> Option<DomainState> {
        let now = self.engine.clock.now();
        self.engine.read(|registry| registry.domain(name).map(|domain| state(domain, now)))
    }

    /// Every domain's state, by name.
    pub fn domains(&self) -> Vec<DomainState> {
        let now = self.engine.clock.now();
        self.engine.read(|registry| registry.domains().map(|domain| state(domain, now)).collect())
    }

    pub fn contact(&self, id: &str) -> Option<Contact> {
        self.engine.read(|registry| registry.contact(id).cloned())
    }

    pub fn host(&self, name: &str) -> Option<Host> {
        self.engine.read(|registry| registry.host(name).cloned())
    }

    /// The service messages waiting for a registrar, oldest first.
    pub fn poll_queue(&self, registrar: &str) -> Vec<PollMessage> {
        self.engine.read(|registry| registry.queue(registrar).cloned().collect())
    }

    /// Puts a message into a registrar's queue that no client can know.
    pub async fn inject_message(&self, registrar: &str, message: OddMessage) -> Result<(), ActError> {
        if self.engine.read(|registry| registry.registrar(registrar).is_none()) {
            return Err(ActError::NoSuchRegistrar);
        }
        for part in message.res_data.iter().chain(&message.extension) {
            crate::xml::parse(format!("<part>{part}</part>").as_bytes()).map_err(|_| ActError::NotXml)?;
        }
        let notice = |at| Notice {
            at,
            text: message.text.clone(),
            res_data: message.res_data.clone(),
            extension: message.extension.clone().map(|xml| NoticeExtension { namespace: None, xml }),
        };
        let change = |_: &Registry, now| (Vec::new(), vec![(registrar.to_owned(), notice(now))]);
        Ok(self.engine.change_with(change).await?)
    }

    /// Sets and removes `server…` statuses, as a registry does in a dispute or an abuse case; the sponsor is told
    /// by a change poll message (RFC 8590).
    pub async fn set_server_statuses(
        &self,
        name: &str,
        add: &[Status],
        remove: &[Status],
        reason: &str,
    ) -> Result<(), ActError> {
        if let Some(status) = add.iter().chain(remove).find(|status| !status.server_settable()) {
            return Err(ActError::NotServerStatus(*status));
        }
        if self.engine.read(|registry| registry.domain(name).is_none()) {
            return Err(ActError::NoSuchDomain);
        }
        let server_trid = self.engine.server_trid();
        let change = |registry: &Registry, at| {
            let Some(present) = registry.domain(name) else { return Default::default() };
            let mut domain = present.clone();
            domain.statuses.extend(add);
            domain.statuses.retain(|status| !remove.contains(status));
            domain.touch(REGISTRY, at);
            let change = ServerChange {
                operation: "update",
                qualifier: None,
                at,
                server_trid: &server_trid,
                who: REGISTRY,
                reason: Some(reason),
            };
            let notice = change_notice(registry, &domain, &change, "The registry has changed the domain.");
            let notices = vec![(domain.sponsor.clone(), notice)];
            (vec![Change::PutDomain(Box::new(domain))], notices)
        };
        Ok(self.engine.change_with(change).await?)
    }
}

fn state(domain: &Domain, now: DateTime<Utc>) -> DomainState {
    DomainState {
        visible_statuses: domain.visible_statuses().into_iter().collect(),
        rgp: domain.rgp_statuses(now),
        domain: domain.clone(),
    }
}
