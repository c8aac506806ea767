//! What a reseller means who names a reseller in an update (SOAP `dist_id`).

use super::MoveReseller;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::ChangeDomain;
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::{Domain, MoveEnd, Registration};
use domain_model::values::{AccountNumber, DnsService, DomainName, OperationNumber};

/// What naming a reseller means for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResellerWish {
    /// It is with them.
    Stay,
    /// It is with them, and an open move to another is taken back.
    Withdraw(OperationNumber),
    /// They are to take it.
    Ask(AccountNumber),
}

impl ResellerWish {
    fn of(held: &Registration, reseller: Option<AccountNumber>) -> Self {
        match (reseller, held.moving.as_deref()) {
            (Some(reseller), _) if reseller != held.account => Self::Ask(reseller),
            (Some(_), Some(open)) => Self::Withdraw(open.operation),
            _ => Self::Stay,
        }
    }
}

impl Application {
    /// The account accepts the open move of a name to itself, where it names itself and there is one; nothing
    /// otherwise.
    ///
    /// # Errors
    /// It is late, or a dispute keeps the name.
    #[boxed]
    pub async fn accept_reseller_move_to(
        &self,
        account: AccountNumber,
        name: &DomainName,
        ask: &Ask,
    ) -> Result<Option<Accepted<Opened>>, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        let open = domain.registration().and_then(|held| held.moving.as_deref());
        let Some(operation) = open.filter(|open| open.to == account).map(|open| open.operation) else {
            return Ok(None);
        };
        let accepted = self.accept_reseller_move(operation, ask).await?;
        Ok(Some(opened(operation, accepted)))
    }

    /// As [`Application::change_domain_and_service`], and asks another reseller to take the name; or takes that back,
    /// where it asks for nothing else: programs send back the reseller that `domain_info` showed them with every change.
    /// The answer is the update's operation where anything else changes, and the move's where nothing does. What
    /// cannot move refuses the whole before anything is changed.
    ///
    /// # Errors
    /// As there, and as [`Application::ask_reseller_move`].
    #[boxed]
    pub async fn change_domain_and_reseller(
        &self,
        asked: ChangeDomain,
        service: Option<DnsService>,
        reseller: Option<AccountNumber>,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let (account, name) = (asked.account, asked.name.clone());
        let held = self.registration_for(account, &name, Right::Manage).await?;
        let wish = ResellerWish::of(&held, reseller);
        if let ResellerWish::Ask(to) = wish {
            self.reseller_party(to).await?;
            held.check_movable().map_err(Refusal::from)?;
        }
        let changed = self.change_domain_and_service(asked, service, ask).await;
        let changed = match changed {
            Err(AskError::Refused(Refusal::NoChange)) if wish != ResellerWish::Stay => None,
            other => Some(other?),
        };
        // A key stands for one answer, the update's: a move that is asked for again is the first by itself.
        let beside = ask.clone().under(None);
        let moved = match wish {
            ResellerWish::Stay => None,
            ResellerWish::Withdraw(_) if changed.is_some() => None,
            ResellerWish::Withdraw(operation) => {
                let ended = self.end_reseller_move(operation, MoveEnd::Withdrawn, &beside).await?;
                Some(opened(operation, ended))
            }
            ResellerWish::Ask(to) => {
                Some(self.ask_reseller_move(MoveReseller { account, name, to }, &beside).await?)
            }
        };
        changed.or(moved).ok_or(Refusal::NoChange.into())
    }
}

fn opened(operation: OperationNumber, accepted: Accepted<()>) -> Accepted<Opened> {
    let Accepted { cursors, command, repeated, .. } = accepted;
    let value = Opened { operation, registration: None, owner: None };
    Accepted { value, cursors, command, repeated }
}
