//! What an account does at its own pages, and that whatever is another account's is not there.

use crate::reseller::OTHER;
use crate::resellers_people::PERSON;
use crate::support::{ACCOUNT, Door, eventually};
use application::CreateApplication;
use domain_model::values::AccountNumber;
use journal::cluster::Role;
use serde_json::{Value, json};

const NAME: &str = "query($n: DomainName!) { domain(name: $n) { name state managed mayManage expires statuses \
    nameServers { host } contacts { role number name email } operations { number action state } } }";

/// A name of the account, with its owner's number.
pub async fn named(door: &Door, name: &str) -> u64 {
    let owner = door.contact("DUPOND", "owner@holders.test").await;
    door.name(name, owner).await;
    door.settled().await;
    owner
}

pub async fn done(door: &Door, cookie: &str, query: &str, variables: Value) -> Value {
    let answer = door.owned(cookie, query, variables).await["done"].clone();
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
    answer
}

#[tokio::test]
async fn a_name_is_found_renewed_at_its_price_and_changed() {
    let door = Door::open().await.with_resellers().await;
    let owner = named(&door, "own.com").await;
    let cookie = door.sign_in("13490").await;
    let list = "{ domains(filter: { text: \"ow\" }) { edges { node { unicode } } } domainsCsv \
        overview { names expiring actionRequired failed } }";
    let listed = door.owned(&cookie, list, json!({})).await;
    assert_eq!(listed["domains"]["edges"], json!([{ "node": { "unicode": "own.com" } }]));
    assert!(listed["domainsCsv"].as_str().unwrap().lines().nth(1).unwrap().starts_with("own.com,own.com,"));
    assert_eq!(listed["overview"], json!({ "names": 1, "expiring": 0, "actionRequired": 0, "failed": 0 }));
    let shown = door.owned(&cookie, NAME, json!({ "n": "own.com" })).await["domain"].clone();
    assert_eq!((&shown["managed"], &shown["mayManage"]), (&json!(true), &json!(true)), "{shown}");
    assert_eq!(
        shown["contacts"][0],
        json!({ "role": "owner", "number": owner, "name": "Jean DUPOND", "email": "owner@holders.test" })
    );

    let quote = "{ quote(name: \"own.com\", action: \"renew\", period: 2) { cents currency points } \
        prices(tld: \"com\", action: \"renew\") { item cents points } pricesCsv }";
    let priced = door.owned(&cookie, quote, json!({})).await;
    let (quote, price) = (&priced["quote"], &priced["prices"][0]);
    assert_eq!(quote["points"].as_i64().unwrap(), 2 * price["points"].as_i64().unwrap(), "{priced}");
    assert!(priced["pricesCsv"].as_str().unwrap().contains("com renew,com,renew,"), "{priced}");
    let renew = "mutation($p: Int!) { done: renewDomain(input: { name: \"own.com\", period: 2, agreedPrice: $p }) { \
        operation { number } consistency userErrors { code field message } } }";
    let refused = door.owned(&cookie, renew, json!({ "p": 1 })).await["done"]["userErrors"][0].clone();
    assert_eq!(refused["code"], "PRICE_DIFFERS", "{refused}");
    let renewed = done(&door, &cookie, renew, json!({ "p": quote["cents"] })).await;
    let number = renewed["operation"]["number"].clone();
    let way = "query($n: Int!) { operation(number: $n) { action state subject points domain { name } } }";
    let ended = eventually("the renewal", async || {
        let found = door.owned(&cookie, way, json!({ "n": number })).await["operation"].clone();
        (found["state"] == "SUCCEEDED").then_some(found)
    })
    .await;
    assert_eq!(ended["points"], quote["points"], "{ended}");
    assert_eq!(ended["domain"]["name"], "own.com");
    door.settled().await;
    let pays = "{ ledger(first: 1) { edges { node { kind operation label points } } } \
        statement { movements csv } me { points { spent } } }";
    let statement = door.owned(&cookie, pays, json!({})).await;
    assert!(!statement.to_string().contains("operator:"), "who of the staff is not told: {statement}");
    let last = &statement["ledger"]["edges"][0]["node"];
    assert_eq!((&last["kind"], &last["operation"]), (&json!("Settled"), &number), "{statement}");
    assert_eq!(
        statement["statement"]["csv"].as_str().unwrap().lines().count() as u64,
        statement["statement"]["movements"].as_u64().unwrap() + 3,
        "head, opening, closing"
    );

    let update = "mutation { done: updateDomain(input: { name: \"own.com\", nameServers: [{ host: \"dns1.online.net\" }, \
        { host: \"dns2.online.net\" }], clientStatuses: [\"clientTransferProhibited\"], authCode: \"Un-Code-2026\" }) { \
        consistency userErrors { code field message } } }";
    done(&door, &cookie, update, json!({})).await;
    eventually("the change", async || {
        let shown = door.owned(&cookie, NAME, json!({ "n": "own.com" })).await["domain"].clone();
        let locked = shown["statuses"].as_array().unwrap().contains(&json!("clientTransferProhibited"));
        (locked && shown["nameServers"][0]["host"] == "dns1.online.net").then_some(())
    })
    .await;
    let code = door.owned(&cookie, "{ authCode(name: \"own.com\") }", json!({})).await;
    assert_eq!(code["authCode"], "Un-Code-2026");
}

