//! A member of staff at the GraphQL door: what stories ask of it, in few words.

use crate::demo::Demo;
use crate::eventually;
use crate::graphql::GraphQl;
use crate::office::Office;
use serde_json::{Value, json};

/// The account of the papers.
pub const ACCOUNT: u64 = 13_490;

/// A member of staff who acts for [`ACCOUNT`].
#[derive(Clone)]
pub struct Desk {
    graphql: GraphQl,
    office: Office,
}

/// A refusal that the door answers as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A stable word.
    pub code: String,
    /// The field of the input.
    pub field: String,
    /// In words.
    pub message: String,
}

/// What a mutation came to.
pub type Told<T> = Result<T, Vec<Said>>;

const OPERATION: &str = "query($n: Int!) { operation(number: $n) \
    { number action subject state status etat replyCode replyMessage points attempts closed } }";
const DOMAIN: &str = "query($name: DomainName!, $as: DateTime) { whois(name: $name, asOf: $as) { \
    registrant { number status details { firstName email } } domain { name unicode state registration owner admin tech \
    nameServers statuses created expires dnssec unfinishedOperation locks { kind lifts } } } }";

impl Desk {
    /// Somebody of this role.
    pub fn of(demo: &Demo, role: &str) -> Self {
        Self { graphql: demo.graphql(role), office: Office::of(demo) }
    }

