//! What a recipient's program reads in a letter.

use crate::{LINK, at, ballot, letter, sender};
use application::ports::{Content, Kept, Letter, Mailer, Part, VoteOutcome};
use domain_model::values::{DomainName, EmailAddress, Locale};
use domain_model::vote::Choice;
use mail::OutboxMailer;
use mail_parser::{Message, MessageParser, PartType};

/// The one file that a letter makes.
async fn written(letter: &Letter) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    OutboxMailer::open(dir.path().to_owned(), sender()).unwrap().send(letter).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    std::fs::read(&files[0]).unwrap()
}

fn parse(bytes: &[u8]) -> Message<'_> {
    MessageParser::default().parse(bytes).unwrap()
}

/// The text part, decoded, with plain spaces and on one line a paragraph.
fn text(message: &Message<'_>) -> String {
    message.body_text(0).unwrap().replace("\r\n", "\n").replace('\u{a0}', " ")
}

fn flowed(message: &Message<'_>) -> String {
    text(message).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a reader of the HTML form sees, on one line.
fn shown(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let pieces: Vec<&str> =
        body.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
    let plain = pieces
        .join(" ")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#39;", "'")
        .replace("&#38;", "&");
    plain.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn header<'m>(message: &'m Message<'_>, name: &'static str) -> Option<&'m str> {
    message.header(name).and_then(|value| value.as_text())
}

#[tokio::test]
async fn a_letter_has_a_text_and_an_html_form_that_say_the_same() {
    for locale in [Locale::Fr, Locale::En] {
        let bytes = written(&letter(locale, ballot(Part::Owner))).await;
        let message = parse(&bytes);
        let kind = message.header("Content-Type").and_then(|value| value.as_content_type()).unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("multipart", Some("alternative")));
        let [_, plain, html] = message.parts.as_slice() else { panic!("{} parts", message.parts.len()) };
        assert!(matches!(plain.body, PartType::Text(_)) && matches!(html.body, PartType::Html(_)));
        let html = message.body_html(0).unwrap();
        assert!(html.contains(&format!("<html lang=\"{}\">", locale.as_str())));
        let shown = shown(&html);
        for paragraph in text(&message).replace("\n- ", "\n\n- ").split("\n\n") {
            let said =
                paragraph.trim().trim_start_matches("- ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(shown.contains(&said), "{said:?} is not in {shown}");
        }
    }
}

#[tokio::test]
async fn a_kept_letter_reads_as_it_is_and_the_same_letter_has_the_same_bytes() {
    let bytes = written(&letter(Locale::Fr, ballot(Part::NewOwner))).await;
    let raw = String::from_utf8(bytes.clone()).unwrap();
    assert!(raw.contains(&format!("\r\n\r\n{LINK}\r\n\r\n")) && raw.contains("Élevage"));
    assert!(raw.lines().all(|line| line.len() <= 998), "RFC 5322, section 2.1.1");
    assert_eq!(bytes, written(&letter(Locale::Fr, ballot(Part::NewOwner))).await);
}

#[tokio::test]
async fn headers_are_those_of_an_automatic_letter_with_a_stable_id() {
    let bytes = written(&letter(Locale::Fr, ballot(Part::Owner))).await;
    let message = parse(&bytes);
    assert_eq!(message.message_id(), Some("trade-42-owner-1@bookmyname.test"));
    assert_eq!(message.date().unwrap().to_timestamp(), at(1).timestamp());
    assert_eq!(header(&message, "Auto-Submitted"), Some("auto-generated"));
    assert_eq!(header(&message, "Content-Language"), Some("fr"));
    let from = message.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("BookMyName"), Some("noreply@bookmyname.test")));
    assert!(message.sender().is_none());
    assert_eq!(message.to().unwrap().first().unwrap().address(), Some("dupond@free.fr"));
    assert!(message.headers().iter().all(|header| !header.name().to_ascii_lowercase().starts_with("list-")));
    let subject = message.subject().unwrap().replace('\u{a0}', " ");
    assert_eq!(subject, "café-crème.fr (xn--caf-crme-60ag.fr) : acceptez-vous le changement de titulaire ?");
}

#[tokio::test]
async fn a_reseller_signs_in_its_own_name_and_we_stay_the_sender() {
    let mut letter = letter(Locale::En, ballot(Part::TransferOwner));
    letter.from_name = Some("Hébergeur \"Été\"\r\nBcc: victim@example.org".to_owned());
    letter.from = Some(EmailAddress::parse("domaines@hebergeur.test").unwrap());
    let bytes = written(&letter).await;
    let message = parse(&bytes);
    let from = message.from().unwrap().first().unwrap();
    assert_eq!(from.address(), Some("domaines@hebergeur.test"));
    assert_eq!(from.name(), Some("Hébergeur \"Été\" Bcc: victim@example.org"));
    assert_eq!(message.sender().unwrap().first().unwrap().address(), Some("noreply@bookmyname.test"));
    assert!(message.bcc().is_none());
    assert!(flowed(&message).contains("it reaches domaines@hebergeur.test"));
    assert!(message.subject().unwrap().contains("do you accept the transfer to Hébergeur \"Été\""));
}

