//! A demo with a desk in it: what the registrar's staff, the voters and the other registrar do and see.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use stories::{Demo, EppSession, GraphQl, Mailed, Reply, eventually, mails_to, wait_for_mail};

/// The account that asks and pays, unless a story says otherwise.
pub const ACCOUNT: u64 = 13490;
/// What a transfer of a .com costs it.
pub const COM: i64 = 749;
/// The code of every name that the other registrar has.
pub const CODE: &str = "Leave-2026-Now";

const REQUEST: &str = "mutation($input: RequestTransferInput!) { requestTransfer(input: $input) \
    { operation { number owner registration } userErrors { code field message } } }";
const RESTART: &str = "mutation($input: RestartTransferInput!) { restartTransfer(input: $input) \
    { id consistency userErrors { code field message } } }";
const SEEN: &str = "query($n: Int!, $c: String) { operation(number: $n, consistency: $c) { state } }";
const OPERATION: &str = "query($n: Int!) { operation(number: $n) { state status etat replyCode replyMessage \
    attempts closed waitsFor { who } } }";
const TRANSFER: &str = "query($n: Int!) { transfer(number: $n) { number kind state open gaining deadline \
    requestedAt sides { side email mails vote votedBy reason } outcome { side code words } \
    answer { choice reason by } } }";
const WHOIS: &str = "query($name: DomainName!) { whois(name: $name) { domain { state account owner admin tech \
    nameServers statuses expires unfinishedOperation locks { kind since lifts rule } } \
    registrant { number account details { firstName lastName organisation email country } } } }";
const POINTS: &str = "query($a: Int!) { pointsAccount(account: $a) { available reserved spent granted } }";
const BALANCE: &str = "query { trialBalance { balanced orphans { settlements { operation } \
    operations { operation } } } parkedJobs { kind stream lastError } }";

/// A points account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    pub available: i64,
    pub reserved: i64,
    pub spent: i64,
}

/// A running demo with the registrar's desk.
pub struct Desk {
    pub demo: Demo,
    pub support: GraphQl,
}

impl Desk {
    pub async fn open() -> Self {
        let demo = Demo::start().await;
        let support = demo.graphql("support");
        Self { demo, support }
    }

    /// `kill -9`, and a new start in the same folder.
    pub async fn kill_and_go_on(&mut self) {
        self.demo.kill();
        self.demo.launch().await;
        self.support = self.demo.graphql("support");
    }

    /// Asks for a transfer in, whatever comes of it.
    pub async fn request(&self, account: u64, name: &str, code: Option<&str>, owner: Option<u64>) -> Value {
        let input = json!({ "account": account, "name": name, "authCode": code, "owner": owner });
        self.support.ask(REQUEST, json!({ "input": input })).await["requestTransfer"].clone()
    }

    /// Asks for a transfer in that is accepted; its number.
    pub async fn requested(&self, name: &str) -> u64 {
        let payload = self.request(ACCOUNT, name, Some(CODE), None).await;
        number(&payload)
    }

    /// Asks for a transfer in that is refused: code, field, message.
    pub async fn refused(
        &self,
        account: u64,
        name: &str,
        code: Option<&str>,
        owner: Option<u64>,
    ) -> (String, String, String) {
        user_error(&self.request(account, name, code, owner).await)
    }

    /// Asks again for a transfer that came to nothing; the whole payload.
    pub async fn restart(&self, transfer: u64, code: Option<&str>) -> Value {
        let input = json!({ "transfer": transfer, "authCode": code });
        self.support.ask(RESTART, json!({ "input": input })).await["restartTransfer"].clone()
    }

    /// Asks again for a transfer, which is accepted, and waits until the desk sees it.
    pub async fn restarted(&self, transfer: u64, code: Option<&str>) {
        let payload = self.restart(transfer, code).await;
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        self.support.ask(SEEN, json!({ "n": transfer, "c": payload["consistency"] })).await;
    }

    pub async fn operation(&self, number: u64) -> Value {
        self.support.ask(OPERATION, json!({ "n": number })).await["operation"].clone()
    }

    /// Waits until an operation stands so; what it looks like then.
    pub async fn comes_to(&self, number: u64, state: &str) -> Value {
        let mut last = Value::Null;
        eventually(&format!("operation {number} {state}"), async || {
            last = self.operation(number).await;
            assert!(
                last["state"] == state || !["SUCCEEDED", "FAILED"].contains(&last["state"].as_str()?),
                "operation {number} does not come to {state}: {last}"
            );
            (last["state"] == state).then(|| last.clone())
        })
        .await
    }

