//! What could pay an order, and paying it.

use super::sheet;
use crate::caller::Caller;
use crate::door::Door;
use crate::problem::Problem;
use crate::reading::{Body, Segments};
use application::{PayOrder, PaymentOption};
use axum::Json;
use domain_model::payment_means::Kind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(available)).routes(routes!(pay))
}

/// By what an order is paid: every word of the paper, in both its spellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) enum PaymentMean {
    #[serde(rename = "CREDIT_CARD")]
    UpperCreditCard,
    /// The balance of the account with us.
    #[serde(rename = "CURRENT_ACCOUNT")]
    CurrentAccount,
    #[serde(rename = "DEFERRED_PAYMENT_ACCOUNT")]
    UpperDeferredPaymentAccount,
    #[serde(rename = "ENTERPRISE")]
    Enterprise,
    #[serde(rename = "INTERNAL_TRUSTED_ACCOUNT")]
    InternalTrustedAccount,
    #[serde(rename = "PAYPAL")]
    UpperPaypal,
    #[serde(rename = "bankAccount")]
    BankAccount,
    #[serde(rename = "creditCard")]
    CreditCard,
    #[serde(rename = "deferredPaymentAccount")]
    DeferredPaymentAccount,
    /// The account's points.
    #[serde(rename = "fidelityAccount")]
    FidelityAccount,
    /// The balance of the account with us.
    #[serde(rename = "ovhAccount")]
    OvhAccount,
    #[serde(rename = "paypal")]
    Paypal,
}

impl PaymentMean {
    fn read(self, number: Option<u32>) -> PayOrder {
        let by = |kind| PayOrder::Announced { kind, number };
        match self {
            Self::FidelityAccount => PayOrder::Points,
            Self::OvhAccount | Self::CurrentAccount => PayOrder::Balance,
            Self::BankAccount => by(Kind::BankAccount),
            Self::CreditCard | Self::UpperCreditCard => by(Kind::CreditCard),
            Self::Paypal | Self::UpperPaypal => by(Kind::Paypal),
            Self::DeferredPaymentAccount | Self::UpperDeferredPaymentAccount => {
                by(Kind::DeferredPaymentAccount)
            }
            Self::Enterprise => by(Kind::Enterprise),
            Self::InternalTrustedAccount => by(Kind::InternalTrustedAccount),
        }
    }
}

impl From<PaymentOption> for PaymentMean {
    fn from(option: PaymentOption) -> Self {
        match option {
            PaymentOption::Points => Self::FidelityAccount,
            PaymentOption::Balance => Self::OvhAccount,
            PaymentOption::Registered(Kind::BankAccount) => Self::BankAccount,
            PaymentOption::Registered(Kind::CreditCard) => Self::CreditCard,
            PaymentOption::Registered(Kind::Paypal) => Self::Paypal,
            PaymentOption::Registered(Kind::DeferredPaymentAccount) => Self::DeferredPaymentAccount,
            PaymentOption::Registered(Kind::Enterprise) => Self::Enterprise,
            PaymentOption::Registered(Kind::InternalTrustedAccount) => Self::InternalTrustedAccount,
        }
    }
}

/// A mean that would pay an order now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AvailableMean {
    /// Its word.
    payment_mean: PaymentMean,
}

/// What would pay an order now: points and balance where they suffice, and every registered mean. Nothing where nothing
/// is to be paid.
#[utoipa::path(
    get, path = "/me/order/{orderId}/availableRegisteredPaymentMean", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), responses((status = 200, body = Vec<AvailableMean>), Problem)
)]
async fn available(
    caller: Caller,
    Segments(number): Segments<u64>,
) -> Result<Json<Vec<AvailableMean>>, Problem> {
    let sheet = sheet(&caller, number).await?;
    let options = caller.application().payment_options(&sheet).await?;
    Ok(Json(options.into_iter().map(|option| AvailableMean { payment_mean: option.into() }).collect()))
}

/// By what an order is to be paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PayRequest {
    /// By what.
    payment_mean: PaymentMean,
    /// Which of the account's: needed for a bank account, a card and PayPal.
    #[schema(minimum = 1)]
    payment_mean_id: Option<u64>,
}

/// Pay an order. From points or the balance it is delivered at once; by a registered mean it is checked until the money
/// has come in. Paid before, nothing happens.
#[utoipa::path(
    post, path = "/me/order/{orderId}/payWithRegisteredPaymentMean", tag = "me", security(("signature" = [])),
    params(("orderId" = u64, Path)), request_body = PayRequest, responses((status = 200, body = ()), Problem)
)]
async fn pay(
    caller: Caller,
    Segments(number): Segments<u64>,
    Body(asked): Body<PayRequest>,
) -> Result<Json<()>, Problem> {
    let order = sheet(&caller, number).await?.number;
    let unknown = |_| Problem::not_found("the account has no such means of payment").about("paymentMeanId");
    let mean = asked.payment_mean_id.map(u32::try_from).transpose().map_err(unknown)?;
    caller.application().pay_order(order, asked.payment_mean.read(mean), &caller.ask()).await?;
    Ok(Json(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of the paper.
    const WORDS: [&str; 12] = [
        "CREDIT_CARD",
        "CURRENT_ACCOUNT",
        "DEFERRED_PAYMENT_ACCOUNT",
        "ENTERPRISE",
        "INTERNAL_TRUSTED_ACCOUNT",
        "PAYPAL",
        "bankAccount",
        "creditCard",
        "deferredPaymentAccount",
        "fidelityAccount",
        "ovhAccount",
        "paypal",
    ];

    #[test]
    fn every_word_of_the_paper_is_read_and_a_kind_is_answered_by_its_own_word() {
        for word in WORDS {
            let mean: PaymentMean = serde_json::from_value(word.into()).unwrap();
            assert_eq!(serde_json::to_value(mean).unwrap(), word);
        }
        assert!(serde_json::from_value::<PaymentMean>("cash".into()).is_err());
        for kind in Kind::ALL {
            let mean = PaymentMean::from(PaymentOption::Registered(kind));
            assert_eq!(serde_json::to_value(mean).unwrap(), kind.as_str());
            assert_eq!(mean.read(Some(1)), PayOrder::Announced { kind, number: Some(1) });
        }
        let upper: PaymentMean = serde_json::from_value("CREDIT_CARD".into()).unwrap();
        assert_eq!(upper.read(None), PayOrder::Announced { kind: Kind::CreditCard, number: None });
    }
}
