//! Single records of a name's own zone (`zoneEntryAdd`, `zoneEntryDel`, `zoneEntryList`). They are recorded; how the name
//! is served does not change by them.

use super::call::said;
use super::{BatchOutcome, BatchStatus, ZoneEntry};
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::refusal::Refusal;
use crate::services::zone_text;
use domain_model::domain::Domain;
use domain_model::values::{AccountNumber, DomainName, FieldError, ZoneRecord, ZoneRecords};
use domain_model::zone::{Command, Zone};
use journal::Streams;

impl Application {
    pub(super) async fn list_zone(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<BatchOutcome, AskError> {
        let records = self.custom_zone(account, name).await?;
        let mut lines = vec![("entries".to_owned(), records.len().to_string())];
        lines.extend(
            (1..).zip(records.iter()).map(|(number, record)| (format!("entry.{number}"), shown(record))),
        );
        Ok(BatchOutcome { lines, ..BatchOutcome::new(BatchStatus::Done) })
    }

    /// Adds a record, or takes it away: decided on the zone as it is when it is written, so that two mails at once lose
    /// nothing of each other.
    pub(super) async fn perform_zone_entry(
        &self,
        account: AccountNumber,
        entry: &ZoneEntry,
        add: bool,
        ask: &Ask,
    ) -> Result<BatchOutcome, AskError> {
        let name = &entry.name;
        let record = read(entry)?;
        self.may_act(account, ask).await?;
        let held = self.served(account, name).await?;
        let limits = self.settings().services.zone;
        let (said_record, streams) = (shown(&record), Streams::new().with::<Domain>(name).with::<Zone>(name));
        let changed = self
            .once(ask, streams, |work| {
                crate::services::still(work.state::<Domain>(name), &held)?;
                let before = work.state::<Zone>(name).of(held.number).cloned().unwrap_or_default();
                let Some(records) = changed(name, &before, &record, add)? else { return Ok(false) };
                let bytes = u32::try_from(written(&records)).unwrap_or(u32::MAX);
                let replace = Command::Replace { registration: held.number, records, bytes, limits };
                work.execute::<Zone>(name, &replace).map(|_| true)
            })
            .await?;
        Ok(match (changed.value, add) {
            (true, _) => said("entry", &said_record),
            (false, true) => said("note", "the entry was there already"),
            (false, false) => {
                return Err(Refusal::Fields(vec![FieldError::new(
                    "target",
                    "zone-entry",
                    "an entry of the zone: this one is not in it",
                )])
                .into());
            }
        })
    }
}

/// The zone with the record or without it; nothing where that is how it was.
fn changed(
    name: &DomainName,
    before: &ZoneRecords,
    record: &ZoneRecord,
    add: bool,
) -> Result<Option<ZoneRecords>, Refusal> {
    let is_it = |known: &&ZoneRecord| {
        known.name == record.name && known.kind == record.kind && known.value == record.value
    };
    if before.iter().any(|known| is_it(&known)) == add {
        return Ok(None);
    }
    let mut records: Vec<ZoneRecord> = before.iter().filter(|known| !is_it(known)).cloned().collect();
    if add {
        records.push(record.clone());
    }
    let wrong = |(_, error): (usize, domain_model::values::ZoneError)| {
        Refusal::Fields(vec![FieldError::new("target", "zone", error.to_string())])
    };
    ZoneRecords::new(name.as_str(), records).map(Some).map_err(wrong)
}

/// The record of an entry, read as a line of a zone file.
fn read(entry: &ZoneEntry) -> Result<ZoneRecord, Refusal> {
    let wrong = |field: &str, why: &str| Refusal::Fields(vec![FieldError::new(field, "zone-entry", why)]);
    let subdomain = match entry.subdomain.trim() {
        "" => "@",
        other => other,
    };
    if subdomain.contains(char::is_whitespace) || entry.target.contains(['\n', '\r']) {
        return Err(wrong("subdomain", "a label, and a target on one line"));
    }
    let ttl = entry.ttl.map(|ttl| format!("{ttl} ")).unwrap_or_default();
    let line = format!("{subdomain} {ttl}IN {} {}\n", entry.kind, entry.target.trim());
    let records = zone_text::read(&entry.name, &line).map_err(|error| wrong("target", &error.why))?;
    match records.iter().collect::<Vec<_>>()[..] {
        [record] => Ok(record.clone()),
        _ => Err(wrong("target", "one record, as in a zone file")),
    }
}

fn shown(record: &ZoneRecord) -> String {
    format!("{} {} {} {}", record.name, record.ttl, record.kind, record.value)
}

fn written(records: &ZoneRecords) -> usize {
    records.iter().map(|record| shown(record).len() + 1).sum()
}
