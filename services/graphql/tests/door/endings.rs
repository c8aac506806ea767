//! Endings in the catalogue's words, and the registries behind them.

use crate::support::{Door, ROLES};
use domain_model::policy::Catalogue;
use serde_json::{Value, json};

const RULES: &str = "name rule from registry group thick privacy restore premium glue contactsNeeded eligibility offered \
    label { min max reserved } periods { min max maxAhead } nameServers { noneAllowed min maxCreate maxUpdate } \
    idn { allowed characters scripts defaultTag } dnssec { form algorithms digests } \
    transfer { byRequest codeRequired codeDays votes addsYear afterCreationDays afterTransferDays answerDays } \
    trade { procedure formDays lockDays lockOptOut renewsYear executeHours } votes { expireDays reminders } \
    grace { addDays renewDays autoRenewDays redemptionDays pendingDeleteDays } \
    obligations { verificationDays expiryNoticesBefore { days latest } consentProofDays } \
    owner { fixed fixedForIndividuals fixedWhereOrdered } \
    identification { modeField modes { word legalForms notIn needs needsWhen { field is needs } frenchCompany } } \
    launch { claims reason conditions { version url text } } priceLists { class currency }";

#[tokio::test]
async fn endings_are_shown_with_the_rules_in_force() {
    let door = Door::open().await;
    door.settled().await;
    let today = door.application.clock().now().date_naive();
    let catalogue = Catalogue::embedded();
    for role in ROLES {
        let query = format!("{{ tlds {{ {RULES} }} }}");
        let shown = door.data(role.as_str(), &query, json!({})).await;
        let shown = shown["tlds"].as_array().unwrap().clone();
        let names: Vec<String> = catalogue.tlds(today).map(|policy| policy.tld.to_string()).collect();
        assert_eq!(
            shown.iter().map(|tld| tld["name"].as_str().unwrap()).collect::<Vec<_>>(),
            names,
            "{role}"
        );
        for (policy, tld) in catalogue.tlds(today).zip(&shown) {
            assert_eq!(
                (&tld["rule"], &tld["registry"], &tld["thick"], &tld["restore"]),
                (
                    &json!(policy.rule.to_string()),
                    &json!(policy.registry.to_string()),
                    &json!(policy.thick),
                    &json!(policy.restore)
                )
            );
            assert_eq!(tld["grace"]["redemptionDays"], policy.grace.redemption_days, "{tld}");
            assert_eq!(tld["periods"]["max"], policy.periods.max, "{tld}");
            assert_eq!(tld["transfer"]["afterCreationDays"], policy.transfer.after_creation_days, "{tld}");
            let words = ["group", "glue", "premium"].map(|field| tld[field].as_str().unwrap());
            assert!(words.iter().all(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase())));
            assert!(!tld["offered"].as_array().unwrap().is_empty(), "{tld}");
        }
    }
    let one = format!("query($n: String!, $on: NaiveDate) {{ tld(name: $n, on: $on) {{ {RULES} }} }}");
    let com = door.data("viewer", &one, json!({ "n": ".COM" })).await["tld"].clone();
    let lists = com["priceLists"].as_array().unwrap();
    assert!(lists.contains(&json!({ "class": "standard", "currency": "EUR" })), "{com}");
    assert_eq!(
        (&com["dnssec"]["form"], &com["trade"]["procedure"]),
        (&json!("ds"), &json!("votes")),
        "{com}"
    );
    let fr = door.data("viewer", &one, json!({ "n": "fr" })).await["tld"].clone();
    assert!(fr["idn"]["characters"].as_str().unwrap().contains('\u{e9}'), "{fr}");
    assert!(fr["eligibility"].as_array().unwrap().contains(&json!("FR")), "{fr}");
    let unknown = door.data("viewer", &one, json!({ "n": "no-such-ending" })).await;
    assert_eq!(unknown["tld"], Value::Null);
    let early = door.data("viewer", &one, json!({ "n": "com", "on": "1980-01-01" })).await;
    assert_eq!(early["tld"], Value::Null);
    let odd = door.send("viewer", &one, json!({ "n": "not an ending" })).await;
    assert_eq!(odd.code(), "BAD_ARGUMENT", "{}", odd.body);
}

