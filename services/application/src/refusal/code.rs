//! The codes and fields that doors translate.

use super::{NotTransferable, Refusal};
use crate::sign_in::NotSignedIn;
use domain_model::policy::DelegationRefusal;
use domain_model::{
    account, adjustment, api_application, cart, contact, contact_change, credential, disclosure_request,
    domain, drift, host, invoice as invoices, mailboxes, maintenance, money_account, obligations, operation,
    operator, order, payment_means, points_account, redirections, sign_in, trade, transfer,
};

fn contact_change_code(refusal: &contact_change::Refusal) -> &'static str {
    use contact_change::Refusal as No;
    match refusal {
        No::Unknown => "NOT_FOUND",
        No::Vote(_) => "VOTE_REFUSED",
        No::VotesExpired => "VOTES_EXPIRED",
        No::MailedTooOften { .. } => "TOO_OFTEN",
        No::NothingMoves => "NO_CHANGE",
        No::NumberTaken | No::NotYet | No::NotNow { .. } => "CONTACT_CHANGE_REFUSED",
    }
}

impl Refusal {
    /// What a sign-in refuses, whoever's it is.
    pub(crate) fn of_sign_in(&self) -> Option<sign_in::Refusal> {
        match self {
            Self::Entrance(refusal) | Self::Operator(operator::Refusal::SignIn(refusal)) => Some(*refusal),
            _ => None,
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Points(points_account::Refusal::NotEnoughPoints { .. }) => "NOT_ENOUGH_POINTS",
            Self::Points(points_account::Refusal::NotOpen) => "NO_POINTS_ACCOUNT",
            Self::Points(points_account::Refusal::RefundTooHigh { .. }) => "REFUND_TOO_HIGH",
            Self::Points(_) => "POINTS_REFUSED",
            Self::Money(money_account::Refusal::NotEnough { .. }) => "NOT_ENOUGH_MONEY",
            Self::Money(money_account::Refusal::NotOpen) => "NO_MONEY_ACCOUNT",
            Self::Money(_) => "MONEY_REFUSED",
            Self::PaymentMeans(payment_means::Refusal::Unknown(_)) => "NOT_FOUND",
            Self::PaymentMeans(_) => "PAYMENT_MEANS_REFUSED",
            Self::Domain(domain::Refusal::Busy(_)) => "OPERATION_UNFINISHED",
            Self::Domain(domain::Refusal::Registered) => "NOT_AVAILABLE",
            Self::Domain(domain::Refusal::NotHeld) => "NOT_FOUND",
            Self::Domain(domain::Refusal::StatusProhibits(_)) => "STATUS_PROHIBITS",
            Self::Domain(domain::Refusal::InDispute) => "IN_DISPUTE",
            Self::Domain(_) => "NAME_REFUSED",
            Self::Trade(trade::Refusal::Vote(_)) | Self::Transfer(transfer::Refusal::Vote(_)) => {
                "VOTE_REFUSED"
            }
            Self::ContactChange(refusal) => contact_change_code(refusal),
            Self::Trade(trade::Refusal::Resend(_)) => "RESEND_REFUSED",
            Self::Trade(trade::Refusal::Unknown)
            | Self::Transfer(transfer::Refusal::Unknown)
            | Self::Operation(operation::Refusal::Unknown)
            | Self::Obligations(obligations::Refusal::Unknown { .. })
            | Self::Drift(drift::Refusal::Unknown { .. } | drift::Refusal::NothingOpen)
            | Self::Adjustment(adjustment::Refusal::Unknown)
            | Self::Disclosure(disclosure_request::Refusal::Unknown)
            | Self::Invoice(invoices::Refusal::Unknown)
            | Self::Contact(contact::Refusal::Unknown)
            | Self::Account(account::Refusal::Unknown | account::Refusal::KeyUnknown)
            | Self::ApiApplication(api_application::Refusal::Unknown)
            | Self::Credential(credential::Refusal::Unknown)
            | Self::Operator(operator::Refusal::Unknown)
            | Self::Maintenance(maintenance::Refusal::Unknown(_))
            | Self::Redirections(redirections::Refusal::Unknown)
            | Self::Host(host::Refusal::Unknown) => "NOT_FOUND",
            Self::Trade(trade::Refusal::VotesExpired) | Self::Transfer(transfer::Refusal::VotesExpired) => {
                "VOTES_EXPIRED"
            }
            Self::ApiApplication(_) => "APPLICATION_REFUSED",
            Self::Credential(_) => "CREDENTIAL_REFUSED",
            Self::Trade(_) => "TRADE_REFUSED",
            Self::Transfer(_) => "TRANSFER_REFUSED",
            Self::Operation(_) => "OPERATION_REFUSED",
            Self::Order(order::Refusal::Unknown) => "NOT_FOUND",
            Self::Order(_) => "ORDER_REFUSED",
            Self::Cart(
                cart::Refusal::Unknown
                | cart::Refusal::UnknownItem { .. }
                | cart::Refusal::UnknownConfiguration { .. }
                | cart::Refusal::Expired { .. },
            ) => "NOT_FOUND",
            Self::Cart(_) => "CART_REFUSED",
            Self::BatchMail(_) => "REFERENCE_USED",
            Self::Obligations(_) => "OBLIGATION_REFUSED",
            Self::Drift(drift::Refusal::Settled { .. }) => "DRIFT_SETTLED",
            Self::Drift(drift::Refusal::Changed { .. }) => "DRIFT_CHANGED",
            Self::Drift(drift::Refusal::NotAcceptable { .. }) => "NOT_ACCEPTABLE",
            Self::Drift(drift::Refusal::NotPushable { .. }) => "NOT_PUSHABLE",
            Self::Adjustment(adjustment::Refusal::SamePerson(_)) => "SAME_PERSON",
            Self::Adjustment(_) => "ADJUSTMENT_REFUSED",
            Self::Disclosure(disclosure_request::Refusal::NotAsked { .. }) => "NOT_ASKED",
            Self::Disclosure(_) => "DISCLOSURE_REFUSED",
            Self::Invoice(_) | Self::InvoiceSeries(_) => "INVOICE_REFUSED",
            Self::Invoicing(refusal) => refusal.code(),
            Self::Account(_) => "ACCOUNT_REFUSED",
            Self::Contact(_) => "CONTACT_REFUSED",
            Self::Host(_) => "HOST_REFUSED",
            Self::Maintenance(_) => "MAINTENANCE_REFUSED",
            Self::Mailboxes(mailboxes::Refusal::Exists) => "MAILBOX_EXISTS",
            Self::Mailboxes(_) => "OVER_QUOTA",
            Self::Redirections(_) => "REDIRECTION_REFUSED",
            Self::Zone(_) | Self::ZoneText { .. } => "ZONE_INVALID",
            Self::Entrance(refusal) | Self::Operator(operator::Refusal::SignIn(refusal)) => match refusal {
                sign_in::Refusal::CodeWrong => "CODE_WRONG",
                sign_in::Refusal::CodeNeeded => "CODE_NEEDED",
                sign_in::Refusal::SecondFactorInForce => "SECOND_FACTOR_IN_FORCE",
                sign_in::Refusal::NoSecondFactor | sign_in::Refusal::NothingOffered => "NO_SECOND_FACTOR",
            },
            Self::Operator(_) => "OPERATOR_REFUSED",
            Self::SignIn(NotSignedIn::Wrong) => "WRONG",
            Self::SignIn(NotSignedIn::WrongCode) => "CODE_WRONG",
            Self::SignIn(NotSignedIn::NotOpen) => "NOT_OPEN",
            Self::SignIn(NotSignedIn::Locked { .. }) => "LOCKED",
            Self::PriceList(_) => "PRICE_REFUSED",
            Self::Catalogue(_) => "NAME_NOT_OFFERED",
            Self::Delegation(_) | Self::Period(_) | Self::Fields(_) | Self::Handle(_) => "FIELDS_INVALID",
            Self::Declaration(refusal) => refusal.code(),
            Self::NoChange => "NO_CHANGE",
            Self::NotAvailable { .. } => "NOT_AVAILABLE",
            Self::AccountNotOpen(_) => "ACCOUNT_NOT_OPEN",
            Self::NotYours { .. } => "NOT_YOURS",
            Self::ContactInvalid { .. } => "CONTACT_INVALID",
            Self::NotEligible { .. } => "NOT_ELIGIBLE",
            Self::NoPrice { .. } => "NO_PRICE",
            Self::Price(refusal) => refusal.code(),
            Self::Import(refusal) => refusal.code(),
            Self::NotOffered { .. } => "NOT_OFFERED",
            Self::Locked(_) => "LOCKED",
            Self::NotTransferable(_) => "NOT_TRANSFERABLE",
            Self::ContactInUse { .. } | Self::OwnContact(_) => "CONTACT_IN_USE",
            Self::MailedTooOften { .. } => "TOO_OFTEN",
            Self::Suspended { .. } => "SUSPENDED",
            Self::FieldFixed { .. } => "FIELD_FIXED",
            Self::NotAtRegistry { .. } => "NOT_AT_REGISTRY",
            Self::NotShown { .. } => "NOT_SHOWN",
            Self::HostMissing { .. } => "HOST_MISSING",
            Self::NameChanged => "NAME_CHANGED",
            Self::AccountInUse { .. } => "ACCOUNT_IN_USE",
            Self::NothingWaits { .. } => "NOT_FOUND",
            Self::OwnRole => "OWN_ROLE",
            Self::RoleNeeded(_) => "FORBIDDEN",
        }
    }

