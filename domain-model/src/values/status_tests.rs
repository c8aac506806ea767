use proptest::prelude::*;

use super::*;

/// The table of the paper, typed again from it.
const PAPER: [(u16, &str); 16] = [
    (0x01, "clientDeleteProhibited"),
    (0x02, "serverDeleteProhibited"),
    (0x04, "clientHold"),
    (0x08, "serverHold"),
    (0x10, "clientRenewProhibited"),
    (0x20, "serverRenewProhibited"),
    (0x40, "clientTransferProhibited"),
    (0x80, "serverTransferProhibited"),
    (0x100, "clientUpdateProhibited"),
    (0x200, "serverUpdateProhibited"),
    (0x400, "pendingCreate"),
    (0x800, "pendingDelete"),
    (0x1000, "pendingRenew"),
    (0x2000, "pendingTransfer"),
    (0x4000, "pendingUpdate"),
    (0x8000, "serverTradeProhibited"),
];

#[test]
fn bits_and_names_are_those_of_the_paper() {
    for ((bit, name), status) in PAPER.into_iter().zip(EppStatus::ALL) {
        assert_eq!((status.bit(), status.name()), (bit, name));
        assert_eq!(EppStatus::parse(name).unwrap(), status);
    }
}

/// Which statuses, each alone, forbid an action.
fn forbidding(action: fn(StatusSet) -> Option<EppStatus>) -> Vec<&'static str> {
    EppStatus::ALL
        .into_iter()
        .filter(|s| action(StatusSet::of(&[*s])) == Some(*s))
        .map(EppStatus::name)
        .collect()
}

#[test]
fn each_action_is_forbidden_by_the_statuses_of_the_paper() {
    let pending = ["pendingCreate", "pendingDelete", "pendingRenew", "pendingTransfer", "pendingUpdate"];
    let update = ["clientUpdateProhibited", "serverUpdateProhibited"];
    let with = |own: &[&'static str]| [own, update.as_slice(), pending.as_slice()].concat();
    assert_eq!(
        forbidding(StatusSet::renew_prohibited_by),
        with(&["clientRenewProhibited", "serverRenewProhibited"])
    );
    assert_eq!(forbidding(StatusSet::update_prohibited_by), with(&[]));
    assert_eq!(
        forbidding(StatusSet::transfer_prohibited_by),
        with(&["clientTransferProhibited", "serverTransferProhibited"])
    );
    assert_eq!(
        forbidding(StatusSet::delete_prohibited_by),
        with(&["clientDeleteProhibited", "serverDeleteProhibited"])
    );
    let mut trade = with(&[]);
    trade.push("serverTradeProhibited");
    assert_eq!(forbidding(StatusSet::trade_prohibited_by), trade);
    assert_eq!(StatusSet::of(&[ClientHold, ServerHold]).renew_prohibited_by(), None);
}

#[test]
fn a_pending_name_is_named_before_its_lock() {
    let set = StatusSet::of(&[ClientTransferProhibited, PendingTransfer]);
    assert_eq!(set.transfer_prohibited_by(), Some(PendingTransfer));
}

#[test]
fn unknown_statuses_are_refused() {
    assert_eq!(EppStatus::parse("clientFrozen"), Err(StatusError::UnknownName("clientFrozen".into())));
    assert_eq!(StatusSet::from_bits(0x1_0000), Err(StatusError::UnknownBits(0x1_0000)));
    assert!(serde_json::from_str::<StatusSet>(r#"["ok"]"#).is_err());
    assert_eq!(StatusSet::from_epp_names(["ok", "inactive"]).unwrap(), StatusSet::EMPTY);
    assert_eq!(StatusSet::RESELLER.bits(), 4 | 64);
}

proptest! {
    #[test]
    fn every_set_survives_bits_names_and_documents(bits in any::<u16>()) {
        let set = StatusSet::from_bits(u32::from(bits)).unwrap();
        prop_assert_eq!(set.bits(), bits);
        prop_assert_eq!(set.iter().collect::<StatusSet>(), set);
        prop_assert_eq!(StatusSet::from_epp_names(set.iter().map(EppStatus::name)).unwrap(), set);
        let written = serde_json::to_string(&set).unwrap();
        prop_assert_eq!(serde_json::from_str::<StatusSet>(&written).unwrap(), set);
    }

    #[test]
    fn the_registrar_replaces_its_own_part_only(known in any::<u16>(), wanted in any::<u16>()) {
        let set = |bits: u16| StatusSet::from_bits(u32::from(bits)).unwrap();
        let after = set(known).with_client_part(set(wanted));
        for status in EppStatus::ALL {
            let from = if status.is_client() { wanted } else { known };
            prop_assert_eq!(after.contains(status), set(from).contains(status));
        }
    }

    #[test]
    fn insert_and_remove_undo_each_other(bits in any::<u16>(), which in 0usize..16) {
        let (mut set, status) = (StatusSet::from_bits(u32::from(bits)).unwrap(), EppStatus::ALL[which]);
        let before = set;
        if set.insert(status) {
            prop_assert!(set.contains(status));
            prop_assert!(set.remove(status));
        }
        prop_assert_eq!(set, before);
    }
}
