//! Every way in which the registrar says no, with a code that doors translate.

mod contact_role;
mod invoice;
mod not_transferable;
mod price;

pub use contact_role::ContactRole;
use domain_model::domain::Lock;
use domain_model::policy::{
    CatalogueRefusal, DeclarationRefusal, DelegationRefusal, EligibilityProblem, PeriodRefusal,
};
use domain_model::values::{
    AccountNumber, ContactHandleError, ContactNumber, DomainName, FieldError, HostName, PricedAction,
};
use domain_model::{
    account, adjustment, api_application, batch_mail, cart, contact, contact_change, credential, domain,
    drift, host, invoice as invoices, invoice_series, mailboxes, money_account, obligations, operation,
    operator, order, payment_means, points_account, price_list, redirections, trade, transfer, zone,
};
pub use invoice::InvoiceRefusal;
pub use not_transferable::NotTransferable;
pub use price::PriceRefusal;

/// Why the registrar says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// An account does.
    #[error(transparent)]
    Account(#[from] account::Refusal),
    /// A correction of points that waits does.
    #[error(transparent)]
    Adjustment(#[from] adjustment::Refusal),
    /// A program that calls the REST door does.
    #[error(transparent)]
    ApiApplication(#[from] api_application::Refusal),
    /// What such a program may call does.
    #[error(transparent)]
    Credential(#[from] credential::Refusal),
    /// A batch mail does.
    #[error(transparent)]
    BatchMail(#[from] batch_mail::Refusal),
    /// A cart does.
    #[error(transparent)]
    Cart(#[from] cart::Refusal),
    /// An order does.
    #[error(transparent)]
    Order(#[from] order::Refusal),
    /// A contact does.
    #[error(transparent)]
    Contact(#[from] contact::Refusal),
    /// A change of an account of a service does.
    #[error(transparent)]
    ContactChange(#[from] contact_change::Refusal),
    /// A name does.
    #[error(transparent)]
    Domain(#[from] domain::Refusal),
    /// The drift of a name does.
    #[error(transparent)]
    Drift(#[from] drift::Refusal),
    /// A host does.
    #[error(transparent)]
    Host(#[from] host::Refusal),
    /// An invoice does.
    #[error(transparent)]
    Invoice(#[from] invoices::Refusal),
    /// A series of invoice numbers does.
    #[error(transparent)]
    InvoiceSeries(#[from] invoice_series::Refusal),
    /// What an invoice is made of does.
    #[error(transparent)]
    Invoicing(#[from] InvoiceRefusal),
    /// Mailboxes do.
    #[error(transparent)]
    Mailboxes(#[from] mailboxes::Refusal),
    /// Redirections do.
    #[error(transparent)]
    Redirections(#[from] redirections::Refusal),
    /// A zone does.
    #[error(transparent)]
    Zone(#[from] zone::Refusal),
    /// A zone file cannot be read, or served.
    #[error("line {line}: {why}")]
    ZoneText {
        /// From 1.
        line: usize,
        /// What is wrong with it.
        why: String,
    },
    /// What is owed about a name does.
    #[error(transparent)]
    Obligations(#[from] obligations::Refusal),
    /// An operation does.
    #[error(transparent)]
    Operation(#[from] operation::Refusal),
    /// An operator does.
    #[error(transparent)]
    Operator(#[from] operator::Refusal),
    /// A prepaid account of money does.
    #[error(transparent)]
    Money(#[from] money_account::Refusal),
    /// Registered means of payment do.
    #[error(transparent)]
    PaymentMeans(#[from] payment_means::Refusal),
    /// A points account does.
    #[error(transparent)]
    Points(#[from] points_account::Refusal),
    /// A price list does.
    #[error(transparent)]
    PriceList(#[from] price_list::Refusal),
    /// A trade does.
    #[error(transparent)]
    Trade(#[from] trade::Refusal),
    /// A transfer does.
    #[error(transparent)]
    Transfer(#[from] transfer::Refusal),
    /// The catalogue does: an unknown ending, a name that is not directly below it.
    #[error(transparent)]
    Catalogue(#[from] CatalogueRefusal),
    /// Name servers or DNSSEC data do not fit the ending's rules.
    #[error(transparent)]
    Delegation(#[from] DelegationRefusal),
    /// The period does not fit the ending's rules.
    #[error(transparent)]
    Period(#[from] PeriodRefusal),
    /// Fields are wrong, each named.
    #[error("{}", list(.0))]
    Fields(Vec<FieldError>),
    /// No handle can be made for a contact.
    #[error(transparent)]
    Handle(#[from] ContactHandleError),
    /// What was declared for a new name does not suffice.
    #[error(transparent)]
    Declaration(#[from] DeclarationRefusal),
    /// Nothing would change.
    #[error("nothing would change")]
    NoChange,
    /// The name cannot be registered.
    #[error("{name} is not available: {why}")]
    NotAvailable {
        /// Which.
        name: DomainName,
        /// The registry's reason.
        why: String,
    },
    /// The account may do nothing.
    #[error("account {0} is suspended or closed")]
    AccountNotOpen(AccountNumber),
    /// It is another account's.
    #[error("{what} does not belong to account {account}")]
    NotYours {
        /// What.
        what: String,
        /// The account.
        account: AccountNumber,
    },
    /// A contact that was named cannot be used.
    #[error("{}: contact {number} is unknown, deleted or another account's", role.as_str())]
    ContactInvalid {
        /// As what.
        role: ContactRole,
        /// Which.
        number: ContactNumber,
    },
    /// A contact does not fulfil the ending's conditions.
    #[error("{}: {}", role.as_str(), list(problems))]
    NotEligible {
        /// As what.
        role: ContactRole,
        /// What is wrong.
        problems: Vec<EligibilityProblem>,
    },
    /// No price is set.
    #[error("no price is set for {action:?} of {name} in the account's price list")]
    NoPrice {
        /// The name.
        name: DomainName,
        /// What for.
        action: PricedAction,
    },
    /// The price does.
    #[error(transparent)]
    Price(#[from] PriceRefusal),
    /// Prices were not imported.
    #[error(transparent)]
    Import(#[from] crate::prices::ImportRefusal),
    /// The ending does not offer it.
    #[error("{what} is not offered for {name}")]
    NotOffered {
        /// What.
        what: &'static str,
        /// The name.
        name: DomainName,
    },
    /// A lock forbids it: it names what set it and the day that it lifts.
    #[error("{0}")]
    Locked(Lock),
    /// The name cannot be transferred in.
    #[error(transparent)]
    NotTransferable(#[from] NotTransferable),
    /// The contact is used by names.
    #[error("contact {number} is used by {names} names")]
    ContactInUse {
        /// Which.
        number: ContactNumber,
        /// How many.
        names: u64,
    },
    /// The contact is the account's own, and stays as long as the account.
    #[error("contact {0} is the account's own")]
    OwnContact(ContactNumber),
    /// The name is on hold until its owner confirms the data.
    #[error("{name} is suspended since {since}, until its owner confirms the data")]
    Suspended {
        /// Which.
        name: DomainName,
        /// The day by which the data should have been confirmed.
        since: chrono::NaiveDate,
    },
    /// A person was mailed as often as may be, for now.
    #[error("contact {number} was mailed {most} times lately: ask again later")]
    MailedTooOften {
        /// Whom.
        number: ContactNumber,
        /// How often it may be.
        most: u32,
    },
    /// Fields of a contact stay as they are while names use the contact in a role.
    #[error("{} stays as it is while a name has this contact as {}", fields.join(", "), role.as_str())]
    FieldFixed {
        /// Which: at least one.
        fields: Vec<&'static str>,
        /// In which role.
        role: ContactRole,
    },
    /// The registry was asked, and does not show it.
    #[error("the registry shows no sign of it: {what} is not there, or another registrar's")]
    NotAtRegistry {
        /// What.
        what: String,
    },
    /// The registry was asked, and does not show the name for a reason of its own.
    #[error("the registry does not show {name}: {code} {message}")]
    NotShown {
        /// Which.
        name: DomainName,
        /// EPP result code.
        code: u16,
        /// Its words.
        message: String,
    },
    /// A name server's host belongs to another name of the same registry, which has no such host.
    #[error("the registry has no host {host}: it is created with the name that it lies in, first")]
    HostMissing {
        /// Which.
        host: HostName,
    },
    /// What was compared is not what is believed any more.
    #[error("the name changed while its registry was asked; ask again")]
    NameChanged,
    /// The account still has something.
    #[error("account {account} still has {what}")]
    AccountInUse {
        /// Which.
        account: AccountNumber,
        /// What, in words.
        what: String,
    },
    /// There is none, or nothing of it waits.
    #[error("there is no {what} that waits")]
    NothingWaits {
        /// What.
        what: String,
    },
    /// Somebody would lock themselves out.
    #[error("nobody changes their own role, or leaves, by themselves: another admin does it")]
    OwnRole,
    /// The role may not.
    #[error("this needs the role {0}")]
    RoleNeeded(&'static str),
}

fn list(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("; ")
}

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
            | Self::Invoice(invoices::Refusal::Unknown)
            | Self::Contact(contact::Refusal::Unknown)
            | Self::Account(account::Refusal::Unknown | account::Refusal::KeyUnknown)
            | Self::ApiApplication(api_application::Refusal::Unknown)
            | Self::Credential(credential::Refusal::Unknown)
            | Self::Operator(operator::Refusal::Unknown)
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
            Self::Invoice(_) | Self::InvoiceSeries(_) => "INVOICE_REFUSED",
            Self::Invoicing(refusal) => refusal.code(),
            Self::Account(_) => "ACCOUNT_REFUSED",
            Self::Contact(_) => "CONTACT_REFUSED",
            Self::Host(_) => "HOST_REFUSED",
            Self::Mailboxes(mailboxes::Refusal::Exists) => "MAILBOX_EXISTS",
            Self::Mailboxes(_) => "OVER_QUOTA",
            Self::Redirections(_) => "REDIRECTION_REFUSED",
            Self::Zone(_) | Self::ZoneText { .. } => "ZONE_INVALID",
            Self::Operator(_) => "OPERATOR_REFUSED",
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
            Self::OwnRole | Self::Operator(_) => Some("login"),
            Self::Operation(_) | Self::NotAtRegistry { .. } => Some("operation"),
            Self::FieldFixed { fields, .. } => fields.first().copied(),
            Self::Price(refusal) => Some(refusal.field()),
            Self::Import(_) | Self::PriceList(_) => Some("prices"),
            Self::Adjustment(_) => Some("adjustment"),
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
