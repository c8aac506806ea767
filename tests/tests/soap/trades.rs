//! `domain_trade`, and what `api_status` says and does about it: votes, mails sent again, the reasons of refusal, and
//! the registry's form on paper.

use serde_json::{Value, json};
use stories::{Demo, Desk, Soap, eventually, mails_to, person, press, wait_for_mail, with};

struct Story {
    demo: Demo,
    reseller: Soap,
    desk: Desk,
    seller: u64,
    buyer: u64,
}

#[tokio::test]
async fn owners_change_over_soap() {
    let demo = Demo::start().await;
    let (reseller, desk) = (Soap::of(&demo, 0), Desk::of(&demo, "support"));
    let seller = desk.person(person("Pierre", "dupond@free.test")).await;
    let buyer = desk.person(person("Berthe", "berthe@free.test")).await;
    let story = Story { demo, reseller, desk, seller, buyer };
    for name in ["sold.com", "reasons.com", "paper.eu"] {
        story.desk.registered(name, seller, json!({})).await;
    }
    refused(&story).await;
    voted_on(&story).await;
    why_a_mail_is_not_sent_again(&story).await;
    on_paper(&story).await;
    story.demo.is_in_order().await;
    for secret in ["dupond@free.test", "berthe@free.test", "rue Haute"] {
        assert!(!story.demo.log().contains(secret), "the log shows {secret}");
    }
}

async fn refused(story: &Story) {
    let Story { reseller, buyer, seller, .. } = story;
    let stranger = Soap::of(&story.demo, 1);
    let nobody = story.desk.person(with(person("Ingrid", "i@free.test"), json!({ "country": "US" }))).await;
    for (arguments, retval) in [
        (json!(["", buyer]), -2),
        (json!(["sold.com"]), -2),
        (json!(["sold.com", ""]), -2),
        (json!(["not-ours-7.com", buyer]), -3),
        (json!(["sold.com", 99]), -5),
        (json!(["sold.com", -1]), -5),
        (json!(["sold.com", seller]), -5),
        (json!(["paper.eu", nobody]), -5),
    ] {
        assert_eq!(reseller.codes("domain_trade", arguments.clone()), (-1, retval), "{arguments}");
    }
    assert_eq!(
        stranger.codes("domain_trade", json!(["sold.com", 13491])),
        (-1, -3),
        "another's name is none"
    );
    story.desk.registered("britain.co.uk", *seller, json!({})).await;
    assert_eq!(reseller.codes("domain_trade", json!(["britain.co.uk", buyer])), (-1, -4));
}

