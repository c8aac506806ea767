//! A mail calls a function.

use super::execute::Performed;
use super::mistakes::Keys;
use super::order::refused;
use super::{BatchOutcome, BatchStatus, Call};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, AskKey, Opened};
use crate::domains::ChangeDomain;
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::{Phase, Registration};
use domain_model::operation::DomainChanges;
use domain_model::values::{AccountNumber, DomainName, EppStatus, StatusSet};
use projections::Paging;
use projections::whois::{NameFilter, NameSort};

/// Names that one answer lists.
const MOST_NAMES: usize = 10_000;

impl Application {
    /// What a call comes to.
    pub(super) async fn perform_call(
        &self,
        account: AccountNumber,
        call: &Call,
        key: &str,
        ask: &Ask,
    ) -> Result<Performed, AskError> {
        let done = match call {
            Call::DomainDnsUpdate { name, servers } => {
                let changes = DomainChanges { servers: Some(servers.clone()), ..DomainChanges::default() };
                self.perform_change(account, name, changes, key, ask).await
            }
            Call::DomainLock(name) => self.perform_lock(account, name, true, key, ask).await,
            Call::DomainUnlock(name) => self.perform_lock(account, name, false, key, ask).await,
            Call::ZoneEntryAdd(entry) => self.perform_zone_entry(account, entry, true, ask).await,
            Call::ZoneEntryDel(entry) => self.perform_zone_entry(account, entry, false, ask).await,
            Call::ZoneEntryList(name) => self.list_zone(account, name).await,
            Call::DomainInfo(name) => self.show_name(account, name).await,
            Call::DomainList => self.list_names(account).await,
            // It costs something: see `perform_renewal`.
            Call::DomainRenew(name) => {
                Err(Refusal::NotOffered { what: "domainRenew", name: name.clone() }.into())
            }
        };
        match done {
            Ok(outcome) => Ok(outcome.into()),
            Err(error) => refused(error, Keys::CALL).map(Performed::Refused),
        }
    }

    async fn perform_change(
        &self,
        account: AccountNumber,
        name: &DomainName,
        changes: DomainChanges,
        key: &str,
        ask: &Ask,
    ) -> Result<BatchOutcome, AskError> {
        let key =
            AskKey { scope: "batch-mail".to_owned(), fingerprint: "change".to_owned(), key: key.to_owned() };
        let asked = ChangeDomain { account, name: name.clone(), changes, auth_code: None };
        match self.change_domain(asked, &ask.clone().under(Some(key))).await {
            Ok(Accepted { value: Opened { operation, .. }, .. }) => {
                Ok(BatchOutcome { operation: Some(operation), ..BatchOutcome::new(BatchStatus::Accepted) })
            }
            Err(AskError::Refused(Refusal::NoChange)) => Ok(said("note", "nothing to change")),
            Err(other) => Err(other),
        }
    }

    /// The lock that keeps a name from being transferred away.
    async fn perform_lock(
        &self,
        account: AccountNumber,
        name: &DomainName,
        locked: bool,
        key: &str,
        ask: &Ask,
    ) -> Result<BatchOutcome, AskError> {
        let held = self.registration_for(account, name, Right::Manage).await?;
        let kept = held.statuses.client_part().iter().filter(|s| *s != EppStatus::ClientTransferProhibited);
        let lock = locked.then_some(EppStatus::ClientTransferProhibited);
        let wanted: StatusSet = kept.chain(lock).collect();
        let changes = DomainChanges { client_statuses: Some(wanted), ..DomainChanges::default() };
        self.perform_change(account, name, changes, key, ask).await
    }

    async fn show_name(&self, account: AccountNumber, name: &DomainName) -> Result<BatchOutcome, AskError> {
        let sheet = self.name_sheet(account, name).await?;
        let lines = shown(name, &sheet.registration);
        Ok(BatchOutcome { lines, ..BatchOutcome::new(BatchStatus::Done) })
    }

    async fn list_names(&self, account: AccountNumber) -> Result<BatchOutcome, AskError> {
        let filter = NameFilter { account: Some(account), ..NameFilter::default() };
        let (mut rows, mut paging, mut more) = (vec![], Paging::first(projections::MOST_ROWS), true);
        while more && rows.len() < MOST_NAMES {
            let page = self.views().names(&filter, NameSort::Name, &paging).await?;
            more = page.more;
            if let Some(last) = page.items.last() {
                paging = Paging::first(projections::MOST_ROWS).after(last.cursor.clone());
            }
            rows.extend(page.into_rows());
        }
        let mut lines = vec![("domains".to_owned(), rows.len().to_string())];
        for (number, row) in (1..).zip(rows) {
            let expires = row.expires.map(|day| format!(" {}", day.format("%Y-%m-%d"))).unwrap_or_default();
            lines.push((format!("domain.{number}"), format!("{}{expires}", row.name)));
        }
        if more {
            lines.push(("note".to_owned(), "only the first names are listed".to_owned()));
        }
        Ok(BatchOutcome { lines, ..BatchOutcome::new(BatchStatus::Done) })
    }
}

/// An answer of one line, to something that was done at once.
pub(super) fn said(key: &str, value: &str) -> BatchOutcome {
    let lines = vec![(key.to_owned(), value.to_owned())];
    BatchOutcome { lines, ..BatchOutcome::new(BatchStatus::Done) }
}

/// A name as its reseller knows it; no person's data, and no code.
fn shown(name: &DomainName, held: &Registration) -> Vec<(String, String)> {
    let day = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d").to_string();
    let phase = match held.phase {
        Phase::Active => "active",
        Phase::Expired => "expired",
        Phase::Redemption { .. } => "redemption",
        Phase::PendingDelete { .. } => "pendingDelete",
    };
    let mut lines = vec![
        ("domain.name".to_owned(), name.to_string()),
        ("domain.state".to_owned(), phase.to_owned()),
        ("domain.created".to_owned(), day(held.created)),
        ("domain.expires".to_owned(), day(held.expires)),
        ("domain.locked".to_owned(), yes_no(held.statuses.contains(EppStatus::ClientTransferProhibited))),
        ("domain.owner".to_owned(), held.contacts.owner.to_string()),
        ("domain.admin".to_owned(), held.contacts.admin.to_string()),
        ("domain.tech".to_owned(), held.contacts.tech.to_string()),
        ("domain.billing".to_owned(), held.contacts.billing.to_string()),
    ];
    for (number, server) in (1..).zip(held.servers.iter()) {
        let addresses = server.addresses.iter().map(|address| format!(" {address}")).collect::<String>();
        lines.push((format!("domain.dns.{number}"), format!("{}{addresses}", server.host)));
    }
    for (number, status) in (1..).zip(held.statuses.iter()) {
        lines.push((format!("domain.status.{number}"), status.to_string()));
    }
    if let Some(operation) = held.busy {
        lines.push(("domain.operation".to_owned(), operation.to_string()));
    }
    if let Some(hidden) = held.privacy {
        lines.push(("domain.owo".to_owned(), yes_no(hidden)));
    }
    lines
}

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}
