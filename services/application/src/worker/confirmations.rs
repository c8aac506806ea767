//! Owners who are to confirm their data: asked when a name comes to them, reminded, and their names brought in line.

use super::Outcome;
use super::hosts::VIEWS;
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey};
use crate::contacts::{ToConfirm, of_registrant};
use crate::jobs::{Errand, Job};
use chrono::{DateTime, Utc};
use domain_model::contact::{Command, Contact, Event, Person};
use domain_model::domain::Domain;
use domain_model::obligations::Obligations;
use domain_model::values::{ContactNumber, DomainName};
use domain_model::{Actor, Channel};
use journal::{StreamId, Streams};
use projections::whois::{ContactRole, NameFilter, NameSort, Standing};
use projections::{MOST_ROWS, Paging};

impl Application {
    /// A name was registered, came by transfer, or has another owner: whoever it is confirms the data (RAA), unless
    /// that is done or asked already.
    pub(super) async fn ask_owner(&self, name: &DomainName, errand: &Errand) -> Result<Outcome, AskError> {
        let at = self.clock().now();
        let held = self.journal().load::<Domain>(name).await?.state;
        let Some(held) = held.registration() else { return Ok(Outcome::Done) };
        if let Some(asked) = ToConfirm::under(self.rules(name, at)?) {
            let ask = Ask::new(errand.cause(Actor::System, Channel::Internal, at));
            let owner = held.contacts.owner;
            let confirmed = self.has_confirmed_as_it_is(owner).await?;
            self.once(&ask, Streams::new().with::<Contact>(&owner), |work| {
                // Two names that come at once ask once.
                let person = work.state::<Contact>(&owner).active();
                let open = person.is_some_and(|person| {
                    !confirmed && person.verify_by.is_none() && person.details.value().is_some()
                });
                if open { asked.ask(work, owner, at) } else { Ok(()) }
            })
            .await?;
        }
        self.plan_obligations(name, None, errand).await
    }

    /// Whether a person has confirmed the data, and nothing of it has changed since: who owned no such name then was not
    /// asked.
    async fn has_confirmed_as_it_is(&self, contact: ContactNumber) -> Result<bool, AskError> {
        let state = self.journal().load::<Contact>(&contact).await?.state;
        if !state.active().is_some_and(Person::is_verified) {
            return Ok(false);
        }
        let vault = self.journal().vault();
        let (mut confirmed, mut known) = (false, None);
        for recorded in self.journal().read_stream(&StreamId::of::<Contact>(&contact)).await? {
            match recorded.open(vault).await? {
                Event::Registered { details, .. } => known = details.value().cloned(),
                Event::Amended { details } => {
                    let after = details.value().cloned();
                    let same = known.as_ref().zip(after.as_ref()).map(|(a, b)| !of_registrant(a, b));
                    confirmed &= same.unwrap_or(false);
                    known = after;
                }
                Event::Verified { .. } => confirmed = true,
                _ => {}
            }
        }
        Ok(confirmed)
    }

    /// Whether an owner's data is confirmed has changed: each name is planned again.
    pub(super) async fn plan_owned(
        &self,
        owner: ContactNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        // A name that comes meanwhile is planned by itself.
        self.views_caught_up(VIEWS).await?;
        let ask = Ask::new(errand.cause(Actor::System, Channel::Internal, self.clock().now()));
        let filter = NameFilter {
            standings: vec![Standing::Active, Standing::Expired],
            contact: Some(owner),
            role: Some(ContactRole::Owner),
            ..NameFilter::default()
        };
        let mut paging = Paging::first(MOST_ROWS);
        loop {
            let page = self.views().names(&filter, NameSort::Name, &paging).await?;
            let names = page.items.iter().map(|item| &item.row.name);
            let names: Vec<DomainName> = names.cloned().collect();
            self.once(&ask, Streams::new(), |work| {
                for name in &names {
                    let plan = Job::Plan { name: name.clone(), expired: None };
                    work.enqueue(plan, &StreamId::of::<Obligations>(name), ask.cause.at);
                }
                Ok(())
            })
            .await?;
            match page.items.last().filter(|_| page.more) {
                Some(last) => paging = Paging::first(MOST_ROWS).after(last.cursor.clone()),
                None => return Ok(Outcome::Done),
            }
        }
    }

    /// Mails who was asked to confirm until a day, and has not, another link.
    pub(super) async fn remind_to_confirm(
        &self,
        contact: ContactNumber,
        by: DateTime<Utc>,
        day: u16,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let at = ask.cause.at;
        let key = format!("{contact}/{by}/{day}");
        let scope = "clock/verification".to_owned();
        let ask = ask.clone().under(Some(AskKey { scope, fingerprint: key.clone(), key }));
        if self.answered::<()>(&ask).await?.is_some() {
            return Ok(());
        }
        self.once(&ask, Streams::new().with::<Contact>(&contact), |work| {
            let person = work.state::<Contact>(&contact).active();
            if person.is_some_and(|person| person.verify_by == Some(by)) {
                work.execute::<Contact>(&contact, &Command::MailVerification { at })?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }
}
