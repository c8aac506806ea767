//! What has to be configured for an item of a cart, and what was: the labels of the order paper, each with its value
//! checked when it is given, and all of them again at checkout.

use super::CartSheet;
use super::owner::{identification_of, number_of};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::launch::NameLaunch;
use crate::refusal::{ContactRole, Refusal};
use chrono::{DateTime, Utc};
use domain_model::account::{self, Profile};
use domain_model::cart::{Command, Event, ItemId, Product};
use domain_model::contact;
use domain_model::policy::TldGroup;
use domain_model::values::{
    AccountNumber, AllocationToken, AuthCode, CartId, ConfigurationLabel as Label, ContactNumber, FieldError,
    HostName, NameServer, NameServers, Nichandle, Purpose, Reason, SealOwner, Sealed,
};
use std::net::IpAddr;

/// Characters of a value: the JSON of an ending's own data is the longest.
const VALUE: usize = 4000;

/// Something that is configured for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Required {
    /// What.
    pub label: Label,
    /// Whether checkout refuses without it.
    pub required: bool,
    /// What there is to read before it is given: conditions, a trademark notice.
    pub content: Option<String>,
    /// The one value that accepts that.
    pub value: Option<String>,
}

impl Required {
    fn new(label: Label, required: bool) -> Self {
        Self { label, required, content: None, value: None }
    }
}

pub(super) fn wrong(label: Label, rule: &str, expected: impl Into<String>) -> AskError {
    Refusal::Fields(vec![FieldError::new(label.as_str(), rule, expected)]).into()
}

impl Application {
    /// What is configured for an item, in the order of the paper: it depends on the action, the ending, and what its
    /// registry says of the name.
    ///
    /// # Errors
    /// There is no such item, or the registry cannot be asked.
    #[boxed]
    pub async fn required_configuration(
        &self,
        sheet: &CartSheet,
        item: ItemId,
        at: DateTime<Utc>,
    ) -> Result<Vec<Required>, AskError> {
        let item = sheet.contents.item(item).map_err(Refusal::Cart)?;
        self.required_of(&item.product, at).await
    }

    pub(super) async fn required_of(
        &self,
        product: &Product,
        at: DateTime<Utc>,
    ) -> Result<Vec<Required>, AskError> {
        let name = product.name();
        let policy = self.rules(name, at)?;
        let roles = [Label::OwnerContact, Label::AdminAccount, Label::TechAccount, Label::Dns];
        let mut all = vec![];
        match product {
            Product::Privacy { .. } | Product::Hosting { .. } => return Ok(vec![]),
            Product::OwnerChange { .. } => all.push(Required::new(Label::OwnerContact, true)),
            Product::Create { .. } => {
                all.push(Required::new(Label::OwnerLegalAge, true));
                all.extend(roles.map(|label| Required::new(label, false)));
                all.extend(of_launch(&self.name_launch(name, at).await?));
            }
            Product::Transfer { .. } => {
                all.push(Required::new(Label::OwnerLegalAge, true));
                all.extend(roles.map(|label| Required::new(label, false)));
                all.push(Required::new(Label::AuthInfo, policy.transfer.code_required));
            }
        }
        // French registrants prove who they are by fields of their contact.
        if policy.identification.is_some() && policy.group != TldGroup::CctldFr {
            all.push(Required::new(Label::DomainConfig, false));
        }
        Ok(all)
    }

