//! Why a request is not served, and how a client hears of it.

use super::argument::ArgumentError;
use super::write;

/// The four codes of SOAP 1.1 § 4.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultCode {
    VersionMismatch,
    MustUnderstand,
    /// The same message will fail again.
    Client,
    /// The same message may succeed later.
    Server,
}

/// Why a request is not served. Its text is the `faultstring`, and never holds what an element of the request holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the request has more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the request is nested deeper than {limit} elements")]
    TooDeep { limit: usize },
    /// `what` is a plural: elements, attributes of one element …
    #[error("the request has more than {limit} {what}")]
    TooMany { limit: usize, what: &'static str },
    /// `at` counts bytes of the message after conversion to UTF-8.
    #[error("the XML is malformed near byte {at}: {what}")]
    Malformed { at: u64, what: &'static str },
    #[error("{what} are not accepted")]
    Forbidden { what: &'static str },
    #[error("the request is not in the character set that it says it is in")]
    Characters,
    #[error("the character set is not known; UTF-8 and ISO-8859-1 are")]
    Charset,
    #[error("this is not a SOAP 1.1 envelope")]
    Version,
    #[error("the header {name} is not understood")]
    MustUnderstand { name: String },
    #[error("the envelope {what}")]
    Envelope { what: &'static str },
    #[error(transparent)]
    Argument(#[from] ArgumentError),
    #[error("there is no function {function}")]
    UnknownFunction { function: String },
    /// The registrar's own failure: the client learns nothing but to come back.
    #[error("the request could not be served; try again later")]
    Unavailable,
}

impl Fault {
    /// HTTP's status of every fault (SOAP 1.1 § 6.2).
    pub const HTTP_STATUS: u16 = 500;

    pub fn code(&self) -> FaultCode {
        match self {
            Fault::Version => FaultCode::VersionMismatch,
            Fault::MustUnderstand { .. } => FaultCode::MustUnderstand,
            Fault::Unavailable => FaultCode::Server,
            _ => FaultCode::Client,
        }
    }

    /// The message, in UTF-8, for an answer of type [`super::CONTENT_TYPE`].
    pub fn encode(&self) -> String {
        let mut out = String::new();
        write::open_envelope(&mut out, "");
        out.push_str("<SOAP-ENV:Fault><faultcode>SOAP-ENV:");
        out.push_str(self.code().as_str());
        out.push_str("</faultcode><faultstring>");
        write::escape(&mut out, &self.to_string());
        out.push_str("</faultstring></SOAP-ENV:Fault>");
        write::close_envelope(&mut out);
        out
    }

    /// The same, with an argument's path one step longer at its outer end.
    pub(super) fn within(self, step: &str) -> Self {
        match self {
            Fault::Argument(error) => Fault::Argument(error.within(step)),
            other => other,
        }
    }
}

impl FaultCode {
    /// As it stands in `faultcode`, without its prefix.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultCode::VersionMismatch => "VersionMismatch",
            FaultCode::MustUnderstand => "MustUnderstand",
            FaultCode::Client => "Client",
            FaultCode::Server => "Server",
        }
    }
}
