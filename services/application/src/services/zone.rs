//! A zone of its owner's own: read, and replaced as a whole.

use super::{still, zone_text};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::{self, Domain};
use domain_model::values::{AccountNumber, DnsService, DomainName, ZoneRecords};
use domain_model::zone::{self, Command, Zone};
use journal::Streams;

impl Application {
    /// The records of a name's own zone, in the order in which they were written.
    ///
    /// # Errors
    /// The name is not ours, or the account has no right to it.
    #[boxed]
    pub async fn custom_zone(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<ZoneRecords, AskError> {
        let held = self.registration_for(account, name, Right::Serve).await?;
        let zone = self.journal().load::<Zone>(name).await?.state;
        Ok(zone.of(held.number).cloned().unwrap_or_default())
    }

    /// Replaces a name's own zone by a zone file (RFC 1035, section 5) and serves the name as `dnsperso`. A zone without
    /// records empties it, and leaves how the name is served as it was. Answers how many records there are.
    ///
    /// # Errors
    /// The account may not; the line of the zone that is wrong; a status forbids updates.
    #[boxed]
    pub async fn set_custom_zone(
        &self,
        account: AccountNumber,
        name: &DomainName,
        text: &str,
        ask: &Ask,
    ) -> Result<Accepted<usize>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(account, ask).await?;
        let held = self.served(account, name).await?;
        let limits = self.settings().services.zone;
        // A text that is too long is not read first.
        let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
        if bytes > limits.bytes {
            return Err(Refusal::Zone(zone::Refusal::TooLong { most: limits.bytes }).into());
        }
        let records = zone_text::read(name, text)
            .map_err(|wrong| Refusal::ZoneText { line: wrong.line, why: wrong.why })?;
        let n = records.len();
        let replace = Command::Replace { registration: held.number, records, bytes, limits };
        self.once(ask, Streams::new().with::<Domain>(name).with::<Zone>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            work.execute::<Zone>(name, &replace)?;
            if n > 0 {
                let serve = domain::Command::SetService { service: DnsService::DnsPerso };
                work.execute::<Domain>(name, &serve)?;
            }
            Ok(n)
        })
        .await
    }
}
