//! What the registry answers, and what it does, command by command.

use super::launch;
use super::premium::fee_refusal;
use super::{Effect, Name, OURS, Object, State};
use application::ports::{
    Answer, AnswerData, ContactAtRegistry, DomainAtRegistry, FeeFor, HostAtRegistry, RegistryCommand,
    TransferVerb,
};
use chrono::{DateTime, Utc};
use domain_model::policy::add_years;
use domain_model::values::{
    AuthCode, ClTrid, DomainName, EppStatus, PricedAction, RegistryContactId, StatusSet,
};

/// A restoration.
const RESTORED: FeeFor = FeeFor { action: PricedAction::Restore, period: None };

impl State {
    /// Executes one command of a registrar.
    pub fn execute(
        &mut self,
        registrar: &str,
        command: RegistryCommand,
        cltrid: &ClTrid,
        now: DateTime<Utc>,
    ) -> Answer {
        let what = what(&command);
        let is_query = command.is_query();
        let (code, data) = self.answer(registrar, command, cltrid, now);
        // A pending one counts when it is decided.
        if code == 1000 && !is_query {
            let (registrar, cltrid) = (registrar.to_owned(), cltrid.to_string());
            self.effects.push(Effect { registrar, what, cltrid });
        }
        let svtrid = self.svtrid();
        if let Some(pending) = self.names.values_mut().find_map(|known| known.pending.as_mut())
            && code == 1001
            && pending.0 == *cltrid
            && pending.1.is_empty()
        {
            pending.1.clone_from(&svtrid);
        }
        Answer { code, message: format!("answer {code}"), svtrid, data }
    }

    fn answer(
        &mut self,
        by: &str,
        command: RegistryCommand,
        cltrid: &ClTrid,
        now: DateTime<Utc>,
    ) -> (u16, AnswerData) {
        match command {
            RegistryCommand::CheckClaims { names } => {
                (1000, AnswerData::ClaimsCheck(names.into_iter().map(launch::checked).collect()))
            }
            RegistryCommand::CheckDomains { names, fees, token } => {
                let check = |name| self.check_name(name, &fees, token.as_ref());
                (1000, AnswerData::DomainCheck(names.into_iter().map(check).collect()))
            }
            RegistryCommand::InfoDomain { name, auth_code } => self.show_name(by, &name, auth_code.as_ref()),
            create @ RegistryCommand::CreateDomain { .. } => self.create_name(by, create, cltrid, now),
            RegistryCommand::RenewDomain { name, period, current_expiry, fee } => {
                let of = FeeFor { action: PricedAction::Renew, period: Some(period) };
                if let Some(code) = fee_refusal(&name, of, fee) {
                    return (code, AnswerData::None);
                }
                let Ok(known) = self.own(by, &name) else { return (2201, AnswerData::None) };
                if known.expires.date_naive() != current_expiry.date_naive() {
                    return (2306, AnswerData::None);
                }
                known.expires = add_years(known.expires, period.years());
                let dates = AnswerData::Dates { created: None, expires: Some(known.expires) };
                (1000, dates)
            }
            update @ RegistryCommand::UpdateDomain { .. } => self.update_name(by, update),
            RegistryCommand::DeleteDomain { name } => match self.own(by, &name) {
                // Within the add grace period it is gone at once.
                Ok(known) if known.created + chrono::TimeDelta::days(5) > now => {
                    self.names.remove(&name);
                    (1000, AnswerData::None)
                }
                Ok(known) if known.rgp.is_empty() => {
                    known.deleted = Some(now);
                    known.rgp = vec!["redemptionPeriod".into()];
                    known.statuses.insert(EppStatus::PendingDelete);
                    (1000, AnswerData::None)
                }
                Ok(_) => (2304, AnswerData::None),
                Err(code) => (code, AnswerData::None),
            },
            RegistryCommand::RestoreDomain { name, fee, .. } => match self.own(by, &name) {
                Ok(_) if fee_refusal(&name, RESTORED, fee).is_some() => (2004, AnswerData::None),
                Ok(known) if !known.rgp.is_empty() => {
                    known.deleted = None;
                    known.rgp.clear();
                    known.statuses = StatusSet::EMPTY;
                    (1000, AnswerData::None)
                }
                Ok(_) => (2304, AnswerData::None),
                Err(code) => (code, AnswerData::None),
            },
            RegistryCommand::TransferDomain { verb: TransferVerb::Request, name, period, fee, .. }
                if fee_refusal(&name, FeeFor { action: PricedAction::Transfer, period }, fee).is_some() =>
            {
                (2004, AnswerData::None)
            }
            RegistryCommand::TransferDomain { verb, name, auth_code, .. } => {
                self.transfer(by, verb, &name, auth_code.as_ref(), now)
            }
            other => self.answer_objects(by, other),
        }
    }

