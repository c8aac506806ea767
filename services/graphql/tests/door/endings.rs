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
