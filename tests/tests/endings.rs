//! The names that the registrar takes: every ending's own rules, names in letters of their own, labels with a meaning,
//! and the values that nobody takes.

use serde_json::{Value, json};
use stories::{ACCOUNT, Demo, Desk, EppSession, Said, person, with};

struct Story {
    demo: Demo,
    desk: Desk,
    /// Somebody in Lyon, fit for most endings.
    owner: u64,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        let owner = desk.person(person("Anne", "anne@life.test")).await;
        Self { demo, desk, owner }
    }

    async fn ours(&self) -> EppSession {
        self.demo.epp("ours").await
    }

    /// A registration that is refused at once.
    async fn refused(&self, name: &str, owner: u64, more: Value) -> Said {
        let said = self.desk.registers(name, owner, more).await;
        said.expect_err(name)[0].clone()
    }

    async fn identified(&self, fields: &[(&str, &str)], more: Value) -> u64 {
        let fields: Vec<Value> =
            fields.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let details = with(person("Claude", "claude@life.test"), json!({ "identification": fields }));
        self.desk.person(with(details, more)).await
    }
}

fn glue(label: &str, addresses: Value) -> Value {
    json!({ "nameServers": [{ "host": format!("ns1.{label}"), "addresses": addresses }, { "host": "ns0.online.net" }] })
}

#[tokio::test]
async fn each_ending_has_its_rules() {
    let story = Story::begin().await;
    endings_take_who_fits(&story).await;
    an_internationalised_name_is_an_a_label_at_the_registry(&story).await;
    labels_with_a_meaning(&story).await;
    wrong_values_are_refused_with_their_field(&story).await;
    story.demo.is_in_order().await;
}

async fn endings_take_who_fits(story: &Story) {
    let born = [
        ("dotfr_mode", "PARTICULIER"),
        ("dotfr_ne_le", "1970-05-04"),
        ("dotfr_ne_ville", "LYON"),
        ("dotfr_ne_pays_id", "FR"),
        ("dotfr_ne_cp", "69001"),
    ];
    let french = story.identified(&born, json!({})).await;
    let siret = json!({ "legalForm": "societe", "organisation": "Iliad", "companyNumber": "342 376 332" });
    let company = story.identified(&[("dotfr_mode", "SIRET")], siret.clone()).await;
    let british =
        json!({ "country": "GB", "postalCode": "SW1A 1AA", "city": "LONDON", "phone": "+44.2079460000" });
    let briton = story.identified(&[("dotuk_mode", "IND")], british.clone()).await;
    for (name, owner) in [
        ("particulier.fr", french),
        ("societe.fr", company),
        ("europeen.eu", story.owner),
        ("belge.be", story.owner),
        ("british-names.co.uk", briton),
        ("une-association.org", story.owner),
        ("renseignement.info", story.owner),
        ("mince.net", story.owner),
    ] {
        story.desk.registered(name, owner, json!({})).await;
        let shown = story.desk.name_is(name, "ACTIVE").await;
        assert_eq!(shown["owner"], owner, "{shown}");
        assert_eq!(shown["nameServers"], json!(["ns0.online.net", "ns1.online.net"]));
    }
    let american = json!({ "country": "US", "postalCode": "10001", "city": "NEW YORK", "region": "NY",
        "phone": "+1.2125550100" });
    let abroad = story.identified(&born, american).await;
    let unborn = story.identified(&born[..3], json!({})).await;
    let wrong_siret =
        story.identified(&[("dotfr_mode", "SIRET")], with(siret, json!({ "companyNumber": "342376333" })));
    let wrong_siret = wrong_siret.await;
    let wrong_form = story.identified(&[("dotuk_mode", "PLC")], british).await;
    for (name, owner, words) in [
        ("abroad.fr", abroad, "country"),
        ("abroad.eu", abroad, "country"),
        ("brexit.eu", briton, "country"),
        ("unborn.fr", unborn, "dotfr_ne_pays_id"),
        ("nobody.fr", story.owner, "dotfr_mode"),
        ("wrong-siret.fr", wrong_siret, "check digit"),
        ("wrong-form.co.uk", wrong_form, "legal form"),
    ] {
        let said = story.refused(name, owner, json!({})).await;
        assert_eq!((said.code.as_str(), said.field.as_str()), ("NOT_ELIGIBLE", "owner"), "{name}: {said:?}");
        assert!(said.message.contains(words), "{name}: {said:?}");
    }
}

async fn an_internationalised_name_is_an_a_label_at_the_registry(story: &Story) {
    story.desk.registered("Crème-Brûlée.com", story.owner, json!({})).await;
    let shown = story.desk.name_is("crème-brûlée.com", "ACTIVE").await;
    assert_eq!(shown["unicode"], "crème-brûlée.com");
    let a_label = shown["name"].as_str().expect("a name");
    assert!(a_label.starts_with("xn--") && a_label.is_ascii(), "{a_label}");
    assert_eq!(story.ours().await.info(a_label).await.code, 1000);
    for (name, owner, words) in [
        ("кафе.fr", story.owner, "'к'"),
        ("café.co.uk", story.owner, "internationalised"),
        ("paypаl.com", story.owner, "script"),
    ] {
        let said = story.refused(name, owner, json!({})).await;
        assert_eq!(said.code, "NAME_NOT_OFFERED", "{said:?}");
        assert!(said.message.contains(words), "{name}: {said:?}");
    }
}

