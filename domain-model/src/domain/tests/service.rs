//! How a name is served.

use super::*;
use crate::values::DnsService;

fn set(service: DnsService) -> Command {
    Command::SetService { service }
}

#[test]
fn a_name_is_served_in_another_way() {
    let after = held()
        .when(set(DnsService::Redir))
        .then([Event::ServiceSet { service: DnsService::Redir }])
        .and_twice_is_silence();
    assert_eq!(after.state().registration().unwrap().service(), DnsService::Redir);
    held().when(set(DnsService::Dns)).then_silence();
}

#[test]
fn an_operation_under_way_does_not_stand_in_its_way() {
    held_for(Verb::Renew)
        .when(set(DnsService::Parking))
        .then([Event::ServiceSet { service: DnsService::Parking }]);
}

#[test]
fn what_forbids_an_update_forbids_it() {
    for status in
        [EppStatus::ClientUpdateProhibited, EppStatus::ServerUpdateProhibited, EppStatus::PendingTransfer]
    {
        with_statuses(&[status]).when(set(DnsService::Redir)).then_refused(Refusal::StatusProhibits(status));
        with_statuses(&[status]).when(set(DnsService::Dns)).then_silence();
    }
    in_redemption().when(set(DnsService::Redir)).then_refused(Refusal::Deleted);
    given::<Domain>([]).when(set(DnsService::Redir)).then_refused(Refusal::NotHeld);
}

#[test]
fn the_next_registration_is_served_as_it_was_asked_for() {
    let past = held().and([Event::ServiceSet { service: DnsService::Redir }, away()]);
    let claim = Claim { service: Some(DnsService::DnsPerso), ..claim(7) };
    let next = Registration { service: claim.service, ..registration(7) };
    let events = [Event::RegistrationRequested { claim }, Event::Registered { registration: Box::new(next) }];
    let service = |given: &Given<Domain>| given.state().registration().map(Registration::service);
    assert_eq!(service(&past), None);
    assert_eq!(service(&past.and(events)), Some(DnsService::DnsPerso));
}
