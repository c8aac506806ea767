//! Applications that call the REST door, and what their users allow them (paper: "connecter à l'API").

use super::rules::{broken_rules, debug_hides, debug_shows, text_value};
use serde::{Deserialize, Serialize};

broken_rules! {
    /// Why a text is not the key of an application.
    ApplicationKeyError on "applicationKey" {
        Form: "application-key-form", "an application key is 16 letters or digits";
    }
}

/// The public name of an application (`X-Ovh-Application`): 16 letters or digits, in their case.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationKey(String);

impl ApplicationKey {
    /// How many characters it has.
    pub const LENGTH: usize = 16;

    /// Reads a key.
    pub fn parse(text: &str) -> Result<Self, ApplicationKeyError> {
        let fits = text.len() == Self::LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_owned())) } else { Err(ApplicationKeyError::Form) }
    }

    /// The key as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ApplicationKey, ApplicationKeyError);
debug_shows!(ApplicationKey);

fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

broken_rules! {
    /// Why a text does not name an application.
    ApplicationNameError on "name" {
        Form: "application-name-form", "an application's name is 1 to 100 characters on one line";
    }
}

/// What an application is called, for those who are asked to let it in: 1 to 100 characters on one line.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationName(String);

impl ApplicationName {
    /// Reads a name; white space around it is taken off.
    pub fn parse(text: &str) -> Result<Self, ApplicationNameError> {
        let text = text.trim();
        if text.is_empty() || !is_line(text, 100) {
            return Err(ApplicationNameError::Form);
        }
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ApplicationName, ApplicationNameError);
debug_shows!(ApplicationName);

broken_rules! {
    /// Why a text does not describe an application.
    ApplicationDescriptionError on "description" {
        Form: "application-description-form", "an application's description is at most 500 characters on one line";
    }
}

/// What an application does, for those who are asked to let it in: at most 500 characters on one line.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationDescription(String);

impl ApplicationDescription {
    /// Reads a description; white space around it is taken off.
    pub fn parse(text: &str) -> Result<Self, ApplicationDescriptionError> {
        let text = text.trim();
        if is_line(text, 500) { Ok(Self(text.to_owned())) } else { Err(ApplicationDescriptionError::Form) }
    }

    /// The description.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ApplicationDescription, ApplicationDescriptionError);
debug_shows!(ApplicationDescription);

/// The methods of the REST door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum AccessMethod {
    /// Reads.
    Get,
    /// Asks for something.
    Post,
    /// Changes something.
    Put,
    /// Takes something away.
    Delete,
}

impl AccessMethod {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// The word of HTTP.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// The method of a word of HTTP.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == word)
    }
}

broken_rules! {
    /// Why a text is not a pattern of paths.
    PathPatternError on "path" {
        Form: "path-pattern-form", "a path begins with a slash and has at most 255 printable characters, `*` for any others";
    }
}

/// Paths of the REST door, without the version in front: `/domain/*/task`. `*` stands for any characters, slashes
/// included.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathPattern(String);

impl PathPattern {
    /// Reads a pattern.
    pub fn parse(text: &str) -> Result<Self, PathPatternError> {
        let printable = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if printable && (text.starts_with('/') || text.starts_with('*')) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PathPatternError::Form)
        }
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a path is one of them. Takes at most pattern times path steps, whatever the stars.
    pub fn matches(&self, path: &str) -> bool {
        let (pattern, path) = (self.0.as_bytes(), path.as_bytes());
        let (mut p, mut t) = (0, 0);
        // The last star, and how much of the path it has taken so far.
        let mut star: Option<(usize, usize)> = None;
        while t < path.len() {
            match (pattern.get(p), star) {
                (Some(b'*'), _) => {
                    star = Some((p, t));
                    p += 1;
                }
                (Some(byte), _) if *byte == path[t] => (p, t) = (p + 1, t + 1),
                (_, Some((at, taken))) => {
                    star = Some((at, taken + 1));
                    (p, t) = (at + 1, taken + 1);
                }
                (_, None) => return false,
            }
        }
        pattern[p..].iter().all(|byte| *byte == b'*')
    }
}

text_value!(PathPattern, PathPatternError);
debug_shows!(PathPattern);

/// What an application may call.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AccessRule {
    /// By which method.
    pub method: AccessMethod,
    /// Which paths.
    pub path: PathPattern,
}

impl AccessRule {
    /// Whether it allows a call.
    pub fn grants(&self, method: AccessMethod, path: &str) -> bool {
        self.method == method && self.path.matches(path)
    }
}

broken_rules! {
    /// Why a text is not an address to send somebody to.
    RedirectionError on "redirection" {
        Form: "redirection-form", "an address of the web is expected: https:// or http://, a host, at most 2000 printable characters";
    }
}

/// Where a person is sent after answering an application: an absolute address of the web (RFC 3986, section 4.3) whose
/// host can stand in a header, without user information, which would pretend to be another host. Hidden by `Debug`: it
/// may carry secrets of the application.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Redirection(String);

