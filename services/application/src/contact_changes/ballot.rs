//! What the page behind a contact change's link shows.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::ports::Part;
use crate::votes::{BallotError, BallotView, ballot_state};
use domain_model::account::Account;
use domain_model::contact_change::{AccountRoles, ContactChange, Side};
use domain_model::values::{AccountNumber, Nichandle, OperationNumber};

impl Application {
    pub(crate) async fn contact_change_ballot(
        &self,
        number: OperationNumber,
        side: Side,
        serial: u32,
    ) -> Result<BallotView, BallotError> {
        let state = self.journal().load::<ContactChange>(&number).await?.state;
        let (terms, ballots) = state.dossier().ok_or(BallotError::Unknown)?;
        let ballot = ballots.side(side);
        if !ballot.accepts_serial(serial) {
            return Err(BallotError::Void);
        }
        let open = matches!(state, ContactChange::Voting(..)) && self.clock().now() < terms.expires_at;
        let other = self.nichandle_of(terms.account(side.other())).await?;
        Ok(BallotView {
            name: terms.name.clone(),
            part: part_of(side, terms.roles),
            locale: ballot.party.locale,
            other_party: other.map(|other| other.to_string()),
            requested_at: terms.requested_at,
            expires_at: terms.expires_at,
            state: ballot_state(ballot, open, state.word()),
            // It is between the registrar and its accounts.
            brand: None,
        })
    }

    /// The name that an account goes by; none of an account that never was.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn nichandle_of(&self, account: AccountNumber) -> Result<Option<Nichandle>, AskError> {
        let account = self.journal().load::<Account>(&account).await?.state;
        Ok(account.profile().map(|profile| profile.nichandle.clone()))
    }
}

/// As what a side answers.
pub(crate) fn part_of(side: Side, roles: AccountRoles) -> Part {
    match side {
        Side::From => Part::FormerAccount(roles),
        Side::To => Part::NewAccount(roles),
    }
}