#[tokio::test]
async fn registries_are_shown_with_what_waits_for_them_and_how_they_answer() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let slow = door.request_name("slow-answer.com", owner).await;
    door.reaches(slow, "BLOCKED").await;
    door.application.journal().keep_poll("memory", "7", None, "what is this", json!("<epp/>")).await.unwrap();
    door.settled().await;
    let query = "{ registries { id registrar endings queued running blocked messages connection { sessionsOpen \
        sessionsInUse sessionsMost answeredAt lastError failedAt polledAt answers medianMs p95Ms } } }";
    let today = door.application.clock().now().date_naive();
    for role in ROLES {
        let shown = door.data(role.as_str(), query, json!({})).await;
        let [line] = &shown["registries"].as_array().unwrap()[..] else { panic!("{shown}") };
        assert_eq!((&line["id"], &line["registrar"]), (&json!("memory"), &json!("ours")));
        let endings = line["endings"].as_array().unwrap();
        assert_eq!(
            endings.len(),
            Catalogue::embedded().tlds(today).count(),
            "it serves whatever no other does"
        );
        let waits = ["queued", "running", "blocked", "messages"].map(|field| line[field].as_i64().unwrap());
        assert_eq!(waits, [0, 0, 1, 1], "{line}");
        let connection = &line["connection"];
        let sessions =
            ["sessionsOpen", "sessionsInUse", "sessionsMost"].map(|field| connection[field].clone());
        assert_eq!(sessions, [json!(2), json!(1), json!(4)], "{line}");
        assert_eq!((&connection["medianMs"], &connection["p95Ms"]), (&json!(12.0), &json!(80.5)), "{line}");
        assert_eq!(
            (&connection["lastError"], &connection["polledAt"]),
            (&json!("no greeting"), &Value::Null)
        );
        let at = |field: &str| connection[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>();
        let between = at("answeredAt").unwrap() - at("failedAt").unwrap();
        assert_eq!(between.num_seconds(), 29, "{line}");
    }
}

const WINDOWS: &str = "{ registries { maintenance { number from until reason underWay } } }";

#[tokio::test]
async fn what_is_asked_of_a_registry_in_maintenance_waits_until_it_is_over() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let now = door.application.clock().now();
    let plan = |from: i64, until: i64| {
        let moment = |minutes| now + chrono::TimeDelta::minutes(minutes);
        json!({ "registry": "memory", "from": moment(from), "until": moment(until), "reason": "new storage" })
    };
    let mutate =
        async |name: &str, input: &str, given: Value| door.mutate("support", name, input, "id", given).await;
    let planned = mutate("planMaintenance", "PlanMaintenanceInput", plan(-1, 60)).await;
    assert_eq!(planned["id"], "1", "{planned}");
    let later = mutate("planMaintenance", "PlanMaintenanceInput", plan(120, 180)).await;
    assert_eq!(later["id"], "2", "{later}");
    for (from, until, field) in
        [(30, 130, "from"), (10, 5, "until"), (-9, -5, "until"), (300, 30_000, "until")]
    {
        let refused = mutate("planMaintenance", "PlanMaintenanceInput", plan(from, until)).await;
        assert_eq!(refused["userErrors"][0]["code"], "MAINTENANCE_REFUSED", "{refused}");
        assert_eq!(refused["userErrors"][0]["field"], field, "{refused}");
    }
    let elsewhere = json!({ "registry": "nowhere", "number": 1, "reason": "put off" });
    let nowhere = "mutation($i: CallOffMaintenanceInput!) { callOffMaintenance(input: $i) { id } }";
    assert_ne!(door.send("support", nowhere, json!({ "i": elsewhere })).await.code(), "", "no such registry");
    let shown = door.data("viewer", WINDOWS, json!({})).await;
    let windows = &shown["registries"][0]["maintenance"];
    assert_eq!(
        (&windows[0]["underWay"], &windows[1]["underWay"]),
        (&json!(true), &json!(false)),
        "{windows}"
    );
    // Asked for meanwhile: accepted, paid, and nothing is sent.
    let waiting = door.request_name("waits-for-it.com", owner).await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let query = "query($n: Int!) { operation(number: $n) { state } }";
    let operation = door.data("support", query, json!({ "n": waiting })).await;
    assert_eq!(operation["operation"]["state"], "PENDING", "{operation}");
    let over = json!({ "registry": "memory", "number": 1, "reason": "they are back early" });
    let done = mutate("callOffMaintenance", "CallOffMaintenanceInput", over.clone()).await;
    assert_eq!(done["userErrors"], json!([]), "{done}");
    let again = mutate("callOffMaintenance", "CallOffMaintenanceInput", over).await;
    assert_eq!(again["userErrors"], json!([]), "said twice, meant once: {again}");
    door.reaches(waiting, "SUCCEEDED").await;
    let shown = door.data("viewer", WINDOWS, json!({})).await;
    assert_eq!(shown["registries"][0]["maintenance"].as_array().unwrap().len(), 1, "{shown}");
}
