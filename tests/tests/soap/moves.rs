//! `dist_id` of `domain_update`: a name moves to another reseller, who accepts first.

use serde_json::{Value, json};
use std::process::Command;
use stories::{Demo, Desk, Mailed, Soap, eventually, look, mails_to, person, press, wait_for_mail, with};

/// Where the two resellers are written to.
const PRESENT: &str = "ve174@reseller.test";
const GAINING: &str = "ko225@reseller.test";
/// Subjects of letters.
const MOVED: &str = "le nom a rejoint son nouveau revendeur";
const REFUSED: &str = "le changement de revendeur a été refusé";
const EXPIRED: &str = "la demande de changement de revendeur a expiré";
const CANCELLED: &str = "le changement de revendeur est annulé";

const NO_CHANGE: (i64, i64) = (1, -1);
const DENIED: (i64, i64) = (-1, -2);
const NO_RESELLER: (i64, i64) = (-1, -4);

struct Story {
    demo: Demo,
    /// Who manages the names.
    present: Soap,
    /// Who is asked to take them.
    gaining: Soap,
    third: Soap,
    desk: Desk,
    owner: u64,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let [present, gaining, third] = [0, 1, 2].map(|place| Soap::of(&demo, place));
        let desk = Desk::of(&demo, "support");
        let owner = desk.person(person("Pierre", "dupond@free.test")).await;
        Self { demo, present, gaining, third, desk, owner }
    }

    /// The elements that the paper wants of an update, as the name has them, and the reseller.
    fn array(&self, name: &str, reseller: Value) -> Value {
        let owner = self.owner;
        json!({ "domain": name, "owner_id": owner, "admin_id": owner, "tech_id": owner, "bill_id": owner,
            "service": "dns", "dist_id": reseller })
    }

    fn names(&self, who: &Soap, name: &str, reseller: Value) -> (i64, i64) {
        who.codes("domain_update", json!([name, self.array(name, reseller)]))
    }

    /// The present reseller asks another: the operation, which waits.
    fn asks(&self, name: &str, to: &Soap) -> u64 {
        let array = self.array(name, json!(to.dist_id()));
        let tid = self.present.opens("domain_update", json!([name, array]));
        assert_eq!(self.status(tid), "Wait");
        tid
    }

    fn status(&self, tid: u64) -> Value {
        self.present.fields("api_status", json!([tid]))["status"].clone()
    }

    /// Whose it is, as they are shown it, and that the others see nothing.
    fn is_with(&self, who: &Soap, name: &str) {
        for other in [&self.present, &self.gaining, &self.third] {
            if other.dist_id() == who.dist_id() {
                assert_eq!(who.fields("domain_info", json!([name]))["dist_id"], who.dist_id());
            } else {
                assert_eq!(other.codes("domain_info", json!([name])), DENIED, "{name}, {}", other.dist_id());
            }
        }
        let listed = |who: &Soap| who.fields("domain_list", json!([])).get(name).is_some();
        assert!(listed(who) && (who.dist_id() == self.present.dist_id() || !listed(&self.present)));
    }

    /// Both resellers are told of an end, each once.
    async fn both_are_told(&self, name: &str, words: &str) {
        let told = |mail: &Mailed| mail.subject.contains(name) && mail.subject.contains(words);
        for address in [PRESENT, GAINING] {
            wait_for_mail(&self.demo.outbox(), address, told).await;
            let all = mails_to(&self.demo.outbox(), address);
            assert_eq!(all.iter().filter(|mail| told(mail)).count(), 1, "{name} to {address}");
        }
    }

    /// What a mutation of the desk answers.
    async fn commands(&self, mutation: &str, kind: &str, input: Value) -> Value {
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ id userErrors {{ code field }} }} }}"
        );
        self.desk.ask(&query, json!({ "input": input })).await[mutation].clone()
    }

    async fn link(&self, name: &str) -> String {
        let asked = |mail: &Mailed| mail.vote.is_some() && mail.subject.contains(name);
        let mail = wait_for_mail(&self.demo.outbox(), GAINING, asked).await;
        mail.vote.expect("a link")
    }
}