    pub async fn transfer(&self, number: u64) -> Value {
        self.support.ask(TRANSFER, json!({ "n": number })).await["transfer"].clone()
    }

    /// Waits until a transfer stands so.
    pub async fn transfer_comes_to(&self, number: u64, state: &str) -> Value {
        eventually(&format!("transfer {number} {state}"), async || {
            let transfer = self.transfer(number).await;
            (transfer["state"] == state).then_some(transfer)
        })
        .await
    }

    pub async fn whois(&self, name: &str) -> Value {
        self.support.ask(WHOIS, json!({ "name": name })).await["whois"].clone()
    }

    /// The number of a name's registration in force.
    pub async fn registration(&self, name: &str) -> Option<u64> {
        let query = "query($name: DomainName!) { domain(name: $name) { registration } }";
        self.support.ask(query, json!({ "name": name })).await["domain"]["registration"].as_u64()
    }

    /// Waits until a name stands so.
    pub async fn name_comes_to(&self, name: &str, state: &str) -> Value {
        eventually(&format!("{name} {state}"), async || {
            let whois = self.whois(name).await;
            (whois["domain"]["state"] == state).then_some(whois)
        })
        .await
    }

    pub async fn points(&self, account: u64) -> Points {
        let data = self.support.ask(POINTS, json!({ "a": account })).await;
        let of = |field: &str| data["pointsAccount"][field].as_i64().expect("points");
        let points = Points { available: of("available"), reserved: of("reserved"), spent: of("spent") };
        assert_eq!(points.available + points.reserved + points.spent, of("granted"));
        points
    }

    /// An account's points once nothing is reserved.
    pub async fn settled_points(&self, account: u64) -> Points {
        eventually("no points reserved", async || {
            let points = self.points(account).await;
            (points.reserved == 0).then_some(points)
        })
        .await
    }

    /// Waits until an account's points stand so.
    pub async fn points_come_to(&self, account: u64, reserved: i64, spent: i64) {
        eventually(&format!("{reserved} points reserved and {spent} spent"), async || {
            let points = self.points(account).await;
            ((points.reserved, points.spent) == (reserved, spent)).then_some(())
        })
        .await;
    }

    /// A mutation of the staff whose payload has `userErrors`.
    pub async fn does(&self, mutation: &str, input_type: &str, input: Value) -> Value {
        let query = format!(
            "mutation($input: {input_type}!) {{ {mutation}(input: $input) \
             {{ userErrors {{ code field message }} }} }}"
        );
        self.support.ask(&query, json!({ "input": input })).await[mutation].clone()
    }

    /// The same, accepted.
    pub async fn did(&self, mutation: &str, input_type: &str, input: Value) {
        let payload = self.does(mutation, input_type, input).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}");
    }

    /// The names of a stream's events, in order.
    pub async fn history(&self, stream: &str) -> Vec<String> {
        let text = self.demo.command(&["audit", "history", stream, "--json"]).await;
        let lines: Vec<Value> = serde_json::from_str(&text).expect("JSON");
        lines.iter().filter_map(|line| line["event"].as_str().map(str::to_owned)).collect()
    }

    /// Every mail to an address.
    pub fn mails(&self, address: &str) -> Vec<Mailed> {
        mails_to(&self.demo.outbox(), address)
    }

    /// The link of the newest vote mail to an address.
    pub async fn ballot(&self, address: &str) -> String {
        wait_for_mail(&self.demo.outbox(), address, |mail| mail.vote.is_some()).await.vote.expect("a link")
    }

    /// Waits until so many vote mails have gone to an address.
    pub async fn new_ballot(&self, address: &str, count: usize) {
        eventually(&format!("vote mail {count} to {address}"), async || {
            let mails = self.mails(address).iter().filter(|mail| mail.vote.is_some()).count();
            (mails == count).then_some(())
        })
        .await;
    }

    /// Waits for a mail whose subject says that.
    pub async fn told(&self, address: &str, subject: &str) -> Mailed {
        wait_for_mail(&self.demo.outbox(), address, |mail| mail.subject.contains(subject)).await
    }

    /// Opens a vote page, or presses its button.
    pub async fn page(&self, path: &str, choice: Option<&str>) -> (u16, String) {
        let url = format!("{}{path}", self.demo.access()["http"].as_str().expect("an address"));
        let http = reqwest::Client::new();
        let request = match choice {
            Some(choice) => http
                .post(url)
                .body(format!("choice={choice}"))
                .header("content-type", "application/x-www-form-urlencoded"),
            None => http.get(url),
        };
        let response = request.send().await.expect("a page");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }

    /// Votes by the newest link to an address.
    pub async fn votes(&self, address: &str, choice: &str) {
        let link = self.ballot(address).await;
        let (status, page) = self.page(&link, Some(choice)).await;
        assert_eq!(status, 200, "{page}");
    }

    /// The books balance, nothing is orphaned, no job waits for a person, the journal is whole.
    pub async fn is_whole(&self) {
        let data = self.support.ask(BALANCE, json!({})).await;
        assert_eq!(data["trialBalance"]["balanced"], true);
        assert_eq!(data["trialBalance"]["orphans"], json!({ "settlements": [], "operations": [] }));
        assert_eq!(data["parkedJobs"], json!([]));
        let told = self.demo.command(&["audit", "verify"]).await;
        assert!(told.contains("the journal is whole"), "{told}");
    }
}