async fn voted_on(story: &Story) {
    let (reseller, outbox) = (&story.reseller, story.demo.outbox());
    let answer = reseller.say("domain_trade", json!(["sold.com", story.buyer]));
    assert_eq!(answer["keys"], json!(["tid", "tld"]));
    assert_eq!(answer["answer"]["retfields"]["tld"], "com");
    let tid = answer["answer"]["retval"].as_u64().expect("a tid");
    let said = reseller.say("api_status", json!([tid]));
    let order = json!([
        "tid",
        "transaction_id",
        "lastupdate",
        "requestdate",
        "action",
        "reply_value",
        "reply_msg",
        "period",
        "type",
        "status",
        "trade_etat",
        "trade_lastupdate",
        "trade_date_request",
        "trade_owner_cid",
        "trade_newowner_cid",
        "trade_email_owner",
        "trade_email_newowner",
        "trade_vote_owner",
        "trade_vote_ip_owner",
        "trade_vote_newowner",
        "trade_vote_ip_newowner"
    ]);
    assert_eq!(said["keys"], order);
    let shown = &said["answer"]["retfields"];
    for (field, value) in [
        ("action", json!("Trade")),
        ("status", json!("Wait")),
        ("trade_etat", json!("AttenteVote")),
        ("trade_owner_cid", json!(story.seller)),
        ("trade_newowner_cid", json!(story.buyer)),
        ("trade_email_owner", json!("dupond@free.test")),
        ("trade_email_newowner", json!("berthe@free.test")),
        ("trade_vote_owner", json!("0000-00-00 00:00:00")),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    let mails = |to: &str| mails_to(&outbox, to).iter().filter(|mail| mail.vote.is_some()).count();
    eventually("both mails", async || {
        (mails("dupond@free.test"), mails("berthe@free.test")).eq(&(1, 1)).then_some(())
    })
    .await;
    // 2: the owner's again; 3: the future owner's again; 1: whoever has not voted.
    assert_eq!(reseller.codes("api_status", json!([tid, 2])), (1, 1));
    eventually("the owner's again", async || (mails("dupond@free.test") == 2).then_some(())).await;
    assert_eq!(reseller.codes("api_status", json!([tid, "3"])), (1, 1));
    eventually("the other's again", async || (mails("berthe@free.test") == 2).then_some(())).await;
    vote(story, tid, "dupond@free.test").await;
    assert_eq!(reseller.codes("api_status", json!([tid, 1])).0, 1);
    eventually("the other's again", async || (mails("berthe@free.test") == 3).then_some(())).await;
    let half = reseller.fields("api_status", json!([tid]));
    assert_ne!(half["trade_vote_owner"], "0000-00-00 00:00:00");
    assert_eq!((&half["trade_vote_ip_owner"], &half["status"]), (&json!("127.0.0.1"), &json!("Wait")));
    assert_eq!(mails("dupond@free.test"), 2, "who has voted is not asked again");
    vote(story, tid, "berthe@free.test").await;
    let done = reseller.ends(tid, "Done").await;
    assert_eq!(done["trade_etat"], "Done");
    assert_eq!(story.desk.name("sold.com").await["owner"], story.buyer);
    let stranger = Soap::of(&story.demo, 1);
    assert_eq!(stranger.codes("api_status", json!([tid])), (0, 0), "another's operation is none");
    for none in [json!([999_999_999]), json!([]), json!(["x"]), json!([-1])] {
        assert_eq!(reseller.codes("api_status", none), (0, 0));
    }
}

/// −1 to −8, as far as a name can get there; the order of the checks is the paper's.
async fn why_a_mail_is_not_sent_again(story: &Story) {
    let (reseller, desk) = (&story.reseller, &story.desk);
    let refused = |tid: u64, restart: u64, reason: i64| {
        let said = reseller.say("api_status", json!([tid, restart]));
        let codes = (said["answer"]["retcode"].as_i64(), said["answer"]["retval"].as_i64());
        assert_eq!(codes, (Some(-1), Some(reason)), "{said}");
        assert_eq!(said["answer"]["retfields"]["tid"], tid, "retfields are there");
    };
    let trade = async |name: &str, buyer: u64| {
        let tid = reseller.opens("domain_trade", json!([name, buyer]));
        eventually("it waits", async || {
            (reseller.fields("api_status", json!([tid]))["status"] == "Wait").then_some(tid)
        })
        .await
    };
    let third = desk.person(person("Tess", "tess@free.test")).await;
    let plain = reseller.opens("host_create", json!(["ns7.bookmyname.com", ["192.0.2.7"]]));
    reseller.ends(plain, "Done").await;
    refused(plain, 2, -1);
    refused(plain, 9, -1);

    let first = trade("reasons.com", story.buyer).await;
    let second = trade("reasons.com", third).await;
    desk.amend(third, person("Tess", "tess@elsewhere.test")).await;
    refused(second, 3, -7);
    desk.amend(story.seller, person("Pierre", "dupond@elsewhere.test")).await;
    refused(first, 2, -5);
    desk.amend(story.seller, person("Pierre", "dupond@free.test")).await;
    desk.updated("reasons.com", json!({ "authCode": "Another-Code-77" })).await;
    refused(first, 2, -3);
    let last = trade("reasons.com", story.buyer).await;
    for voter in ["dupond@free.test", "berthe@free.test"] {
        vote(story, last, voter).await;
    }
    reseller.ends(last, "Done").await;
    eventually("the others are over", async || {
        (reseller.fields("api_status", json!([first]))["status"] == "Error").then_some(())
    })
    .await;
    refused(first, 2, -8);
    // The name goes: deleted, within the days of grace for good.
    let gone = trade("reasons.com", third).await;
    desk.done_on_name("deleteDomain", "reasons.com", None).await;
    let said = reseller.say("api_status", json!([gone, 2]));
    let reason = said["answer"]["retval"].as_i64();
    assert!([Some(-2), Some(-1)].contains(&reason), "{said}");
}

/// .eu: a real PDF for each side, for fourteen days, behind a link that nobody can guess.
async fn on_paper(story: &Story) {
    let (reseller, demo) = (&story.reseller, &story.demo);
    let answer = reseller.say("domain_trade", json!(["paper.eu", story.buyer]));
    assert_eq!(answer["keys"], json!(["tid", "tld", "faxseller", "faxbuyer"]), "{answer}");
    let fields = &answer["answer"]["retfields"];
    let (seller, buyer) = (link(fields, "faxseller"), link(fields, "faxbuyer"));
    let tid = fields["tid"].as_u64().expect("a tid");
    assert!(
        seller.contains(&format!("getfaxtrade.cgi?cid={tid}&mode=0")) && buyer.contains("&mode=1"),
        "{seller}"
    );
    for (address, signs) in
        [(&seller, "Signature du titulaire actuel"), (&buyer, "Signature du futur titulaire")]
    {
        let text = pdf_text(address).await;
        for part in ["paper.eu", "Pierre MARTIN", "Berthe MARTIN", "3 rue Haute", &tid.to_string(), signs] {
            assert!(text.contains(part), "{part} is missing: {text}");
        }
    }
    let status = async |address: &str| reqwest::get(address).await.expect("an answer").status().as_u16();
    assert_eq!(status(&seller.replace("mode=0", "mode=1")).await, 404, "each side has a key of its own");
    assert_eq!(status(&seller[..seller.len() - 4]).await, 404);
    assert_eq!(status(&seller.replace("mode=0", "mode=7")).await, 404);
    let mailed = reseller.say("api_status", json!([tid, 2]));
    assert_eq!(mailed["answer"]["retval"], -1, "a form is not mailed");
    demo.advance("P15D").await;
    assert_eq!(status(&seller).await, 410);
    reseller.ends(tid, "Error").await;
}

fn link(fields: &Value, name: &str) -> String {
    fields[name].as_str().expect("a link").to_owned()
}

/// What a reader of the PDF sees.
async fn pdf_text(address: &str) -> String {
    let response = reqwest::get(address).await.expect("an answer");
    assert_eq!(
        (response.status().as_u16(), &response.headers()["content-type"]),
        (200, &"application/pdf".parse().expect("a value"))
    );
    let pdf = response.bytes().await.expect("a body");
    assert!(pdf.starts_with(b"%PDF-"), "a PDF");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("form.pdf");
    std::fs::write(&file, &pdf).expect("written");
    let output = std::process::Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-").output();
    let output = output.expect("pdftotext starts: ops/test installs poppler-utils");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Accepts by the newest link of that trade: an earlier trade's mails lie in the same box.
async fn vote(story: &Story, trade: u64, voter: &str) {
    let of_trade = |link: &String| link.starts_with(&format!("/vote/d{trade}-"));
    let mail =
        wait_for_mail(&story.demo.outbox(), voter, |mail| mail.vote.as_ref().is_some_and(of_trade)).await;
    assert_eq!(press(&story.demo, &mail.vote.expect("a link"), "accept").await.status, 200);
}
