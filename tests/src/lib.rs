//! The suite seen from outside: it starts the demo, and talks to it as real clients do.

mod batch;
mod demo;
mod desk;
mod epp;
mod graphql;
mod inside;
mod jsonpath;
mod lines;
mod mails;
mod office;
mod pages;
mod ports;
mod provider;
mod public_clients;
mod rest;
mod soap;
mod socket;

pub use batch::{Answered, PASSPHRASE, Smtp, answer, answers, mail, order};
pub use demo::{Beside, Demo, registrar};
pub use desk::{ACCOUNT, Desk, Said, Told, person, with};
pub use epp::{EppSession, Reply};
pub use graphql::{Answer, GraphQl};
pub use jsonpath::values_at;
pub use lines::{asked, asked_from, connected, netcat, rest, spoken_at, whois};
pub use mails::{Mailed, mails_to, wait_for_mail};
pub use pages::{Shown, head, look, press};
pub use provider::{CLIENT, CLIENT_SECRET, Led, Provider, Wanderer};
pub use public_clients::{run_directory_client, run_node, run_python};
pub use rest::{Got, Keys, Rest, signature};
pub use soap::Soap;
pub use socket::Socket;

use std::time::Duration;

/// Longest wait for something that happens by itself.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Looks again and again until something is there.
///
/// # Panics
/// It does not come in time.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = std::time::Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "{what} did not come in time");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
