//! WHOIS and DAS, as Debian's `whois` and `nc` see them.

use domain_model::values::DomainName;
use serde_json::json;
use stories::{Demo, Desk, asked, eventually, netcat, person, spoken_at, whois, with};

struct Story {
    demo: Demo,
    desk: Desk,
    whois: String,
    das: String,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        let (whois, das) = (spoken_at(&demo, "whois"), spoken_at(&demo, "das"));
        Self { demo, desk, whois, das }
    }

    /// The answer of WHOIS, once it says this.
    async fn tells(&self, query: &str, words: &str) -> String {
        eventually(&format!("{query}: {words}"), async || {
            let answer = asked(&self.whois, query).await;
            answer.contains(words).then_some(answer)
        })
        .await
    }
}

/// The values of a field, in their order.
fn values<'a>(answer: &'a str, field: &str) -> Vec<&'a str> {
    let start = format!("{field}: ");
    answer.lines().filter_map(|line| line.strip_prefix(start.as_str())).collect()
}

/// What stands before the colons, each once, up to the footer.
fn fields(answer: &str) -> Vec<&str> {
    let body = answer.split(">>>").next().unwrap_or_default();
    let mut fields: Vec<&str> =
        body.lines().filter_map(|line| line.split_once(':')).map(|(field, _)| field).collect();
    fields.dedup();
    fields
}

/// The order of the Registrar Accreditation Agreement of 2013, Registration Data Directory Service, 1.4.2.
fn order_of_a_gtld_registrar() -> Vec<String> {
    const PERSON: [&str; 11] = [
        "Name",
        "Organization",
        "Street",
        "City",
        "State/Province",
        "Postal Code",
        "Country",
        "Phone",
        "Fax",
        "Fax Ext",
        "Email",
    ];
    let mut order: Vec<String> = [
        "Domain Name",
        "Registry Domain ID",
        "Registrar WHOIS Server",
        "Registrar URL",
        "Updated Date",
        "Creation Date",
        "Registrar Registration Expiration Date",
        "Registrar",
        "Registrar IANA ID",
        "Registrar Abuse Contact Email",
        "Registrar Abuse Contact Phone",
        "Domain Status",
    ]
    .map(str::to_owned)
    .into();
    for role in ["Registrant", "Admin", "Tech"] {
        order.push(format!("Registry {role} ID"));
        for field in PERSON {
            order.push(format!("{role} {field}"));
            if field == "Phone" {
                order.push(format!("{role} Phone Ext"));
            }
        }
    }
    order.extend(["Name Server", "DNSSEC"].map(str::to_owned));
    order
}

#[tokio::test]
async fn the_world_asks_of_a_name_over_whois_and_das() {
    let story = Story::begin().await;
    a_name_in_the_order_that_parsers_expect(&story).await;
    what_is_personal_is_not_told(&story).await;
    a_name_in_both_its_forms(&story).await;
    hosts_the_registrar_and_what_is_not_ours(&story).await;
    das_says_whether_a_name_is_free(&story).await;
    a_name_at_the_end_of_its_life(&story).await;
    let doctor = story.demo.command(&["doctor"]).await;
    assert!(doctor.contains(&format!("WHOIS on {}", story.whois)), "{doctor}");
    let log = story.demo.log();
    for told in ["anne@whois.test", "seen-by-all.com", "127.0.0.1"] {
        let said: Vec<&str> =
            log.lines().filter(|line| line.contains("WHOIS") && line.contains(told)).collect();
        assert!(said.is_empty(), "the log tells who asked for what: {said:?}");
    }
    story.demo.is_in_order().await;
}

