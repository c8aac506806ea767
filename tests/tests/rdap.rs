//! RDAP as the world sees it: names, hosts, persons, searches, errors, caches.

use domain_model::values::DomainName;
use reqwest::header::{self, HeaderMap, HeaderName};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stories::{Demo, Desk, eventually, person, run_directory_client, values_at};

const MEDIA: &str = "application/rdap+json";
/// A change is seen below a second; on a machine that runs everything else as well, this long.
const SOON: Duration = Duration::from_secs(3);

struct Story {
    demo: Demo,
    desk: Desk,
    client: reqwest::Client,
    base: String,
}

struct Got {
    status: StatusCode,
    headers: HeaderMap,
    document: Value,
}

impl Got {
    fn header(&self, name: HeaderName) -> &str {
        self.headers.get(&name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Story {
    async fn begin(demo: Demo) -> Self {
        let desk = Desk::of(&demo, "support");
        let base = demo.access()["rdap"].as_str().expect("an address").to_owned();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let story = Self { demo, desk, client, base };
        eventually("the directory is warm", async || {
            (story.get("domain/nobodys.com").await.status != StatusCode::SERVICE_UNAVAILABLE).then_some(())
        })
        .await;
        story
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(HeaderName, &str)]) -> Got {
        let mut request = self.client.request(method, format!("{}/{path}", self.base));
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.expect("a body");
        let document =
            if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).expect("JSON") };
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*", "{path}");
        Got { status, headers, document }
    }

    async fn get(&self, path: &str) -> Got {
        self.ask(Method::GET, path, &[]).await
    }

    /// The document, once this is so.
    async fn shows(&self, path: &str, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        let shown = eventually(&format!("{path}: {what}"), async || {
            let got = self.get(path).await;
            (got.status == StatusCode::OK && is_so(&got.document)).then_some(got.document)
        })
        .await;
        assert!(begun.elapsed() < SOON, "{what} was seen after {:?}", begun.elapsed());
        shown
    }
}

fn of_role<'d>(document: &'d Value, role: &str) -> &'d Value {
    let entities = document["entities"].as_array().expect("entities");
    let is_so =
        |entity: &&Value| entity["roles"].as_array().is_some_and(|roles| roles.contains(&json!(role)));
    entities.iter().find(is_so).unwrap_or_else(|| panic!("no {role}: {document}"))
}

/// What a property of a card holds.
fn of_card<'d>(entity: &'d Value, property: &str) -> Vec<&'d Value> {
    let card = entity["vcardArray"][1].as_array().expect("a card");
    card.iter().filter(|line| line[0] == property).map(|line| &line[3]).collect()
}

fn event<'d>(document: &'d Value, action: &str) -> &'d str {
    let events = document["events"].as_array().expect("events");
    let found = events.iter().find(|event| event["eventAction"] == action);
    found.and_then(|event| event["eventDate"].as_str()).unwrap_or_else(|| panic!("no {action}: {document}"))
}

#[tokio::test]
async fn the_world_asks_of_a_name_over_rdap() {
    let story = Story::begin(Demo::start().await).await;
    a_name_is_told_and_its_owner_is_not(&story).await;
    every_redaction_is_said_where_it_is(&story).await;
    names_hosts_and_persons_are_found_in_every_form(&story).await;
    whoever_has_an_answer_is_not_sent_it_again(&story).await;
    errors_are_documents(&story).await;
    searches_are_for_operators(&story).await;
    a_client_of_a_registry_of_packages_reads_it(&story).await;
    changes_are_seen_soon(&story).await;
    an_erased_person_is_gone(&story).await;
    let log = story.demo.log();
    for personal in ["anne@rdap.test", "+33.478000000", "rue Haute"] {
        assert!(!log.contains(personal), "the log shows {personal}");
    }
    story.demo.is_in_order().await;
}

