//! DAS: whether a name is free, in one line (`get 1.0 NAME`), as EURid and DNS Belgium defined it and the SOAP paper offers
//! it for every ending.
//!
//! | `RC` | meaning |
//! |---|---|
//! | 0 | answered: `AVAILABLE` or `NOT AVAILABLE` |
//! | 1 | no command of this protocol |
//! | 2 | `INVALID`: no name that its registry takes |
//! | 3 | `UNSUPPORTED`: nothing is registered here under this ending |
//! | 4 | the registry does not answer: ask again |
//! | 5 | too many queries: ask again later |
//! | 6 | the server is busy, or not ready yet |

use crate::limits::Limits;
use crate::lines::{self, LineSettings, Protocol, Refusal};
use application::Application;
use application::directory::Standing;
use domain_model::values::DomainName;
use std::io::Write;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The server.
pub struct Das {
    application: Application,
    limits: Limits,
    /// The comment that every answer begins with.
    head: String,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query<'q> {
    /// Whether this name is free; as it was written.
    Get(&'q str),
    /// Another version of the protocol.
    OtherVersion,
    /// Nothing of this protocol.
    Unknown,
}

/// Reads a line. Words stand between blanks; the command counts in any case.
pub fn read(line: &[u8]) -> Query<'_> {
    let Ok(text) = std::str::from_utf8(line) else { return Query::Unknown };
    let mut words = text.split_ascii_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some(get), Some("1.0"), Some(name), None) if get.eq_ignore_ascii_case("get") => Query::Get(name),
        (Some(get), Some(_), Some(_), None) if get.eq_ignore_ascii_case("get") => Query::OtherVersion,
        _ => Query::Unknown,
    }
}

impl Das {
    /// Over this application.
    pub fn new(application: Application, limits: Limits) -> Self {
        let head = format!(
            "% {} Domain Availability Server 1.0\r\n%\r\n",
            application.settings().directory.registrar
        );
        Self { application, limits, head }
    }

    /// Serves until stopped.
    pub async fn serve(self, listener: TcpListener, settings: LineSettings, stop: CancellationToken) {
        lines::serve(listener, self, settings, stop).await;
    }

    /// An answer: comments begin with `%`, and what a program reads follows.
    fn say(&self, answer: &mut Vec<u8>, code: u8, comment: &str, name: &str, status: &str) {
        // Writing to memory cannot fail.
        let _ = write!(answer, "{}%% RC = {code}\r\n", self.head);
        if !comment.is_empty() {
            let _ = write!(answer, "% {comment}\r\n");
        }
        if !name.is_empty() {
            let _ = write!(answer, "Domain: {name}\r\n");
        }
        if !status.is_empty() {
            let _ = write!(answer, "Status: {status}\r\n");
        }
        answer.extend_from_slice(b"\r\n");
    }

    fn wait(&self, answer: &mut Vec<u8>, wait: Duration) {
        let seconds = wait.as_millis().div_ceil(1_000);
        let comment = format!("too many queries from this address or its network: ask again in {seconds} s");
        self.say(answer, 5, &comment, "", "");
    }

    async fn get(&self, written: &str, answer: &mut Vec<u8>) {
        let name = match DomainName::parse(written) {
            Ok(name) => name,
            Err(error) => return self.say(answer, 2, &error.to_string(), "", "INVALID"),
        };
        // As it was asked for, so that whoever asks in U-labels is answered in them; a name has no control characters.
        let shown = written.trim_end_matches('.');
        match self.application.directory_standing(&name).await {
            Ok(Standing::Free) => self.say(answer, 0, "", shown, "AVAILABLE"),
            Ok(Standing::Premium) => {
                self.say(answer, 0, "the registry sells this name at a price of its own", shown, "AVAILABLE");
            }
            Ok(Standing::Taken) => self.say(answer, 0, "", shown, "NOT AVAILABLE"),
            Ok(Standing::Invalid(why)) => self.say(answer, 2, &why, shown, "INVALID"),
            Ok(Standing::Unsupported) => {
                let why = "nothing is registered here under this ending";
                self.say(answer, 3, why, shown, "UNSUPPORTED");
            }
            Ok(Standing::Unknown) => {
                self.say(answer, 4, "the registry does not answer: ask again in a moment", shown, "");
            }
            Err(error) => {
                tracing::error!(error = %error, "a query of DAS could not be answered");
                self.say(answer, 4, "the answer could not be found: ask again in a moment", shown, "");
            }
        }
    }
}

impl Protocol for Das {
    const NAME: &'static str = "DAS";
    const LONGEST: usize = 512;
    const GOES_ON: bool = true;

    async fn answer(&self, line: &[u8], from: IpAddr, answer: &mut Vec<u8>) {
        if let Err(wait) = self.limits.admit(from) {
            return self.wait(answer, wait);
        }
        match read(line) {
            _ if !self.application.directory_ready() => {
                self.say(answer, 6, "the directory is being read: ask again in a moment", "", "");
            }
            Query::Get(name) => self.get(name, answer).await,
            Query::OtherVersion => self.say(answer, 1, "this is version 1.0: get 1.0 NAME", "", ""),
            Query::Unknown => self.say(answer, 1, "one command is known: get 1.0 NAME", "", ""),
        }
    }

    fn refuse(&self, why: Refusal, answer: &mut Vec<u8>) {
        match why {
            Refusal::Busy => {
                self.say(answer, 6, "too many connections are open: try again in a moment", "", "")
            }
            Refusal::TooLong => self.say(answer, 1, "a line has at most 512 octets: get 1.0 NAME", "", ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_is_known() {
        assert_eq!(read(b"get 1.0 example.com"), Query::Get("example.com"));
        assert_eq!(read("GET  1.0\tm\u{fc}nchen.com ".as_bytes()), Query::Get("m\u{fc}nchen.com"));
        assert_eq!(read(b"get 2.0 example.com"), Query::OtherVersion);
        for line in [
            &b""[..],
            b"get 1.0",
            b"get example.com",
            b"get 1.0 a.com b.com",
            b"whois a.com",
            b"get 1.0 \xff",
        ] {
            assert_eq!(read(line), Query::Unknown, "{line:?}");
        }
    }
}
