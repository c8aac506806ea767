//! Names and hosts.

use crate::caller::{application, support, visible};
use crate::payload::{Obstacle, OperationPayload};
use crate::values::{DomainName, HostName, field};
use application::{ChangeDomain, DeleteDomain, RegisterDomain, RenewDomain, RestoreDomain};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::operation::{Contacts, DomainChanges};
use domain_model::values::{
    AccountNumber, AuthCode, Cents, ContactNumber, DsRecord, EppStatus, FieldError, KeyRecord, NameServer,
    NameServers, Period, SecDns, StatusSet,
};

/// A name server, with addresses where it lies inside the name.
#[derive(Clone, Debug, InputObject)]
pub struct NameServerInput {
    /// The host.
    pub host: HostName,
    /// Its addresses (glue).
    #[graphql(default)]
    pub addresses: Vec<String>,
}

/// A name to be registered.
#[derive(Clone, Debug, InputObject)]
pub struct RegisterDomainInput {
    /// Who asks, and pays.
    pub account: u64,
    /// The name.
    pub name: DomainName,
    /// Years.
    #[graphql(default = 1)]
    pub period: u32,
    /// The registrant.
    pub owner: u64,
    /// The administrative contact; the account's own where absent.
    pub admin: Option<u64>,
    /// The technical contact; the account's own where absent.
    pub tech: Option<u64>,
    /// The billing contact; the account's own where absent.
    pub billing: Option<u64>,
    /// Its name servers.
    #[graphql(default)]
    pub name_servers: Vec<NameServerInput>,
    /// The code that later lets it go; a random one where absent.
    #[graphql(secret)]
    pub auth_code: Option<String>,
    /// The registry's language tag of an internationalised name: `FRE`. Its default where absent.
    pub language_tag: Option<String>,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused. Where absent, a premium name keeps within the account's limit.
    pub agreed_price: Option<i64>,
}

/// A DS record (RFC 4034).
#[derive(Clone, Debug, InputObject)]
pub struct DsInput {
    /// Key tag.
    pub key_tag: u16,
    /// Algorithm.
    pub algorithm: u8,
    /// Digest type.
    pub digest_type: u8,
    /// Digest, hexadecimal.
    pub digest: String,
}

/// A DNSKEY record (RFC 4034), for endings that want keys.
#[derive(Clone, Debug, InputObject)]
pub struct KeyInput {
    /// Flags.
    #[graphql(default = 257)]
    pub flags: u16,
    /// Protocol.
    #[graphql(default = 3)]
    pub protocol: u8,
    /// Algorithm.
    pub algorithm: u8,
    /// Public key, base64.
    pub public_key: String,
}

/// What changes; what is absent stays.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateDomainInput {
    /// Who asks.
    pub account: u64,
    /// The name.
    pub name: DomainName,
    /// The whole new set of name servers.
    pub name_servers: Option<Vec<NameServerInput>>,
    /// A new administrative contact.
    pub admin: Option<u64>,
    /// A new technical contact.
    pub tech: Option<u64>,
    /// A new billing contact.
    pub billing: Option<u64>,
    /// The whole new set of client statuses, as EPP words them: `clientHold`, `clientTransferProhibited`.
    pub client_statuses: Option<Vec<String>>,
    /// A new code.
    #[graphql(secret)]
    pub auth_code: Option<String>,
    /// The whole new set of DS records; empty takes the name out of DNSSEC.
    pub ds_records: Option<Vec<DsInput>>,
    /// The whole new set of keys, for endings that want keys.
    pub key_records: Option<Vec<KeyInput>>,
}

/// A name of an account.
#[derive(Clone, Debug, InputObject)]
pub struct NameInput {
    /// Who asks.
    pub account: u64,
    /// The name.
    pub name: DomainName,
}

/// A name and years.
#[derive(Clone, Debug, InputObject)]
pub struct RenewDomainInput {
    /// Who asks, and pays.
    pub account: u64,
    /// The name.
    pub name: DomainName,
    /// Years.
    #[graphql(default = 1)]
    pub period: u32,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused. Where absent, a premium name keeps within the account's limit.
    pub agreed_price: Option<i64>,
}

/// A host and its addresses.
#[derive(Clone, Debug, InputObject)]
pub struct HostInput {
    /// Who asks.
    pub account: u64,
    /// The host, inside one of the account's names.
    pub host: HostName,
    /// Its addresses.
    #[graphql(default)]
    pub addresses: Vec<String>,
}

pub(super) fn addresses(texts: &[String]) -> Result<Vec<std::net::IpAddr>, Vec<FieldError>> {
    texts.iter().map(|text| field(&format!("addresses: {text}"), text.parse())).collect()
}

/// Name servers as they were given.
pub fn servers(inputs: &[NameServerInput]) -> Result<NameServers, Vec<FieldError>> {
    let mut all = vec![];
    for input in inputs {
        all.push(NameServer::with_addresses(input.host.0.clone(), addresses(&input.addresses)?));
    }
    field("nameServers", NameServers::new(all))
}

/// A code that lets a name go.
pub fn code(text: Option<&String>) -> Result<Option<AuthCode>, Vec<FieldError>> {
    text.map(|text| field("authCode", AuthCode::parse(text))).transpose()
}

/// A price that was agreed to.
pub fn agreed(cents: Option<i64>) -> Result<Option<Cents>, Vec<FieldError>> {
    cents.map(|cents| field("agreedPrice", Cents::new(cents))).transpose()
}

fn statuses(words: &[String]) -> Result<StatusSet, Vec<FieldError>> {
    words.iter().map(|word| field("clientStatuses", EppStatus::parse(word))).collect()
}

