//! The one trait that every aggregate of this registrar keeps.

use std::fmt::{Debug, Display};

/// An aggregate whose commands are decided by a pure function of state and command.
///
/// The framework's `Aggregate::handle` is only a thin wrapper around [`EventSourced::decide`] (see
/// [`aggregate!`](crate::aggregate)), so that the same decision runs in the framework's test harness, in the
/// journal and in a simulation.
pub trait EventSourced:
    cqrs_es::Aggregate<Services = (), Error = <Self as EventSourced>::Refusal> + Clone + Debug + 'static
{
    /// The natural key. Its `Display` is the journal's `aggregate_id`.
    type Id: Display + Clone + Debug + Send + Sync + 'static;
    /// Why the business says no. A refusal has a code and no source.
    type Refusal: std::error::Error + Clone + Send + Sync + 'static;
    /// How often the journal keeps a snapshot of a long stream, in events; `None` for streams that stay short.
    const SNAPSHOT_EVERY: Option<u64> = None;

    /// What follows from `command` in this state.
    ///
    /// An empty answer means that what was asked has already happened: hearing it twice is silence.
    ///
    /// # Errors
    /// The refusal, when a rule forbids it.
    fn decide(
        &self,
        command: &<Self as cqrs_es::Aggregate>::Command,
    ) -> Result<Vec<<Self as cqrs_es::Aggregate>::Event>, Self::Refusal>;
}

/// Ties an aggregate to the framework: identity, types, and `handle` as a wrapper of `decide`.
#[macro_export]
macro_rules! aggregate {
    ($state:ty, $type:literal, $id:ty, $command:ty, $event:ty, $refusal:ty $(, snapshot every $every:literal)?) => {
        impl cqrs_es::Aggregate for $state {
            const TYPE: &'static str = $type;
            type Command = $command;
            type Event = $event;
            type Error = $refusal;
            type Services = ();

            async fn handle(
                &mut self,
                command: Self::Command,
                (): &Self::Services,
                sink: &cqrs_es::event_sink::EventSink<Self>,
            ) -> Result<(), Self::Error> {
                for event in $crate::EventSourced::decide(self, &command)? {
                    sink.write(event, self).await;
                }
                Ok(())
            }

            fn apply(&mut self, event: Self::Event) {
                self.evolve(event);
            }
        }

        impl $crate::EventSourced for $state {
            type Id = $id;
            type Refusal = $refusal;
            $(const SNAPSHOT_EVERY: Option<u64> = Some($every);)?

            fn decide(&self, command: &$command) -> Result<Vec<$event>, $refusal> {
                self.decided(command)
            }
        }
    };
}

/// Names an event enum's variants and version for the journal.
#[macro_export]
macro_rules! domain_event {
    ($event:ty { $($variant:ident => $version:literal),+ $(,)? }) => {
        impl $event {
            /// The `event_type` of every event there is, in the order of the declaration.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($variant)),+];
        }

        impl cqrs_es::DomainEvent for $event {
            fn event_type(&self) -> String {
                match self { $(Self::$variant { .. } => stringify!($variant).to_owned(),)+ }
            }
            fn event_version(&self) -> String {
                match self { $(Self::$variant { .. } => $version.to_owned(),)+ }
            }
        }
    };
}
