//! The demo's samples, made through the same commands as everything else. Made once: each is asked for under a key.

mod mail_keys;
mod rest;

use crate::access::{OperatorAccess, ResellerAccess, write_private};
use anyhow::Context;
use application::{Application, Ask, AskError, AskKey, OpenAccount, RegisterDomain};
use domain_model::account::Branding;
use domain_model::operation::Contacts;
use domain_model::operator::{Login, Role};
use domain_model::values::{
    AccountNumber, ContactDetails, ContactInput, ContactNumber, Currency, DomainName, EmailAddress, HostName,
    Locale, NameServer, NameServers, Nichandle, OperationNumber, Period, Points, PriceClass,
};
use domain_model::{Actor, Cause, Channel};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

/// Who may log in, for `access.json`.
pub struct Samples {
    /// The staff.
    pub operators: Vec<OperatorAccess>,
    /// The accounts.
    pub resellers: Vec<ResellerAccess>,
}

/// Secrets that were made at the first start; kept in a file of mode 600.
#[derive(Default, Serialize, Deserialize)]
struct Secrets(BTreeMap<String, String>);

/// How long a start waits for the sample names.
const DELIVERY: Duration = Duration::from_secs(30);

const ROLES: [Role; 5] = [Role::Admin, Role::Support, Role::Finance, Role::Viewer, Role::Auditor];

