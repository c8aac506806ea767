//! Answers to batch mails, as people and programs read them.

use crate::{at, letter, sender};
use application::ports::{Asked, BatchAnswer, BatchComplaint, Content, Mailer, Thread};
use application::{BatchOutcome, BatchStatus};
use domain_model::values::{DomainName, Locale, Nichandle, OperationNumber, OrderCommand, Points, Referer};
use mail::{AnswerKey, OutboxMailer, Sender};
use mail_parser::{MessageParser, MimeHeaders};
use std::sync::Arc;

fn outcome(status: BatchStatus) -> BatchOutcome {
    BatchOutcome {
        status,
        operation: Some(OperationNumber::new(1_000_007)),
        order: None,
        points: Some(Points::new(699).unwrap()),
        mistakes: vec![],
        lines: vec![("expires".to_owned(), "2027-08-01".to_owned())],
        repeated: false,
        silent: false,
    }
}

fn answer() -> BatchAnswer {
    let line = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    BatchAnswer {
        account: Nichandle::parse("ve174-ovh").unwrap(),
        proven: true,
        referer: Some(Referer::parse("ma-ref-é-1").unwrap()),
        asked: Some(Asked::Order {
            command: OrderCommand::Create,
            name: DomainName::parse("café-crème.fr").unwrap(),
        }),
        outcome: outcome(BatchStatus::Accepted),
        complaints: vec![],
        machine: vec![
            line("batch.referer", "ma-ref-é-1"),
            line("batch.result.status", "accepted"),
            line("batch.result.operation", "1000007"),
            line("batch.result.note", "two\r\nlines: \u{7}are one"),
        ],
        thread: Thread {
            subject: Some("ma commande\r\nBcc: x@evil.test".to_owned()),
            message_id: Some("<order-1@client.test>".to_owned()),
            references: vec!["<order-0@client.test>".to_owned(), "no id\r\nX: y".to_owned()],
        },
        signed_at: at(1),
    }
}

async fn sent(sender: Sender, locale: Locale, answer: BatchAnswer) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let mailer = OutboxMailer::open(dir.path().to_owned(), sender).unwrap();
    mailer.send(&letter(locale, Content::BatchAnswer(Box::new(answer)))).await.unwrap();
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    std::fs::read(file).unwrap()
}

