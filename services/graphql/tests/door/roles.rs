//! Who may do what: every field of the schema has a rule here, and a field without one fails the test.

use crate::rules::{MUTATIONS, QUERIES, Rule, SUBSCRIPTIONS, may};
use crate::support::{ACCOUNT, Door, ROLES};
use domain_model::operator::Role;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const TYPE: &str = "kind name ofType { kind name ofType { kind name ofType { kind name } } }";

fn introspection() -> String {
    format!(
        "query {{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }} types {{ \
         kind name enumValues {{ name }} inputFields {{ name defaultValue type {{ {TYPE} }} }} \
         fields(includeDeprecated: true) {{ name type {{ {TYPE} }} args {{ name defaultValue type {{ {TYPE} }} }} }} \
         }} }} }}"
    )
}

struct Schema(Value);

impl Schema {
    async fn seen_by(door: &Door, role: Role) -> Self {
        Self(door.data(role.as_str(), &introspection(), json!({})).await["__schema"].clone())
    }

    fn named(&self, name: &str) -> &Value {
        let types = self.0["types"].as_array().unwrap();
        types.iter().find(|known| known["name"] == name).unwrap_or_else(|| panic!("no type {name}"))
    }

    fn fields(&self, root: &str) -> &Vec<Value> {
        self.named(self.0[root]["name"].as_str().unwrap())["fields"].as_array().unwrap()
    }

    fn names(&self, root: &str) -> BTreeSet<String> {
        self.fields(root).iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect()
    }

    /// A value of a type as a literal; nothing where the schema has a default or wants none.
    fn sample(&self, wanted: &Value) -> Option<String> {
        if wanted["kind"] != "NON_NULL" {
            return None;
        }
        let inner = &wanted["ofType"];
        Some(match inner["kind"].as_str().unwrap() {
            "LIST" => "[]".to_owned(),
            "ENUM" => {
                let values = &self.named(inner["name"].as_str().unwrap())["enumValues"];
                values[0]["name"].as_str().unwrap().to_owned()
            }
            "INPUT_OBJECT" => {
                let fields = &self.named(inner["name"].as_str().unwrap())["inputFields"];
                format!("{{ {} }}", self.samples(fields).join(", "))
            }
            _ => match inner["name"].as_str().unwrap() {
                "Int" | "Points" => "1".to_owned(),
                "Boolean" => "true".to_owned(),
                "DomainName" => "\"sample-name.com\"".to_owned(),
                "HostName" => "\"ns1.sample-name.com\"".to_owned(),
                "DateTime" => "\"2026-01-01T00:00:00Z\"".to_owned(),
                "NaiveDate" => "\"2026-01-01\"".to_owned(),
                "UUID" => "\"018c0000-0000-7000-8000-000000000000\"".to_owned(),
                "String" | "ID" => "\"sample\"".to_owned(),
                other => panic!("no sample of {other}"),
            },
        })
    }

    fn samples(&self, of: &Value) -> Vec<String> {
        let given = of.as_array().unwrap().iter().filter(|of| of["defaultValue"].is_null());
        given
            .filter_map(|of| Some(format!("{}: {}", of["name"].as_str().unwrap(), self.sample(&of["type"])?)))
            .collect()
    }

    /// A call of a field with whatever it cannot do without.
    fn call(&self, field: &Value) -> String {
        let name = field["name"].as_str().unwrap();
        // Its own tokens are what the caller lives on.
        let arguments = match name {
            "revokeTokens" => vec!["input: { token: \"ffffffffffff\" }".to_owned()],
            _ => self.samples(&field["args"]),
        };
        let arguments =
            if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
        let mut leaf = &field["type"];
        while !leaf["ofType"].is_null() {
            leaf = &leaf["ofType"];
        }
        let scalar = matches!(leaf["kind"].as_str().unwrap(), "SCALAR" | "ENUM");
        format!("{name}{arguments}{}", if scalar { "" } else { " { __typename }" })
    }
}

