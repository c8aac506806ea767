//! Commands to names. What they may do and what they cost is decided by the application, as for every door.

use super::owner;
use crate::caller::application;
use crate::mutations::{DsInput, KeyInput, NameServerInput, UpdateDomainInput, agreed, servers};
use crate::payload::{Obstacle, OperationPayload};
use crate::values::{DomainName, field};
use application::{ChangeDomain, DeleteDomain, RegisterDomain, RenewDomain, RestoreDomain};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::operation::Contacts;
use domain_model::values::{AccountNumber, ContactNumber, FieldError, Period};

/// A name to be registered.
#[derive(Clone, InputObject)]
pub struct OwnRegisterInput {
    /// The name.
    pub name: DomainName,
    /// Years.
    #[graphql(default = 1)]
    pub period: u32,
    /// The registrant; the account's own contact where absent.
    pub owner: Option<u64>,
    /// Its name servers.
    #[graphql(default)]
    pub name_servers: Vec<NameServerInput>,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused.
    pub agreed_price: Option<i64>,
}

impl OwnRegisterInput {
    fn read(&self, account: AccountNumber) -> Result<RegisterDomain, Vec<FieldError>> {
        let own = account.own_contact();
        Ok(RegisterDomain {
            account,
            name: self.name.0.clone(),
            period: field("period", Period::new(self.period))?,
            contacts: Contacts {
                owner: self.owner.map_or(own, ContactNumber::new),
                admin: own,
                tech: own,
                billing: own,
            },
            servers: servers(&self.name_servers)?,
            auth_code: None,
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        })
    }
}

/// A name and years.
#[derive(Clone, Debug, InputObject)]
pub struct OwnRenewInput {
    /// The name.
    pub name: DomainName,
    /// Years.
    #[graphql(default = 1)]
    pub period: u32,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused.
    pub agreed_price: Option<i64>,
}

/// What changes of a name; what is absent stays.
#[derive(Clone, InputObject)]
pub struct OwnUpdateInput {
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

impl OwnUpdateInput {
    fn read(self, account: AccountNumber) -> Result<ChangeDomain, Vec<FieldError>> {
        let Self {
            name,
            name_servers,
            admin,
            tech,
            billing,
            client_statuses,
            auth_code,
            ds_records,
            key_records,
        } = self;
        let account = account.get();
        UpdateDomainInput {
            account,
            name,
            name_servers,
            admin,
            tech,
            billing,
            client_statuses,
            auth_code,
            ds_records,
            key_records,
        }
        .read()
    }
}

/// A deleted name that is taken back.
#[derive(Clone, Debug, InputObject)]
pub struct OwnRestoreInput {
    /// The name.
    pub name: DomainName,
    /// The price that was agreed to, as in `renewDomain`.
    pub agreed_price: Option<i64>,
}

/// Commands to names.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerNamesCommands")]
impl Commands {
    /// Register a name: everything that can be known is checked, the price is put aside, and it goes to the registry.
    async fn register_domain(&self, ctx: &Context<'_>, input: OwnRegisterInput) -> Result<OperationPayload> {
        let (owner, ask) = (owner(ctx), owner(ctx).ask(ctx, None));
        OperationPayload::answer(match (input.read(owner.account()), agreed(input.agreed_price)) {
            (Ok(asked), Ok(price)) => {
                application(ctx).register_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
        })
    }

    /// Renew a name.
    async fn renew_domain(&self, ctx: &Context<'_>, input: OwnRenewInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let period = field("period", Period::new(input.period));
        OperationPayload::answer(match (period, agreed(input.agreed_price)) {
            (Ok(period), Ok(price)) => {
                let asked = RenewDomain { account, name: input.name.0, period };
                application(ctx).renew_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
        })
    }

    /// Change a name: servers, contacts but the owner, client statuses, code, DNSSEC.
    async fn update_domain(&self, ctx: &Context<'_>, input: OwnUpdateInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        OperationPayload::answer(match input.read(account) {
            Ok(asked) => application(ctx).change_domain(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }

    /// Delete a name: at once within the add grace period, else it may be restored for some weeks.
    async fn delete_domain(&self, ctx: &Context<'_>, name: DomainName) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let deleted = application(ctx).delete_domain(DeleteDomain { account, name: name.0 }, &ask).await;
        OperationPayload::answer(deleted.map_err(Obstacle::from))
    }

    /// Take a deleted name back from redemption.
    async fn restore_domain(&self, ctx: &Context<'_>, input: OwnRestoreInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        OperationPayload::answer(match agreed(input.agreed_price) {
            Ok(price) => {
                let asked = RestoreDomain { account, name: input.name.0 };
                application(ctx).restore_domain(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }
}
