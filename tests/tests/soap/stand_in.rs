//! `hash_email`: the registry gets an address that stands for the person's own, and mail to it goes on to the person.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Output;
use stories::{Demo, Desk, EppSession, Soap, eventually, wait_for_mail, with};

const REAL: &str = "camille@holders.test";
const SENDER: &str = "stranger@elsewhere.test";
const SUBJECT: &str = "about-your-name";

struct Story {
    demo: Demo,
    reseller: Soap,
    ours: EppSession,
    holder: u64,
    stand_in: String,
}

#[tokio::test]
async fn a_hidden_address_is_stood_for_at_the_registry_and_in_the_mail() {
    let demo = Demo::start().await;
    let reseller = Soap::of(&demo, 0);
    let ours = demo.epp("ours").await;
    let fields = reseller.fields("contact_create", json!([array(json!({}))]));
    let (holder, stand_in) = (fields["id"].as_u64().expect("an id"), text(&fields["md5_email"]));
    assert_eq!((&fields["email"], &fields["hash_email"]), (&json!(REAL), &json!("yes")));
    let (local, domain) = stand_in.split_once('@').expect("an address");
    assert!(
        local.len() > 9 && local.ends_with(&format!(".{holder}")) && domain.contains("nospam"),
        "{stand_in}"
    );
    let mut story = Story { demo, reseller, ours, holder, stand_in };
    story.registered().await;
    story.forwarded().await;
    story.not_forwarded().await;
    story.tried_again_later().await;
    story.shown_and_hidden_again().await;
    story.forgotten().await;
    story.demo.is_in_order().await;
    let log = story.demo.log();
    for secret in [REAL, SENDER, SUBJECT, &story.stand_in] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

/// The paper's `$array_contact`, of somebody else.
fn array(more: Value) -> Value {
    let array = json!({ "passwd": "tres-secret", "email": REAL, "hash_email": "yes", "formejuridique": "particulier",
        "civilite": "Mme", "nom": "CACHEE", "prenom": "Camille", "adresse1": "1 rue Basse", "cp": "75001",
        "ville": "PARIS", "pays_id": "1", "telephone": "+33.147010203", "lang": "en", "revente": "no" });
    with(array, more)
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn message() -> Vec<u8> {
    let text = format!(
        "Received: from elsewhere.test by mx.test; Fri, 27 Nov 2026 16:00:00 +0000\nFrom: {SENDER}\nTo: nobody\n\
         Subject: {SUBJECT}\nDKIM-Signature: v=1;\n\tbh=abc=; b=def=\n\n.\nFrom here\n\u{e9}t\u{e9} \r alone\n\n"
    );
    text.into_bytes()
}

impl Story {
    async fn piped(&self, recipient: &str, more: &[&str], input: &[u8]) -> Output {
        let data = self.demo.data().display().to_string();
        let words = ["mail", "forward", "--data", &data, "--recipient", recipient];
        self.demo.piped(&[&words[..], more].concat(), input).await
    }

    /// The exit code, and what the mail server reads: it names nobody.
    async fn refused(&self, recipient: &str, input: &[u8]) -> (Option<i32>, String) {
        let output = self.piped(recipient, &[], input).await;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        for secret in [REAL, SENDER, SUBJECT, &self.stand_in] {
            assert!(!said.contains(secret), "{said}");
        }
        let status = said.split(' ').next().unwrap_or_default().to_owned();
        (output.status.code(), status)
    }

    /// The address that the registry shows of the holder.
    async fn at_registry(&mut self) -> Option<String> {
        let reply = self.ours.info_contact(&format!("BMN-{}", self.holder)).await;
        assert_eq!(reply.code, 1000, "{}", reply.xml);
        assert!(!reply.xml.contains(REAL) || reply.text("email").as_deref() == Some(REAL), "nowhere else");
        reply.text("email")
    }

    async fn becomes(&mut self, hash_email: &str, shown: &str) {
        let fields =
            self.reseller.fields("contact_update", json!([self.holder, { "hash_email": hash_email }]));
        assert_eq!(fields["hash_email"], hash_email);
        let expected = if hash_email == "yes" { self.stand_in.as_str() } else { "" };
        assert_eq!(fields["md5_email"], expected);
        for _ in 0..200 {
            if self.at_registry().await.as_deref() == Some(shown) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the registry does not show {shown}");
    }

    /// Everything in the outbox that was forwarded.
    fn kept(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let files = std::fs::read_dir(self.demo.outbox()).expect("an outbox");
        let files = files.map(|entry| entry.expect("a file").path());
        let read = files.map(|path| (path.clone(), std::fs::read(&path).expect("a file")));
        read.filter(|(_, bytes)| bytes.starts_with(b"Return-Path: ")).collect()
    }

    /// The registry has the stand-in from the first moment; what we write ourselves goes to the person.
    async fn registered(&mut self) {
        let own = self.reseller.dist_id();
        let asked = json!([{ "domain": "hidden.com", "period": 1, "owner_id": self.holder, "admin_id": own,
            "tech_id": own, "bill_id": own, "service": "dns", "ns0": "ns0.online.net", "ns1": "ns1.online.net" }]);
        let tid = self.reseller.opens("domain_create", asked);
        self.reseller.ends(tid, "Done").await;
        assert_eq!(self.at_registry().await, Some(self.stand_in.clone()));
        wait_for_mail(&self.demo.outbox(), REAL, |mail| mail.text.contains("/verify/")).await;
        // A change of other data leaves it as it is, and nobody takes it for a difference.
        self.reseller.fields("contact_update", json!([self.holder, { "ville": "LYON" }]));
        self.becomes("yes", &self.stand_in.clone()).await;
        let desk = Desk::of(&self.demo, "support");
        assert_eq!(
            desk.does("reconcileDomain", json!({ "name": "hidden.com" })).await,
            Ok("hidden.com".to_owned())
        );
        let drift = desk.ask("query { drift(name: \"hidden.com\") { nodes { field } } }", json!({})).await;
        assert_eq!(drift["drift"]["nodes"], json!([]));
    }

    async fn forwarded(&self) {
        let message = message();
        let output = self.piped(&self.stand_in, &["--sender", SENDER, "--json"], &message).await;
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(said, json!({ "forwarded": { "contact": self.holder } }));
        let kept = self.kept();
        assert_eq!(kept.len(), 1);
        let bytes = &kept[0].1;
        assert!(bytes.ends_with(&message), "every byte that came, at the end");
        let head = String::from_utf8_lossy(&bytes[..bytes.len() - message.len()]).into_owned();
        let lines: Vec<&str> = head.lines().collect();
        let (stand_in, domain) = (&self.stand_in, self.stand_in.split_once('@').expect("an address").1);
        assert_eq!(lines[0], "Return-Path: <registrar@registrar.test>", "reports come to us");
        assert_eq!(lines[1], format!("X-Original-To: {REAL}"));
        assert_eq!(lines[2], format!("Delivered-To: {stand_in}"));
        assert!(
            lines[3].starts_with(&format!("Received: by {domain} (registrar) id forward-{}-", self.holder))
        );
        assert!(
            lines[4].starts_with(&format!("\tfor <{stand_in}>; ")) && lines[4].ends_with(" +0000"),
            "{head}"
        );
        assert_eq!(lines.len(), 5);

        // The same once more is the same; in another case it is the same address; a report goes on from nobody.
        assert_eq!(self.piped(&self.stand_in.to_uppercase(), &[], &message).await.status.code(), Some(0));
        assert_eq!(self.kept().len(), 1);
        let report = [&message[..], b"a report"].concat();
        assert_eq!(self.piped(&self.stand_in, &["--sender="], &report).await.status.code(), Some(0));
        assert_eq!(self.kept().iter().filter(|(_, kept)| kept.starts_with(b"Return-Path: <>\n")).count(), 1);

        // What comes back to the stand-in goes round in a loop.
        assert_eq!(self.refused(&self.stand_in, bytes).await, (Some(65), "5.4.6".to_owned()));
    }

    async fn not_forwarded(&self) {
        let (local, domain) = self.stand_in.split_once('@').expect("an address");
        let (digits, number) = local.split_once('.').expect("digits and number");
        let other = if digits.starts_with('0') { "1" } else { "0" };
        let unknown = [
            format!("{other}{}.{number}@{domain}", &digits[1..]),
            format!("{digits}.{}@{domain}", self.holder + 1),
            format!("{number}@{domain}"),
            format!("{local}@elsewhere.test"),
            "not an address".to_owned(),
            String::new(),
        ];
        for recipient in &unknown {
            assert_eq!(
                self.refused(recipient, &message()).await,
                (Some(67), "5.1.1".to_owned()),
                "{recipient}"
            );
        }
        for (input, status) in [(&b""[..], "5.6.0"), (b"hello\n\nSubject: x\n", "5.6.0")] {
            assert_eq!(self.refused(&self.stand_in, input).await, (Some(65), status.to_owned()));
        }
        let hops = "Received: by somewhere; today\n".repeat(51) + "Subject: x\n\n";
        assert_eq!(self.refused(&self.stand_in, hops.as_bytes()).await, (Some(65), "5.4.6".to_owned()));
        let long = [b"Subject: x\n\n", &vec![b'x'; 10 * 1024 * 1024][..]].concat();
        assert_eq!(self.refused(&self.stand_in, &long).await, (Some(65), "5.3.4".to_owned()));
        for wrong in
            [&["mail", "forward"][..], &["mail", "forward", "--recipient"], &["--json", "mail", "send"]]
        {
            assert_eq!(self.demo.piped(wrong, b"").await.status.code(), Some(64), "{wrong:?}");
        }
        assert_eq!(self.kept().len(), 2);
    }

    /// A database that is away, and a configuration that is not there, lose no mail.
    async fn tried_again_later(&self) {
        let folder = tempfile::tempdir().expect("a folder");
        let config =
            std::fs::read_to_string(self.demo.data().join("registrar.toml")).expect("a configuration");
        let away = folder.path().join("away.toml");
        let gone = config.lines().map(|line| match line.starts_with("url = \"postgres") {
            true => "url = \"postgres://nobody@127.0.0.1:1/nothing\"\n".to_owned(),
            false => format!("{line}\n"),
        });
        let gone: String = gone.collect();
        assert_ne!(gone, config, "the configuration names the database");
        std::fs::write(&away, gone).expect("written");
        for file in [&away, &folder.path().join("missing.toml")] {
            let words =
                ["mail", "forward", "--config", &file.display().to_string(), "--recipient", &self.stand_in];
            let output = self.demo.piped(&words, &message()).await;
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(75), "{said}");
            assert!(said.starts_with("4.3.0 "), "{said}");
        }
    }

    /// Who shows the own address again has switched the stand-in off; hiding it brings the same one back.
    async fn shown_and_hidden_again(&mut self) {
        let stand_in = self.stand_in.clone();
        self.becomes("no", REAL).await;
        assert_eq!(self.refused(&stand_in, &message()).await, (Some(67), "5.1.1".to_owned()));
        self.becomes("yes", &stand_in).await;
        let again = [&message()[..], b"again"].concat();
        assert_eq!(self.piped(&stand_in, &[], &again).await.status.code(), Some(0));
        assert_eq!(self.kept().len(), 3);
    }

    /// Erased, nobody is reached, and what was kept is gone.
    async fn forgotten(&self) {
        let desk = Desk::of(&self.demo, "admin");
        let erase = json!({ "contact": self.holder, "reason": "asked to be forgotten" });
        desk.does("eraseContact", erase).await.unwrap_or_else(|said| panic!("{said:?}"));
        eventually("nothing kept", async || self.kept().is_empty().then_some(())).await;
        assert_eq!(self.refused(&self.stand_in, &message()).await, (Some(67), "5.1.1".to_owned()));

        let fields = self.reseller.fields("contact_create", json!([array(json!({ "nom": "DELETED" }))]));
        let stand_in = text(&fields["md5_email"]);
        assert_eq!(self.piped(&stand_in, &[], &message()).await.status.code(), Some(0));
        self.reseller.fields("contact_delete", json!([fields["id"]]));
        assert_eq!(self.refused(&stand_in, &message()).await, (Some(67), "5.1.1".to_owned()));
    }
}
