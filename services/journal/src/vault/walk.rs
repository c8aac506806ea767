//! Finding open and sealed values in JSON.
//!
//! An open value is `{"$open": {"owner": "contact:151049", "purpose": "contact", "value": …}}`, a sealed one
//! `{"$sealed": "<key id>.<box>"}`. In metadata, whose values are strings, `$open:<kind>:<identity>:<purpose>:<value>`
//! and `$sealed:<key id>.<box>`.

use super::VaultError;
use super::cipher::DataKey;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Owner and purpose: whose key.
pub(crate) type Whose = (String, String);
/// The keys to seal with.
pub(crate) type SealingKeys = HashMap<Whose, Arc<DataKey>>;
/// The keys to open with, by id. A missing one leaves its values closed.
pub(crate) type OpeningKeys = HashMap<String, Arc<DataKey>>;

/// Metadata as it is stored: a flat map of strings.
pub type Metadata = BTreeMap<String, String>;

/// Cheap tests on the stored text, so that the many events without secrets are never parsed for them.
pub(crate) fn may_be_open(text: &str) -> bool {
    text.contains("\"$open")
}

pub(crate) fn may_be_sealed(text: &str) -> bool {
    text.contains("\"$sealed")
}

fn single<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if map.len() == 1 { map.get(name) } else { None }
}

/// The parts of an open value.
fn open_form(map: &Map<String, Value>) -> Option<(&str, &str, &Value)> {
    let form = single(map, "$open")?.as_object()?;
    Some((form.get("owner")?.as_str()?, form.get("purpose")?.as_str()?, form.get("value")?))
}

fn sealed_form(map: &Map<String, Value>) -> Option<&str> {
    single(map, "$sealed")?.as_str()
}

