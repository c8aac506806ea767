//! Signed mails through SMTP, from the first command to the last answer and the last name.

use crate::demo::{ACCOUNT, Registrar};
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use crate::{Size, memory, processor};
use anyhow::Context;
use batch_mail::assistant::{Draft, Envelope, Signature, new_certificate, new_pgp_key, write};
use chrono::{DateTime, Utc};
use domain_model::values::EmailAddress;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use stories::{PASSPHRASE, Smtp};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

const METHODS: [&str; 4] = ["plain", "md5", "pgp", "smime"];
/// Whoever has waited so long waits in vain.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(20);

#[derive(Clone, Copy, Debug)]
struct Plan {
    /// Of each method.
    mails: usize,
    connections: usize,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { mails: 250, connections: 16 },
            Size::Quick => Self { mails: 40, connections: 16 },
            Size::Tiny => Self { mails: 2, connections: 2 },
        }
    }
}

/// One mail, signed and ready.
struct Ready {
    name: String,
    message_id: String,
    text: String,
}

/// What a run came to.
struct Came {
    /// Until all were taken.
    taken: Duration,
    /// Until all were answered and every name was active.
    delivered: Duration,
    /// Of the demo, sandbox registry included.
    processor: Duration,
    /// After it, in MiB.
    resident: f64,
}

/// Signs, sends, and waits for everything.
///
/// # Errors
/// A mail is refused, lost or answered twice.
pub async fn run(size: Size) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let registrar = Registrar::start().await?;
    let signatures = signatures(&registrar).await?;
    // Caches are warm and every statement is prepared before anything is timed.
    for method in METHODS {
        deliver(&registrar, plan, signed(&signatures, &[method], 2, &format!("warm-{method}"))?).await?;
    }
    let mut section = Section::new(
        "batch-mail",
        format!("{} signed mails over {} connections, one name each", 4 * plan.mails, plan.connections),
    );
    let mut costs = BTreeMap::new();
    for method in METHODS {
        let mails = signed(&signatures, &[method], plan.mails, method)?;
        let count = mails.len();
        let came = deliver(&registrar, plan, mails).await?;
        costs.insert(method, each(came.processor, count));
        section.rows.push(row(method, &came, count));
    }
    let before = memory::resident(registrar.demo.process())?;
    let mails = signed(&signatures, &METHODS, 4 * plan.mails, "mixed")?;
    let count = mails.len();
    let came = deliver(&registrar, plan, mails).await?;
    section.rows.push(row("all four, mixed", &came, count));
    let grown = Spread::of(&[came.resident / before]);
    section.judge("memory after the mixed mails, times before", grown, "", Goal::AtMost(1.3));
    for method in ["md5", "pgp"] {
        // What a mail costs beyond one that is only compared with a passphrase.
        let share = (costs[method] - costs["plain"]).max(0.0) / costs[method].max(1.0);
        section.judge(
            format!("{method}: authentication's share of a mail's processor time"),
            Spread::of(&[share]),
            "",
            Goal::AtMost(0.5),
        );
    }
    Ok(section)
}

fn row(name: &str, came: &Came, count: usize) -> Row {
    let rate = |took: Duration| count as f64 / took.as_secs_f64();
    Row::new("16 connections", name)
        .with("mails/s", &[rate(came.taken)])
        .with("answered/s", &[rate(came.delivered)])
        .with("cpu µs", &[each(came.processor, count)])
        .with("MiB after", &[came.resident])
}

fn each(processor: Duration, count: usize) -> f64 {
    processor.as_secs_f64() * 1e6 / count as f64
}

/// Keys of the reseller's own, which the registrar knows.
async fn signatures(registrar: &Registrar) -> anyhow::Result<BTreeMap<&'static str, Signature>> {
    let now = journal::wall_clock();
    let address = EmailAddress::parse("ve174@reseller.test").context("an address")?;
    let pgp = new_pgp_key(&format!("Bench <{}>", address.as_str()), now)?;
    let smime = new_certificate(&address, now)?;
    let folder = tempfile::tempdir()?;
    let keep = |name: &str, text: &str| -> anyhow::Result<String> {
        let path = folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    };
    let (key, certificate) = (keep("key.asc", &pgp.public)?, keep("certificate.pem", &smime.public)?);
    let account = ACCOUNT.to_string();
    for words in [
        &["account", "pgp-key", "add", &account, &key, "--as", "admin"][..],
        &["account", "smime", "add", &account, &certificate, "--as", "admin"],
        &["account", "mail-methods", &account, "--allow", "plain,md5,pgp,smime", "--as", "admin"],
    ] {
        registrar.demo.command(words).await;
    }
    let none = || SecretString::from(String::new());
    Ok(BTreeMap::from([
        ("plain", Signature::Plain(PASSPHRASE.to_owned().into())),
        ("md5", Signature::Md5(PASSPHRASE.to_owned().into())),
        ("pgp", Signature::Pgp { key: pgp.secret, passphrase: none() }),
        ("smime", Signature::Smime { certificate: smime.public, key: smime.secret, passphrase: none() }),
    ]))
}

