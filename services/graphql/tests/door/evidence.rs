//! Documents behind votes: kept for those who see persons, as long as the person is.

use crate::support::{ACCOUNT, Door, ROLES};
use application::LARGEST_EVIDENCE;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use chrono::TimeDelta;
use journal::StreamId;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tower::ServiceExt;

const PDF: &[u8] = b"%PDF-1.7\nI, Anne MARTIN, agree.\n%%EOF\n";

/// A trade under way: its number, and the owner's contact.
async fn trade(door: &Door, name: &str) -> (u64, u64) {
    let owner = door.contact("MARTIN", "anne.martin@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name(name, owner).await;
    let input = json!({ "account": ACCOUNT, "name": name, "newOwner": buyer });
    let of = "operation { number }";
    let asked = door.mutate("support", "requestTrade", "RequestTradeInput", of, input).await;
    (asked["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{asked}")), owner)
}

async fn upload(door: &Door, role: &str, asked: &str, octets: &[u8]) -> (u16, Value) {
    let path = format!("/graphql/evidence?{asked}");
    let headers = [("content-type", "application/octet-stream")];
    let (answer, _) = door.post_to(&path, role, &headers, octets.to_vec()).await;
    (answer.status, answer.body)
}

/// Status, media type, what it is called, and what it holds.
async fn download(door: &Door, role: &str, path: &str) -> (u16, String, String, Vec<u8>) {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    let token = format!("Bearer {}", door.token(role));
    request.headers_mut().insert(header::AUTHORIZATION, token.parse().unwrap());
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))));
    let response = door.router.clone().oneshot(request).await.unwrap();
    let said = |name| response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let (kind, name) = (said(header::CONTENT_TYPE), said(header::CONTENT_DISPOSITION));
    let status = response.status().as_u16();
    let octets = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap();
    (status, kind, name, octets.to_vec())
}

