//! What differs between two states.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Where: names joined by dots, `Held.contacts.owner`. Empty for the whole.
    pub path: String,
    /// What it was; null where there was nothing.
    pub before: Value,
    /// What it is; null where there is nothing.
    pub after: Value,
}

/// Every field that differs, in order of the paths. Lists are compared as a whole.
pub fn difference(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = vec![];
    compare(String::new(), before, after, &mut changes);
    changes
}

fn compare(path: String, before: &Value, after: &Value, changes: &mut Vec<Change>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                let of =
                    |fields: &serde_json::Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(path, &of(one), &of(other), changes);
            }
        }
        _ => changes.push(Change { path, before: before.clone(), after: after.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_differs_is_named() {
        let before = json!({"Held": {"contacts": {"owner": 1, "admin": 2}, "servers": ["a"], "busy": 9}});
        let after = json!({"Held": {"contacts": {"owner": 3, "admin": 2}, "servers": ["a", "b"]}});
        let change = |path: &str, before, after| Change { path: path.to_owned(), before, after };
        assert_eq!(
            difference(&before, &after),
            [
                change("Held.busy", json!(9), Value::Null),
                change("Held.contacts.owner", json!(1), json!(3)),
                change("Held.servers", json!(["a"]), json!(["a", "b"])),
            ]
        );
        assert_eq!(difference(&json!("Absent"), &json!("Absent")), []);
        assert_eq!(difference(&json!("Absent"), &json!({"Held": 1})).len(), 1);
    }
}
