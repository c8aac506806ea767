//! Batch mails by every method, written by the assistant and by the tools that people have, and what an account says of
//! the methods that count.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use stories::{Demo, PASSPHRASE, answer, answers, eventually, mail};

/// An order without its signature.
fn unsigned(name: &str, referer: &str, method: &str) -> String {
    format!(
        "batch.version: 4.0\nbatch.account: ve174-ovh\nbatch.referer: {referer}\nbatch.type: orderDomain\n\
         batch.auth.method: {method}\nbatch.autopayment: yes\n\norder.domain.name: {name}\n\
         order.domain.command: create # can be: create | transfer | renew\n\ncontact.owner.id: ve174-ovh\n\
         contact.tech.id: ve174-ovh\ncontact.admin.id: ve174-ovh\ncontact.billing.id: ve174-ovh\n\n\
         option.dns.master: ns0.online.net\noption.dns.slave1: ns1.online.net\n"
    )
}

fn path(access: &Value) -> PathBuf {
    PathBuf::from(access.as_str().expect("a path"))
}

fn run(folder: &Path, command: &str, arguments: &[&str]) -> Vec<u8> {
    let run = Command::new(command).args(arguments).current_dir(folder).env("GNUPGHOME", folder).output();
    let run = run.unwrap_or_else(|error| panic!("{command}: {error}: ops/test installs it"));
    assert!(run.status.success(), "{command} {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    run.stdout
}

/// A signed entity under the header of a mail.
fn under_header(message_id: &str, entity: &[u8]) -> String {
    let entity = String::from_utf8(entity.to_vec()).unwrap().replace("\r\n", "\n").replace('\n', "\r\n");
    format!(
        "From: Client <orders@client.test>\r\nTo: batch@registrar.test\r\nSubject: order {message_id}\r\n\
         Message-ID: <{message_id}@client.test>\r\nDate: Fri, 27 Nov 2026 12:00:00 +0000\r\n{entity}"
    )
}

async fn written(demo: &Demo, folder: &Path, method: &str) -> PathBuf {
    let reseller = &demo.access()["resellers"][0];
    let file = |name: &str, content: &str| {
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let answers = file(
        "answers",
        &unsigned(&format!("assistant-{method}.com"), &format!("assistant-{method}"), method),
    );
    let passphrase = file("passphrase", &format!("{PASSPHRASE}\n"));
    let (pgp, cert, key) = (
        path(&reseller["pgp"]["secret_key"]).display().to_string(),
        path(&reseller["smime"]["cert"]).display().to_string(),
        path(&reseller["smime"]["key"]).display().to_string(),
    );
    let by: Vec<&str> = match method {
        "pgp" => vec!["--pgp-key", &pgp],
        "smime" => vec!["--smime-cert", &cert, "--smime-key", &key],
        _ => vec!["--passphrase-file", &passphrase],
    };
    let out = folder.join(format!("{method}.eml"));
    let shown = out.display().to_string();
    let words = [
        vec!["batch-mail", "new", "--no-questions", "--answers", &answers, "--from", "orders@client.test"],
        vec!["--to", "batch@registrar.test", "--out", &shown],
        by,
    ]
    .concat();
    let output = demo.piped(&words, b"").await;
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    out
}

#[tokio::test]
async fn what_the_assistant_writes_is_accepted_by_every_method() {
    let demo = Demo::start().await;
    let folder = tempfile::tempdir().unwrap();
    for method in ["plain", "md5", "pgp", "smime"] {
        let file = written(&demo, folder.path(), method).await;
        let taken = demo.try_command(&["batch-mail", "run", file.to_str().unwrap(), "--json"]).await;
        let taken: Value = serde_json::from_slice(&taken.stdout).unwrap();
        assert_eq!(taken["mails"][0]["answer"]["batch.result.status"], "accepted", "{method}: {taken}");
    }
    let missing = demo.piped(&["batch-mail", "new", "--no-questions"], b"").await;
    let said = String::from_utf8(missing.stderr).unwrap();
    assert_eq!(missing.status.code(), Some(2), "{said}");
    assert!(said.contains("batch.account: expected a nichandle"), "{said}");
    demo.is_in_order().await;
}

#[tokio::test]
async fn gnupg_openssl_perl_and_php_order_names() {
    let demo = Demo::start().await;
    let reseller = demo.access()["resellers"][0].clone();
    let folder = tempfile::Builder::new().prefix("bs-").tempdir_in("/tmp").unwrap();
    let folder = folder.path();
    let secret = path(&reseller["pgp"]["secret_key"]).display().to_string();
    run(folder, "gpg", &["--batch", "--quiet", "--import", &secret]);
    std::fs::write(folder.join("order"), unsigned("by-gpg.com", "gpg", "pgp")).unwrap();
    let clear = run(folder, "gpg", &["--batch", "--quiet", "--output", "-", "--clearsign", "order"]);
    demo.send_mail(&mail("gpg", &String::from_utf8(clear).unwrap())).await;
    let _ = Command::new("gpgconf").args(["--kill", "all"]).env("GNUPGHOME", folder).status();

    std::fs::write(folder.join("order"), unsigned("by-openssl.com", "openssl", "smime")).unwrap();
    let (cert, key) = (path(&reseller["smime"]["cert"]), path(&reseller["smime"]["key"]));
    let (cert, key) = (cert.display().to_string(), key.display().to_string());
    let sign = ["cms", "-sign", "-text", "-in", "order", "-signer", &cert, "-inkey", &key];
    demo.send_mail(&under_header("openssl", &run(folder, "openssl", &sign))).await;

    let php = format!(
        "<?\n$body = file_get_contents('order');\n$texte_a_hasher = preg_replace('/\\s/','','{PASSPHRASE}'.$body);\n\
         $body .= 'batch.auth.md5: '.md5($texte_a_hasher);\necho \"$body\\n\";\n?>\n"
    );
    std::fs::write(folder.join("sign.php"), php).unwrap();
    std::fs::write(folder.join("order"), unsigned("by-php.com", "php", "md5")).unwrap();
    let signed = run(folder, "php", &["-d", "short_open_tag=1", "sign.php"]);
    demo.send_mail(&mail("php", &String::from_utf8(signed).unwrap())).await;

    let perl = format!(
        "use Digest::MD5 qw(md5_hex);\nopen(F, 'order'); while(<F>) {{ $body .= $_; print $_; }}\n\
         $t = '{PASSPHRASE}'.$body; $t =~ s/\\s//g;\nprint $body . 'batch.auth.md5: ' . md5_hex($t) . \"\\n\";\n"
    );
    std::fs::write(folder.join("sign.pl"), perl).unwrap();
    std::fs::write(folder.join("order"), unsigned("by-perl.com", "perl", "md5").trim_end()).unwrap();
    let signed = run(folder, "perl", &["sign.pl"]);
    demo.send_mail(&mail("perl", &String::from_utf8(signed).unwrap())).await;

    for id in ["gpg", "openssl", "php", "perl"] {
        let answered = answer(&demo, id).await;
        assert_eq!(answered.line("batch.result.status"), "accepted", "{id}: {answered:?}");
        assert_eq!(answered.line("batch.referer"), id);
    }
    demo.is_in_order().await;
}

#[tokio::test]
async fn an_account_says_which_methods_and_keys_count() {
    let demo = Demo::start().await;
    let folder = tempfile::tempdir().unwrap();
    let text = |output: &[u8]| String::from_utf8_lossy(output).into_owned();
    let json = async |words: &[&str]| -> Value {
        let output = demo.try_command(&[words, &["--json"]].concat()).await;
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{words:?}: {}", text(&output.stderr)))
    };
    let set = json(&["account", "mail-methods", "13490", "--allow", "pgp,smime", "--as", "support"]).await;
    assert_eq!(set["methods"], serde_json::json!(["pgp", "smime"]), "{set}");
    let signed = format!("{}batch.auth.plain: {PASSPHRASE}\n", unsigned("off.com", "off", "plain"));
    demo.send_mail(&mail("off", &signed)).await;
    let refused = answer(&demo, "off").await;
    assert_eq!(
        (refused.line("batch.result.status"), refused.to.as_str()),
        ("refused", "ve174@reseller.test")
    );
    assert_eq!(
        refused.line("batch.result.error.1"),
        "line 0, key batch.auth.method, expected a method that the account allows: pgp | smime, not plain"
    );

    let keys = json(&["account", "pgp-key", "list", "13490"]).await;
    let fingerprint = keys["items"][0]["fingerprint"].as_str().unwrap().to_owned();
    json(&["account", "pgp-key", "remove", "13490", &fingerprint, "--as", "support"]).await;
    let file = written(&demo, folder.path(), "pgp").await;
    let taken = json(&["batch-mail", "run", file.to_str().unwrap()]).await;
    let said = taken["mails"][0]["answer"]["batch.result.error.1"].as_str().unwrap_or_default().to_owned();
    assert!(said.contains("no OpenPGP key is set on the account"), "{taken}");
    let secret = path(&demo.access()["resellers"][0]["pgp"]["secret_key"]).display().to_string();
    let pasted = demo.try_command(&["account", "pgp-key", "add", "13490", &secret, "--as", "support"]).await;
    assert_eq!(pasted.status.code(), Some(1));
    assert!(text(&pasted.stderr).contains("SECRET key: it was not stored"), "{}", text(&pasted.stderr));

    let certificates = json(&["account", "smime", "list", "13490"]).await;
    assert_eq!(certificates["items"][0]["trust"], "signer", "{certificates}");
    let fingerprint = certificates["items"][0]["fingerprint"].as_str().unwrap().to_owned();
    json(&["account", "smime", "remove", "13490", &fingerprint, "--as", "support"]).await;
    let cert = path(&demo.access()["resellers"][0]["smime"]["cert"]).display().to_string();
    let added = json(&["account", "smime", "add", "13490", &cert, "--as", "support"]).await;
    assert_eq!(added["fingerprint"], fingerprint.as_str());

    std::fs::write(folder.path().join("new"), "UneAutrePhrase\n").unwrap();
    let new = folder.path().join("new").display().to_string();
    json(&["account", "mail-methods", "13490", "--allow", "md5,plain", "--as", "support"]).await;
    json(&["account", "set-passphrase", "13490", "--passphrase-file", &new, "--as", "support"]).await;
    let old = format!("{}batch.auth.plain: {PASSPHRASE}\n", unsigned("rotated.com", "old", "plain"));
    demo.send_mail(&mail("old", &old)).await;
    let now = format!("{}batch.auth.plain: UneAutrePhrase\n", unsigned("rotated.com", "new", "plain"));
    demo.send_mail(&mail("new", &now)).await;
    assert_eq!(answer(&demo, "new").await.line("batch.result.status"), "accepted");
    assert!(answer(&demo, "old").await.line("batch.result.error.1").contains("key batch.auth.plain"));
    let shown = demo.command(&["account", "show", "13490"]).await;
    assert!(shown.contains("plain, md5; a passphrase, 0 OpenPGP keys, 1 certificates"), "{shown}");
    let viewer =
        demo.try_command(&["account", "mail-methods", "13490", "--allow", "none", "--as", "viewer"]).await;
    assert_eq!(viewer.status.code(), Some(1), "{}", text(&viewer.stderr));
    let named = json(&["account", "brand", "13490", "--name", "Noms", "--as", "support"]).await;
    assert_eq!(named["branding"]["name"], "Noms");
    assert!(!demo.log().contains(PASSPHRASE) && !demo.log().contains("BEGIN PGP"));
    demo.is_in_order().await;
}

#[tokio::test]
async fn every_mistake_is_answered_with_its_line() {
    let demo = Demo::start().await;
    let wrong = unsigned("mistaken.com", "wrong", "plain")
        .replace("create #", "buy #")
        .replace("contact.tech.id", "contact.tehc.id")
        + &format!("batch.auth.plain: {PASSPHRASE}\n-- \nClient\n");
    demo.send_mail(&mail("wrong", &wrong)).await;
    let answered = answer(&demo, "wrong").await;
    assert_eq!(
        (answered.line("batch.result.status"), answered.to.as_str()),
        ("refused", "orders@client.test")
    );
    let errors: Vec<&str> = (1..=4).map(|n| answered.line(&format!("batch.result.error.{n}"))).collect();
    assert_eq!(errors[0], "line 9, key order.domain.command, expected create | transfer | renew, not buy");
    assert!(
        errors[1].starts_with("line 12, key contact.tehc.id")
            && errors[1].ends_with("did you mean contact.tech.id?"),
        "{errors:?}"
    );
    assert!(errors[2].starts_with("line 19, key -") && errors[3].starts_with("line 20, key -"), "{errors:?}");
    // Somebody who is not the account learns nothing.
    let forged = unsigned("mistaken.com", "forged", "plain") + "batch.auth.plain: guess\n";
    demo.send_mail(&mail("forged", &forged)).await;
    let told = answer(&demo, "forged").await;
    assert_eq!(told.to, "ve174@reseller.test");
    eventually("one answer", async || (answers(&demo.outbox(), "forged").len() == 1).then_some(())).await;
    demo.is_in_order().await;
}
