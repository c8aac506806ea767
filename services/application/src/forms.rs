//! The registry's paper forms of a trade (.eu, .be): where they are downloaded, and what stands on them. The links are
//! the SOAP paper's `faxseller` and `faxbuyer`, with a key that nobody can guess: a form shows persons.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use chrono::{DateTime, Utc};
use domain_model::contact::Contact;
use domain_model::trade::{Procedure, Side, Terms, Trade};
use domain_model::values::{ContactDetails, ContactNumber, DomainName, OperationNumber, Sealed};
use subtle::ConstantTimeEq;

/// What stands on a form.
#[derive(Clone, Debug)]
pub struct TradeForm {
    /// The trade (`tid`).
    pub trade: OperationNumber,
    /// The name.
    pub name: DomainName,
    /// Who signs it.
    pub side: Side,
    /// The present owner.
    pub owner: ContactDetails,
    /// The future owner.
    pub new_owner: ContactDetails,
    /// When the trade was asked for.
    pub requested_at: DateTime<Utc>,
    /// Until when the registry takes the form.
    pub valid_until: DateTime<Utc>,
}

/// Why there is no form behind a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoForm {
    /// Not a link of ours, or of a trade without forms.
    #[error("there is no such form")]
    Unknown,
    /// The days of the form, or the trade itself, are over.
    #[error("this form can no longer be used")]
    Over,
}

const KEY_CHARACTERS: usize = 26;

impl Application {
    /// The links to both forms of a trade, the seller's and the buyer's; none where the trade has no forms.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn form_links(&self, trade: OperationNumber) -> Result<Option<(String, String)>, AskError> {
        let state = self.journal().load::<Trade>(&trade).await?.state;
        if with_forms(&state).is_none() {
            return Ok(None);
        }
        let base = &self.settings().link_base;
        let link = |side| {
            let key = self.form_key(trade, side);
            format!("{base}/getfaxtrade.cgi?cid={trade}&mode={}&key={key}", mode(side))
        };
        Ok(Some((link(Side::Owner), link(Side::NewOwner))))
    }

    /// What stands on the form behind a link.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn trade_form(
        &self,
        trade: OperationNumber,
        side: Side,
        key: &str,
    ) -> Result<Result<TradeForm, NoForm>, AskError> {
        let genuine = self.form_key(trade, side).as_bytes().ct_eq(key.as_bytes());
        if !bool::from(genuine) {
            return Ok(Err(NoForm::Unknown));
        }
        let state = self.journal().load::<Trade>(&trade).await?.state;
        let Some(terms) = with_forms(&state) else { return Ok(Err(NoForm::Unknown)) };
        if !matches!(state, Trade::Voting(..)) || self.clock().now() >= terms.expires_at {
            return Ok(Err(NoForm::Over));
        }
        let parties = (self.data_on_form(terms.owner).await?, self.data_on_form(terms.new_owner).await?);
        let (Some(owner), Some(new_owner)) = parties else { return Ok(Err(NoForm::Over)) };
        Ok(Ok(TradeForm {
            trade,
            name: terms.name.clone(),
            side,
            owner,
            new_owner,
            requested_at: terms.requested_at,
            valid_until: terms.expires_at,
        }))
    }

    async fn data_on_form(&self, number: ContactNumber) -> Result<Option<ContactDetails>, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.active().map(|person| &person.details);
        Ok(details.and_then(Sealed::value).map(|details| (**details).clone()))
    }

    fn form_key(&self, trade: OperationNumber, side: Side) -> String {
        let mac = self.journal().vault().mac("trade-form", format!("{trade}-{}", mode(side)).as_bytes());
        let mut key = data_encoding::BASE32_NOPAD.encode(&mac).to_ascii_lowercase();
        key.truncate(KEY_CHARACTERS);
        key
    }
}

fn with_forms(trade: &Trade) -> Option<&Terms> {
    trade.dossier().map(|(terms, _)| terms).filter(|terms| terms.procedure == Procedure::RegistryForm)
}

/// `mode` of the paper's links.
fn mode(side: Side) -> u8 {
    match side {
        Side::Owner => 0,
        Side::NewOwner => 1,
    }
}
