//! Requests for data that the directory does not show, from the command line and by GraphQL: acknowledged, asked about,
//! granted with what was asked for alone, refused, and missed; each told by mail once.

use serde_json::{Value, json};
use stories::{Demo, Desk, eventually, mails_to, person, wait_for_mail};

const COURT: &str = "greffe@court.test";
const OWED: &str = "query($name: DomainName) { obligations(name: $name) { nodes { kind standing missed } } }";
const SHOWN: &str =
    "query($n: Int!) { disclosureRequest(number: $n) { status reminded missed disclosed { items } } }";

async fn file(demo: &Demo, name: &str, fields: &[&str]) -> u64 {
    let mut words = vec!["disclosure", "file", name, "--requester", "Claire DURAND", "--email", COURT];
    words.extend(["--country", "FR", "--kind", "judicial", "--purpose", "a case of fraud"]);
    words.extend(["--basis", "court-order", "--reference", "RG 26/01234", "--as", "support", "--json"]);
    words.extend(fields.iter().flat_map(|field| ["--field", field]));
    let answer: Value = serde_json::from_str(&demo.command(&words).await).expect("one document");
    answer["number"].as_u64().unwrap_or_else(|| panic!("{answer}"))
}

async fn standing(desk: &Desk, name: &str, number: u64, wanted: (&str, bool)) {
    let kind = format!("disclosure-answer-{number}");
    eventually(&format!("{kind} {wanted:?}"), async || {
        let data = desk.ask(OWED, json!({ "name": name })).await;
        let nodes = data["obligations"]["nodes"].as_array().cloned().unwrap_or_default();
        let owed = nodes.into_iter().find(|node| node["kind"] == kind.as_str())?;
        (owed["standing"] == wanted.0 && owed["missed"] == wanted.1).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_a_court_asks_for_is_sent_to_it_and_the_holder_is_told() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    let holder = "anne@disclosed.test";
    let owner = desk.person(person("Anne", holder)).await;
    desk.registered("disclosed.com", owner, json!({})).await;
    let number = file(&demo, "disclosed.com", &["registrant:email", "registrant:phone"]).await;
    let about = |word: &'static str| move |mail: &stories::Mailed| mail.subject.contains(word);
    wait_for_mail(&demo.outbox(), COURT, about("your request")).await;
    standing(&desk, "disclosed.com", number, ("open", false)).await;
    let request = number.to_string();
    demo.command(&["disclosure", "ask", &request, "--question", "Which case?", "--as", "support"]).await;
    let asked = wait_for_mail(&demo.outbox(), COURT, about("a question")).await;
    assert!(asked.text.contains("Which case?"), "{}", asked.text);
    demo.command(&["disclosure", "answer", &request, "--text", "RG 26/01234", "--as", "support"]).await;
    let grant = [
        "disclosure",
        "grant",
        &request,
        "--field",
        "registrant:email",
        "--balance",
        "an order",
        "--as",
        "support",
    ];
    demo.command(&grant).await;
    // Said twice, sent once.
    demo.command(&grant).await;
    let sent = wait_for_mail(&demo.outbox(), COURT, about("the answer")).await;
    assert!(sent.text.contains(holder), "{}", sent.text);
    assert!(!sent.text.contains("+33"), "the telephone was not granted: {}", sent.text);
    let told = wait_for_mail(&demo.outbox(), holder, |mail| mail.text.contains(&request)).await;
    assert!(!told.text.contains(COURT), "{}", told.text);
    standing(&desk, "disclosed.com", number, ("discharged", false)).await;
    assert_eq!(mails_to(&demo.outbox(), COURT).len(), 3);
    let sealed = demo.command(&["disclosure", "show", &request, "--json"]).await;
    assert!(!sealed.contains(COURT) && !sealed.contains(holder), "{sealed}");
    let open = demo.command(&["disclosure", "show", &request, "--json", "--reveal", "--as", "support"]).await;
    assert!(open.contains(COURT) && open.contains(holder), "{open}");
    assert!(!demo.log().contains(COURT) && !demo.log().contains(holder), "a log names nobody");
}

#[tokio::test]
async fn an_answer_that_is_late_is_missed_and_given_all_the_same() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    let owner = desk.person(person("Anne", "anne@late.test")).await;
    desk.registered("late.com", owner, json!({})).await;
    let number = file(&demo, "late.com", &["registrant:email"]).await;
    standing(&desk, "late.com", number, ("open", false)).await;
    demo.advance("P2DT1H").await;
    eventually("the desk is reminded", async || {
        let data = desk.ask(SHOWN, json!({ "n": number })).await;
        (data["disclosureRequest"]["reminded"] == true).then_some(())
    })
    .await;
    standing(&desk, "late.com", number, ("open", false)).await;
    demo.advance("P1D").await;
    standing(&desk, "late.com", number, ("missed", true)).await;
    let deny = json!({ "number": number, "because": "IDENTITY_NOT_PROVEN", "text": "no proof came" });
    desk.does("refuseDisclosure", deny).await.unwrap_or_else(|said| panic!("{said:?}"));
    let sent = wait_for_mail(&demo.outbox(), COURT, |mail| mail.text.contains("no proof came")).await;
    assert!(sent.subject.contains("the answer"), "{}", sent.subject);
    standing(&desk, "late.com", number, ("discharged", true)).await;
}