async fn looks(door: &Door, stream: &str) -> usize {
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = door.data("admin", log, json!({ "s": stream })).await;
    log["operatorLog"]["edges"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_document_is_given_back_to_those_who_see_persons_until_the_person_is_erased() {
    let door = Door::open().await;
    let (number, owner) = trade(&door, "shown-name.com").await;
    let asked = format!("kind=trade&number={number}&side=owner&name=form%20%22a%22.pdf");
    let (status, kept) = upload(&door, "support", &asked, PDF).await;
    assert_eq!(status, 200, "{kept}");
    let (digest, path) = (kept["digest"].as_str().unwrap(), kept["path"].as_str().unwrap().to_owned());
    assert_eq!(upload(&door, "support", &asked, PDF).await.1["digest"], digest, "once more is the same");
    let input = json!({ "trade": number, "side": "OWNER", "choice": "ACCEPT", "reason": "signed form",
        "evidence": digest });
    let cast = door.mutate("support", "castTradeVote", "CastTradeVoteInput", "id", input).await;
    assert_eq!(cast["userErrors"], json!([]), "{cast}");
    // Named by an event, it stays.
    let in_a_week = journal::wall_clock() + TimeDelta::days(7);
    assert_eq!(door.application.forget_evidence(in_a_week).await.unwrap(), 0);

    let stream = format!("trade/{number}");
    for role in ROLES {
        let before = looks(&door, &stream).await;
        let (status, kind, name, octets) = download(&door, role.as_str(), &path).await;
        let seen = looks(&door, &stream).await - before;
        if role.sees_personal_data() {
            assert_eq!((status, kind.as_str(), octets.as_slice()), (200, "application/pdf", PDF), "{role}");
            assert_eq!((name.as_str(), seen), ("attachment; filename=\"form _a_.pdf\"", 1));
        } else {
            assert_eq!((status, seen), (403, 0), "{role}");
            assert!(!String::from_utf8_lossy(&octets).contains("MARTIN"));
        }
    }
    door.settled().await;
    let query = "query($n: Int!) { trade(number: $n) { sides { side evidence evidencePath } } }";
    let sides = door.data("viewer", query, json!({ "n": number })).await["trade"]["sides"].clone();
    let shown = sides.as_array().unwrap().iter().find(|side| side["side"] == "owner").unwrap();
    assert_eq!((&shown["evidence"], &shown["evidencePath"]), (&json!(digest), &json!(path)));

    // Once a vote names it, nobody gives it another name.
    let renamed = asked.replace("form", "other");
    assert_eq!(upload(&door, "support", &renamed, PDF).await.0, 200);
    assert_eq!(download(&door, "admin", &path).await.2, "attachment; filename=\"form _a_.pdf\"");

    let journal = door.application.journal();
    let stored = journal.document(&StreamId::parse(&stream).unwrap(), digest).await.unwrap().unwrap();
    let stored = stored.content.to_string();
    assert!(!stored.contains("form") && !stored.contains("JVBERi"), "sealed: {stored}");
    let vault = door.application.journal().vault();
    vault.erase(&format!("contact:{owner}"), &["contact", "evidence"]).await.unwrap();
    assert_eq!(download(&door, "admin", &path).await.0, 410, "gone with the person");
    assert_eq!(upload(&door, "support", &asked, PDF).await.0, 410, "and nothing comes back");
}

#[tokio::test]
async fn what_is_no_document_of_a_vote_is_refused_and_what_nothing_names_goes_after_a_day() {
    let door = Door::open().await;
    let (number, _) = trade(&door, "unshown-name.com").await;
    let asked = format!("kind=trade&number={number}&side=owner&name=form.pdf");
    let large = [PDF, &vec![b' '; LARGEST_EVIDENCE - PDF.len() + 1]].concat();
    for (role, asked, octets, status, code) in [
        ("support", asked.as_str(), &large[..], 413, "EVIDENCE_SIZE"),
        ("support", &asked, b"", 413, "EVIDENCE_SIZE"),
        ("support", &asked, b"<html><script>", 415, "EVIDENCE_TYPE"),
        ("support", "kind=trade&number=99&side=owner&name=a.pdf", PDF, 404, "NOT_FOUND"),
        ("support", &asked.replace("side=owner", "side=admin"), PDF, 404, "NOT_FOUND"),
        ("support", &asked.replace("form.pdf", "%0A"), PDF, 400, "EVIDENCE_NAME"),
    ] {
        let (found, said) = upload(&door, role, asked, octets).await;
        assert_eq!((found, &said["userErrors"][0]["code"]), (status, &json!(code)), "{asked}");
    }
    for (role, status) in [("viewer", 403), ("auditor", 403), ("finance", 403), ("nobody", 401)] {
        assert_eq!(upload(&door, role, &asked, PDF).await.0, status, "{role}");
    }
    let foreign = [("origin", "https://evil.test"), ("cookie", "registrar_session=rgs_support_x")];
    let (refused, _) = door.post_to(&format!("/graphql/evidence?{asked}"), "nobody", &foreign, PDF).await;
    assert_eq!(refused.status, 403, "a page of somebody else's");

    let whole = &large[..LARGEST_EVIDENCE];
    let (status, kept) = upload(&door, "admin", &asked, whole).await;
    assert_eq!(status, 200, "as large as may be: {kept}");
    let path = kept["path"].as_str().unwrap();
    assert_eq!(download(&door, "auditor", path).await.3.len(), LARGEST_EVIDENCE);
    let other = path.replace("trade", "transfer");
    assert_eq!(download(&door, "auditor", &other).await.0, 404, "it was shown for something else");
    let now = journal::wall_clock();
    assert_eq!(door.application.forget_evidence(now + TimeDelta::hours(23)).await.unwrap(), 0);
    assert_eq!(door.application.forget_evidence(now + TimeDelta::hours(25)).await.unwrap(), 1);
    assert_eq!(download(&door, "auditor", path).await.0, 404);
}