#[tokio::test]
async fn every_field_has_a_rule_and_keeps_it() {
    let door = Door::open().await;
    let whole = Schema::seen_by(&door, Role::Admin).await;
    for (word, root, rules) in [("query", "queryType", QUERIES), ("mutation", "mutationType", MUTATIONS)] {
        for field in whole.fields(root) {
            let name = field["name"].as_str().unwrap();
            let rule = rules.iter().find(|(known, _)| *known == name);
            let (_, rule) = rule.unwrap_or_else(|| panic!("{word} {name} has no rule: who may?"));
            let document = format!("{word} {{ {} }}", whole.call(field));
            for role in ROLES {
                let answer = door.send(role.as_str(), &document, json!({})).await;
                assert_eq!(answer.status, 200, "{role} {document}: {}", answer.body);
                let forbidden = answer.code() == "FORBIDDEN";
                assert_eq!(forbidden, !may(role, *rule), "{role} {document}: {}", answer.body);
                assert_ne!(answer.code(), "INTERNAL", "{role} {document}: {}", answer.body);
                if forbidden {
                    assert!(
                        answer.body["data"].is_null() || answer.body["data"][name].is_null(),
                        "{}",
                        answer.body
                    );
                }
            }
        }
    }
    for (root, rules) in
        [("queryType", QUERIES), ("mutationType", MUTATIONS), ("subscriptionType", SUBSCRIPTIONS)]
    {
        let ruled: BTreeSet<String> = rules.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(whole.names(root), ruled, "{root}");
    }
}

#[tokio::test]
async fn introspection_shows_a_role_what_it_may_use_and_nothing_else() {
    let door = Door::open().await;
    for role in ROLES {
        let seen = Schema::seen_by(&door, role).await;
        for (root, rules) in
            [("queryType", QUERIES), ("mutationType", MUTATIONS), ("subscriptionType", SUBSCRIPTIONS)]
        {
            let expected: BTreeSet<String> = rules
                .iter()
                .filter(|(_, rule)| may(role, *rule))
                .map(|(name, _)| (*name).to_owned())
                .collect();
            assert_eq!(seen.names(root), expected, "{role} {root}");
        }
        // What only a hidden field leads to is hidden with it.
        let query = "{ refund: __type(name: \"RefundInput\") { name } log: __type(name: \"OperatorLogLine\") { name } }";
        let types = door.data(role.as_str(), query, json!({})).await;
        assert_eq!(types["refund"].is_null(), !may(role, Rule::Finance), "{role}");
        assert_eq!(types["log"].is_null(), !may(role, Rule::Overseer), "{role}");
    }
    // Suggestions of a misspelt field must not tell either.
    let misspelt = door.send("viewer", "mutation { refundPoint { id } }", json!({})).await;
    assert!(!misspelt.body.to_string().contains("refundPoints"), "{}", misspelt.body);
}

