//! Where visitors and mail are sent on to.

use super::domain_name::HostName;
use super::email::EmailAddress;
use super::rules::{broken_rules, debug_shows, text_value};
use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Bytes of a web address.
const LONGEST: usize = 2000;

broken_rules! {
    /// Why a text is not a web address.
    WebAddressError on "destination" {
        Scheme: "url-scheme", "a web address begins with http://, https:// or ftp://";
        Host: "url-host", "the web address has no valid host";
        Port: "url-port", "the port of the web address is a number from 1 to 65535";
        Credentials: "url-credentials", "a web address with a user or password in it is not published";
        Character: "url-character", "the web address has a character that has to be written as %XX";
        TooLong: "url-length", "the web address is longer than 2000 bytes";
    }
}

broken_rules! {
    /// Why a text is not the source of a web redirection.
    WebSourceError on "source" {
        Form: "web-source", "the source of a web redirection is http:// and a host name, without port or path";
    }
}

/// A web address that visitors may be sent to: http, https or ftp (SOAP paper, `service_redir_create`). Kept as it was
/// given, but for the case of scheme and host; it can stand in a header and in a page, for it holds no white space, no
/// quotation mark and no angle bracket.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WebAddress(String);

impl WebAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        if text.len() > LONGEST {
            return Err(WebAddressError::TooLong);
        }
        let (scheme, rest) = text.split_once("://").ok_or(WebAddressError::Scheme)?;
        let scheme = scheme.to_ascii_lowercase();
        if !["http", "https", "ftp"].contains(&scheme.as_str()) {
            return Err(WebAddressError::Scheme);
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(WebAddressError::Credentials);
        }
        if !path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte)) {
            return Err(WebAddressError::Character);
        }
        let (host, port) = split_port(authority)?;
        Ok(Self(format!("{scheme}://{}{port}{path}", canonical(host)?)))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host, in A-labels or as an address.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        split_port(authority).map_or(authority, |(host, _)| host)
    }
}

text_value!(WebAddress, WebAddressError);
debug_shows!(WebAddress);

/// `host` and `:port`, or nothing for the latter.
fn split_port(authority: &str) -> Result<(&str, &str), WebAddressError> {
    let behind = authority.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = authority[behind..].find(':').map(|at| behind + at) else { return Ok((authority, "")) };
    let digits = &authority[colon + 1..];
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok());
    match number.flatten() {
        Some(1..) => Ok(authority.split_at(colon)),
        _ => Err(WebAddressError::Port),
    }
}

fn canonical(host: &str) -> Result<String, WebAddressError> {
    if let Some(inside) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inside.parse::<Ipv6Addr>().map(|v6| format!("[{v6}]")).map_err(|_| WebAddressError::Host);
    }
    match (host.parse::<Ipv4Addr>(), HostName::parse(host)) {
        (Ok(address), _) => Ok(address.to_string()),
        (_, Ok(name)) => Ok(name.to_string()),
        _ => Err(WebAddressError::Host),
    }
}

/// Reads the source of a web redirection: `http://blog.example.com`, with or without a slash at the end.
///
/// # Errors
/// Another form.
pub fn web_source(text: &str) -> Result<HostName, WebSourceError> {
    let (scheme, rest) = text.split_once("://").ok_or(WebSourceError::Form)?;
    if !scheme.eq_ignore_ascii_case("http") {
        return Err(WebSourceError::Form);
    }
    HostName::parse(rest.strip_suffix('/').unwrap_or(rest)).map_err(|_| WebSourceError::Form)
}

/// How visitors are sent on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum WebRedirection {
    /// By a 302: `web`, `web302`.
    Found,
    /// By a 301: `web301`.
    Moved,
    /// Inside a frame, so that the address stays: `rweb`.
    Framed,
}

impl WebRedirection {
    /// The paper's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found => "web302",
            Self::Moved => "web301",
            Self::Framed => "rweb",
        }
    }
}

/// From which address mail is sent on to which. Both are personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRoute {
    /// An address inside the name.
    pub source: EmailAddress,
    /// Where its mail goes.
    pub destination: EmailAddress,
}

impl MailRoute {
    /// Whether both say the same: no mail system keeps `A@` and `a@` apart.
    pub fn is(&self, other: &Self) -> bool {
        self.source.lookup_form() == other.source.lookup_form()
            && self.destination.lookup_form() == other.destination.lookup_form()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_are_kept_as_they_were_given() {
        for text in [
            "http://www.bookmyname.com/create.cgi",
            "http://blog.bookmyname.com/parlerpournedire.html",
            "http://sous-domaine.domaine.tld/repertoire/fichier.html",
            "https://example.com",
            "https://example.com/?a=b&c=d#e",
            "ftp://ftp.example.com:2121/pub/",
            "http://88.191.249.162/",
            "http://[2a01:5d8:e200::1]:8080/x",
        ] {
            assert_eq!(WebAddress::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(WebAddress::parse("HTTP://WWW.Café.fr/É").unwrap_err(), WebAddressError::Character);
        let address = WebAddress::parse("HTTP://WWW.Café.fr:80/A").unwrap();
        assert_eq!(address.as_str(), "http://www.xn--caf-dma.fr:80/A");
        assert_eq!(address.host(), "www.xn--caf-dma.fr");
        assert_eq!(WebAddress::parse("http://[::1]:80/").unwrap().host(), "[::1]");
    }

    #[test]
    fn every_rule_of_a_web_address_has_its_refusal() {
        use WebAddressError::*;
        let refusal = |text: &str| WebAddress::parse(text).expect_err(text);
        for text in ["", "www.example.com", "javascript:alert(1)", "gopher://x.fr/", "mailto://x.fr"] {
            assert_eq!(refusal(text), Scheme);
        }
        for text in
            ["http://", "http:///x", "http://localhost/", "http://-a.fr", "http://[::g]/", "http://a b.fr"]
        {
            assert_eq!(refusal(text), Host);
        }
        assert_eq!(refusal("ftp://user:secret@example.com/"), Credentials);
        for text in ["http://a.fr:0/", "http://a.fr:/", "http://a.fr:65536", "http://a.fr:+8/"] {
            assert_eq!(refusal(text), Port);
        }
        for text in ["http://a.fr/\r\nSet-Cookie: x", "http://a.fr/ b", "http://a.fr/\"><script>"] {
            assert_eq!(refusal(text), Character);
        }
        assert_eq!(refusal(&format!("http://a.fr/{}", "x".repeat(2000))), TooLong);
    }

    #[test]
    fn a_web_source_is_a_host_and_nothing_more() {
        assert_eq!(web_source("http://Blog.Example.com/").unwrap().as_str(), "blog.example.com");
        assert_eq!(web_source("http://example.com").unwrap().as_str(), "example.com");
        for wrong in
            ["example.com", "https://example.com", "http://a.com/x", "http://a.com:80", "http://a.com//", ""]
        {
            assert!(web_source(wrong).is_err(), "{wrong}");
        }
    }
}
