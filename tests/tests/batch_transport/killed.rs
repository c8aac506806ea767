//! `kill -9` in the middle of a stream of mails: what was promised is done and answered, once.
//!
//! `SEED=n` decides when.

use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use stories::{Demo, Smtp, answers, eventually, mail, order};

const CLIENTS: usize = 4;
const MAILS: usize = 15;
const KILLS: u64 = 3;

/// One client, as a mail server is one: what was not promised is sent again, as it was.
async fn client(address: String, me: usize, promised: Arc<AtomicUsize>, given_up: Arc<AtomicBool>) {
    for n in 0..MAILS {
        let id = format!("stream-{me}-{n}");
        let text = mail(&id, &order(&format!("{id}.com"), &id));
        while !given_up.load(Ordering::SeqCst) {
            let sent = async {
                let mut smtp = Smtp::open(&address).await?;
                smtp.command("EHLO client.test").await?;
                smtp.send("bounces@client.test", &["batch@registrar.test"], &text).await
            };
            let sent = tokio::time::timeout(Duration::from_secs(10), sent).await;
            if matches!(&sent, Ok(Ok(reply)) if reply.starts_with("250 ")) {
                promised.fetch_add(1, Ordering::SeqCst);
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_and_nothing_is_done_or_answered_twice() {
    let seed: u64 = std::env::var("SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(7);
    let mut demo = Demo::start().await;
    let promised = Arc::new(AtomicUsize::new(0));
    let given_up = Arc::new(AtomicBool::new(false));
    let address = demo.smtp().to_owned();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|me| tokio::spawn(client(address.clone(), me, promised.clone(), given_up.clone())))
        .collect();
    for kill in 1..=KILLS {
        // Somewhere in the stream: after so many promises, at another moment of the next mail's life each time.
        let after = (CLIENTS * MAILS) as u64 * kill / (KILLS + 2);
        eventually("mails go on", async || (promised.load(Ordering::SeqCst) as u64 >= after).then_some(()))
            .await;
        tokio::time::sleep(Duration::from_millis((seed * 37 * kill) % 60)).await;
        demo.kill();
        demo.launch().await;
    }
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(promised.load(Ordering::SeqCst), CLIENTS * MAILS);
    all_is_done_once(&demo).await;
}

async fn all_is_done_once(demo: &Demo) {
    let outbox = demo.outbox();
    let journal = demo.journal().await;
    eventually("every mail is dealt with", async || {
        (journal.inbox().standing().await.unwrap().waiting == 0).then_some(())
    })
    .await;
    assert_eq!(journal.inbox().standing().await.unwrap().aside, 0);
    let graphql = demo.graphql("support");
    for (me, n) in (0..CLIENTS).flat_map(|me| (0..MAILS).map(move |n| (me, n))) {
        let id = format!("stream-{me}-{n}");
        let told = answers(&outbox, &id);
        assert_eq!(told.len(), 1, "{id} was answered {} times", told.len());
        assert_eq!(told[0].line("batch.result.status"), "accepted", "{:?}", told[0]);
        const DOMAIN: &str =
            "query($name: DomainName!) { domain(name: $name) { state operations { number } } }";
        eventually(&id, async || {
            let data = graphql.ask(DOMAIN, json!({ "name": format!("{id}.com") })).await;
            let operations = data["domain"]["operations"].as_array().map_or(0, Vec::len);
            assert!(operations <= 1, "{id} was asked for {operations} times");
            // Views follow each for itself.
            (data["domain"]["state"] == "ACTIVE" && operations == 1).then_some(())
        })
        .await;
    }
    demo.is_in_order().await;
}
