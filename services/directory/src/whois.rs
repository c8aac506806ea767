//! WHOIS (RFC 3912): a name, a host, a handle or the registrar, in one line; the answer in the words and the order that
//! ICANN's registrar agreement of 2013 laid down and that people and parsers still expect.

mod query;
mod text;

pub use query::{Query, QueryProblem, read};

use crate::limits::Limits;
use crate::lines::{self, LineSettings, Protocol, Refusal};
use application::Application;
use domain_model::values::HostName;
use std::io::Write;
use std::net::IpAddr;
use text::Text;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The server.
pub struct Whois {
    application: Application,
    limits: Limits,
    text: Text,
}

impl Whois {
    /// Over this application.
    pub fn new(application: Application, limits: Limits) -> Self {
        let text = Text::new(&application.settings().directory);
        Self { application, limits, text }
    }

    /// Serves until stopped.
    pub async fn serve(self, listener: TcpListener, settings: LineSettings, stop: CancellationToken) {
        lines::serve(listener, self, settings, stop).await;
    }

    fn look_up(&self, query: Query, answer: &mut Vec<u8>) {
        let (application, text) = (&self.application, &self.text);
        let now = application.clock().now();
        match query {
            Query::Help => text.help(answer),
            Query::Registrar => text.registrar(answer),
            Query::Name(name) => match application.directory_name(&name) {
                Some(entry) => text.name(&entry, now, answer),
                // Most names that are no names of ours are hosts inside them.
                None => match application.directory_host(&HostName::from(name.clone())) {
                    Some(host) => text.host(&host, now, answer),
                    None => text.no_match(&name.unicode(), answer),
                },
            },
            Query::Host(host) => match application.directory_host(&host) {
                Some(entry) => text.host(&entry, now, answer),
                None => text.no_match(&host.unicode(), answer),
            },
            Query::Handle(handle) => match application.directory_handle(&handle) {
                Some(entry) => text.person(&entry, now, answer),
                None => text.no_match(handle.as_str(), answer),
            },
        }
    }
}

impl Protocol for Whois {
    const NAME: &'static str = "WHOIS";
    const LONGEST: usize = 512;
    const GOES_ON: bool = false;

    async fn answer(&self, line: &[u8], from: IpAddr, answer: &mut Vec<u8>) {
        if let Err(wait) = self.limits.admit(from) {
            let seconds = wait.as_millis().div_ceil(1_000);
            // Writing to memory cannot fail.
            let _ = write!(
                answer,
                "% Too many queries from this address or its network: ask again in {seconds} s.\r\n"
            );
            return;
        }
        match read(line, |name| self.text.names_registrar(name)) {
            Err(problem) => self.text.refuse(&problem, answer),
            Ok(query) if matches!(query, Query::Help | Query::Registrar) => self.look_up(query, answer),
            Ok(_) if !self.application.directory_ready() => {
                answer.extend_from_slice(b"% The directory is being read: ask again in a moment.\r\n");
            }
            Ok(query) => self.look_up(query, answer),
        }
    }

    fn refuse(&self, why: Refusal, answer: &mut Vec<u8>) {
        answer.extend_from_slice(match why {
            Refusal::Busy => b"% Too many connections are open: try again in a moment.\r\n".as_slice(),
            Refusal::TooLong => b"% A query has at most 512 octets.\r\n",
        });
    }
}