async fn a_name_is_told_and_its_owner_is_not(story: &Story) {
    let owner = story.desk.person(person("Anne", "anne@rdap.test")).await;
    let glue = json!({ "nameServers": [
        { "host": "ns1.told-by-rdap.com", "addresses": ["192.0.2.1", "2001:db8::1"] }, { "host": "ns0.online.net" }] });
    story.desk.registered("told-by-rdap.com", owner, glue).await;
    let has_glue = |told: &Value| told["nameservers"][0]["ipAddresses"].is_object();
    let told = story.shows("domain/told-by-rdap.com", "it is there with its hosts", has_glue).await;
    assert_eq!((&told["objectClassName"], &told["ldhName"]), (&json!("domain"), &json!("told-by-rdap.com")));
    let conformance = told["rdapConformance"].as_array().expect("a list");
    for level in [
        "rdap_level_0",
        "icann_rdap_response_profile_1",
        "icann_rdap_technical_implementation_guide_1",
        "redacted",
    ] {
        assert!(conformance.contains(&json!(level)), "{level}: {conformance:?}");
    }
    let shown = story.desk.name("told-by-rdap.com").await;
    for (action, field) in [("registration", "created"), ("registrar expiration", "expires")] {
        let day = shown[field].as_str().expect("a moment").get(..10).expect("a day");
        assert!(event(&told, action).starts_with(day), "{action} {day}: {told}");
    }
    assert!(!event(&told, "last update of RDAP database").is_empty());
    assert_eq!(told["nameservers"][0]["ipAddresses"], json!({ "v4": ["192.0.2.1"], "v6": ["2001:db8::1"] }));
    assert_eq!(told["secureDNS"]["delegationSigned"], false);
    let registrar = of_role(&told, "registrar");
    assert_eq!(registrar["publicIds"][0]["type"], "IANA Registrar ID");
    assert_eq!(of_card(&registrar["entities"][0], "email").len(), 1, "whom to tell of abuse: {registrar}");
    let registrant = of_role(&told, "registrant");
    assert_eq!(of_card(registrant, "fn"), [&json!("")]);
    let text = told.to_string();
    for personal in ["Anne", "MARTIN", "rue Haute", "LYON", "69001", "478000000", "anne@rdap.test"] {
        assert!(!text.contains(personal), "{personal}: {told}");
    }
    for title in ["Terms of Use", "Status Codes", "RDDS Inaccuracy Complaint Form"] {
        let notices = told["notices"].as_array().expect("notices");
        assert!(notices.iter().any(|notice| notice["title"] == title), "{title}: {told}");
    }
}

