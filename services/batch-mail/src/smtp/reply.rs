//! What is said to the other side: code, enhanced code (RFC 3463), words that say what to do.

use super::session::Protocol;
use std::borrow::Cow;

/// An answer. Several lines are separated by LF; the first three characters are its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(Cow<'static, str>);

impl Reply {
    const fn fixed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The code: 250, 550 …
    pub fn code(&self) -> &str {
        self.0.get(..3).unwrap_or_default()
    }

    /// As it goes over the wire.
    pub fn wire(&self) -> String {
        let code = self.code();
        let text = self.0.get(4..).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.len().saturating_sub(1);
        let line =
            |(at, line): (usize, &&str)| format!("{code}{}{line}\r\n", if at < last { '-' } else { ' ' });
        lines.iter().enumerate().map(line).collect()
    }
}

pub(super) const OK: Reply = Reply::fixed("250 2.0.0 OK");
pub(super) const SENDER_OK: Reply = Reply::fixed("250 2.1.0 OK");
pub(super) const RECIPIENT_OK: Reply = Reply::fixed("250 2.1.5 OK");
pub(super) const GO_ON: Reply = Reply::fixed("354 go on; a line with a dot alone ends the mail");
pub(super) const KEPT: Reply = Reply::fixed("250 2.0.0 kept; the answer comes by mail");
pub(super) const NOT_KEPT: Reply =
    Reply::fixed("451 4.3.0 the mail cannot be kept at this moment: send it again later");
pub(super) const NOT_VERIFIED: Reply = Reply::fixed("252 2.5.0 addresses are not looked up: send a mail");
pub(super) const HELP: Reply = Reply::fixed("214 2.0.0 batch mails are taken here, and answered by mail");
pub(super) const READY_FOR_TLS: Reply = Reply::fixed("220 2.0.0 begin TLS");

pub(super) const UNKNOWN_COMMAND: Reply = Reply::fixed("500 5.5.2 unknown command");
pub(super) const LONG_COMMAND: Reply = Reply::fixed("500 5.5.2 the line is too long");
pub(super) const COMMAND_LINE_END: Reply = Reply::fixed("500 5.5.2 lines end by CR and LF");
pub(super) const NOT_IMPLEMENTED: Reply = Reply::fixed("502 5.5.1 not offered here");
pub(super) const LHLO_EXPECTED: Reply = Reply::fixed("500 5.5.1 this is LMTP: LHLO is expected");
pub(super) const EHLO_EXPECTED: Reply = Reply::fixed("500 5.5.1 this is SMTP: EHLO is expected");
pub(super) const HELLO_FIRST: Reply = Reply::fixed("503 5.5.1 say hello first");
pub(super) const NESTED_MAIL: Reply = Reply::fixed("503 5.5.1 a mail is begun already: RSET begins anew");
pub(super) const MAIL_FIRST: Reply = Reply::fixed("503 5.5.1 MAIL comes first");
pub(super) const NO_RECIPIENTS: Reply = Reply::fixed("554 5.5.1 no recipient was accepted");
pub(super) const BAD_SENDER: Reply = Reply::fixed("501 5.1.7 the sender's address cannot be read");
pub(super) const BAD_RECIPIENT: Reply = Reply::fixed("501 5.1.3 the recipient's address cannot be read");
pub(super) const PARAMETER: Reply =
    Reply::fixed("555 5.5.4 a parameter is not offered here, or cannot be read");
pub(super) const UNKNOWN_RECIPIENT: Reply = Reply::fixed("550 5.1.1 nobody is reached at this address here");
pub(super) const TOO_MANY_RECIPIENTS: Reply = Reply::fixed("452 4.5.3 too many recipients");
pub(super) const LONG_LINE: Reply = Reply::fixed("554 5.6.0 a line is longer than 1998 characters");
pub(super) const BARE_LINE_END: Reply =
    Reply::fixed("521 5.5.2 a CR or LF stands alone: every line ends by both, and nothing was kept");
pub(super) const ENDLESS: Reply = Reply::fixed("552 5.3.4 the mail does not end; nothing was kept");
pub(super) const BEHIND_STARTTLS: Reply = Reply::fixed("501 5.5.4 nothing may follow STARTTLS before TLS");
pub(super) const TOO_MANY_ERRORS: Reply = Reply::fixed("421 4.7.0 too many errors");
pub(super) const TOO_MANY_MAILS: Reply =
    Reply::fixed("421 4.7.0 so many mails go over one connection: connect again");
pub(super) const TOO_MANY_CONNECTIONS: Reply =
    Reply::fixed("421 4.7.0 too many connections: come back later");
pub(super) const SHUTTING_DOWN: Reply = Reply::fixed("421 4.3.2 shutting down: come back later");
pub(super) const TOO_SLOW: Reply = Reply::fixed("421 4.4.2 nothing was heard for too long");

pub(super) fn greeting(host: &str, protocol: Protocol) -> Reply {
    let protocol = if protocol == Protocol::Lmtp { "LMTP" } else { "ESMTP" };
    Reply(format!("220 {host} {protocol} batch mails").into())
}

pub(super) fn hello(host: &str) -> Reply {
    Reply(format!("250 {host}").into())
}

pub(super) fn goodbye(host: &str) -> Reply {
    Reply(format!("221 2.0.0 {host} closes the connection").into())
}

pub(super) fn extensions(host: &str, max_bytes: usize, tls: bool) -> Reply {
    let tls = if tls { "\nSTARTTLS" } else { "" };
    Reply(format!("250 {host}\nPIPELINING\nSIZE {max_bytes}\n8BITMIME{tls}\nENHANCEDSTATUSCODES").into())
}

pub(super) fn too_long(max_bytes: usize) -> Reply {
    Reply(format!("552 5.3.4 a mail has at most {max_bytes} bytes").into())
}

pub(super) fn syntax(expected: &str) -> Reply {
    Reply(format!("501 5.5.4 expected: {expected}").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_but_the_last_is_marked() {
        assert_eq!(OK.wire(), "250 2.0.0 OK\r\n");
        let wire = extensions("mx.test", 1_000_000, true).wire();
        assert_eq!(
            wire,
            "250-mx.test\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250-STARTTLS\r\n\
             250 ENHANCEDSTATUSCODES\r\n"
        );
        assert!(!extensions("mx.test", 1, false).wire().contains("STARTTLS"));
        assert_eq!(too_long(5).code(), "552");
    }
}
