//! Every way in which the registrar says no, with a code that doors translate.

mod code;
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
    account, adjustment, api_application, batch_mail, cart, contact, contact_change, credential,
    disclosure_request, domain, drift, host, invoice as invoices, invoice_series, mailboxes, maintenance,
    money_account, obligations, operation, operator, order, payment_means, points_account, price_list,
    redirections, sign_in, trade, transfer, zone,
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
    /// A request for data of persons does.
    #[error(transparent)]
    Disclosure(#[from] disclosure_request::Refusal),
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
    /// The maintenance windows of a registry do.
    #[error(transparent)]
    Maintenance(#[from] maintenance::Refusal),
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
    /// What an account's sign-in takes does.
    #[error(transparent)]
    Entrance(#[from] sign_in::Refusal),
    /// Who asks has not proven who they are.
    #[error(transparent)]
    SignIn(#[from] crate::sign_in::NotSignedIn),
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