async fn labels_with_a_meaning(story: &Story) {
    let said = story.refused("reserved-word.com", story.owner, json!({})).await;
    assert_eq!((said.code.as_str(), said.field.as_str()), ("NOT_AVAILABLE", "name"), "{said:?}");
    assert!(said.message.contains("Reserved"), "{said:?}");
    let said = story.refused("www.com", story.owner, json!({})).await;
    assert_eq!((said.code.as_str(), said.field.as_str()), ("NAME_NOT_OFFERED", "name"), "{said:?}");
    let said = story.refused("bookmyname.com", story.owner, json!({})).await;
    assert_eq!(said.code, "NOT_AVAILABLE", "{said:?}");
    let before = story.desk.points().await;
    let said = story.refused("premium-story.com", story.owner, json!({})).await;
    assert_eq!((said.code.as_str(), said.field.as_str()), ("PREMIUM_NAME", "name"), "{said:?}");
    assert!(said.message.contains("it costs"), "{said:?}");
    let said = story.refused("claimed-story.com", story.owner, json!({})).await;
    assert_eq!(said.code, "CLAIMS_NOTICE_MISSING", "{said:?}");
    assert!(said.message.contains("claims notice"), "{said:?}");
    assert_eq!(story.desk.points().await, before, "nothing is paid for what is refused");
}

async fn wrong_values_are_refused_with_their_field(story: &Story) {
    const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
        { operation { number } userErrors { code field message } } }";
    let support = story.demo.graphql("support");
    for (name, words) in [
        ("", "empty"),
        ("nodot", "single label"),
        ("a..com", "empty label"),
        ("exa_mple.com", "'_'"),
        ("-hyphen.com", "hyphen"),
        ("☕.com", "'☕'"),
        ("xn--a.com", "xn--"),
        (&format!("{}.com", "a".repeat(64)), "63"),
        (&format!("{}com", "a23456789.".repeat(26)), "253"),
    ] {
        let input = json!({ "account": ACCOUNT, "name": name, "owner": story.owner });
        let answer = support.send(REGISTER, json!({ "input": input }), None).await;
        let said =
            answer.body["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("{name}: {}", answer.body));
        assert!(said.contains(words) && said.contains("DomainName"), "{name}: {said}");
    }
    for (name, more, code, field) in [
        ("unknown.ending", json!({}), "NAME_NOT_OFFERED", "name"),
        ("too.deep.com", json!({}), "NAME_NOT_OFFERED", "name"),
        ("period.com", json!({ "period": 0 }), "FIELDS_INVALID", "period"),
        ("period.com", json!({ "period": 11 }), "FIELDS_INVALID", "period"),
        ("period.be", json!({ "period": 2 }), "FIELDS_INVALID", "period"),
        ("code.com", json!({ "authCode": "x" }), "FIELDS_INVALID", "authCode"),
        ("servers.fr", json!({ "nameServers": [{ "host": "ns0.online.net" }] }), "NOT_ELIGIBLE", "owner"),
        (
            "servers.be",
            json!({ "nameServers": [{ "host": "ns0.online.net" }] }),
            "FIELDS_INVALID",
            "nameServers",
        ),
        ("glueless.com", glue("glueless.com", json!([])), "FIELDS_INVALID", "nameServers"),
        (
            "address.com",
            glue("address.com", json!(["10.0.0.300"])),
            "FIELDS_INVALID",
            "addresses: 10.0.0.300",
        ),
        ("contact.com", json!({ "admin": 999_999_999_u64 }), "CONTACT_INVALID", "admin"),
    ] {
        let said = story.refused(name, story.owner, more.clone()).await;
        assert_eq!((said.code.as_str(), said.field.as_str()), (code, field), "{name} {more}: {said:?}");
    }
    for (more, field) in [
        (json!({ "phone": "call me" }), "phone"),
        (json!({ "phone": "+999.123456789" }), "phone"),
        (json!({ "country": "XX" }), "country"),
        (json!({ "country": "France" }), "country"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "city": " " }), "city"),
        (json!({ "street": "x".repeat(300) }), "street"),
        (json!({ "legalForm": "kingdom" }), "legal_form"),
        (json!({ "identification": [{ "name": "dotfr_mode", "value": "ROYAL" }] }), "dotfr_mode"),
        (json!({ "identification": [{ "name": "dotzz", "value": "1" }] }), "dotzz"),
    ] {
        let details = with(person("Anne", "anne@life.test"), more.clone());
        let input = json!({ "account": ACCOUNT, "details": details });
        let said = story.desk.does("registerContact", input).await.expect_err("recorded")[0].clone();
        assert_eq!((said.code.as_str(), said.field.as_str()), ("FIELDS_INVALID", field), "{more}: {said:?}");
    }
}
