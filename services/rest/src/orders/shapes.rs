//! Orders in the JSON of the public API (`billing.Order` and its kin).

use crate::moment::text as moment;
use crate::money::{Price, of_cents};
use application::OrderSheet;
use domain_model::order::{self, Item, Order as Stream, Payment, Progress, Status};
use serde::Serialize;
use utoipa::ToSchema;

/// An order (`billing.Order`).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BillingOrder)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    /// When it was ordered.
    #[schema(format = "date-time")]
    date: String,
    /// Until when it can be paid.
    #[schema(format = "date-time")]
    expiration_date: Option<String>,
    /// Its number.
    order_id: u64,
    /// Until when it could be withdrawn from: never, as names are delivered at once.
    #[schema(format = "date-time")]
    retraction_date: Option<String>,
    /// With tax.
    price_with_tax: Price,
    /// Before tax.
    price_without_tax: Price,
    /// The tax.
    tax: Price,
    /// Where it is read.
    url: Option<String>,
    /// A printable form: there is none but the invoice's.
    pdf_url: Option<String>,
}

impl Order {
    /// As its account reads it.
    pub fn of(sheet: &OrderSheet, url: String) -> Option<Self> {
        let terms = sheet.order.terms()?;
        let price = |cents| of_cents(cents, sheet.currency);
        Some(Self {
            date: moment(terms.placed_at),
            expiration_date: Some(moment(terms.expires_at)),
            order_id: sheet.number.get(),
            retraction_date: None,
            price_with_tax: price(sheet.gross),
            price_without_tax: price(sheet.net),
            tax: price(sheet.tax.cents),
            url: Some(url),
            pdf_url: None,
        })
    }
}

/// How an order stands: the words of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum OrderStatus {
    /// Called off, not paid in time, or given up.
    Cancelled,
    /// Never here: nothing waits to be called off.
    Cancelling,
    /// Its payment is announced, or it is paid and nothing has started.
    Checking,
    /// Its registries have confirmed.
    Delivered,
    /// It is under way.
    Delivering,
    /// A registry waits for a signed form.
    DocumentsRequested,
    /// It waits for its payment.
    NotPaid,
    /// Never here.
    Unknown,
}

impl OrderStatus {
    /// Of a word of the paper.
    pub fn of(word: &str) -> Self {
        match word {
            "cancelled" => Self::Cancelled,
            "cancelling" => Self::Cancelling,
            "checking" => Self::Checking,
            "delivered" => Self::Delivered,
            "delivering" => Self::Delivering,
            "documentsRequested" => Self::DocumentsRequested,
            "notPaid" => Self::NotPaid,
            _ => Self::Unknown,
        }
    }
}

/// What a line is (`billing.order.OrderDetailTypeEnum`, as far as it is used here).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DetailType {
    Duration,
    Transfer,
    Other,
}

/// A line of an order (`billing.OrderDetail`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderDetail {
    /// Its number within the order, from 1.
    order_detail_id: u64,
    /// What is bought.
    description: String,
    /// What it is.
    detail_type: DetailType,
    /// The name.
    domain: String,
    /// How many.
    quantity: String,
    /// Of one, before tax.
    unit_price: Price,
    /// Of all, before tax.
    total_price: Price,
    /// It is not delivered, for good.
    cancelled: bool,
}

impl OrderDetail {
    /// A line by its number, from 1.
    pub fn of(sheet: &OrderSheet, number: u64) -> Option<Self> {
        let place = u16::try_from(number.checked_sub(1)?).ok()?;
        let line = sheet.order.terms()?.line(place)?;
        let given_up = match &sheet.order {
            Stream::Paid(delivery) => delivery.progress_of(place) == Some(Progress::GivenUp),
            _ => matches!(sheet.status, Status::Cancelled | Status::Expired),
        };
        let price = of_cents(line.price.cents, sheet.currency);
        Some(Self {
            order_detail_id: number,
            description: line.label.clone(),
            detail_type: match line.item {
                Item::Create { .. } | Item::Renew { .. } | Item::Hosting { .. } => DetailType::Duration,
                Item::Transfer { .. } => DetailType::Transfer,
                Item::Trade { .. } => DetailType::Other,
            },
            domain: line.item.name().to_string(),
            quantity: "1".to_owned(),
            unit_price: price.clone(),
            total_price: price,
            cancelled: given_up,
        })
    }
}

/// How an order was paid (`billing.Payment`).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderPayment {
    /// When.
    #[schema(format = "date-time")]
    payment_date: String,
    /// What it is found by.
    payment_identifier: Option<String>,
    /// By what: `fidelityAccount`, `ovhAccount`, or the means of the money that came in.
    payment_type: String,
}

impl OrderPayment {
    /// Of a paid order.
    pub fn of(order: &Stream) -> Option<Self> {
        let Stream::Paid(delivery) = order else { return None };
        let order::Delivery { payment, paid_at, .. } = &**delivery;
        let (payment_type, payment_identifier) = match payment {
            Payment::Points => ("fidelityAccount".to_owned(), None),
            Payment::Balance { invoice, .. } => ("ovhAccount".to_owned(), Some(invoice.to_string())),
            Payment::Other { means, reference, .. } => (means.clone(), Some(reference.clone())),
        };
        Some(Self { payment_date: moment(*paid_at), payment_identifier, payment_type })
    }
}

/// What a document is (`billing.order.AssociatedObjectTypeEnum`, as far as it is used here).
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
enum ObjectType {
    Bill,
}

/// The document of an order (`billing.AssociatedObject`).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssociatedObject {
    /// The number of the invoice.
    id: String,
    /// What it is.
    #[serde(rename = "type")]
    kind: ObjectType,
}

impl AssociatedObject {
    /// The invoice of a paid order.
    pub fn of(order: &Stream) -> Option<Self> {
        let Stream::Paid(delivery) = order else { return None };
        let invoice = delivery.payment.invoice()?;
        Some(Self { id: invoice.to_string(), kind: ObjectType::Bill })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_an_order_is_one_of_the_paper() {
        for status in Status::ALL {
            let word = status.word_of_the_paper();
            let read = OrderStatus::of(word);
            assert_ne!(read, OrderStatus::Unknown, "{word}");
            assert_eq!(serde_json::to_value(read).unwrap(), word);
        }
        for word in ["documentsRequested", "cancelling", "unknown"] {
            assert_eq!(serde_json::to_value(OrderStatus::of(word)).unwrap(), word);
        }
    }
}
