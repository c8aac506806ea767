//! Accounts of services that move: asked for and answered over the REST door by the tokens that were mailed, on their
//! page, or by our staff; refused, expired, ended with the name; seen by nobody else, and true at the registry.

use serde_json::{Value, json};
use stories::{Demo, Desk, Rest, eventually, look, person, press, wait_for_mail};

/// The demo's accounts: nichandle, number and address.
const FROM: (&str, u64, &str) = ("ve174-ovh", 13_490, "ve174@reseller.test");
const TO: (&str, u64, &str) = ("ko225-ovh", 13_491, "ko225@reseller.test");
const OTHER: &str = "nb42-ovh";

/// One demo with a program of each account.
struct Story {
    demo: Demo,
    desk: Desk,
    from: Rest,
    to: Rest,
    other: Rest,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        let [from, to, other] = [0, 1, 2].map(|place| Rest::of(&demo, place));
        Self { demo, desk, from, to, other }
    }

    /// A name of the first account, which has every role of it.
    async fn name(&self, name: &str) {
        let email = format!("owner@{name}");
        let owner = self.desk.person(person("Anne", &email)).await;
        self.desk.registered(name, owner, json!({})).await;
    }

    async fn asks(&self, name: &str, wanted: Value) -> u64 {
        let tasks = self.from.post(&format!("/domain/{name}/changeContact"), wanted).await.ok();
        let tasks = tasks.as_array().expect("a list of tasks");
        assert_eq!(tasks.len(), 1, "one account gains: {tasks:?}");
        tasks[0].as_u64().expect("a number")
    }

    /// The token that was mailed to an address about a task, and the path of its page.
    async fn token(&self, address: &str, task: u64) -> (String, String) {
        let about = |path: &str| path.starts_with(&format!("/contact-change/c{task}-"));
        let mail =
            wait_for_mail(&self.demo.outbox(), address, |mail| mail.vote.as_deref().is_some_and(about)).await;
        let path = mail.vote.expect("a link");
        let token = path.rsplit('/').next().expect("a token").to_owned();
        assert!(mail.text.lines().any(|line| line.trim() == token), "the token stands alone: {}", mail.text);
        (token, path)
    }

    async fn told(&self, address: &str, name: &str, words: &str) {
        wait_for_mail(&self.demo.outbox(), address, |mail| {
            mail.subject.contains(name) && mail.subject.contains(words)
        })
        .await;
    }

    async fn is(&self, caller: &Rest, task: u64, state: &str) -> Value {
        eventually(&format!("task {task} {state}"), async || {
            let shown = caller.get(&format!("/me/task/contactChange/{task}")).await.ok();
            (shown["state"] == state).then_some(shown)
        })
        .await
    }

    async fn answers(&self, caller: &Rest, task: u64, how: &str, token: &str) -> stories::Got {
        caller.post(&format!("/me/task/contactChange/{task}/{how}"), json!({ "token": token })).await
    }
}