#[tokio::test]
async fn names_move_to_another_reseller() {
    let story = Story::begin().await;
    for name in [
        "still-here.com",
        "by-link.com",
        "by-soap.com",
        "by-perl.com",
        "by-desk.com",
        "refused-at-desk.com",
        "refused-by-link.com",
        "taken-back.com",
        "asked-of-two.com",
        "left-meanwhile.com",
        "too-late.com",
    ] {
        let contacts = json!({ "admin": story.owner, "tech": story.owner, "billing": story.owner });
        story.desk.registered(name, story.owner, contacts).await;
    }
    who_may_ask_whom(&story).await;
    accepted_by_link(&story).await;
    accepted_over_soap(&story).await;
    accepted_by_perl(&story);
    refused_by_link(&story).await;
    decided_at_the_desk(&story).await;
    taken_back(&story).await;
    asked_of_another(&story).await;
    a_name_that_leaves(&story).await;
    too_late(&story).await;
    story.demo.is_in_order().await;
}

async fn who_may_ask_whom(story: &Story) {
    let (name, Story { present, gaining, third, .. }) = ("still-here.com", story);
    for nobody in [json!(99), json!(story.owner), json!("x"), json!(-1), json!("13 491")] {
        assert_eq!(story.names(present, name, nobody.clone()), NO_RESELLER, "{nobody}");
    }
    let account = json!(third.dist_id());
    let suspend = json!({ "account": account, "reason": "a dispute about their bills" });
    assert_eq!(story.commands("suspendAccount", "SuspendInput", suspend).await["userErrors"], json!([]));
    assert_eq!(story.names(present, name, account.clone()), NO_RESELLER, "suspended");
    let resume = json!({ "account": account });
    assert_eq!(story.commands("resumeAccount", "AccountInput", resume).await["userErrors"], json!([]));
    let own = present.dist_id();
    for same in [json!(own), json!(own.to_string()), json!(""), json!(0), json!("0"), json!(null)] {
        assert_eq!(story.names(present, name, same.clone()), NO_CHANGE, "{same}: nothing changes");
    }
    assert_eq!(story.names(gaining, name, json!(gaining.dist_id())), DENIED, "nobody helps themselves");
    assert_eq!(story.names(gaining, name, json!(third.dist_id())), DENIED);
    story.is_with(present, name);
    let pending = present.fields("api_pending_status", json!([]));
    assert_eq!(pending, json!([]), "nothing was opened");
}

/// Beside another change: the update's number is answered, and the move waits in the pending report.
async fn accepted_by_link(story: &Story) {
    let (name, Story { present, gaining, .. }) = ("by-link.com", story);
    let array = with(story.array(name, json!(gaining.dist_id())), json!({ "registry_status": 64 }));
    let update = present.opens("domain_update", json!([name, array]));
    present.ends(update, "Done").await;
    assert_eq!(present.fields("domain_info", json!([name]))["registry_status"], 64, "the rest is done");
    let pending = present.fields("api_pending_status", json!([]));
    let [entry] = pending.as_array().expect("a list").as_slice() else { panic!("one waits: {pending}") };
    assert_eq!((&entry["domain"], &entry["status"]), (&json!(name), &json!("Wait")));
    assert_eq!((&entry["action"], &entry["type"]), (&json!("Update"), &json!("Domain")));
    let tid = entry["transaction_id"].as_u64().expect("a number");
    assert_ne!(tid, update);

    let link = story.link(name).await;
    let page = look(&story.demo, &link).await;
    assert!(page.status == 200 && page.text.contains(name), "{}", page.text);
    assert_eq!(story.status(tid), "Wait", "looking decides nothing");
    story.is_with(present, name);
    assert_eq!(gaining.codes("api_status", json!([tid])), (0, 0), "another's operation is none");
    story.desk.done_on_name("renewDomain", name, Some(1)).await;
    assert_eq!(press(&story.demo, &link, "accept").await.status, 200);
    present.ends(tid, "Done").await;
    story.is_with(gaining, name);
    assert_eq!(press(&story.demo, &link, "accept").await.status, 200, "once more is silence");
    assert_eq!(press(&story.demo, &link, "refuse").await.status, 409, "an answer is given once");
    story.is_with(gaining, name);
    story.both_are_told(name, MOVED).await;
    // Theirs to manage, and not the other's any more.
    assert_eq!(story.names(present, name, json!(present.dist_id())), DENIED);
    assert_eq!(story.names(gaining, name, json!(gaining.dist_id())), NO_CHANGE);
    let array = with(story.array(name, json!(0)), json!({ "registry_status": 0 }));
    let tid = gaining.opens("domain_update", json!([name, array]));
    gaining.ends(tid, "Done").await;
}

