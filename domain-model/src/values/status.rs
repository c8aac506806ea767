//! The EPP status of a name: the sixteen flags of the SOAP paper ("Les statuts des noms de domaine").

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rules::broken_rules;

broken_rules! {
    /// Why a text or a number is not a status.
    StatusError on "registry_status" {
        UnknownName(String): "status-unknown", "{0:?} is not an EPP status of a name";
        UnknownBits(u32): "status-bits", "the bits {0:#x} stand for no status";
    }
}

/// One status of a name; its value is the bit that the SOAP paper gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u16)]
#[allow(missing_docs, reason = "the names are those of RFC 5731 and of the paper's table")]
pub enum EppStatus {
    ClientDeleteProhibited = 0x1,
    ServerDeleteProhibited = 0x2,
    ClientHold = 0x4,
    ServerHold = 0x8,
    ClientRenewProhibited = 0x10,
    ServerRenewProhibited = 0x20,
    ClientTransferProhibited = 0x40,
    ServerTransferProhibited = 0x80,
    ClientUpdateProhibited = 0x100,
    ServerUpdateProhibited = 0x200,
    PendingCreate = 0x400,
    PendingDelete = 0x800,
    PendingRenew = 0x1000,
    PendingTransfer = 0x2000,
    PendingUpdate = 0x4000,
    ServerTradeProhibited = 0x8000,
}

use EppStatus::*;

impl EppStatus {
    /// All sixteen, in the order of the paper's table.
    pub const ALL: [EppStatus; 16] = [
        ClientDeleteProhibited,
        ServerDeleteProhibited,
        ClientHold,
        ServerHold,
        ClientRenewProhibited,
        ServerRenewProhibited,
        ClientTransferProhibited,
        ServerTransferProhibited,
        ClientUpdateProhibited,
        ServerUpdateProhibited,
        PendingCreate,
        PendingDelete,
        PendingRenew,
        PendingTransfer,
        PendingUpdate,
        ServerTradeProhibited,
    ];

    /// The bit of the paper's table.
    pub const fn bit(self) -> u16 {
        self as u16
    }

    /// The name in EPP, `clientHold`.
    pub const fn name(self) -> &'static str {
        match self {
            ClientDeleteProhibited => "clientDeleteProhibited",
            ServerDeleteProhibited => "serverDeleteProhibited",
            ClientHold => "clientHold",
            ServerHold => "serverHold",
            ClientRenewProhibited => "clientRenewProhibited",
            ServerRenewProhibited => "serverRenewProhibited",
            ClientTransferProhibited => "clientTransferProhibited",
            ServerTransferProhibited => "serverTransferProhibited",
            ClientUpdateProhibited => "clientUpdateProhibited",
            ServerUpdateProhibited => "serverUpdateProhibited",
            PendingCreate => "pendingCreate",
            PendingDelete => "pendingDelete",
            PendingRenew => "pendingRenew",
            PendingTransfer => "pendingTransfer",
            PendingUpdate => "pendingUpdate",
            ServerTradeProhibited => "serverTradeProhibited",
        }
    }

    /// Reads a name of EPP, in any case.
    pub fn parse(name: &str) -> Result<Self, StatusError> {
        Self::ALL
            .into_iter()
            .find(|status| status.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| StatusError::UnknownName(name.chars().take(40).collect()))
    }

    /// Whether the registrar (the EPP client) sets it, rather than the registry.
    pub const fn is_client(self) -> bool {
        StatusSet::CLIENT.contains(self)
    }
}

impl fmt::Display for EppStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for EppStatus {
    type Err = StatusError;
    fn from_str(name: &str) -> Result<Self, StatusError> {
        Self::parse(name)
    }
}

impl TryFrom<&str> for EppStatus {
    type Error = StatusError;
    fn try_from(name: &str) -> Result<Self, StatusError> {
        Self::parse(name)
    }
}

impl Serialize for EppStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for EppStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&name).map_err(serde::de::Error::custom)
    }
}

/// A set of statuses. `bits` is the `registry_status` of the SOAP paper; serialises as a list of EPP names.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusSet(u16);

impl StatusSet {
    /// No status: EPP calls it `ok`.
    pub const EMPTY: StatusSet = StatusSet(0);

    /// What the registrar may set at the registry (RFC 5731).
    pub const CLIENT: StatusSet = StatusSet::of(&[
        ClientDeleteProhibited,
        ClientHold,
        ClientRenewProhibited,
        ClientTransferProhibited,
        ClientUpdateProhibited,
    ]);

    /// What a reseller may set with `domain_update`: 4 for clientHold and 64 for clientTransferProhibited.
    pub const RESELLER: StatusSet = StatusSet::of(&[ClientHold, ClientTransferProhibited]);

    const PENDING: StatusSet =
        StatusSet::of(&[PendingCreate, PendingDelete, PendingRenew, PendingTransfer, PendingUpdate]);
    const UPDATE_LOCKS: StatusSet = StatusSet::of(&[ClientUpdateProhibited, ServerUpdateProhibited]);
    const RENEW_LOCKS: StatusSet = StatusSet::of(&[ClientRenewProhibited, ServerRenewProhibited]);
    const DELETE_LOCKS: StatusSet = StatusSet::of(&[ClientDeleteProhibited, ServerDeleteProhibited]);
    const TRANSFER_LOCKS: StatusSet = StatusSet::of(&[ClientTransferProhibited, ServerTransferProhibited]);

