//! From an accepted mutation to an active name at the registry, beside the bare EPP command of another registrar.

use crate::Size;
use crate::demo::{ACCOUNT, Registrar};
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use std::time::{Duration, Instant};
use stories::EppSession;

/// The registrar that is not us.
const OTHER: &str = "other";
/// Ourselves, in a session of the bench's own: the registry shows a name to its sponsor alone.
const OURS: &str = "ours";
const CONTACT: &str = "BENCH-1";
const DOMAIN: &str = "urn:ietf:params:xml:ns:domain-1.0";
/// Between two looks at the registry.
const PAUSE: Duration = Duration::from_millis(1);
const PATIENCE: Duration = Duration::from_secs(60);

const fn names_of(size: Size) -> usize {
    match size {
        Size::Full => 100,
        Size::Quick => 20,
        Size::Tiny => 2,
    }
}

/// Registers names one after another, ours and theirs in turn.
///
/// # Errors
/// A name is refused, or does not become active.
pub async fn run(size: Size) -> anyhow::Result<Section> {
    let names = names_of(size);
    let registrar = Registrar::start().await?;
    let mut other = registrar.demo.epp(OTHER).await;
    let mut looking = registrar.demo.epp(OURS).await;
    other.create_contact(CONTACT, "Bench", "bench@example.net").await;
    // Contacts and hosts are at the registry before anything is timed, for both.
    ours(&registrar, &mut looking, "first-of-ours.com").await?;
    theirs(&mut other, "first-of-theirs.com").await?;
    let (mut seen, mut known, mut bare) = (vec![], vec![], vec![]);
    for number in 0..names {
        let took = ours(&registrar, &mut looking, &format!("of-ours-{number}.com")).await?;
        seen.push(took.seen);
        known.push(took.known);
        bare.push(theirs(&mut other, &format!("of-theirs-{number}.com")).await?);
    }
    let mut section = Section::new("registration", format!("{names} names, one after another"));
    let rows = [
        ("accepted mutation to active, over EPP", &seen),
        ("accepted mutation to active, over GraphQL", &known),
        ("bare EPP create", &bare),
    ];
    for (name, took) in rows {
        section.rows.push(Row::new("one at a time", name).with("ms", took));
    }
    if let Some(bare) = Spread::of(&bare) {
        let goal = Goal::AtMost(5.0 * bare.median + 50.0);
        section.judge("accepted to active over EPP (5 × bare + 50 ms)", Spread::of(&seen), "ms", goal);
        section.judge("accepted to active over GraphQL (the same)", Spread::of(&known), "ms", goal);
    }
    Ok(section)
}

/// How long a name of ours took since it was accepted, in milliseconds.
struct Took {
    /// Until the registry showed it.
    seen: f64,
    /// Until our own door showed it as active.
    known: f64,
}

async fn ours(registrar: &Registrar, looking: &mut EppSession, name: &str) -> anyhow::Result<Took> {
    registrar.ask_for(name, ACCOUNT).await?;
    let accepted = Instant::now();
    while looking.info(name).await.code != 1000 {
        anyhow::ensure!(accepted.elapsed() < PATIENCE, "{name} did not come to the registry");
        tokio::time::sleep(PAUSE).await;
    }
    let seen = accepted.elapsed();
    registrar.until_active(name).await?;
    Ok(Took { seen: milliseconds(seen), known: milliseconds(accepted.elapsed()) })
}

/// How long the bare command takes, in milliseconds.
async fn theirs(other: &mut EppSession, name: &str) -> anyhow::Result<f64> {
    let create = format!(
        "<create><domain:create xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>\
         <domain:period unit=\"y\">1</domain:period>\
         <domain:ns><domain:hostObj>ns0.online.net</domain:hostObj>\
         <domain:hostObj>ns1.online.net</domain:hostObj></domain:ns>\
         <domain:registrant>{CONTACT}</domain:registrant>\
         <domain:contact type=\"admin\">{CONTACT}</domain:contact>\
         <domain:contact type=\"tech\">{CONTACT}</domain:contact>\
         <domain:contact type=\"billing\">{CONTACT}</domain:contact>\
         <domain:authInfo><domain:pw>Bench-2026-x</domain:pw></domain:authInfo></domain:create></create>"
    );
    let asked = Instant::now();
    let reply = other.command(&create).await;
    let took = asked.elapsed();
    anyhow::ensure!(reply.code == 1000, "the registry refused {name}: {}", reply.xml);
    Ok(milliseconds(took))
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}