struct Sample {
    number: u64,
    nichandle: &'static str,
    currency: &'static str,
    passphrase: &'static str,
    points: i64,
    organisation: &'static str,
    city: (&'static str, &'static str, &'static str),
    phone: &'static str,
    locale: Locale,
}

/// The account of the papers, one in francs, one without points.
const ACCOUNTS: [Sample; 3] = [
    Sample {
        number: 13_490,
        nichandle: "ve174-ovh",
        currency: "EUR",
        passphrase: "MaPassPhraseQuiEstUnique",
        points: 1_000_000_000,
        organisation: "BookMyName",
        city: ("75008", "PARIS", "FR"),
        phone: "+33.173500000",
        locale: Locale::Fr,
    },
    Sample {
        number: 13_491,
        nichandle: "ko225-ovh",
        currency: "XOF",
        passphrase: "UnePhraseBienADakar",
        points: 500_000_000,
        organisation: "Noms de Dakar",
        city: ("12500", "DAKAR", "SN"),
        phone: "+221.338210000",
        locale: Locale::Fr,
    },
    Sample {
        number: 13_492,
        nichandle: "nb42-ovh",
        currency: "EUR",
        passphrase: "NothingInThePurseYet",
        points: 0,
        organisation: "Newcomer Names Ltd",
        city: ("SW1A 1AA", "LONDON", "GB"),
        phone: "+44.2079460000",
        locale: Locale::En,
    },
];

/// Makes what is missing.
///
/// # Errors
/// The journal failed, or the folder cannot be written to.
pub async fn make(application: &Application, folder: &Path) -> anyhow::Result<Samples> {
    let mut secrets = Secrets::read(folder)?;
    application.seed_prices(&ask(application, "prices")).await.context("seeding prices")?;
    let mut operators = vec![];
    for role in ROLES {
        operators.push(operator(application, role, &mut secrets, folder).await?);
    }
    let mut resellers = vec![];
    for sample in &ACCOUNTS {
        resellers.push(reseller(application, sample, &mut secrets, folder).await?);
    }
    names(application).await?;
    Ok(Samples { operators, resellers })
}

/// A request of the demo itself, made once under its key.
fn ask(application: &Application, key: &str) -> Ask {
    let cause = Cause::new(Actor::System, Channel::Internal, application.clock().now(), Uuid::now_v7());
    let key = AskKey { scope: "demo".to_owned(), key: key.to_owned(), fingerprint: "sample".to_owned() };
    Ask::new(cause.because("a sample of the demo")).under(Some(key))
}

async fn operator(
    application: &Application,
    role: Role,
    secrets: &mut Secrets,
    folder: &Path,
) -> anyhow::Result<OperatorAccess> {
    let login: Login = role.as_str().parse()?;
    let password = secrets.get(&format!("operator-{login}-password"), folder)?;
    let enrolled = application
        .enrol_operator(
            &login,
            role,
            &password.clone().into(),
            &ask(application, &format!("operator-{login}")),
        )
        .await;
    match enrolled {
        Ok(_) | Err(AskError::Refused(_)) => {}
        Err(error) => return Err(error).context("enrolling the demo's operators"),
    }
    let key = format!("operator-{login}-token");
    let mut token = secrets.0.get(&key).cloned().unwrap_or_default();
    if application.authenticate(&token).await?.is_none() {
        use secrecy::ExposeSecret;
        let ask = Ask { key: None, ..ask(application, "token") };
        token = application.issue_token(&login, &ask).await?.expose_secret().to_owned();
        secrets.0.insert(key, token.clone());
        secrets.write(folder)?;
    }
    Ok(OperatorAccess { login: login.to_string(), password, role: role.to_string(), token })
}

async fn reseller(
    application: &Application,
    sample: &Sample,
    secrets: &mut Secrets,
    folder: &Path,
) -> anyhow::Result<ResellerAccess> {
    let number = AccountNumber::new(sample.number);
    let currency = Currency::parse(sample.currency)?;
    let password = secrets.get(&format!("account-{number}-password"), folder)?;
    let known = application.journal().load::<domain_model::account::Account>(&number).await?.state;
    // The branding is set last: a start that was cut off goes on where it was, each step asked for under its key.
    if known.profile().is_none_or(|profile| profile.branding.name.is_none()) {
        let opened = OpenAccount {
            number: Some(number),
            nichandle: Nichandle::parse(sample.nichandle)?,
            currency,
            price_class: PriceClass::parse("reseller")?,
            locale: sample.locale,
            holder: holder(sample)?,
        };
        let key = |what: &str| ask(application, &format!("account-{number}-{what}"));
        application.open_new_account(opened, &key("open")).await.context("opening the demo's accounts")?;
        application.set_account_password(number, &password.clone().into(), &key("password")).await?;
        application.set_account_passphrase(number, sample.passphrase.to_owned(), &key("passphrase")).await?;
        if sample.points > 0 {
            let reference = "opening balance of the demo".to_owned();
            application.buy_points(number, Points::new(sample.points)?, reference, &key("points")).await?;
        }
        // Whoever opened the account knows its holder: nobody is asked, and no name suspended while the clock runs.
        application.confirm_contact(number.own_contact(), &key("holder-confirmed")).await?;
        let branding = Branding { name: Some(sample.organisation.to_owned()), sender: None, link_base: None };
        application.set_account_branding(number, branding, &key("branding")).await?;
    }
    let (pgp, smime) =
        mail_keys::make(application, number, sample.organisation, &address(sample)?, folder).await?;
    let rest = rest::make(application, number, sample.organisation, secrets, folder).await?;
    Ok(ResellerAccess {
        dist_id: sample.number,
        password,
        nichandle: sample.nichandle.to_owned(),
        passphrase: sample.passphrase.to_owned(),
        rest,
        pgp,
        smime,
        currency: sample.currency.to_owned(),
        points: sample.points,
    })
}

/// Where the registrar writes to a sample account.
fn address(sample: &Sample) -> anyhow::Result<EmailAddress> {
    let short = sample.nichandle.split('-').next().unwrap_or("account");
    Ok(EmailAddress::parse(&format!("{short}@reseller.test"))?)
}

fn holder(sample: &Sample) -> anyhow::Result<ContactDetails> {
    let (postal_code, city, country) = sample.city;
    details(ContactInput {
        legal_form: "societe".into(),
        last_name: "NAMES".into(),
        first_name: "Desk".into(),
        organisation: sample.organisation.into(),
        street: "1 rue de la Paix".into(),
        postal_code: postal_code.into(),
        city: city.into(),
        country: country.into(),
        phone: sample.phone.into(),
        email: address(sample)?.as_str().into(),
        locale: sample.locale.as_str().into(),
        ..ContactInput::default()
    })
}

fn details(input: ContactInput) -> anyhow::Result<ContactDetails> {
    ContactDetails::new(input).map_err(|errors| {
        let errors: Vec<String> =
            errors.into_iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
        anyhow::anyhow!("a sample contact is wrong: {}", errors.join("; "))
    })
}

/// The person of the papers, and a few names.
async fn names(application: &Application) -> anyhow::Result<()> {
    let account = AccountNumber::new(ACCOUNTS[0].number);
    let dupond = details(ContactInput {
        legal_form: "particulier".into(),
        civility: "M".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "12 Rue du chien qui fume".into(),
        postal_code: "75001".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: "dupond@free.test".into(),
        locale: "fr".into(),
        ..ContactInput::default()
    })?;
    let person =
        application.register_contact(account, dupond, &ask(application, "contact-dupond")).await?.value;
    application.confirm_contact(person, &ask(application, "contact-dupond-confirmed")).await?;
    let own = account.own_contact();
    let samples = [
        ("bookmyname.com", own, ["nsa.bookmyname.com", "nsb.bookmyname.com"]),
        ("maison-dupond.com", person, ["ns0.online.net", "ns1.online.net"]),
        ("dupond-freres.org", person, ["ns0.online.net", "ns1.online.net"]),
    ];
    let mut orders = vec![];
    for (name, owner, servers) in samples {
        orders.extend(register(application, account, name, owner, servers).await?);
    }
    delivered(application, &orders).await
}

/// Waits until the sample names stand and are paid, so that a demo which says that it is ready is at rest. What a
/// registry holds up longer than [`DELIVERY`] goes on by itself.
async fn delivered(application: &Application, orders: &[OperationNumber]) -> anyhow::Result<()> {
    let until = tokio::time::Instant::now() + DELIVERY;
    for &order in orders {
        while application.operation_now(order).await?.is_unfinished() {
            if tokio::time::Instant::now() > until {
                tracing::warn!(operation = %order, "a sample name is not delivered yet");
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    Ok(())
}

async fn register(
    application: &Application,
    account: AccountNumber,
    name: &str,
    owner: ContactNumber,
    servers: [&str; 2],
) -> anyhow::Result<Option<OperationNumber>> {
    let name = DomainName::parse(name)?;
    let held = application.journal().load::<domain_model::domain::Domain>(&name).await?;
    if held.version.is_some() {
        return Ok(None);
    }
    let own = account.own_contact();
    let mut hosts = vec![];
    for server in servers {
        let host = HostName::parse(server)?;
        // Hosts inside the name itself exist at the sandbox registry from its start, without addresses of ours.
        if !host.is_within(&name) {
            hosts.push(NameServer::new(host));
        }
    }
    let asked = RegisterDomain {
        account,
        name: name.clone(),
        period: Period::new(1)?,
        contacts: Contacts { owner, admin: own, tech: own, billing: own },
        servers: NameServers::new(hosts)?,
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: None,
    };
    match application.register_domain(asked, &ask(application, &format!("name-{name}"))).await {
        Ok(asked) => Ok(Some(asked.value.operation)),
        Err(AskError::Refused(refusal)) => {
            tracing::warn!(%name, %refusal, "a sample name was not registered");
            Ok(None)
        }
        Err(error) => Err(error).context("registering the demo's names"),
    }
}

/// 128 random bits as text.
///
/// # Errors
/// The operating system gives no random bytes.
pub fn random_text() -> anyhow::Result<String> {
    let mut random = [0u8; 16];
    getrandom::fill(&mut random).map_err(|error| anyhow::anyhow!("no random bytes: {error}"))?;
    Ok(data_encoding::BASE64URL_NOPAD.encode(&random))
}

impl Secrets {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("secrets.json");
        match std::fs::read(&path) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).with_context(|| format!("reading {}", path.display()))
            }
            Err(_) => Ok(Self::default()),
        }
    }

    /// The secret of that name: made, and durable, before it is used.
    fn get(&mut self, name: &str, folder: &Path) -> anyhow::Result<String> {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), random_text()?);
            self.write(folder)?;
        }
        Ok(self.0[name].clone())
    }

    /// Keeps a secret that something else made.
    fn keep(&mut self, name: String, secret: String, folder: &Path) -> anyhow::Result<()> {
        self.0.insert(name, secret);
        self.write(folder)
    }

    fn write(&self, folder: &Path) -> anyhow::Result<()> {
        write_private(&folder.join("secrets.json"), &serde_json::to_vec_pretty(&self.0)?)
    }
}
