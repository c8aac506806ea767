//! What of a document people may see.

use serde_json::{Map, Value};

/// In place of personal data that was not asked for.
const SEALED: &str = "[sealed]";
/// In place of personal data whose key is gone.
const ERASED: &str = "[erased]";
/// In place of what nobody may read, whatever the role.
const SECRET: &str = "[secret]";

/// Fields that hold a digest of something secret.
const SECRET_FIELDS: [&str; 5] = ["password_hash", "hash", "hashes", "digest", "auth_code_mark"];

/// Sealed values as marks.
pub(crate) fn concealed(document: Value) -> Value {
    shown(document, SEALED)
}

/// Opened values as what they are, the others as marks; credentials always as marks.
pub(super) fn revealed(document: Value) -> Value {
    shown(document, ERASED)
}

fn shown(document: Value, closed: &str) -> Value {
    match document {
        Value::Array(items) => items.into_iter().map(|item| shown(item, closed)).collect(),
        Value::Object(fields) => object(fields, closed),
        other => other,
    }
}

fn object(mut fields: Map<String, Value>, closed: &str) -> Value {
    if fields.contains_key("$sealed") {
        return closed.into();
    }
    if let Some(Value::Object(mut open)) = fields.remove("$open") {
        return match open.get("purpose").and_then(Value::as_str) {
            Some("credential") => SECRET.into(),
            _ => open.remove("value").unwrap_or_default(),
        };
    }
    let shown_field = |(name, value): (String, Value)| {
        let secret = SECRET_FIELDS.contains(&name.as_str()) && !value.is_null();
        let value = if secret { SECRET.into() } else { shown(value, closed) };
        (name, value)
    };
    Value::Object(fields.into_iter().map(shown_field).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn personal_data_is_shown_when_it_is_open_and_secrets_never_are() {
        let open = |purpose: &str, value: &str| json!({"$open": {"owner": "contact:7", "purpose": purpose, "value": value}});
        let document = json!({
            "email": open("contact", "dupond@free.fr"), "code": open("credential", "s3cret"),
            "gone": {"$sealed": "7.AAAA"}, "password_hash": "argon2", "plain": [1, {"hash": null}],
        });
        assert_eq!(
            revealed(document),
            json!({"email": "dupond@free.fr", "code": "[secret]", "gone": "[erased]",
                "password_hash": "[secret]", "plain": [1, {"hash": null}]})
        );
        assert_eq!(concealed(json!({"a": {"$sealed": "7.AAAA"}})), json!({"a": "[sealed]"}));
    }
}
