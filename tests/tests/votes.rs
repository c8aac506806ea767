//! Owner changes with everything that may happen on their way: refused, mailed again, voted on by an operator, called
//! off, overtaken, refused by the registry, entered from a signed form.

use serde_json::{Value, json};
use std::path::PathBuf;
use stories::{ACCOUNT, Demo, Desk, Said, head, look, mails_to, person, press, wait_for_mail, with};

/// One demo, in which each part has names and people of its own.
struct Story {
    demo: Demo,
    desk: Desk,
    /// What no log may show.
    secrets: std::cell::RefCell<Vec<String>>,
}

/// A trade with its two people.
struct Sale {
    name: String,
    trade: u64,
    seller: u64,
    buyer: u64,
    sold_by: String,
    bought_by: String,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        Self { demo, desk, secrets: std::cell::RefCell::default() }
    }

    fn outbox(&self) -> PathBuf {
        self.demo.outbox()
    }

    async fn people(&self, label: &str) -> [(u64, String); 2] {
        let mut both = vec![];
        for (first, at) in [("Anne", "sellers"), ("Bruno", "buyers")] {
            let email = format!("{label}@{at}.test");
            self.secrets.borrow_mut().push(email.clone());
            both.push((self.desk.person(person(first, &email)).await, email));
        }
        both.try_into().expect("two people")
    }

    /// A name of somebody who sells it.
    async fn sale(&self, name: &str) -> Sale {
        let label = name.split('.').next().expect("a label").to_owned();
        let [(seller, sold_by), (buyer, bought_by)] = self.people(&label).await;
        self.desk.registered(name, seller, json!({})).await;
        let trade = self.desk.trade(name, buyer).await;
        Sale { name: name.to_owned(), trade, seller, buyer, sold_by, bought_by }
    }

    /// The newest link to an address.
    async fn link(&self, address: &str) -> String {
        let mail = wait_for_mail(&self.outbox(), address, |mail| mail.vote.is_some()).await;
        let link = mail.vote.expect("a link");
        self.secrets.borrow_mut().push(link.clone());
        link
    }

    async fn told(&self, address: &str, words: &str) {
        wait_for_mail(&self.outbox(), address, |mail| mail.subject.contains(words)).await;
    }

    async fn resend(&self, trade: u64, side: &str) -> Result<String, Said> {
        let answer = self.desk.does("resendTradeBallot", json!({ "trade": trade, "side": side })).await;
        answer.map_err(|said| said[0].clone())
    }

    async fn votes(&self, trade: u64, side: &str, choice: &str, more: Value) -> Result<String, Said> {
        let vote = json!({ "trade": trade, "side": side, "choice": choice, "reason": "a letter of 3 May" });
        self.desk.does("castTradeVote", with(vote, more)).await.map_err(|said| said[0].clone())
    }

    /// Both sides press accept.
    async fn accepted(&self, sale: &Sale) {
        for address in [&sale.sold_by, &sale.bought_by] {
            let link = self.link(address).await;
            assert_eq!(press(&self.demo, &link, "accept").await.status, 200);
        }
    }
}

fn code(refused: &Result<String, Said>) -> (&str, &str) {
    refused.as_ref().err().map_or(("ACCEPTED", ""), |said| (said.code.as_str(), said.message.as_str()))
}

