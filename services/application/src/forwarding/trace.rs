//! What a forwarded message carries of its way: two fields before all others. Everything that came stays as it was, so
//! that signatures over it (DKIM) still hold.

use super::NotForwarded;
use chrono::{DateTime, Utc};
use domain_model::values::EmailAddress;

/// Where the message was, and when.
pub(super) struct Trace<'t> {
    /// The address that it came to.
    pub stand_in: &'t EmailAddress,
    /// What it is called here.
    pub id: &'t str,
    /// By the registrar's clock.
    pub at: DateTime<Utc>,
}

/// The message with its trace: `Delivered-To`, by which it is recognised should it come again, and `Received` (RFC 5321,
/// section 4.4).
///
/// # Errors
/// It has no header, was here before, or in more than so many places.
pub(super) fn traced(message: &[u8], trace: &Trace<'_>, hops: usize) -> Result<Vec<u8>, NotForwarded> {
    let message = without_mailbox_line(message);
    let mut received = 0;
    let mut fields = fields(message).peekable();
    if fields.peek().is_none() {
        return Err(NotForwarded::Unreadable);
    }
    for (name, value) in fields {
        received += usize::from(name.eq_ignore_ascii_case(b"Received"));
        if name.eq_ignore_ascii_case(b"Delivered-To") && is_address(value, trace.stand_in) {
            return Err(NotForwarded::Loop);
        }
    }
    if received > hops {
        return Err(NotForwarded::Loop);
    }
    let end = if lines(message).next().is_some_and(|line| line.ends_with(b"\r\n")) { "\r\n" } else { "\n" };
    let Trace { stand_in, id, at } = trace;
    let (by, at) = (stand_in.domain(), at.to_rfc2822());
    let head = format!(
        "Delivered-To: {stand_in}{end}Received: by {by} (registrar) id {id}{end}\tfor <{stand_in}>; {at}{end}"
    );
    Ok([head.as_bytes(), message].concat())
}

/// Some pipes put the line of a mailbox file before the message: `From sender date`.
fn without_mailbox_line(message: &[u8]) -> &[u8] {
    match lines(message).next() {
        Some(line) if line.starts_with(b"From ") => &message[line.len()..],
        _ => message,
    }
}

/// Name and value of each field, a value with its continuations; ends where the header does.
fn fields(message: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let line = lines(rest).next()?;
        let name = &line[..line.iter().position(|byte| *byte == b':')?];
        let name = name.trim_ascii_end();
        // Printable characters (RFC 5322, section 2.2).
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        let more = lines(&rest[line.len()..]).take_while(|line| matches!(line[0], b' ' | b'\t'));
        let length = line.len() + more.map(<[u8]>::len).sum::<usize>();
        let (field, after) = rest.split_at(length);
        rest = after;
        let value = &field[line.iter().position(|byte| *byte == b':')? + 1..];
        Some((name, value))
    })
}

/// Lines with their ends; none is empty.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

fn is_address(value: &[u8], address: &EmailAddress) -> bool {
    let value = value.trim_ascii();
    let value = value.strip_prefix(b"<").and_then(|value| value.strip_suffix(b">")).unwrap_or(value);
    value.eq_ignore_ascii_case(address.as_str().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STAND_IN: &str = "eb94fe20.151049@contacts.nospam.test";
    const HEAD: &str = "Delivered-To: eb94fe20.151049@contacts.nospam.test|\
                        Received: by contacts.nospam.test (registrar) id forward-1|\
                        \tfor <eb94fe20.151049@contacts.nospam.test>; Mon, 21 Sep 2026 14:13:20 +0000|";

    fn trace(message: &[u8], hops: usize) -> Result<Vec<u8>, NotForwarded> {
        let stand_in = EmailAddress::parse(STAND_IN).unwrap();
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        traced(message, &Trace { stand_in: &stand_in, id: "forward-1", at }, hops)
    }

    fn head(end: &str) -> Vec<u8> {
        HEAD.replace('|', end).into_bytes()
    }

    #[test]
    fn the_trace_stands_before_what_came_and_ends_its_lines_alike() {
        for end in ["\r\n", "\n"] {
            let message = format!("Subject: Re{end} : y{end}{end}body\0\u{e9}{end}");
            let forwarded = trace(message.as_bytes(), 50).unwrap();
            assert_eq!(forwarded, [head(end), message.into_bytes()].concat());
        }
    }

    #[test]
    fn the_line_of_a_mailbox_file_is_no_part_of_the_message() {
        let forwarded = trace(b"From a@b.test Fri Nov 27\nSubject: x\n\nFrom here\n", 50).unwrap();
        assert_eq!(forwarded, [head("\n"), b"Subject: x\n\nFrom here\n".to_vec()].concat());
    }

    #[test]
    fn what_does_not_begin_with_a_header_is_no_message() {
        for noise in
            ["", "\n", "\r\nSubject: x\r\n", "hello", "two words: x\n", ": x\n", " Subject: x\n", "From \n"]
        {
            assert!(matches!(trace(noise.as_bytes(), 50), Err(NotForwarded::Unreadable)), "{noise:?}");
        }
        assert!(trace(b"Subject: x", 50).is_ok(), "without a body");
        assert!(trace(b"Subject : x\n\n", 50).is_ok(), "as some write it");
    }

    #[test]
    fn a_message_that_comes_again_is_refused() {
        let once = trace(b"Subject: x\r\n\r\nbody", 50).unwrap();
        assert!(matches!(trace(&once, 50), Err(NotForwarded::Loop)));
        let also =
            [&b"Received: x\r\nDELIVERED-TO:\r\n <EB94FE20.151049@contacts.nospam.TEST>\r\n"[..], b"\r\n"]
                .concat();
        assert!(matches!(trace(&also, 50), Err(NotForwarded::Loop)));
        for other in [
            "Delivered-To: eb94fe20.151050@contacts.nospam.test\r\n\r\n",
            "Subject: x\r\n\r\nDelivered-To: eb94fe20.151049@contacts.nospam.test\r\n",
            "X: \r\n Delivered-To: eb94fe20.151049@contacts.nospam.test\r\n\r\n",
        ] {
            assert!(trace(other.as_bytes(), 50).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_message_that_was_in_too_many_places_is_refused() {
        let came = |times: usize| "Received: from a by b;\r\n today\r\n".repeat(times) + "Subject: x\r\n\r\n";
        assert!(trace(came(50).as_bytes(), 50).is_ok());
        assert!(matches!(trace(came(51).as_bytes(), 50), Err(NotForwarded::Loop)));
        let body = format!("Subject: x\r\n\r\n{}", came(51));
        assert!(trace(body.as_bytes(), 50).is_ok(), "what the body quotes is no hop");
    }

    proptest! {
        #[test]
        fn nothing_that_came_is_changed(
            fields in proptest::collection::vec("[A-Za-z-]{1,12}: [ -~]{0,40}(\r\n [ -~]{1,20})?\r\n", 1..6),
            body in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            let message = [fields.concat().as_bytes(), b"\r\n", &body].concat();
            if let Ok(forwarded) = trace(&message, 50) {
                prop_assert_eq!(forwarded, [head("\r\n"), message].concat());
            }
        }

        #[test]
        fn any_bytes_are_read_without_harm(message in proptest::collection::vec(any::<u8>(), 0..400)) {
            match trace(&message, 50) {
                Ok(forwarded) => prop_assert!(forwarded.ends_with(without_mailbox_line(&message))),
                Err(refused) => prop_assert!(matches!(refused, NotForwarded::Unreadable | NotForwarded::Loop)),
            }
        }
    }
}
