//! The lines of a paid order become operations, and follow them to their end.

use super::OrderedLine;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, AskKey, Opened};
use crate::boxed;
use crate::domains::{ChangeDomain, RegisterDomain, RenewDomain};
use crate::jobs::Errand;
use crate::refusal::Refusal;
use crate::trades::RequestTrade;
use crate::transfers::{RequestTransfer, TransferRoles};
use crate::worker::Outcome;
use domain_model::domain;
use domain_model::operation::{DomainChanges, Operation, OrderedBy};
use domain_model::order::{self, Command, Item, Order, Progress, Terms};
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::{AccountNumber, OperationNumber, OrderNumber, Points, Reason, Sealed};
use domain_model::{Actor, Channel};
use journal::Streams;

impl Application {
    /// Starts what is still to be started of a paid order. Each line is asked for under a key of its own, so that a
    /// second run starts nothing twice.
    pub(crate) async fn deliver_order(
        &self,
        number: OrderNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let Order::Paid(delivery) = self.order_now(number).await? else { return Ok(Outcome::Done) };
        for (place, _) in delivery.to_start() {
            let ask = Ask::new(errand.cause(Actor::System, Channel::Internal, self.clock().now()));
            let key = format!("{number}/{place}");
            let key = AskKey { scope: "order".to_owned(), fingerprint: key.clone(), key };
            let line = OrderedLine::of(&delivery.terms, place, None);
            let started = self.start(&delivery.terms, line, key, &ask).await;
            match started {
                Ok(_) => {}
                Err(AskError::Refused(refusal)) => self.fail_line(number, place, &refusal, &ask).await?,
                Err(other) => return Err(other),
            }
        }
        Ok(Outcome::Done)
    }

    /// Asks for what a line orders, at the price that was shown, under a key.
    pub(crate) async fn start(
        &self,
        terms: &Terms,
        ordered: OrderedLine,
        key: AskKey,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let line = ordered.by.line;
        let unknown = || Refusal::Order(order::Refusal::UnknownLine { line });
        let item = terms.line(line).map(|line| line.item.clone()).ok_or_else(unknown)?;
        let (agreed, _) = terms.cost_of(line).ok_or_else(unknown)?;
        let ask = ask.clone().ordered(ordered).at_price(Some(agreed)).under(Some(key));
        let account = terms.account;
        match item {
            Item::Create { name, period, contacts, servers, service, privacy, declarations } => {
                let (auth_code, language) = (None, None);
                let asked = RegisterDomain {
                    account,
                    name,
                    period,
                    contacts,
                    servers,
                    auth_code,
                    language,
                    service,
                    privacy,
                    declarations,
                };
                self.register_domain(asked, &ask).await
            }
            Item::Transfer { name, auth_code, contacts, privacy, .. } => {
                let auth_code = auth_code.as_ref().and_then(Sealed::value).cloned();
                let roles =
                    TransferRoles { admin: contacts.admin, tech: contacts.tech, billing: contacts.billing };
                let asked = RequestTransfer {
                    owner: Some(contacts.owner),
                    roles: Some(roles),
                    privacy,
                    ..RequestTransfer::new(account, name, auth_code)
                };
                self.request_transfer(asked, &ask).await
            }
            Item::Renew { name, period } => {
                self.renew_domain(RenewDomain { account, name, period }, &ask).await
            }
            Item::Trade { name, new_owner } => {
                self.request_trade(RequestTrade { account, name, new_owner }, &ask).await
            }
            // It has no operation of its own: see `Line::with`.
            Item::Hosting { .. } => Err(unknown().into()),
        }
    }

    async fn fail_line(
        &self,
        number: OrderNumber,
        line: u16,
        refusal: &Refusal,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let (code, message) = (refusal.code().to_owned(), refusal.to_string());
        let fail = Command::Fail { line, operation: None, code, message };
        self.follow_line(number, &fail, ask).await
    }

