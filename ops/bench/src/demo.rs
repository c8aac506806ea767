//! The running registrar that is measured from outside: the binary that was built beside the bench, as a demo.

use anyhow::Context;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stories::{Demo, GraphQl};

/// The demo's reseller with points.
pub const ACCOUNT: u64 = 13_490;

const CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) { id userErrors { message } } }";
const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } userErrors { code message } } }";
const STATE: &str = "query($name: DomainName!) { domain(name: $name) { state } }";

/// Longest wait for a name.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(1);

/// A demo with the tokens that are needed.
pub struct Registrar {
    /// The process; it ends with this.
    pub demo: Demo,
    /// The door, as a member of staff who sees personal data.
    pub support: GraphQl,
}

impl Registrar {
    /// Starts one.
    ///
    /// # Errors
    /// The binary was not built.
    pub async fn start() -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("finding this program")?.with_file_name("registrar");
        anyhow::ensure!(
            program.is_file(),
            "{} is missing: build it in the same profile (cargo build --release -p registrar)",
            program.display()
        );
        let demo = Demo::start().await;
        Ok(Self { support: demo.graphql("support"), demo })
    }

    /// A person of the reseller's.
    ///
    /// # Errors
    /// It is refused.
    pub async fn contact(&self, number: usize) -> anyhow::Result<u64> {
        let details = json!({
            "firstName": "Anne", "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON",
            "postalCode": "69001", "country": "FR", "phone": "+33.478000000",
            "email": format!("person-{number}@example.net"), "locale": "en"
        });
        let input = json!({ "input": { "account": ACCOUNT, "details": details } });
        let data = self.support.ask(CONTACT, input).await;
        let id = data["registerContact"]["id"].as_str().and_then(|id| id.parse().ok());
        id.with_context(|| format!("the contact was refused: {data}"))
    }

    /// Asks for a name; answers when that was accepted.
    ///
    /// # Errors
    /// It is refused.
    pub async fn ask_for(&self, name: &str, owner: u64) -> anyhow::Result<()> {
        let servers = json!([{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }]);
        let input = json!({ "account": ACCOUNT, "name": name, "owner": owner, "nameServers": servers });
        let data = self.support.ask(REGISTER, json!({ "input": input })).await;
        let accepted = data["registerDomain"]["operation"]["number"].is_u64();
        anyhow::ensure!(accepted, "{name} was not accepted: {data}");
        Ok(())
    }

    /// Waits until the registrar itself shows the name as active.
    ///
    /// # Errors
    /// It does not come.
    pub async fn until_active(&self, name: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            let data: Value = self.support.ask(STATE, json!({ "name": name })).await;
            if data["domain"]["state"] == "ACTIVE" {
                return Ok(());
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{name} did not become active: {data}");
            tokio::time::sleep(PAUSE).await;
        }
    }
}