    /// The set of the given statuses.
    pub const fn of(statuses: &[EppStatus]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < statuses.len() {
            bits |= statuses[at].bit();
            at += 1;
        }
        Self(bits)
    }

    /// The `registry_status` of the SOAP paper.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Reads a `registry_status` of the SOAP paper.
    pub fn from_bits(bits: u32) -> Result<Self, StatusError> {
        u16::try_from(bits).map(Self).map_err(|_| StatusError::UnknownBits(bits & !0xffff))
    }

    /// Reads the statuses of an EPP answer. `ok` and `inactive` say that there is none, and add nothing.
    pub fn from_epp_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, StatusError> {
        let mut set = Self::EMPTY;
        for name in names {
            if !matches!(name, "ok" | "inactive") {
                set.insert(EppStatus::parse(name)?);
            }
        }
        Ok(set)
    }

    /// Adds a status; says whether it was missing.
    pub fn insert(&mut self, status: EppStatus) -> bool {
        let missing = !self.contains(status);
        self.0 |= status.bit();
        missing
    }

    /// Takes a status away; says whether it was there.
    pub fn remove(&mut self, status: EppStatus) -> bool {
        let there = self.contains(status);
        self.0 &= !status.bit();
        there
    }

    /// Whether the status is set.
    pub const fn contains(self, status: EppStatus) -> bool {
        self.0 & status.bit() != 0
    }

    /// Whether none is set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Both sets together.
    pub const fn union(self, other: StatusSet) -> StatusSet {
        StatusSet(self.0 | other.0)
    }

    /// What is in both.
    pub const fn intersection(self, other: StatusSet) -> StatusSet {
        StatusSet(self.0 & other.0)
    }

    /// What is in this set and not in the other.
    pub const fn difference(self, other: StatusSet) -> StatusSet {
        StatusSet(self.0 & !other.0)
    }

    /// What the registrar has set, without what the registry has.
    pub const fn client_part(self) -> StatusSet {
        self.intersection(Self::CLIENT)
    }

    /// This set with the registrar's part replaced by that of another: the registry's part stays.
    pub const fn with_client_part(self, client: StatusSet) -> StatusSet {
        self.difference(Self::CLIENT).union(client.client_part())
    }

    /// The statuses in the order of the paper's table.
    pub fn iter(self) -> impl Iterator<Item = EppStatus> {
        EppStatus::ALL.into_iter().filter(move |status| self.contains(*status))
    }

    fn first_of(self, forbidding: StatusSet) -> Option<EppStatus> {
        self.intersection(forbidding).iter().next()
    }

    /// The status that forbids a renewal: the paper's list of `domain_renew`.
    pub fn renew_prohibited_by(self) -> Option<EppStatus> {
        self.first_of(Self::RENEW_LOCKS.union(Self::UPDATE_LOCKS).union(Self::PENDING))
    }

    /// The status that forbids an update: the paper's list of `domain_update`.
    pub fn update_prohibited_by(self) -> Option<EppStatus> {
        self.first_of(Self::UPDATE_LOCKS.union(Self::PENDING))
    }

    /// The status that forbids a transfer: a pending one (`domain_transfer` −2), or a transfer or update
    /// lock (−3).
    pub fn transfer_prohibited_by(self) -> Option<EppStatus> {
        self.first_of(Self::PENDING).or(self.first_of(Self::TRANSFER_LOCKS.union(Self::UPDATE_LOCKS)))
    }

    /// The status that forbids a deletion: its own locks, the update locks and pending actions (RFC 5731).
    pub fn delete_prohibited_by(self) -> Option<EppStatus> {
        self.first_of(Self::DELETE_LOCKS.union(Self::UPDATE_LOCKS).union(Self::PENDING))
    }

    /// The status that forbids an owner change: the registry's trade lock, or what forbids an update, since
    /// a trade ends in one.
    pub fn trade_prohibited_by(self) -> Option<EppStatus> {
        self.first_of(Self::of(&[ServerTradeProhibited]).union(Self::UPDATE_LOCKS).union(Self::PENDING))
    }

    /// The pending action of a name, if any.
    pub fn pending(self) -> Option<EppStatus> {
        self.first_of(Self::PENDING)
    }

    /// Whether the name is kept out of the zone.
    pub fn is_on_hold(self) -> bool {
        self.first_of(Self::of(&[ClientHold, ServerHold])).is_some()
    }
}

impl FromIterator<EppStatus> for StatusSet {
    fn from_iter<I: IntoIterator<Item = EppStatus>>(statuses: I) -> Self {
        Self(statuses.into_iter().fold(0, |bits, status| bits | status.bit()))
    }
}

impl Extend<EppStatus> for StatusSet {
    fn extend<I: IntoIterator<Item = EppStatus>>(&mut self, statuses: I) {
        *self = self.union(statuses.into_iter().collect());
    }
}

impl fmt::Debug for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("ok");
        }
        let names: Vec<&str> = self.iter().map(EppStatus::name).collect();
        f.write_str(&names.join(" "))
    }
}

impl Serialize for StatusSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for StatusSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<EppStatus>::deserialize(deserializer)?.into_iter().collect())
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
