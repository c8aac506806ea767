//! How a process ended: what the registry holds and did, what is believed here, what it cost, who was written to.

use crate::scenarios::{Case, account};
use domain_model::domain::Domain;
use domain_model::points_account::PointsAccount;
use projections::Paging;
use projections::operations::{OperationFilter, OperationRow, OperationSort};

/// The end of one run, without the numbers and names that belong to that run alone: two runs of one process can be
/// compared.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    pub at_registry: String,
    pub effects: Vec<String>,
    pub here: String,
    pub operations: Vec<String>,
    /// Granted, available, reserved, spent, against how it was before.
    pub points: [i64; 4],
    pub letters: Vec<String>,
}

/// How things stood before.
pub struct Before {
    points: [i64; 4],
    effects: usize,
    letters: usize,
    operations: usize,
}

pub async fn balance(case: &Case<'_>) -> [i64; 4] {
    let account = case.world.application.journal().load::<PointsAccount>(&account()).await.unwrap().state;
    let PointsAccount::Open(balance) = account else { panic!("the account has points") };
    let reserved = balance.reserved();
    assert!(balance.available >= 0 && balance.spent >= 0, "below zero: {balance:?}");
    assert_eq!(balance.available + reserved + balance.spent, balance.granted, "{balance:?}");
    [balance.granted, balance.available, reserved, balance.spent]
}

impl Before {
    pub async fn of(case: &Case<'_>) -> Self {
        let effects = case.world.registry.state().effects.len();
        Self {
            points: balance(case).await,
            effects,
            letters: letters(case).len(),
            operations: operations(case).await.len(),
        }
    }
}

impl End {
    pub async fn of(case: &Case<'_>, before: &Before) -> Self {
        let now = balance(case).await;
        let points = [0, 1, 2, 3].map(|at| now[at] - before.points[at]);
        let mut effects: Vec<String> = {
            let state = case.world.registry.state();
            state.effects[before.effects..].iter().map(|effect| plain(case, &effect.what)).collect()
        };
        effects.sort();
        // An update that is sent again after the registry was asked sets again what it has set: that is no harm.
        effects.dedup_by(|one, other| one == other && one.contains(":update "));
        let letters = letters(case);
        assert!(letters.len() >= before.letters);
        let mut operations = operations(case).await;
        operations.drain(..before.operations);
        Self { at_registry: at_registry(case), effects, here: here(case).await, operations, points, letters }
    }
}

/// Without what belongs to one run.
fn plain(case: &Case<'_>, text: &str) -> String {
    let text = text.replace(&case.tag, "TAG");
    let contacts = [(case.owner, "OWNER"), (case.buyer, "BUYER")];
    let text = contacts.iter().fold(text, |text, (number, word)| text.replace(&number.to_string(), word));
    // Other numbers are those of operations and of contacts that the process made.
    let mut plain = String::new();
    for character in text.chars() {
        match character.is_ascii_digit() {
            true if plain.ends_with('#') => {}
            true => plain.push('#'),
            false => plain.push(character),
        }
    }
    plain
}

fn at_registry(case: &Case<'_>) -> String {
    let state = case.world.registry.state();
    let Some(known) = state.names.get(&case.name) else { return "nothing".to_owned() };
    let years = (known.expires - known.created).num_days() / 365;
    let text = format!(
        "{} {} {:?} owner {:?} admin {:?}, years: ",
        known.sponsor,
        known.statuses.bits(),
        known.rgp,
        known.registrant,
        known.admin,
    );
    let mut servers: Vec<String> = known.servers.iter().map(|host| plain(case, host.as_str())).collect();
    servers.sort();
    format!("{}{years}, servers: {servers:?}", plain(case, &text))
}

async fn here(case: &Case<'_>) -> String {
    let state = case.world.application.journal().load::<Domain>(&case.name).await.unwrap().state;
    let Domain::Held(held) = &state else {
        let text = format!("{state:?}");
        return text.split(['(', '{']).next().unwrap_or_default().trim().to_owned();
    };
    let years = (held.expires - held.created).num_days() / 365;
    let phase = format!("{:?}", held.phase);
    let text = format!(
        "{} busy {:?} owner {} admin {} servers {:?} statuses {} leaving {} locks {:?} code {}, years: ",
        phase.split(' ').next().unwrap_or_default(),
        held.busy,
        held.contacts.owner,
        held.contacts.admin,
        held.servers.hosts().map(ToString::to_string).collect::<Vec<_>>(),
        held.statuses.bits(),
        held.transfer_out.is_some(),
        held.locks.iter().map(|lock| lock.kind).collect::<Vec<_>>(),
        held.auth_code.as_ref().and_then(|code| code.value()).map_or("none", |code| code.as_str()),
    );
    plain(case, &text) + &years.to_string()
}

/// Action and progress of every operation of the name, of its hosts, of its contacts.
async fn operations(case: &Case<'_>) -> Vec<String> {
    let hosts = ["ns1", "ns7"].map(|label| format!("{label}.{}", case.name));
    let subjects = [case.name.to_string(), case.owner.to_string(), case.buyer.to_string()];
    let mut all: Vec<OperationRow> = vec![];
    for subject in subjects.into_iter().chain(hosts) {
        let filter = OperationFilter { subject: Some(subject), ..OperationFilter::default() };
        let views = case.world.application.views();
        let page = views.operations(&filter, OperationSort::Number, &Paging::first(100)).await.unwrap();
        all.extend(page.into_rows().into_iter().map(|pending| pending.operation));
    }
    all.sort_by_key(|row| row.number);
    let word = |row: OperationRow| {
        assert!(!row.progress.is_unfinished(), "operation {} is not finished: {:?}", row.number, row.state);
        format!("{} {:?} {}", row.action, row.progress, row.code)
    };
    all.into_iter().map(word).collect()
}

/// To whom, and which: each once.
fn letters(case: &Case<'_>) -> Vec<String> {
    let own = |to: &str| to.ends_with(&format!("@{}.test", case.tag));
    let about = |text: &str| text.contains(case.name.as_str());
    let kind = |id: &str| -> String { id.split('-').take(1).collect() };
    let mut all: Vec<String> = case
        .world
        .mailer
        .all()
        .into_iter()
        .filter(|sent| own(&sent.to) && about(&sent.text))
        .map(|sent| {
            let words: String = sent.text.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
            format!("{} {words} to {}", kind(&sent.id), plain(case, &sent.to))
        })
        .collect();
    all.sort();
    all
}