async fn accepted_over_soap(story: &Story) {
    let (name, Story { present, gaining, third, .. }) = ("by-soap.com", story);
    let tid = story.asks(name, gaining);
    assert_eq!(story.asks(name, gaining), tid, "the same reseller is asked once");
    assert_eq!(story.names(third, name, json!(third.dist_id())), DENIED, "who was not asked");
    assert_eq!(story.names(gaining, name, json!("")), DENIED, "who does not name themselves");
    story.is_with(present, name);
    let array = json!({ "domain": name, "dist_id": gaining.dist_id().to_string() });
    assert_eq!(gaining.opens("domain_update", json!([name, array])), tid);
    assert_eq!(story.status(tid), "Done");
    assert_eq!(gaining.fields("api_status", json!([tid]))["status"], "Done", "their tid too, from now on");
    story.is_with(gaining, name);
    story.both_are_told(name, MOVED).await;
    let page = look(&story.demo, &story.link(name).await).await;
    assert!(page.status == 200 && !page.text.contains("<form"), "{}", page.text);
}

fn accepted_by_perl(story: &Story) {
    let access = story.demo.access();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/move.pl");
    let mut command = Command::new("perl");
    command.arg(script).args([text(&access["soap"]), "by-perl.com".to_owned(), story.owner.to_string()]);
    for place in [0, 1] {
        let reseller = &access["resellers"][place];
        command.args([text(&reseller["dist_id"]), text(&reseller["password"])]);
    }
    let output = command.output().expect("ops/test installs Perl");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let gaining = story.gaining.dist_id().to_string();
    assert_eq!(said.lines().collect::<Vec<_>>(), ["Wait", "same tid", "Done", "Done", &gaining, "-2"]);
}

async fn refused_by_link(story: &Story) {
    let name = "refused-by-link.com";
    let tid = story.asks(name, &story.gaining);
    let link = story.link(name).await;
    assert_eq!(press(&story.demo, &link, "refuse").await.status, 200);
    story.present.ends(tid, "Error").await;
    assert_eq!(press(&story.demo, &link, "accept").await.status, 409);
    story.is_with(&story.present, name);
    story.both_are_told(name, REFUSED).await;
    assert_eq!(story.names(&story.gaining, name, json!(story.gaining.dist_id())), DENIED, "it is over");
    let again = story.asks(name, &story.gaining);
    assert_ne!(again, tid, "they may be asked anew");
    assert_eq!(story.names(&story.present, name, json!(story.present.dist_id())), (1, again as i64));
}

const OPEN_MOVE: &str = "query($name: DomainName!) { domain(name: $name) { account \
    resellerMove { operation to askedAt expiresAt } } }";

