//! What erasing a contact would mean, for whoever has to decide on it.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::contact::{self, Contact, Origin};
use domain_model::values::{
    AccountNumber, ContactHandle, ContactNumber, OperationNumber, RegistryContactId, RegistryId,
};
use projections::contacts::Usage;

/// What goes, what stays and what stops working. Nothing personal is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ErasureConsequences {
    /// The contact.
    pub number: ContactNumber,
    /// Whose it is.
    pub account: AccountNumber,
    /// Its handle: it stays.
    pub handle: ContactHandle,
    /// `Active`, `Deleted`, `Merged` or `Erased`: an erased one is not erased again.
    pub status: &'static str,
    /// The names that use it: they stay, and show nobody in its place.
    pub usage: Usage,
    /// Trades that it votes on: nobody can be mailed for that side any more.
    pub open_trades: Vec<OperationNumber>,
    /// Objects at registries: they keep the data until somebody else is put in their place there.
    pub placed: Vec<(RegistryId, RegistryContactId)>,
    /// The transfer that brought it: what was sealed for that person then goes too.
    pub transfer: Option<OperationNumber>,
}

impl Application {
    /// Looks at what erasing a contact would mean. Changes nothing.
    ///
    /// # Errors
    /// There is no such contact.
    #[boxed]
    pub async fn erasure_consequences(&self, number: ContactNumber) -> Result<ErasureConsequences, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let person = contact.person().ok_or(Refusal::Contact(contact::Refusal::Unknown))?;
        Ok(ErasureConsequences {
            number,
            account: person.account,
            handle: person.handle.clone(),
            status: contact.status(),
            usage: self.views().contact_usage(number).await?,
            open_trades: self.open_trades_with(number).await?,
            placed: person.placed.iter().map(|(registry, id)| (registry.clone(), id.clone())).collect(),
            transfer: match person.origin {
                Origin::Transfer(operation) => Some(operation),
                Origin::Account => None,
            },
        })
    }
}
