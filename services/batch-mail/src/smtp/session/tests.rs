use super::*;
use proptest::prelude::*;

const MAIL: &str = "MAIL FROM:<a@client.test>\r\nRCPT TO:<batch@registrar.test>\r\nDATA\r\n";

fn rules() -> Arc<Rules> {
    Arc::new(Rules {
        host: "mx.registrar.test".to_owned(),
        order: EmailAddress::parse("batch@registrar.test").unwrap(),
        rehearsal: EmailAddress::parse("batch-test@registrar.test").unwrap(),
        max_bytes: 1_000,
        mails: 3,
        errors: 5,
    })
}

/// Codes of the answers, mails that were to be kept, and whether it is over.
#[derive(Debug, Default, PartialEq)]
struct Heard {
    codes: Vec<String>,
    kept: Vec<(Envelope, String)>,
    tls: bool,
    over: bool,
}

impl Heard {
    fn last(&self) -> &str {
        self.codes.last().map_or("", String::as_str)
    }
}

fn drive(session: &mut Session, durable: bool) -> Heard {
    let mut heard = Heard::default();
    while let Some(step) = session.next_step() {
        match step {
            Step::Say(reply) => heard.codes.push(reply.code().to_owned()),
            Step::Keep(envelope, message) => {
                heard.kept.push((envelope, String::from_utf8(message).unwrap()));
                session.kept(durable);
            }
            Step::StartTls => heard.tls = true,
            Step::HangUp => heard.over = true,
        }
    }
    heard
}

fn said(protocol: Protocol, text: &str) -> Heard {
    let mut session = Session::new(rules(), protocol, true);
    session.hear(text.as_bytes());
    drive(&mut session, true)
}

fn smtp(text: &str) -> Heard {
    said(Protocol::Smtp, &format!("EHLO client.test\r\n{text}"))
}

#[test]
fn a_mail_is_kept_and_everything_may_come_at_once() {
    let heard = smtp(&format!("{MAIL}Subject: x\r\n\r\nbatch\r\n.\r\nQUIT\r\n"));
    assert_eq!(heard.codes, ["220", "250", "250", "250", "354", "250", "221"]);
    let envelope =
        Envelope { return_path: Some("a@client.test".to_owned()), recipients: vec![Recipient::Order] };
    assert_eq!(heard.kept, [(envelope, "Subject: x\r\n\r\nbatch\r\n".to_owned())]);
    assert!(heard.over);
}

#[test]
fn bytes_may_come_one_by_one() {
    let text = format!("EHLO c.test\r\n{MAIL}x: y\r\n\r\n..\r\n.\r\nQUIT\r\n");
    let mut session = Session::new(rules(), Protocol::Smtp, false);
    let mut kept = vec![];
    let mut codes = vec![];
    for byte in text.as_bytes() {
        session.hear(&[*byte]);
        let heard = drive(&mut session, true);
        kept.extend(heard.kept);
        codes.extend(heard.codes);
    }
    assert_eq!(codes, ["220", "250", "250", "250", "354", "250", "221"]);
    assert_eq!(kept[0].1, "x: y\r\n\r\n.\r\n");
}

#[test]
fn nothing_is_promised_that_is_not_durable() {
    let mut session = Session::new(rules(), Protocol::Smtp, false);
    session.hear(format!("EHLO c.test\r\n{MAIL}x\r\n.\r\n").as_bytes());
    assert_eq!(drive(&mut session, false).last(), "451");
    session.hear(format!("{MAIL}x\r\n.\r\n").as_bytes());
    assert_eq!(drive(&mut session, true).last(), "250", "and again");
}

