//! What was configured for an item of a cart, read again when it is ordered.

use super::configuration::{Required, accepts, read_servers, read_yes, wrong};
use super::owner::{identification_of, number_of};
use crate::application::Application;
use crate::ask::AskError;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::account::Profile;
use domain_model::cart::Item;
use domain_model::values::{
    AccountNumber, AllocationToken, AuthCode, ConfigurationLabel as Label, ContactNumber, DomainName,
    FieldError, NameServers, Reason,
};

/// What was configured for an item.
pub(super) struct Configured {
    pub owner: Option<ContactNumber>,
    pub admin: ContactNumber,
    pub tech: ContactNumber,
    pub servers: Option<NameServers>,
    pub auth_code: Option<AuthCode>,
    pub identification: Vec<(String, String)>,
    pub legal_age: bool,
    pub conditions: Option<String>,
    pub reason: Option<Reason>,
    pub notice: bool,
    pub token: Option<AllocationToken>,
}

impl Configured {
    fn of(account: AccountNumber) -> Self {
        let own = account.own_contact();
        Self {
            owner: None,
            admin: own,
            tech: own,
            servers: None,
            auth_code: None,
            identification: vec![],
            legal_age: false,
            conditions: None,
            reason: None,
            notice: false,
            token: None,
        }
    }
}

impl Application {
    /// What is configured for an item, each value read again.
    ///
    /// # Errors
    /// Something is missing or no longer right, each by its label.
    pub(super) async fn configured(
        &self,
        item: &Item,
        account: AccountNumber,
        profile: &Profile,
        at: DateTime<Utc>,
    ) -> Result<Configured, AskError> {
        let name = item.product.name();
        let required = self.required_of(&item.product, at).await?;
        let missing: Vec<_> = required
            .iter()
            .filter(|required| required.required && item.configured(required.label).next().is_none())
            .map(|required| {
                let expected = format!("must be configured for {name}");
                FieldError::new(required.label.as_str(), "configuration-missing", expected)
            })
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Fields(missing).into());
        }
        let mut all = Configured::of(account);
        for asked in &required {
            for value in item.configured(asked.label).map(str::to_owned).collect::<Vec<_>>() {
                self.take(&mut all, asked, name, &value, account, profile).await?;
            }
        }
        let servers: Vec<&str> = item.configured(Label::Dns).collect();
        all.servers = (!servers.is_empty()).then(|| read_servers(servers)).transpose()?;
        Ok(all)
    }

    async fn take(
        &self,
        all: &mut Configured,
        asked: &Required,
        name: &DomainName,
        value: &str,
        account: AccountNumber,
        profile: &Profile,
    ) -> Result<(), AskError> {
        let label = asked.label;
        match label {
            Label::OwnerLegalAge => match read_yes(label, value)? {
                true => all.legal_age = true,
                false => {
                    return Err(wrong(label, "legal-age", "the registrant must be of age to have a name"));
                }
            },
            Label::AcceptConditions => match read_yes(label, value)? {
                true => all.conditions.clone_from(&asked.value),
                false => return Err(wrong(label, "conditions", "the ending's conditions must be accepted")),
            },
            Label::OwnerContact => all.owner = Some(number_of(label, value)?),
            Label::AdminAccount => all.admin = self.account_named(label, value, account, profile).await?,
            Label::TechAccount => all.tech = self.account_named(label, value, account, profile).await?,
            Label::Dns => {}
            Label::DomainConfig => all.identification = identification_of(value)?,
            Label::Reason => all.reason = Reason::parse(value).ok(),
            Label::ClaimsNotice => match asked.value.as_deref() {
                Some(id) if accepts(value, id) => all.notice = true,
                _ => {
                    let expected = format!("another notice is in force for {name}: read and accept that");
                    return Err(wrong(label, "claims-notice", expected));
                }
            },
            Label::ProtectedCode => all.token = AllocationToken::parse(value).ok(),
            Label::AuthInfo => all.auth_code = AuthCode::parse(value).ok(),
        }
        Ok(())
    }
}