#[tokio::test]
async fn a_ballot_says_what_follows_from_each_answer_and_until_when() {
    let cases = [
        (Locale::Fr, Part::Owner, "le nouveau titulaire serait « Société Générale d'Élevage <SGE> »"),
        (Locale::Fr, Part::NewOwner, "- Si vous acceptez : vous devenez titulaire dès que"),
        (Locale::Fr, Part::TransferAdmin, "Vous en êtes le contact administratif."),
        (Locale::En, Part::Owner, "the new owner would be “Société Générale d'Élevage <SGE>”"),
        (Locale::En, Part::NewOwner, "- If you accept: you become the owner as soon as"),
        (Locale::En, Part::TransferOwner, "- If you accept: we ask the registry for the transfer."),
        (Locale::Fr, Part::NewReseller, "- Si vous acceptez : le nom rejoint aussitôt votre compte."),
        (Locale::En, Part::NewReseller, "its present reseller is “Société Générale d'Élevage <SGE>”"),
    ];
    for (locale, part, said) in cases {
        let bytes = written(&letter(locale, ballot(part))).await;
        let message = parse(&bytes);
        let flowed = flowed(&message);
        assert!(flowed.contains(said), "{said:?} is not in {flowed}");
        assert!(flowed.contains("café-crème.fr (xn--caf-crme-60ag.fr)"));
        let (refuse, until, ask) = match locale {
            Locale::Fr => (
                "- Si vous refusez : la demande s'arrête",
                "15 août 2026 à 12 h 13 (UTC)",
                "contactez-nous ici :",
            ),
            _ => ("- If you refuse: the request ends", "15 August 2026 at 12:13 (UTC)", "contact us here:"),
        };
        for said in [refuse, until, "https://www.bookmyname.test/aide"] {
            assert!(flowed.contains(said), "{said:?} is not in {flowed}");
        }
        assert!(flowed.to_lowercase().contains(ask));
        assert_eq!(
            text(&message).lines().filter(|line| *line == LINK).count(),
            1,
            "the link has its own line"
        );
        assert!(text(&message).lines().all(|line| line.chars().count() <= 78));
    }
}

#[tokio::test]
async fn names_of_strangers_cannot_write_the_letter() {
    let hostile = "<script>alert(1)</script>\r\n\r\nhttps://evil.test/vote\r\n\r\n\u{202e}";
    let content = Content::VoteRequest {
        name: DomainName::parse("example.com").unwrap(),
        part: Part::Owner,
        other_party: Some(hostile.to_owned()),
        link: LINK.to_owned(),
        expires_at: at(15),
        reminder: false,
    };
    let bytes = written(&letter(Locale::En, content)).await;
    let message = parse(&bytes);
    let html = message.body_html(0).unwrap();
    assert!(!html.contains("<script>") && html.contains("&#60;script&#62;"));
    assert!(!text(&message).contains('\u{202e}') && !html.contains('\u{202e}'));
    assert!(text(&message).lines().all(|line| !line.starts_with("https://evil.test")));
    assert_eq!(html.matches("href=\"https://evil.test").count(), 0);
}

#[tokio::test]
async fn a_reminder_says_so_and_other_languages_read_english() {
    let Content::VoteRequest { name, part, other_party, link, expires_at, .. } = ballot(Part::Owner) else {
        unreachable!()
    };
    let reminder = Content::VoteRequest { name, part, other_party, link, expires_at, reminder: true };
    let bytes = written(&letter(Locale::Fr, reminder.clone())).await;
    assert!(parse(&bytes).subject().unwrap().starts_with("Rappel"));
    for locale in [Locale::De, Locale::Es, Locale::En] {
        let bytes = written(&letter(locale, reminder.clone())).await;
        let message = parse(&bytes);
        assert!(message.subject().unwrap().starts_with("Reminder: café-crème.fr"));
        assert_eq!(header(&message, "Content-Language"), Some("en"));
        assert!(flowed(&message).contains("We have written to you about this before"));
    }
}

