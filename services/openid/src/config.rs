//! `[sign_in.openid_connect]`: the provider, and who works here under which of its names.

use domain_model::operator::Login;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The provider, and who works here under which of its names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenIdConfig {
    /// What stands on the button: "Company account".
    pub name: String,
    /// The issuer, exactly as the provider spells it; `/.well-known/openid-configuration` is asked for below it.
    pub issuer: String,
    /// How the provider knows the registrar.
    pub client_id: String,
    /// What the registrar proves that with; either this or `client_secret_file`.
    #[serde(default, deserialize_with = "secret")]
    pub client_secret: Option<SecretString>,
    /// A file whose first line is the secret.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for beside `openid`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// The claim that names an operator, of the ID token or else of the UserInfo endpoint. It must be one that people
    /// cannot set themselves; `email` counts only where the provider says that it is verified.
    #[serde(default = "login_claim")]
    pub login_claim: String,
    /// Logins by values of the claim: `"anne@example.com" = "anne"`. Where there are none, the value is the login; where
    /// there are some, nobody else signs in this way.
    #[serde(default)]
    pub logins: BTreeMap<String, Login>,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.map(SecretString::from))
}

fn scopes() -> Vec<String> {
    vec!["profile".to_owned()]
}

fn login_claim() -> String {
    "preferred_username".to_owned()
}

/// The provider is not set up rightly.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// A setting cannot be used.
    #[error("sign_in.openid_connect.{setting}: {why}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What is expected.
        why: String,
    },
    /// The secret's file cannot be read.
    #[error("sign_in.openid_connect.client_secret_file: {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// There is no HTTP client to be had.
    #[error("preparing to ask the provider")]
    Client(#[source] reqwest::Error),
}

pub(crate) fn setting(setting: &'static str, why: impl Into<String>) -> OpenIdError {
    OpenIdError::Setting { setting, why: why.into() }
}

impl OpenIdConfig {
    /// The secret, from the configuration or its file.
    pub(crate) fn read_secret(&self) -> Result<SecretString, OpenIdError> {
        let secret = match (&self.client_secret, &self.client_secret_file) {
            (Some(secret), None) => secret.clone(),
            (None, Some(path)) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| OpenIdError::File { path: path.clone(), source })?;
                text.lines().next().unwrap_or_default().trim_end().into()
            }
            _ => return Err(setting("client_secret", "give either client_secret or client_secret_file")),
        };
        if secrecy::ExposeSecret::expose_secret(&secret).is_empty() {
            return Err(setting("client_secret", "it is empty"));
        }
        Ok(secret)
    }

    /// Names and addresses that can be used.
    pub(crate) fn check(&self) -> Result<(), OpenIdError> {
        for (name, text) in
            [("name", &self.name), ("client_id", &self.client_id), ("login_claim", &self.login_claim)]
        {
            if text.trim().is_empty() {
                return Err(setting(name, "a text is expected"));
            }
        }
        // What is said on the way decides who is let in.
        if self.issuer.starts_with("https://") || is_loopback(&self.issuer) {
            Ok(())
        } else {
            Err(setting("issuer", "an address that begins with https:// is expected"))
        }
    }
}

fn is_address(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

fn is_loopback(issuer: &str) -> bool {
    let Ok(url) = issuer.parse::<reqwest::Url>() else { return false };
    let local = |host: &str| host == "localhost" || host == "[::1]" || is_address(host);
    url.scheme() == "http" && url.host_str().is_some_and(local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    fn read(more: &str) -> Result<OpenIdConfig, toml::de::Error> {
        toml::from_str(&format!(
            "name = \"Company account\"\nissuer = \"https://id.example.com\"\nclient_id = \"registrar\"\n{more}"
        ))
    }

    #[test]
    fn the_secret_stands_in_one_place_and_is_shown_by_nothing() {
        let given = read("client_secret = \"hush\"").unwrap();
        assert_eq!(given.read_secret().unwrap().expose_secret(), "hush");
        assert!(!format!("{given:?}").contains("hush"));
        assert_eq!((given.login_claim.as_str(), given.scopes.len()), ("preferred_username", 1));
        for wrong in ["", "client_secret = \"\"", "client_secret = \"a\"\nclient_secret_file = \"b\""] {
            assert!(read(wrong).unwrap().read_secret().is_err(), "{wrong}");
        }
        let missing = read("client_secret_file = \"/nowhere/at/all\"").unwrap().read_secret().unwrap_err();
        assert!(missing.to_string().contains("/nowhere/at/all"), "{missing}");
        assert!(read("required = true").is_err(), "a key that is not known");
        assert!(read("[logins]\n\"anne@example.com\" = \"no login!\"").is_err());
    }

    #[test]
    fn an_issuer_is_reached_safely() {
        let issued = |issuer: &str| OpenIdConfig { issuer: issuer.to_owned(), ..read("").unwrap() }.check();
        for right in ["https://id.example.com/realms/a", "http://127.0.0.1:9", "http://localhost:9/a"] {
            assert!(issued(right).is_ok(), "{right}");
        }
        for wrong in
            ["", "id.example.com", "http://id.example.com", "http://localhost.example.com", "ftp://127.0.0.1"]
        {
            assert!(issued(wrong).is_err(), "{wrong}");
        }
    }
}