impl Redirection {
    /// Reads an address.
    pub fn parse(text: &str) -> Result<Self, RedirectionError> {
        let bounded =
            text.len() <= 2000 && text.bytes().all(|b| b.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&b));
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
        match bounded && authority.is_some_and(is_authority) {
            true => Ok(Self(text.to_owned())),
            false => Err(RedirectionError::Form),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port alone: `https://shop.example:8443`.
    pub fn origin(&self) -> &str {
        let host = self.0.find("://").map_or(0, |scheme| scheme + 3);
        let end = self.0[host..].find(['/', '?', '#']).map_or(self.0.len(), |end| host + end);
        &self.0[..end]
    }
}

text_value!(Redirection, RedirectionError);
debug_hides!(Redirection);

/// A host, with a port or not: a name, an IPv4 address, or an IPv6 address in brackets.
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.rfind(':').filter(|colon| !text[*colon..].contains(']')) {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    };
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let known = match bracketed {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
            (1..=253).contains(&host.len()) && host.bytes().all(fits)
        }
    };
    known && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        PathPattern::parse(pattern).unwrap().matches(path)
    }

    #[test]
    fn a_star_stands_for_anything_anywhere() {
        for (pattern, path) in [
            ("/*", "/"),
            ("/*", "/domain/example.com/task/7"),
            ("*", "/me"),
            ("/me", "/me"),
            ("/me*", "/me"),
            ("/me*", "/me/order"),
            ("/me/*", "/me/order/1/status"),
            ("/domain/*/task", "/domain/example.com/task"),
            ("/domain/*/task/*", "/domain/a/task/task/9"),
            ("/**/x", "/a/x"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/me", "/me/order"),
            ("/me", "/m"),
            ("/me/*", "/me"),
            ("/domain/*/task", "/domain/example.com/task/7"),
            ("/domain", "/Domain"),
            ("/*x", "/xy"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_is_a_path_in_printable_characters() {
        for wrong in ["", "me", "/ me", "/é", "/a\n", &format!("/{}", "x".repeat(255))] {
            assert_eq!(PathPattern::parse(wrong), Err(PathPatternError::Form), "{wrong:?}");
        }
    }

    #[test]
    fn a_rule_is_of_one_method() {
        let rule: AccessRule = serde_json::from_str(r#"{"method":"GET","path":"/me"}"#).unwrap();
        assert!(rule.grants(AccessMethod::Get, "/me") && !rule.grants(AccessMethod::Put, "/me"));
        assert_eq!(AccessMethod::parse("DELETE"), Some(AccessMethod::Delete));
        assert_eq!(AccessMethod::parse("get"), None);
        assert!(serde_json::from_str::<AccessRule>(r#"{"method":"PATCH","path":"/me"}"#).is_err());
    }

    #[test]
    fn names_and_keys_have_their_forms() {
        assert_eq!(ApplicationName::parse(" Cart ").unwrap().as_str(), "Cart");
        for wrong in ["", " ", "two\nlines", &"x".repeat(101)] {
            assert!(ApplicationName::parse(wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(ApplicationDescription::parse("").unwrap(), ApplicationDescription::default());
        assert!(ApplicationDescription::parse(&"x".repeat(501)).is_err());
        assert!(ApplicationKey::parse("7kbG7Bk7S9Nt7ZSV").is_ok());
        for wrong in ["", "7kbG7Bk7S9Nt7ZS", "7kbG7Bk7S9Nt7ZS/", "7kbG7Bk7S9Nt7ZSVx"] {
            assert!(ApplicationKey::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_redirection_is_an_address_of_the_web_and_names_its_origin() {
        let origin = |text: &str| Redirection::parse(text).unwrap().origin().to_owned();
        assert_eq!(origin("https://shop.example/back?state=1#x"), "https://shop.example");
        assert_eq!(origin("http://localhost:3000"), "http://localhost:3000");
        assert_eq!(origin("https://[2001:db8::1]:8443?x"), "https://[2001:db8::1]:8443");
        for wrong in [
            "",
            "shop.example",
            "//shop.example",
            "javascript:alert(1)",
            "ftp://shop.example",
            "https://",
            "https:///x",
            "https://user@shop.example",
            "https://shop.example:port/",
            "https://shop.example:0",
            "https://shop.example;form-action *",
            "https://[::1/",
            "https://shop.example/\u{e9}",
            "https://shop.example/a b",
            "https://shop.example/\r\nX: y",
            "https://shop.example\\@evil.example",
            &format!("https://shop.example/{}", "x".repeat(2000)),
        ] {
            assert_eq!(Redirection::parse(wrong), Err(RedirectionError::Form), "{wrong:?}");
        }
    }

    proptest! {
        /// Against the definition, by trying every split.
        #[test]
        fn matching_is_as_it_is_defined(pattern in "[/ab*]{0,8}", path in "[/ab]{0,8}") {
            fn defined(pattern: &[u8], path: &[u8]) -> bool {
                match pattern.split_first() {
                    None => path.is_empty(),
                    Some((b'*', rest)) => (0..=path.len()).any(|n| defined(rest, &path[n..])),
                    Some((byte, rest)) => path.first() == Some(byte) && defined(rest, &path[1..]),
                }
            }
            let own = PathPattern(pattern.clone());
            prop_assert_eq!(own.matches(&path), defined(pattern.as_bytes(), path.as_bytes()));
        }
    }
}