/// The other account's own contact.
const OTHER_OWN: u64 = OTHER;

/// Every field that takes a number, a name or a key, asked for what is the first account's by the other one.
#[tokio::test]
async fn nothing_of_another_account_is_there_and_nothing_of_it_can_be_changed() {
    let door = Door::open().await.with_resellers().await;
    let theirs = named(&door, "theirs.com").await;
    let operation = door.request_name("pending.com", door.contact("DURAND", "d@holders.test").await).await;
    let (ask, account) = (door.ask(), AccountNumber::new(ACCOUNT));
    let program =
        CreateApplication { account, name: "shop".parse().unwrap(), description: "sells".parse().unwrap() };
    let program = door.application.create_application(program, &ask).await.unwrap().value;
    let invoice = "mutation { answer: invoicePoints(input: { account: 13490, points: 1000 }) { invoice userErrors { \
        code message } } }";
    let invoice = door.data("finance", invoice, json!({})).await["answer"]["invoice"].clone();
    assert!(invoice.is_string(), "{invoice}");
    door.reaches(operation, "SUCCEEDED").await;
    door.settled().await;
    let other = door.sign_in("13491").await;
    let before = events(&door).await;
    let (name, invoice) = ("theirs.com", invoice.as_str().unwrap());
    let unseen = format!(
        "{{ domain(name: \"{name}\") {{ name }} operation(number: {operation}) {{ number }} \
         invoice(number: \"{invoice}\") {{ number }} order(number: 1) {{ number }} \
         contact(number: {theirs}) {{ handle }} }}"
    );
    let found = door.owned(&other, &unseen, json!({})).await;
    assert_eq!(
        found,
        json!({ "domain": null, "operation": null, "invoice": null, "order": null, "contact": null })
    );
    let lists = "{ domains { edges { cursor } } operations { edges { cursor } } orders { edges { cursor } } \
        applications { key } credentials { number } moves { name } contactChanges { \
        number } overview { names actionRequired underWay failed unpaidOrders dueInvoices contactChanges moves } }";
    let lists = door.owned(&other, lists, json!({})).await;
    for (list, held) in lists.as_object().unwrap() {
        let empty = match held {
            Value::Array(rows) => rows.is_empty(),
            Value::Object(counts) if list == "overview" => counts.values().all(|count| count == 0),
            connection => connection["edges"] == json!([]),
        };
        assert!(empty, "{list}: {held}");
    }
    let invoices = door.owned(&other, "{ invoices { nodes { number } } }", json!({})).await.to_string();
    assert!(invoices.contains("F20") && !invoices.contains(invoice), "its own alone: {invoices}");
    let uses = door.own(&other, &format!("{{ namesOfContact(number: {theirs}) }}"), json!({})).await;
    assert_eq!(uses.code(), "NOT_FOUND", "{}", uses.body);
    let contacts = door.owned(&other, "{ contacts { edges { node { isOwn } } } }", json!({})).await;
    assert_eq!(contacts["contacts"]["edges"], json!([{ "node": { "isOwn": true } }]), "{contacts}");
    let code = door.own(&other, &format!("{{ authCode(name: \"{name}\") }}"), json!({})).await;
    assert_eq!(code.code(), "NOT_FOUND", "{}", code.body);

    let key = program.key.to_string();
    let commands = [
        format!("renewDomain(input: {{ name: \"{name}\" }})"),
        format!("updateDomain(input: {{ name: \"{name}\", authCode: \"Un-Code-2026\" }})"),
        format!("deleteDomain(name: \"{name}\")"),
        format!("restoreDomain(input: {{ name: \"{name}\" }})"),
        format!("tradeDomain(input: {{ name: \"{name}\", newOwner: {OTHER_OWN} }})"),
        format!("askMove(input: {{ name: \"{name}\", to: {OTHER} }})"),
        format!("deleteContact(contact: {theirs})"),
        format!("amendContact(input: {{ contact: {theirs}, details: {PERSON} }})"),
        format!("restartOperation(input: {{ number: {operation} }})"),
        format!("cancelOperation(input: {{ number: {operation}, reason: \"mine\" }})"),
        format!("acceptMove(name: \"{name}\")"),
        format!("refuseMove(name: \"{name}\")"),
        format!("withdrawMove(name: \"{name}\")"),
        format!("resendContactChange(input: {{ number: {operation} }})"),
        "payOrder(number: 1)".to_owned(),
        "cancelOrder(input: { number: 1, reason: \"mine\" })".to_owned(),
        "giveUpOrderLine(input: { number: 1, line: 0, reason: \"mine\" })".to_owned(),
        format!("revokeApplication(applicationKey: \"{key}\")"),
        "revokeCredential(credential: 1)".to_owned(),
    ];
    for command in commands {
        let query = format!("mutation {{ done: {command} {{ userErrors {{ code }} }} }}");
        let answer = door.own(&other, &query, json!({})).await;
        let said = answer.body["data"]["done"]["userErrors"][0]["code"].as_str().unwrap_or(answer.code());
        let refused = ["NOT_FOUND", "NOT_YOURS", "CREDENTIAL_REFUSED", "NAME_BUSY"].contains(&said);
        assert!(refused, "{command}: {}", answer.body);
    }
    assert_eq!(events(&door).await, before, "nothing was done");
}