#[tokio::test]
async fn the_accounts_of_a_service_move_by_the_tokens_of_both() {
    let story = Story::begin().await;
    let name = "accounts-move.com";
    story.name(name).await;
    let wanted = json!({ "contactAdmin": TO.0, "contactBilling": TO.0 });

    // Whoever has no part in the name does not learn that it is here.
    story
        .other
        .post(&format!("/domain/{name}/changeContact"), wanted.clone())
        .await
        .refused(404, "NOT_FOUND");
    let change = |body: Value| story.from.post("/domain/accounts-move.com/changeContact", body);
    assert_eq!(change(json!({})).await.refused(400, "INVALID_ARGUMENT")["field"], "contactAdmin");
    let unknown = change(json!({ "contactTech": "zz999-ovh" })).await.refused(400, "INVALID_ARGUMENT");
    assert_eq!(unknown["field"], "contactTech");
    change(json!({ "contactAdmin": FROM.0 })).await.refused(409, "NO_CHANGE");

    let task = story.asks(name, wanted.clone()).await;
    assert_eq!(story.asks(name, wanted).await, task, "what is asked for already is not asked for again");
    let list = |caller: Rest, query: &'static str| async move {
        caller.get(&format!("/me/task/contactChange{query}")).await.ok()
    };
    for (caller, query, found) in [
        (&story.from, "", true),
        (&story.to, "?toAccount=ko225-ovh&state=validatingByCustomers", true),
        (&story.to, "?askingAccount=ko225-ovh", false),
        (&story.from, "?fromAccount=ve174-ovh&serviceDomain=accounts-move.com", true),
        (&story.from, "?state=done", false),
        (&story.other, "", false),
    ] {
        let expected = if found { json!([task]) } else { json!([]) };
        assert_eq!(list(caller.clone(), query).await, expected, "{query}");
    }
    let shown = story.is(&story.to, task, "validatingByCustomers").await;
    assert_eq!(shown["contactTypes"], json!(["contactAdmin", "contactBilling"]));
    for (field, value) in
        [("serviceDomain", name), ("fromAccount", FROM.0), ("toAccount", TO.0), ("askingAccount", FROM.0)]
    {
        assert_eq!(shown[field], value, "{shown}");
    }
    assert!(
        shown["dateDone"].is_null() && shown["dateRequest"].as_str().is_some_and(|at| at.ends_with("+00:00"))
    );
    let strange = format!("/me/task/contactChange/{task}");
    story.other.get(&strange).await.refused(404, "NOT_FOUND");
    story.other.post(&format!("{strange}/resendEmail"), Value::Null).await.refused(404, "NOT_FOUND");

    // Each side answers by its own token; the other's, or none of ours, is refused by name.
    let (own, _) = story.token(FROM.2, task).await;
    let (theirs, page) = story.token(TO.2, task).await;
    story.answers(&story.other, task, "accept", &theirs).await.refused(404, "NOT_FOUND");
    for token in [theirs.as_str(), "c1-f-1-aaaaaaaaaaaaaaaaaaaaaaaaaa"] {
        let said = story.answers(&story.from, task, "accept", token).await.refused(400, "FIELDS_INVALID");
        assert_eq!(said["field"], "token");
    }
    assert_eq!(story.answers(&story.from, task, "accept", &own).await.ok(), Value::Null);
    assert_eq!(story.answers(&story.from, task, "accept", &own).await.ok(), Value::Null, "the same again");
    story.answers(&story.from, task, "refuse", &own).await.refused(409, "VOTE_REFUSED");
    story.is(&story.from, task, "validatingByCustomers").await;

    // Opening the page changes nothing; a button answers.
    let opened = look(&story.demo, &page).await;
    assert_eq!(opened.status, 200);
    assert!(opened.text.contains("administrateur et de facturation"), "{}", opened.text);
    story.is(&story.from, task, "validatingByCustomers").await;
    assert_eq!(press(&story.demo, &page, "accept").await.status, 200);
    let done = story.is(&story.to, task, "done").await;
    assert!(done["dateDone"].is_string(), "{done}");
    story.told(FROM.2, name, "le changement de contact est fait").await;
    story.told(TO.2, name, "le changement de contact est fait").await;

    // The registry has the new administrator; who pays is nobody's business but ours.
    let info = story.demo.epp("ours").await.info(name).await;
    assert!(info.xml.contains(&format!("type=\"admin\">BMN-{}<", TO.1)), "{}", info.xml);
    for (caller, admin) in [(&story.from, TO.0), (&story.to, TO.0)] {
        let service = caller.get(&format!("/domain/{name}")).await.ok();
        assert_eq!(
            (&service["contactAdmin"]["id"], &service["contactTech"]["id"]),
            (&json!(admin), &json!(FROM.0))
        );
        let behind = caller.get(&format!("/domain/{name}/serviceInfos")).await.ok();
        assert_eq!((&behind["contactBilling"], &behind["status"]), (&json!(TO.0), &json!("ok")));
    }
    assert!(story.to.get("/domain").await.ok().as_array().is_some_and(|all| all.contains(&json!(name))));
    // The task's number is the operation's, at every door.
    let task_of_name = story.to.get(&format!("/domain/{name}/task/{task}")).await.ok();
    assert_eq!(
        (&task_of_name["function"], &task_of_name["status"]),
        (&json!("DomainContactUpdate"), &json!("done"))
    );
    story.desk.ends(task, "SUCCEEDED").await;
    story.demo.is_in_order().await;
}

#[tokio::test]
async fn a_change_is_refused_mailed_again_expires_or_ends_with_its_name() {
    let story = Story::begin().await;
    for name in ["refused-change.com", "late-change.com", "left-change.com", "staff-change.com"] {
        story.name(name).await;
    }
    let tech = || json!({ "contactTech": TO.0 });
    let refused = story.asks("refused-change.com", tech()).await;
    let (first, _) = story.token(TO.2, refused).await;
    let again = format!("/me/task/contactChange/{refused}/resendEmail");
    assert_eq!(story.to.post(&again, Value::Null).await.ok(), Value::Null);
    let second = eventually("another mail", async || {
        let (token, _) = story.token(TO.2, refused).await;
        (token != first).then_some(token)
    })
    .await;
    story.answers(&story.to, refused, "refuse", &second).await.ok();
    story.is(&story.from, refused, "refused").await;
    story.told(FROM.2, "refused-change.com", "a été refusé").await;
    story.to.post(&again, Value::Null).await.refused(409, "CONTACT_CHANGE_REFUSED");
    let (own, page) = story.token(FROM.2, refused).await;
    story.answers(&story.from, refused, "accept", &own).await.refused(409, "CONTACT_CHANGE_REFUSED");
    assert_eq!(look(&story.demo, &page).await.status, 410);

    // By our staff, for both sides, with a reason; both are told.
    let staffed = story.asks("staff-change.com", tech()).await;
    for side in ["FROM", "TO"] {
        let vote =
            json!({ "change": staffed, "side": side, "choice": "ACCEPT", "reason": "a letter of 3 May" });
        story.desk.does("castContactChangeVote", vote).await.expect("the staff answers");
    }
    story.is(&story.to, staffed, "done").await;
    story.told(TO.2, "staff-change.com", "a été enregistrée par notre équipe").await;
    let number = staffed.to_string();
    let told = story.demo.command(&["contact-change", "show", &number, "--as", "support", "--json"]).await;
    let told: Value = serde_json::from_str(&told).expect("one document");
    assert_eq!(
        (&told["state"], &told["sides"][0]["voted_by"]),
        (&json!("Completed"), &json!("operator:support"))
    );

    let late = story.asks("late-change.com", tech()).await;
    let left = story.asks("left-change.com", tech()).await;
    story.desk.done_on_name("deleteDomain", "left-change.com", None).await;
    story.is(&story.to, left, "aborted").await;
    story.told(TO.2, "left-change.com", "est annulé").await;
    story.demo.advance("P15D").await;
    story.is(&story.from, late, "expired").await;
    for address in [FROM.2, TO.2] {
        story.told(address, "late-change.com", "Rappel").await;
        story.told(address, "late-change.com", "a expiré").await;
    }
    story.demo.is_in_order().await;
}

