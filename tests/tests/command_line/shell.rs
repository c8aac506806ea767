//! The binary as a script sees it, and a desk that gives it something to do.

use serde_json::{Value, json};
use std::process::Output;
use stories::{Demo, GraphQl, eventually};

/// The account that everything belongs to.
pub const ACCOUNT: u64 = 13490;

/// Runs commands about a demo.
pub struct Shell<'d>(pub &'d Demo);

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

impl Shell<'_> {
    /// Runs a command line; its words are separated by blanks.
    pub async fn run(&self, line: &str) -> Output {
        let words: Vec<&str> = line.split_whitespace().collect();
        let output = self.0.try_command(&words).await;
        for (name, stream) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            // A table for programs ends its lines as RFC 4180 has it.
            let lines = text(stream).replace("\r\n", "\n");
            let odd = lines.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(odd, None, "{line}: no bar and no colour where {name} is a pipe");
        }
        output
    }

    /// What a person reads.
    pub async fn says(&self, line: &str) -> String {
        let output = self.run(line).await;
        assert_eq!(output.status.code(), Some(0), "{line}: {}\n{}", text(&output.stderr), self.0.log());
        text(&output.stdout)
    }

    /// What a program reads.
    pub async fn answers(&self, line: &str) -> Value {
        let said = self.says(&format!("{line} --json")).await;
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{line}: {error} in {said}"))
    }

    /// Refused, with this code for programs; the message, which people read too.
    pub async fn refuses(&self, line: &str, code: &str) -> String {
        let output = self.run(&format!("{line} --json")).await;
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(1), "{line}: {out}{err}");
        let answer: Value =
            serde_json::from_str(&out).unwrap_or_else(|error| panic!("{line}: {error} in {out}"));
        assert_eq!(answer["error"]["code"], code, "{line}: {answer}");
        let message = answer["error"]["message"].as_str().expect("a message").to_owned();
        assert!(err.contains(&message), "{line}: people read {err}");
        message
    }

    /// Asked wrongly: nothing was done, and the complaint names this.
    pub async fn wants(&self, line: &str, named: &str) {
        let output = self.run(line).await;
        let complaint = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {}{complaint}", text(&output.stdout));
        assert!(complaint.contains(named), "{line}: {complaint}");
        assert_eq!(text(&output.stdout), "", "{line}");
    }
}

/// A contact of the account.
pub async fn contact(support: &GraphQl, first: &str, email: &str) -> u64 {
    let details = json!({
        "firstName": first, "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": email, "locale": "en"
    });
    let register = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
        { id userErrors { code field message } } }";
    let data = support.ask(register, json!({ "input": { "account": ACCOUNT, "details": details } })).await;
    let id = data["registerContact"]["id"].as_str().unwrap_or_else(|| panic!("no contact: {data}"));
    id.parse().expect("a number")
}

/// Asks for something that becomes an operation; its number.
pub async fn opened(support: &GraphQl, mutation: &str, input_type: &str, input: Value) -> u64 {
    let query = format!(
        "mutation($input: {input_type}!) {{ {mutation}(input: $input) \
         {{ operation {{ number }} userErrors {{ code field message }} }} }}"
    );
    let data = support.ask(&query, json!({ "input": input })).await;
    data[mutation]["operation"]["number"].as_u64().unwrap_or_else(|| panic!("not accepted: {data}"))
}

/// Asks for a registration; the operation's number.
pub async fn register(support: &GraphQl, name: &str, owner: u64) -> u64 {
    let input = json!({ "account": ACCOUNT, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
    opened(support, "registerDomain", "RegisterDomainInput", input).await
}

/// Waits until an operation stands so, as the command line sees it.
pub async fn comes_to(shell: &Shell<'_>, operation: u64, state: &str) -> Value {
    eventually(&format!("operation {operation} {state}"), async || {
        let output = shell.run(&format!("operation show {operation} --json")).await;
        let shown: Value = serde_json::from_slice(&output.stdout).ok()?;
        (shown["state"] == state).then_some(shown)
    })
    .await
}
