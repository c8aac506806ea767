//! What a batch mail asks for, read and authenticated by its door, and what became of it.

mod call;
mod execute;
mod mistakes;
mod order;
mod parties;
mod zone;

use domain_model::values::{
    AccountNumber, AuthCode, AuthMethod, ContactDetails, ContactHandle, DnsGroup, DomainName, HostingPlan,
    Identification, NameServers, Nichandle, Offer, OrderCommand, RecordType, Referer, ResellerProfile,
    Sha256Digest,
};

pub use domain_model::batch_mail::{Mistake as BatchMistake, Outcome as BatchOutcome, Status as BatchStatus};

/// A mail that is authentic and well formed.
#[derive(Clone, Debug)]
pub struct BatchMail {
    /// Whose it is (`batch.account`).
    pub account: AccountNumber,
    /// How that was proven.
    pub method: AuthMethod,
    /// Its own reference (`batch.referer`).
    pub referer: Option<Referer>,
    /// Of its content: of every key and value, without the signature.
    pub content: Sha256Digest,
    /// Of its Message-ID.
    pub message: Option<Sha256Digest>,
    /// Whether points are to pay (`batch.autopayment`).
    pub autopayment: bool,
    /// It came to the rehearsal address: nothing is to have an effect.
    pub rehearsal: bool,
    /// What it asks for.
    pub instruction: Instruction,
}

/// What a mail asks for (`batch.type`).
#[derive(Clone, Debug)]
pub enum Instruction {
    /// `orderDomain`.
    Order(Box<NameOrder>),
    /// `soapi`.
    Call(Call),
}

/// The order of a name.
#[derive(Clone, Debug)]
pub struct NameOrder {
    /// The name (`order.domain.name`).
    pub name: DomainName,
    /// What for (`order.domain.command`).
    pub command: OrderCommand,
    /// Under which offer (`order.offer`).
    pub offer: Option<Offer>,
    /// With which hosting (`order.hosting.type`).
    pub hosting: Option<HostingPlan>,
    /// As what (`order.resellerProfile`).
    pub profile: Option<ResellerProfile>,
    /// The registrant (`contact.owner`).
    pub owner: Option<Party>,
    /// The administrative contact (`contact.admin`).
    pub admin: Option<Party>,
    /// The technical contact (`contact.tech`).
    pub tech: Option<Party>,
    /// The billing contact (`contact.billing`).
    pub billing: Option<Party>,
    /// What the ending asks of the registrant (`option.identification`).
    pub identification: Option<Identification>,
    /// Whose name servers (`option.dns.group`).
    pub dns_group: Option<DnsGroup>,
    /// Which (`option.dns.master`, `option.dns.slave1` to `5`), with their addresses where they are given.
    pub servers: Option<NameServers>,
    /// The losing side's code (`option.domain.authinfo`).
    pub auth_code: Option<AuthCode>,
    /// Whether the registrant's data is to be hidden from the directory (`option.owo`).
    pub owo: Option<bool>,
}

/// A contact, as a mail names it.
#[derive(Clone, Debug)]
pub enum Party {
    /// By the nichandle of an account: its data is copied into a new contact where it is the registrant.
    Account(Nichandle),
    /// By the handle of a contact.
    Contact(ContactHandle),
    /// By its data.
    New(Box<ContactDetails>),
}

/// A call (`soapi.method`), with its parameters (`soapi.param.…`).
#[derive(Clone, Debug)]
pub enum Call {
    /// `domainDnsUpdate`: `domain`, `dns1` to `dns13`, `ip1` to `ip13`.
    DomainDnsUpdate {
        /// Which name.
        name: DomainName,
        /// The whole new set.
        servers: NameServers,
    },
    /// `zoneEntryAdd`: `domain`, `subdomain`, `fieldtype`, `target`, `ttl`.
    ZoneEntryAdd(ZoneEntry),
    /// `zoneEntryDel`: as `zoneEntryAdd`.
    ZoneEntryDel(ZoneEntry),
    /// `zoneEntryList`: `domain`.
    ZoneEntryList(DomainName),
    /// `domainInfo`: `domain`.
    DomainInfo(DomainName),
    /// `domainList`.
    DomainList,
    /// `domainRenew`: `domain`.
    DomainRenew(DomainName),
    /// `domainLock`: `domain`.
    DomainLock(DomainName),
    /// `domainUnlock`: `domain`.
    DomainUnlock(DomainName),
}

/// One record of a zone, as a mail names it.
#[derive(Clone, Debug)]
pub struct ZoneEntry {
    /// Of which name.
    pub name: DomainName,
    /// The label before the name; empty for the name itself.
    pub subdomain: String,
    /// `A`, `MX`, `TXT` …
    pub kind: RecordType,
    /// What it says, as in a zone file: `127.0.0.1`, `10 mx.example.net.`
    pub target: String,
    /// Seconds; the zone's default where absent.
    pub ttl: Option<u32>,
}