#[tokio::test]
async fn services_and_their_tasks_are_their_accounts() {
    let story = Story::begin().await;
    let name = "tasks-of-a-name.com";
    story.name(name).await;
    let listed = story.from.get("/domain").await.ok();
    assert!(
        listed
            .as_array()
            .is_some_and(|all| all.contains(&json!(name)) && all.contains(&json!("bookmyname.com")))
    );
    let service = story.from.get(&format!("/domain/{name}")).await.ok();
    let owner = service["whoisOwner"].as_str().expect("a number as text").to_owned();
    assert_eq!(story.from.get(&format!("/domain?whoisOwner={owner}")).await.ok(), json!([name]));
    assert_eq!((&service["domain"], &service["state"]), (&json!(name), &json!("ok")));
    assert!(service["dnssecSupported"].is_boolean() && service["parentService"].is_null(), "{service}");
    for path in ["", "/serviceInfos", "/task"] {
        story.other.get(&format!("/domain/{name}{path}")).await.refused(404, "NOT_FOUND");
        story.from.get(&format!("/domain/never-registered.com{path}")).await.refused(404, "NOT_FOUND");
    }
    assert!(!story.other.get("/domain").await.ok().as_array().is_some_and(|all| all.contains(&json!(name))));

    // An owner change that is refused by mail: its task is cancelled.
    let buyer = story.desk.person(person("Bruno", "bruno@buyers.test")).await;
    let trade = story.desk.trade(name, buyer).await;
    let tasks = format!("/domain/{name}/task");
    let trades = json!({ "function": "DomainTrade" });
    assert_eq!(story.from.post(&tasks, trades).await.ok(), json!([trade]), "as the paper prints it");
    assert_eq!(
        story.from.get(&format!("{tasks}?function=DomainTrade&status=todo")).await.ok(),
        json!([trade])
    );
    let all = story.from.get(&tasks).await.ok();
    assert_eq!(all.as_array().map(Vec::len), Some(2), "it was created, and is to be traded: {all}");
    story.from.get(&format!("{tasks}?function=DomainFlight")).await.refused(400, "INVALID_ARGUMENT");
    let shown = story.from.get(&format!("{tasks}/{trade}")).await.ok();
    assert_eq!((&shown["canCancel"], &shown["canRelaunch"]), (&json!(true), &json!(false)), "{shown}");
    story.other.get(&format!("{tasks}/{trade}")).await.refused(404, "NOT_FOUND");
    story.other.get(&format!("/me/task/domain/{trade}")).await.refused(404, "NOT_FOUND");
    let mine = story.from.get(&format!("/me/task/domain?domain={name}&function=DomainTrade")).await.ok();
    assert_eq!(mine, json!([trade]));
    let mail = wait_for_mail(&story.demo.outbox(), "bruno@buyers.test", |mail| mail.vote.is_some()).await;
    assert_eq!(press(&story.demo, mail.vote.as_deref().expect("a link"), "refuse").await.status, 200);
    eventually("the task is cancelled", async || {
        let shown = story.from.get(&format!("/me/task/domain/{trade}")).await.ok();
        (shown["status"] == "cancelled").then_some(())
    })
    .await;
    story.from.post(&format!("{tasks}/{trade}/relaunch"), Value::Null).await.refused(409, "TRADE_REFUSED");

    // Another one is called off by whoever asked; nobody else may.
    let trade = story.desk.trade(name, buyer).await;
    story.other.post(&format!("{tasks}/{trade}/cancel"), Value::Null).await.refused(404, "NOT_FOUND");
    assert_eq!(story.from.post(&format!("{tasks}/{trade}/cancel"), Value::Null).await.ok(), Value::Null);
    let called_off = story.from.get(&format!("{tasks}/{trade}")).await.ok();
    assert_eq!((&called_off["status"], &called_off["canCancel"]), (&json!("cancelled"), &json!(false)));
    assert_eq!(OTHER, story_handle(&story.other).await);
    story.demo.is_in_order().await;
}

/// The nichandle of a program's account.
async fn story_handle(rest: &Rest) -> String {
    rest.get("/me").await.ok()["nichandle"].as_str().unwrap_or_default().to_owned()
}
