//! What the registry does by itself when a moment comes: renewals, the steps after a deletion, transfers without
//! an answer, decisions that were put off.

use chrono::{DateTime, Utc};

use crate::code::ResultCode;
use crate::commands::{self, Context, Decision, Services};
use crate::config::Zones;
use crate::request::{self, HostsShown, Incoming};
use crate::response::extension::ServerChange;
use crate::response::{self, Reply};
use crate::state::{
    Change, DeadlineOf, Domain, HeldCommand, Life, Notice, NoticeExtension, Registry, RgpStatus,
    TransactionIds, TransferStatus, plus_years,
};
use crate::xml::ns;

/// The name under which the registry itself acts.
pub const REGISTRY: &str = "registry";

/// The step that falls due at `at`; an empty decision where nothing is left to do.
pub fn step(
    registry: &Registry,
    zones: &Zones,
    at: DateTime<Utc>,
    of: &DeadlineOf,
    server_trid: &str,
) -> Decision {
    let step = Step { registry, zones, at, server_trid };
    let decision = match of {
        DeadlineOf::Contact(id) => registry.contact(id).and_then(|contact| {
            commands::contact::conclude(contact, TransferStatus::ServerApproved, at).ok()
        }),
        DeadlineOf::Domain(name) => registry.domain(name).map(|domain| step.domain(domain)),
    };
    decision.unwrap_or_else(nothing)
}

struct Step<'a> {
    registry: &'a Registry,
    zones: &'a Zones,
    at: DateTime<Utc>,
    server_trid: &'a str,
}

impl Step<'_> {
    fn domain(&self, present: &Domain) -> Decision {
        let Ok(policy) = self.zones.of_domain(&present.name) else { return nothing() };
        let mut domain = present.clone();
        match &present.life {
            Life::PendingCreate { approve: false, request, .. } => {
                let notice = self.decided(present, false, request);
                return Decision {
                    notices: vec![(present.sponsor.clone(), notice)],
                    ..Decision::done(vec![Change::DropDomain(present.name.clone())])
                };
            }
            Life::PendingCreate { request, years, .. } => {
                domain.life = Life::Registered;
                domain.created = self.at;
                domain.expires = plus_years(self.at, *years as i32);
                domain.grace.clear();
                domain.open_grace(RgpStatus::AddPeriod, self.at + policy.periods.add, self.at);
                let notice = self.decided(present, true, request);
                return put(domain, vec![(present.sponsor.clone(), notice)]);
            }
            Life::Redemption { .. } => {
                domain.life = Life::PendingDelete { until: self.at + policy.periods.pending_delete };
            }
            Life::PendingRestore { deleted, redemption_until, .. } => {
                // Without a report the name returns to redemption (RFC 3915, section 2).
                let until = (*redemption_until).max(self.at);
                domain.life = Life::Redemption { deleted: *deleted, until };
            }
            Life::PendingDelete { .. } => {
                let notice = self.announce(present, "autoPurge", None, "The domain has been purged.");
                return Decision {
                    notices: vec![(present.sponsor.clone(), notice)],
                    ..Decision::done(vec![Change::DropDomain(present.name.clone())])
                };
            }
            Life::Registered => return self.registered(present),
        }
        put(domain, Vec::new())
    }

    fn registered(&self, present: &Domain) -> Decision {
        let Ok(policy) = self.zones.of_domain(&present.name) else { return nothing() };
        if let Some(held) = present.held.as_ref().filter(|held| held.until <= self.at) {
            return self.held(present, held);
        }
        if present.transfer.as_ref().is_some_and(|transfer| transfer.is_pending() && transfer.acts <= self.at)
        {
            let outcome = TransferStatus::ServerApproved;
            let concluded = commands::domain::conclude(self.registry, policy, present, outcome, self.at);
            return concluded.unwrap_or_else(|_| nothing());
        }
        let mut domain = present.clone();
        domain.expires = plus_years(present.expires, 1);
        domain.open_grace(RgpStatus::AutoRenewPeriod, self.at + policy.periods.auto_renew, self.at);
        domain.touch(REGISTRY, self.at);
        let notice = self.announce(&domain, "autoRenew", None, "The domain has been renewed automatically.");
        let sponsor = domain.sponsor.clone();
        put(domain, vec![(sponsor, notice)])
    }

    /// Decides again on a command that was put off, as if it came now.
    fn held(&self, present: &Domain, held: &HeldCommand) -> Decision {
        let mut freed = present.clone();
        freed.held = None;
        let services = Services::default();
        let context = Context {
            registry: self.registry,
            zones: self.zones,
            registrar: &present.sponsor,
            now: self.at,
            ids: &held.request,
            services: &services,
            deferral: None,
            replaced: Some(&freed),
        };
        let decided = match request::read(held.xml.reveal().as_bytes()) {
            Ok(Incoming::Command(envelope)) if held.approve => envelope
                .command()
                .and_then(|(command, extensions)| commands::decide(&context, &command, &extensions)),
            _ => Err(ResultCode::CommandFailed.refuse()),
        };
        let notice = self.decided(present, decided.is_ok(), &held.request);
        let mut decision = match decided {
            Ok(decision) => decision,
            Err(_) => put(freed.clone(), Vec::new()),
        };
        decision.notices.push((present.sponsor.clone(), notice));
        decision
    }

    fn decided(&self, domain: &Domain, done: bool, request: &TransactionIds) -> Notice {
        let text = if done {
            "The pending action has been completed."
        } else {
            "The pending action has been denied."
        };
        let res_data = response::domain::pending_action(&domain.name, done, request, self.at);
        Notice { at: self.at, text: text.to_owned(), res_data: Some(res_data), extension: None }
    }

    fn announce(&self, domain: &Domain, operation: &str, reason: Option<&str>, text: &str) -> Notice {
        let change = ServerChange {
            operation,
            qualifier: None,
            at: self.at,
            server_trid: self.server_trid,
            who: REGISTRY,
            reason,
        };
        change_notice(self.registry, domain, &change, text)
    }
}

/// A service message about something the registry did to a domain (RFC 8590).
pub fn change_notice(registry: &Registry, domain: &Domain, change: &ServerChange<'_>, text: &str) -> Notice {
    let subordinate: Vec<_> = registry.hosts_of_domain(&domain.name).map(|host| host.name.clone()).collect();
    let extension = NoticeExtension {
        namespace: Some(ns::CHANGE_POLL.to_owned()),
        xml: response::extension::change_poll(change),
    };
    Notice {
        at: change.at,
        text: text.to_owned(),
        res_data: Some(response::domain::info(domain, &subordinate, HostsShown::All, false)),
        extension: Some(extension),
    }
}

fn put(domain: Domain, notices: Vec<(String, Notice)>) -> Decision {
    Decision { notices, ..Decision::done(vec![Change::PutDomain(Box::new(domain))]) }
}

fn nothing() -> Decision {
    Decision::answer(Reply::new(ResultCode::Completed))
}