/// So many mails, the methods in turn, each with a name and a reference of its own.
fn signed(
    signatures: &BTreeMap<&'static str, Signature>,
    methods: &[&str],
    count: usize,
    which: &str,
) -> anyhow::Result<Vec<Ready>> {
    let now = journal::wall_clock();
    let method = |number: usize| methods[number % methods.len()];
    (0..count).map(|number| ready(&signatures[method(number)], method(number), which, number, now)).collect()
}

fn ready(
    signature: &Signature,
    method: &str,
    which: &str,
    number: usize,
    now: DateTime<Utc>,
) -> anyhow::Result<Ready> {
    let name = format!("{which}-{number}.com");
    let mut draft = Draft::default();
    for (key, value) in [
        ("batch.version", "4.0"),
        ("batch.account", "ve174-ovh"),
        ("batch.referer", &format!("{which}-{number}")),
        ("batch.type", "orderDomain"),
        ("batch.auth.method", method),
        ("batch.autopayment", "yes"),
        ("order.domain.name", &name),
        ("order.domain.command", "create"),
        ("contact.owner.id", "ve174-ovh"),
        ("contact.tech.id", "ve174-ovh"),
        ("contact.admin.id", "ve174-ovh"),
        ("contact.billing.id", "ve174-ovh"),
        ("option.dns.master", "ns0.online.net"),
        ("option.dns.slave1", "ns1.online.net"),
    ] {
        draft.set(key, value);
    }
    let address = |text: &str| EmailAddress::parse(text).context("an address");
    let envelope = Envelope { from: address("orders@client.test")?, to: address("batch@registrar.test")? };
    let text = write(&draft, signature, &envelope, now)?.replace("\r\n", "\n").replace('\n', "\r\n");
    let message_id = text.split("Message-ID: <").nth(1).and_then(|rest| rest.split('>').next());
    let message_id = message_id.context("a mail has a Message-ID")?.to_owned();
    Ok(Ready { name, message_id, text })
}

/// Sends mails over several connections at once, and waits until each is answered and its name is active.
async fn deliver(registrar: &Registrar, plan: Plan, mails: Vec<Ready>) -> anyhow::Result<Came> {
    let process = registrar.demo.process();
    let outbox = registrar.demo.outbox();
    let (before, letters) = (processor::used_by(process)?, letters(&outbox)?);
    let expected: Vec<(String, String)> =
        mails.iter().map(|mail| (mail.message_id.clone(), mail.name.clone())).collect();
    let begun = Instant::now();
    // In their order: whoever waits for one name after the other then waits for the next one alone.
    let waiting = Arc::new(Mutex::new(mails.into_iter().rev().collect::<Vec<_>>()));
    let mut clients = JoinSet::new();
    for _ in 0..plan.connections {
        let (waiting, address) = (waiting.clone(), registrar.demo.smtp().to_owned());
        clients.spawn(async move { send_all(&address, &waiting).await });
    }
    while let Some(sent) = clients.join_next().await {
        sent??;
    }
    let taken = begun.elapsed();
    while self::letters(&outbox)? < letters + expected.len() {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "not every mail was answered");
        tokio::time::sleep(PAUSE).await;
    }
    for (_, name) in &expected {
        registrar.until_active(name).await?;
    }
    let delivered = begun.elapsed();
    let came = Came {
        taken,
        delivered,
        processor: processor::used_by(process)?.saturating_sub(before),
        resident: memory::resident(process)?,
    };
    all_accepted_once(&outbox, &expected)?;
    Ok(came)
}

/// One connection: mails until there are none.
async fn send_all(address: &str, waiting: &Mutex<Vec<Ready>>) -> anyhow::Result<()> {
    let mut smtp = Smtp::open(address).await?;
    smtp.command("EHLO client.test").await?;
    loop {
        let Some(mail) = waiting.lock().await.pop() else { return Ok(()) };
        let reply = smtp.send("bounces@client.test", &["batch@registrar.test"], &mail.text).await?;
        anyhow::ensure!(reply.starts_with("250 "), "{}: {reply}", mail.name);
    }
}

fn letters(outbox: &Path) -> anyhow::Result<usize> {
    let files = std::fs::read_dir(outbox).context("reading the outbox")?;
    let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    Ok(names.filter(|name| name.ends_with(".eml")).count())
}

/// Every mail has one answer, and it says that the name is on its way.
fn all_accepted_once(outbox: &Path, expected: &[(String, String)]) -> anyhow::Result<()> {
    let mut answers: BTreeMap<String, Vec<bool>> = BTreeMap::new();
    for file in std::fs::read_dir(outbox).context("reading the outbox")? {
        let bytes = std::fs::read(file?.path())?;
        let Some(message) = mail_parser::MessageParser::default().parse(&bytes) else { continue };
        let Some(answered) = message.in_reply_to().as_text() else { continue };
        let text = message.body_text(0).unwrap_or_default();
        answers.entry(answered.to_owned()).or_default().push(text.contains("batch.result.status: accepted"));
    }
    for (message_id, name) in expected {
        let found = answers.get(message_id).map(Vec::as_slice).unwrap_or_default();
        anyhow::ensure!(found == [true], "the mail for {name} was answered so: {found:?}");
    }
    Ok(())
}
