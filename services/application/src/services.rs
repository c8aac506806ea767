//! Hosted services of a name: how it is served, redirections, a zone of its owner's own, mailboxes.
//!
//! All of it belongs to the registration in force: see the aggregates. Owner, administrative and technical contact may
//! change it, and the account that manages the name ([`Right::Serve`]).
//!
//! What is used last is how a name is served: a redirection sets `redir` and gives the name our name servers, as the
//! SOAP paper has it ("systématiquement"); a zone sets `dnsperso`. A zone alone does not change the delegation, so
//! that it can be written, and looked at, before the world is sent to it. Mailboxes change neither: mail reaches them
//! by the MX that the name has.

mod mailboxes;
mod redirections;
mod wks;
mod zone;
pub(crate) mod zone_text;

pub use mailboxes::CreateMailbox;
pub use redirections::{AskedRedirection, RedirectionKind, ServeRedirection};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::contact::{self, Contact};
use domain_model::domain::{self, Command, Domain, Phase, Registration};
use domain_model::mailboxes::MailboxLimits;
use domain_model::values::{
    AccountNumber, AddressScope, DnsService, DomainName, FieldError, HostName, NameServer, NameServers,
    SealOwner, is_global,
};
use domain_model::zone::ZoneLimits;
use journal::Streams;
use std::collections::BTreeSet;

/// How hosted services are set.
#[derive(Clone, Debug)]
pub struct ServiceSettings {
    /// The name servers that serve redirections and zones.
    pub name_servers: Vec<HostName>,
    /// How many redirections a name may have.
    pub redirections: u16,
    /// How large a zone may be.
    pub zone: ZoneLimits,
    /// How much mail a name may have.
    pub mailboxes: MailboxLimits,
    /// Megabytes of a mailbox for which none are asked.
    pub mailbox_quota: u32,
}

/// Those of the SOAP paper.
const NAME_SERVERS: [&str; 3] = ["nsa.bookmyname.com", "nsb.bookmyname.com", "nsc.bookmyname.com"];

impl Default for ServiceSettings {
    fn default() -> Self {
        Self {
            name_servers: NAME_SERVERS.iter().filter_map(|host| host.parse().ok()).collect(),
            redirections: 500,
            zone: ZoneLimits { records: 1000, bytes: 128 * 1024 },
            mailboxes: MailboxLimits { boxes: 50, quota: 10 * 1024 },
            mailbox_quota: 100,
        }
    }
}

impl Application {
    /// Serves a name in another way. The registry has no part in it.
    ///
    /// # Errors
    /// The account may not; a status forbids updates; the slave's master cannot be reached from everywhere.
    #[boxed]
    pub async fn set_service(
        &self,
        account: AccountNumber,
        name: &DomainName,
        service: DnsService,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(account, ask).await?;
        self.checked_service(service)?;
        let held = self.registration_for(account, name, Right::Manage).await?;
        self.once(ask, Streams::new().with::<Domain>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            work.execute::<Domain>(name, &Command::SetService { service }).map(|_| ())
        })
        .await
    }

    /// The name servers that go with a way of being served: ours for a page or redirections, whatever was asked for; ours
    /// too for a zone of its owner's own and for a slave, where none are named and the name comes to be served so.
    pub(crate) fn servers_for(
        &self,
        service: DnsService,
        asked: Option<NameServers>,
        comes_to_it: bool,
    ) -> Result<Option<NameServers>, Refusal> {
        match service {
            DnsService::Parking | DnsService::Redir => self.own_servers().map(Some),
            DnsService::DnsPerso | DnsService::DnsSlave { .. } if asked.is_none() && comes_to_it => {
                self.own_servers().map(Some)
            }
            DnsService::Dns | DnsService::DnsPerso | DnsService::DnsSlave { .. } => Ok(asked),
        }
    }

    fn own_servers(&self) -> Result<NameServers, Refusal> {
        let hosts = self.settings().services.name_servers.iter().cloned();
        NameServers::new(hosts.map(NameServer::new).collect())
            .map_err(|error| Refusal::Fields(vec![error.into()]))
    }

    /// Whether these are our name servers.
    pub(crate) fn are_own_servers(&self, servers: &NameServers) -> bool {
        let ours: BTreeSet<&HostName> = self.settings().services.name_servers.iter().collect();
        servers.hosts().collect::<BTreeSet<_>>() == ours
    }

    /// A master is an address that everybody reaches, or our servers would be sent into our own network.
    pub(crate) fn checked_service(&self, service: DnsService) -> Result<(), Refusal> {
        let any = self.settings().address_scope == AddressScope::Any;
        match service.master().filter(|master| !any && !is_global(*master)) {
            None => Ok(()),
            Some(_) => Err(Refusal::Fields(vec![FieldError::new(
                "ip_dns_master",
                "master-scope",
                "the address of the master cannot be reached from everywhere",
            )])),
        }
    }

    /// A name that the account serves, and that is not being deleted.
    pub(crate) async fn served(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<Registration, AskError> {
        let held = self.registration_for(account, name, Right::Serve).await?;
        match held.phase {
            Phase::Redemption { .. } | Phase::PendingDelete { .. } => {
                Err(Refusal::Domain(domain::Refusal::Deleted).into())
            }
            Phase::Active | Phase::Expired => Ok(held),
        }
    }

    /// Whose key seals personal data of a name's services: its registrant's, for whom they are. Nothing new is sealed
    /// for a person who was erased: then the account answers for it.
    async fn keeper(&self, held: &Registration) -> Result<SealOwner, AskError> {
        let owner = self.journal().load::<Contact>(&held.contacts.owner).await?.state;
        let keeper = match owner.active() {
            Some(_) => held.contacts.owner,
            None => held.account.own_contact(),
        };
        Ok(contact::seal_owner(keeper))
    }
}

/// The name is still the registration that was looked at, in the same hands.
pub(crate) fn still(domain: &Domain, seen: &Registration) -> Result<(), Refusal> {
    let same = |held: &&Registration| {
        held.number == seen.number && held.account == seen.account && held.contacts == seen.contacts
    };
    domain.registration().filter(same).map(|_| ()).ok_or(Refusal::NameChanged)
}