async fn every_redaction_is_said_where_it_is(story: &Story) {
    let told = story.get("domain/told-by-rdap.com").await.document;
    let redacted = told["redacted"].as_array().expect("what is redacted");
    let names: Vec<&str> = redacted
        .iter()
        .filter_map(|item| item["name"]["type"].as_str().or(item["name"]["description"].as_str()))
        .collect();
    for name in [
        "Registrant Name",
        "Registrant Street",
        "Registrant City",
        "Registrant Postal Code",
        "Registrant Phone",
        "Registrant Email",
        "Tech Name",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    for item in redacted {
        assert_eq!(
            (&item["pathLang"], &item["reason"]["description"]),
            (&json!("jsonpath"), &json!("Server policy"))
        );
        match item["method"].as_str().expect("a method") {
            "removal" => {
                let path = item["prePath"].as_str().expect("where it was");
                assert_eq!(values_at(&told, path), Vec::<&Value>::new(), "{path} is still there");
            }
            "emptyValue" => {
                let path = item["postPath"].as_str().expect("where it is");
                assert_eq!(values_at(&told, path), [&json!("")], "{path}");
            }
            "replacementValue" => {
                let path = item["postPath"].as_str().expect("where it is");
                let [value] = values_at(&told, path)[..] else { panic!("{path} is one value: {told}") };
                assert!(value.as_str().is_some_and(|value| value.contains('@')), "{path}: {value}");
            }
            other => panic!("{other} is no method of RFC 9537"),
        }
    }
}

async fn names_hosts_and_persons_are_found_in_every_form(story: &Story) {
    let owner = story.desk.person(person("Chloe", "chloe@rdap.test")).await;
    let unicode = "crème-brûlée-rdap.com";
    let name = DomainName::parse(unicode).expect("a name");
    story.desk.registered(unicode, owner, json!({})).await;
    let told = story.shows(&format!("domain/{name}"), "it is there", |_| true).await;
    assert_eq!((&told["ldhName"], &told["unicodeName"]), (&json!(name.as_str()), &json!(unicode)));
    for other in [unicode.to_owned(), unicode.to_uppercase(), format!("{name}.")] {
        assert_eq!(story.get(&format!("domain/{other}")).await.document["ldhName"], name.as_str(), "{other}");
    }
    let host = story.get("nameserver/NS1.told-by-rdap.com").await.document;
    assert_eq!(
        (&host["objectClassName"], &host["ldhName"]),
        (&json!("nameserver"), &json!("ns1.told-by-rdap.com"))
    );
    assert_eq!(host["ipAddresses"]["v6"], json!(["2001:db8::1"]));
    let registrar = of_role(&told, "registrar")["handle"].as_str().expect("a handle").to_owned();
    let registrar = story.get(&format!("entity/{registrar}")).await;
    assert_eq!((registrar.status, &registrar.document["roles"]), (StatusCode::OK, &json!(["registrar"])));
    let help = story.get("help").await;
    assert_eq!((help.status, help.header(header::CONTENT_TYPE)), (StatusCode::OK, MEDIA));
    assert_eq!(help.document["notices"][0]["title"], "Help");
}

async fn whoever_has_an_answer_is_not_sent_it_again(story: &Story) {
    let path = "domain/told-by-rdap.com";
    let got = story.get(path).await;
    assert_eq!(got.header(header::CONTENT_TYPE), MEDIA);
    let (tag, changed) = (got.header(header::ETAG), got.header(header::LAST_MODIFIED));
    assert!(!tag.is_empty() && changed.ends_with("GMT") && !got.header(header::CACHE_CONTROL).is_empty());
    for condition in [(header::IF_NONE_MATCH, tag), (header::IF_MODIFIED_SINCE, changed)] {
        let again = story.ask(Method::GET, path, &[condition]).await;
        assert_eq!((again.status, &again.document), (StatusCode::NOT_MODIFIED, &Value::Null));
        assert_eq!(again.header(header::ETAG), tag);
    }
    let other = story.ask(Method::GET, path, &[(header::IF_NONE_MATCH, "\"another\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
    let head = story.ask(Method::HEAD, path, &[]).await;
    assert_eq!((head.status, &head.document, head.header(header::ETAG)), (StatusCode::OK, &Value::Null, tag));
    let missing = story.ask(Method::HEAD, "domain/nobodys.com", &[]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let preflight = story.ask(Method::OPTIONS, path, &[(header::ORIGIN, "https://page.test")]).await;
    assert!(
        preflight.header(header::ACCESS_CONTROL_ALLOW_METHODS).contains("GET"),
        "{:?}",
        preflight.headers
    );
}

async fn errors_are_documents(story: &Story) {
    for (method, path, status) in [
        (Method::GET, "domain/nobodys.com", 404),
        (Method::GET, "domain/ex_ample.com", 400),
        (Method::GET, "domain/%ff.com", 400),
        (Method::GET, "nameserver/ns0.online.net", 404),
        (Method::GET, "entity/NB999-TEST", 404),
        (Method::GET, "entity/a%20b", 400),
        (Method::GET, "ip/192.0.2.1", 501),
        (Method::GET, "autnum/64496", 501),
        (Method::GET, "nothing/here", 404),
        (Method::POST, "domain/told-by-rdap.com", 405),
        (Method::DELETE, "help", 405),
    ] {
        let got = story.ask(method, path, &[]).await;
        assert_eq!((got.status.as_u16(), &got.document["errorCode"]), (status, &json!(status)), "{path}");
        assert_eq!(got.header(header::CONTENT_TYPE), MEDIA, "{path}");
        assert!(got.document["rdapConformance"].is_array() && got.document["title"].is_string(), "{path}");
    }
}

async fn searches_are_for_operators(story: &Story) {
    let operators = story.demo.access()["operators"].as_array().expect("operators").clone();
    let token =
        operators.iter().find(|operator| operator["role"] == "support").expect("one")["token"].clone();
    let bearer = format!("Bearer {}", token.as_str().expect("a token"));
    let search = async |path: &str| story.ask(Method::GET, path, &[(header::AUTHORIZATION, &bearer)]).await;
    let names = |got: &Got| -> Vec<Value> {
        let results = got.document["domainSearchResults"].as_array().cloned().unwrap_or_default();
        results.into_iter().map(|result| result["ldhName"].clone()).collect()
    };
    for path in ["domains?name=told-*.com", "domains?nsLdhName=ns1.told-*.com"] {
        let got = search(path).await;
        assert_eq!((got.status, names(&got)), (StatusCode::OK, vec![json!("told-by-rdap.com")]), "{path}");
    }
    let hosts = search("nameservers?name=ns1.told-by*.com").await;
    assert_eq!(hosts.document["nameserverSearchResults"][0]["ldhName"], "ns1.told-by-rdap.com");
    assert_eq!(names(&search("domains?name=no-such-*.com").await), Vec::<Value>::new());
    for (path, status) in [("domains?name=*told.com", 400), ("domains?nsIp=192.0.2.1", 501), ("domains", 400)]
    {
        assert_eq!(search(path).await.status.as_u16(), status, "{path}");
    }
    let refused = story.get("domains?name=told-*.com").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(refused.header(header::WWW_AUTHENTICATE).starts_with("Bearer"));
    let wrong =
        story.ask(Method::GET, "domains?name=told-*.com", &[(header::AUTHORIZATION, "Bearer guessed")]).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
}

async fn a_client_of_a_registry_of_packages_reads_it(story: &Story) {
    let said =
        run_directory_client(&story.demo, "reads.py", &["told-by-rdap.com", "ns1.told-by-rdap.com"]).await;
    let read: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(read["name"], "told-by-rdap.com");
    assert_eq!(read["nameservers"], json!(["ns1.told-by-rdap.com", "ns0.online.net"]));
    assert_eq!((&read["addresses"], &read["dnssec"]), (&json!(["192.0.2.1", "2001:db8::1"]), &json!(false)));
    let told = story.get("domain/told-by-rdap.com").await.document;
    for (date, action) in [("created", "registration"), ("expires", "expiration")] {
        let day = event(&told, action).get(..10).expect("a day").to_owned();
        assert!(read[date].as_str().is_some_and(|date| date.starts_with(&day)), "{date}: {said}");
    }
    assert!(read["abuse"].as_str().is_some_and(|address| address.contains('@')), "{said}");
    assert!(!said.contains("Anne"), "{said}");
}

async fn changes_are_seen_soon(story: &Story) {
    let path = "domain/told-by-rdap.com";
    let tag = story.get(path).await.header(header::ETAG).to_owned();
    let servers = json!({ "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
    story.desk.updated("told-by-rdap.com", servers).await;
    story.shows(path, "other servers", |told| told["nameservers"][1]["ldhName"] == "ns1.online.net").await;
    let after = story.ask(Method::GET, path, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(after.status, StatusCode::OK, "who has the old answer is sent the new one");
    story.desk.done_on_name("deleteDomain", "told-by-rdap.com", None).await;
    eventually("the end is told", async || {
        let got = story.get(path).await;
        let waits =
            got.document["status"].as_array().is_some_and(|all| all.contains(&json!("redemption period")));
        (waits || got.status == StatusCode::NOT_FOUND).then_some(())
    })
    .await;
}

async fn an_erased_person_is_gone(story: &Story) {
    let gone = story.desk.person(person("Zephyr", "zephyr@rdap.test")).await;
    let query = "query($n: Int!) { contact(number: $n) { handle } }";
    let handle = eventually("the contact is seen", async || {
        let shown = story.desk.ask(query, json!({ "n": gone })).await;
        shown["contact"]["handle"].as_str().map(str::to_owned)
    })
    .await;
    let path = format!("entity/{handle}");
    let told = story.shows(&path, "it is there", |_| true).await;
    assert_eq!(told["handle"], handle.as_str());
    assert!(!told.to_string().contains("Zephyr"), "{told}");
    let erase = json!({ "contact": gone, "reason": "article 17" });
    Desk::of(&story.demo, "admin").does("eraseContact", erase).await.expect("erased");
    eventually("the person is gone", async || {
        (story.get(&path).await.status == StatusCode::NOT_FOUND).then_some(())
    })
    .await;
}

#[tokio::test]
async fn whoever_asks_too_often_waits() {
    let mut demo = Demo::prepare()
        .with("REGISTRAR__DIRECTORY__LIMITS__QUERIES", "40")
        .with("REGISTRAR__DIRECTORY__LIMITS__WITHIN_SECONDS", "3600");
    demo.launch().await;
    let story = Story::begin(demo).await;
    let mut answered = 0;
    let refused = loop {
        let got = story.get("domain/nobodys.com").await;
        if got.status == StatusCode::TOO_MANY_REQUESTS {
            break got;
        }
        answered += 1;
        assert!(answered <= 40, "nobody was told to wait");
    };
    let seconds: u64 = refused.header(header::RETRY_AFTER).parse().expect("seconds");
    assert!((1..=90).contains(&seconds), "one comes back in 90 seconds: {seconds}");
    assert_eq!((&refused.document["errorCode"], refused.header(header::CONTENT_TYPE)), (&json!(429), MEDIA));
    // Behind a proxy, it is the visitor who is counted.
    let visitor = HeaderName::from_static("x-forwarded-for");
    let other = story.ask(Method::GET, "domain/nobodys.com", &[(visitor, "198.51.100.7")]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}
