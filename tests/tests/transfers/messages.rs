//! A message of the registry that nobody here understands waits for a person, and blocks nothing.

use crate::desk::{ACCOUNT, CODE, Desk, answers, foreign};
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::Duration;
use stories::{Demo, EppSession, eventually};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

#[tokio::test]
async fn an_unknown_message_is_kept_before_it_is_acknowledged_and_waits_for_a_person() {
    let desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    foreign(&mut other, "after.com").await;
    other.create_contact("STRANGE-1", "Odette Object", "odette@strange.test").await;
    desk.demo.advance("P61D").await;
    let transfer = desk.requested("after.com").await;
    desk.votes("owner@after.test", "accept").await;
    desk.comes_to(transfer, "BLOCKED").await;

    // A transfer of a contact object, which this registrar never asks for: our own session asks for one, and the
    // other registrar agrees. While nothing can be stored, nothing is acknowledged.
    let lock = hold_the_table(&desk.demo).await;
    let mut ours = desk.demo.epp("ours").await;
    contact_transfer(&mut ours, "request", Some("Contact-2026"), 1001).await;
    contact_transfer(&mut other, "approve", None, 1000).await;
    answers(&mut other, "approve", "after.com").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let queue = ours.command("<poll op=\"req\"/>").await;
    assert!(queue.code == 1301 && queue.xml.contains("STRANGE-1"), "{}", queue.xml);
    assert!(queue.xml.contains("count=\"2\""), "{}", queue.xml);
    assert_eq!(waiting(&desk).await, json!([]));
    drop(lock);

    // Then it is kept, acknowledged, shown to people; what stands behind it in the queue goes on.
    desk.comes_to(transfer, "SUCCEEDED").await;
    let shown = eventually("the message at the desk", async || {
        let waiting = waiting(&desk).await;
        (waiting.as_array()?.len() == 1).then(|| waiting[0].clone())
    })
    .await;
    assert_eq!((&shown["registry"], &shown["message"]), (&json!("sandbox"), &json!("Transfer approved.")));
    eventually("an empty queue", async || {
        (ours.command("<poll op=\"req\"/>").await.code == 1300).then_some(())
    })
    .await;
    desk.name_comes_to("after.com", "ACTIVE").await;

    // It still waits after a restart, and nobody reads it off a disk.
    let mut desk = desk;
    desk.kill_and_go_on().await;
    assert_eq!(waiting(&desk).await.as_array().map(Vec::len), Some(1));
    let dump = asked(&desk.demo, "select string_agg(body::text, ' ') from poll_messages").await;
    assert!(dump.contains("after.com") && !dump.contains("STRANGE-1"), "the unknown one is sealed: {dump}");
    assert!(!dump.contains(CODE));
    assert_eq!(desk.points(ACCOUNT).await.reserved, 0);
    desk.is_whole().await;
}

async fn waiting(desk: &Desk) -> Value {
    let query = "query { registryMessages { registry id message keptAt } }";
    desk.support.ask(query, json!({})).await["registryMessages"].clone()
}

async fn contact_transfer(session: &mut EppSession, operation: &str, code: Option<&str>, expected: u16) {
    let code = code
        .map(|code| format!("<contact:authInfo><contact:pw>{code}</contact:pw></contact:authInfo>"))
        .unwrap_or_default();
    let reply = session
        .command(&format!(
            "<transfer op=\"{operation}\"><contact:transfer \
             xmlns:contact=\"urn:ietf:params:xml:ns:contact-1.0\"><contact:id>STRANGE-1</contact:id>{code}\
             </contact:transfer></transfer>"
        ))
        .await;
    assert_eq!(reply.code, expected, "{}", reply.xml);
}

/// The database, as the application's own role.
fn psql(demo: &Demo) -> Command {
    let mut command = Command::new("psql");
    command.arg("-XAtq").arg(demo.access()["postgres"].as_str().expect("an address"));
    command
}

/// The first column of a statement's rows.
async fn asked(demo: &Demo, statement: &str) -> String {
    let output = psql(demo).args(["-c", statement]).output().await.expect("psql runs");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// Keeps everybody from writing to the table of messages, until what this answers is closed.
async fn hold_the_table(demo: &Demo) -> Child {
    let mut held =
        psql(demo).stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn().expect("psql runs");
    let input = held.stdin.as_mut().expect("an input");
    let statement = b"begin;\nlock table poll_messages in exclusive mode;\n";
    input.write_all(statement).await.expect("written");
    input.flush().await.expect("written");
    let query = "select count(*) from pg_locks where relation = 'poll_messages'::regclass \
        and mode = 'ExclusiveLock' and granted";
    eventually("the lock", async || (asked(demo, query).await == "1").then_some(())).await;
    held
}
