//! One name, asked for over every door after every step of its life: RDAP, WHOIS, DAS, GraphQL and SOAP say the same.

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use stories::{Demo, Desk, Soap, asked, eventually, person, spoken_at, with};

const NAME: &str = "the-same-everywhere.com";
/// The figure is a second; a machine that runs other tests beside is given more.
const SOON: Duration = Duration::from_secs(5);

const WHOIS: &str = "query($name: DomainName!) { whois(name: $name) {
    domain { state created expires statuses nameServers }
    published { registrant { name country email redacted } } } }";

/// What a door says of the name, in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Facts {
    created: String,
    expires: String,
    /// The sixteen statuses of EPP; `ok` is none of them.
    statuses: BTreeSet<String>,
    servers: Vec<String>,
}

/// What a door shows of the registrant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Registrant {
    name: Option<String>,
    country: Option<String>,
    email: Option<String>,
}

struct Story {
    demo: Demo,
    desk: Desk,
    reseller: Soap,
    http: reqwest::Client,
}

/// To the second, in UTC, whoever says it.
fn moment(text: &str) -> String {
    let at: DateTime<Utc> = match text.parse::<DateTime<Utc>>() {
        Ok(at) => at,
        Err(_) => NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a moment").and_utc(),
    };
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// `client transfer prohibited` as EPP writes it; words of RDAP that are no statuses of EPP are left out.
fn status_of_rdap(word: &str) -> Option<String> {
    let mut words = word.split(' ');
    let first = words.next()?.to_owned();
    let rest = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    let status = rest.fold(first, |status, word| status + &word);
    let of_epp = ["client", "server", "pending"].iter().any(|kind| status.starts_with(kind));
    of_epp.then_some(status)
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let (desk, reseller) = (Desk::of(&demo, "support"), Soap::of(&demo, 0));
        Self { demo, desk, reseller, http: reqwest::Client::new() }
    }

    async fn rdap(&self) -> Value {
        let url = format!("{}/domain/{NAME}", self.demo.access()["rdap"].as_str().expect("the door"));
        let answer = self.http.get(url).send().await.expect("an answer");
        answer.json().await.expect("a document")
    }

    async fn whois(&self) -> String {
        asked(&spoken_at(&self.demo, "whois"), NAME).await
    }

    async fn das(&self) -> String {
        asked(&spoken_at(&self.demo, "das"), &format!("get 1.0 {NAME}")).await
    }

    async fn from_rdap(&self) -> Option<(Facts, Registrant)> {
        let document = self.rdap().await;
        let date = |action: &str| {
            let events = document["events"].as_array()?;
            let event = events.iter().find(|event| event["eventAction"] == action)?;
            event["eventDate"].as_str().map(moment)
        };
        let entities = document["entities"].as_array()?;
        let owner = entities.iter().find(|entity| entity["roles"][0] == "registrant")?;
        let property = |name: &str| {
            owner["vcardArray"][1].as_array()?.iter().find(|property| property[0] == name).cloned()
        };
        let text = |value: Option<&str>| value.filter(|text| !text.is_empty()).map(str::to_owned);
        let registrant = Registrant {
            name: text(property("fn")?[3].as_str()),
            country: text(property("adr")?[1]["cc"].as_str()),
            email: text(property("email")?[3].as_str()),
        };
        let servers = document["nameservers"].as_array()?.iter();
        let facts = Facts {
            created: date("registration")?,
            expires: date("registrar expiration")?,
            statuses: texts(&document["status"]).iter().filter_map(|word| status_of_rdap(word)).collect(),
            servers: servers.filter_map(|server| server["ldhName"].as_str().map(str::to_owned)).collect(),
        };
        Some((facts, registrant))
    }

    async fn from_whois(&self) -> Option<(Facts, Registrant)> {
        let answer = self.whois().await;
        let values = |field: &str| -> Vec<String> {
            let start = format!("{field}: ");
            answer.lines().filter_map(|line| line.strip_prefix(start.as_str())).map(str::to_owned).collect()
        };
        let shown = |field: &str| {
            values(field).pop().filter(|text| !text.is_empty() && text != "REDACTED FOR PRIVACY")
        };
        let statuses = values("Domain Status").into_iter();
        let statuses = statuses.filter_map(|status| status.split(' ').next().map(str::to_owned));
        let facts = Facts {
            created: moment(&values("Creation Date").pop()?),
            expires: moment(&values("Registrar Registration Expiration Date").pop()?),
            statuses: statuses.filter(|status| status_of_epp(status)).collect(),
            servers: values("Name Server"),
        };
        let registrant = Registrant {
            name: shown("Registrant Name"),
            country: shown("Registrant Country"),
            email: shown("Registrant Email"),
        };
        Some((facts, registrant))
    }

    async fn from_graphql(&self) -> Option<(Facts, Registrant)> {
        let data = self.desk.ask(WHOIS, json!({ "name": NAME })).await;
        let (domain, published) = (&data["whois"]["domain"], &data["whois"]["published"]["registrant"]);
        let statuses = texts(&domain["statuses"]).into_iter();
        let facts = Facts {
            created: moment(domain["created"].as_str()?),
            expires: moment(domain["expires"].as_str()?),
            statuses: statuses.filter(|status| status_of_epp(status)).collect(),
            servers: texts(&domain["nameServers"]),
        };
        let text = |field: &str| published[field].as_str().map(str::to_owned);
        Some((facts, Registrant { name: text("name"), country: text("country"), email: text("email") }))
    }

    fn from_soap(&self) -> Option<Facts> {
        let said = self.reseller.say("domain_info", json!([NAME]));
        let fields = &said["answer"]["retfields"];
        let bits = fields["registry_status"].as_u64()?;
        let named = (0..16).filter(|bit| bits & (1 << bit) != 0);
        let servers =
            (0..13).map_while(|n| fields[format!("ns{n}")].as_str().filter(|host| !host.is_empty()));
        Some(Facts {
            created: moment(fields["registry_debut"].as_str()?),
            expires: moment(fields["registrar_expiration"].as_str()?),
            statuses: named
                .map(|bit| STATUSES[bit].to_owned())
                .filter(|status| status_of_epp(status))
                .collect(),
            servers: servers.map(str::to_owned).collect(),
        })
    }

    /// Waits until the directory says so, soon; then every door must say the same.
    async fn agree(&self, step: &str, holds: impl Fn(&Facts, &Registrant) -> bool) {
        let begun = Instant::now();
        let (facts, registrant) = loop {
            if let Some((facts, registrant)) = self.from_rdap().await
                && holds(&facts, &registrant)
            {
                break (facts, registrant);
            }
            assert!(begun.elapsed() < SOON, "{step}: RDAP does not show it: {}", self.rdap().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let expected = (facts.clone(), registrant);
        eventually(&format!("{step}: GraphQL as RDAP"), async || {
            (self.from_graphql().await.as_ref() == Some(&expected)).then_some(())
        })
        .await;
        assert_eq!(self.from_whois().await.as_ref(), Some(&expected), "{step}: WHOIS");
        assert_eq!(self.from_soap().as_ref(), Some(&facts), "{step}: SOAP");
        assert!(self.das().await.contains("Status: NOT AVAILABLE"), "{step}: DAS");
    }

    async fn gone(&self, step: &str) {
        let begun = Instant::now();
        while self.rdap().await["errorCode"] != 404 {
            assert!(begun.elapsed() < SOON, "{step}: RDAP still shows it");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(self.whois().await.contains("No match for"), "{step}");
        assert_eq!(self.reseller.codes("domain_info", json!([NAME])), (0, 0), "{step}");
    }
}

/// The sixteen of the SOAP paper, by their bits.
const STATUSES: [&str; 16] = [
    "clientDeleteProhibited",
    "serverDeleteProhibited",
    "clientHold",
    "serverHold",
    "clientRenewProhibited",
    "serverRenewProhibited",
    "clientTransferProhibited",
    "serverTransferProhibited",
    "clientUpdateProhibited",
    "serverUpdateProhibited",
    "pendingCreate",
    "pendingDelete",
    "pendingRenew",
    "pendingTransfer",
    "pendingUpdate",
    "serverTradeProhibited",
];

/// A server's prohibition of trades is the paper's alone; what of a deletion is pending is told of by the name's phase too.
fn status_of_epp(status: &str) -> bool {
    STATUSES[..15].contains(&status) && status != "pendingDelete"
}

#[tokio::test]
async fn every_door_says_the_same_after_every_step_of_a_names_life() {
    let story = Story::begin().await;
    let (desk, reseller) = (&story.desk, &story.reseller);
    assert!(story.das().await.contains("Status: AVAILABLE"));
    let owner = desk.person(with(person("Anne", "anne@same.test"), json!({ "country": "US" }))).await;
    let servers = json!({ "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
    desk.registered(NAME, owner, servers).await;
    story
        .agree("registered", |facts, owner| {
            facts.servers == ["ns0.online.net", "ns1.online.net"]
                && owner.name.is_none()
                && owner.country.as_deref() == Some("US")
                && owner.email.as_ref().is_some_and(|email| !email.contains("anne@same.test"))
        })
        .await;
    let changes =
        json!({ "nameServers": [{ "host": "nsa.bookmyname.com" }, { "host": "nsb.bookmyname.com" }] });
    desk.updated(NAME, changes).await;
    story.agree("other servers", |facts, _| facts.servers[0] == "nsa.bookmyname.com").await;
    reseller
        .ends(reseller.opens("domain_update", json!([{ "domain": NAME, "registry_status": 64 }])), "Done")
        .await;
    story.agree("locked", |facts, _| facts.statuses.contains("clientTransferProhibited")).await;
    let before = story.from_soap().expect("it is ours").expires;
    desk.done_on_name("renewDomain", NAME, Some(1)).await;
    story.agree("renewed", |facts, _| facts.expires > before).await;
    desk.amend(owner, with(person("Anne", "anne@same.test"), json!({ "country": "CH" }))).await;
    story.agree("its owner moved", |_, owner| owner.country.as_deref() == Some("CH")).await;
    reseller
        .ends(reseller.opens("domain_update", json!([{ "domain": NAME, "registry_status": 0 }])), "Done")
        .await;
    story.agree("unlocked", |facts, _| facts.statuses.is_empty()).await;
    // Past the days in which a deletion takes effect at once.
    story.demo.advance("P10D").await;
    desk.done_on_name("deleteDomain", NAME, None).await;
    eventually("redemption", async || {
        let document = story.rdap().await;
        texts(&document["status"]).contains(&"redemption period".to_owned()).then_some(())
    })
    .await;
    assert!(
        story
            .whois()
            .await
            .contains("Domain Status: redemptionPeriod https://icann.org/epp#redemptionPeriod")
    );
    story.agree("deleted", |_, _| true).await;
    desk.done_on_name("restoreDomain", NAME, None).await;
    story.agree("restored", |facts, _| facts.statuses.is_empty()).await;
    desk.done_on_name("deleteDomain", NAME, None).await;
    story.demo.advance("P40D").await;
    story.gone("released").await;
    assert!(story.das().await.contains("Status: AVAILABLE"), "{}", story.das().await);
}