async fn decided_at_the_desk(story: &Story) {
    let Story { desk, gaining, present, .. } = story;
    let (name, refused) = ("by-desk.com", "refused-at-desk.com");
    let reason = |name: &str, reason: &str| json!({ "name": name, "reason": reason });
    let decide =
        async |mutation: &str, input: Value| story.commands(mutation, "ResellerMoveInput", input).await;
    let nothing = decide("acceptResellerMove", reason(name, "asked by phone")).await;
    assert_ne!(nothing["userErrors"], json!([]), "nothing waits");
    let tid = story.asks(name, gaining);
    let shown = eventually("the open move", async || {
        let shown = desk.ask(OPEN_MOVE, json!({ "name": name })).await["domain"].clone();
        (!shown["resellerMove"].is_null()).then_some(shown)
    })
    .await;
    assert_eq!(shown["resellerMove"]["operation"], tid);
    assert_eq!(shown["resellerMove"]["to"], gaining.dist_id());
    let blank = decide("acceptResellerMove", reason(name, " ")).await;
    assert_eq!(blank["userErrors"][0]["field"], "reason", "{blank}");
    let accepted = decide("acceptResellerMove", reason(name, "asked by phone")).await;
    assert_eq!(accepted, json!({ "id": tid.to_string(), "userErrors": [] }));
    present.ends(tid, "Done").await;
    story.is_with(gaining, name);
    story.both_are_told(name, MOVED).await;

    let tid = story.asks(refused, gaining);
    let ended = decide("refuseResellerMove", reason(refused, "they do not want it")).await;
    assert_eq!(ended, json!({ "id": tid.to_string(), "userErrors": [] }));
    let ended = present.ends(tid, "Error").await;
    assert_eq!(ended["reply_msg"], "refused by the gaining reseller");
    story.both_are_told(refused, REFUSED).await;
    let history = "query($stream: String!) { history(stream: $stream) { kind } }";
    let told = desk.ask(history, json!({ "stream": format!("domain/{name}") })).await;
    let kinds: Vec<&Value> =
        told["history"].as_array().expect("a list").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["ResellerMoveAsked", "ResellerMoved"], "{told}");
}

/// Naming the present reseller, and asking for nothing else, takes it back; beside a change it is the echo of
/// `domain_info` that the paper's example sends.
async fn taken_back(story: &Story) {
    let (name, Story { present, gaining, .. }) = ("taken-back.com", story);
    let tid = story.asks(name, gaining);
    let array = with(story.array(name, json!(present.dist_id())), json!({ "registry_status": 64 }));
    let update = present.opens("domain_update", json!([name, array]));
    present.ends(update, "Done").await;
    assert_eq!(story.status(tid), "Wait");
    assert_eq!(story.names(present, name, json!(present.dist_id())), (1, tid as i64));
    assert_eq!(story.status(tid), "Error");
    assert_eq!(story.names(gaining, name, json!(gaining.dist_id())), DENIED);
    story.both_are_told(name, CANCELLED).await;
    let link = story.link(name).await;
    assert_eq!(press(&story.demo, &link, "accept").await.status, 410);
    story.is_with(present, name);
}

async fn asked_of_another(story: &Story) {
    let (name, Story { present, gaining, third, .. }) = ("asked-of-two.com", story);
    let first = story.asks(name, gaining);
    let second = story.asks(name, third);
    assert_ne!(first, second);
    present.ends(first, "Error").await;
    assert_eq!(story.names(gaining, name, json!(gaining.dist_id())), DENIED);
    story.both_are_told(name, CANCELLED).await;
    assert_eq!(story.names(third, name, json!(third.dist_id())), (1, second as i64));
    story.is_with(third, name);
}

async fn a_name_that_leaves(story: &Story) {
    let name = "left-meanwhile.com";
    let tid = story.asks(name, &story.gaining);
    story.desk.done_on_name("deleteDomain", name, None).await;
    story.present.ends(tid, "Error").await;
    story.both_are_told(name, CANCELLED).await;
}

/// An operation at the registry and a lock do not keep it open: its day ends it.
async fn too_late(story: &Story) {
    let (name, Story { demo, present, gaining, .. }) = ("too-late.com", story);
    let tid = story.asks(name, gaining);
    demo.advance("P13D").await;
    assert_eq!(story.status(tid), "Wait");
    demo.advance("P1D").await;
    let ended = present.ends(tid, "Error").await;
    assert_eq!(ended["reply_msg"], "not accepted by the deadline");
    story.both_are_told(name, EXPIRED).await;
    assert_eq!(press(demo, &story.link(name).await, "accept").await.status, 410);
    assert_eq!(story.names(gaining, name, json!(gaining.dist_id())), DENIED);
    story.is_with(present, name);
}