    /// Configures an item. Codes are secret and the rest may be personal: all of it is sealed.
    ///
    /// # Errors
    /// As [`Application::cart`]; the item has no such configuration, or the value is wrong.
    #[expect(clippy::too_many_arguments, reason = "where, what and who")]
    #[boxed]
    pub async fn configure(
        &self,
        id: CartId,
        item: ItemId,
        label: Label,
        value: &str,
        account: AccountNumber,
        profile: &Profile,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let sheet = self.cart(id, Some(account), at).await?;
        let known = sheet.contents.item(item).map_err(Refusal::Cart)?;
        let required = self.required_of(&known.product, at).await?;
        let Some(asked) = required.iter().find(|required| required.label == label) else {
            let labels: Vec<_> = required.iter().map(|required| required.label.as_str()).collect();
            let expected = match labels.is_empty() {
                true => "this item has nothing to configure".to_owned(),
                false => format!("one of {} is expected", labels.join(", ")),
            };
            return Err(
                Refusal::Fields(vec![FieldError::new("label", "configuration-label", expected)]).into()
            );
        };
        if value.chars().count() > VALUE {
            return Err(wrong(label, "length", format!("at most {VALUE} characters are expected")));
        }
        self.check_value(asked, &known.product, value, account, profile, at).await?;
        let secret = matches!(label, Label::AuthInfo | Label::ProtectedCode);
        let owner: SealOwner = match secret {
            true => SealOwner { purpose: Purpose::Credential, ..account::credentials_of(account) },
            false => contact::seal_owner(account.own_contact()),
        };
        let configure = Command::Configure { item, label, value: Sealed::open(owner, value.to_owned()), at };
        let same = || {
            let same = |configured: &&domain_model::cart::Configuration| {
                configured.label == label && configured.value.value().is_some_and(|known| known == value)
            };
            known.configurations.iter().find(|(_, configured)| same(configured)).map(|(id, _)| *id)
        };
        self.on_cart(id, &configure, ask, |events| match events {
            [] => same(),
            [.., Event::Configured { configuration, .. }] => Some(*configuration),
            _ => None,
        })
        .await
    }

    /// Takes a configuration back.
    ///
    /// # Errors
    /// As [`Application::cart`]; there is no such configuration.
    #[boxed]
    pub async fn unconfigure(
        &self,
        id: CartId,
        item: ItemId,
        configuration: u32,
        account: AccountNumber,
        ask: &Ask,
    ) -> Result<Accepted<CartId>, AskError> {
        self.cart(id, Some(account), ask.cause.at).await?;
        let command = Command::Unconfigure { item, configuration, at: ask.cause.at };
        self.on_cart(id, &command, ask, |_| Some(id)).await
    }

    async fn check_value(
        &self,
        asked: &Required,
        product: &Product,
        value: &str,
        account: AccountNumber,
        profile: &Profile,
        at: DateTime<Utc>,
    ) -> Result<(), AskError> {
        let (label, name) = (asked.label, product.name());
        let policy = self.rules(name, at)?;
        let form = |rule: &str, message: String| wrong(label, rule, message);
        match label {
            Label::OwnerLegalAge | Label::AcceptConditions => read_yes(label, value).map(|_| ()),
            Label::OwnerContact => {
                self.owner_named(account, number_of(label, value)?, None, policy, role_of(product)).await?;
                Ok(())
            }
            Label::AdminAccount | Label::TechAccount => {
                self.account_named(label, value, account, profile).await.map(|_| ())
            }
            Label::Dns => {
                let most = policy.name_servers.max_create;
                let servers = read_servers([value])?;
                if servers.hosts().count() > most {
                    return Err(form("name-servers", format!("at most {most} name servers are expected")));
                }
                Ok(())
            }
            Label::DomainConfig => identification_of(value).map(|_| ()),
            Label::Reason => match Reason::parse(value) {
                Ok(_) => Ok(()),
                Err(error) => Err(form("reason", error.to_string())),
            },
            Label::ClaimsNotice => match asked.value.as_deref() {
                Some(id) if accepts(value, id) => Ok(()),
                id => {
                    let id = id.unwrap_or("(none)");
                    Err(form(
                        "claims-notice",
                        format!("the notice's id {id} is expected: it is accepted by that"),
                    ))
                }
            },
            Label::ProtectedCode => {
                let code = AllocationToken::parse(value).map_err(|error| form("code", error.to_string()))?;
                match self.opens_reserved(name, &code).await? {
                    true => Ok(()),
                    false => Err(form("code", format!("this code does not open {name}"))),
                }
            }
            Label::AuthInfo => match AuthCode::parse(value) {
                Ok(_) => Ok(()),
                Err(error) => Err(form("authinfo", error.to_string())),
            },
        }
    }

