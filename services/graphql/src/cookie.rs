//! The cookie of a session, and whether a page of ours sent it.

use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use secrecy::{ExposeSecret, SecretString};

const NAME: &str = "registrar_session";

/// What the browser keeps of its session.
pub fn value(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(NAME).map(|cookie| cookie.value().to_owned())
}

/// `Set-Cookie` for a session that lasts so many seconds; none of them: it is forgotten. No script reads it, and no other
/// site makes the browser send it.
pub fn set(token: &SecretString, seconds: i64, public_url: &str) -> String {
    let secure = if public_url.starts_with("https://") { "; Secure" } else { "" };
    let token = token.expose_secret();
    format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}")
}

/// Whether the browser says nothing of a page of somebody else's: `Origin`, where it is sent, is this host or the
/// registrar's address, and `Sec-Fetch-Site` is of the same origin. Programs send neither.
pub fn from_own_page(headers: &HeaderMap, public_url: &str) -> bool {
    let own_site = |site: &str| matches!(site, "same-origin" | "none");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own_origin = |origin: &str| {
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        let ours = (bare(authority, scheme) == bare(host, scheme) && !host.is_empty())
            || public_url.split_once("://").is_some_and(|(own, rest)| {
                let rest = rest.split('/').next().unwrap_or_default();
                own.eq_ignore_ascii_case(scheme) && bare(rest, own) == bare(authority, scheme)
            });
        matches!(scheme, "http" | "https") && ours
    };
    let all = |name: &str, own: &dyn Fn(&str) -> bool| {
        headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(own))
    };
    all("sec-fetch-site", &own_site) && all("origin", &own_origin)
}

/// Host and port in one spelling: a scheme's usual port is left out.
fn bare(authority: &str, scheme: &str) -> String {
    let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    authority.strip_suffix(usual).unwrap_or(authority).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://office.registrar.test/";

    fn own(headers: &[(&'static str, &str)]) -> bool {
        let of = |(name, value): &(&'static str, &str)| ((*name).parse().unwrap(), value.parse().unwrap());
        from_own_page(&headers.iter().map(of).collect::<HeaderMap>(), PUBLIC)
    }

    #[test]
    fn pages_of_others_are_told_by_what_browsers_say() {
        let host = ("host", "127.0.0.1:8080");
        assert!(own(&[]) && own(&[host]), "a program");
        assert!(own(&[host, ("origin", "http://127.0.0.1:8080"), ("sec-fetch-site", "same-origin")]));
        assert!(own(&[host, ("origin", "https://Office.Registrar.test")]), "behind a proxy");
        assert!(own(&[("host", "office.registrar.test:443"), ("origin", "https://office.registrar.test")]));
        for foreign in [
            "http://127.0.0.1:8081",
            "http://evil.test",
            "http://office.registrar.test",
            "https://office.registrar.test.evil.test",
            "https://office.registrar.test:8443",
            "null",
            "",
            "file://127.0.0.1:8080",
        ] {
            assert!(!own(&[host, ("origin", foreign)]), "{foreign}");
        }
        assert!(!own(&[("origin", "http://")]), "no host is no host of ours");
        for foreign in ["cross-site", "same-site", ""] {
            assert!(!own(&[host, ("sec-fetch-site", foreign)]), "{foreign}");
        }
        assert!(!own(&[host, ("origin", "http://127.0.0.1:8080"), ("origin", "http://evil.test")]));
    }

    #[test]
    fn the_cookie_is_for_this_host_alone_and_for_no_script() {
        let token = SecretString::from("rgs_admin_x");
        let plain = set(&token, 60, "http://127.0.0.1:8080");
        assert_eq!(plain, "registrar_session=rgs_admin_x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
        assert_eq!(set(&token, 60, PUBLIC), format!("{plain}; Secure"));
        let headers: HeaderMap =
            [(header::COOKIE, "a=b; registrar_session=rgs_admin_x".parse().unwrap())].into_iter().collect();
        assert_eq!(value(&headers).as_deref(), Some("rgs_admin_x"));
        assert_eq!(value(&HeaderMap::new()), None);
    }
}