#[tokio::test]
async fn every_way_in_which_a_vote_may_go() {
    let story = Story::begin().await;
    either_side_may_refuse(&story).await;
    only_a_button_and_only_a_genuine_link_votes(&story).await;
    every_link_of_a_side_works_until_its_vote(&story).await;
    an_operator_votes_for_both_and_each_is_told_twice(&story).await;
    a_trade_is_called_off(&story).await;
    the_fastest_of_several_ends_the_others(&story).await;
    the_registry_refuses_and_a_restart_keeps_the_votes(&story).await;
    story.demo.is_in_order().await;
    let log = story.demo.log();
    for secret in story.secrets.borrow().iter() {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
    assert!(!log.contains("MARTIN") && !log.contains("rue Haute") && !log.contains("+33.478000000"));
}

async fn either_side_may_refuse(story: &Story) {
    for (name, refuses_first) in [("refused-by-seller.com", true), ("refused-by-buyer.com", false)] {
        let sale = story.sale(name).await;
        let (who, other) =
            if refuses_first { (&sale.sold_by, &sale.bought_by) } else { (&sale.bought_by, &sale.sold_by) };
        let (no, yes) = (story.link(who).await, story.link(other).await);
        if !refuses_first {
            assert_eq!(press(&story.demo, &yes, "accept").await.status, 200);
        }
        assert_eq!(press(&story.demo, &no, "refuse").await.status, 200);
        let failed = story.desk.ends(sale.trade, "FAILED").await;
        let said = failed["replyMessage"].as_str().expect("words");
        assert!(said.contains(if refuses_first { "present owner" } else { "future owner" }), "{said}");
        story.desk.trade_is(sale.trade, "Refused").await;
        for address in [&sale.sold_by, &sale.bought_by] {
            story.told(address, "was refused").await;
        }
        // The same again is the same page; the other way is told how it stands; nothing starts anew.
        assert_eq!(press(&story.demo, &no, "refuse").await.status, 200);
        assert_eq!(press(&story.demo, &no, "accept").await.status, 409);
        let late = if refuses_first { press(&story.demo, &yes, "accept").await.status } else { 410 };
        assert_eq!(late, 410);
        let restart = story.desk.does("restartOperation", json!({ "operation": sale.trade })).await;
        assert_eq!(restart.expect_err("what was refused stays so")[0].code, "TRADE_REFUSED");
        assert_eq!(story.desk.registrant(name).await["number"], sale.seller);
        let mails = mails_to(&story.outbox(), &sale.sold_by).len();
        assert_eq!(mails, 2, "one question and one answer");
    }
}

async fn only_a_button_and_only_a_genuine_link_votes(story: &Story) {
    let sale = story.sale("genuine-links.com").await;
    let foreign = story.sale("foreign-links.com").await;
    let (link, other) = (story.link(&sale.sold_by).await, story.link(&foreign.sold_by).await);
    for _ in 0..2 {
        assert_eq!(look(&story.demo, &link).await.status, 200);
        assert_eq!(head(&story.demo, &link).await.status, 200);
    }
    // The other trade's MAC, another side, a later mail, a changed letter, nothing at all.
    let (subject, _) = link.rsplit_once('-').expect("a MAC");
    let (_, foreign_mac) = other.rsplit_once('-').expect("a MAC");
    let last = if link.ends_with('a') { 'b' } else { 'a' };
    let changed = format!("{}{last}", &link[..link.len() - 1]);
    let side = link.replace("-o-", "-n-");
    let serial = link.replace("-o-1-", "-o-2-");
    let forged = [format!("{subject}-{foreign_mac}"), changed, side, serial, "/vote/x".to_owned()];
    for token in &forged {
        assert_eq!(look(&story.demo, token).await.status, 404, "{token}");
        assert_eq!(press(&story.demo, token, "accept").await.status, 404, "{token}");
    }
    for nonsense in ["", "maybe", "accept&choice=refuse"] {
        let status = press(&story.demo, &link, nonsense).await.status;
        assert!((400..500).contains(&status), "{nonsense}: {status}");
    }
    let shown = story.desk.trade_is(sale.trade, "Voting").await;
    assert!(shown["sides"].as_array().expect("sides").iter().all(|side| side["vote"].is_null()), "{shown}");
    // A token is used once: again is silence, and the other way is refused.
    assert_eq!(press(&story.demo, &link, "accept").await.status, 200);
    assert_eq!(press(&story.demo, &link, "accept").await.status, 200);
    assert_eq!(press(&story.demo, &link, "refuse").await.status, 409);
    let voted = |shown: &Value| shown["sides"][0]["vote"] == "Accept";
    assert_eq!(story.desk.trade_where(sale.trade, "accepted by its owner", voted).await["state"], "Voting");
    for trade in [sale.trade, foreign.trade] {
        let done = story.desk.does("cancelTrade", json!({ "trade": trade, "reason": "tidying up" })).await;
        assert!(done.is_ok(), "{done:?}");
    }
}

async fn every_link_of_a_side_works_until_its_vote(story: &Story) {
    let sale = story.sale("mailed-again.com").await;
    let first = story.link(&sale.sold_by).await;
    assert!(story.resend(sale.trade, "OWNER").await.is_ok());
    let outbox = story.outbox();
    let second =
        wait_for_mail(&outbox, &sale.sold_by, |mail| mail.vote.as_ref().is_some_and(|link| *link != first))
            .await;
    let second = second.vote.expect("a link");
    assert_eq!(look(&story.demo, &second).await.status, 200);
    assert_eq!(press(&story.demo, &first, "accept").await.status, 200);
    assert_eq!(press(&story.demo, &second, "refuse").await.status, 409);
    let voted = story.resend(sale.trade, "OWNER").await;
    assert_eq!(code(&voted), ("VOTE_REFUSED", "this side has voted already"));
    assert_eq!(press(&story.demo, &story.link(&sale.bought_by).await, "accept").await.status, 200);
    story.desk.ends(sale.trade, "SUCCEEDED").await;
    for address in [&sale.sold_by, &sale.bought_by] {
        story.told(address, "the change of owner is done").await;
    }
    let page = press(&story.demo, &second, "accept").await;
    assert_eq!(page.status, 200, "the page shows the outcome: {}", page.text);
    assert_eq!(story.desk.registrant(&sale.name).await["number"], sale.buyer);
    let locks = story.desk.name(&sale.name).await["locks"].clone();
    let kinds: Vec<&str> =
        locks.as_array().expect("locks").iter().filter_map(|l| l["kind"].as_str()).collect();
    assert!(kinds.contains(&"RegistrantChange"), "{locks}");
}

async fn an_operator_votes_for_both_and_each_is_told_twice(story: &Story) {
    let sale = story.sale("by-operator.com").await;
    story.link(&sale.sold_by).await;
    let unproven = story.votes(sale.trade, "OWNER", "ACCEPT", json!({ "evidence": "abc" })).await;
    assert_eq!(unproven.expect_err("no digest").field, "evidence");
    let unreasoned = story.votes(sale.trade, "OWNER", "ACCEPT", json!({ "reason": "  " })).await;
    assert_eq!(unreasoned.expect_err("no reason").field, "reason");
    let evidence = json!({ "evidence": "ab".repeat(32) });
    for side in ["OWNER", "NEW_OWNER"] {
        assert!(story.votes(sale.trade, side, "ACCEPT", evidence.clone()).await.is_ok());
    }
    story.desk.ends(sale.trade, "SUCCEEDED").await;
    let shown = story.desk.trade_is(sale.trade, "Completed").await;
    assert_eq!(shown["sides"][0]["votedBy"], "operator:support");
    assert_eq!(shown["sides"][0]["reason"], "a letter of 3 May");
    for address in [&sale.sold_by, &sale.bought_by] {
        story.told(address, "your answer was recorded by our staff").await;
        story.told(address, "the other party's answer was recorded by our staff").await;
    }
    let viewer = Desk::of(&story.demo, "viewer");
    let vote = json!({ "trade": sale.trade, "side": "OWNER", "choice": "REFUSE", "reason": "x" });
    let query = "mutation($input: CastTradeVoteInput!) { castTradeVote(input: $input) { id } }";
    let refused = story.demo.graphql("viewer").send(query, json!({ "input": vote }), None).await;
    assert!(!refused.body["errors"].is_null(), "a viewer votes: {}", refused.body);
    let seen = viewer.trade_is(sale.trade, "Completed").await;
    assert!(seen["sides"][0]["email"].is_null(), "a viewer sees an address: {seen}");
}

async fn a_trade_is_called_off(story: &Story) {
    let sale = story.sale("called-off.com").await;
    let link = story.link(&sale.sold_by).await;
    let input = json!({ "trade": sale.trade, "reason": "asked for by mistake" });
    let done = story.desk.does("cancelTrade", input.clone()).await;
    assert!(done.is_ok(), "{done:?}");
    let shown = story.desk.ends(sale.trade, "FAILED").await;
    assert_eq!(shown["closed"], true, "{shown}");
    assert!(story.desk.does("cancelTrade", input).await.is_ok(), "twice is once");
    for address in [&sale.sold_by, &sale.bought_by] {
        story.told(address, "the change of owner is cancelled").await;
    }
    assert_eq!(press(&story.demo, &link, "accept").await.status, 410);
    let again = story.resend(sale.trade, "OWNER").await;
    assert_eq!(code(&again), ("RESEND_REFUSED", "the trade is not open, or has expired"));
    // The name is free for another one at once.
    let next = story.desk.trade(&sale.name, sale.buyer).await;
    let input = json!({ "trade": next, "reason": "and that one too" });
    assert!(story.desk.does("cancelTrade", input).await.is_ok());
}

async fn the_fastest_of_several_ends_the_others(story: &Story) {
    let sale = story.sale("three-buyers.com").await;
    let [(second, second_mail), (third, third_mail)] = story.people("later-buyers").await;
    let rival = story.desk.trade(&sale.name, second).await;
    let slow = story.desk.trade(&sale.name, third).await;
    assert!(story.votes(rival, "OWNER", "ACCEPT", json!({})).await.is_ok());
    assert!(story.votes(rival, "NEW_OWNER", "ACCEPT", json!({})).await.is_ok());
    story.desk.ends(rival, "SUCCEEDED").await;
    for (trade, address) in [(sale.trade, &sale.bought_by), (slow, &third_mail)] {
        story.desk.trade_is(trade, "Cancelled").await;
        story.told(address, "the change of owner is cancelled").await;
        let again = story.resend(trade, "NEW_OWNER").await;
        let why = "the owner is no longer the one of the request: another trade was completed";
        assert_eq!(code(&again), ("RESEND_REFUSED", why));
    }
    story.told(&second_mail, "the change of owner is done").await;
    assert_eq!(story.desk.registrant(&sale.name).await["number"], second);
    let same = story
        .desk
        .opens("requestTrade", json!({ "account": ACCOUNT, "name": sale.name, "newOwner": second }));
    assert_eq!(same.await.expect_err("the owner is the owner")[0].code, "TRADE_REFUSED");
}

async fn the_registry_refuses_and_a_restart_keeps_the_votes(story: &Story) {
    let sale = story.sale("fault-update-once-2308-trade.com").await;
    story.accepted(&sale).await;
    let failed = story.desk.ends(sale.trade, "FAILED").await;
    assert_eq!(failed["replyCode"], 2308, "{failed}");
    story.desk.trade_is(sale.trade, "Failed").await;
    for address in [&sale.sold_by, &sale.bought_by] {
        story.told(address, "the registry refused the change of owner").await;
    }
    assert_eq!(story.desk.name(&sale.name).await["unfinishedOperation"], Value::Null);
    let restarted = story.desk.does("restartOperation", json!({ "operation": sale.trade })).await;
    assert!(restarted.is_ok(), "{restarted:?}");
    stories::eventually("the trade is done", async || {
        (story.desk.operation(sale.trade).await["state"] == "SUCCEEDED").then_some(())
    })
    .await;
    let shown = story.desk.trade_is(sale.trade, "Completed").await;
    assert!(shown["sides"].as_array().expect("sides").iter().all(|side| side["mails"] == 1), "{shown}");
    assert_eq!(story.desk.registrant(&sale.name).await["number"], sale.buyer);
    // A registry that goes on refusing: each time both are told.
    let sale = story.sale("fault-update-2308-trade.com").await;
    story.accepted(&sale).await;
    story.desk.ends(sale.trade, "FAILED").await;
    let restarted = story.desk.does("restartOperation", json!({ "operation": sale.trade })).await;
    assert!(restarted.is_ok(), "{restarted:?}");
    stories::eventually("a second letter about the refusal", async || {
        let mails = mails_to(&story.outbox(), &sale.bought_by);
        (mails.iter().filter(|mail| mail.subject.contains("the registry refused")).count() == 2).then_some(())
    })
    .await;
}
