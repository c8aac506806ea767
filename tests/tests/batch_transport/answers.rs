//! Who is told what.

use serde_json::json;
use std::time::Duration;
use stories::{Demo, answer, answers, eventually, mail, mails_to, order};

const DOMAIN: &str = "query($name: DomainName!) { domain(name: $name) { state } }";

async fn state(demo: &Demo, name: &str) -> String {
    let data = demo.graphql("support").ask(DOMAIN, json!({ "name": name })).await;
    data["domain"]["state"].as_str().unwrap_or_default().to_owned()
}

/// Long enough for an answer that must not come.
async fn nothing_comes(demo: &Demo, ids: &[&str]) {
    let journal = demo.journal().await;
    eventually("the inbox is empty", async || {
        (journal.inbox().standing().await.unwrap().waiting == 0).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    for id in ids {
        assert_eq!(answers(&demo.outbox(), id).len(), 0, "{id} was answered");
    }
}

async fn registered_address(demo: &Demo) -> String {
    const HOLDER: &str = "query { contact(number: 13490) { details { email } } }";
    let data = demo.graphql("support").ask(HOLDER, json!({})).await;
    data["contact"]["details"]["email"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_order_is_answered_in_its_thread_signed_and_delivered() {
    let demo = Demo::start().await;
    demo.send_mail(&mail("first", &order("by-mail.com", "ma-ref-1"))).await;
    let answer = answer(&demo, "first").await;
    assert_eq!(answer.to, "orders@client.test");
    assert_eq!(answer.subject, "Re: order first");
    assert_eq!(answer.line("batch.referer"), "ma-ref-1");
    assert_eq!(answer.line("batch.result.status"), "accepted", "{answer:?}");
    assert!(answer.line("batch.result.operation").parse::<u64>().is_ok(), "{answer:?}");
    assert!(answer.text.contains("Votre commande est acceptée"), "{}", answer.text);
    eventually("the name", async || (state(&demo, "by-mail.com").await == "ACTIVE").then_some(())).await;
    verified(&demo, &answer.bytes);
    for (id, body) in [("again", order("by-mail.com", "ma-ref-1")), ("other", order("other.com", "ma-ref-1"))]
    {
        demo.send_mail(&mail(id, &body)).await;
    }
    let again = stories::answer(&demo, "again").await;
    assert_eq!(again.line("batch.result.repeated"), "yes", "{again:?}");
    assert_eq!(again.line("batch.result.operation"), answer.line("batch.result.operation"));
    let other = stories::answer(&demo, "other").await;
    assert_eq!(other.line("batch.result.status"), "refused");
    assert!(other.line("batch.result.error.1").contains("key batch.referer"), "{other:?}");
    // The very same message: nothing happens.
    demo.send_mail(&mail("first", &order("by-mail.com", "ma-ref-1"))).await;
    nothing_comes(&demo, &[]).await;
    assert_eq!(answers(&demo.outbox(), "first").len(), 1);
    demo.is_in_order().await;
}

/// As a mail program checks it: the first part byte by byte, against the key that the demo publishes.
fn verified(demo: &Demo, bytes: &[u8]) {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let boundary = text.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let parts: Vec<&str> = text.split(format!("--{boundary}\r\n").as_str()).collect();
    let (content, signature) = (parts[1], parts[2]);
    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let gpg = |arguments: &[&std::path::Path]| {
        let output = std::process::Command::new("gpg")
            .args(["--batch", "--no-autostart", "--homedir"])
            .arg(home.path())
            .args(arguments)
            .output()
            .expect("gpg is installed: ops/test does it");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let key = demo.access()["batch"]["key"].as_str().unwrap();
    gpg(&["--import".as_ref(), key.as_ref()]);
    let armour = file("signature", &signature[signature.find("-----BEGIN").unwrap()..]);
    let content = file("content", content.strip_suffix("\r\n").unwrap());
    gpg(&["--verify".as_ref(), &armour, &content]);
}

#[tokio::test]
async fn a_rehearsal_has_no_effect_and_two_addresses_are_two_mails() {
    let demo = Demo::start().await;
    demo.send_mail_to(&["batch-test@registrar.test"], &mail("trial", &order("tried.com", "r-1"))).await;
    let trial = answer(&demo, "trial").await;
    assert_eq!(trial.line("batch.result.status"), "rehearsed", "{trial:?}");
    assert!(trial.text.contains("Ceci était une simulation"), "{}", trial.text);
    assert_eq!(state(&demo, "tried.com").await, "");
    let both = ["batch@registrar.test", "batch-test@registrar.test"];
    demo.send_mail_to(&both, &mail("both", &order("both.com", "r-2"))).await;
    let outbox = demo.outbox();
    let two = eventually("two answers", async || {
        Some(answers(&outbox, "both")).filter(|answers| answers.len() == 2)
    })
    .await;
    let mut words: Vec<&str> = two.iter().map(|answer| answer.line("batch.result.status")).collect();
    words.sort_unstable();
    // Whichever comes first: after the order, its name is taken for the rehearsal.
    assert_eq!(words[0], "accepted");
    assert!(["rehearsed", "refused"].contains(&words[1]), "{two:?}");
}

#[tokio::test]
async fn what_is_not_authentic_is_told_to_the_holder_alone() {
    let demo = Demo::start().await;
    let holder = registered_address(&demo).await;
    let forged = order("forged.com", "f-1").replace("MaPassPhrase", "TonPassPhrase");
    demo.send_mail(&mail("forged", &forged)).await;
    let told = answer(&demo, "forged").await;
    assert_eq!(told.to, holder);
    assert_eq!(told.line("batch.result.status"), "refused");
    assert!(told.text.contains("Rien n'y prouve qu'il vient de vous"), "{}", told.text);
    assert!(mails_to(&demo.outbox(), "orders@client.test").is_empty(), "the sender learns nothing");
    let nobody = forged.replace("ve174-ovh", "nobody99-ovh");
    demo.send_mail(&mail("nobody", &nobody)).await;
    demo.send_mail(&mail("prose", "Bonjour, combien coûte un nom ?\n")).await;
    nothing_comes(&demo, &["nobody", "prose"]).await;
    assert_eq!(state(&demo, "forged.com").await, "");
}

#[tokio::test]
async fn mistakes_are_told_by_line_to_whoever_sent_them() {
    let demo = Demo::start().await;
    let wrong = order("wrong.com", "w-1").replace("command: create", "command: creat");
    let with_reply_to = mail("wrong", &wrong).replace("Subject:", "Reply-To: desk@client.test\r\nSubject:");
    demo.send_mail(&with_reply_to).await;
    let told = answer(&demo, "wrong").await;
    assert_eq!(told.to, "desk@client.test");
    assert_eq!(told.line("batch.result.status"), "refused");
    let complaint = told.line("batch.result.error.1");
    assert!(complaint.starts_with("line 10, key order.domain.command, expected "), "{complaint}");
    assert!(told.text.contains("- Ligne 10, order.domain.command : attendu"), "{}", told.text);
    demo.send_mail(&mail("mended", &order("wrong.com", "w-1"))).await;
    assert_eq!(
        answer(&demo, "mended").await.line("batch.result.status"),
        "accepted",
        "nothing was registered"
    );
}

/// Nobody answers a program that answers (RFC 3834): what is authentic is done all the same.
#[tokio::test]
async fn programs_lists_and_reports_are_not_answered() {
    let demo = Demo::start().await;
    let list = order("loops.com", "l-1").replace("orderDomain", "soapi");
    for (id, field) in [
        ("list", "List-Id: <names.client.test>"),
        ("auto", "Auto-Submitted: auto-replied"),
        ("bulk", "Precedence: bulk"),
    ] {
        let text = mail(id, &list).replace("MIME-Version:", &format!("{field}\r\nMIME-Version:"));
        demo.send_mail(&text).await;
    }
    let ours = mail("ours", &list).replace("orders@client.test", "batch@registrar.test");
    demo.send_mail(&ours).await;
    let mut smtp = stories::Smtp::open(demo.smtp()).await.unwrap();
    smtp.command("EHLO mx.client.test").await.unwrap();
    let reply = smtp.send("", &["batch@registrar.test"], &mail("report", &list)).await.unwrap();
    assert!(reply.starts_with("250"), "{reply}");
    nothing_comes(&demo, &["list", "auto", "bulk", "ours", "report"]).await;
    let doctor = demo.command(&["doctor"]).await;
    assert!(doctor.contains("batch mails") && doctor.contains("none waits"), "{doctor}");
}