    fn answer_objects(&mut self, by: &str, command: RegistryCommand) -> (u16, AnswerData) {
        let nothing = |code| (code, AnswerData::None);
        match command {
            RegistryCommand::CreateContact { id, details, .. } => {
                if self.contacts.contains_key(&id) {
                    return nothing(2302);
                }
                self.contacts.insert(id, Object { sponsor: by.to_owned(), details: details.to_input() });
                nothing(1000)
            }
            RegistryCommand::UpdateContact { id, details } => match self.contacts.get_mut(&id) {
                Some(known) if known.sponsor == by => {
                    known.details = details.to_input();
                    nothing(1000)
                }
                Some(_) => nothing(2201),
                None => nothing(2303),
            },
            RegistryCommand::InfoContact { id, .. } => match self.contacts.get(&id) {
                Some(known) => {
                    let (sponsor, details) = (known.sponsor.clone(), known.details.clone());
                    (1000, AnswerData::Contact(Box::new(ContactAtRegistry { id, sponsor, details })))
                }
                None => nothing(2303),
            },
            RegistryCommand::DeleteContact { id } => match self.contacts.remove(&id) {
                Some(_) => nothing(1000),
                None => nothing(2303),
            },
            RegistryCommand::InfoHost { host } => match self.hosts.get(&host) {
                Some((sponsor, addresses)) => {
                    let (sponsor, addresses) = (sponsor.clone(), addresses.clone());
                    (1000, AnswerData::Host(HostAtRegistry { host, sponsor, addresses }))
                }
                None => nothing(2303),
            },
            RegistryCommand::CreateHost { host, addresses } => {
                if self.hosts.contains_key(&host) {
                    return nothing(2302);
                }
                self.hosts.insert(host, (by.to_owned(), addresses));
                nothing(1000)
            }
            RegistryCommand::UpdateHost { host, add, remove } => match self.hosts.get_mut(&host) {
                Some((_, known)) => {
                    if add.iter().any(|address| known.contains(address))
                        || remove.iter().any(|address| !known.contains(address))
                    {
                        return nothing(2306);
                    }
                    known.retain(|address| !remove.contains(address));
                    known.extend(add);
                    nothing(1000)
                }
                None => nothing(2303),
            },
            RegistryCommand::DeleteHost { host } => match self.hosts.remove(&host) {
                Some(_) => nothing(1000),
                None => nothing(2303),
            },
            _ => nothing(2000),
        }
    }

    /// A name of the registrar's own.
    fn own(&mut self, by: &str, name: &DomainName) -> Result<&mut Name, u16> {
        match self.names.get_mut(name) {
            Some(known) if known.sponsor == by => Ok(known),
            Some(_) => Err(2201),
            None => Err(2303),
        }
    }

    fn show_name(&self, by: &str, name: &DomainName, code: Option<&AuthCode>) -> (u16, AnswerData) {
        let Some(known) = self.names.get(name) else { return (2303, AnswerData::None) };
        let entitled = known.sponsor == by || code == Some(&known.auth_code);
        if code.is_some() && !entitled {
            return (2202, AnswerData::None);
        }
        let shown = DomainAtRegistry {
            name: name.clone(),
            sponsor: known.sponsor.clone(),
            statuses: known.statuses,
            rgp: known.rgp.clone(),
            registrant: known.registrant.clone().filter(|_| entitled),
            admin: known.admin.clone().filter(|_| entitled),
            tech: known.tech.clone().filter(|_| entitled),
            servers: known.servers.iter().cloned().collect(),
            created: Some(known.created),
            expires: Some(known.expires),
            transferred: known.transferred,
            auth_code: entitled.then(|| known.auth_code.clone()),
            secdns: known.secdns.clone(),
        };
        (1000, AnswerData::Domain(Box::new(shown)))
    }

