//! Which login follows from the claims of a token.

use crate::config::OpenIdConfig;
use domain_model::operator::Login;
use openidconnect::AdditionalClaims;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Claims that the standard has no name for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Others(pub Map<String, Value>);

impl AdditionalClaims for Others {}

/// Whether the claims say who it is.
pub fn says(config: &OpenIdConfig, claims: &Value) -> bool {
    claims[&config.login_claim].is_string()
}

/// The login that follows from claims that are believed.
pub fn login(config: &OpenIdConfig, claims: &Value) -> Option<Login> {
    let value = claims[&config.login_claim].as_str()?;
    // Where nobody has verified it, anybody may have typed it.
    if config.login_claim == "email" && claims["email_verified"] != Value::Bool(true) {
        return None;
    }
    if config.logins.is_empty() { value.parse().ok() } else { config.logins.get(value).cloned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn config(more: &str) -> OpenIdConfig {
        let text = "name = \"a\"\nissuer = \"https://id.example.com\"\nclient_id = \"a\"\n";
        toml::from_str(&format!("{text}{more}")).unwrap()
    }

    #[test]
    fn a_claim_is_a_login_or_is_mapped_to_one() {
        let found = |more: &str, claims: Value| login(&config(more), &claims).map(String::from);
        assert_eq!(found("", json!({ "preferred_username": "Anne" })).as_deref(), Some("anne"));
        for nobody in [json!({}), json!({ "preferred_username": 7 }), json!({ "preferred_username": "a b" })]
        {
            assert_eq!(found("", nobody.clone()), None, "{nobody}");
        }
        let mapped = "login_claim = \"email\"\n[logins]\n\"anne@example.com\" = \"anne\"";
        let mail = |verified: Value| json!({ "email": "anne@example.com", "email_verified": verified });
        assert_eq!(found(mapped, mail(true.into())).as_deref(), Some("anne"));
        for unproven in [Value::Null, false.into(), "true".into()] {
            assert_eq!(found(mapped, mail(unproven)), None);
        }
        let other = json!({ "email": "bea@example.com", "email_verified": true });
        assert_eq!(found(mapped, other), None, "who is not named is nobody");
    }
}