#[tokio::test]
async fn nobody_comes_in_without_a_token_in_force() {
    let door = Door::open().await;
    let nobody = door.send("nobody", "{ me { login } }", json!({})).await;
    assert_eq!((nobody.status, nobody.code()), (401, "UNAUTHENTICATED"));
    for wrong in ["Bearer rgr_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "Basic YTpi", "Bearer", "x"]
    {
        let body = json!({ "query": "{ me { login } }" }).to_string();
        let answer = door.post("nobody", &[("authorization", wrong)], body).await;
        assert_eq!((answer.status, answer.code()), (401, "UNAUTHENTICATED"), "{wrong}");
    }
    // Revoked, it is over at once; the other roles go on.
    let revoke = "mutation { revokeTokens(input: {}) { id userErrors { code } } }";
    assert_eq!(door.data("finance", revoke, json!({})).await["revokeTokens"]["id"], "1");
    assert_eq!(door.send("finance", "{ me { login } }", json!({})).await.status, 401);
    assert_eq!(door.data("viewer", "{ me { role } }", json!({})).await["me"]["role"], "viewer");
    let others = "mutation { revokeTokens(input: { login: \"admin\" }) { id } }";
    assert_eq!(door.send("support", others, json!({})).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn an_admin_changes_roles_and_lets_people_go_but_not_themselves() {
    let door = Door::open().await;
    let role = |login: &str, role: &str| json!({ "login": login, "role": role, "reason": "a new post" });
    let set =
        async |input: Value| door.mutate("admin", "setOperatorRole", "OperatorRoleInput", "id", input).await;
    assert_eq!(set(role("viewer", "finance")).await["id"], "viewer");
    assert_eq!(door.data("viewer", "{ me { role } }", json!({})).await["me"]["role"], "finance");
    let own = set(role("admin", "viewer")).await;
    assert_eq!(own["userErrors"][0]["code"], "OWN_ROLE", "{own}");
    let odd = set(role("viewer", "king")).await;
    assert_eq!(odd["userErrors"][0]["field"], "role", "{odd}");
    let leave = json!({ "login": "viewer", "reason": "left" });
    let left = door.mutate("admin", "dismissOperator", "DismissOperatorInput", "id", leave).await;
    assert_eq!(left["userErrors"], json!([]));
    assert_eq!(door.send("viewer", "{ me { login } }", json!({})).await.status, 401);
    door.settled().await;
    let people = door.data("auditor", "{ operators { login role tokens { id } } }", json!({})).await;
    let viewer = people["operators"].as_array().unwrap().iter().find(|one| one["login"] == "viewer").unwrap();
    assert!(viewer["role"].is_null() && viewer["tokens"] == json!([]), "{viewer}");
}

#[tokio::test]
async fn a_viewer_sees_names_and_numbers_and_no_person() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne.martin@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("redacted-name.com", owner).await;
    let trade = json!({ "account": ACCOUNT, "name": "redacted-name.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", trade).await;
    let trade = trade["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{trade}"));
    door.application
        .journal()
        .keep_poll(
            "memory",
            "7",
            None,
            "anne.martin@holders.test asks",
            json!("<epp>anne.martin@holders.test</epp>"),
        )
        .await
        .unwrap();
    door.settled().await;
    let query = "query($c: Int!, $t: Int!, $s: String!, $ts: String!) {
        contact(number: $c) { number handle details { email lastName } }
        contacts(account: 13490) { edges { node { details { email } } } }
        whois(name: \"redacted-name.com\") { registrant { details { phone email } } }
        domain(name: \"redacted-name.com\") { registrant { details { street } } operations { state } }
        trade(number: $t) { sides { side email contactNode { details { email } } } operation { trade { sides { email } } } }
        history(stream: $s) { kind address before after changes { path before after } }
        trades: history(stream: $ts) { before after }
        registryMessages { message body }
        node(id: \"Q29udGFjdDox\") { id }
    }";
    let variables =
        json!({ "c": owner, "t": trade, "s": format!("contact/{owner}"), "ts": format!("trade/{trade}") });
    for role in ROLES {
        let shown = door.data(role.as_str(), query, variables.clone()).await;
        let text = shown.to_string();
        assert_eq!(shown["contact"]["number"].as_u64(), Some(owner));
        for personal in
            ["anne.martin@holders.test", "MARTIN", "bruno@buyers.test", "3 rue Haute", "+33.478000000"]
        {
            assert_eq!(text.contains(personal), role.sees_personal_data(), "{role} {personal}: {text}");
        }
        // Who may not see an address may not try addresses either.
        let search = "{ contacts(email: \"anne.martin@holders.test\") { edges { node { number } } } }";
        let found = door.send(role.as_str(), search, json!({})).await;
        match role.sees_personal_data() {
            true => assert_eq!(found.data()["contacts"]["edges"][0]["node"]["number"].as_u64(), Some(owner)),
            false => assert_eq!(found.code(), "FORBIDDEN", "{}", found.body),
        }
    }
}
