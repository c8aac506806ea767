//! Whatever is said, and however the network cuts it, the conversation is the same: nothing is kept that nobody of ours
//! gets or that is too long, and every reply is one.

#![no_main]

use batch_mail::smtp::{Protocol, Rules, Session, Step};
use domain_model::values::EmailAddress;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

const MOST: usize = 4_096;

fuzz_target!(|input: (u8, &[u8])| {
    let (cut, bytes) = input;
    let protocol = if cut & 0x80 == 0 { Protocol::Smtp } else { Protocol::Lmtp };
    let whole = conversation(protocol, [bytes].into_iter());
    let pieces = conversation(protocol, bytes.chunks(usize::from(cut & 0x7f) + 1));
    assert_eq!(whole, pieces, "it matters how the network cuts it");
});

/// The replies, and what was kept.
fn conversation<'b>(protocol: Protocol, pieces: impl Iterator<Item = &'b [u8]>) -> Vec<String> {
    let address = |text: &str| EmailAddress::parse(text).expect("an address");
    let rules = Rules {
        host: "mx.registrar.test".to_owned(),
        order: address("batch@registrar.test"),
        rehearsal: address("batch-test@registrar.test"),
        max_bytes: MOST,
        mails: 5,
        errors: 20,
    };
    let mut session = Session::new(Arc::new(rules), protocol, false);
    let mut happened = vec![];
    // The greeting comes before anything is heard.
    for piece in std::iter::once(&[][..]).chain(pieces) {
        session.hear(piece);
        while let Some(step) = session.next_step() {
            match step {
                Step::Say(reply) => {
                    let wire = reply.wire();
                    assert!(
                        wire.ends_with("\r\n") && wire.lines().all(|line| line.starts_with(reply.code()))
                    );
                    happened.push(wire);
                }
                Step::Keep(envelope, message) => {
                    assert!(!envelope.recipients.is_empty() && message.len() <= MOST);
                    assert!(message.is_empty() || message.ends_with(b"\r\n"));
                    happened.push(format!("{envelope:?} {message:?}"));
                    session.kept(message.len() % 2 == 0);
                }
                Step::StartTls => panic!("TLS was not offered"),
                Step::HangUp => happened.push("closed".to_owned()),
            }
        }
    }
    happened
}
