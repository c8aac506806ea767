//! Deadlines: what falls due becomes an event, once, however late the run.

use super::{Outcome, is_moot};
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::jobs::{Deadline, Errand, Job};
use crate::ports::{AnswerData, RegistryCommand};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain_model::contact_change;
use domain_model::domain::{self, Domain, MoveEnd, Phase};
use domain_model::policy::add_days;
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{DomainName, OperationNumber};
use domain_model::{Actor, Channel};
use journal::{StreamId, Streams};

impl Application {
    pub(super) async fn meet(&self, deadline: &Deadline, errand: &Errand) -> Result<Outcome, AskError> {
        let ask = Ask::new(errand.cause(Actor::Clock, Channel::Internal, self.clock().now()));
        let met = match deadline {
            Deadline::TradeReminder { trade, day } => {
                let remind = trade::Command::Remind { day: *day };
                self.once(&ask, Streams::new().with::<Trade>(trade), |work| {
                    work.execute::<Trade>(trade, &remind).map(|_| ())
                })
                .await
                .map(|_| ())
            }
            Deadline::TransferReminder { transfer, day } => {
                if !self.is_due(*transfer, *day, ask.cause.at).await? {
                    return Ok(Outcome::Done);
                }
                let remind = transfer::Command::Remind { day: *day };
                self.once(&ask, Streams::new().with::<Transfer>(transfer), |work| {
                    work.execute::<Transfer>(transfer, &remind).map(|_| ())
                })
                .await
                .map(|_| ())
            }
            Deadline::TradeExpiry(number) => {
                // A trade that was voted on again has a later deadline, with a job of its own.
                let state = self.journal().load::<Trade>(number).await?.state;
                match state.dossier() {
                    Some((terms, _)) if terms.expires_at <= ask.cause.at => {
                        self.expire_trade(*number, &ask).await
                    }
                    _ => Ok(()),
                }
            }
            Deadline::TransferExpiry(number) => {
                let state = self.journal().load::<Transfer>(number).await?.state;
                match state.inbound() {
                    Some((terms, _)) if terms.expires_at <= ask.cause.at => {
                        self.expire_transfer(*number, &ask).await
                    }
                    _ => Ok(()),
                }
            }
            Deadline::MoveExpiry(number) => {
                self.end_reseller_move(*number, MoveEnd::Expired, &ask).await.map(|_| ())
            }
            Deadline::ContactChangeReminder { change, day } => {
                let remind = contact_change::Command::Remind { day: *day };
                self.on_contact_change(*change, remind, &ask).await.map(|_| ())
            }
            Deadline::ContactChangeExpiry(change) => {
                let expire = contact_change::Command::Expire { at: ask.cause.at };
                self.on_contact_change(*change, expire, &ask).await.map(|_| ())
            }
            Deadline::AdjustmentExpiry(number) => self.expire_adjustment(*number, &ask).await,
            Deadline::DisclosureReminder(request) => {
                self.remind_of_disclosure(*request, &ask).await.map(|_| ())
            }
            Deadline::DisclosureDue(request) => self.miss_disclosure(*request, &ask).await.map(|_| ()),
            Deadline::DisclosureKept(request) => self.erase_requester(*request, &ask).await,
            Deadline::OrderExpiry(order) => self.expire_order(*order, &ask).await,
            Deadline::CartExpiry(cart) => self.expire_cart(*cart, &ask).await,
            Deadline::Domain(name) => self.pass_deadline(name, &ask).await,
            Deadline::Obligation { name, key } => self.meet_obligation(name, key, &ask).await,
            Deadline::ObligationDue { name, key } => self.miss_obligation(name, key, &ask).await,
            Deadline::VerificationReminder { contact, by, day } => {
                self.remind_to_confirm(*contact, *by, *day, &ask).await
            }
        };
        match met {
            Ok(()) => Ok(Outcome::Done),
            Err(error) if is_moot(&error) => Ok(Outcome::Done),
            Err(error) => Err(error),
        }
    }

    /// Whether a reminder of that day belongs to the votes under way: a round that was asked for again has reminders
    /// of its own.
    async fn is_due(&self, transfer: OperationNumber, day: u16, at: DateTime<Utc>) -> Result<bool, AskError> {
        let state = self.journal().load::<Transfer>(&transfer).await?.state;
        let Some((terms, _)) = state.inbound() else { return Ok(false) };
        let lasts = self.rules(&terms.name, terms.requested_at)?.votes.expire_days;
        let began = terms.expires_at - Days::new(lasts.into());
        Ok(at >= add_days(began, day))
    }

    async fn pass_deadline(&self, name: &DomainName, ask: &Ask) -> Result<(), AskError> {
        let at = ask.cause.at;
        if let Some(since) = self.kept_by_its_registry_since(name, at).await? {
            // Clocks differ by a little, calendars by days, and somebody there may have restored it.
            let again =
                if at - since < TimeDelta::days(1) { TimeDelta::hours(1) } else { TimeDelta::days(1) };
            let stream = StreamId::of::<Domain>(name);
            return self
                .once(ask, Streams::new(), |work| {
                    work.enqueue(Job::Deadline(Deadline::Domain(name.clone())), &stream, at + again);
                    Ok(())
                })
                .await
                .map(|_| ());
        }
        let pending_delete_days = self.rules(name, at)?.grace.pending_delete_days;
        let pass = domain::Command::PassDeadline { at, pending_delete_days };
        self.once(ask, Streams::new().with::<Domain>(name), |work| {
            work.execute::<Domain>(name, &pass).map(|_| ())
        })
        .await?;
        Ok(())
    }

    /// Since when a name should be free by our days, where it is still ours at its registry, whose days count.
    async fn kept_by_its_registry_since(
        &self,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        let Some(held) = domain.registration() else { return Ok(None) };
        let days = self.rules(name, at)?.grace.pending_delete_days;
        let free = match held.phase {
            Phase::Redemption { until } => until + Days::new(days.into()),
            Phase::PendingDelete { until } => until,
            Phase::Active | Phase::Expired => return Ok(None),
        };
        if free > at {
            return Ok(None);
        }
        let registry = self.registries().get(&held.registry)?;
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
        let answer = self.look(registry, info, None).await?;
        let ours = matches!(answer.data, AnswerData::Domain(shown) if shown.sponsor == registry.registrar());
        Ok(ours.then_some(free))
    }
}
