//! What the journal must know of an aggregate's type when it handles many types at once.

use cqrs_es::Aggregate;
use domain_model::EventSourced;
use serde_json::Value;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// A state of some aggregate type.
pub(crate) type State = Arc<dyn Any + Send + Sync>;

/// An aggregate type, behind one object.
pub(crate) trait Kind: Send + Sync {
    fn empty(&self) -> State;
    /// Applies one event, its values open as far as their keys exist.
    fn apply(&self, state: &mut State, payload: Payload<'_>) -> Result<(), serde_json::Error>;
    /// How many bytes the state holds, roughly: its size as JSON.
    fn weigh(&self, state: &State) -> usize;
    fn to_json(&self, state: &State) -> Result<String, serde_json::Error>;
    fn read_json(&self, state: Value) -> Result<State, serde_json::Error>;
    fn snapshot_every(&self) -> Option<u64>;
    /// A fingerprint of the state's shape: that of the empty state. Fields that come or go change it.
    fn shape(&self) -> String;
}

/// An event's JSON, parsed or not.
pub(crate) enum Payload<'a> {
    Text(&'a str),
    Tree(Value),
}

pub(crate) struct Of<A>(PhantomData<fn() -> A>);

impl<A> Of<A> {
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

pub(crate) fn state_of<A: EventSourced>(state: &State) -> &A {
    state.downcast_ref().expect("a slot holds the type that it was declared with")
}

/// The state, copied first if the cache or a reader still holds it.
pub(crate) fn state_mut<A: EventSourced>(state: &mut State) -> &mut A {
    if Arc::get_mut(state).is_none() {
        *state = Arc::new(state_of::<A>(state).clone());
    }
    Arc::get_mut(state).and_then(|any| any.downcast_mut()).expect("a copy of our own, of the declared type")
}

impl<A: EventSourced> Kind for Of<A> {
    fn empty(&self) -> State {
        Arc::new(A::default())
    }

    fn apply(&self, state: &mut State, payload: Payload<'_>) -> Result<(), serde_json::Error> {
        let event: <A as Aggregate>::Event = match payload {
            Payload::Text(text) => serde_json::from_str(text)?,
            Payload::Tree(tree) => serde_json::from_value(tree)?,
        };
        state_mut::<A>(state).apply(event);
        Ok(())
    }

    fn weigh(&self, state: &State) -> usize {
        let mut bytes = Count(size_of::<A>());
        // A state that cannot be written as JSON is weighed by its size alone.
        let _ = serde_json::to_writer(&mut bytes, state_of::<A>(state));
        bytes.0
    }

    fn to_json(&self, state: &State) -> Result<String, serde_json::Error> {
        serde_json::to_string(state_of::<A>(state))
    }

    fn read_json(&self, state: Value) -> Result<State, serde_json::Error> {
        Ok(Arc::new(serde_json::from_value::<A>(state)?))
    }

    fn snapshot_every(&self) -> Option<u64> {
        A::SNAPSHOT_EVERY
    }

    fn shape(&self) -> String {
        let empty = serde_json::to_string(&A::default()).unwrap_or_default();
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(empty.as_bytes()))
    }
}

struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
