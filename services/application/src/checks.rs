//! What every request about a name is checked against before it is accepted: the account, its contacts, the rules
//! and the price of the day.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::ports::{AnswerData, RegistryCommand};
use crate::refusal::{ContactRole, Refusal};
use chrono::{DateTime, Utc};
use domain_model::Actor;
use domain_model::account::{Account, Profile};
use domain_model::contact::{Contact, Person};
use domain_model::operation::{Charge, Contacts, Step};
use domain_model::policy::{DelegationOf, TldPolicy, eligibility};
use domain_model::price_list::{PriceList, PriceListId};
use domain_model::values::{
    AccountNumber, ClTrid, ContactNumber, DomainName, HostName, Money, NameServers, Period, Points,
    PointsRate, PricedAction, RegistryId,
};

/// RFC 5730.
const OBJECT_DOES_NOT_EXIST: u16 = 2303;

/// A price of nothing is no charge.
pub type MaybeCharge = Option<Charge>;

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

    /// What the account pays, under the price list of its class and currency on the day of `at`.
    pub(crate) async fn quote(
        &self,
        profile: &Profile,
        name: &DomainName,
        action: PricedAction,
        period: Option<Period>,
        at: DateTime<Utc>,
    ) -> Result<MaybeCharge, AskError> {
        let list = PriceListId { class: profile.price_class.clone(), currency: profile.currency };
        let prices = self.journal().load::<PriceList>(&list).await?.state;
        let tld = &self.rules(name, at)?.tld;
        let no_price = || Refusal::NoPrice { name: name.clone(), action };
        let (cents, from) = prices.total(tld, action, period, at.date_naive()).ok_or_else(no_price)?;
        if cents.get() == 0 {
            return Ok(None);
        }
        let rate = PointsRate::new(self.settings().points_per_unit).map_err(|_| no_price())?;
        let price = Money::from_cents(cents, profile.currency);
        let points = Points::from_price(&price, rate).map_err(|_| no_price())?;
        let years = period.map(|period| format!(" {}Y", period.years())).unwrap_or_default();
        let label = format!("{} {name}{years}", action.as_str());
        Ok(Some(Charge { points, cents, rule: format!("{list}@{from}"), label }))
    }

    /// A contact that the account may use.
    pub(crate) async fn usable_contact(
        &self,
        account: AccountNumber,
        number: ContactNumber,
        role: ContactRole,
    ) -> Result<Person, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        match contact.active() {
            Some(person) if person.account == account => Ok(person.clone()),
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
    ) -> Result<Person, AskError> {
        let person = self.usable_contact(account, number, role).await?;
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
    ) -> Result<Vec<Step>, AskError> {
        let roles = [
            (contacts.owner, ContactRole::Owner),
            (contacts.admin, ContactRole::Admin),
            (contacts.tech, ContactRole::Tech),
            (contacts.billing, ContactRole::Billing),
        ];
        let mut steps: Vec<Step> = vec![];
        for (number, role) in roles {
            let person = self.eligible_contact(account, number, role, policy).await?;
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

    /// Whether the registry would register the name now. A registry that does not answer is not waited for: the
    /// operation asks it again.
    pub(crate) async fn check_available(&self, name: &DomainName) -> Result<(), AskError> {
        let registry = self.registries().for_name(name)?;
        let check = RegistryCommand::CheckDomains(vec![name.clone()]);
        let Ok(answer) = registry.send(check, &self.query_id(), None).await else { return Ok(()) };
        if let AnswerData::DomainCheck(results) = answer.data
            && let Some((_, false, reason)) = results.into_iter().find(|(known, ..)| known == name)
        {
            let why = reason.unwrap_or_else(|| "the registry says that it is taken".to_owned());
            return Err(Refusal::NotAvailable { name: name.clone(), why }.into());
        }
        Ok(())
    }
}
