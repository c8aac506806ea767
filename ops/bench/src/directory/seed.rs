//! Names with their persons, decided by the real aggregates and appended by the real journal.

use crate::rebuild::samples::{details, servers};
use anyhow::Context;
use chrono::{DateTime, Days};
use domain_model::contact::{self, Contact, Origin};
use domain_model::domain::{self, Claim, Domain, Lock, LockKind, Phase, Registration};
use domain_model::operation::Contacts;
use domain_model::values::*;
use domain_model::{Actor, Cause, Channel};
use journal::{Journal, Streams, Unit};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Names that have the same owner, and are written at once.
const OF_AN_OWNER: u64 = 5;
const AT_ONCE: usize = 32;

/// Writes so many; answers which of them were not there before.
///
/// # Errors
/// The journal failed.
pub async fn names(journal: &Journal, count: u64) -> anyhow::Result<Vec<String>> {
    let next = Arc::new(AtomicU64::new(0));
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let (journal, next) = (journal.clone(), next.clone());
        running.spawn(async move {
            let mut written = vec![];
            loop {
                let owner = next.fetch_add(1, Ordering::Relaxed);
                let first = owner * OF_AN_OWNER;
                if first >= count {
                    return anyhow::Ok(written);
                }
                let numbers: Vec<u64> = (first..count.min(first + OF_AN_OWNER)).collect();
                written.extend(owned(&journal, owner, &numbers).await?);
            }
        });
    }
    let mut names = vec![];
    while let Some(ended) = running.join_next().await {
        names.extend(ended??);
    }
    Ok(names)
}

async fn owned(journal: &Journal, owner: u64, numbers: &[u64]) -> anyhow::Result<Vec<String>> {
    let (account, contact) = (AccountNumber::new(13_490), ContactNumber::new(1_000_000 + owner));
    let register = contact::Command::Register {
        account,
        handle: ContactHandle::parse(&format!("PD{owner}-FREE"))?,
        origin: Origin::Account,
        details: details(contact)?,
    };
    let mut lives = vec![];
    for number in numbers {
        lives.push((
            DomainName::parse(&format!("looked-up-{number:07}.com"))?,
            life(*number, account, contact)?,
        ));
    }
    let mut streams = Streams::new().with::<Contact>(&contact);
    for (name, _) in &lives {
        streams = streams.with::<Domain>(name);
    }
    // What an earlier run has written stays.
    let mut written = vec![];
    let cause = Cause::new(Actor::Reseller(account), Channel::GraphQl, moment()?, Uuid::now_v7());
    let decided = |unit: &mut Unit| -> Result<(), Refused> {
        written.clear();
        if unit.version::<Contact>(&contact) == 0 {
            unit.execute::<Contact>(&contact, &register).map_err(|refused| Refused(refused.to_string()))?;
        }
        for (name, (request, confirm)) in &lives {
            if unit.version::<Domain>(name) > 0 {
                continue;
            }
            written.push(name.to_string());
            for command in [request, confirm] {
                unit.execute::<Domain>(name, command).map_err(|refused| Refused(refused.to_string()))?;
            }
        }
        Ok(())
    };
    journal.transact(&cause, streams, decided).await?;
    Ok(written)
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

fn moment() -> anyhow::Result<DateTime<chrono::Utc>> {
    DateTime::from_timestamp(1_767_258_000, 0).context("a moment in January 2026")
}

/// Asked for, and registered.
fn life(
    number: u64,
    account: AccountNumber,
    contact: ContactNumber,
) -> anyhow::Result<(domain::Command, domain::Command)> {
    let (at, operation) = (moment()?, OperationNumber::new(10_000_000 + number));
    let contacts = Contacts { owner: contact, admin: contact, tech: contact, billing: contact };
    let servers = servers(&["ns0.online.net", "ns1.online.net"])?;
    let claim = Claim {
        number: RegistrationNumber::new(20_000_000 + number),
        operation,
        account,
        contacts,
        servers: servers.clone(),
        service: None,
        privacy: None,
    };
    let registration = Registration {
        number: claim.number,
        account,
        registry: RegistryId::parse("sandbox")?,
        contacts,
        servers,
        secdns: None,
        statuses: StatusSet::EMPTY,
        auth_code: None,
        created: at,
        expires: at + Days::new(365),
        paid_until: None,
        held_since: at,
        phase: Phase::Active,
        busy: None,
        locks: vec![Lock {
            kind: LockKind::Creation,
            since: at,
            lifts: Some(at + Days::new(60)),
            rule: "com@2016-12-01".to_owned(),
        }],
        transfer_out: None,
        service: None,
        privacy: None,
        moving: None,
    };
    let confirm = domain::Command::ConfirmRegistration { operation, registration: Box::new(registration) };
    Ok((domain::Command::RequestRegistration { claim }, confirm))
}
