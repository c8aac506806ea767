//! The journal is forever: the stored form of every event is pinned in `domain-model/tests/golden`.
//!
//! A new event adds lines there. A line that changes is a history that can no longer be read: raise the
//! event's version and upcast instead.

use super::*;
use crate::{Actor, Cause, Channel, EventSourced};
use cqrs_es::DomainEvent;
use std::collections::BTreeSet;

mod money;
mod names;
mod people;
mod services;
mod votes;
mod work;

/// Pins the stored form of these events, reads every one of them back, and makes sure that none is missing.
fn pin<A>(types: &[&str], events: Vec<A::Event>)
where
    A: EventSourced,
    Event: From<A::Event>,
{
    let mut lines = String::new();
    for event in &events {
        let mut payload = serde_json::to_value(event).unwrap();
        // The order of keys means nothing, and differs when another crate asks serde_json to keep it.
        payload.sort_all_objects();
        let read = Event::read(A::TYPE, payload.clone()).unwrap();
        assert_eq!(read, Some(Event::from(event.clone())), "{payload}");
        lines += &format!("{} {} {payload}\n", event.event_type(), event.event_version());
    }
    let pinned: BTreeSet<String> = events.iter().map(DomainEvent::event_type).collect();
    assert_eq!(pinned, types.iter().map(|name| (*name).to_owned()).collect(), "an event is not pinned");
    golden(A::TYPE, &lines);
}

fn golden(name: &str, lines: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, lines));
}

#[test]
fn every_type_of_stream_has_one_name() {
    let names: BTreeSet<_> = AGGREGATE_TYPES.iter().collect();
    assert_eq!(names.len(), AGGREGATE_TYPES.len());
    golden("aggregate-types", &AGGREGATE_TYPES.join("\n"));
}

#[test]
fn a_stream_of_a_later_build_is_passed_over_and_a_broken_event_is_not() {
    let closed = serde_json::json!("Closed");
    assert_eq!(Event::read("dispute", closed.clone()).unwrap(), None);
    let read = Event::read("operation", closed.clone()).unwrap();
    assert_eq!(read, Some(Event::Operation(operation::Event::Closed)));
    assert!(Event::read("domain", closed).is_err());
}

#[test]
fn causes() {
    let at = chrono::DateTime::from_timestamp(1_767_268_800, 123_456_000).unwrap();
    let correlation = uuid::Uuid::from_u128(7);
    let mut lines = String::new();
    for (actor, channel) in [
        (Actor::Operator("support".into()), Channel::GraphQl),
        (Actor::Reseller(crate::testing::samples::account()), Channel::Soap),
        (Actor::Reseller(crate::testing::samples::account()), Channel::Rest),
        (Actor::Reseller(crate::testing::samples::account()), Channel::BatchMail),
        (Actor::Registrant(crate::testing::samples::contact(151_049)), Channel::MailLink),
        (Actor::Registry("sandbox".into()), Channel::Epp),
        (Actor::System, Channel::CommandLine),
        (Actor::Clock, Channel::Internal),
    ] {
        let cause = Cause {
            causation: Some(uuid::Uuid::from_u128(8)),
            key: Some("order-17".into()),
            ..Cause::new(actor, channel, at, correlation)
        };
        let cause = cause.because("asked on the phone").from_address("2001:db8::1");
        let metadata = cause.to_metadata();
        assert_eq!(Cause::from_metadata(&metadata), Ok(cause));
        lines += &format!("{}\n", serde_json::to_string(&metadata).unwrap());
    }
    golden("cause", &lines);
}