fn secdns(input: &UpdateDomainInput) -> Result<Option<SecDns>, Vec<FieldError>> {
    match (&input.ds_records, &input.key_records) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            Err(vec![FieldError::new("dsRecords", "form", "either dsRecords or keyRecords, not both")])
        }
        (Some(records), None) => {
            let read = |ds: &DsInput| DsRecord::new(ds.key_tag, ds.algorithm, ds.digest_type, &ds.digest);
            let records: Result<Vec<_>, _> = records.iter().map(read).collect();
            field("dsRecords", records.and_then(SecDns::ds)).map(Some)
        }
        (None, Some(records)) => {
            let read =
                |key: &KeyInput| KeyRecord::new(key.flags, key.protocol, key.algorithm, &key.public_key);
            let records: Result<Vec<_>, _> = records.iter().map(read).collect();
            field("keyRecords", records.and_then(SecDns::keys)).map(Some)
        }
    }
}

impl RegisterDomainInput {
    fn read(&self) -> Result<RegisterDomain, Vec<FieldError>> {
        let account = AccountNumber::new(self.account);
        let or_own = |number: Option<u64>| number.map_or(account.own_contact(), ContactNumber::new);
        Ok(RegisterDomain {
            account,
            name: self.name.0.clone(),
            period: field("period", Period::new(self.period))?,
            contacts: Contacts {
                owner: ContactNumber::new(self.owner),
                admin: or_own(self.admin),
                tech: or_own(self.tech),
                billing: or_own(self.billing),
            },
            servers: servers(&self.name_servers)?,
            auth_code: code(self.auth_code.as_ref())?,
            language: self.language_tag.clone(),
            service: None,
            privacy: None,
            declarations: None,
        })
    }
}

impl UpdateDomainInput {
    /// What is asked for.
    ///
    /// # Errors
    /// By field, what is wrong.
    pub fn read(&self) -> Result<ChangeDomain, Vec<FieldError>> {
        let changes = DomainChanges {
            servers: self.name_servers.as_deref().map(servers).transpose()?,
            admin: self.admin.map(ContactNumber::new),
            tech: self.tech.map(ContactNumber::new),
            billing: self.billing.map(ContactNumber::new),
            client_statuses: self.client_statuses.as_deref().map(statuses).transpose()?,
            secdns: secdns(self)?,
            ..DomainChanges::default()
        };
        Ok(ChangeDomain {
            account: AccountNumber::new(self.account),
            name: self.name.0.clone(),
            changes,
            auth_code: code(self.auth_code.as_ref())?,
        })
    }
}

/// Commands about names and hosts.
#[derive(Default)]
pub struct Domains;

#[Object(name = "DomainsCommands")]
impl Domains {
    /// Register a name: everything that can be known is checked, the price is put aside, and it goes to the registry.
    #[graphql(visible = "visible::support")]
    async fn register_domain(
        &self,
        ctx: &Context<'_>,
        input: RegisterDomainInput,
    ) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        OperationPayload::answer(match (input.read(), agreed(input.agreed_price)) {
            (Ok(asked), Ok(price)) => {
                application(ctx).register_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
        })
    }

    /// Renew a name.
    #[graphql(visible = "visible::support")]
    async fn renew_domain(&self, ctx: &Context<'_>, input: RenewDomainInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        OperationPayload::answer(
            match (field("period", Period::new(input.period)), agreed(input.agreed_price)) {
                (Ok(period), Ok(price)) => {
                    let (account, name) = (AccountNumber::new(input.account), input.name.0);
                    let asked = RenewDomain { account, name, period };
                    application(ctx).renew_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
                }
                (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
            },
        )
    }

    /// Change a name: servers, contacts but the owner, client statuses, code, DNSSEC.
    #[graphql(visible = "visible::support")]
    async fn update_domain(&self, ctx: &Context<'_>, input: UpdateDomainInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        OperationPayload::answer(match input.read() {
            Ok(asked) => application(ctx).change_domain(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }

    /// Delete a name: at once within the add grace period, else it may be restored for some weeks.
    #[graphql(visible = "visible::support")]
    async fn delete_domain(&self, ctx: &Context<'_>, input: NameInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let asked = DeleteDomain { account: AccountNumber::new(input.account), name: input.name.0 };
        OperationPayload::answer(application(ctx).delete_domain(asked, &ask).await.map_err(Obstacle::from))
    }

    /// Take a deleted name back from redemption.
    #[graphql(visible = "visible::support")]
    async fn restore_domain(
        &self,
        ctx: &Context<'_>,
        input: NameInput,
        #[graphql(desc = "The price that was agreed to, as in `registerDomain`.")] agreed_price: Option<i64>,
    ) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let asked = RestoreDomain { account: AccountNumber::new(input.account), name: input.name.0 };
        OperationPayload::answer(match agreed(agreed_price) {
            Ok(price) => {
                application(ctx).restore_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// Create a host object inside one of the account's names.
    #[graphql(visible = "visible::support")]
    async fn create_host(&self, ctx: &Context<'_>, input: HostInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        OperationPayload::answer(match addresses(&input.addresses) {
            Ok(all) => {
                application(ctx).create_host(account, input.host.0, all, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// Give a host object other addresses.
    #[graphql(visible = "visible::support")]
    async fn update_host(&self, ctx: &Context<'_>, input: HostInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        OperationPayload::answer(match addresses(&input.addresses) {
            Ok(all) => {
                application(ctx).update_host(account, input.host.0, all, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// Delete a host object.
    #[graphql(visible = "visible::support")]
    async fn delete_host(&self, ctx: &Context<'_>, input: HostInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let deleted = application(ctx).delete_host(account, input.host.0, &ask).await;
        OperationPayload::answer(deleted.map_err(Obstacle::from))
    }
}
