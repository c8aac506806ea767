//! The application: everything that doors may ask for, over the journal and the ports.

use crate::access::{AccessSettings, ProofBook, QuotaBook};
use crate::accounts::NewAccountSettings;
use crate::availability::{Answers, answers};
use crate::billing::{PointsSettings, SellerSettings};
use crate::carts::CartSettings;
use crate::contact_changes::ContactChangeSettings;
use crate::contacts::VerificationMails;
use crate::directory::DirectorySettings;
use crate::forwarding::ForwardingLimits;
use crate::launch::{Claims, claims};
use crate::logins::{LoginBook, LoginLimits};
use crate::looks::LookBook;
use crate::ports::{ClaimsNotices, Clock, Mailer, Resolver};
use crate::registries::Registries;
use crate::rights::{Changes, changes};
use crate::services::ServiceSettings;
use crate::sign_in::{SignInBook, SignInSettings};
use domain_model::policy::Catalogue;
use domain_model::values::{HostName, RegistryId};
use journal::Journal;
use projections::Views;
use projections::directory::Directory;
use std::sync::Arc;
use std::time::Duration;

/// What the application is made of.
#[derive(Clone)]
pub struct Parts {
    /// Where events are kept.
    pub journal: Journal,
    /// What is read.
    pub views: Views,
    /// The rules and prices of endings.
    pub catalogue: Arc<Catalogue>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Who registers.
    pub registries: Registries,
    /// Who writes letters.
    pub mailer: Arc<dyn Mailer>,
    /// What the world's DNS says.
    pub resolver: Arc<dyn Resolver>,
    /// What trademark claims say.
    pub claims: Arc<dyn ClaimsNotices>,
    /// How it is set.
    pub settings: Settings,
}

/// Where points are paid for (`rib` of SOAP's `api_info`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankAccount {
    /// Whose it is.
    pub holder: String,
    /// Its IBAN.
    pub iban: String,
    /// Its bank's BIC.
    pub bic: String,
}

/// How the application is set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What links in mails begin with, without a slash at the end, where a reseller has none of its own.
    pub link_base: String,
    /// What points are worth, and who may book how many alone.
    pub points: PointsSettings,
    /// Who sells, as invoices say it; nothing is sold without one.
    pub seller: Option<SellerSettings>,
    /// How contact handles end: `PD86-FREE`.
    pub handle_suffix: String,
    /// What registry contact ids begin with: `BMN-151049`.
    pub registry_contact_prefix: String,
    /// The domain of the addresses that stand for those that are hidden (`hash_email`).
    pub stand_in_domain: HostName,
    /// How mail to them is forwarded.
    pub forwarding: ForwardingLimits,
    /// Where points are paid for.
    pub bank: Option<BankAccount>,
    /// Which addresses hosts may have.
    pub address_scope: domain_model::values::AddressScope,
    /// How many attempts a step gets while the registry answers that it is failing (2400).
    pub temporary_attempts: u32,
    /// How failures to log in with an account's password are answered.
    pub logins: LoginLimits,
    /// How programs are let in at the REST door.
    pub access: AccessSettings,
    /// How the people who work here sign in.
    pub sign_in: SignInSettings,
    /// For so long after its acceptance the same renewal at a door without keys is the first one.
    pub renewal_repeats: Duration,
    /// How often a person is mailed, on demand, a link to confirm the data by.
    pub verification_mails: VerificationMails,
    /// For so many days a name may be accepted by the reseller that it is to move to.
    pub reseller_move_days: u16,
    /// How changes of accounts of services are asked for.
    pub contact_changes: ContactChangeSettings,
    /// How hosted services are set.
    pub services: ServiceSettings,
    /// How batch mails are executed.
    pub batch: BatchSettings,
    /// How carts are set.
    pub carts: CartSettings,
    /// How accounts are opened by their holders.
    pub new_accounts: NewAccountSettings,
    /// Who answers in the public directory.
    pub directory: DirectorySettings,
}

/// How batch mails are executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchSettings {
    /// For so many hours the same content without a reference is a repetition.
    pub repeat_hours: u32,
    /// For so many days an order may be paid.
    pub payment_days: u16,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self { repeat_hours: 24, payment_days: 15 }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            link_base: "http://127.0.0.1:8080".to_owned(),
            points: PointsSettings::default(),
            seller: Some(SellerSettings::default()),
            handle_suffix: "FREE".to_owned(),
            registry_contact_prefix: "BMN".to_owned(),
            stand_in_domain: HostName::parse("contacts.nospam.registrar.test").expect("a host name"),
            forwarding: ForwardingLimits::default(),
            bank: None,
            address_scope: domain_model::values::AddressScope::Global,
            temporary_attempts: 6,
            logins: LoginLimits::default(),
            access: AccessSettings::default(),
            sign_in: SignInSettings::default(),
            renewal_repeats: Duration::from_secs(60),
            verification_mails: VerificationMails::default(),
            reseller_move_days: 14,
            contact_changes: ContactChangeSettings::default(),
            services: ServiceSettings::default(),
            batch: BatchSettings::default(),
            carts: CartSettings::default(),
            new_accounts: NewAccountSettings::default(),
            directory: DirectorySettings::default(),
        }
    }
}

