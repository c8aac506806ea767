//! What every request about a name is checked against before it is accepted: the account, its contacts and the
//! rules of the day.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::orders::OrderedLine;
use crate::ports::{AnswerData, FeeFor, RegistryCommand, SpecialFee};
use crate::quotes::special;
use crate::refusal::{ContactRole, Refusal};
use chrono::{DateTime, Utc};
use domain_model::Actor;
use domain_model::account::{Account, Profile};
use domain_model::contact::{Contact, Person};
use domain_model::operation::{Contacts, Step};
use domain_model::policy::{DeclarationRefusal, DelegationOf, TldPolicy, eligibility};
use domain_model::values::{
    AccountNumber, AllocationToken, ClTrid, ContactNumber, DomainName, HostName, NameServers, Period,
    PricedAction, RegistryId,
};

/// RFC 5730.
const OBJECT_DOES_NOT_EXIST: u16 = 2303;

impl Application {
    /// An account that may act.
    pub(crate) async fn open_account(&self, account: AccountNumber) -> Result<Profile, AskError> {
        match self.journal().load::<Account>(&account).await?.state {
            Account::Open(profile) => Ok(*profile),
            Account::Absent => Err(Refusal::Account(domain_model::account::Refusal::Unknown).into()),
            Account::Suspended(_) | Account::Closed(_) => Err(Refusal::AccountNotOpen(account).into()),
        }
    }

    /// The registrar itself does what it owes about a suspended account's names too.
    pub(crate) async fn may_act(&self, account: AccountNumber, ask: &Ask) -> Result<(), AskError> {
        if ask.cause.actor != Actor::Clock {
            self.open_account(account).await?;
        }
        Ok(())
    }

    /// The rules of a name's ending on the day of `at`; the name lies directly below the ending.
    pub(crate) fn rules(&self, name: &DomainName, at: DateTime<Utc>) -> Result<&TldPolicy, AskError> {
        let policy = self.catalogue().registrable(name, at.date_naive()).map_err(Refusal::from)?;
        Ok(policy)
    }