fn children(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Object(map) => Box::new(map.values()),
        Value::Array(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

fn children_mut(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Object(map) => Box::new(map.values_mut()),
        Value::Array(items) => Box::new(items.iter_mut()),
        _ => Box::new(std::iter::empty()),
    }
}

/// Whose keys the open values need.
pub(crate) fn owners(value: &Value, found: &mut Vec<Whose>) {
    if let Some((owner, purpose, _)) = value.as_object().and_then(open_form) {
        found.push((owner.to_owned(), purpose.to_owned()));
    } else {
        children(value).for_each(|child| owners(child, found));
    }
}

/// Replaces every open value by its sealed form.
pub(crate) fn seal(value: &mut Value, keys: &SealingKeys) -> Result<(), VaultError> {
    if let Some((owner, purpose, plain)) = value.as_object().and_then(open_form) {
        let key = keys
            .get(&(owner.to_owned(), purpose.to_owned()))
            .ok_or_else(|| VaultError::Erased { owner: owner.to_owned(), purpose: purpose.to_owned() })?;
        let plain = zeroize::Zeroizing::new(plain.to_string());
        *value = json!({ "$sealed": key.seal(plain.as_bytes())? });
        return Ok(());
    }
    children_mut(value).try_for_each(|child| seal(child, keys))
}

/// The key ids that the sealed values name.
pub(crate) fn key_ids(value: &Value, found: &mut Vec<String>) {
    if let Some((id, _)) = value.as_object().and_then(sealed_form).and_then(|text| text.split_once('.')) {
        found.push(id.to_owned());
    } else {
        children(value).for_each(|child| key_ids(child, found));
    }
}

/// Replaces every sealed value whose key is there by its open form; the others stay closed.
pub(crate) fn open(value: &mut Value, keys: &OpeningKeys) {
    let Some(sealed) = value.as_object().and_then(sealed_form) else {
        children_mut(value).for_each(|child| open(child, keys));
        return;
    };
    let opened = sealed.split_once('.').and_then(|(id, _)| keys.get(id)).and_then(|key| {
        let plain: Value = serde_json::from_slice(&key.open(sealed)?).ok()?;
        Some(json!({ "$open": { "owner": key.owner, "purpose": key.purpose, "value": plain } }))
    });
    if let Some(opened) = opened {
        *value = opened;
    }
}

/// `$open:kind:identity:purpose:value`.
fn open_text(text: &str) -> Option<(Whose, &str)> {
    let mut parts = text.strip_prefix("$open:")?.splitn(4, ':');
    let (kind, identity, purpose, value) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some(((format!("{kind}:{identity}"), purpose.to_owned()), value))
}

pub(crate) fn metadata_owners(metadata: &Metadata, found: &mut Vec<Whose>) {
    found.extend(metadata.values().filter_map(|text| open_text(text)).map(|(whose, _)| whose));
}

/// Seals metadata. A value of an erased person is stored closed from the start (`$sealed:erased.`): an event about
/// somebody who is gone must still be possible, and must not bring anything back.
pub(crate) fn seal_metadata(metadata: &mut Metadata, keys: &SealingKeys) -> Result<(), VaultError> {
    for text in metadata.values_mut() {
        let sealed = match open_text(text) {
            None => continue,
            Some((whose, plain)) => match keys.get(&whose) {
                Some(key) => format!("$sealed:{}", key.seal(plain.as_bytes())?),
                None => "$sealed:erased.".to_owned(),
            },
        };
        *text = sealed;
    }
    Ok(())
}

pub(crate) fn metadata_key_ids(metadata: &Metadata, found: &mut Vec<String>) {
    let sealed = metadata.values().filter_map(|text| text.strip_prefix("$sealed:"));
    found.extend(sealed.filter_map(|text| text.split_once('.')).map(|(id, _)| id.to_owned()));
}

pub(crate) fn open_metadata(metadata: &mut Metadata, keys: &OpeningKeys) {
    for text in metadata.values_mut() {
        let opened = text.strip_prefix("$sealed:").and_then(|sealed| {
            let key = keys.get(sealed.split_once('.')?.0)?;
            let plain = key.open(sealed)?;
            Some(format!("$open:{}:{}:{}", key.owner, key.purpose, std::str::from_utf8(&plain).ok()?))
        });
        if let Some(opened) = opened {
            *text = opened;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (SealingKeys, OpeningKeys) {
        let key = Arc::new(DataKey::generate("contact:7", "contact").unwrap());
        let whose = ("contact:7".to_owned(), "contact".to_owned());
        (HashMap::from([(whose, key.clone())]), HashMap::from([(key.id.clone(), key)]))
    }

    #[test]
    fn values_are_sealed_and_opened_wherever_they_stand() {
        let (sealing, opening) = keys();
        let secret = |v: Value| json!({"$open": {"owner": "contact:7", "purpose": "contact", "value": v}});
        let event =
            json!({"Registered": {"name": secret(json!("Dupond")), "all": [1, secret(json!({"a": null}))]}});
        let mut stored = event.clone();
        let mut found = vec![];
        owners(&stored, &mut found);
        assert_eq!(found.len(), 2);
        seal(&mut stored, &sealing).unwrap();
        assert!(!stored.to_string().contains("Dupond") && may_be_sealed(&stored.to_string()));
        assert!(!may_be_open(&stored.to_string()));

        let mut closed = stored.clone();
        open(&mut closed, &OpeningKeys::new());
        assert_eq!(closed, stored, "without a key a value stays closed");
        let mut ids = vec![];
        key_ids(&stored, &mut ids);
        assert_eq!(ids.len(), 2);
        open(&mut stored, &opening);
        assert_eq!(stored, event);
    }

    #[test]
    fn metadata_is_sealed_and_opened() {
        let (sealing, opening) = keys();
        let before = Metadata::from([
            ("address".to_owned(), "$open:contact:7:contact:2001:db8::1".to_owned()),
            ("gone".to_owned(), "$open:contact:8:contact:192.0.2.1".to_owned()),
            ("actor".to_owned(), "clock".to_owned()),
        ]);
        let mut stored = before.clone();
        seal_metadata(&mut stored, &sealing).unwrap();
        assert!(stored["address"].starts_with("$sealed:") && !stored["address"].contains("db8"));
        assert_eq!(stored["gone"], "$sealed:erased.");
        open_metadata(&mut stored, &opening);
        assert_eq!(stored["address"], before["address"]);
        assert_eq!(stored["actor"], "clock");
        assert_eq!(stored["gone"], "$sealed:erased.");
    }
}