#[test]
fn only_our_two_addresses_are_reached() {
    let rcpt = |to: &str| smtp(&format!("MAIL FROM:<>\r\nRCPT TO:<{to}>\r\nDATA\r\n"));
    for ours in ["batch@registrar.test", "BATCH-TEST@Registrar.Test"] {
        assert_eq!(rcpt(ours).last(), "354", "{ours}");
    }
    for other in [
        "postmaster@registrar.test",
        "batch@elsewhere.test",
        "batch+x@registrar.test",
        "\"b\"@registrar.test",
    ] {
        let heard = rcpt(other);
        assert_eq!(heard.codes[3..], ["550", "554"], "{other}");
    }
    let heard = smtp(
        "MAIL FROM:<a@b.test>\r\nRCPT TO:<batch@registrar.test>\r\nRCPT TO:<no@registrar.test>\r\n\
         RCPT TO:<batch-test@registrar.test>\r\nDATA\r\nx\r\n.\r\n",
    );
    assert_eq!(heard.codes[2..], ["250", "250", "550", "250", "354", "250"]);
    assert_eq!(heard.kept[0].0.recipients, [Recipient::Order, Recipient::Rehearsal]);
}

#[test]
fn lmtp_answers_every_recipient() {
    let text = "LHLO c.test\r\nMAIL FROM:<>\r\nRCPT TO:<batch@registrar.test>\r\nRCPT TO:<x@y.test>\r\n\
                RCPT TO:<batch-test@registrar.test>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n";
    let heard = said(Protocol::Lmtp, text);
    assert_eq!(heard.codes, ["220", "250", "250", "250", "550", "250", "354", "250", "250", "221"]);
    assert_eq!(heard.kept[0].0.return_path, None);
    assert_eq!(said(Protocol::Lmtp, "EHLO c.test\r\n").last(), "500");
    assert_eq!(said(Protocol::Smtp, "LHLO c.test\r\n").last(), "500");
}

#[test]
fn length_is_announced_and_refused() {
    assert_eq!(smtp("MAIL FROM:<a@b.test> SIZE=1001\r\n").last(), "552");
    assert_eq!(smtp("MAIL FROM:<a@b.test> SIZE=1000 BODY=8BITMIME\r\n").last(), "250");
    let line = "0123456789012345678901234567890123456789\r\n";
    let heard = smtp(&format!("{MAIL}{}.\r\nNOOP\r\n", line.repeat(24)));
    assert_eq!(heard.codes[5..], ["552", "250"], "and the conversation goes on");
    assert!(heard.kept.is_empty());
}

#[test]
fn smuggled_line_ends_end_the_conversation() {
    for smuggled in ["x\n.\nMAIL FROM:<e@vil.test>\r\n.\r\n", "x\r.\r\nQUIT\r\n", "x\r\n.\nNOOP\r\n.\r\n"] {
        let heard = smtp(&format!("{MAIL}{smuggled}"));
        assert_eq!(heard.last(), "521", "{smuggled:?}");
        assert!(heard.over && heard.kept.is_empty());
    }
    assert_eq!(said(Protocol::Smtp, "EHLO c.test\nMAIL FROM:<a@b.test>\r\n").codes, ["220", "500", "503"]);
}

#[test]
fn commands_come_in_their_order() {
    assert_eq!(said(Protocol::Smtp, "MAIL FROM:<a@b.test>\r\n").last(), "503");
    assert_eq!(smtp("RCPT TO:<batch@registrar.test>\r\n").last(), "503");
    assert_eq!(smtp("DATA\r\n").last(), "503");
    assert_eq!(smtp("MAIL FROM:<a@b.test>\r\nMAIL FROM:<a@b.test>\r\n").last(), "503");
    assert_eq!(smtp("MAIL FROM:<a@b.test>\r\nRSET\r\nDATA\r\n").last(), "503");
    let helo = said(Protocol::Smtp, &format!("HELO c.test\r\n{MAIL}"));
    assert_eq!(helo.last(), "354");
}

#[test]
fn what_is_not_offered_is_refused() {
    for (command, code) in [
        ("VRFY batch", "252"),
        ("EXPN list", "502"),
        ("BDAT 10 LAST", "502"),
        ("AUTH PLAIN AAAA", "502"),
        ("NOOP", "250"),
        ("HELP", "214"),
        ("HELO", "501"),
        ("BREW coffee", "500"),
        ("MAIL FROM:<a@b.test> SMTPUTF8", "555"),
        ("MAIL FROM:<a@b.test> BODY=BINARYMIME", "555"),
        ("MAIL TO:<a@b.test>", "501"),
        ("RCPT TO:batch@registrar.test", "501"),
    ] {
        assert_eq!(smtp(&format!("{command}\r\n")).last(), code, "{command}");
    }
    let long = format!("NOOP {}\r\nNOOP\r\n", "x".repeat(5_000));
    assert_eq!(smtp(&long).codes[2..], ["500", "250"], "the rest of the line is passed over");
}