#[tokio::test]
async fn every_end_of_a_vote_is_told_apart_in_both_languages() {
    let outcomes = [
        VoteOutcome::Completed,
        VoteOutcome::Refused,
        VoteOutcome::Expired,
        VoteOutcome::Cancelled,
        VoteOutcome::Failed { code: 2304, message: "Object status <prohibits> operation".to_owned() },
    ];
    let name = DomainName::parse("example.com").unwrap();
    for locale in [Locale::Fr, Locale::En] {
        for part in [Part::Owner, Part::NewOwner, Part::TransferOwner, Part::TransferAdmin] {
            let mut subjects = Vec::new();
            for outcome in &outcomes {
                let content = Content::VoteEnded { name: name.clone(), part, outcome: outcome.clone() };
                let bytes = written(&letter(locale, content)).await;
                let message = parse(&bytes);
                let subject = message.subject().unwrap().to_owned();
                assert!(subject.starts_with("example.com"), "{subject}");
                let failed = matches!(outcome, VoteOutcome::Failed { .. });
                let said = flowed(&message);
                assert_eq!(said.contains("code 2304") && said.contains("<prohibits>"), failed, "{said}");
                subjects.push(subject);
            }
            subjects.sort();
            subjects.dedup();
            assert_eq!(subjects.len(), outcomes.len(), "{subjects:?}");
        }
    }
}

#[tokio::test]
async fn two_resellers_learn_how_a_move_ended() {
    let name = DomainName::parse("example.com").unwrap();
    let outcomes =
        [VoteOutcome::Completed, VoteOutcome::Refused, VoteOutcome::Expired, VoteOutcome::Cancelled];
    for (locale, gained, lost) in [
        (Locale::Fr, "est maintenant géré par votre compte", "n'est plus géré par votre compte"),
        (Locale::En, "is now managed by your account", "is no longer managed by your account"),
    ] {
        let mut subjects = Vec::new();
        for (part, about) in [(Part::NewReseller, gained), (Part::Reseller, lost)] {
            for outcome in &outcomes {
                let content = Content::VoteEnded { name: name.clone(), part, outcome: outcome.clone() };
                let bytes = written(&letter(locale, content)).await;
                let message = parse(&bytes);
                assert_eq!(flowed(&message).contains(about), *outcome == VoteOutcome::Completed);
                subjects.push(message.subject().unwrap().to_owned());
            }
        }
        subjects.sort();
        subjects.dedup();
        assert_eq!(subjects.len(), outcomes.len(), "{subjects:?}");
    }
}

#[tokio::test]
async fn both_sides_learn_how_an_operator_voted_for_one() {
    let name = DomainName::parse("example.com").unwrap();
    let vote = |part, side, choice| Content::VotedForYou { name: name.clone(), part, side, choice };
    let cases = [
        (Locale::Fr, vote(Part::Owner, Part::Owner, Choice::Accept), "une acceptation en votre nom"),
        (
            Locale::Fr,
            vote(Part::NewOwner, Part::Owner, Choice::Refuse),
            "un refus au nom du titulaire actuel",
        ),
        (
            Locale::En,
            vote(Part::Owner, Part::NewOwner, Choice::Accept),
            "an acceptance on behalf of the new owner",
        ),
        (
            Locale::En,
            vote(Part::TransferAdmin, Part::TransferAdmin, Choice::Refuse),
            "a refusal on behalf of yourself, in answer to the request to transfer the domain name example.com",
        ),
    ];
    for (locale, content, said) in cases {
        let bytes = written(&letter(locale, content)).await;
        let flowed = flowed(&parse(&bytes));
        assert!(flowed.contains(said), "{said:?} is not in {flowed}");
    }
}

#[tokio::test]
async fn a_transfer_to_another_registrar_is_announced_with_its_day() {
    let content = Content::TransferOut {
        name: DomainName::parse("example.com").unwrap(),
        gaining: "other".to_owned(),
        answer_by: at(6),
        kept: None,
    };
    for (locale, said) in [
        (Locale::Fr, "« other » demande au registre le transfert du nom de domaine example.com"),
        (Locale::En, "“other” has asked the registry for the transfer of the domain name example.com"),
    ] {
        let bytes = written(&letter(locale, content.clone())).await;
        let flowed = flowed(&parse(&bytes));
        assert!(flowed.contains(said), "{flowed}");
        assert!(flowed.contains("6 août 2026") || flowed.contains("6 August 2026"), "{flowed}");
    }
}

#[tokio::test]
async fn a_locked_name_is_said_to_stay_and_until_when() {
    let announced = |until| Content::TransferOut {
        name: DomainName::parse("example.com").unwrap(),
        gaining: "other".to_owned(),
        answer_by: at(6),
        kept: Some(Kept { until }),
    };
    let cases = [
        (Locale::Fr, Some(at(20)), "jusqu'au 20 août 2026", "demandez-le à nouveau après cette date"),
        (Locale::En, Some(at(20)), "until 20 August 2026", "ask for it again after that date"),
        (Locale::Fr, None, "verrouillé contre les transferts. Nous nous opposons", "contactez-nous."),
        (Locale::En, None, "locked against transfers. We object to this transfer", "contact us."),
    ];
    for (locale, until, why, then) in cases {
        let bytes = written(&letter(locale, announced(until))).await;
        let flowed = flowed(&parse(&bytes));
        assert!(flowed.contains(why) && flowed.contains(then), "{flowed}");
        assert!(!flowed.contains("6 août 2026") && !flowed.contains("6 August 2026"), "{flowed}");
    }
}