    /// An operation that a line has become may have ended: so has the line.
    pub(crate) async fn order_follows(
        &self,
        operation: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        let state = self.operation_now(operation).await?;
        let Some(OrderedBy { order, line }) = state.dossier().and_then(|dossier| dossier.ordered_by) else {
            return Ok(Outcome::Done);
        };
        let command = match &state {
            Operation::Done(..) => Command::Deliver { line, operation },
            Operation::Failed { code, message, .. } => {
                let (code, message) = (code.to_string(), message.clone());
                Command::Fail { line, operation: Some(operation), code, message }
            }
            Operation::Closed(_) => {
                let reason = Reason::parse(&format!("operation {operation} was given up"))
                    .expect("a short sentence is a reason");
                Command::GiveUp { line, operation: Some(operation), reason }
            }
            // It was started again meanwhile: its next end counts.
            Operation::Absent | Operation::Waiting(..) | Operation::Processing(..) => {
                return Ok(Outcome::Done);
            }
        };
        let ask = Ask::new(errand.cause(Actor::System, Channel::Internal, self.clock().now()));
        self.follow_line(order, &command, &ask).await?;
        if let Command::Deliver { .. } = command {
            return self.delegate_arrival(order, line, &ask).await;
        }
        Ok(Outcome::Done)
    }

    async fn follow_line(&self, number: OrderNumber, command: &Command, ask: &Ask) -> Result<(), AskError> {
        self.once(ask, Streams::new().with::<Order>(&number), |work| {
            work.execute::<Order>(&number, command).map(|_| ())
        })
        .await
        .map(|_| ())
    }

    /// A name that came by transfer gets the name servers that were ordered with it.
    async fn delegate_arrival(&self, order: OrderNumber, line: u16, ask: &Ask) -> Result<Outcome, AskError> {
        let state = self.order_now(order).await?;
        let Some(terms) = state.terms() else { return Ok(Outcome::Done) };
        let Some(Item::Transfer { name, servers: Some(servers), .. }) =
            terms.line(line).map(|line| &line.item)
        else {
            return Ok(Outcome::Done);
        };
        let changes = DomainChanges { servers: Some(servers.clone()), ..DomainChanges::default() };
        let asked = ChangeDomain { account: terms.account, name: name.clone(), changes, auth_code: None };
        let key = format!("{order}/{line}/servers");
        let key = AskKey { scope: "order".to_owned(), fingerprint: key.clone(), key };
        match self.change_domain(asked, &ask.clone().under(Some(key))).await {
            Ok(_) | Err(AskError::Refused(Refusal::NoChange)) => Ok(Outcome::Done),
            Err(AskError::Refused(Refusal::Domain(domain::Refusal::Busy(other)))) => {
                Ok(Outcome::Later(format!("operation {other} holds {name}")))
            }
            Err(other) => Err(other),
        }
    }

    /// Gives back points of a delivered line: on the points account and in the order, together.
    ///
    /// # Errors
    /// It is not delivered, or less is left of its price.
    #[boxed]
    pub async fn refund_order_line(
        &self,
        number: OrderNumber,
        line: u16,
        points: Points,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let Order::Paid(delivery) = self.order_now(number).await? else {
            return Err(Refusal::Order(order::Refusal::NotPaid).into());
        };
        let account = delivery.terms.account;
        let Some(Progress::Delivered { operation, .. }) = delivery.progress_of(line) else {
            return Err(Refusal::Order(order::Refusal::NotNow { line }).into());
        };
        let streams = Streams::new().with::<Order>(&number).with::<PointsAccount>(&account);
        self.once(ask, streams, |work| {
            let refund = Command::Refund { line, points, reason: reason.clone() };
            work.execute::<Order>(&number, &refund)?;
            let back = points_account::Command::Refund { operation, points, reason: reason.clone() };
            work.execute::<PointsAccount>(&account, &back)?;
            Ok(account)
        })
        .await
    }
}
