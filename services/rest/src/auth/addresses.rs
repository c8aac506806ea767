//! Which addresses a client may have called, and signed (DOORS, "REST behind a proxy").
//!
//! The signature covers the address as the client wrote it: scheme, host, port, path and query. Behind a proxy the
//! server sees another scheme and host, and one of the public clients never writes the port. So the few addresses that
//! this call may have had are tried. What names another server stays refused: the host is always one that the call
//! itself, a trusted proxy, or the configuration says.

use crate::door::Door;
use axum::http::header::HOST;
use axum::http::request::Parts;
use std::net::SocketAddr;

/// A host and port are at most as long as a name of the DNS and five digits (RFC 1035, section 2.3.4).
const LONGEST: usize = 253 + 6;

/// The addresses, the likeliest first.
pub(super) fn called(door: &Door, call: &Parts, peer: SocketAddr) -> Vec<String> {
    let forwarded = |name: &str| -> Option<&str> {
        let value = call.headers.get(name).filter(|_| door.proxies.trusts(peer.ip()))?;
        // Proxies in a row append: the first one is nearest to the client.
        value.to_str().ok()?.split(',').next().map(str::trim)
    };
    let own = call.headers.get(HOST).and_then(|host| host.to_str().ok());
    let own = own.or_else(|| call.uri.authority().map(|authority| authority.as_str()));
    let claims = Claims {
        scheme: forwarded("x-forwarded-proto"),
        host: forwarded("x-forwarded-host"),
        port: forwarded("x-forwarded-port"),
        own,
        public: &door.application.settings().link_base,
    };
    let target = call.uri.path_and_query().map_or("/", |target| target.as_str());
    claims.addresses(target)
}

/// What is said of the address that was called.
struct Claims<'a> {
    scheme: Option<&'a str>,
    host: Option<&'a str>,
    port: Option<&'a str>,
    /// `Host`, or `:authority`.
    own: Option<&'a str>,
    /// As the configuration has it: `https://api.registrar.example`.
    public: &'a str,
}

impl Claims<'_> {
    fn addresses(&self, target: &str) -> Vec<String> {
        let mut bases: Vec<String> = vec![];
        let said = self.scheme.filter(|scheme| matches!(*scheme, "http" | "https"));
        // TLS may end before any proxy that says so: both are tried, the one that was said first.
        let schemes =
            if said == Some("http") || said.is_none() { ["http", "https"] } else { ["https", "http"] };
        for host in [self.host, self.own].into_iter().flatten().filter(|host| is_host(host)) {
            let bare = without_port(host);
            let port = self.port.filter(|port| port.parse::<u16>().is_ok());
            let with_port = port.map(|port| format!("{bare}:{port}"));
            for host in [Some(host.to_owned()), Some(bare.to_owned()), with_port].into_iter().flatten() {
                bases.extend(schemes.iter().map(|scheme| format!("{scheme}://{host}")));
            }
        }
        bases.push(self.public.to_owned());
        let mut seen = vec![];
        for base in bases {
            if !seen.contains(&base) {
                seen.push(base);
            }
        }
        seen.iter().map(|base| format!("{base}{target}")).collect()
    }
}

/// Letters, digits, dots and dashes with a port or not; an IPv6 address in brackets.
fn is_host(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits)
}

fn without_port(host: &str) -> &str {
    match host.rfind(':').filter(|colon| !host[*colon..].contains(']')) {
        Some(colon) => &host[..colon],
        None => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://registrar.example";

    fn addresses(scheme: Option<&str>, host: Option<&str>, own: &str) -> Vec<String> {
        Claims { scheme, host, port: None, own: Some(own), public: PUBLIC }.addresses("/1.0/me?a=b")
    }

    #[test]
    fn without_a_proxy_it_is_the_host_with_its_port_or_without_by_either_scheme() {
        assert_eq!(
            addresses(None, None, "127.0.0.1:8080"),
            [
                "http://127.0.0.1:8080/1.0/me?a=b",
                "https://127.0.0.1:8080/1.0/me?a=b",
                "http://127.0.0.1/1.0/me?a=b",
                "https://127.0.0.1/1.0/me?a=b",
                "https://registrar.example/1.0/me?a=b",
            ]
        );
        assert_eq!(addresses(None, None, "registrar.example").len(), 2, "none is tried twice");
        assert_eq!(addresses(None, None, "[::1]:8080")[2], "http://[::1]/1.0/me?a=b");
    }

    #[test]
    fn what_a_proxy_says_is_tried_first() {
        let seen = addresses(Some("https"), Some("api.example:8443"), "127.0.0.1:8080");
        assert_eq!(seen[0], "https://api.example:8443/1.0/me?a=b");
        assert_eq!(seen[2], "https://api.example/1.0/me?a=b");
        assert!(seen.contains(&"http://127.0.0.1:8080/1.0/me?a=b".to_owned()));
        let claims =
            Claims { scheme: None, host: Some("api.example"), port: Some("8443"), own: None, public: PUBLIC };
        assert!(claims.addresses("/").contains(&"https://api.example:8443/".to_owned()));
    }

    #[test]
    fn what_is_no_host_is_not_tried() {
        for wrong in ["", "a b", "a/b", "a@b", "é", &"x".repeat(260)] {
            assert_eq!(addresses(None, None, wrong), ["https://registrar.example/1.0/me?a=b"], "{wrong}");
        }
        let odd = Claims {
            scheme: Some("ftp"),
            host: None,
            port: Some("x"),
            own: Some("a.example"),
            public: PUBLIC,
        };
        assert_eq!(odd.addresses("/").len(), 3);
    }
}
