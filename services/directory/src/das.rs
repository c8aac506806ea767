//! DAS: whether a name is free, in one line (`get 1.0 NAME`), as EURid and DNS Belgium defined it and the SOAP paper offers
//! it for every ending.
//!
//! | `RC` | meaning |
//! |---|---|
//! | 0 | answered; only then there is a `Status` |
//! | 1 | no command of this protocol |
//! | -1 | no answer can be given now: the registry is silent, the server busy or not ready yet |
//! | -2 | too many queries: ask again later |
//!
//! Zero and the negative numbers are those of DNS Belgium's DAS (docs.dnsbelgium.be, WHOIS and DAS), as is the line `A-label`
//! that follows `Domain` for an internationalised name.
//!
//! | `Status` | meaning |
//! |---|---|
//! | `AVAILABLE` | it can be registered |
//! | `NOT AVAILABLE` | somebody has it, or its registry keeps it |
//! | `INVALID` | it is no name that its registry takes; a comment says why |
//! | `UNSUPPORTED` | nothing is registered here under its ending |

use crate::limits::Limits;
use crate::lines::{self, LineSettings, Protocol, Refusal};
use crate::without_root;
use application::Application;
use application::directory::Standing;
use domain_model::values::DomainName;
use std::borrow::Cow;
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

/// Answers to several lines stand apart.
const END: &[u8] = b"\r\n";

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
    fn say(&self, answer: &mut Vec<u8>, code: i8, comment: &str) {
        // Writing to memory cannot fail.
        let _ = write!(answer, "{}%% RC = {code}\r\n", self.head);
        if !comment.is_empty() {
            let _ = write!(answer, "% {comment}\r\n");
        }
    }

    fn wait(&self, answer: &mut Vec<u8>, wait: Duration) {
        let seconds = wait.as_millis().div_ceil(1_000);
        let comment = format!("too many queries from this address or its network: ask again in {seconds} s");
        self.say(answer, TOO_MANY, &comment);
    }

    async fn get(&self, written: &str, answer: &mut Vec<u8>) {
        let name = match DomainName::parse(without_root(written)) {
            Ok(name) => name,
            Err(error) => {
                self.say(answer, ANSWERED, &error.to_string());
                return answer.extend_from_slice(b"Status: INVALID\r\n");
            }
        };
        let (code, comment, status) = match self.application.directory_standing(&name).await {
            Ok(standing) => told(standing),
            Err(error) => {
                tracing::error!(error = %error, "a query of DAS could not be answered");
                (NOT_NOW, "the answer could not be found: ask again in a moment".into(), None)
            }
        };
        self.say(answer, code, &comment);
        write_name(&name, answer);
        if let Some(status) = status {
            let _ = write!(answer, "Status: {status}\r\n");
        }
    }
}

const ANSWERED: i8 = 0;
const NO_COMMAND: i8 = 1;
const NOT_NOW: i8 = -1;
const TOO_MANY: i8 = -2;

/// `RC`, a comment, and the status.
fn told(standing: Standing) -> (i8, Cow<'static, str>, Option<&'static str>) {
    match standing {
        Standing::Free => (ANSWERED, "".into(), Some("AVAILABLE")),
        Standing::Premium => {
            (ANSWERED, "the registry sells this name at a price of its own".into(), Some("AVAILABLE"))
        }
        Standing::Taken => (ANSWERED, "".into(), Some("NOT AVAILABLE")),
        Standing::Invalid(why) => (ANSWERED, why.into(), Some("INVALID")),
        Standing::Unsupported => {
            (ANSWERED, "nothing is registered here under this ending".into(), Some("UNSUPPORTED"))
        }
        Standing::Unknown => (NOT_NOW, "the registry does not answer: ask again in a moment".into(), None),
    }
}

/// In U-labels, and in A-labels as well where these differ.
fn write_name(name: &DomainName, answer: &mut Vec<u8>) {
    let a_labels = name.as_str();
    let _ = if a_labels.contains("xn--") {
        write!(answer, "Domain: {}\r\nA-label: {a_labels}\r\n", name.unicode())
    } else {
        write!(answer, "Domain: {a_labels}\r\n")
    };
}

impl Protocol for Das {
    const NAME: &'static str = "DAS";
    const LONGEST: usize = 512;
    const GOES_ON: bool = true;

    async fn answer(&self, line: &[u8], from: IpAddr, answer: &mut Vec<u8>) {
        if let Err(wait) = self.limits.admit(from) {
            self.wait(answer, wait);
            return answer.extend_from_slice(END);
        }
        match read(line) {
            _ if !self.application.directory_ready() => {
                self.say(answer, NOT_NOW, "the directory is being read: ask again in a moment");
            }
            Query::Get(name) => self.get(name, answer).await,
            Query::OtherVersion => self.say(answer, NO_COMMAND, "this is version 1.0: get 1.0 NAME"),
            Query::Unknown => self.say(answer, NO_COMMAND, "one command is known: get 1.0 NAME"),
        }
        answer.extend_from_slice(END);
    }

    fn refuse(&self, why: Refusal, answer: &mut Vec<u8>) {
        match why {
            Refusal::Busy => {
                self.say(answer, NOT_NOW, "too many connections are open: try again in a moment");
            }
            Refusal::TooLong => self.say(answer, NO_COMMAND, "a line has at most 512 octets: get 1.0 NAME"),
        }
        answer.extend_from_slice(END);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_answered_has_a_status() {
        for standing in [
            Standing::Free,
            Standing::Premium,
            Standing::Taken,
            Standing::Invalid("why".to_owned()),
            Standing::Unsupported,
            Standing::Unknown,
        ] {
            let silent = standing == Standing::Unknown;
            let (code, _, status) = told(standing);
            assert_eq!((code == ANSWERED, status.is_some()), (!silent, !silent), "{status:?}");
            assert!(!silent || code < 0);
        }
    }

    #[test]
    fn an_internationalised_name_is_written_in_both_its_forms() {
        let written = |name: &str| {
            let mut answer = vec![];
            write_name(&DomainName::parse(without_root(name)).unwrap(), &mut answer);
            String::from_utf8(answer).unwrap()
        };
        assert_eq!(written("Example.COM."), "Domain: example.com\r\n");
        let both = "Domain: m\u{fc}nchen.com\r\nA-label: xn--mnchen-3ya.com\r\n";
        assert_eq!(
            (written("M\u{dc}NCHEN.com").as_str(), written("xn--mnchen-3ya.com").as_str()),
            (both, both)
        );
    }

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
