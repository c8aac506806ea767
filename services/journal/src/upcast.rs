//! Old events in today's shape: transformed when read, never rewritten.

use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

type Transform = dyn Fn(Value) -> Value + Send + Sync;

struct Upcaster {
    to_version: String,
    transform: Box<Transform>,
}

/// Which versions of which events are transformed, and how. Applied wherever an event is read: loading a stream,
/// following, replaying. The hash chain is verified on what is stored.
#[derive(Clone, Default)]
pub struct Upcasters {
    // By event type, then version: an event without any upcaster costs one look-up and no allocation.
    steps: Arc<HashMap<String, HashMap<String, Upcaster>>>,
}

impl Upcasters {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step: an event of `event_type` (as [`domain_model`] names it) in `from_version` becomes one of
    /// `to_version`. Steps chain. Sealed values are still sealed when a step sees them.
    ///
    /// # Panics
    /// When called after the registry was shared.
    #[must_use]
    pub fn with(
        mut self,
        event_type: &str,
        from_version: &str,
        to_version: &str,
        transform: impl Fn(Value) -> Value + Send + Sync + 'static,
    ) -> Self {
        let steps = Arc::get_mut(&mut self.steps).expect("steps are added before the registry is shared");
        let upcaster = Upcaster { to_version: to_version.to_owned(), transform: Box::new(transform) };
        steps.entry(event_type.to_owned()).or_default().insert(from_version.to_owned(), upcaster);
        self
    }

    /// Whether this version is an old one.
    pub(crate) fn applies(&self, event_type: &str, version: &str) -> bool {
        self.steps.get(event_type).is_some_and(|versions| versions.contains_key(version))
    }

    /// The event in its newest shape, with the version it then has.
    pub(crate) fn upcast(&self, event_type: &str, version: &str, payload: Value) -> (String, Value) {
        let mut version = version.to_owned();
        let mut payload = payload;
        if let Some(versions) = self.steps.get(event_type) {
            // A chain visits each version at most once, so a circle of steps ends.
            for _ in 0..versions.len() {
                let Some(step) = versions.get(&version) else { break };
                payload = (step.transform)(payload);
                version.clone_from(&step.to_version);
            }
        }
        (version, payload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn steps_chain_and_newer_events_pass_untouched() {
        let upcasters = Upcasters::new()
            .with("Paid", "1", "2", |mut v| {
                v["Paid"]["currency"] = json!("EUR");
                v
            })
            .with("Paid", "2", "3", |mut v| {
                v["Paid"]["cents"] = v["Paid"]["euros"].as_i64().map_or(Value::Null, |e| json!(e * 100));
                v
            });
        let (version, payload) = upcasters.upcast("Paid", "1", json!({"Paid": {"euros": 3}}));
        assert_eq!(version, "3");
        assert_eq!(payload, json!({"Paid": {"euros": 3, "cents": 300, "currency": "EUR"}}));
        assert!(!upcasters.applies("Paid", "3"));
        assert!(!upcasters.applies("Refunded", "1"));
    }
}
