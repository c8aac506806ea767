//! Why a vote mail is not sent again: every reason of the paper, each reached and worded; and the trades that no mail
//! decides.

use serde_json::{Value, json};
use stories::{ACCOUNT, Demo, Desk, eventually, look, mails_to, person, press, wait_for_mail, with};

struct Story {
    demo: Demo,
    desk: Desk,
    admin: Desk,
}

impl Story {
    async fn contact(&self, email: &str) -> u64 {
        self.desk.person(person("Claude", email)).await
    }

    /// A name, its owner and a future owner, at `LABEL@sellers.test` and `LABEL@buyers.test`.
    async fn sale(&self, name: &str) -> (u64, u64, u64) {
        let label = name.split('.').next().expect("a label");
        let seller = self.contact(&format!("{label}@sellers.test")).await;
        let buyer = self.contact(&format!("{label}@buyers.test")).await;
        self.desk.registered(name, seller, json!({})).await;
        (self.desk.trade(name, buyer).await, seller, buyer)
    }

    /// A resend to either side is refused, in these words.
    async fn not_mailed_again(&self, trade: u64, words: &str) {
        for side in ["OWNER", "NEW_OWNER"] {
            let answer = self.desk.does("resendTradeBallot", json!({ "trade": trade, "side": side })).await;
            let said = answer.expect_err("mailed again")[0].clone();
            assert_eq!((said.code.as_str(), said.message.as_str()), ("RESEND_REFUSED", words), "{side}");
        }
    }

    async fn link(&self, address: &str) -> String {
        let mail = wait_for_mail(&self.demo.outbox(), address, |mail| mail.vote.is_some()).await;
        mail.vote.expect("a link")
    }

    async fn signs(&self, trade: u64, side: &str, choice: &str, more: Value) -> Result<String, String> {
        let vote = json!({ "trade": trade, "side": side, "choice": choice, "reason": "form 2026-77" });
        self.desk.does("castTradeVote", with(vote, more)).await.map_err(|said| said[0].message.clone())
    }
}

#[tokio::test]
async fn why_no_mail_goes_again() {
    let demo = Demo::start().await;
    let (desk, admin) = (Desk::of(&demo, "support"), Desk::of(&demo, "admin"));
    let story = Story { demo, desk, admin };
    // −1
    let (trade, ..) = story.sale("called-off.com").await;
    let cancel = json!({ "trade": trade, "reason": "asked for by mistake" });
    story.desk.does("cancelTrade", cancel).await.expect("called off");
    story.not_mailed_again(trade, "the trade is not open, or has expired").await;
    // −2
    let (trade, ..) = story.sale("name-gone.com").await;
    story.desk.done_on_name("deleteDomain", "name-gone.com", None).await;
    story.desk.name_is("name-gone.com", "GONE").await;
    story.not_mailed_again(trade, "the name is no longer registered here").await;
    // −3
    let (trade, ..) = story.sale("code-changed.com").await;
    story.desk.updated("code-changed.com", json!({ "authCode": "Another-Code-77" })).await;
    story.not_mailed_again(trade, "the auth code has changed since the request").await;
    // −4
    let (trade, seller, _) = story.sale("owner-erased.com").await;
    let erase = json!({ "contact": seller, "reason": "article 17" });
    story.admin.does("eraseContact", erase).await.expect("erased");
    story.not_mailed_again(trade, "the owner's contact is no longer valid").await;
    // −6
    let (trade, _, buyer) = story.sale("buyer-gone.com").await;
    let delete = json!({ "account": ACCOUNT, "contact": buyer });
    story.desk.does("deleteContact", delete).await.expect("deleted: no name uses it");
    story.not_mailed_again(trade, "the future owner's contact is no longer valid").await;
    // −5 and −7; −8 is in `votes.rs`.
    a_changed_address_voids_its_links(&story).await;
    signed_forms_decide_in_eu_and_be(&story).await;
    other_endings_have_other_rules(&story).await;
    story.demo.is_in_order().await;
}

async fn a_changed_address_voids_its_links(story: &Story) {
    let (trade, seller, _) = story.sale("owner-moved.com").await;
    let old = story.link("owner-moved@sellers.test").await;
    let untouched = story.link("owner-moved@buyers.test").await;
    story.desk.amend(seller, person("Claude", "new-address@sellers.test")).await;
    eventually("the old link is void", async || (look(&story.demo, &old).await.status == 410).then_some(()))
        .await;
    assert_eq!(press(&story.demo, &old, "accept").await.status, 410);
    story.not_mailed_again(trade, "the owner's e-mail address has changed since the request").await;
    // The other side is not touched by it; what becomes of the whole is told to the address of today.
    assert_eq!(press(&story.demo, &untouched, "refuse").await.status, 200);
    wait_for_mail(&story.demo.outbox(), "new-address@sellers.test", |mail| mail.subject.contains("refused"))
        .await;
    let before = mails_to(&story.demo.outbox(), "owner-moved@sellers.test");
    let subjects: Vec<&str> = before.iter().map(|mail| mail.subject.as_str()).collect();
    assert!(
        subjects.len() == 2 && subjects[1].starts_with("Your e-mail address was changed"),
        "the former address hears that it was changed, and nothing more: {subjects:?}"
    );

    let (trade, _, buyer) = story.sale("buyer-moved.com").await;
    let old = story.link("buyer-moved@buyers.test").await;
    // Another street voids nothing.
    let street = with(person("Claude", "buyer-moved@buyers.test"), json!({ "street": "9 quai Bas" }));
    story.desk.amend(buyer, street).await;
    assert_eq!(look(&story.demo, &old).await.status, 200);
    story.desk.amend(buyer, person("Claude", "new-address@buyers.test")).await;
    eventually("the old link is void", async || (look(&story.demo, &old).await.status == 410).then_some(()))
        .await;
    story.not_mailed_again(trade, "the future owner's e-mail address has changed since the request").await;
}

