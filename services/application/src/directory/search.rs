//! Searching the directory: for the registrar's own people, since a list of names is worth more than the names.

use crate::application::Application;
use domain_model::values::{DomainName, HostName};

/// A search pattern of RFC 9082, section 4.1: text with at most one `*` in a label, at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    after: String,
    partial: bool,
}

/// Why a pattern is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternRefusal {
    /// Nothing to look for.
    #[error("a search needs a text before its `*`")]
    Empty,
    /// More than one `*`, or one inside a label.
    #[error("a pattern has one `*`, at the end of a label: `exam*.com`")]
    Star,
    /// Longer than a name can be.
    #[error("a pattern is no longer than a name: 253 characters")]
    TooLong,
}

impl Pattern {
    /// Reads a pattern; letters count alike in either case. U-labels are not turned into A-labels: part of one has no
    /// A-label.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<Self, PatternRefusal> {
        let text = text.trim().trim_end_matches('.').to_lowercase();
        if text.len() > 253 {
            return Err(PatternRefusal::TooLong);
        }
        let (before, after, partial) = match text.split_once('*') {
            None => (text.as_str(), "", false),
            Some((before, after)) => (before, after, true),
        };
        if before.is_empty() {
            return Err(PatternRefusal::Empty);
        }
        if after.contains('*') || !(after.is_empty() || after.starts_with('.')) {
            return Err(PatternRefusal::Star);
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned(), partial })
    }

    /// Whether a text in lower case fits.
    pub fn fits(&self, text: &str) -> bool {
        let Some(rest) = text.strip_prefix(self.before.as_str()) else { return false };
        match self.partial {
            false => rest.is_empty(),
            // What the `*` stands for ends with its label, unless nothing follows it.
            true if self.after.is_empty() => true,
            true => rest.strip_suffix(self.after.as_str()).is_some_and(|label| !label.contains('.')),
        }
    }
}

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchFor {
    /// Names like this.
    Name(Pattern),
    /// Names with a name server like this.
    Server(Pattern),
}

/// What was found, in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// At most as many as were asked for.
    pub found: Vec<T>,
    /// There are more.
    pub more: bool,
}

impl Application {
    /// The names that fit; looks at every name.
    pub fn directory_search(&self, wanted: &SearchFor, most: usize) -> Found<DomainName> {
        let (found, more) = self.directory().names_where(most, |name, facts| match wanted {
            SearchFor::Name(pattern) => pattern.fits(name.as_str()),
            SearchFor::Server(pattern) => {
                facts.servers.iter().any(|server| pattern.fits(server.host.as_str()))
            }
        });
        Found { found, more }
    }

    /// The hosts inside our names that fit; looks at every host.
    pub fn directory_search_hosts(&self, wanted: &Pattern, most: usize) -> Found<HostName> {
        let (found, more) = self.directory().hosts_where(most, |host| wanted.fits(host.as_str()));
        Found { found, more }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_ends_a_label() {
        let fits = |pattern: &str, text: &str| Pattern::parse(pattern).unwrap().fits(text);
        assert!(fits("Example.com", "example.com") && !fits("example.com", "example.com.fr"));
        assert!(fits("exam*.com", "example.com") && fits("exam*", "example.com"));
        assert!(!fits("exam*.com", "exam.ple.com"), "the rest of one label");
        assert!(!fits("exam*.com", "example.net") && !fits("exam*.com", "sample.com"));
        assert!(fits("exam*.com", "exam.com"), "of nothing as well");
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for (text, refusal) in [
            ("", PatternRefusal::Empty),
            ("*", PatternRefusal::Empty),
            ("*.com", PatternRefusal::Empty),
            ("a*b.com", PatternRefusal::Star),
            ("a*.c*", PatternRefusal::Star),
            (&"a".repeat(254), PatternRefusal::TooLong),
        ] {
            assert_eq!(Pattern::parse(text), Err(refusal), "{text}");
        }
    }
}
