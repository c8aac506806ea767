//! The answers to a contact change: by token, or by our staff for a side.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::votes::Link;
use domain_model::contact;
use domain_model::contact_change::{self, Command, ContactChange, Side};
use domain_model::values::{AccountNumber, FieldError, OperationNumber, Purpose, SealOwner, Sealed};
use domain_model::vote::{Choice, Voter};
use journal::StreamId;

impl Application {
    /// Answers for a side. When both have accepted, the change is carried out.
    ///
    /// # Errors
    /// The answer is not taken.
    #[boxed]
    pub async fn vote_on_contact_change(
        &self,
        number: OperationNumber,
        side: Side,
        choice: Choice,
        voter: Voter,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        self.hold_evidence(&StreamId::of::<ContactChange>(&number), &voter).await?;
        let vote = Command::Vote { side, choice, voter, at: ask.cause.at };
        self.on_contact_change(number, vote, ask).await
    }

    /// Answers for an account's own side, by the token that was mailed to it.
    ///
    /// # Errors
    /// There is no such task for this account; the token is none of this task and side, or void; it is over, or was
    /// answered the other way.
    #[boxed]
    pub async fn answer_contact_change(
        &self,
        account: AccountNumber,
        number: OperationNumber,
        token: &str,
        choice: Choice,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        let state = self.contact_change_for(account, number).await?;
        let side = state.dossier().and_then(|(terms, _)| terms.side_of(account));
        let serial = match Link::read(token.trim(), self.journal().vault()) {
            Some(Link::ContactChange { change, side: of, serial })
                if change == number && Some(of) == side =>
            {
                Some((of, serial))
            }
            _ => None,
        };
        let wrong = || {
            let message = "the token that was mailed to this account about this task is expected";
            Refusal::Fields(vec![FieldError::new("token", "token", message)])
        };
        let (side, serial) = serial.ok_or_else(wrong)?;
        let address = ask.cause.address.clone().unwrap_or_default();
        let voter = Voter::ByLink { serial, address: Sealed::open(evidence_of(account), address) };
        self.vote_on_contact_change(number, side, choice, voter, ask).await
    }

    /// Starts a change again that the registry or a rule refused; the answers stand.
    ///
    /// # Errors
    /// It has not failed, or something else holds the name by now.
    #[boxed]
    pub async fn restart_contact_change(
        &self,
        number: OperationNumber,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        use domain_model::operation::Operation;
        match self.journal().load::<Operation>(&number).await?.state {
            // It was refused before there was anything to send.
            Operation::Absent => self.on_contact_change(number, Command::Resume, ask).await,
            _ => {
                let change = self.journal().load::<contact_change::ContactChange>(&number).await?.state;
                if change.dossier().is_none() {
                    return Err(Refusal::ContactChange(contact_change::Refusal::Unknown).into());
                }
                self.restart_operation(number, None, ask).await
            }
        }
    }
}

/// Whose key seals the address that an answer came from.
pub(crate) fn evidence_of(account: AccountNumber) -> SealOwner {
    SealOwner { purpose: Purpose::Evidence, ..contact::seal_owner(account.own_contact()) }
}