    /// The account that a nichandle names: the holder's own contact stands for it.
    pub(super) async fn account_named(
        &self,
        label: Label,
        value: &str,
        account: AccountNumber,
        profile: &Profile,
    ) -> Result<ContactNumber, AskError> {
        let nichandle = Nichandle::parse(value);
        let nichandle = nichandle.map_err(|error| wrong(label, "nichandle", error.to_string()))?;
        if nichandle == profile.nichandle {
            return Ok(account.own_contact());
        }
        let named = self.account_by_nichandle(&nichandle).await?;
        let open = match named {
            Some(named) => self.open_account(named).await.is_ok().then_some(named),
            None => None,
        };
        let unknown = || wrong(label, "nichandle", "the nichandle of an account that is open is expected");
        Ok(open.ok_or_else(unknown)?.own_contact())
    }
}

fn of_launch(launch: &NameLaunch) -> Vec<Required> {
    let mut all = vec![];
    if let Some(conditions) = &launch.conditions {
        all.push(Required {
            content: Some(format!("{} {}", conditions.text, conditions.url)),
            value: Some(conditions.version.clone()),
            ..Required::new(Label::AcceptConditions, true)
        });
    }
    if launch.reason {
        all.push(Required::new(Label::Reason, true));
    }
    if let Some(notice) = &launch.claims {
        all.push(Required {
            content: Some(notice.text()),
            value: Some(notice.id.to_string()),
            ..Required::new(Label::ClaimsNotice, true)
        });
    }
    if launch.reserved {
        all.push(Required::new(Label::ProtectedCode, true));
    }
    all
}

/// As what the owner of a product is checked.
pub(super) fn role_of(product: &Product) -> ContactRole {
    match product {
        Product::OwnerChange { .. } => ContactRole::NewOwner,
        _ => ContactRole::Owner,
    }
}

/// A notice is accepted by its id; programs that only know that there is one say `true`.
pub(super) fn accepts(value: &str, id: &str) -> bool {
    value == id || value == "true"
}

pub(super) fn read_yes(label: Label, value: &str) -> Result<bool, AskError> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(wrong(label, "bool", "true or false is expected")),
    }
}

/// Name servers, separated by commas, semicolons or white space; the address of one follows it.
pub(super) fn read_servers<'v>(values: impl IntoIterator<Item = &'v str>) -> Result<NameServers, AskError> {
    let mut servers: Vec<NameServer> = vec![];
    for value in values {
        let parts = value.split(|c: char| matches!(c, ',' | ';') || c.is_whitespace());
        for part in parts.filter(|part| !part.is_empty()) {
            match (part.parse::<IpAddr>(), servers.last_mut()) {
                (Ok(address), Some(server)) => server.addresses.push(address),
                (Ok(_), None) => {
                    return Err(wrong(Label::Dns, "name-server", "a host is expected before an address"));
                }
                (Err(_), _) => {
                    let host = HostName::parse(part);
                    let host = host.map_err(|error| wrong(Label::Dns, "name-server", error.to_string()))?;
                    servers.push(NameServer::new(host));
                }
            }
        }
    }
    NameServers::new(servers).map_err(|error| wrong(Label::Dns, "name-server", error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_are_read_with_their_addresses() {
        let servers =
            read_servers(["ns1.example.com 192.0.2.1, ns2.example.com", "ns3.example.net;2001:db8::1"]);
        let servers = servers.unwrap();
        let shown: Vec<_> =
            servers.iter().map(|server| (server.host.to_string(), server.addresses.len())).collect();
        let expected = [("ns1.example.com", 1), ("ns2.example.com", 0), ("ns3.example.net", 1)];
        assert_eq!(shown, expected.map(|(host, count)| (host.to_owned(), count)));
        assert!(read_servers(["192.0.2.1"]).is_err());
        assert!(read_servers(["not a host_"]).is_err());
    }

    #[test]
    fn a_notice_is_accepted_by_its_id() {
        assert!(accepts("370d0b7c1", "370d0b7c1") && accepts("true", "370d0b7c1"));
        assert!(!accepts("370d0b7c2", "370d0b7c1") && !accepts("", "370d0b7c1"));
    }
}