#[test]
fn errors_and_mails_of_a_connection_are_bounded() {
    let heard = smtp(&"BREW\r\n".repeat(9));
    assert_eq!(heard.codes[2..], ["500", "500", "500", "500", "421"]);
    assert!(heard.over);
    let heard = smtp(&format!("{MAIL}x\r\n.\r\n").repeat(4));
    assert_eq!((heard.kept.len(), heard.last()), (3, "421"));
    let many = "RCPT TO:<batch@registrar.test>\r\n".repeat(101);
    assert_eq!(smtp(&format!("MAIL FROM:<>\r\n{many}")).last(), "452");
}

#[test]
fn tls_begins_anew_and_nothing_unprotected_follows_it() {
    let mut session = Session::new(rules(), Protocol::Smtp, true);
    session.hear(b"EHLO c.test\r\nSTARTTLS\r\n");
    let heard = drive(&mut session, true);
    assert_eq!((heard.last(), heard.tls), ("220", true));
    session.secured();
    session.hear(MAIL.as_bytes());
    assert_eq!(drive(&mut session, true).codes[0], "503", "hello is said again");
    session.hear(b"EHLO c.test\r\nSTARTTLS\r\n");
    assert_eq!(drive(&mut session, true).last(), "502", "once");
    let heard = smtp("STARTTLS\r\nMAIL FROM:<a@b.test>\r\n");
    assert_eq!((heard.last(), heard.tls, heard.over), ("501", false, true));
}

#[test]
fn an_interruption_is_told() {
    let mut session = Session::new(rules(), Protocol::Smtp, false);
    session.hear(format!("EHLO c.test\r\n{MAIL}half a").as_bytes());
    drive(&mut session, true);
    assert!(session.is_reading());
    session.interrupt(reply::SHUTTING_DOWN);
    let heard = drive(&mut session, true);
    assert_eq!((heard.last(), heard.over), ("421", true));
    session.hear(b" mail\r\n.\r\n");
    assert_eq!(drive(&mut session, true), Heard::default());
}

/// A piece of a conversation: sense, nonsense, and what smugglers send.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "EHLO c.test\r\n",
        "LHLO c.test\r\n",
        "MAIL FROM:<a@b.test>\r\n",
        "MAIL FROM:<> SIZE=2000\r\n",
        "RCPT TO:<batch@registrar.test>\r\n",
        "RCPT TO:<x@y.test>\r\n",
        "DATA\r\n",
        "x: y\r\n\r\n..z\r\n.\r\n",
        ".\r\n",
        "\n.\n",
        "\r.\r\n",
        "RSET\r\n",
        "QUIT\r\n",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[ -~\r\n\\x00\\xff]{0,60}"]
}

proptest! {
    /// However the network cuts a conversation, it is the same one; nothing is kept that nobody of ours gets.
    #[test]
    fn a_conversation_does_not_depend_on_how_it_is_cut(
        pieces in prop::collection::vec(piece(), 0..25),
        size in 1usize..40,
        lmtp in any::<bool>(),
    ) {
        let protocol = if lmtp { Protocol::Lmtp } else { Protocol::Smtp };
        let text = pieces.concat();
        let mut whole = Session::new(rules(), protocol, false);
        whole.hear(text.as_bytes());
        let whole = drive(&mut whole, true);
        let mut cut = Session::new(rules(), protocol, false);
        let mut heard = drive(&mut cut, true);
        for piece in text.as_bytes().chunks(size) {
            cut.hear(piece);
            let more = drive(&mut cut, true);
            heard.codes.extend(more.codes);
            heard.kept.extend(more.kept);
            heard.over |= more.over;
        }
        for (envelope, text) in &heard.kept {
            prop_assert!(!envelope.recipients.is_empty() && text.len() <= 1_000);
            prop_assert!(text.is_empty() || text.ends_with("\r\n"));
        }
        prop_assert_eq!(heard, whole);
    }
}
