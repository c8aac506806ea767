//! The consent to a trade, with everything that proves it.

use crate::billing::text;
use crate::support::{ACCOUNT, Door, ROLES};
use journal::StreamId;
use serde_json::{Value, json};

const EVIDENCE: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

async fn trade(door: &Door, name: &str, buyer: u64) -> u64 {
    let input = json!({ "account": ACCOUNT, "name": name, "newOwner": buyer });
    let asked =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", input).await;
    asked["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{asked}"))
}

async fn vote(door: &Door, trade: u64, side: &str, reason: &str, evidence: Option<&str>) {
    let input =
        json!({ "trade": trade, "side": side, "choice": "ACCEPT", "reason": reason, "evidence": evidence });
    let cast = door.mutate("support", "castTradeVote", "CastTradeVoteInput", "id", input).await;
    assert_eq!(cast["userErrors"], json!([]), "{cast}");
}

#[tokio::test]
async fn a_trade_is_proven_on_paper_to_those_who_see_persons() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne.martin@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("proven-name.com", owner).await;
    let number = trade(&door, "proven-name.com", buyer).await;
    vote(&door, number, "OWNER", "signed form", Some(EVIDENCE)).await;
    let resend = json!({ "trade": number, "side": "NEW_OWNER" });
    let sent = door.mutate("support", "resendTradeBallot", "TradeSideInput", "id", resend).await;
    assert_eq!(sent["userErrors"], json!([]), "{sent}");
    door.settled().await;
    let query = "query($n: Int!) { trade(number: $n) { dossier } }";
    let open = text(&door.data("auditor", query, json!({ "n": number })).await["trade"]["dossier"]);
    for said in ["proven-name.com", "Rien n'est encore décidé", "signed form", EVIDENCE, "operator:support"]
    {
        assert!(open.contains(said), "{said} is not in {open}");
    }
    vote(&door, number, "NEW_OWNER", "by telephone", None).await;
    door.reaches(number, "SUCCEEDED").await;
    door.settled().await;
    for role in ROLES {
        let answer = door.send(role.as_str(), query, json!({ "n": number })).await;
        if !role.sees_personal_data() {
            assert_eq!(answer.code(), "FORBIDDEN", "{}", answer.body);
            continue;
        }
        let paper = text(&answer.data()["trade"]["dossier"]);
        for said in [
            "DOSSIER D'ACCORD",
            "Changement de titulaire",
            "anne.martin@holders.test",
            "bruno@buyers.test",
            "ve174-ovh",
            "by telephone",
            "Completed",
            "VoteCast",
            "no 2",
        ] {
            assert!(paper.contains(said), "{said} is not in {paper}");
        }
    }
    // The chain of the stream ends in the hash on the paper.
    let stream = format!("trade/{number}");
    let events = door.application.journal().read_stream(&StreamId::new("trade", &number.to_string())).await;
    let events = events.unwrap();
    let last = events.last().unwrap();
    let paper = text(&door.data("admin", query, json!({ "n": number })).await["trade"]["dossier"]);
    let line = format!("{stream} #{} {}", last.sequence, data_encoding::HEXLOWER.encode(&last.hash));
    assert!(paper.contains(&line), "{line} is not in {paper}");
    let audit = "query($s: String!) { auditVerify(stream: $s) { sound complete events } }";
    let audit = door.data("auditor", audit, json!({ "s": stream })).await["auditVerify"].clone();
    assert_eq!(audit, json!({ "sound": true, "complete": true, "events": last.sequence }));
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = door.data("admin", log, json!({ "s": stream })).await;
    let logins: Vec<&Value> =
        log["operatorLog"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]["login"]).collect();
    let seeing = ROLES.iter().filter(|role| role.sees_personal_data());
    assert!(seeing.clone().all(|role| logins.contains(&&json!(role.as_str()))), "{logins:?}");
    assert!(!logins.contains(&&json!("viewer")), "{logins:?}");
}
