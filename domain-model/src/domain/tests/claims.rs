//! Who may take hold of a name, and what forbids it.

use super::*;
use EppStatus::*;

const VERBS: [Verb; 6] =
    [Verb::Renew, Verb::Update, Verb::Delete, Verb::Restore, Verb::Trade, Verb::AnswerTransfer];

/// What may be done with a name in use that nobody asks for.
const EVERYDAY: [Verb; 4] = [Verb::Renew, Verb::Update, Verb::Delete, Verb::Trade];

#[test]
fn a_name_is_held_by_one_operation_until_it_lets_go() {
    for verb in EVERYDAY {
        let busy = held().when(take(2, verb)).then([claimed(2, verb)]).and_twice_is_silence();
        assert_eq!(busy.state().unfinished(), Some(operation(2)));
        let free = busy
            .when(take(3, verb))
            .then_refused(Refusal::Busy(operation(2)))
            .when(release(3))
            .then_silence()
            .when(release(2))
            .then([Event::OperationReleased { operation: operation(2) }])
            .and_twice_is_silence();
        assert_eq!(free.state().unfinished(), None);
    }
}

#[test]
fn a_deleted_name_can_only_be_restored_and_only_in_redemption() {
    for verb in VERBS {
        match verb {
            Verb::Restore => in_redemption().when(take(3, verb)).then([claimed(3, verb)]).after(),
            _ => in_redemption().when(take(3, verb)).then_refused(Refusal::Deleted),
        };
        let pending = in_redemption().and([Event::DeletionPending { until: day(45) }]);
        match verb {
            Verb::Restore => pending.when(take(3, verb)).then_refused(Refusal::NotRestorable),
            _ => pending.when(take(3, verb)).then_refused(Refusal::Deleted),
        };
    }
    held().when(take(2, Verb::Restore)).then_refused(Refusal::NotRestorable);
}

#[test]
fn an_expired_name_is_renewed_or_deleted() {
    for verb in EVERYDAY {
        let expired = held().and([Event::Expired { expired: day(365) }]);
        expired.when(take(2, verb)).then([claimed(2, verb)]);
    }
}

#[test]
fn a_name_that_another_registrar_asked_for_is_answered_for_and_nothing_else() {
    for verb in EVERYDAY {
        held().and([leaving()]).when(take(2, verb)).then_refused(Refusal::LeavingByTransfer);
    }
    held()
        .and([leaving()])
        .when(take(2, Verb::AnswerTransfer))
        .then([claimed(2, Verb::AnswerTransfer)])
        .and_twice_is_silence();
    held().when(take(2, Verb::AnswerTransfer)).then_refused(Refusal::NoTransferOut);
}

#[test]
fn statuses_forbid_what_the_paper_says() {
    let forbidden: [(EppStatus, &[Verb]); 13] = [
        (ClientRenewProhibited, &[Verb::Renew]),
        (ServerRenewProhibited, &[Verb::Renew]),
        (ClientUpdateProhibited, &EVERYDAY),
        (ServerUpdateProhibited, &EVERYDAY),
        (ClientDeleteProhibited, &[Verb::Delete]),
        (ServerDeleteProhibited, &[Verb::Delete]),
        (ServerTradeProhibited, &[Verb::Trade]),
        (PendingUpdate, &EVERYDAY),
        (PendingRenew, &EVERYDAY),
        (ClientHold, &[]),
        (ServerHold, &[]),
        (ClientTransferProhibited, &[]),
        (ServerTransferProhibited, &[]),
    ];
    for (status, verbs) in forbidden {
        for verb in EVERYDAY {
            let decided = with_statuses(&[status]).when(take(2, verb));
            if verbs.contains(&verb) {
                decided.then_refused(Refusal::StatusProhibits(status));
            } else {
                decided.then([claimed(2, verb)]);
            }
        }
    }
}