    /// A contact that the account may use.
    pub(crate) async fn usable_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        role: ContactRole,
    ) -> Result<Person, AskError> {
        self.usable_or_new(account, number, role, None).await
    }

    /// A contact that the account may use; one that is recorded with the order is taken as it will be.
    async fn usable_or_new(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        role: ContactRole,
        order: Option<&OrderedLine>,
    ) -> Result<Person, AskError> {
        let contact = match order.and_then(|order| order.new_contact(number)) {
            Some(new) => new,
            None => self.journal().load::<Contact>(&number).await?.state,
        };
        match contact.active() {
            Some(person) if person.account == account => Ok(person.clone()),
            // Another account may look after a name that is ordered (order paper, ADMIN_ACCOUNT and TECH_ACCOUNT).
            Some(person)
                if order.is_some()
                    && matches!(role, ContactRole::Admin | ContactRole::Tech)
                    && number == person.account.own_contact()
                    && self.open_account(person.account).await.is_ok() =>
            {
                Ok(person.clone())
            }
            _ => Err(Refusal::ContactInvalid { role, number }.into()),
        }
    }

    /// A contact that fulfils the ending's conditions in its role.
    pub(crate) async fn eligible_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        role: ContactRole,
        policy: &TldPolicy,
        order: Option<&OrderedLine>,
    ) -> Result<Person, AskError> {
        let person = self.usable_or_new(account, number, role, order).await?;
        let details = person.details.value().ok_or(Refusal::ContactInvalid { role, number })?;
        let problems = match role {
            ContactRole::Owner | ContactRole::NewOwner => eligibility(policy, details),
            ContactRole::Admin | ContactRole::Tech | ContactRole::Billing => vec![],
        };
        if problems.is_empty() { Ok(person) } else { Err(Refusal::NotEligible { role, problems }.into()) }
    }

    /// Checks the four contacts of a name, and says which objects the registry does not have yet.
    pub(crate) async fn checked_contacts(
        &self,
        account: AccountNumber,
        contacts: &Contacts,
        policy: &TldPolicy,
        registry: &RegistryId,
        order: Option<&OrderedLine>,
    ) -> Result<Vec<Step>, AskError> {
        let roles = [
            (contacts.owner, ContactRole::Owner),
            (contacts.admin, ContactRole::Admin),
            (contacts.tech, ContactRole::Tech),
            (contacts.billing, ContactRole::Billing),
        ];
        let mut steps: Vec<Step> = vec![];
        for (number, role) in roles {
            let person = self.eligible_contact(account, number, role, policy, order).await?;
            let step = Step::CreateContact(number);
            let known = person.placed.contains_key(registry) || steps.contains(&step);
            if policy.thick && role != ContactRole::Billing && !known {
                steps.push(step);
            }
        }
        Ok(steps)
    }

    /// Checks name servers against the rules, and says which host objects the registry does not have yet.
    pub(crate) async fn checked_servers(
        &self,
        name: &DomainName,
        servers: &NameServers,
        policy: &TldPolicy,
        of: DelegationOf,
    ) -> Result<Vec<Step>, AskError> {
        let scope = self.settings().address_scope;
        // What needs no registry is refused without asking one.
        policy.check_name_servers(name, servers, of, scope, |_| true).map_err(Refusal::from)?;
        let mut missing = vec![];
        for host in servers.hosts() {
            match self.host_exists(name, host).await {
                Some(true) => {}
                Some(false) if !host.is_within(name) && self.is_of_the_registry_of(name, host) => {
                    return Err(Refusal::HostMissing { host: host.clone() }.into());
                }
                Some(false) | None => missing.push(host),
            }
        }
        let registered = |host: &HostName| !missing.contains(&host);
        policy.check_name_servers(name, servers, of, scope, registered).map_err(Refusal::from)?;
        let mut steps = vec![];
        for server in servers.iter() {
            if missing.contains(&&server.host) {
                let addresses = if server.host.is_within(name) { server.addresses.clone() } else { vec![] };
                steps.push(Step::CreateHost { host: server.host.clone(), addresses });
            }
        }
        Ok(steps)
    }

    /// Whether the host lies below an ending of the registry of `name`: there it belongs to a name, and only that name's
    /// registrar creates it.
    fn is_of_the_registry_of(&self, name: &DomainName, host: &HostName) -> bool {
        let today = self.clock().now().date_naive();
        let offered =
            DomainName::parse(host.as_str()).is_ok_and(|h| self.catalogue().policy(&h, today).is_ok());
        let registry = |text| self.registries().for_text(text).map(|registry| registry.id().clone()).ok();
        offered && registry(host.as_str()) == registry(name.as_str())
    }

    /// Whether the registry of `name` has the host object; unknown where it does not answer: creating one that exists
    /// does no harm.
    async fn host_exists(&self, name: &DomainName, host: &HostName) -> Option<bool> {
        let registry = self.registries().for_name(name).ok()?;
        let key = (registry.id().clone(), host.clone());
        if self.known_hosts().contains_key(&key) {
            return Some(true);
        }
        let query = RegistryCommand::InfoHost { host: host.clone() };
        let answer = registry.send(query, &self.query_id(), None).await.ok()?;
        match (answer.code, answer.data) {
            (_, AnswerData::Host(_)) => {
                self.known_hosts().insert(key, ());
                Some(true)
            }
            (OBJECT_DOES_NOT_EXIST, _) => Some(false),
            _ => None,
        }
    }

    /// A client transaction id for something that only asks.
    pub(crate) fn query_id(&self) -> ClTrid {
        let id = uuid::Uuid::now_v7().simple().to_string();
        ClTrid::parse(&format!("RGR-Q-{id}")).expect("38 characters are within 3 to 64")
    }

    /// Whether the registry would register the name now for so long, and the fee where it is not the one of every name.
    /// A registry that does not answer is not waited for: the operation asks it again, and a premium name is refused
    /// there, since no fee was agreed to.
    pub(crate) async fn check_available(
        &self,
        name: &DomainName,
        period: Period,
        token: Option<&AllocationToken>,
        at: DateTime<Utc>,
    ) -> Result<Option<SpecialFee>, AskError> {
        let registry = self.registries().for_name(name)?;
        let create = FeeFor { action: PricedAction::Create, period: Some(period) };
        let fees = if self.names_fees(name, at) { vec![create] } else { vec![] };
        let check = RegistryCommand::CheckDomains { names: vec![name.clone()], fees, token: token.cloned() };
        let Ok(answer) = registry.send(check, &self.query_id(), None).await else { return Ok(None) };
        let AnswerData::DomainCheck(results) = answer.data else { return Ok(None) };
        let Some(checked) = results.into_iter().find(|checked| checked.name == *name) else {
            return Ok(None);
        };
        if checked.reserved && token.is_some() {
            return Err(Refusal::from(DeclarationRefusal::TokenWrong(name.clone())).into());
        }
        if !checked.free {
            let why = checked.reason.unwrap_or_else(|| "the registry says that it is taken".to_owned());
            return Err(Refusal::NotAvailable { name: name.clone(), why }.into());
        }
        Ok(special(&checked.fees, create))
    }
}
