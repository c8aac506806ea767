//! Pipes, files and Maildirs, as a mail server or a person hands them over.

use serde_json::Value;
use stories::{Demo, answer, mail, order};

fn json(output: &[u8]) -> Value {
    serde_json::from_slice(output).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(output)))
}

#[tokio::test]
async fn a_pipe_a_file_and_a_maildir_go_the_same_way() {
    let demo = Demo::start().await;
    let data = demo.data().display().to_string();
    let folder = tempfile::tempdir().unwrap();

    // As from a .forward: lines end by LF, and a mailbox line stands before.
    let piped = format!(
        "From orders@client.test Fri Nov 27\n{}",
        mail("piped", &order("piped.com", "p")).replace('\r', "")
    );
    let words = ["batch-mail", "run", "-", "--json", "--data", &data, "--sender", "orders@client.test"];
    let output = demo.piped(&words, piped.as_bytes()).await;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let taken = &json(&output.stdout)["mails"][0];
    assert_eq!(
        (taken["fate"].as_str(), taken["state"].as_str()),
        (Some("executed"), Some("done")),
        "{taken}"
    );
    assert_eq!(taken["answer"]["batch.result.status"], "accepted");
    let answered = answer(&demo, "piped").await;
    assert_eq!(taken["answer"]["batch.result.operation"], answered.line("batch.result.operation"));

    let file = folder.path().join("order.eml");
    std::fs::write(&file, mail("filed", &order("filed.com", "f"))).unwrap();
    let shown = demo.command(&["batch-mail", "run", file.to_str().unwrap(), "--rehearsal"]).await;
    assert!(shown.contains("batch.result.status: rehearsed"), "{shown}");
    assert_eq!(answer(&demo, "filed").await.line("batch.result.status"), "rehearsed");

    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir(folder.path().join(part)).unwrap();
    }
    for n in 1..=3 {
        let text = mail(&format!("maildir-{n}"), &order(&format!("maildir-{n}.com"), &format!("m-{n}")));
        std::fs::write(folder.path().join(format!("new/170000000{n}.host")), text).unwrap();
    }
    let output = demo.try_command(&["batch-mail", "run", folder.path().to_str().unwrap(), "--json"]).await;
    let all = json(&output.stdout);
    assert_eq!(all["mails"].as_array().map(Vec::len), Some(3), "{all}");
    for n in 1..=3 {
        assert!(folder.path().join(format!("cur/170000000{n}.host:2,S")).exists());
        assert_eq!(answer(&demo, &format!("maildir-{n}")).await.line("batch.result.status"), "accepted");
    }
    let output = demo.try_command(&["batch-mail", "run", folder.path().to_str().unwrap(), "--json"]).await;
    assert_eq!(json(&output.stdout)["mails"], serde_json::json!([]), "taken once");
    demo.is_in_order().await;
}

#[tokio::test]
async fn a_mail_server_understands_every_refusal() {
    let demo = Demo::start().await;
    let data = demo.data().display().to_string();
    let text = mail("x", "x\n");
    let with = |words: &[&str]| {
        let mut all = vec!["batch-mail".to_owned(), "run".to_owned()];
        all.extend(words.iter().map(|word| (*word).to_owned()));
        all
    };
    let long = mail("long", &"x\n".repeat(600_000));
    for (words, input, code, status) in [
        (with(&["-", "--data", &data, "--recipient", "sales@registrar.test"]), text.as_str(), 67, "5.1.1"),
        (with(&["-", "--data", &data]), "no header", 65, "5.6.0"),
        (with(&["-", "--data", &data]), &long, 65, "5.3.4"),
        (with(&["/nonexistent", "--data", &data]), "", 66, "5.3.0"),
        (with(&["-", "--data", "/nonexistent"]), &text, 75, "4.3.0"),
        (with(&["--data", &data]), "", 64, "5.3.5"),
    ] {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = demo.piped(&words, input.as_bytes()).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        assert!(said.starts_with(status), "{words:?}: {said}");
    }
    let recipient = with(&["-", "--data", &data, "--recipient", "BATCH-TEST@registrar.test", "--json"]);
    let words: Vec<&str> = recipient.iter().map(String::as_str).collect();
    let output = demo.piped(&words, mail("trial", &order("t.com", "t")).as_bytes()).await;
    assert_eq!(json(&output.stdout)["mails"][0]["answer"]["batch.result.status"], "rehearsed");
}

/// The demo is stopped: the mail waits in its database, and is answered when it runs again.
#[tokio::test]
async fn a_mail_for_a_stopped_demo_is_kept() {
    let mut demo = Demo::start().await;
    let data = demo.data().display().to_string();
    demo.stop().await;
    let words = ["batch-mail", "run", "-", "--json", "--data", &data, "--wait", "0"];
    let output = demo.piped(&words, mail("early", &order("early.com", "e")).as_bytes()).await;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    demo.launch().await;
    assert_eq!(answer(&demo, "early").await.line("batch.result.status"), "accepted");
}