#[test]
fn a_name_that_is_announced_to_leave_goes_or_stays() {
    let announce =
        |transfer| Command::AnnounceTransferOut { transfer: operation(transfer), answer_by: day(5) };
    let announced = held()
        .when(announce(9))
        .then([leaving()])
        .and_twice_is_silence()
        .when(announce(10))
        .then_refused(Refusal::LeavingByTransfer);
    assert!(ours(&announced).statuses.contains(PendingTransfer));
    let stays = announced
        .when(Command::EndTransferOut { transfer: operation(10) })
        .then_silence()
        .when(Command::EndTransferOut { transfer: operation(9) })
        .then([Event::TransferOutEnded { transfer: operation(9) }])
        .and_twice_is_silence();
    assert_eq!(ours(&stays), &registration(1));
    for (past, transfer) in [(held(), None), (held().and([leaving()]), Some(operation(9)))] {
        let gone = past
            .when(Command::TransferAway { at: day(3) })
            .then([Event::TransferredAway { transfer, at: day(3) }])
            .and_twice_is_silence();
        assert!(matches!(gone.state(), Domain::Gone(Past { departure: Departure::TransferredAway, .. })));
    }
}

#[test]
fn locks_are_set_and_lifted() {
    let lock = |kind, lifts| Lock { kind, since: day(0), lifts, rule: "com@2016-12-01".into() };
    let young = lock(LockKind::Creation, Some(day(60)));
    let dispute = lock(LockKind::Dispute, None);
    let locked = held()
        .when(Command::Lock { lock: young.clone() })
        .then([Event::Locked { lock: young.clone() }])
        .and_twice_is_silence();
    assert_eq!(ours(&locked).lock_at(day(59)), Some(&young));
    assert_eq!(ours(&locked).lock_at(day(60)), None);
    let both = locked.and([Event::Locked { lock: dispute.clone() }]);
    // Of several locks the one that lifts last is the answer to "why can't I transfer?".
    assert_eq!(ours(&both).lock_at(day(1)), Some(&dispute));
    let lifted = both
        .when(Command::Unlock { kind: LockKind::Dispute })
        .then([Event::Unlocked { kind: LockKind::Dispute }])
        .and_twice_is_silence();
    assert_eq!(ours(&lifted).lock_at(day(1)), Some(&young));
}

#[test]
fn a_name_in_dispute_is_neither_traded_nor_deleted_and_may_be_renewed() {
    let dispute = |since| Lock { kind: LockKind::Dispute, since, lifts: None, rule: "dispute".into() };
    let locked = || held().and([Event::Locked { lock: dispute(day(0)) }]);
    for verb in [Verb::Trade, Verb::Delete] {
        locked().when(Command::Claim { operation: operation(8), verb }).then_refused(Refusal::InDispute);
    }
    for verb in [Verb::Renew, Verb::Update] {
        let operation = operation(8);
        locked().when(Command::Claim { operation, verb }).then([Event::OperationClaimed { operation, verb }]);
    }
    // One lock is enough, whenever a second notice comes.
    locked().when(Command::Lock { lock: dispute(day(5)) }).then_silence();
}

#[test]
fn a_registrar_lifts_its_own_prohibition_of_updates_and_no_other() {
    let lift = || Command::ClaimToLift { operation: operation(3) };
    with_statuses(&[ClientUpdateProhibited, ClientHold])
        .when(lift())
        .then([claimed(3, Verb::Update)])
        .and_twice_is_silence();
    for status in [ServerUpdateProhibited, PendingRenew] {
        with_statuses(&[ClientUpdateProhibited, status])
            .when(lift())
            .then_refused(Refusal::StatusProhibits(status));
    }
    given::<Domain>([Event::RegistrationRequested { claim: claim(1) }])
        .when(lift())
        .then_refused(Refusal::Busy(operation(1)));
}

#[test]
fn a_correction_waits_for_the_operation_and_is_believed_once() {
    let changes =
        DomainChanges { servers: Some(servers(&["ns1.elsewhere.net"])), ..DomainChanges::default() };
    let correct = || Command::Correct { changes: Box::new(changes.clone()) };
    let after = held()
        .when(correct())
        .then([Event::Corrected { changes: Box::new(changes.clone()) }])
        .and_twice_is_silence();
    assert_eq!(ours(&after).servers, servers(&["ns1.elsewhere.net"]));
    held_for(Verb::Update).when(correct()).then_refused(Refusal::Busy(operation(2)));
    given::<Domain>([]).when(correct()).then_refused(Refusal::NotHeld);
}
