//! Hosts inside a name: they come with an operation on the name, and leave with the name.

use super::Outcome;
use crate::application::Application;
use crate::ask::AskError;
use crate::jobs::Errand;
use domain_model::domain::Domain;
use domain_model::host::{self, Glue, Host};
use domain_model::operation::{Dossier, Step, Subject};
use domain_model::values::{DomainName, HostName, HostNumber};
use journal::{Sequence, Streams};
use std::time::Duration;

/// Longest wait for a view that is asked.
pub(super) const VIEWS: Duration = Duration::from_secs(10);

impl Application {
    /// The host inside the name that a step of an operation on this name has made: it is the account's from now on,
    /// to be changed and deleted like one that was asked for alone.
    pub(super) async fn glue_of(
        &self,
        dossier: &Dossier,
        step: &Step,
    ) -> Result<Option<(HostName, Glue)>, AskError> {
        let (Step::CreateHost { host, addresses }, Subject::Domain(domain)) =
            (step, dossier.request.subject())
        else {
            return Ok(None);
        };
        if !host.is_within(&domain) {
            return Ok(None);
        }
        let glue = Glue {
            number: HostNumber::new(self.journal().next_number(Sequence::Hosts).await?),
            account: dossier.account,
            domain,
            registry: dossier.registry.clone(),
            addresses: addresses.clone(),
        };
        Ok(Some((host.clone(), glue)))
    }

    /// Hosts inside a name leave with it: the next registration of the name starts empty.
    pub(super) async fn let_hosts_go(&self, name: &DomainName, errand: &Errand) -> Result<Outcome, AskError> {
        self.views_caught_up(VIEWS).await?;
        // Ours again meanwhile: what is in it by now is not looked at.
        if !matches!(self.journal().load::<Domain>(name).await?.state, Domain::Gone(_)) {
            return Ok(Outcome::Done);
        }
        let ask = self.own_ask(errand);
        for host in self.hosts_in(name).await? {
            self.once(&ask, Streams::new().with::<Host>(&host), |work| {
                work.execute::<Host>(&host, &host::Command::Depart).map(|_| ())
            })
            .await?;
        }
        Ok(Outcome::Done)
    }
}