/// `.eu` and `.be`: a signed form, entered by an operator with its digest.
async fn signed_forms_decide_in_eu_and_be(story: &Story) {
    let [before, ..] = story.desk.points().await;
    let (trade, _, buyer) = story.sale("signed-form.eu").await;
    let [with_name, reserved, ..] = story.desk.points().await;
    assert_eq!(
        (before - with_name, reserved),
        (2 * 599, 599),
        "the name is paid, the trade's price put aside"
    );
    let formless =
        "this trade has no links: a vote on it needs the registry's signed form, its SHA-256 as evidence";
    let again = story.desk.does("resendTradeBallot", json!({ "trade": trade, "side": "OWNER" })).await;
    assert_eq!(again.expect_err("a link")[0].message, formless);
    assert_eq!(story.signs(trade, "OWNER", "ACCEPT", json!({})).await, Err(formless.to_owned()));
    let form = json!({ "evidence": "5e".repeat(32) });
    for side in ["OWNER", "NEW_OWNER"] {
        assert!(story.signs(trade, side, "ACCEPT", form.clone()).await.is_ok());
    }
    story.desk.ends(trade, "SUCCEEDED").await;
    assert_eq!(story.desk.registrant("signed-form.eu").await["number"], buyer);
    let mails = mails_to(&story.demo.outbox(), "signed-form@buyers.test");
    assert!(mails.iter().all(|mail| mail.vote.is_none()), "a form has no links: {mails:?}");

    let [before, ..] = story.desk.points().await;
    let (trade, seller, _) = story.sale("signed-refusal.be").await;
    assert!(story.signs(trade, "NEW_OWNER", "REFUSE", form).await.is_ok());
    story.desk.ends(trade, "FAILED").await;
    assert_eq!(story.desk.registrant("signed-refusal.be").await["number"], seller);
    let [after, reserved, ..] = story.desk.points().await;
    assert_eq!((before - after, reserved), (599, 0), "only the name is paid");
}

async fn other_endings_have_other_rules(story: &Story) {
    let particulier = json!({ "identification": [
        { "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-05-04" },
        { "name": "dotfr_ne_ville", "value": "LYON" }, { "name": "dotfr_ne_pays_id", "value": "FR" },
        { "name": "dotfr_ne_cp", "value": "69001" } ] });
    let seller = story.desk.person(with(person("Anne", "fr@sellers.test"), particulier.clone())).await;
    let buyer = story.desk.person(with(person("Bruno", "fr@buyers.test"), particulier)).await;
    let nobody = story.contact("nobody@buyers.test").await;
    story.desk.registered("vendu.fr", seller, json!({})).await;
    let unidentified = json!({ "account": ACCOUNT, "name": "vendu.fr", "newOwner": nobody });
    let said = story.desk.opens("requestTrade", unidentified).await.expect_err("not identified")[0].clone();
    assert_eq!((said.code.as_str(), said.field.as_str()), ("NOT_ELIGIBLE", "newOwner"), "{}", said.message);
    let trade = story.desk.trade("vendu.fr", buyer).await;
    for address in ["fr@sellers.test", "fr@buyers.test"] {
        assert_eq!(press(&story.demo, &story.link(address).await, "accept").await.status, 200);
    }
    story.desk.ends(trade, "SUCCEEDED").await;
    assert_eq!(story.desk.registrant("vendu.fr").await["number"], buyer);

    let owner = story.desk.person(with(
        person("Anne", "uk@sellers.test"),
        json!({ "identification": [{ "name": "dotuk_mode", "value": "FIND" }] }),
    ));
    let owner = owner.await;
    story.desk.registered("no-trades-here.co.uk", owner, json!({})).await;
    let asked = json!({ "account": ACCOUNT, "name": "no-trades-here.co.uk", "newOwner": buyer });
    let said = story.desk.opens("requestTrade", asked).await.expect_err("not offered")[0].clone();
    assert_eq!(
        (said.code.as_str(), said.message.contains("trade")),
        ("NOT_OFFERED", true),
        "{}",
        said.message
    );
    for (name, code) in [("never-ours.com", "NOT_FOUND"), ("signed-form.eu", "CONTACT_INVALID")] {
        let asked = json!({ "account": ACCOUNT, "name": name, "newOwner": 999_999_999_u64 });
        let said = story.desk.opens("requestTrade", asked).await.expect_err("no such thing")[0].clone();
        assert_eq!(said.code, code, "{}", said.message);
    }
}