async fn a_name_in_the_order_that_parsers_expect(story: &Story) {
    let owner = story.desk.person(person("Anne", "anne@whois.test")).await;
    let glue = json!({ "nameServers": [
        { "host": "ns1.seen-by-all.com", "addresses": ["192.0.2.1", "2001:db8::1"] }, { "host": "ns0.online.net" }] });
    story.desk.registered("seen-by-all.com", owner, glue).await;
    story.tells("seen-by-all.com", "Name Server: ns1.seen-by-all.com").await;
    let answer = whois(&story.whois, "Seen-By-All.COM").await;
    let order = order_of_a_gtld_registrar();
    let of_those: Vec<&str> =
        fields(&answer).into_iter().filter(|field| order.iter().any(|known| known == field)).collect();
    assert_eq!(of_those, order, "{answer}");
    let shown = story.desk.name("seen-by-all.com").await;
    for (field, value) in
        [("Creation Date", "created"), ("Registrar Registration Expiration Date", "expires")]
    {
        let day = shown[value].as_str().expect("a moment").get(..10).expect("a day");
        assert!(values(&answer, field)[0].starts_with(day), "{field} {day}: {answer}");
    }
    assert_eq!(values(&answer, "Name Server"), ["ns1.seen-by-all.com", "ns0.online.net"]);
    assert_eq!(values(&answer, "DNSSEC"), ["unsigned"]);
    for status in values(&answer, "Domain Status") {
        let (word, link) = status.split_once(' ').expect("a status and what it means");
        assert_eq!(link, format!("https://icann.org/epp#{word}"));
    }
    // The protocol ends its lines with CR and LF, which the client shows as they are.
    let bare = asked(&story.whois, "domain seen-by-all.com").await;
    assert!(bare.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{bare:?}");
    assert!(bare.contains(">>> Last update of WHOIS database: ") && bare.contains("Terms: "), "{bare}");
    let typed = netcat(&story.whois, "seen-by-all.com\n").await;
    assert_eq!(values(&typed, "Domain Name"), ["seen-by-all.com"], "a line without a CR is one, too");
}

async fn what_is_personal_is_not_told(story: &Story) {
    let answer = asked(&story.whois, "seen-by-all.com").await;
    for told in ["Anne", "MARTIN", "rue Haute", "LYON", "69001", "+33.478000000", "anne@whois.test"] {
        assert!(!answer.contains(told), "{told}: {answer}");
    }
    assert_eq!(values(&answer, "Registrant Name"), ["REDACTED FOR PRIVACY"]);
    assert_eq!(values(&answer, "Registrant Country"), ["FR"]);
    let email = values(&answer, "Registrant Email");
    assert!(email[0].contains('@'), "whoever asks can write: {email:?}");
    // What is no person's is public.
    let firm = with(
        person("Bruno", "bruno@whois.test"),
        json!({ "organisation": "ACME SARL", "phone": "+33.140000000", "legalForm": "societe" }),
    );
    let firm = story.desk.person(firm).await;
    story.desk.registered("firm-for-all.com", firm, json!({})).await;
    let answer = story.tells("firm-for-all.com", "Registrant Organization: ACME SARL").await;
    assert!(!answer.contains("Bruno"), "{answer}");
}

async fn a_name_in_both_its_forms(story: &Story) {
    let owner = story.desk.person(person("Chloe", "chloe@whois.test")).await;
    let unicode = "crème-brûlée-vue.com";
    story.desk.registered(unicode, owner, json!({})).await;
    let name = DomainName::parse(unicode).expect("a name");
    let answer = story.tells(name.as_str(), "Domain Name").await;
    assert_eq!(values(&answer, "Domain Name"), [name.as_str()]);
    assert_eq!(values(&answer, "Internationalized Domain Name"), [unicode]);
    // The client turns it into A-labels; whoever types does not.
    let body = |answer: &str| answer.split(">>>").next().map(str::to_owned);
    for other in
        [whois(&story.whois, unicode).await, asked(&story.whois, "domain CRÈME-brûlée-vue.com.").await]
    {
        assert_eq!(body(&other.replace('\r', "")), body(&answer.replace('\r', "")));
    }
    let taken = asked(&story.das, &format!("get 1.0 {name}")).await;
    assert_eq!(values(&taken, "Status"), ["NOT AVAILABLE"], "{taken}");
    assert_eq!((values(&taken, "Domain"), values(&taken, "A-label")), (vec![unicode], vec![name.as_str()]));
    assert_eq!(asked(&story.das, &format!("get 1.0 {unicode}")).await, taken);
}

async fn hosts_the_registrar_and_what_is_not_ours(story: &Story) {
    for query in ["ns1.seen-by-all.com", "nameserver ns1.seen-by-all.com"] {
        let answer = story.tells(query, "Server Name: ns1.seen-by-all.com").await;
        assert_eq!(values(&answer, "IP Address"), ["192.0.2.1", "2001:db8::1"]);
    }
    assert!(whois(&story.whois, "registrar").await.contains("Registrar Abuse Contact Email: "));
    assert!(asked(&story.whois, "help").await.contains("nameserver HOST"));
    for (query, said) in [
        ("never-registered.com", "No match for \"never-registered.com\"."),
        ("nameserver ns0.online.net", "No match for \"ns0.online.net\"."),
        ("NB999-TEST", "No match for \"NB999-TEST\"."),
        ("two.com names.com", "one name, host or handle"),
        ("ex_ample.com", "no name"),
        ("", "empty"),
    ] {
        let answer = asked(&story.whois, query).await;
        assert!(answer.contains(said) && answer.lines().count() == 1, "{query}: {answer}");
    }
}

async fn das_says_whether_a_name_is_free(story: &Story) {
    let mut other = story.demo.epp("other").await;
    other.create_contact("das-1", "Dora Das", "dora@das.test").await;
    other.create_domain("somebody-elses.com", "das-1", "das-1", "Code-For-Das-77").await;
    for (name, status) in [
        ("free-as-the-wind.com", "AVAILABLE"),
        ("premium-as-the-wind.com", "AVAILABLE"),
        ("seen-by-all.com", "NOT AVAILABLE"),
        ("somebody-elses.com", "NOT AVAILABLE"),
        ("reserved-as-the-wind.com", "NOT AVAILABLE"),
        ("ex_ample.com", "INVALID"),
        ("free.no-such-ending", "UNSUPPORTED"),
    ] {
        let answer = asked(&story.das, &format!("get 1.0 {name}")).await;
        assert_eq!(values(&answer, "Status"), [status], "{name}: {answer}");
        assert!(answer.contains("%% RC = 0"), "{answer}");
        assert_eq!(answer.contains("a price of its own"), name.starts_with("premium-"), "{answer}");
    }
    // The paper's own example, with its client.
    let begun = std::time::Instant::now();
    let answer = whois(&story.das, "get 1.0 free-as-the-wind.com").await;
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(5),
        "nobody waits for a line that does not come"
    );
    assert_eq!(values(&answer, "Domain"), ["free-as-the-wind.com"]);
    assert_eq!(values(&answer, "Status"), ["AVAILABLE"]);
    assert!(answer.starts_with("% ") && answer.contains("%% RC = 0"), "{answer}");
    // Several lines that come together are answered in turn.
    let answer =
        netcat(&story.das, "get 1.0 seen-by-all.com\nget 1.0 free-as-the-wind.com\nfetch it\n").await;
    assert_eq!(values(&answer, "Domain"), ["seen-by-all.com", "free-as-the-wind.com"], "{answer}");
    assert!(answer.contains("get 1.0 NAME"), "{answer}");
}

async fn a_name_at_the_end_of_its_life(story: &Story) {
    story.desk.done_on_name("deleteDomain", "firm-for-all.com", None).await;
    let answer = asked(&story.das, "get 1.0 firm-for-all.com").await;
    let ended = eventually("the end is told", async || {
        let answer = asked(&story.whois, "firm-for-all.com").await;
        (answer.contains("redemptionPeriod") || answer.starts_with("No match")).then_some(answer)
    })
    .await;
    // Within its first days the registry takes a name back at once; afterwards it waits in redemption.
    let gone = ended.starts_with("No match");
    let status = eventually("DAS knows", async || {
        let answer = asked(&story.das, "get 1.0 firm-for-all.com").await;
        let status = values(&answer, "Status").first().map(|status| (*status).to_owned())?;
        (gone == (status == "AVAILABLE")).then_some(status)
    })
    .await;
    assert_eq!(status == "AVAILABLE", gone, "{answer}");
}
