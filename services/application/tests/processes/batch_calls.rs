//! Calls and transfers by batch mail.

use crate::batch::{calls, held, mail, name, order, order_of, ordered, run, value};
use crate::scenarios::{CODE, Case, Process, account, servers};
use crate::world::World;
use application::ports::TransferVerb;
use application::{BatchStatus, Call, Instruction, ZoneEntry};
use domain_model::batch_mail::Mistake;
use domain_model::order::Status;
use domain_model::values::{AuthCode, EppStatus, OrderCommand, RecordType};
use domain_model::vote::Choice;

#[tokio::test]
async fn calls_change_servers_locks_and_the_zone() {
    let world = World::new().await;
    let example = name("called");
    run(&world, "a", ordered("called")).await;
    held(&world, &example).await;
    let update = Call::DomainDnsUpdate {
        name: example.clone(),
        servers: servers(&["ns0.online.test", "ns1.online.test"]),
    };
    let accepted = run(&world, "b", calls("dns", update.clone())).await;
    assert!(accepted.operation.is_some(), "{accepted:?}");
    assert_eq!(held(&world, &example).await.servers, servers(&["ns0.online.test", "ns1.online.test"]));
    let same = run(&world, "c", calls("dns again", update)).await;
    assert_eq!((same.status, value(&same, "note")), (BatchStatus::Done, Some("nothing to change")));

    for (call, locked) in
        [(Call::DomainLock(example.clone()), true), (Call::DomainUnlock(example.clone()), false)]
    {
        run(&world, &format!("lock {locked}"), calls(&format!("lock {locked}"), call)).await;
        let statuses = held(&world, &example).await.statuses;
        assert_eq!(statuses.contains(EppStatus::ClientTransferProhibited), locked);
    }

    let entry = |target: &str| ZoneEntry {
        name: example.clone(),
        subdomain: "www".to_owned(),
        kind: RecordType::A,
        target: target.to_owned(),
        ttl: None,
    };
    let service = held(&world, &example).await.service;
    let added = run(&world, "z1", calls("z1", Call::ZoneEntryAdd(entry("127.0.0.1")))).await;
    assert_eq!(value(&added, "entry"), Some("www 28800 A 127.0.0.1"));
    let twice = run(&world, "z2", calls("z2", Call::ZoneEntryAdd(entry("127.0.0.1")))).await;
    assert_eq!(value(&twice, "note"), Some("the entry was there already"));
    let wrong = run(&world, "z3", calls("z3", Call::ZoneEntryAdd(entry("not an address")))).await;
    assert_eq!(wrong.status, BatchStatus::Refused, "{wrong:?}");
    let listed = run(&world, "z4", calls("z4", Call::ZoneEntryList(example.clone()))).await;
    assert_eq!(
        (value(&listed, "entries"), value(&listed, "entry.1")),
        (Some("1"), Some("www 28800 A 127.0.0.1"))
    );
    let gone = run(&world, "z5", calls("z5", Call::ZoneEntryDel(entry("127.0.0.1")))).await;
    assert_eq!(gone.status, BatchStatus::Done);
    let missing = run(&world, "z6", calls("z6", Call::ZoneEntryDel(entry("127.0.0.1")))).await;
    assert_eq!(missing.status, BatchStatus::Refused);
    assert_eq!(
        held(&world, &example).await.service,
        service,
        "entries change nothing about how it is served"
    );

    let info = run(&world, "i", calls("info", Call::DomainInfo(example.clone()))).await;
    assert_eq!(value(&info, "domain.name"), Some("called.com"));
    assert_eq!(value(&info, "domain.dns.1"), Some("ns0.online.test"));
    let list = run(&world, "l", calls("list", Call::DomainList)).await;
    assert_eq!(value(&list, "domains"), Some("2"));
    let renewed = run(&world, "r", calls("renew", Call::DomainRenew(example.clone()))).await;
    assert!(renewed.order.is_some() && renewed.operation.is_some());
    let foreign = Call::DomainInfo(name("nobody-has-it"));
    let refused = run(&world, "f", calls("foreign", foreign)).await;
    let expected =
        vec![Mistake { key: "soapi.param.domain".into(), expected: refused.mistakes[0].expected.clone() }];
    assert_eq!((refused.status, &refused.mistakes), (BatchStatus::Refused, &expected));
    held(&world, &example).await;
    world.assert_whole().await;
}

#[tokio::test]
async fn a_transfer_by_mail_arrives_with_its_contacts_and_gets_its_servers() {
    let world = World::new().await;
    let case = Case::prepare(&world, Process::TransferIn, "moves-by-mail").await;
    let wanted = |code: &str| {
        let mut order = order("moves-by-mail", OrderCommand::Transfer);
        order.auth_code = Some(AuthCode::parse(code).unwrap());
        mail(code, Some("transfer-1"), Instruction::Order(Box::new(order)))
    };
    let refused = run(&world, "a", wanted("not-the-code-2026")).await;
    assert_eq!(refused.status, BatchStatus::Refused);
    assert_eq!(refused.mistakes[0].key, "option.domain.authinfo", "{refused:?}");

    let accepted = run(&world, "b", wanted(CODE)).await;
    assert_eq!(accepted.status, BatchStatus::Accepted, "{accepted:?}");
    world.settle().await;
    let number = accepted.order.unwrap();
    assert_eq!(order_of(&world, number).await.status(), Some(Status::Delivering), "votes are to be cast");
    case.vote("owner", Choice::Accept).await;
    world.settle().await;
    assert_eq!(case.other_transfers(TransferVerb::Approve, None), 1000);
    world.settle().await;
    let arrived = held(&world, &case.name).await;
    assert_eq!(order_of(&world, number).await.status(), Some(Status::Delivered));
    assert_eq!(arrived.servers, servers(&["dns12.ovh.test", "ns12.ovh.test"]));
    assert_eq!(arrived.contacts.tech, account().own_contact());
    assert_ne!(arrived.contacts.owner, account().own_contact());
    assert_eq!(arrived.privacy, Some(true));
    world.assert_whole().await;
}
