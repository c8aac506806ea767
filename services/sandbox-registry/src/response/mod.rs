//! Answers: one file per object writes its data, this one the envelope.

pub mod contact;
pub mod domain;
pub mod extension;
pub mod greeting;
pub mod host;

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::code::{Refusal, ResultCode};
use crate::state::{PollMessage, TransactionIds};
use crate::xml::{Xml, ns};

/// The answer to one command, without its transaction identifiers.
#[derive(Debug, Clone)]
pub struct Reply {
    pub code: u16,
    pub message: Cow<'static, str>,
    pub reason: Option<String>,
    /// Whether the connection is closed after the answer.
    pub closes: bool,
    pub queue: Option<QueueHead>,
    /// The content of `<resData>`.
    pub res_data: Option<String>,
    /// The elements of `<extension>`.
    pub extensions: Vec<String>,
}

/// The `<msgQ>` element.
#[derive(Debug, Clone)]
pub struct QueueHead {
    pub count: usize,
    pub id: u64,
    /// Date and text, where a message is delivered.
    pub delivered: Option<(DateTime<Utc>, String)>,
}

impl QueueHead {
    /// The head of a queue, announced only.
    pub fn announce<'a>(mut queue: impl ExactSizeIterator<Item = &'a PollMessage>) -> Option<Self> {
        let count = queue.len();
        queue.next().map(|message| Self { count, id: message.id, delivered: None })
    }
}

impl Reply {
    pub fn new(code: ResultCode) -> Self {
        Self {
            code: code.number(),
            message: Cow::Borrowed(code.message()),
            reason: None,
            closes: code.closes(),
            queue: None,
            res_data: None,
            extensions: Vec::new(),
        }
    }

    /// 1000 with data.
    pub fn data(res_data: String) -> Self {
        Self { res_data: Some(res_data), ..Self::new(ResultCode::Completed) }
    }

    /// 1001 with data.
    pub fn pending(res_data: Option<String>) -> Self {
        Self { res_data, ..Self::new(ResultCode::Pending) }
    }

    /// A code and text of the caller's choice.
    pub fn custom(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: Cow::Owned(message.into()),
            closes: code == 1500 || (2500..2600).contains(&code),
            ..Self::new(ResultCode::CommandFailed)
        }
    }

    /// The whole document.
    pub fn render(&self, ids: &TransactionIds) -> String {
        let mut xml = document();
        xml.open("response", &[]);
        xml.open("result", &[("code", &self.code.to_string())]);
        xml.leaf_with("msg", &[("lang", "en")], &self.message);
        if let Some(reason) = &self.reason {
            xml.open("extValue", &[]);
            xml.open("value", &[]);
            xml.empty("undef", &[]);
            xml.close();
            xml.leaf_with("reason", &[("lang", "en")], reason);
            xml.close();
        }
        xml.close();
        if let Some(queue) = &self.queue {
            queue.write(&mut xml);
        }
        wrap(&mut xml, "resData", self.res_data.as_slice());
        wrap(&mut xml, "extension", &self.extensions);
        xml.open("trID", &[]);
        xml.optional("clTRID", ids.client.as_deref());
        xml.leaf("svTRID", &ids.server);
        xml.finish()
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        Self { reason: refusal.reason, ..Self::new(refusal.code) }
    }
}

impl QueueHead {
    fn write(&self, xml: &mut Xml) {
        let (count, id) = (self.count.to_string(), self.id.to_string());
        let attributes = [("count", count.as_str()), ("id", id.as_str())];
        match &self.delivered {
            None => xml.empty("msgQ", &attributes),
            Some((date, text)) => {
                xml.open("msgQ", &attributes);
                xml.leaf("qDate", &timestamp(*date));
                xml.leaf_with("msg", &[("lang", "en")], text);
                xml.close();
            }
        }
    }
}

fn wrap(xml: &mut Xml, name: &'static str, content: &[String]) {
    if !content.is_empty() {
        xml.open(name, &[]);
        content.iter().for_each(|markup| xml.raw(markup));
        xml.close();
    }
}

/// The start of every document of the server.
pub fn document() -> Xml {
    let mut xml = Xml::new();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>");
    xml.open("epp", &[("xmlns", ns::EPP)]);
    xml
}

/// A date with time as EPP writes it: UTC, milliseconds.
pub fn timestamp(date: DateTime<Utc>) -> String {
    date.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A repository object identifier.
pub fn roid(prefix: char, number: u64) -> String {
    format!("{prefix}{number}-SANDBOX")
}

/// The `paTRID` of a decision on an earlier command.
pub fn write_pa_trid(xml: &mut Xml, name: &'static str, ids: &TransactionIds) {
    xml.open(name, &[]);
    if let Some(client) = &ids.client {
        xml.leaf_with("clTRID", &[("xmlns", ns::EPP)], client);
    }
    xml.leaf_with("svTRID", &[("xmlns", ns::EPP)], &ids.server);
    xml.close();
}