    fn create_name(
        &mut self,
        by: &str,
        command: RegistryCommand,
        cltrid: &ClTrid,
        now: DateTime<Utc>,
    ) -> (u16, AnswerData) {
        let RegistryCommand::CreateDomain {
            name,
            period,
            servers,
            registrant,
            admin,
            tech,
            auth_code,
            secdns,
            language: _,
            fee,
            claims_notice,
            allocation_token,
        } = command
        else {
            return (2000, AnswerData::None);
        };
        if self.names.contains_key(&name) {
            return (2302, AnswerData::None);
        }
        if let Some(code) = launch::refusal(&name, claims_notice.as_ref(), allocation_token.as_ref()) {
            return (code, AnswerData::None);
        }
        let of = FeeFor { action: PricedAction::Create, period: Some(period) };
        if let Some(code) = fee_refusal(&name, of, fee) {
            return (code, AnswerData::None);
        }
        let contacts = [&registrant, &admin, &tech];
        let unknown = contacts.iter().copied().flatten().any(|id| !self.contacts.contains_key(id));
        if unknown || servers.iter().any(|host| !self.hosts.contains_key(host)) {
            return (2303, AnswerData::None);
        }
        let deferred = by == OURS && name.as_str().starts_with("deferred-");
        let expires = add_years(now, period.years());
        let age = if name.as_str().starts_with("aged-") { 100 } else { 0 };
        let created = Name {
            sponsor: by.to_owned(),
            statuses: if deferred { StatusSet::of(&[EppStatus::PendingCreate]) } else { StatusSet::EMPTY },
            rgp: vec![],
            registrant,
            admin,
            tech,
            servers: servers.into_iter().collect(),
            created: now - chrono::TimeDelta::days(age),
            expires,
            transferred: None,
            auth_code,
            secdns,
            transfer: None,
            deleted: None,
            pending: deferred.then(|| (cltrid.clone(), String::new())),
        };
        self.names.insert(name, created);
        let dates =
            AnswerData::Dates { created: Some(now - chrono::TimeDelta::days(age)), expires: Some(expires) };
        if deferred { (1001, AnswerData::None) } else { (1000, dates) }
    }

    fn update_name(&mut self, by: &str, command: RegistryCommand) -> (u16, AnswerData) {
        let RegistryCommand::UpdateDomain {
            name,
            add_servers,
            remove_servers,
            add_statuses,
            remove_statuses,
            admin,
            tech,
            registrant,
            auth_code,
            secdns,
        } = command
        else {
            return (2000, AnswerData::None);
        };
        let moved: Vec<&RegistryContactId> =
            [&admin, &tech].into_iter().flatten().map(|(_, new)| new).chain(&registrant).collect();
        if moved.iter().any(|id| !self.contacts.contains_key(*id))
            || add_servers.iter().any(|host| !self.hosts.contains_key(host))
        {
            return (2303, AnswerData::None);
        }
        let known = match self.own(by, &name) {
            Ok(known) => known,
            Err(code) => return (code, AnswerData::None),
        };
        let twice = add_servers.iter().any(|host| known.servers.contains(host))
            || remove_servers.iter().any(|host| !known.servers.contains(host))
            || add_statuses.iter().any(|status| known.statuses.contains(status))
            || remove_statuses.iter().any(|status| !known.statuses.contains(status));
        if twice {
            return (2306, AnswerData::None);
        }
        known.servers.extend(add_servers);
        known.servers.retain(|host| !remove_servers.contains(host));
        add_statuses.iter().for_each(|status| {
            known.statuses.insert(status);
        });
        known.statuses = known.statuses.difference(remove_statuses);
        known.admin = admin.map(|(_, new)| new).or(known.admin.take());
        known.tech = tech.map(|(_, new)| new).or(known.tech.take());
        known.registrant = registrant.or(known.registrant.take());
        known.auth_code = auth_code.unwrap_or_else(|| known.auth_code.clone());
        known.secdns = secdns.or(known.secdns.take());
        (1000, AnswerData::None)
    }
}

/// The name that a command is about.
pub fn name_of(command: &RegistryCommand) -> Option<&DomainName> {
    match command {
        RegistryCommand::CreateDomain { name, .. }
        | RegistryCommand::RenewDomain { name, .. }
        | RegistryCommand::UpdateDomain { name, .. }
        | RegistryCommand::DeleteDomain { name }
        | RegistryCommand::RestoreDomain { name, .. }
        | RegistryCommand::InfoDomain { name, .. }
        | RegistryCommand::TransferDomain { name, .. } => Some(name),
        RegistryCommand::CheckDomains { names, .. } | RegistryCommand::CheckClaims { names } => names.first(),
        _ => None,
    }
}

/// Verb and object, for the list of effects.
fn what(command: &RegistryCommand) -> String {
    let object = match command {
        RegistryCommand::CreateContact { id, .. }
        | RegistryCommand::UpdateContact { id, .. }
        | RegistryCommand::InfoContact { id, .. }
        | RegistryCommand::DeleteContact { id } => id.to_string(),
        RegistryCommand::CreateHost { host, .. }
        | RegistryCommand::UpdateHost { host, .. }
        | RegistryCommand::InfoHost { host }
        | RegistryCommand::DeleteHost { host } => host.to_string(),
        RegistryCommand::TransferDomain { verb, name, .. } => format!("{name} {verb:?}"),
        other => name_of(other).map(ToString::to_string).unwrap_or_default(),
    };
    format!("{} {object}", command.label())
}
