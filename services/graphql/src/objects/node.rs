//! Global ids: a type and a natural key in one opaque text.

use super::{Account, Consent, Contact, Domain, Host, Invoice, Operation, Order, links};
use async_graphql::{Context, ID, Interface, Result};
use data_encoding::BASE64URL_NOPAD;

/// Anything with a global id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "&ID"))]
pub enum Node {
    /// A name.
    Domain(Domain),
    /// A contact.
    Contact(Contact),
    /// An account.
    Account(Account),
    /// A host.
    Host(Host),
    /// An operation.
    Operation(Operation),
    /// A trade or a transfer.
    Consent(Consent),
    /// An order.
    Order(Order),
    /// An invoice or a credit note.
    Invoice(Invoice),
}

/// The id of a thing.
pub fn write_id(kind: &str, key: impl std::fmt::Display) -> ID {
    BASE64URL_NOPAD.encode(format!("{kind}:{key}").as_bytes()).into()
}

/// Type and key of an id; nothing for a text that is none.
fn read_id(id: &ID) -> Option<(String, String)> {
    let bytes = BASE64URL_NOPAD.decode(id.as_bytes()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (kind, key) = text.split_once(':')?;
    Some((kind.to_owned(), key.to_owned()))
}

/// The thing behind an id; nothing where there is none.
pub async fn node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let Some((kind, key)) = read_id(id) else { return Ok(None) };
    let number = key.parse::<u64>().ok();
    Ok(match kind.as_str() {
        "Domain" => links::domain(ctx, Some(&key), None).await?.map(Node::Domain),
        "Contact" => links::contact(ctx, number, None).await?.map(Node::Contact),
        "Account" => links::account(ctx, number, None).await?.map(Node::Account),
        "Host" => links::host(ctx, Some(&key), None).await?.map(Node::Host),
        "Order" => links::order(ctx, number, None).await?.map(Node::Order),
        "Operation" => links::operation(ctx, number, None).await?.map(Node::Operation),
        "Invoice" => links::invoice(ctx, &key).await?.map(Node::Invoice),
        "Trade" | "Transfer" => {
            let found = links::consent(ctx, number.unwrap_or_default(), None).await?;
            found.filter(|consent| consent.is_trade() == (kind == "Trade")).map(Node::Consent)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_noise_is_none() {
        let id = write_id("Host", "ns1.example.com");
        assert_eq!(read_id(&id), Some(("Host".to_owned(), "ns1.example.com".to_owned())));
        for noise in ["", "?", "YWJj", "////"] {
            assert_eq!(read_id(&noise.into()), None, "{noise}");
        }
    }
}
