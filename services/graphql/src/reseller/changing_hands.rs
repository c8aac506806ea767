//! Names that change hands: from another registrar, to another owner, to another reseller.

use super::owner;
use crate::caller::application;
use crate::mutations::{agreed, code};
use crate::payload::{Obstacle, OperationPayload};
use crate::values::DomainName;
use application::{MoveReseller, RequestTrade, RequestTransfer};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{AccountNumber, ContactNumber};

/// A transfer in to be asked for.
#[derive(Clone, Debug, InputObject)]
pub struct OwnTransferInput {
    /// The name.
    pub name: DomainName,
    /// The losing side's code.
    #[graphql(secret)]
    pub auth_code: Option<String>,
    /// The owner's contact here; made from the registry's data where absent.
    pub owner: Option<u64>,
    /// The price that was agreed to, in cents of the account's currency before tax, as `quote` shows it: at any other the
    /// request is refused.
    pub agreed_price: Option<i64>,
}

/// An owner change to be asked for.
#[derive(Clone, Debug, InputObject)]
pub struct OwnTradeInput {
    /// The name.
    pub name: DomainName,
    /// The future owner: a contact of the account.
    pub new_owner: u64,
    /// The price that was agreed to, as in `transferDomain`.
    pub agreed_price: Option<i64>,
}

/// A name that another reseller is asked to take over.
#[derive(Clone, Debug, InputObject)]
pub struct AskMoveInput {
    /// The name.
    pub name: DomainName,
    /// The reseller's account number.
    pub to: u64,
}

/// Commands about names that change hands.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerHandsCommands")]
impl Commands {
    /// Ask for a transfer in from another registrar. Where the ending wants it, its owner or administrative contact is
    /// mailed a link to agree.
    async fn transfer_domain(&self, ctx: &Context<'_>, input: OwnTransferInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        OperationPayload::answer(match (code(input.auth_code.as_ref()), agreed(input.agreed_price)) {
            (Ok(auth_code), Ok(price)) => {
                let owner = input.owner.map(ContactNumber::new);
                let asked =
                    RequestTransfer { owner, ..RequestTransfer::new(account, input.name.0, auth_code) };
                application(ctx).request_transfer(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            (Err(errors), _) | (_, Err(errors)) => Err(errors.into()),
        })
    }

    /// Ask both owners of a name to agree to its change of owner: each is mailed a link.
    async fn trade_domain(&self, ctx: &Context<'_>, input: OwnTradeInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let new_owner = ContactNumber::new(input.new_owner);
        let asked = RequestTrade { account, name: input.name.0, new_owner };
        OperationPayload::answer(match agreed(input.agreed_price) {
            Ok(price) => {
                application(ctx).request_trade(asked, &ask.at_price(price)).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// Ask another reseller to take a name over; `withdrawMove` takes it back. A second reseller replaces the first.
    async fn ask_move(&self, ctx: &Context<'_>, input: AskMoveInput) -> Result<OperationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let asked = MoveReseller { account, name: input.name.0, to: AccountNumber::new(input.to) };
        let done = application(ctx).ask_reseller_move(asked, &ask).await;
        OperationPayload::answer(done.map_err(Obstacle::from))
    }
}