    /// One query whose `data` matters.
    ///
    /// # Panics
    /// It fails.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        self.graphql.ask(query, variables).await
    }

    /// A mutation that opens an operation: its number, or why not.
    ///
    /// # Errors
    /// The refusals.
    ///
    /// # Panics
    /// The door fails.
    pub async fn opens(&self, mutation: &str, input: Value) -> Told<u64> {
        let answer = self.mutate(mutation, "operation { number }", input).await?;
        Ok(answer["operation"]["number"].as_u64().expect("an operation or a refusal"))
    }

    /// Any other mutation: the id that it answers, or why not.
    ///
    /// # Errors
    /// The refusals.
    ///
    /// # Panics
    /// The door fails.
    pub async fn does(&self, mutation: &str, input: Value) -> Told<String> {
        let answer = self.mutate(mutation, "id", input).await?;
        Ok(answer["id"].as_str().unwrap_or_default().to_owned())
    }

    async fn mutate(&self, mutation: &str, wanted: &str, input: Value) -> Told<Value> {
        let kind = input_type(mutation);
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {wanted} userErrors {{ code field message }} }} }}"
        );
        let data = self.graphql.ask(&query, json!({ "input": input })).await;
        let answer = data[mutation].clone();
        let errors = answer["userErrors"].as_array().cloned().unwrap_or_default();
        if errors.is_empty() {
            return Ok(answer);
        }
        let word = |error: &Value, field: &str| error[field].as_str().unwrap_or_default().to_owned();
        Err(errors
            .iter()
            .map(|error| Said {
                code: word(error, "code"),
                field: word(error, "field"),
                message: word(error, "message"),
            })
            .collect())
    }

    /// Records a person who has confirmed the data, as the owners of most stories have: nobody asks them to, and no
    /// name of theirs is suspended.
    ///
    /// # Panics
    /// It is refused.
    pub async fn person(&self, details: Value) -> u64 {
        let person = self.stranger(details).await;
        let input = json!({ "contact": person, "reason": "known to the desk" });
        self.does("verifyContact", input).await.unwrap_or_else(|said| panic!("not confirmed: {said:?}"));
        person
    }

    /// Records a person who has not confirmed the data.
    ///
    /// # Panics
    /// It is refused.
    pub async fn stranger(&self, details: Value) -> u64 {
        let input = json!({ "account": ACCOUNT, "details": details });
        let id =
            self.does("registerContact", input).await.unwrap_or_else(|said| panic!("no contact: {said:?}"));
        id.parse().expect("a contact's number")
    }

    /// Changes a person's data.
    ///
    /// # Panics
    /// It is refused.
    pub async fn amend(&self, contact: u64, details: Value) {
        let input = json!({ "account": ACCOUNT, "contact": contact, "details": details });
        self.does("amendContact", input).await.unwrap_or_else(|said| panic!("not amended: {said:?}"));
    }

    /// Registers a name, with more of the input where wanted, and waits until it is ours.
    ///
    /// # Panics
    /// It is not.
    pub async fn registered(&self, name: &str, owner: u64, more: Value) -> u64 {
        let operation = self.registers(name, owner, more).await;
        let operation = operation.unwrap_or_else(|said| panic!("{name} is not accepted: {said:?}"));
        self.ends(operation, "SUCCEEDED").await;
        operation
    }

    /// Asks for a name.
    ///
    /// # Errors
    /// The refusals.
    ///
    /// # Panics
    /// The door fails.
    pub async fn registers(&self, name: &str, owner: u64, more: Value) -> Told<u64> {
        let mut input = json!({ "account": ACCOUNT, "name": name, "owner": owner,
            "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
        merge(&mut input, more);
        self.opens("registerDomain", input).await
    }

    /// Changes a name, and waits until it is done.
    ///
    /// # Panics
    /// It is refused, or fails.
    pub async fn updated(&self, name: &str, more: Value) -> u64 {
        let operation = self.updates(name, more).await;
        let operation = operation.unwrap_or_else(|said| panic!("{name} is not changed: {said:?}"));
        self.ends(operation, "SUCCEEDED").await;
        operation
    }

    /// Asks for a change of a name.
    ///
    /// # Errors
    /// The refusals.
    ///
    /// # Panics
    /// The door fails.
    pub async fn updates(&self, name: &str, more: Value) -> Told<u64> {
        let mut input = json!({ "account": ACCOUNT, "name": name });
        merge(&mut input, more);
        self.opens("updateDomain", input).await
    }

    /// Renews, deletes or restores: a mutation that takes a name, and years where wanted.
    ///
    /// # Errors
    /// The refusals.
    ///
    /// # Panics
    /// The door fails.
    pub async fn on_name(&self, mutation: &str, name: &str, years: Option<u32>) -> Told<u64> {
        let mut input = json!({ "account": ACCOUNT, "name": name });
        if let Some(years) = years {
            input["period"] = json!(years);
        }
        self.opens(mutation, input).await
    }

    /// As [`Desk::on_name`], waiting until it is done.
    ///
    /// # Panics
    /// It is refused, or fails.
    pub async fn done_on_name(&self, mutation: &str, name: &str, years: Option<u32>) -> u64 {
        let operation = self.on_name(mutation, name, years).await;
        let operation = operation.unwrap_or_else(|said| panic!("{mutation} {name}: {said:?}"));
        self.ends(operation, "SUCCEEDED").await;
        operation
    }

    /// Asks for an owner change, and waits until votes are taken.
    ///
    /// # Panics
    /// It is refused.
    pub async fn trade(&self, name: &str, new_owner: u64) -> u64 {
        let input = json!({ "account": ACCOUNT, "name": name, "newOwner": new_owner });
        let trade = self.opens("requestTrade", input).await;
        let trade = trade.unwrap_or_else(|said| panic!("no trade of {name}: {said:?}"));
        self.ends(trade, "ACTION_REQUIRED").await;
        trade
    }

    /// An operation as the report has it.
    pub async fn operation(&self, operation: u64) -> Value {
        self.ask(OPERATION, json!({ "n": operation })).await["operation"].clone()
    }

    /// Waits until an operation is in that state; answers it.
    ///
    /// # Panics
    /// It does not come to that, or to another end.
    pub async fn ends(&self, operation: u64, state: &str) -> Value {
        eventually(&format!("operation {operation} {state}"), async || {
            let shown = self.operation(operation).await;
            let over = ["SUCCEEDED", "FAILED"].iter().any(|end| shown["state"] == *end);
            assert!(!over || shown["state"] == state, "{state} is expected of {shown}");
            (shown["state"] == state).then_some(shown)
        })
        .await
    }

    /// Waits until a trade's votes are in that state: `Voting`, `Expired`, `Failed` …
    ///
    /// # Panics
    /// It does not come to that.
    pub async fn trade_is(&self, trade: u64, state: &str) -> Value {
        self.trade_where(trade, state, |shown| shown["state"] == state).await
    }

    /// Waits until a trade is shown like that: what a vote's page or a reaction did is in the views a moment later.
    ///
    /// # Panics
    /// It does not come to that.
    pub async fn trade_where(&self, trade: u64, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        const TRADE: &str = "query($n: Int!) { trade(number: $n) { state open deadline \
            sides { side email mails vote votedBy reason } } }";
        eventually(&format!("trade {trade} {what}"), async || {
            let shown = self.ask(TRADE, json!({ "n": trade })).await["trade"].clone();
            is_so(&shown).then_some(shown)
        })
        .await
    }

    /// A name as whois has it.
    pub async fn name(&self, name: &str) -> Value {
        self.office.caught_up().await;
        let found = self.ask(DOMAIN, json!({ "name": name })).await;
        found["whois"]["domain"].clone()
    }

    /// The person that whois shows as owner.
    pub async fn registrant(&self, name: &str) -> Value {
        self.office.caught_up().await;
        let found = self.ask(DOMAIN, json!({ "name": name })).await;
        found["whois"]["registrant"].clone()
    }

    /// Waits until a name is in that state; answers it.
    ///
    /// # Panics
    /// It does not come to that.
    pub async fn name_is(&self, name: &str, state: &str) -> Value {
        eventually(&format!("{name} {state}"), async || {
            let shown = self.name(name).await;
            (shown["state"] == state).then_some(shown)
        })
        .await
    }

    /// Available, reserved, spent and granted points.
    ///
    /// # Panics
    /// The account has none.
    pub async fn points(&self) -> [i64; 4] {
        const POINTS: &str =
            "query($a: Int!) { pointsAccount(account: $a) { available reserved spent granted } }";
        self.office.caught_up().await;
        let found = self.ask(POINTS, json!({ "a": ACCOUNT })).await;
        ["available", "reserved", "spent", "granted"].map(|field| {
            found["pointsAccount"][field].as_i64().unwrap_or_else(|| panic!("no {field}: {found}"))
        })
    }

    /// Everything adds up, and every settlement has its confirmed fact.
    ///
    /// # Panics
    /// It does not.
    pub async fn books_are_balanced(&self) {
        const BALANCE: &str = "query { trialBalance { balanced \
            orphans { settlements { operation } operations { operation } } } }";
        self.office.caught_up().await;
        let balance = self.ask(BALANCE, json!({})).await["trialBalance"].clone();
        assert_eq!(balance["balanced"], true, "{balance}");
        assert_eq!(balance["orphans"], json!({ "settlements": [], "operations": [] }));
        let [available, reserved, spent, granted] = self.points().await;
        assert_eq!(available + reserved + spent, granted);
        assert!(available >= 0 && reserved >= 0 && spent >= 0, "{available} {reserved} {spent}");
    }

    /// Every contact's data.
    pub(crate) async fn people(&self) -> Vec<Value> {
        const PEOPLE: &str =
            "query { contacts(first: 200) { nodes { details { lastName street phone email } } } }";
        let found = self.ask(PEOPLE, json!({})).await["contacts"]["nodes"].clone();
        found.as_array().expect("contacts").iter().map(|contact| contact["details"].clone()).collect()
    }

    /// Every name's auth code.
    pub(crate) async fn codes(&self) -> Vec<String> {
        let found = self.ask("query { domains(first: 200) { nodes { name } } }", json!({})).await;
        let mut codes = vec![];
        for name in found["domains"]["nodes"].as_array().expect("names") {
            let code = "query($n: DomainName!) { authCode(name: $n) }";
            let code = self.ask(code, json!({ "n": name["name"] })).await["authCode"].clone();
            codes.extend(code.as_str().map(str::to_owned));
        }
        codes
    }

    /// No job waits for a person.
    ///
    /// # Panics
    /// One does.
    pub async fn nothing_is_parked(&self) {
        let parked = self.ask("query { parkedJobs { kind stream lastError } }", json!({})).await;
        assert_eq!(parked["parkedJobs"], json!([]), "a job was put aside");
    }
}

/// `registerDomain` takes `RegisterDomainInput`; a few share one.
fn input_type(mutation: &str) -> String {
    match mutation {
        "deleteDomain" | "restoreDomain" => "NameInput".to_owned(),
        "createHost" | "updateHost" | "deleteHost" => "HostInput".to_owned(),
        "deleteContact" => "ContactOfInput".to_owned(),
        "verifyContact" => "ConfirmContactInput".to_owned(),
        "setPremiumLimit" => "PremiumLimitInput".to_owned(),
        "resendTradeBallot" => "TradeSideInput".to_owned(),
        "resendContactChange" => "ContactChangeSideInput".to_owned(),
        "cancelContactChange" | "restartContactChange" => "ContactChangeInput".to_owned(),
        "restartOperation" | "closeOperation" => "OperationInput".to_owned(),
        "acceptDrift" | "pushDrift" | "ignoreDrift" => "DriftDecisionInput".to_owned(),
        "grantPoints" | "adjustPoints" | "buyPoints" => "PointsInput".to_owned(),
        "refundPoints" => "RefundInput".to_owned(),
        "rejectPayment" | "cancelOrder" => "OrderInput".to_owned(),
        other => {
            let (first, rest) = other.split_at(1);
            format!("{}{rest}Input", first.to_uppercase())
        }
    }
}

fn merge(input: &mut Value, more: Value) {
    if let (Value::Object(input), Value::Object(more)) = (input, more) {
        input.extend(more);
    }
}

/// A natural person in Lyon.
pub fn person(first: &str, email: &str) -> Value {
    json!({
        "firstName": first, "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": email, "locale": "en"
    })
}

/// The same with other fields.
pub fn with(mut details: Value, more: Value) -> Value {
    merge(&mut details, more);
    details
}