async fn events(door: &Door) -> i64 {
    let mut database = door.database.connection(Role::Owner).await.unwrap();
    let row = sqlx::Executor::fetch_one(&mut database, "select count(*) from events").await.unwrap();
    sqlx::Row::get(&row, 0)
}

#[tokio::test]
async fn programs_and_what_proves_batch_mails_are_the_accounts_own_to_set() {
    let door = Door::open().await.with_resellers().await;
    let cookie = door.sign_in("13490").await;
    let create = "mutation { done: createApplication(input: { name: \"shop\", description: \"sells\" }) { \
        applicationKey applicationSecret userErrors { code } } }";
    let created = done(&door, &cookie, create, json!({})).await;
    assert!(created["applicationSecret"].as_str().unwrap().len() >= 16, "{created}");
    door.settled().await;
    let listed = door.owned(&cookie, "{ applications { key name revoked } }", json!({})).await;
    let key = created["applicationKey"].clone();
    assert_eq!(listed["applications"], json!([{ "key": key, "name": "shop", "revoked": false }]));
    let revoke =
        "mutation($k: String!) { done: revokeApplication(applicationKey: $k) { userErrors { code } } }";
    done(&door, &cookie, revoke, json!({ "k": key })).await;

    let set = "mutation($p: String!) { done: setPassphrase(passphrase: $p) { userErrors { code field } } }";
    let short = door.owned(&cookie, set, json!({ "p": "short" })).await["done"]["userErrors"][0].clone();
    assert_eq!(short, json!({ "code": "FIELDS_INVALID", "field": "passphrase" }));
    done(&door, &cookie, set, json!({ "p": "MaPassPhraseQuiEstUnique" })).await;
    let methods = "mutation { done: setMailMethods(methods: [MD5, PGP]) { userErrors { code } } }";
    done(&door, &cookie, methods, json!({})).await;
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    let shown = "{ passphrase batchMail { orderAddress settings { methods hasPassphrase } } }";
    let shown = door.owned(&cookie, shown, json!({})).await;
    assert_eq!(shown["passphrase"], "MaPassPhraseQuiEstUnique");
    assert_eq!(shown["batchMail"]["settings"], json!({ "methods": ["MD5", "PGP"], "hasPassphrase": true }));
    let draft = "{ draftBatchMail(input: { method: MD5, lines: [{ key: \"batch.type\", value: \"soapi\" }] }) { text } }";
    let drafted = door.owned(&cookie, draft, json!({})).await;
    let expected = "batch.account: ve174-ovh\nbatch.auth.method: md5\nbatch.type: soapi\n";
    assert_eq!(drafted["draftBatchMail"]["text"], expected);
    let rehearse = "mutation { done: rehearseBatchMail(text: \"x\") { accepted results { key value } } }";
    let rehearsed = door.owned(&cookie, rehearse, json!({})).await;
    assert_eq!(rehearsed["done"]["results"], json!([{ "key": "account", "value": "13490" }]));
    let low = "mutation { done: setLowPoints(level: 5000) { userErrors { code } } }";
    done(&door, &cookie, low, json!({})).await;
    assert_eq!(door.owned(&cookie, "{ me { lowPoints } }", json!({})).await["me"]["lowPoints"], 5000);
}
