//! Trades, transfers and contact changes.

use super::*;
use crate::testing::samples::*;
use crate::values::RegistrationNumber;
use crate::vote::{Choice, Party, Vote, Voter};

fn owner() -> Party {
    party(151_049, "owner@example.org")
}

/// Somebody whom only the losing registrar knows.
fn stranger() -> Party {
    Party { contact: None, ..party(300, "admin@example.org") }
}

fn votes() -> Vec<Vote> {
    let vote = |choice, voter: Voter| Vote { choice, voter, at: day(1) };
    vec![
        vote(Choice::Accept, by_link(2)),
        vote(Choice::Refuse, by_operator(true)),
        vote(Choice::Refuse, by_operator(false)),
    ]
}

#[test]
fn trades() {
    use crate::trade::Event::*;
    use crate::trade::{Procedure, Side, Terms};
    let terms = |procedure| Terms {
        number: operation(141_958),
        name: name(),
        registration: RegistrationNumber::new(1),
        account: account(),
        owner: contact(151_049),
        new_owner: contact(151_050),
        procedure,
        rule: "com@2016-12-01".into(),
        auth_code_mark: "5f2a".into(),
        requested_at: day(0),
        expires_at: day(14),
    };
    let new_owner = || party(151_050, "buyer@example.org");
    let mut events: Vec<_> = votes().into_iter().map(|vote| VoteCast { side: Side::Owner, vote }).collect();
    events.extend([Procedure::Votes, Procedure::RegistryForm].map(|procedure| Requested {
        terms: Box::new(terms(procedure)),
        owner: Box::new(owner()),
        new_owner: Box::new(new_owner()),
    }));
    events.extend([
        BallotMailed { side: Side::NewOwner, serial: 2 },
        Reminded { side: Side::Owner, day: 3, serial: 2 },
        LinksVoided { side: Side::Owner },
        Approved,
        Refused { side: Side::NewOwner },
        Expired,
        Cancelled { reason: reason("the customer asked for it") },
        Completed,
        Failed { code: 2304, message: "Object status prohibits operation".into() },
        Resumed,
        Reopened {
            owner: Box::new(owner()),
            new_owner: Box::new(new_owner()),
            auth_code_mark: "77c0".into(),
            expires_at: day(40),
        },
    ]);
    pin::<trade::Trade>(trade::Event::TYPES, events);
}

#[test]
fn transfers() {
    use crate::transfer::Event::*;
    use crate::transfer::{Outbound, Side, Terms};
    let terms = Terms {
        number: operation(300),
        name: name(),
        account: account(),
        owner: contact(151_049),
        rule: "com@2016-12-01".into(),
        requested_at: day(0),
        expires_at: day(14),
    };
    let outbound = Outbound {
        number: operation(301),
        name: name(),
        account: account(),
        gaining: "registrar-b".into(),
        announced_at: day(0),
        answer_by: day(5),
    };
    let voters = || vec![(Side::Owner, owner()), (Side::Admin, stranger())];
    let mut events: Vec<_> = votes().into_iter().map(|vote| VoteCast { side: Side::Admin, vote }).collect();
    events.extend([
        Requested { terms: Box::new(terms.clone()), voters: voters() },
        Requested { terms: Box::new(terms), voters: vec![] },
        BallotMailed { side: Side::Admin, serial: 2 },
        Reminded { side: Side::Owner, day: 3, serial: 2 },
        Accepted,
        Refused { side: Side::Owner },
        Expired,
        Failed { code: 2202, message: "Invalid authorization information".into() },
        Restarted { votes_again: true, voters: voters(), expires_at: day(40) },
        Restarted { votes_again: false, voters: vec![], expires_at: day(40) },
        Cancelled { reason: reason("the customer asked for it") },
        Completed,
        Announced { outbound: Box::new(outbound) },
        Answered { choice: Choice::Accept, reason: None },
        Answered { choice: Choice::Refuse, reason: Some(reason("the owner objects")) },
        Gone,
        Stayed,
    ]);
    pin::<transfer::Transfer>(transfer::Event::TYPES, events);
}

#[test]
fn contact_changes() {
    use crate::contact_change::Event::*;
    use crate::contact_change::{Aborted as Why, AccountRole, Side, Terms};
    use crate::values::AccountNumber;
    let terms = Terms {
        number: operation(302),
        name: name(),
        registration: RegistrationNumber::new(1),
        roles: [AccountRole::Admin, AccountRole::Tech].into_iter().collect(),
        from: account(),
        to: AccountNumber::new(13_500),
        asked_by: account(),
        requested_at: day(0),
        expires_at: day(14),
    };
    let to = || Box::new(party(13_500, "new@example.org"));
    let mut events: Vec<_> = votes().into_iter().map(|vote| VoteCast { side: Side::To, vote }).collect();
    events.extend([
        Asked { terms: Box::new(terms), from: Box::new(party(13_490, "former@example.org")), to: to() },
        BallotMailed { side: Side::To, serial: 2, party: None, at: day(2) },
        BallotMailed { side: Side::To, serial: 3, party: Some(to()), at: day(3) },
        Reminded { side: Side::From, day: 3, serial: 2 },
        LinksVoided { side: Side::From },
        Approved,
        Refused { side: Side::From },
        Expired,
        Aborted { why: Why::NameLeft },
        Aborted { why: Why::RolesMoved },
        Aborted { why: Why::Withdrawn { reason: reason("asked for by mistake") } },
        Completed,
        Failed { code: 2304, message: "Object status prohibits operation".into() },
        Resumed,
    ]);
    pin::<contact_change::ContactChange>(contact_change::Event::TYPES, events);
}