/// The number of the operation that a payload opened.
pub fn number(payload: &Value) -> u64 {
    payload["operation"]["number"].as_u64().unwrap_or_else(|| panic!("not accepted: {payload}"))
}

/// The refusal that a payload holds.
pub fn user_error(payload: &Value) -> (String, String, String) {
    let error = &payload["userErrors"][0];
    let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    assert!(error.is_object(), "not refused: {payload}");
    (text("code"), text("field"), text("message"))
}

const DOMAIN: &str = "urn:ietf:params:xml:ns:domain-1.0";

/// A name of the other registrar with people of its own, `owner@LABEL.test` and `admin@LABEL.test`.
pub async fn foreign(other: &mut EppSession, name: &str) {
    let (owner, admin) = people(other, name).await;
    other.create_domain(name, &owner, &admin, CODE).await;
}

async fn people(other: &mut EppSession, name: &str) -> (String, String) {
    let (label, _) = name.split_once('.').expect("a name");
    let (owner, admin) = (id("O", name), id("A", name));
    other.create_contact(&owner, "Olivia Owner", &format!("owner@{label}.test")).await;
    other.create_contact(&admin, "Adam Admin", &format!("admin@{label}.test")).await;
    (owner, admin)
}

/// A contact object's id has at most 16 characters.
fn id(role: &str, name: &str) -> String {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).rev().take(14).collect();
    format!("{role}-{bare}")
}

/// A name of the other registrar at a thin registry.
pub async fn foreign_thin(other: &mut EppSession, name: &str) {
    let reply = other
        .command(&format!(
            "<create><domain:create xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>\
             <domain:authInfo><domain:pw>{CODE}</domain:pw></domain:authInfo></domain:create></create>"
        ))
        .await;
    assert_eq!(reply.code, 1000, "{}", reply.xml);
}

/// The other registrar changes something about a name of its own; what stands in `<domain:update>` after the name.
pub async fn foreign_update(other: &mut EppSession, name: &str, what: &str) {
    let reply = other
        .command(&format!(
            "<update><domain:update xmlns:domain=\"{DOMAIN}\"><domain:name>{name}</domain:name>{what}\
             </domain:update></update>"
        ))
        .await;
    assert_eq!(reply.code, 1000, "{}", reply.xml);
}

/// A new code for a name of the other registrar.
pub async fn foreign_code(other: &mut EppSession, name: &str, code: &str) {
    let change =
        format!("<domain:chg><domain:authInfo><domain:pw>{code}</domain:pw></domain:authInfo></domain:chg>");
    foreign_update(other, name, &change).await;
}

/// The other registrar answers our request for a name.
pub async fn answers(other: &mut EppSession, answer: &str, name: &str) {
    let reply = other.transfer(answer, name, None).await;
    assert_eq!(reply.code, 1000, "{}", reply.xml);
}

/// The expiry that a registry's answer names.
pub fn expiry(reply: &Reply) -> DateTime<Utc> {
    reply
        .text("exDate")
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("no expiry: {}", reply.xml))
}
