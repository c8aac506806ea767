//! `registrar mail forward`: the pipe of a mail server, with its exit codes.

use super::session::Session;
use crate::cli::{MailCommand, MailForward};
use crate::terminal;
use anyhow::Context;
use application::{IncomingMail, NotForwarded};
use domain_model::values::ContactNumber;
use serde_json::json;
use std::io::Read;
use std::process::ExitCode;

/// `EX_USAGE`: asked wrongly.
pub const USAGE: u8 = 64;
const DATA: u8 = 65;
const NO_USER: u8 = 67;
const UNAVAILABLE: u8 = 69;
const TRY_LATER: u8 = 75;

/// Bytes of standard input that are looked at at all: the installation's own limit is known later.
const MOST_READ: u64 = 256 * 1024 * 1024;

/// Runs one command about mail. Whatever fails before an answer is known is tried again later by the mail server: no
/// message is lost to a database that is away, or to a wrong configuration.
pub async fn run(command: &MailCommand, as_json: bool) -> ExitCode {
    let MailCommand::Forward(wanted) = command;
    match forward(wanted).await {
        Ok(Ok(number)) => {
            if as_json {
                terminal::json(&json!({ "forwarded": { "contact": number.get() } }));
            }
            ExitCode::SUCCESS
        }
        Ok(Err(refused)) => {
            let (code, status) = said(&refused);
            failed(code, status, &refused.to_string(), as_json)
        }
        // What it comes from may name hosts, and the sender reads this: the first words do.
        Err(error) => failed(TRY_LATER, "4.3.0", &error.to_string(), as_json),
    }
}

async fn forward(wanted: &MailForward) -> anyhow::Result<Result<ContactNumber, NotForwarded>> {
    let mut message = vec![];
    std::io::stdin().lock().take(MOST_READ).read_to_end(&mut message).context("reading the message")?;
    let nobody = |sender: &String| sender.trim_matches(['<', '>', ' ']).is_empty() || is_daemon(sender);
    Session::with(&wanted.source, async |session| {
        let mail = IncomingMail {
            recipient: &wanted.recipient,
            from_nobody: wanted.sender.as_ref().is_some_and(nobody),
            message: &message,
        };
        Ok(session.application.forward_mail(mail).await)
    })
    .await
}

/// What Postfix writes for nobody, unless it is told otherwise.
fn is_daemon(sender: &str) -> bool {
    let local = sender.split('@').next().unwrap_or_default();
    local.eq_ignore_ascii_case("MAILER-DAEMON")
}

/// Exit code and enhanced status code (RFC 3463).
fn said(refused: &NotForwarded) -> (u8, &'static str) {
    match refused {
        NotForwarded::Unknown => (NO_USER, "5.1.1"),
        NotForwarded::TooLong { .. } => (DATA, "5.3.4"),
        NotForwarded::Unreadable => (DATA, "5.6.0"),
        NotForwarded::Loop => (DATA, "5.4.6"),
        NotForwarded::Never(_) => (UNAVAILABLE, "5.3.0"),
        NotForwarded::Later(_) => (TRY_LATER, "4.3.0"),
    }
}

fn failed(code: u8, status: &str, why: &str, as_json: bool) -> ExitCode {
    if as_json {
        terminal::json(&json!({ "error": { "code": status, "message": why, "field": null } }));
    }
    terminal::answer_mail_server(&format!("{status} {why}"));
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_the_code_that_a_mail_server_understands() {
        let later = NotForwarded::Later("the relay is away".into());
        for (refused, code, status) in [
            (NotForwarded::Unknown, 67, "5.1.1"),
            (NotForwarded::TooLong { most: 1 }, 65, "5.3.4"),
            (NotForwarded::Unreadable, 65, "5.6.0"),
            (NotForwarded::Loop, 65, "5.4.6"),
            (later, 75, "4.3.0"),
        ] {
            assert_eq!(said(&refused), (code, status));
        }
        let never = application::ports::MailError::Never { id: "forward-1".into(), why: "no".into() };
        assert_eq!(said(&NotForwarded::Never(never)), (69, "5.3.0"));
    }

    #[test]
    fn a_report_is_known_by_its_sender() {
        assert!(is_daemon("MAILER-DAEMON") && is_daemon("mailer-daemon@mx.test"));
        assert!(!is_daemon("dupond@free.test") && !is_daemon(""));
    }
}