/// Everything that doors may ask for. Cheap to clone.
#[derive(Clone)]
pub struct Application(Arc<Inner>);

struct Inner {
    parts: Parts,
    known_hosts: moka::sync::Cache<(RegistryId, HostName), ()>,
    looks: LookBook,
    logins: LoginBook,
    sign_ins: SignInBook,
    proofs: ProofBook,
    quotas: QuotaBook,
    answers: Answers,
    claims: Claims,
    changes: Changes,
    directory: Directory,
    invoicing: tokio::sync::Mutex<()>,
}

/// Host objects of others rarely go: for so long a registry is not asked again whether one exists.
const HOST_MEMORY: Duration = Duration::from_secs(3600);
const HOSTS_REMEMBERED: u64 = 50_000;

impl Application {
    /// The application over these parts.
    pub fn new(parts: Parts) -> Self {
        let known_hosts =
            moka::sync::Cache::builder().max_capacity(HOSTS_REMEMBERED).time_to_live(HOST_MEMORY).build();
        let logins = LoginBook::new(parts.settings.logins);
        let sign_ins = SignInBook::new(&parts.settings.sign_in);
        let access = &parts.settings.access;
        let (proofs, quotas) = (ProofBook::new(access.failures), QuotaBook::new(access.anonymous));
        let looks = LookBook::default();
        let invoicing = tokio::sync::Mutex::default();
        let (answers, claims, changes) = (answers(), claims(), changes());
        Self(Arc::new(Inner {
            parts,
            known_hosts,
            looks,
            logins,
            sign_ins,
            proofs,
            quotas,
            answers,
            claims,
            changes,
            directory: Directory::default(),
            invoicing,
        }))
    }

    /// Where events are kept.
    pub fn journal(&self) -> &Journal {
        &self.0.parts.journal
    }

    pub(crate) fn directory(&self) -> &Directory {
        &self.0.directory
    }

    /// What is read.
    pub fn views(&self) -> &Views {
        &self.0.parts.views
    }

    /// The rules and prices of endings.
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.parts.catalogue
    }

    /// Time.
    pub fn clock(&self) -> &dyn Clock {
        &*self.0.parts.clock
    }

    /// Who registers.
    pub fn registries(&self) -> &Registries {
        &self.0.parts.registries
    }

    /// Who writes letters.
    pub fn mailer(&self) -> &dyn Mailer {
        &*self.0.parts.mailer
    }

    /// What the world's DNS says.
    pub fn resolver(&self) -> &dyn Resolver {
        &*self.0.parts.resolver
    }

    /// What trademark claims say.
    pub fn claims_notices(&self) -> &dyn ClaimsNotices {
        &*self.0.parts.claims
    }

    /// How it is set.
    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    /// What registries answered to checks a moment ago.
    pub(crate) fn answers(&self) -> &Answers {
        &self.0.answers
    }

    /// What registries answered to claims checks a moment ago.
    pub(crate) fn claims(&self) -> &Claims {
        &self.0.claims
    }

    /// When and from where streams last changed.
    pub(crate) fn changes(&self) -> &Changes {
        &self.0.changes
    }

    /// Whose turn it is to take the number of an invoice.
    pub(crate) fn invoicing(&self) -> &tokio::sync::Mutex<()> {
        &self.0.invoicing
    }

    /// Proven passwords and counted failures.
    pub(crate) fn logins(&self) -> &LoginBook {
        &self.0.logins
    }

    /// Counted failures to sign in, and sessions in use.
    pub(crate) fn sign_ins(&self) -> &SignInBook {
        &self.0.sign_ins
    }

    /// Counted failures to prove whose a call is.
    pub(crate) fn proofs(&self) -> &ProofBook {
        &self.0.proofs
    }

    /// Counted calls of strangers.
    pub(crate) fn quotas(&self) -> &QuotaBook {
        &self.0.quotas
    }

    /// Where looks at personal data wait to be written down.
    pub(crate) fn looks(&self) -> &LookBook {
        &self.0.looks
    }

    /// Host objects that were seen at a registry a short while ago.
    pub(crate) fn known_hosts(&self) -> &moka::sync::Cache<(RegistryId, HostName), ()> {
        &self.0.known_hosts
    }
}
