//! From one thing to another: by loader where it is about now, from the journal where it is about another day.

use super::{Account, Consent, Contact, Domain, Host, Invoice, Moment, Operation, Order};
use crate::caller::{application, sight};
use crate::loaders::{AccountKey, ConsentKey, ConsentsOf, ContactKey, DomainKey, HostKey, HostsOf};
use crate::loaders::{NamesOf, OperationKey, OperationsOf, batches};
use crate::payload::view_failure;
use async_graphql::{Context, Result};
use domain_model::values::{
    AccountNumber, ContactNumber, DomainName, HostName, OperationNumber, OrderNumber,
};
use projections::votes::VoteRow;

/// A contact.
pub async fn contact(ctx: &Context<'_>, number: Option<u64>, as_of: Moment) -> Result<Option<Contact>> {
    let Some(number) = number.map(ContactNumber::new) else { return Ok(None) };
    let sight = sight(ctx)?;
    let row = match as_of {
        Some(at) => application(ctx).views().contact_as_of(number, at, sight).await.map_err(view_failure)?,
        None => batches(ctx).load(ContactKey(number, sight)).await?,
    };
    Ok(row.map(|row| Contact::of(&row, as_of)))
}

/// An account.
pub async fn account(ctx: &Context<'_>, number: Option<u64>, as_of: Moment) -> Result<Option<Account>> {
    let Some(number) = number.map(AccountNumber::new) else { return Ok(None) };
    let row = match as_of {
        Some(at) => application(ctx).views().account_as_of(number, at).await.map_err(view_failure)?,
        None => batches(ctx).load(AccountKey(number)).await?,
    };
    Ok(row.map(|row| Account::of(row, as_of)))
}

/// A name; nothing for a text that is none.
pub async fn domain(ctx: &Context<'_>, name: Option<&str>, as_of: Moment) -> Result<Option<Domain>> {
    let Some(name) = name.and_then(|name| DomainName::parse(name).ok()) else { return Ok(None) };
    let row = match as_of {
        Some(at) => application(ctx).views().name_as_of(&name, at).await.map_err(view_failure)?,
        None => batches(ctx).load(DomainKey(name)).await?,
    };
    Ok(row.map(|row| Domain::of(&row, as_of)))
}

/// A host; nothing for a text that is none.
pub async fn host(ctx: &Context<'_>, name: Option<&str>, as_of: Moment) -> Result<Option<Host>> {
    let Some(name) = name.and_then(|name| HostName::parse(name).ok()) else { return Ok(None) };
    let row = match as_of {
        Some(at) => application(ctx).views().host_as_of(&name, at).await.map_err(view_failure)?,
        None => batches(ctx).load(HostKey(name)).await?,
    };
    Ok(row.map(|row| Host::of(row, as_of)))
}

/// An operation.
pub async fn operation(ctx: &Context<'_>, number: Option<u64>, as_of: Moment) -> Result<Option<Operation>> {
    let Some(number) = number.map(OperationNumber::new) else { return Ok(None) };
    let row = match as_of {
        Some(at) => {
            let views = application(ctx).views();
            views.operation_as_of(number, at, projections::Sight::Closed).await.map_err(view_failure)?
        }
        None => batches(ctx).load(OperationKey(number)).await?,
    };
    Ok(row.map(|row| Operation::of(row, as_of)))
}

/// An order. Few things lead to one: each is read by itself.
pub async fn order(ctx: &Context<'_>, number: Option<u64>, as_of: Moment) -> Result<Option<Order>> {
    let Some(number) = number.map(OrderNumber::new) else { return Ok(None) };
    let views = application(ctx).views();
    let row = match as_of {
        Some(at) => views.order_as_of(number, at).await,
        None => views.order(number).await,
    };
    Ok(row.map_err(view_failure)?.map(|row| Order::of(row, as_of)))
}

/// The trade or the transfer of an operation.
pub async fn consent(ctx: &Context<'_>, number: u64, as_of: Moment) -> Result<Option<Consent>> {
    let number = OperationNumber::new(number);
    let row = match as_of {
        Some(_) => vote_then(ctx, number, as_of).await?,
        None => batches(ctx).load(ConsentKey(number, sight(ctx)?)).await?,
    };
    Ok(row.map(|row| Consent::of(row, as_of)))
}

async fn vote_then(ctx: &Context<'_>, number: OperationNumber, as_of: Moment) -> Result<Option<VoteRow>> {
    let Some(at) = as_of else { return Ok(None) };
    application(ctx).views().vote_as_of(number, at, sight(ctx)?).await.map_err(view_failure)
}

/// The last trades and transfers of a name that had been asked for at the moment.
pub async fn consents(ctx: &Context<'_>, name: &str, as_of: Moment) -> Result<Vec<Consent>> {
    let Ok(name) = DomainName::parse(name) else { return Ok(vec![]) };
    let rows = batches(ctx).load(ConsentsOf(name, sight(ctx)?)).await?.unwrap_or_default();
    let mut consents = vec![];
    for row in rows {
        let row = if as_of.is_some() { vote_then(ctx, row.number, as_of).await? } else { Some(row) };
        consents.extend(row.map(|row| Consent::of(row, as_of)));
    }
    Ok(consents)
}

/// The last operations about a name, a host or a contact that had been asked for at the moment.
pub async fn operations(ctx: &Context<'_>, subject: &str, as_of: Moment) -> Result<Vec<Operation>> {
    let rows = batches(ctx).load(OperationsOf(subject.to_owned())).await?.unwrap_or_default();
    let mut operations = vec![];
    for row in rows {
        match as_of {
            Some(_) => operations.extend(operation(ctx, Some(row.operation.number.get()), as_of).await?),
            None => operations.push(Operation::of(row, None)),
        }
    }
    Ok(operations)
}

/// The hosts inside a name that are there today, as of the moment.
pub async fn hosts(ctx: &Context<'_>, name: &str, as_of: Moment) -> Result<Vec<Host>> {
    let Ok(name) = DomainName::parse(name) else { return Ok(vec![]) };
    let rows = batches(ctx).load(HostsOf(name)).await?.unwrap_or_default();
    let mut hosts = vec![];
    for row in rows {
        match as_of {
            Some(_) => hosts.extend(host(ctx, Some(row.name.as_str()), as_of).await?),
            None => hosts.push(Host::of(row, None)),
        }
    }
    Ok(hosts)
}

/// The names of a contact today, as of the moment.
pub async fn names(ctx: &Context<'_>, contact: u64, as_of: Moment) -> Result<Vec<Domain>> {
    let rows = batches(ctx).load(NamesOf(ContactNumber::new(contact))).await?.unwrap_or_default();
    let mut names = vec![];
    for row in rows {
        match as_of {
            Some(_) => names.extend(domain(ctx, Some(row.name.as_str()), as_of).await?),
            None => names.push(Domain::of(&row, None)),
        }
    }
    Ok(names)
}

/// An invoice or a credit note.
pub async fn invoice(ctx: &Context<'_>, number: &str) -> Result<Option<Invoice>> {
    let Ok(number) = number.parse() else { return Ok(None) };
    let found = application(ctx).views().invoice(number, projections::Sight::Closed).await;
    Ok(found.map_err(view_failure)?.and_then(Invoice::of))
}
