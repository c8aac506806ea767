//! The protocol: real clients, and those that do not mean well.

use std::process::Output;
use stories::{Demo, Smtp, answer, mail, order};

async fn swaks(demo: &Demo, arguments: &[&str], message: &str) -> Output {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), message).unwrap();
    let server: Vec<&str> =
        if arguments.contains(&"--socket") { vec![] } else { vec!["--server", demo.smtp()] };
    tokio::process::Command::new("swaks")
        .args(server)
        .args(["--from", "bounces@client.test", "--ehlo", "client.test", "--data"])
        .arg(format!("@{}", file.path().display()))
        .args(arguments)
        .output()
        .await
        .expect("swaks is installed: ops/test does it")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

const TO: [&str; 2] = ["--to", "batch@registrar.test"];

#[tokio::test]
async fn swaks_sends_plainly_under_tls_in_a_pipeline_and_by_lmtp() {
    let demo = Demo::start().await;
    let socket = demo.access()["lmtp"].as_str().expect("a socket").to_owned();
    let ways: [(&str, Vec<&str>); 4] = [
        ("plainly", vec![]),
        ("tls", vec!["--tls"]),
        ("pipeline", vec!["--pipeline"]),
        ("lmtp", vec!["--protocol", "LMTP", "--socket", &socket]),
    ];
    for (id, arguments) in ways {
        let message = mail(id, &order(&format!("swaks-{id}.com"), id));
        let sent = swaks(&demo, &[&TO[..], &arguments].concat(), &message).await;
        assert!(sent.status.success(), "{id}: {}", said(&sent));
        if id == "tls" {
            assert!(said(&sent).contains("TLS started"), "{}", said(&sent));
        }
        assert_eq!(answer(&demo, id).await.line("batch.result.status"), "accepted", "{id}");
    }
    let refused = swaks(&demo, &["--to", "sales@registrar.test"], &mail("x", "x")).await;
    assert_eq!(refused.status.code(), Some(24), "no recipient: {}", said(&refused));
    assert!(said(&refused).contains("550 5.1.1"), "{}", said(&refused));
    assert!(
        !demo.log().contains("MaPassPhrase") && !demo.log().contains("client.test"),
        "a mail is in the log"
    );
}

#[tokio::test]
async fn long_mails_and_smuggled_ones_are_refused() {
    let demo = Demo::start().await;
    let mut smtp = Smtp::open(demo.smtp()).await.unwrap();
    let hello = smtp.command("EHLO client.test").await.unwrap();
    for extension in ["SIZE 1048576", "PIPELINING", "8BITMIME", "STARTTLS", "ENHANCEDSTATUSCODES"] {
        assert!(hello.contains(extension), "{extension} is not in {hello}");
    }
    let announced = smtp.command("MAIL FROM:<a@client.test> SIZE=1048577").await.unwrap();
    assert!(announced.starts_with("552 5.3.4"), "{announced}");
    let body = format!("{}\n", "x".repeat(998)).repeat(1_060);
    let long = smtp.send("a@client.test", &["batch@registrar.test"], &mail("long", &body)).await.unwrap();
    assert!(long.starts_with("552 5.3.4"), "{long}");
    assert!(smtp.command("NOOP").await.unwrap().starts_with("250"), "the conversation goes on");
    let smuggled = mail("outer", "x\n").replace("x\r\n", "x\n.\nMAIL FROM:<e@vil.test>\r\n");
    let refused = smtp.send("a@client.test", &["batch@registrar.test"], &smuggled).await.unwrap();
    assert!(refused.starts_with("521 5.5.2"), "{refused}");
    assert!(smtp.reply().await.is_err(), "the connection is closed");
    let standing = demo.journal().await.inbox().standing().await.unwrap();
    assert_eq!((standing.waiting, standing.aside), (0, 0), "nothing was kept");
}

#[tokio::test]
async fn whoever_talks_is_told_of_the_end_and_what_was_kept_is_answered_after_it() {
    let mut demo = Demo::start().await;
    let mut idle = Smtp::open(demo.smtp()).await.unwrap();
    idle.command("EHLO client.test").await.unwrap();
    let mut half = Smtp::open(demo.smtp()).await.unwrap();
    half.command("EHLO client.test").await.unwrap();
    half.say("MAIL FROM:<a@client.test>\r\nRCPT TO:<batch@registrar.test>\r\nDATA\r\n").await.unwrap();
    for _ in 0..3 {
        half.reply().await.unwrap();
    }
    half.say("Subject: half\r\n\r\nhalf a ma").await.unwrap();
    demo.send_mail(&mail("late", &order("kept-late.com", "late"))).await;
    demo.stop().await;
    assert!(idle.reply().await.unwrap().starts_with("421"), "told");
    assert!(half.reply().await.unwrap().starts_with("421"), "half a mail is none");
    demo.launch().await;
    assert_eq!(answer(&demo, "late").await.line("batch.result.status"), "accepted");
}
