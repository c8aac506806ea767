//! Reading a line.

use crate::without_root;
use domain_model::values::{ContactHandle, DomainName, DomainNameError, HostName};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// A name; or, where it is none of ours, a host inside one.
    Name(DomainName),
    /// A host and nothing else.
    Host(HostName),
    /// A person.
    Handle(ContactHandle),
    /// Who answers here.
    Registrar,
    /// What can be asked.
    Help,
}

/// Why a line asks for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryProblem {
    /// Nothing was written.
    #[error("the query is empty")]
    Empty,
    /// No UTF-8.
    #[error("the query is not written in UTF-8")]
    NoText,
    /// More than one thing.
    #[error("one name, host or handle is asked for at a time")]
    Several,
    /// Neither a name nor a handle.
    #[error("this is no name: {0}")]
    NoName(DomainNameError),
    /// No handle.
    #[error("this is no handle: letters, digits and hyphens, as PD86-FREE")]
    NoHandle,
}

/// What stands before the thing that is asked for.
#[derive(Clone, Copy)]
enum Keyword {
    Name,
    Host,
    Handle,
    Registrar,
}

fn keyword(word: &str) -> Option<Keyword> {
    Some(match word.to_ascii_lowercase().as_str() {
        "domain" | "dom" => Keyword::Name,
        "nameserver" | "host" | "ns" => Keyword::Host,
        "contact" | "handle" | "person" | "entity" => Keyword::Handle,
        "registrar" => Keyword::Registrar,
        _ => return None,
    })
}

/// Reads a line. `is_registrar` knows the registrar's own names. Flags of clients that talk to many servers (`-T dn,ace`)
/// are passed over: they mean nothing here.
///
/// # Errors
/// It asks for nothing.
pub fn read(line: &[u8], is_registrar: impl Fn(&str) -> bool) -> Result<Query, QueryProblem> {
    let text = std::str::from_utf8(line).map_err(|_| QueryProblem::NoText)?;
    let mut words = vec![];
    let mut given = text.split_whitespace();
    while let Some(word) = given.next() {
        match word {
            // These have an argument of their own.
            "-T" | "-t" | "-s" | "-i" => drop(given.next()),
            flag if flag.len() > 1 && flag.starts_with('-') => {}
            word => words.push(word),
        }
    }
    match words.as_slice() {
        [] => Err(QueryProblem::Empty),
        [word] if *word == "?" => Ok(Query::Help),
        [word] if word.eq_ignore_ascii_case("help") => Ok(Query::Help),
        [word] if word.eq_ignore_ascii_case("registrar") => Ok(Query::Registrar),
        [word] => unnamed(word, is_registrar),
        [kind, rest @ ..] => match (keyword(kind), rest) {
            (Some(Keyword::Registrar), _) => Ok(Query::Registrar),
            (Some(Keyword::Name), [name]) => {
                DomainName::parse(without_root(name)).map(Query::Name).map_err(QueryProblem::NoName)
            }
            (Some(Keyword::Host), [host]) => {
                HostName::parse(without_root(host)).map(Query::Host).map_err(QueryProblem::NoName)
            }
            (Some(Keyword::Handle), [handle]) => {
                ContactHandle::parse(handle).map(Query::Handle).map_err(|_| QueryProblem::NoHandle)
            }
            _ if is_registrar(&words.join(" ")) => Ok(Query::Registrar),
            _ => Err(QueryProblem::Several),
        },
    }
}

/// A name has a dot, a handle has none.
fn unnamed(word: &str, is_registrar: impl Fn(&str) -> bool) -> Result<Query, QueryProblem> {
    match DomainName::parse(without_root(word)) {
        Ok(name) => Ok(Query::Name(name)),
        Err(_) if is_registrar(word) => Ok(Query::Registrar),
        Err(error) => match ContactHandle::parse(word) {
            Ok(handle) if !word.contains('.') => Ok(Query::Handle(handle)),
            _ => Err(QueryProblem::NoName(error)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Query, QueryProblem> {
        read(line.as_bytes(), |name| name == "Registrar SAS")
    }

    fn name(text: &str) -> Result<Query, QueryProblem> {
        Ok(Query::Name(DomainName::parse(text).unwrap()))
    }

    #[test]
    fn a_name_is_asked_for_in_any_form() {
        for line in [
            "example.com",
            " Example.COM. ",
            "domain example.com",
            "-T dn,ace example.com",
            "-V Md5.5 example.com",
        ] {
            // A flag without an argument that is known leaves its argument behind.
            let expected =
                if line.starts_with("-V") { Err(QueryProblem::Several) } else { name("example.com") };
            assert_eq!(asked(line), expected, "{line}");
        }
        assert_eq!(asked("m\u{fc}nchen.com"), name("xn--mnchen-3ya.com"));
        assert_eq!(asked("xn--mnchen-3ya.com"), name("xn--mnchen-3ya.com"));
    }

    #[test]
    fn hosts_handles_and_the_registrar_are_asked_for_too() {
        assert_eq!(
            asked("host ns1.example.com"),
            Ok(Query::Host(HostName::parse("ns1.example.com").unwrap()))
        );
        let handle = Ok(Query::Handle(ContactHandle::parse("PD86-FREE").unwrap()));
        assert_eq!(asked("pd86-free"), handle);
        assert_eq!(asked("contact PD86-FREE"), handle);
        for line in ["registrar", "registrar whoever", "Registrar SAS"] {
            assert_eq!(asked(line), Ok(Query::Registrar), "{line}");
        }
        for line in ["help", "?", "HELP"] {
            assert_eq!(asked(line), Ok(Query::Help), "{line}");
        }
    }

    #[test]
    fn what_asks_for_nothing_is_told_why() {
        assert_eq!(asked(""), Err(QueryProblem::Empty));
        assert_eq!(asked("a.com b.com"), Err(QueryProblem::Several));
        assert!(matches!(asked("exa_mple.com"), Err(QueryProblem::NoName(_))));
        assert!(matches!(asked("domain nodots"), Err(QueryProblem::NoName(_))));
        assert_eq!(asked("contact a.com"), Err(QueryProblem::NoHandle));
        assert_eq!(read(b"\xff.com", |_| false), Err(QueryProblem::NoText));
    }
}