    /// The field of the request that is wrong, where it is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Fields(errors) => errors.first().map(|error| error.field.as_str()),
            Self::Handle(_) => Some("lastName"),
            Self::ContactInvalid { role, .. } | Self::NotEligible { role, .. } => Some(role.as_str()),
            Self::Delegation(DelegationRefusal::Number { .. } | DelegationRefusal::Glue(_))
            | Self::HostMissing { .. } => Some("nameServers"),
            // Records and keys alike: SOAP's `dsrecords`.
            Self::Delegation(_) => Some("dsRecords"),
            Self::Period(_) => Some("period"),
            Self::Declaration(refusal) => Some(refusal.field()),
            Self::Catalogue(_)
            | Self::NotAvailable { .. }
            | Self::NoPrice { .. }
            | Self::Domain(_)
            | Self::NotShown { .. }
            | Self::Suspended { .. }
            | Self::NameChanged => Some("name"),
            Self::Maintenance(refusal) => Some(match refusal {
                maintenance::Refusal::Unknown(_) | maintenance::Refusal::Over(_) => "number",
                maintenance::Refusal::Overlaps(_) => "from",
                maintenance::Refusal::Backwards { .. }
                | maintenance::Refusal::Past(_)
                | maintenance::Refusal::TooLong => "until",
            }),
            Self::Drift(_) => Some("fields"),
            Self::Zone(_) | Self::ZoneText { .. } => Some("zone"),
            Self::NotTransferable(NotTransferable::WrongCode | NotTransferable::CodeMissing) => {
                Some("authCode")
            }
            Self::NotTransferable(NotTransferable::OwnerUnreadable | NotTransferable::OwnerMissing) => {
                Some("owner")
            }
            Self::NotTransferable(_) => Some("name"),
            Self::Points(points_account::Refusal::NotEnoughPoints { .. })
            | Self::AccountNotOpen(_)
            | Self::AccountInUse { .. }
            | Self::Account(_) => Some("account"),
            Self::ApiApplication(_) => Some("applicationKey"),
            Self::Credential(_) => Some("credentialId"),
            Self::Order(_) => Some("order"),
            Self::Cart(cart::Refusal::InCart { .. }) => Some("domain"),
            Self::Cart(_) => Some("cartId"),
            Self::BatchMail(_) => Some("reference"),
            Self::Entrance(sign_in::Refusal::CodeWrong | sign_in::Refusal::CodeNeeded)
            | Self::Operator(operator::Refusal::SignIn(
                sign_in::Refusal::CodeWrong | sign_in::Refusal::CodeNeeded,
            ))
            | Self::SignIn(NotSignedIn::WrongCode) => Some("code"),
            Self::SignIn(NotSignedIn::Wrong) => Some("password"),
            Self::OwnRole | Self::Operator(_) | Self::Entrance(_) => Some("login"),
            Self::Operation(_) | Self::NotAtRegistry { .. } => Some("operation"),
            Self::FieldFixed { fields, .. } => fields.first().copied(),
            Self::Price(refusal) => Some(refusal.field()),
            Self::Import(_) | Self::PriceList(_) => Some("prices"),
            Self::Adjustment(_) => Some("adjustment"),
            Self::Disclosure(
                disclosure_request::Refusal::NothingAsked
                | disclosure_request::Refusal::NothingDisclosed
                | disclosure_request::Refusal::NotAsked { .. },
            ) => Some("fields"),
            Self::Disclosure(_) => Some("number"),
            Self::Invoice(_) => Some("invoice"),
            Self::Invoicing(refusal) => refusal.field(),
            Self::ContactInUse { .. }
            | Self::OwnContact(_)
            | Self::MailedTooOften { .. }
            | Self::Contact(_) => Some("contact"),
            _ => None,
        }
    }
}
