//! The workflow as the door's handlers call it, without the door.

use super::Shopper;
use crate::statistics::Latencies;
use anyhow::Context;
use application::{AddName, Application, Ask, CheckOut, OpenCart};
use domain_model::account::{Account, Profile};
use domain_model::values::{AccountNumber, CartId, ConfigurationLabel, DomainName, Period, Subsidiary};
use domain_model::{Actor, Cause, Channel};
use std::sync::Arc;
use std::time::Instant;
use uuid::Uuid;

/// A client inside the process.
pub struct Direct {
    application: Application,
    account: AccountNumber,
    profile: Arc<Profile>,
}

impl Direct {
    /// For an account.
    ///
    /// # Errors
    /// There is none.
    pub async fn new(application: &Application, account: AccountNumber) -> anyhow::Result<Self> {
        let state = application.journal().load::<Account>(&account).await?.state;
        let profile = Arc::new(state.profile().context("the account is open")?.clone());
        Ok(Self { application: application.clone(), account, profile })
    }

    fn ask(&self) -> Ask {
        let now = self.application.clock().now();
        let mut cause = Cause::new(Actor::Reseller(self.account), Channel::Rest, now, Uuid::now_v7());
        // Whoever calls is recorded with an address, through whatever door.
        cause.address = Some("127.0.0.1".to_owned());
        Ask::new(cause)
    }

    async fn changed(&self, id: CartId) -> anyhow::Result<application::CartSheet> {
        Ok(self.application.cart_changed(id, Some(self.account), self.application.clock().now()).await?)
    }

    async fn cart(&self, id: CartId) -> anyhow::Result<application::CartSheet> {
        Ok(self.application.cart(id, Some(self.account), self.application.clock().now()).await?)
    }
}

impl Shopper for Direct {
    async fn order(&mut self, name: &str, latencies: &mut Latencies) -> anyhow::Result<()> {
        let name = DomainName::parse(name)?;
        let (app, account, profile) = (&self.application, self.account, &*self.profile);
        let who = Some((account, profile));
        let mut begun = Instant::now();
        let mut step = || {
            latencies.push(begun.elapsed());
            begun = Instant::now();
        };
        let opening =
            OpenCart { subsidiary: Subsidiary::parse("FR")?, description: String::new(), expires_at: None };
        let id = app.open_cart(opening, Some(account), &self.ask()).await?.value;
        self.changed(id).await?;
        step();
        let offers = app.cart_offers(&self.cart(id).await?, &name, Some(profile), app.clock().now()).await?;
        anyhow::ensure!(!offers.is_empty(), "{name} is not offered");
        step();
        let adding = AddName {
            name: name.clone(),
            period: Some(Period::ONE_YEAR),
            mode: None,
            offer: None,
            plan: None,
        };
        let item = app.add_to_cart(id, adding, who, &self.ask()).await?.value;
        self.changed(id).await?;
        step();
        app.cart_summary(&self.cart(id).await?, who, app.clock().now()).await?;
        step();
        app.assign_cart(id, account, &self.ask()).await?;
        step();
        let required = app.required_configuration(&self.cart(id).await?, item, app.clock().now()).await?;
        anyhow::ensure!(!required.is_empty(), "{name} needs no configuration");
        step();
        let label = ConfigurationLabel::parse("OWNER_LEGAL_AGE")?;
        app.configure(id, item, label, "true", account, profile, &self.ask()).await?;
        step();
        let rehearsed = app.rehearse_checkout(id, account, profile, &self.ask()).await?;
        app.contracts(&rehearsed.summary, app.clock().now());
        step();
        let how = CheckOut { pay: true, waive_retraction: true };
        let ordered = app.check_out(id, how, account, profile, &self.ask()).await?;
        app.contracts(&ordered.summary, app.clock().now());
        step();
        ordered.order.map(|_| ()).context("no order was made")
    }
}
