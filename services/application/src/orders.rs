//! Orders: placed, paid, delivered line by line, called off, refunded.
//!
//! A line that is paid from points becomes an operation in one transaction: where the order is placed and paid at once,
//! the order itself, the contacts that it brings and the operation all stand or fall together.

mod delivery;
mod means;
mod payment;
mod sheet;

pub use payment::PayOrder;
pub use sheet::{OrderSheet, PaymentOption};

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::refusal::Refusal;
use crate::work::Work;
use cqrs_es::Aggregate;
use domain_model::EventSourced;
use domain_model::cart::{self, Cart};
use domain_model::contact::{self, Contact};
use domain_model::operation::{Contacts, Operation, OrderedBy};
use domain_model::order::{Command, Item, Line, Order, Payment, Terms};
use domain_model::values::{ContactNumber, OperationNumber, OrderNumber};
use journal::{Sequence, Streams};

/// A contact that an order brings along.
#[derive(Clone, Debug)]
pub(crate) struct NewContact {
    /// Its number.
    pub number: ContactNumber,
    /// What records it.
    pub register: contact::Command,
}

/// An order that is placed in the same transaction.
#[derive(Clone, Debug)]
pub(crate) struct Placing {
    /// What is ordered.
    pub terms: Terms,
    /// The contacts that it brings.
    pub contacts: Vec<NewContact>,
}

/// The line of an order that a request is made for.
#[derive(Clone, Debug)]
pub struct OrderedLine {
    /// Which.
    pub(crate) by: OrderedBy,
    /// What goes with the line, and is paid with it.
    pub(crate) along: Vec<Line>,
    /// The order, where it is placed and paid in the same transaction.
    pub(crate) placing: Option<Placing>,
}

impl OrderedLine {
    /// The line at a place of an order, with what goes with it.
    pub(crate) fn of(terms: &Terms, place: u16, contacts: Option<Vec<NewContact>>) -> Self {
        Self {
            by: OrderedBy { order: terms.number, line: place },
            along: terms.lines.iter().filter(|line| line.with == Some(place)).cloned().collect(),
            placing: contacts.map(|contacts| Placing { terms: terms.clone(), contacts }),
        }
    }

    /// A contact that is recorded with the order, as it will be.
    pub(crate) fn new_contact(&self, number: ContactNumber) -> Option<Contact> {
        let new = self.placing.as_ref()?.contacts.iter().find(|new| new.number == number)?;
        let mut contact = Contact::default();
        for event in contact.decide(&new.register).ok()? {
            contact.apply(event);
        }
        Some(contact)
    }

    /// The streams that placing the order and starting the line touch.
    pub(crate) fn streams(&self, streams: Streams) -> Streams {
        match &self.placing {
            Some(placing) => placing_streams(&placing.terms, &placing.contacts, streams),
            None => streams.with::<Order>(&self.by.order),
        }
    }
}

/// The streams that placing an order touches.
pub(crate) fn placing_streams(terms: &Terms, contacts: &[NewContact], streams: Streams) -> Streams {
    let streams = streams.with::<Order>(&terms.number);
    let streams = match &terms.cart {
        Some(cart) => streams.with::<Cart>(cart),
        None => streams,
    };
    contacts.iter().fold(streams, |streams, new| streams.with::<Contact>(&new.number))
}

impl Work<'_> {
    /// Places and pays the order that a request is made for, where that is done with it.
    pub(crate) fn place(&mut self, ordered: &OrderedLine) -> Result<(), Refusal> {
        let Some(placing) = &ordered.placing else { return Ok(()) };
        self.place_order(&placing.terms, &placing.contacts)?;
        let pay = Command::Pay { payment: Payment::Points, at: placing.terms.placed_at };
        self.execute::<Order>(&placing.terms.number, &pay).map(|_| ())
    }

    /// Places an order, and records the contacts that it brings.
    pub(crate) fn place_order(&mut self, terms: &Terms, contacts: &[NewContact]) -> Result<(), Refusal> {
        for new in contacts {
            self.execute::<Contact>(&new.number, &new.register)?;
        }
        let place = Command::Place { terms: Box::new(terms.clone()) };
        self.execute::<Order>(&terms.number, &place)?;
        // A cart becomes one order, and no other.
        if let Some(cart) = &terms.cart {
            let check_out = cart::Command::CheckOut { order: terms.number, at: terms.placed_at };
            self.execute::<Cart>(cart, &check_out)?;
        }
        Ok(())
    }

    /// The line's operation is accepted.
    pub(crate) fn start_line(&mut self, by: OrderedBy, operation: OperationNumber) -> Result<(), Refusal> {
        self.execute::<Order>(&by.order, &Command::Start { line: by.line, operation }).map(|_| ())
    }
}

impl Application {
    /// The next order's number.
    pub(crate) async fn next_order(&self) -> Result<OrderNumber, AskError> {
        Ok(OrderNumber::new(self.journal().next_number(Sequence::Orders).await?))
    }

    /// An order as it is now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn order_now(&self, number: OrderNumber) -> Result<Order, AskError> {
        Ok(self.journal().load::<Order>(&number).await?.state)
    }

    /// The contacts that a transfer in was asked for with, and whether its owner is to be hidden: those of its order,
    /// where it has one.
    pub(crate) async fn ordered_contacts(
        &self,
        operation: OperationNumber,
        terms: &domain_model::transfer::Terms,
    ) -> Result<(Contacts, Option<bool>), AskError> {
        let own = terms.account.own_contact();
        let by =
            self.journal().load::<Operation>(&operation).await?.state.dossier().and_then(|d| d.ordered_by);
        if let Some(OrderedBy { order, line }) = by
            && let Some(ordered) = self.order_now(order).await?.terms()
            && let Some(Item::Transfer { contacts, privacy, .. }) = ordered.line(line).map(|line| &line.item)
        {
            return Ok((Contacts { owner: terms.owner, ..*contacts }, *privacy));
        }
        Ok((Contacts { owner: terms.owner, admin: own, tech: own, billing: own }, None))
    }
}

impl Ask {
    /// The line of an order that it is made for.
    pub(crate) fn ordered_line(&self) -> Option<&OrderedLine> {
        self.order.as_deref()
    }
}
