//! Given, when, then: how the rules of an aggregate are written down as tests.

pub(crate) mod samples;

use crate::EventSourced;
use cqrs_es::test::TestFramework;
use std::fmt::Debug;

/// What an aggregate must offer to be tested.
pub(crate) trait Tested: EventSourced<Refusal: PartialEq> + PartialEq {}
impl<A: EventSourced<Refusal: PartialEq> + PartialEq> Tested for A {}

/// An aggregate with this past.
pub(crate) fn given<A: Tested>(past: impl IntoIterator<Item = A::Event>) -> Given<A> {
    let past: Vec<A::Event> = past.into_iter().collect();
    let mut state = A::default();
    past.iter().cloned().for_each(|event| state.apply(event));
    Given { past, state }
}

/// An aggregate with a past.
pub(crate) struct Given<A: Tested> {
    past: Vec<A::Event>,
    state: A,
}

impl<A: Tested<Command: Clone + Debug>> Given<A> {
    /// Where the past has led to.
    pub(crate) fn state(&self) -> &A {
        &self.state
    }

    /// More has happened.
    pub(crate) fn and(self, more: impl IntoIterator<Item = A::Event>) -> Self {
        given(self.past.into_iter().chain(more))
    }

    /// A command comes. The framework must decide as the pure function does.
    pub(crate) fn when(self, command: A::Command) -> Decided<A> {
        let decision = self.state.decide(&command);
        let framework = TestFramework::<A>::with(()).given(self.past.clone()).when(command.clone());
        assert_eq!(framework.inspect_result(), decision, "the framework decides {command:?} otherwise");
        Decided { given: self, command, decision }
    }
}

/// A command that was decided.
pub(crate) struct Decided<A: Tested<Command: Clone + Debug>> {
    given: Given<A>,
    command: A::Command,
    decision: Result<Vec<A::Event>, A::Refusal>,
}

impl<A: Tested<Command: Clone + Debug>> Decided<A> {
    /// It led to these events. They are applied, and the state that follows survives a snapshot.
    #[track_caller]
    pub(crate) fn then(self, expected: impl IntoIterator<Item = A::Event>) -> Happened<A> {
        let expected: Vec<A::Event> = expected.into_iter().collect();
        assert_eq!(self.decision.as_ref(), Ok(&expected), "{:?}", self.command);
        let after = self.given.and(expected);
        let snapshot = serde_json::to_value(after.state()).unwrap();
        assert_eq!(&serde_json::from_value::<A>(snapshot).unwrap(), after.state());
        Happened { after, command: self.command }
    }

    /// Nothing is new.
    #[track_caller]
    pub(crate) fn then_silence(self) -> Given<A> {
        assert_eq!(self.decision, Ok(vec![]), "{:?}", self.command);
        self.given
    }

    /// It is refused.
    #[track_caller]
    pub(crate) fn then_refused(self, refusal: impl Into<A::Refusal>) -> Given<A> {
        assert_eq!(self.decision, Err(refusal.into()), "{:?}", self.command);
        self.given
    }
}

/// A command whose events have been applied.
pub(crate) struct Happened<A: Tested<Command: Clone + Debug>> {
    after: Given<A>,
    command: A::Command,
}

impl<A: Tested<Command: Clone + Debug>> Happened<A> {
    /// The same command again changes nothing.
    #[track_caller]
    pub(crate) fn and_twice_is_silence(self) -> Given<A> {
        self.after.when(self.command).then_silence()
    }

    /// The same command again is refused.
    #[track_caller]
    pub(crate) fn and_twice_is_refused(self, refusal: impl Into<A::Refusal>) -> Given<A> {
        self.after.when(self.command).then_refused(refusal)
    }

    /// Where it has led to.
    pub(crate) fn after(self) -> Given<A> {
        self.after
    }
}
