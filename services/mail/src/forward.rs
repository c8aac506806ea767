//! Messages of others that go on: their bytes as they are, under an envelope of ours.

use crate::Sender;
use application::ports::{ForwardedMail, MailError};
use domain_model::values::EmailAddress;
use lettre::address::{Address, Envelope};

/// From our own address, which the recipient's host lets our relay send for (SPF); a report on another message comes from
/// nobody, so that no report on it follows (RFC 5321, section 4.5.5).
///
/// # Errors
/// [`MailError::Never`]: no mail can carry the address.
pub(crate) fn envelope(mail: &ForwardedMail, registrar: &Sender) -> Result<Envelope, MailError> {
    let address = |address: &EmailAddress| Address::new(address.local_part(), address.domain());
    let from = (!mail.from_nobody).then(|| address(&registrar.bounces)).transpose();
    let never = |why: &str| MailError::Never { id: mail.id.clone(), why: why.to_owned() };
    let from = from.map_err(|_| never("the address for reports is not one that mail can carry"))?;
    let to = address(&mail.to).map_err(|_| never("the person's address is not one that mail can carry"))?;
    Envelope::new(from, vec![to]).map_err(|_| never("its envelope"))
}

/// Lines end by CRLF on the wire, and neither of the two stands alone (RFC 5321, section 2.3.8): a pipe hands lines over
/// that end by LF. A lone CR becomes a blank, as in other mail systems, so that nobody smuggles a command behind it.
pub(crate) fn for_the_wire(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(message.len() + message.len() / 32);
    let mut bytes = message.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            b'\r' => wire.push(b' '),
            b'\n' => wire.extend(b"\r\n"),
            byte => wire.push(byte),
        }
    }
    // Whoever writes it to the wire ends the last line.
    wire.truncate(wire.strip_suffix(b"\r\n").map_or(wire.len(), <[u8]>::len));
    wire
}

/// As the recipient's own host would file it: the envelope in two fields before the message.
pub(crate) fn as_delivered(mail: &ForwardedMail, registrar: &Sender) -> Vec<u8> {
    let from = if mail.from_nobody { "" } else { registrar.bounces.as_str() };
    let first = mail.message.iter().position(|byte| *byte == b'\n');
    let end = if first.is_some_and(|at| mail.message[..at].ends_with(b"\r")) { "\r\n" } else { "\n" };
    let envelope = format!("Return-Path: <{from}>{end}X-Original-To: {}{end}", mail.to);
    [envelope.as_bytes(), &mail.message].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_by_both_characters_and_neither_stands_alone() {
        for (given, wire) in [
            ("a\nb\n", "a\r\nb"),
            ("a\r\nb", "a\r\nb"),
            ("a\rb\r\r\n", "a b "),
            ("\n\n.\n\n", "\r\n\r\n.\r\n"),
            ("a\r.\r", "a . "),
        ] {
            assert_eq!(for_the_wire(given.as_bytes()), wire.as_bytes(), "{given:?}");
        }
        let binary: Vec<u8> = (0..=255).filter(|byte| !b"\r\n".contains(byte)).collect();
        assert_eq!(for_the_wire(&binary), binary);
    }
}