fn readable(bytes: &[u8]) -> String {
    let message = MessageParser::default().parse(bytes).unwrap();
    let text = message.body_text(1).unwrap().replace('\u{a0}', " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_answer_is_threaded_and_has_a_part_for_programs_first() {
    let bytes = sent(sender(), Locale::Fr, answer()).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some("Re: ma commande Bcc: x@evil.test"));
    assert_eq!(message.in_reply_to().as_text(), Some("order-1@client.test"));
    let references = message.references().as_text_list().unwrap().to_vec();
    assert_eq!(references, ["order-0@client.test", "order-1@client.test"]);
    assert_eq!(message.header_raw("Auto-Submitted").unwrap().trim(), "auto-replied");
    assert!(message.header_raw("Bcc").is_none() && message.header_raw("X").is_none());
    assert_eq!(message.content_type().unwrap().subtype(), Some("alternative"));
    let machine = message.body_text(0).unwrap();
    assert_eq!(
        machine.lines().collect::<Vec<_>>(),
        [
            "batch.referer: ma-ref-é-1",
            "batch.result.status: accepted",
            "batch.result.operation: 1000007",
            "batch.result.note: two  lines:  are one",
        ]
    );
    let text = readable(&bytes);
    for said in [
        "Votre commande est acceptée et transmise au registre.",
        "- Référence : ma-ref-é-1",
        "- Opération : 1000007",
        "- Prix en points : 699",
        "En détail : - expires : 2027-08-01",
        "La première partie de ce message",
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    let page = message.body_html(0).unwrap();
    assert!(page.contains("Enregistrement de café-crème.fr (xn--caf-crme-60ag.fr)"), "{page}");
}

#[tokio::test]
async fn every_status_says_what_happened_and_what_is_next() {
    let said = |locale, answer| async move { readable(&sent(sender(), locale, answer).await) };
    let with = |status, complaints: Vec<BatchComplaint>| BatchAnswer {
        outcome: outcome(status),
        complaints,
        ..answer()
    };
    let complaint = |line| BatchComplaint {
        line,
        key: "order.domain.name".to_owned(),
        expected: "a name that is free".to_owned(),
    };
    let text = said(Locale::En, with(BatchStatus::Refused, vec![complaint(Some(8)), complaint(None)])).await;
    for words in [
        "Your mail was refused, and nothing was done.",
        "What stands in the way: - Line 8, order.domain.name: expected a name that is free",
        "- order.domain.name: expected a name that is free",
        "Mend the mail, sign it anew and send it again.",
    ] {
        assert!(text.contains(words), "{words:?} is not in {text}");
    }
    assert!(said(Locale::En, with(BatchStatus::Done, vec![])).await.contains("What you asked for is done."));
    let text = said(Locale::En, with(BatchStatus::Rehearsed, vec![])).await;
    assert!(text.contains("This was a rehearsal") && text.contains("would be accepted"), "{text}");
    let text = said(Locale::Fr, with(BatchStatus::Refused, vec![complaint(Some(3))])).await;
    assert!(text.contains("Votre message a été refusé, et rien n'a été fait."), "{text}");
    assert!(text.contains("Ligne 3, order.domain.name : attendu, a name that is free"), "{text}");
    let waiting = BatchOutcome { operation: None, ..outcome(BatchStatus::Accepted) };
    let text = said(Locale::En, BatchAnswer { outcome: waiting, ..answer() }).await;
    assert!(text.contains("is accepted, and waits"), "{text}");
    let again = BatchOutcome { repeated: true, ..outcome(BatchStatus::Accepted) };
    let text = said(Locale::En, BatchAnswer { outcome: again, ..answer() }).await;
    assert!(text.contains("It was not executed again"), "{text}");
    let forged =
        BatchAnswer { proven: false, asked: None, ..with(BatchStatus::Refused, vec![complaint(None)]) };
    let text = said(Locale::Fr, forged).await;
    assert!(text.contains("Rien n'y prouve qu'il vient de vous") && text.contains("ve174-ovh"), "{text}");
}

/// gpg is the judge.
#[tokio::test]
async fn a_signed_answer_verifies_with_gpg() {
    let pair = AnswerKey::generate("Registrar <batch@registrar.test>", at(1)).unwrap();
    let key = AnswerKey::parse(pair.secret.as_bytes()).unwrap();
    let signing = Sender { answer_key: Some(Arc::new(key)), ..sender() };
    let bytes = sent(signing, Locale::Fr, answer()).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    let kind = message.content_type().unwrap();
    assert_eq!(kind.subtype(), Some("signed"));
    assert_eq!(kind.attribute("protocol"), Some("application/pgp-signature"));
    assert!(message.body_text(0).unwrap().contains("batch.result.status: accepted"));
    let boundary = format!("--{}\r\n", kind.attribute("boundary").unwrap());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.is_ascii(), "what is signed travels in ASCII");
    let mut parts = text.split(&boundary);
    let (_, content, signature) = (parts.next(), parts.next().unwrap(), parts.next().unwrap());
    let content = content.strip_suffix("\r\n").unwrap();
    let armour = &signature[signature.find("-----BEGIN").unwrap()..];

    let home = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let gpg = |arguments: &[&std::ffi::OsStr]| {
        std::process::Command::new("gpg")
            .args(["--batch", "--no-autostart", "--homedir"])
            .arg(home.path())
            .args(arguments)
            .output()
            .expect("gpg is installed: ops/test does it")
    };
    let imported = gpg(&["--import".as_ref(), file("key.asc", &pair.public).as_ref()]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let signature = file("signature.asc", armour);
    let good = gpg(&["--verify".as_ref(), signature.as_ref(), file("content", content).as_ref()]);
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    let changed = content.replace("accepted", "rejected");
    let bad = gpg(&["--verify".as_ref(), signature.as_ref(), file("content", &changed).as_ref()]);
    assert!(!bad.status.success());
}
