//! Answers: what a registry's XML says. Only the envelope is needed; whatever else cannot be read stays absent.

mod contact;
mod domain;
mod fees;
mod greeting;
mod host;
mod launch;
mod poll;

use application::ports::{Answer, AnswerData};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub(crate) use greeting::Greeting;

use crate::xml::{Element, Malformed, ns};

/// Longer messages are cut: they end in events and on pages.
const LONGEST_MESSAGE: usize = 1000;

/// A response (RFC 5730, section 2.6).
pub(crate) struct Response {
    /// The result code of the first result.
    pub code: u16,
    /// Its message, with the values and reasons that were added.
    pub message: String,
    /// Our transaction, as the server understood it.
    pub cltrid: Option<String>,
    /// The server's transaction; empty where it gave none.
    pub svtrid: String,
    response: Element,
}

/// Why a frame is no response.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("no <response> in the document")]
    NoResponse,
    #[error("no result code in the response")]
    NoCode,
}

impl Response {
    /// Reads a whole document.
    pub fn read(document: &str) -> Result<Self, Unreadable> {
        let mut root = Element::parse(document)?;
        let at = root.children.iter().position(|child| child.name == "response");
        let response = root.children.swap_remove(at.ok_or(Unreadable::NoResponse)?);
        let first = response.child("result").ok_or(Unreadable::NoCode)?;
        let code = first.attribute("code").and_then(|code| code.trim().parse().ok());
        let trid = response.child("trID");
        Ok(Self {
            code: code.ok_or(Unreadable::NoCode)?,
            message: message(&response),
            cltrid: trid.and_then(|trid| trid.token_of("clTRID")),
            svtrid: trid.and_then(|trid| trid.token_of("svTRID")).unwrap_or_default(),
            response,
        })
    }

    /// Accepted, now or later.
    pub fn is_success(&self) -> bool {
        self.code < 2000
    }

    /// The first element of `<resData>` with that name and namespace.
    pub fn data(&self, ns: &str, name: &str) -> Option<&Element> {
        self.response.all("resData").find_map(|data| data.child_in(ns, name))
    }

    /// The first element of `<extension>` with that name and namespace.
    pub fn extension(&self, ns: &str, name: &str) -> Option<&Element> {
        self.response.all("extension").find_map(|extension| extension.child_in(ns, name))
    }

    /// The RGP statuses that came with the answer to a restore or an info (RFC 3915).
    pub fn rgp_statuses(&self) -> Vec<String> {
        let data = ["upData", "infData"].into_iter().find_map(|name| self.extension(ns::RGP, name));
        let statuses = data.into_iter().flat_map(|data| data.all("rgpStatus"));
        statuses.filter_map(|status| status.attribute("s").map(str::to_owned)).collect()
    }

    /// The answer for the application, with `secrets` blanked where the registry repeats them.
    pub fn into_answer(self, secrets: &[&str]) -> Answer {
        let data = if self.is_success() { self.answer_data() } else { AnswerData::None };
        let mut message = self.message;
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            message = message.replace(secret, "***");
        }
        Answer { code: self.code, message, svtrid: self.svtrid, data }
    }

    fn answer_data(&self) -> AnswerData {
        domain::read(self)
            .or_else(|| contact::read(self))
            .or_else(|| host::read(self))
            .unwrap_or(AnswerData::None)
    }
}

/// `Parameter value policy error (a.example: too many)`: the message of every result, with what was added.
fn message(response: &Element) -> String {
    let results = response.all("result").map(|result| {
        let text = result.child("msg").map(Element::whole_text).unwrap_or_default();
        let added: Vec<String> = result.children.iter().filter_map(addition).collect();
        match added.is_empty() {
            true => text,
            false => format!("{text} ({})", added.join("; ")),
        }
    });
    let whole = results.collect::<Vec<_>>().join("; ");
    match whole.char_indices().nth(LONGEST_MESSAGE) {
        Some((at, _)) => format!("{}…", &whole[..at]),
        None => whole,
    }
}

/// What a `<value>` or `<extValue>` adds. Only a plain value is repeated: a whole object may stand there
/// (RFC 9038).
fn addition(element: &Element) -> Option<String> {
    let plain = |value: &Element| {
        let simple = value.children.iter().all(|child| child.children.is_empty());
        if simple && value.children.len() <= 1 { value.whole_text() } else { String::new() }
    };
    let text = match element.name.as_str() {
        "value" => plain(element),
        "extValue" => {
            let value = element.child("value").map(plain).unwrap_or_default();
            let reason = element.child("reason").map(Element::whole_text).unwrap_or_default();
            match (value.is_empty(), reason.is_empty()) {
                (false, false) => format!("{value}: {reason}"),
                _ => value + &reason,
            }
        }
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A date of RFC 5730, section 2.4.5, or what registries write instead: without an offset, or without a time;
/// both are taken as UTC.
fn date(element: &Element) -> Option<DateTime<Utc>> {
    let token = element.token();
    let zoned = DateTime::parse_from_rfc3339(&token).map(|date| date.with_timezone(&Utc));
    let plain = || NaiveDateTime::parse_from_str(&token, "%Y-%m-%dT%H:%M:%S%.f").map(|date| date.and_utc());
    let day = || {
        let day = token.strip_suffix('Z').unwrap_or(&token);
        NaiveDate::parse_from_str(day, "%Y-%m-%d").map(|date| date.and_time(NaiveTime::MIN).and_utc())
    };
    zoned.or_else(|_| plain()).or_else(|_| day()).ok()
}

/// An XML Schema boolean.
fn boolean(text: &str) -> Option<bool> {
    match text.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

/// A child's token, read by `parse`; absent where it cannot be read.
fn parsed<T, E>(element: &Element, child: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    element.token_of(child).and_then(|token| parse(&token).ok())
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
