//! `domain_transferable` and `domain_transfer`. Names below .me come without votes, at any age, and without a named
//! owner.

use super::{Walk, is, no, number};
use serde_json::json;
use stories::{EppSession, eventually};

const CODE: &str = "1234secret5678";

/// A name of the other registrar with an owner of its own.
async fn foreign(other: &mut EppSession, name: &str, owner: &str) {
    let label: String = name.chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    let id = format!("O-{label}");
    other.create_contact(&id, owner, &format!("owner@{label}.test")).await;
    other.create_domain(name, &id, &id, CODE).await;
}

pub(super) async fn walk(walk: &Walk) {
    let mut other = walk.demo.epp("other").await;
    for name in
        ["pending.me", "locked.me", "fault-info-2200-c.me", "comes.me", "young.com", "owner.fr", "often.me"]
    {
        foreign(&mut other, name, "Olivia Owner").await;
    }
    foreign(&mut other, "unreadable.me", "123 456").await;
    let lock = "<domain:add><domain:status s=\"clientTransferProhibited\"/></domain:add>";
    other.update("locked.me", lock).await;
    assert_eq!(walk.demo.epp("ours").await.transfer("request", "pending.me", Some(CODE)).await.code, 1001);

    for function in ["domain_transferable", "domain_transfer"] {
        for (arguments, codes) in [
            (json!(["pending.me", CODE]), no(-2)),
            (json!(["locked.me", CODE]), no(-3)),
            (json!(["unreadable.me", CODE]), no(-4)),
            (json!(["fault-info-2200-c.me", CODE]), no(-5)),
            (json!(["comes.me", "wrong-code-1"]), no(-6)),
            (json!(["nobody-has-this.me", CODE]), no(-7)),
            (json!(["young.com", CODE]), no(-8)),
            (json!(["comes.me"]), no(-9)),
            (json!(["owner.fr", CODE]), no(-10)),
        ] {
            walk.case(&walk.reseller, function, arguments, codes);
        }
    }
    walk.case(&walk.poor, "domain_transfer", json!(["comes.me", CODE]), no(-20));
    walk.case(&walk.reseller, "domain_transferable", json!(["comes.me", CODE]), is(1, 0));
    // An owner that this ending does not want named is not looked at.
    walk.case(&walk.reseller, "domain_transferable", json!(["comes.me", CODE, 99]), is(1, 0));
    let tid = walk.opens(&walk.reseller, "domain_transfer", json!(["comes.me", CODE]));
    for function in ["domain_transferable", "domain_transfer"] {
        walk.case(&walk.reseller, function, json!(["comes.me", CODE]), no(-12));
    }
    eventually("the registry is asked", async || {
        other.info("comes.me").await.xml.contains("pendingTransfer").then_some(())
    })
    .await;
    assert_eq!(other.transfer("approve", "comes.me", None).await.code, 1000);
    walk.reseller.ends(tid, "Done").await;
    too_often(walk, &mut other).await;
}

/// Three requests or restarts in 24 hours: the losing registrar says no each time.
async fn too_often(walk: &Walk, other: &mut EppSession) {
    for _ in 0..3 {
        let tid = walk.case(&walk.reseller, "domain_transfer", json!(["often.me", CODE]), number())["retval"]
            .as_u64();
        eventually("the registry is asked", async || {
            other.info("often.me").await.xml.contains("pendingTransfer").then_some(())
        })
        .await;
        assert_eq!(other.transfer("reject", "often.me", None).await.code, 1000);
        walk.reseller.ends(tid.expect("a tid"), "Error").await;
    }
    walk.case(&walk.reseller, "domain_transfer", json!(["often.me", CODE]), no(-11));
}
